"""A suspended generator that holds its keeper."""


class Reader:
    def lines(self):
        yield self
        yield 1


def main():
    reader = Reader()
    reader.cursor = reader.lines()
    next(reader.cursor)


# ring: generator Reader.lines:5, instance Reader:11
