"""Tasks that someone holds: RUF006."""

import asyncio


class Server:
    def __init__(self):
        self.tasks = set()
        self.main = None

    # RUF006: the object keeps it.
    async def start(self, work):
        self.main = asyncio.create_task(work())

    # RUF006: kept until it is done.
    async def spawn(self, work):
        task = asyncio.create_task(work())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


# ruff#16811, RUF006: a set of the module.
running = set()


async def spawn(work):
    task = asyncio.ensure_future(work())
    running.add(task)
    task.add_done_callback(running.discard)


# RUF006: awaited, gathered, returned, or of a group.
async def wait(work):
    await asyncio.create_task(work())
    first, second = asyncio.create_task(work()), asyncio.create_task(work())
    await asyncio.gather(first, second)
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
    return asyncio.create_task(work())


# ruff#20421, RUF006: a local list lives until all are awaited.
async def wait_for_all(works):
    tasks = [asyncio.create_task(work()) for work in works]
    for task in tasks:
        await task
