"""A partial that holds its keeper, by function and by argument."""

from functools import partial


class Job:
    def __init__(self):
        self.run = partial(self.work, 1)

    def work(self, n):
        return n


def main():
    Job()
    job = Job()
    job.run = partial(print, job)


# ring: instance Job:15, method Job.work:8, partial:8
# ring: instance Job:16, partial:17
