"""Sorted lists.

CPython 3.13: Modules/_bisectmodule.c.
"""

bisect.insort = insort_right
bisect.bisect = bisect_right

@effect(returns=None, keeps="x in a", calls="key(...) now", mutates="a")
def insort_right(a, x, lo=0, hi=None, *, key=None): a = [thing()]; key = thing()

@effect(returns=None, keeps="x in a", calls="key(...) now", mutates="a")
def insort_left(a, x, lo=0, hi=None, *, key=None): a = [thing()]; key = thing()

@effect(returns=int, calls="key(items of a) now")
def bisect_right(a, x, lo=0, hi=None, *, key=None): a = [thing()]; key = thing()

@effect(returns=int, calls="key(items of a) now")
def bisect_left(a, x, lo=0, hi=None, *, key=None): a = [thing()]; key = thing()
