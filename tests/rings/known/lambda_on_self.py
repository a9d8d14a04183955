"""A closure that holds its keeper."""


class Field:
    def __init__(self):
        self.default = lambda: self


def main():
    Field()


# ring: cell, function Field.__init__.<locals>.<lambda>:6, instance Field:10
