"""A generator that has ended holds nothing: no ring."""


class Reader:
    def lines(self):
        yield self


def main():
    reader = Reader()
    reader.cursor = reader.lines()
    list(reader.cursor)


# no ring
