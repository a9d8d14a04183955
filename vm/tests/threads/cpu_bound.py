# Threads that compute: each has its own result, none is lost.
import threading

results = {}


def count(name, n):
    total = 0
    for i in range(n):
        total += i
    results[name] = total


threads = [threading.Thread(target=count, args=(n, 20_000 + n)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results.items()))
