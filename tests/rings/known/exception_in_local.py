"""An exception that outlives its handler in a local variable."""


def retry():
    last = None
    try:
        int("x")
    except ValueError as error:
        last = error
    return repr(last)


def main():
    retry()


# ring: exception ValueError:7, frame retry:4, traceback retry:7
