"""Compares `.pyc` files that refwise wrote with those that CPython wrote.

    same_pyc.py THEIRS OURS [THEIRS OURS...], or a file of such lines: same_pyc.py @FILE

Prints `same` or the first field that differs, one line for each pair.
"""

import marshal
import sys
import types

FIELDS = [it for it in dir(types.CodeType) if it.startswith("co_") and it != "co_lnotab"]


def difference(theirs, ours):
    """Where two objects differ, or an empty text: types and bits count."""
    if type(theirs) is not type(ours):
        return f" {type(theirs).__name__} {type(ours).__name__}"
    if isinstance(theirs, types.CodeType):
        return fields(theirs, ours)
    if isinstance(theirs, tuple):
        return elements(theirs, ours)
    if isinstance(theirs, frozenset):
        return elements(sorted(theirs, key=key), sorted(ours, key=key))
    if isinstance(theirs, (float, complex)):
        return "" if repr(theirs) == repr(ours) else f" {theirs!r} {ours!r}"
    return "" if theirs == ours else f" {theirs!r} {ours!r}"


def key(value):
    return (type(value).__name__, repr(value))


def elements(theirs, ours):
    if len(theirs) != len(ours):
        return f" length {len(theirs)} {len(ours)}"
    return next(filter(None, map(difference, theirs, ours)), "")


def fields(theirs, ours):
    for name in FIELDS:
        left, right = getattr(theirs, name), getattr(ours, name)
        if callable(left):
            left, right = tuple(left()), tuple(right())
        if found := difference(left, right):
            return f" {theirs.co_qualname}.{name}{found}"
    return ""


def load(path):
    with open(path, "rb") as file:
        return file.read(16), marshal.load(file)


def compare(theirs, ours):
    (their_header, their_code), (our_header, our_code) = load(theirs), load(ours)
    if their_header != our_header:
        return f" header {their_header!r} {our_header!r}"
    return "" if their_code == our_code and not difference(their_code, our_code) else (
        difference(their_code, our_code) or " unequal"
    )


paths = sys.argv[1:]
if paths and paths[0].startswith("@"):
    with open(paths[0][1:], encoding="utf-8") as file:
        paths = file.read().splitlines()
for theirs, ours in zip(paths[::2], paths[1::2]):
    print(compare(theirs, ours) or "same")
