"""Two objects that know each other."""


class Parent:
    def __init__(self):
        self.child = Child(self)


class Child:
    def __init__(self, parent):
        self.parent = parent


def main():
    Parent()


# ring: instance Child:6, instance Parent:15
