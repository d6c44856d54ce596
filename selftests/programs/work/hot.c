int printf(const char *, ...);
static long hot(int n) { long s = 0; for (int i = 0; i < n; i++) s += i % 7; return s; }
int main(void) { long t = 0; for (int k = 0; k < 300; k++) t += hot(10000); printf("result %ld\n", t); return 0; }
