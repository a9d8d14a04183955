"""A nested function that calls itself and is unbound: no ring."""


def main():
    def count(n):
        return n and count(n - 1)

    count(3)
    del count


# no ring
