"""A function that holds its keeper as a default."""


class Field:
    pass


def main():
    field = Field()

    def default(owner=field):
        return owner

    field.default = default


# ring: function main.<locals>.default:11, instance Field:9
