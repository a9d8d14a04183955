"""Caches that keep no instance alive: B019, W1518."""

import enum
import functools
from functools import cache, cached_property, lru_cache


class Catalogue:
    # ruff#12917, B019: the class lives anyway.
    @classmethod
    @lru_cache(maxsize=None)
    def load(cls, name):
        return cls, name

    # B019: no instance is passed.
    @staticmethod
    @cache
    def parse(text):
        return text.split()

    # B019: kept on the instance itself.
    @cached_property
    def words(self):
        return [1]


# ruff#12917, B019: members of an enumeration live as long as the class.
class Planet(enum.Enum):
    EARTH = 1

    @lru_cache
    def mass(self):
        return self.value * 2


# B019: a function of the module.
@functools.lru_cache(maxsize=128)
def load(name):
    return name.upper()


# B019: a cache made for each instance.
class Client:
    def __init__(self):
        self.get = lru_cache(maxsize=8)(load)
