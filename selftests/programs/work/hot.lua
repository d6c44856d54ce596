local function hot(n) local s = 0 for i = 0, n - 1 do s = s + i % 7 end return s end
local total = 0
for k = 1, 2000 do total = total + hot(10000) end
print(string.format("result %d", total))
-- Whether a trace was compiled, not only asked for.
if jit then print("jit", require("jit.util").traceinfo(1) ~= nil) end
