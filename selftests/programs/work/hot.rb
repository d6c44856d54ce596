def hot(n)
  s = 0
  i = 0
  while i < n
    s += i % 7
    i += 1
  end
  s
end
total = 0
300.times { total += hot(10000) }
puts "result #{total}"
puts "yjit #{RubyVM::YJIT.runtime_stats[:inline_code_size]}" if RubyVM::YJIT.enabled?
