import asyncio
import time


async def after(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    start = time.monotonic()
    print(await asyncio.gather(after(0.3), after(0.1), after(0.2)))
    print(0.3 <= time.monotonic() - start < 0.5)

    async with asyncio.TaskGroup() as group:
        first, second = group.create_task(after(0.01)), group.create_task(after(0.02))
    print(first.result(), second.result())

    try:
        async with asyncio.timeout(0.05):
            await asyncio.sleep(10)
    except TimeoutError:
        print("timeout")

    queue = asyncio.Queue()

    async def producer():
        for item in range(3):
            await queue.put(item)
            await asyncio.sleep(0.01)

    async def consumer():
        return [await queue.get() for _ in range(3)]

    print(await asyncio.gather(producer(), consumer()))
    print(await asyncio.to_thread(lambda: (time.sleep(0.05), "from a thread")[1]))

    lock = asyncio.Lock()
    async with lock:
        print(lock.locked())

    task = asyncio.create_task(after(5))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled())


asyncio.run(main())
