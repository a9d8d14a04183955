"""A nested function that calls itself, and two that call each other."""


def main():
    def count(n):
        return n and count(n - 1)

    def is_even(n):
        return n == 0 or is_odd(n - 1)

    def is_odd(n):
        return n != 0 and is_even(n - 1)

    count(3)
    is_even(4)


# ring: cell, function main.<locals>.count:5
# ring: cell, function main.<locals>.is_even:8, function main.<locals>.is_odd:11
