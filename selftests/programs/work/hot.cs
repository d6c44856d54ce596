class Hot {
	static long Run(int n) { long s = 0; for (int i = 0; i < n; i++) s += i % 7; return s; }
	static void Main() { long t = 0; for (int k = 0; k < 300; k++) t += Run(10000); System.Console.WriteLine("result " + t); }
}
