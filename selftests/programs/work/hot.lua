local function hot(n) local s = 0 for i = 0, n - 1 do s = s + i % 7 end return s end
local total = 0
for k = 1, 300 do total = total + hot(10000) end
print(string.format("result %d", total))
if jit then print("jit", (jit.status())) end
