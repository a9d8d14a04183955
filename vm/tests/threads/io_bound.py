# Threads that wait: their waiting overlaps.
import threading
import time

done = []


def download(name, seconds):
    time.sleep(seconds)
    done.append(name)


threads = [
    threading.Thread(target=download, args=(name, seconds))
    for name, seconds in (("slow", 0.3), ("quick", 0.1), ("middle", 0.2))
]
start = time.perf_counter()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
took = time.perf_counter() - start
print(done, 0.3 <= took < 0.5)
