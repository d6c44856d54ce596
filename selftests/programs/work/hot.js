function hot(n) { var s = 0; for (var i = 0; i < n; i++) s += i % 7; return s; }
var total = 0;
for (var k = 0; k < 300; k++) total += hot(10000);
var out = typeof print === "function" ? print : console.log;
out("result " + total);
