-- SPDX-License-Identifier: GPL-2.0-only
-- Hot enough to be compiled.
local sum = 0
for n = 1, 1000000 do
	sum = (sum + n * n) % 1000003
end
io.write(sum, "\n")
