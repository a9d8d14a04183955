"""Lists and dicts in class bodies that nobody changes, or that are no class attributes: RUF012."""

import ctypes
import enum
from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple, TypedDict

import attrs
from django.contrib import admin
from django.db import models
from pydantic import BaseModel


# ruff#5243, RUF012: a constant table that is only read.
class Lexer:
    KEYWORDS = {"if": 1, "else": 2}
    operators = ["+", "-"]

    def kind(self, word):
        return self.KEYWORDS.get(word, 0), word in self.operators


# ruff#5243, RUF012: what the annotation says is said.
class Registry:
    known: ClassVar[dict[str, type]] = {}
    limits: Final = [1, 2]

    def __init_subclass__(cls) -> None:
        Registry.known[cls.__name__] = cls


# ruff#5639, RUF012: options of Django.
class Article(models.Model):
    title = models.CharField(max_length=10, choices=[("a", "A")])

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["title"], name="one")]


class ArticleAdmin(admin.ModelAdmin):
    list_display = ["title"]
    fieldsets = [(None, {"fields": ["title"]})]


# ruff#13630, RUF012: models copy the default for each object.
class Order(BaseModel):
    items: list[str] = []
    extra: dict[str, int] = {}

    def add(self, item: str) -> None:
        self.items.append(item)


# RUF012: dataclasses and attrs make a new one.
@dataclass
class Basket:
    items: list[str] = field(default_factory=list)

    def add(self, item: str) -> None:
        self.items.append(item)


@attrs.define
class Box:
    items: list[str] = attrs.field(factory=list)

    def add(self, item: str) -> None:
        self.items.append(item)


# ruff#14892, RUF012: the interpreter or a base class reads these.
class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int)]


class Slotted:
    __slots__ = ["a", "b"]
    __match_args__ = ("a",)


class Colour(enum.Enum):
    RED = [1, 0, 0]
    BLUE = [0, 0, 1]


class Row(NamedTuple):
    cells: tuple = ()


class Options(TypedDict, total=False):
    names: list[str]


# RUF012: each instance gets its own.
class Buffer:
    lines = []

    def __init__(self):
        self.lines = []

    def write(self, line):
        self.lines.append(line)
