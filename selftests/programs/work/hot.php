<?php
function hot(int $n): int { $s = 0; for ($i = 0; $i < $n; $i++) $s += $i % 7; return $s; }
$total = 0;
for ($k = 0; $k < 300; $k++) $total += hot(10000);
echo "result $total\n";
if (function_exists('opcache_get_status'))
	echo "jit ", var_export(opcache_get_status(false)['jit']['on'] ?? false, true), "\n";
