"""Weak containers and weak methods hold nothing: no ring."""

import weakref


class Subject:
    def __init__(self):
        self.observers = weakref.WeakSet()
        self.by_name = weakref.WeakValueDictionary()
        self.on_change = weakref.WeakMethod(self.changed)

    def changed(self):
        pass


def main():
    subject = Subject()
    subject.observers.add(subject)
    subject.by_name["self"] = subject


# no ring
