"""A closure whose variable is something else in the end: no ring."""


class Field:
    pass


def main():
    field = Field()
    field.default = lambda: field
    field = None


# no ring
