def hot(n):
    s = 0
    for i in range(n):
        s += i % 7
    return s
print("result", sum(hot(10000) for k in range(300)))
try:
    import pypyjit
    print("compiled loops", pypyjit.get_stats_snapshot().counters["TOTAL_COMPILED_LOOPS"])
except (ImportError, KeyError) as e:
    print(e)
