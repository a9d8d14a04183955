"""Comparisons that mean what they say: PLR0124, R0124, E721, F632."""

import enum
import math

import numpy as np


# ruff#8833, PLR0124: the way to ask for NaN.
def is_nan(value):
    return value != value


def rank(row):
    return -1 if row.price != row.price else row.price


# ruff#19709, pycodestyle#671, E721: a dtype equals types that it is not.
def is_number(array: np.ndarray):
    return array.dtype == int or array.dtype == np.float64 or array.dtype == object


# E721: an exact type is asked for.
def same_kind(a, b):
    return type(a) is type(b) or type(a) is int


class Level(enum.Enum):
    LOW = 1


UNSET = object()


# F632, R0133: objects that exist once.
def known(level, value=UNSET, more=...):
    return level is Level.LOW or value is UNSET or more is ... or value is None or value is True


def infinite(value: float):
    return value == math.inf or math.isnan(value)
