import concurrent.futures
import contextvars
import queue
import threading
import time

# A queue with a bound between a producer and a consumer.
q = queue.Queue(maxsize=2)
taken = []


def producer():
    for item in range(5):
        q.put(item)
    q.put(None)


def consumer():
    while (item := q.get()) is not None:
        taken.append(item)
        time.sleep(0.01)


threads = [threading.Thread(target=function) for function in (producer, consumer)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(taken, [thread.is_alive() for thread in threads])

# A pool: who sleeps less is done first.
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    futures = [pool.submit(lambda n: (time.sleep(n / 20), n * n)[1], n) for n in (3, 1, 2)]
    print([future.result() for future in concurrent.futures.as_completed(futures)])
    print(list(pool.map(lambda n: n + 1, range(5))))

# Contexts.
variable = contextvars.ContextVar("variable", default=1)
context = contextvars.copy_context()
print(context.run(lambda: (variable.set(5), variable.get())[1]), variable.get(), context[variable])
token = variable.set(2)
variable.reset(token)
print(token.old_value is token.MISSING, variable.get(), len(context))

# Events, barriers, timers, conditions.
event = threading.Event()
threading.Timer(0.05, event.set).start()
print(event.wait(1), event.wait(0))
barrier = threading.Barrier(3)
passed = []


def meet(n):
    time.sleep(n / 50)
    barrier.wait()
    passed.append(n)


threads = [threading.Thread(target=meet, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(passed))
condition = threading.Condition()
with condition:
    print(condition.wait(timeout=0.01))
simple = queue.SimpleQueue()
threading.Timer(0.02, simple.put, ("item",)).start()
print(simple.get(timeout=5))
try:
    simple.get(timeout=0.01)
except queue.Empty as error:
    print(type(error))

# An exception ends its thread, and is told through the hook.
threading.excepthook = lambda args: print(args.exc_type.__name__, args.exc_value, args.thread.name)


def fails():
    raise ValueError("in a thread")


thread = threading.Thread(target=fails, name="failing")
thread.start()
thread.join()
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
print(threading.active_count(), threading.current_thread().name)
