-- SPDX-License-Identifier: GPL-2.0-only
-- What an interpreter does all day, and what reaches down to libc and Linux.
-- The output must not depend on how the interpreter was linked.

local function check(what, ...) print(what, ...) end

-- arguments, and the environment
check("arguments", #arg, table.concat(arg, "|"))
check("environment", os.getenv("COLOUR"))

-- numbers
check("integers", 7 // 2, -7 // 2, -7 % 3, 1 << 62, math.maxinteger + 1 == math.mininteger)
check("floats", 1e15, 2^53, 0.1 + 0.2, 1/0, -1/0, 3.0, string.format("%.17g %a", 1/3, 0.5))
check("math", math.floor(-3.5), math.sqrt(2), math.sin(1), math.exp(1), math.log(10, 2), math.fmod(-7, 3))
check("conversions", tonumber("0x1p4"), tonumber("10", 2), tonumber("z", 36), tonumber("1e"), math.tointeger(3.0))

-- strings
check("format", string.format("%5d|%-5s|%05.1f|%q|%x|%c", 42, "ab", 3.14159, 'a "q"\n', 255, 65))
check("patterns", ("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("hello"):gsub("l", { l = "L" }), ("f(a(b)c)d"):match("%b()"))
check("pack", string.pack("<i4z s2", 1, "ab", "xyz"):byte(1, -1))
check("utf8", utf8.char(228, 8364, 128512), utf8.len("äöü"), utf8.codepoint("€", 1))

-- tables, sorting, closures
local words = {}
for word in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = word end
table.sort(words, function(a, b) return a > b end)
check("sorted", table.concat(words, " "), select("#", table.unpack(words)))
local numbers, seed = {}, 1
for i = 1, 20000 do seed = (seed * 1103515245 + 12345) % 2147483648; numbers[i] = seed end
table.sort(numbers)
local ordered = true
for i = 2, #numbers do ordered = ordered and numbers[i - 1] <= numbers[i] end
check("20,000 numbers", ordered, numbers[1], numbers[#numbers])

-- coroutines
local producer = coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i * i) end return "end" end)
check("coroutines", producer(), producer(), producer(), producer(), producer(), producer())
local many = {}
for i = 1, 2000 do many[i] = coroutine.create(function(x) while true do x = coroutine.yield(x + i) end end) end
local sum = 0
for round = 1, 3 do for i = 1, #many do sum = sum + select(2, coroutine.resume(many[i], round)) end end
check("2,000 coroutines", sum)

-- errors: setjmp and longjmp through C frames
check("error", pcall(error, { 1 }) == false, select(2, pcall(error, "text", 0)))
check("nested", pcall(function() local ok, e = pcall(string.rep) error("again: " .. e, 0) end))
local function deep(n) return 1 + deep(n + 1) end
check("stack overflow", (select(2, pcall(deep, 1)):gsub("\n.*", "")))
check("C stack overflow", (select(2, pcall(string.gsub, ("("):rep(300), ("("):rep(300), ""))))
check("memory", pcall(string.rep, "x", 1 << 40))
local closed = {}
do
	local a <close> = setmetatable({}, { __close = function() closed[#closed + 1] = "a" end })
	local b <close> = setmetatable({}, { __close = function() closed[#closed + 1] = "b" end })
end
check("closed", table.concat(closed))

-- the collector
local weak, finalised = setmetatable({}, { __mode = "v" }), 0
for i = 1, 1000 do weak[i] = setmetatable({}, { __gc = function() finalised = finalised + 1 end }) end
collectgarbage()
check("collected", next(weak), finalised)
for i = 1, 200 do local garbage = ("x"):rep(1 << 20) end
collectgarbage("generational")
for i = 1, 20000 do local garbage = { i, { i } } end
collectgarbage("incremental")
collectgarbage()
check("memory is small again", collectgarbage("count") < 8192)

-- files
local name = os.tmpname()
local file = assert(io.open(name, "w+b"))
file:setvbuf("full", 4096)
for i = 1, 5000 do file:write(i, "\n") end
check("size", file:seek("end"))
file:seek("set", 0)
local total = 0
for line in file:lines("n") do total = total + line end
check("sum of the lines", total)
file:close()
check("rename", os.rename(name, name .. ".new"), select(3, io.open(name)))
check("remove", os.remove(name .. ".new"), select(3, os.remove(name .. ".new")))
check("directory", select(2, io.open("/nowhere/at/all")))

-- time, and the host's programs
check("time", os.date("!%Y-%m-%d %H:%M:%S", 1e9), os.time({ year = 2001, month = 9, day = 9, hour = 12 }))
check("clock", os.clock() > 0, os.difftime(10, 4))
check("locale", os.setlocale("C"), os.setlocale("xx_XX"))
local pipe = assert(io.popen("busybox expr 6 '*' 7; exit 3"))
check("popen", pipe:read("a"), pipe:close())
check("execute", os.execute("kill -TERM $$"))

-- code
check("load", load("return ...", "chunk", "t", {})(42), load("x ="))
check("dump", load(string.dump(function(a, b) return a * b end), "dumped", "b")(6, 7))
check("module in C", pcall(require, "socket.core") == false, select(3, package.loadlib("/lib/x.so", "f")))
package.path = "/test/?.lua"
check("module in Lua", require("module").answer())

io.stderr:write("done\n")
os.exit(7, true)
