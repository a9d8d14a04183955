"""A name of a class body that is bound again on purpose: F811, E0102, PIE794."""

import functools
import sys
from typing import TYPE_CHECKING, overload


# F811, PIE794: setters, overloads, single dispatch, and branches of which one runs.
class Value:
    @property
    def size(self):
        return self._size

    @size.setter
    def size(self, size):
        self._size = size

    @size.deleter
    def size(self):
        del self._size

    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str) -> str: ...
    def get(self, key):
        return key

    @functools.singledispatchmethod
    def show(self, it):
        return repr(it)

    @show.register
    def _(self, it: int):
        return str(it)

    @show.register
    def _(self, it: str):
        return it

    if sys.platform == "win32":

        def path(self):
            return "\\"
    else:

        def path(self):
            return "/"

    if TYPE_CHECKING:

        def later(self) -> int: ...

    # PIE794: declared, then made.
    name = None
    name = property(lambda self: "value")
