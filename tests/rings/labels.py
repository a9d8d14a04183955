"""By what an object holds another: `.name`, `[*]`, `<free variable>`; empty where it is not seen."""

import collections
import functools
import types

CONTAINERS = (list, tuple, set, frozenset, dict, collections.deque)
FRAMES = {types.GeneratorType: "gi_frame", types.CoroutineType: "cr_frame"}


def label(it, to):
    """By what `it` holds `to`; objects may be broken, so nothing that is raised matters."""
    try:
        return found(it, to)
    except Exception:
        return ""


def found(it, to):
    kind = type(it)
    if kind in CONTAINERS:
        return "[*]"
    if kind is types.FunctionType:
        return by_function(it, to)
    if kind is types.FrameType:
        return local(it, to) or (".f_back" if type(to) is kind else ".f_func")
    if kind in FRAMES:
        return local(getattr(it, FRAMES[kind]), to)
    if kind in FIXED:
        return first(((name, getattr(it, name)) for name in FIXED[kind]), to)
    if issubclass(kind, BaseException) and type(to) is types.FrameType:
        return ".__traceback__"
    if issubclass(kind, BaseException):
        return first(((name, getattr(it, name)) for name in CHAIN), to) or by_attribute(it, to)
    if issubclass(kind, type):
        return first(it.__dict__.items(), to) or ".__class__"
    return by_attribute(it, to) or (".__class__" if kind is to else by_item(kind))


#: Attributes of types that have no others.
FIXED = {
    types.MethodType: ("__self__", "__func__"),
    types.CellType: ("cell_contents",),
    types.TracebackType: ("tb_next", "tb_frame"),
    functools.partial: ("func", "args", "keywords"),
}
CHAIN = ("__traceback__", "__context__", "__cause__")


def first(items, to):
    return next((f".{name}" for name, value in items if value is to), "")


def local(frame, to):
    return first(frame.f_locals.items(), to) if frame else ""


def by_function(it, to):
    for name, cell in zip(it.__code__.co_freevars, it.__closure__ or ()):
        if cell is to or holds(cell) and cell.cell_contents is to:
            return f"<{name}>"
    if it.__globals__ is to:
        return ".__globals__"
    return ".__defaults__" if any(part is to for part in it.__defaults__ or ()) else ".__dict__"


def holds(cell):
    try:
        cell.cell_contents
    except ValueError:
        return False
    return True


def by_attribute(it, to):
    return first(slots(it), to) or first(getattr(it, "__dict__", {}).items(), to)


def slots(it):
    for base in type(it).__mro__:
        for name, member in base.__dict__.items():
            if type(member) is types.MemberDescriptorType and hasattr(it, name):
                yield name, member.__get__(it)


def by_item(kind):
    return "[*]" if hasattr(kind, "__len__") else ""
