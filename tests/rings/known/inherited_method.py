"""A method that a subclass inherits closes the ring; its instance is of the subclass."""


class Base:
    def attempt(self):
        try:
            raise ValueError(1)
        except ValueError as error:
            self.error = error


class Derived(Base):
    pass


def main():
    Derived().attempt()


# ring: exception ValueError:7, frame Base.attempt:5, instance Derived:17, traceback Base.attempt:7
