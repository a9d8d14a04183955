"""Defaults that no call changes: B006, B008, W0102."""

import datetime
import operator
from fastapi import Depends, Query
from typer import Option


def current():
    return 1


# B008: markers that a framework reads.
def read(user=Depends(current), limit: int = Query(10), verbose: bool = Option(False)):
    return user, limit, verbose


# B008: immutable values.
def search(
    key=operator.attrgetter("name"),
    kinds=frozenset({"a"}),
    step=datetime.timedelta(seconds=1),
    empty=(),
    size=int("8"),
):
    return key, kinds, step, empty, size


# B006: made anew where it is missing.
def collect(items=None, options=()):
    items = [] if items is None else items
    items.extend(options)
    return items


# WPS435: values that do not change may stand in many places.
def table(n):
    return [None] * n, [0] * n, [""] * n, [()] * n, [(1, 2)] * n, [False] * n
