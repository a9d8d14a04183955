"""An object that keeps a bound method of its owner."""


class Owner:
    def __init__(self):
        self.timer = Timer(self.tick)

    def tick(self):
        pass


class Timer:
    def __init__(self, callback):
        self.callback = callback


def main():
    Owner()


# ring: instance Owner:18, instance Timer:6, method Owner.tick:6
