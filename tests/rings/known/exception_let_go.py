"""Exceptions that are let go: no ring."""


def retry():
    last = None
    try:
        int("x")
    except ValueError as error:
        last = error
    try:
        return repr(last)
    finally:
        last = None


def plain():
    try:
        int("x")
    except ValueError as error:
        return repr(error)


def main():
    retry()
    plain()


# no ring
