"""Attributes that a call may have changed: mypy's `comparison-overlap` and `unreachable`."""


# mypy#9011: the method sets what was asked for.
class Connection:
    def __init__(self):
        self.socket = None
        self.is_open = False

    def open(self):
        self.socket = object()
        self.is_open = True

    def use(self):
        if self.socket is None:
            self.open()
        if self.socket is not None:
            return self.socket
        return None

    def toggle(self):
        if self.is_open is False:
            self.open()
            if self.is_open is True:
                return 1
        return 0


# A variable that an inner function sets.
def last(items, visit):
    found = None

    def see(item):
        nonlocal found
        found = item

    visit(items, see)
    if found is not None:
        return found
    return None
