"""Files that are closed, or that someone else closes: SIM115, R1732, `py/file-not-closed`."""

import contextlib
import subprocess
import tempfile


# codeql#6751: made empty.
def touch(path):
    open(path, "w").close()


# SIM115: closed on all ways.
def read_by_hand(path):
    file = open(path)
    try:
        return file.read()
    finally:
        file.close()


# codeql#20152: the `with` stands behind the call.
def read_later(path):
    file = open(path)
    with file:
        return file.read()


def read_closing(path):
    with contextlib.closing(open(path)) as file:
        return file.read()


# SIM115: the stack closes them.
def merge(paths):
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(path)) for path in paths]
        return [file.read() for file in files]


# R1732: whoever calls gets the file.
def opened(path):
    return open(path, "rb")


@contextlib.contextmanager
def lent(path):
    file = open(path)
    try:
        yield file
    finally:
        file.close()


# R1732: the object closes what it has opened.
class Log:
    def __init__(self, path):
        self.file = open(path, "a")
        self.process = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        self.folder = tempfile.TemporaryDirectory()

    def close(self):
        self.file.close()
        self.process.wait()
        self.folder.cleanup()


# SIM115: one of two managers.
def read_either(path, handle=None):
    with open(path) if handle is None else contextlib.nullcontext(handle) as file:
        return file.read()
