"""The tuple of `sys.exc_info()`, and a method of an exception, in locals that outlive the handler."""

import sys


class Bad(Exception):
    def show(self):
        return str(self)


def with_tuple():
    try:
        raise KeyError(1)
    except KeyError:
        found = sys.exc_info()
    return str(found[0])


def with_method():
    try:
        raise Bad(1)
    except Bad as error:
        report = error.show
    return report()


def by_raise():
    try:
        raise KeyError(1)
    except KeyError as error:
        last = error
    raise TypeError(str(last))


def main():
    with_tuple()
    with_method()
    try:
        by_raise()
    except TypeError:
        pass


# ring: exception Bad:21, frame with_method:19, method Bad.show:23, traceback with_method:21
# ring: exception KeyError:13, frame with_tuple:11, traceback with_tuple:13, tuple:15
# ring: exception KeyError:29, frame by_raise:27, traceback by_raise:29
