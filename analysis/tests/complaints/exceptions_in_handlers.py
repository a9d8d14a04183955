"""Names of `except` that are used in time, and jumps that drop nothing: F821, B012, W0150."""

import logging


# F821: called before the clause ends.
def told(work, retry):
    try:
        return work()
    except ValueError as error:
        text = (lambda: str(error))()
        retry(text)
        print(*(line for line in error.args))
        raise RuntimeError(text) from error


# B012: the loop and the function are inside.
def cleaned(items, work):
    try:
        work()
    finally:
        for item in items:
            if not item:
                continue
            break

        def later():
            return 1

        later()


# `except E as e` is no cycle: the name is unbound where the clause ends.
def logged(work):
    try:
        work()
    except OSError as error:
        logging.exception("%s", error)
        message = str(error)
        return message
    return None


def let_go(work):
    kept = None
    try:
        work()
    except OSError as error:
        kept = error
    try:
        if kept is not None:
            raise kept
    finally:
        del kept
