"""Calls what the stubs have rows for and prints what became of the references.

`recorded/effects.txt` is what CPython 3.13.0 answers; `effects.rs` holds it against the rows.
A line is the path, the number of the example, and fields with a tab before each:

given    parameter:type, for each that was passed
has      places that hold objects which are counted: `iterable`, `items of iterable`; where one
         object is at several, with `/` between
result   type of the result
is       the place where the result was before
again    whether a second call gives the `same` object, a `new` one, or raises
called   arguments that were called, with the places of their arguments (`?` for others)
kept     `PLACE in HOLDER`, `PLACE as HOLDER.name`, `PLACE in registry`
weak     places whose objects have a weak reference more
gone     `all PLACE` or `one of PLACE`: no longer held by what held them; `registry PLACE`
used     parameters whose iterators are used up, `lazy` those whose are not
changed  containers that are not what they were, `steady` those that are
raises   what was raised, instead of all that

Lines that begin with `class` have the facts of a class.
"""

import ast
import asyncio
import collections
import dataclasses
import functools
import gc
import importlib
import inspect
import os
import random
import subprocess
import sys
import types
import warnings
import weakref

STUBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stubs")
MISSING = object()


class Thing:
    """An object that is counted, compared by age, and callable."""

    count = 0
    calls = None

    def __init__(self, function=None):
        Thing.count += 1
        self.age = Thing.count
        self.function = function

    def __lt__(self, other):
        return self.age < other.age

    def __call__(self, *args, **kwargs):
        if Thing.calls is not None:
            Thing.calls.append((id(self), [id(it) for it in (*args, *kwargs.values())]))
        return self.function(*args, **kwargs) if self.function else Thing()


def traceback_here():
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__


@dataclasses.dataclass
class Record:
    a: object


def traceback_with(local):
    """That of a call that has ended, with `local` in its frame."""

    def inner(local):
        raise ValueError

    try:
        inner(local)
    except ValueError as error:
        return error.__traceback__.tb_next


def ending():
    yield


def echoing(local=None):
    """A generator that holds `local` and what it was sent, and survives errors."""
    value = None
    while True:
        try:
            value = yield value
        except ValueError:
            pass


async def ended(local=None):
    return local


@types.coroutine
def pause():
    yield


async def suspended(local):
    await pause()
    return local


async def yielding():
    yield


class Plain:
    """An object that cannot be called."""

    def method(self):
        pass


ALIVE = Thing()
ALIVE.plain = Plain()
ALIVE.method = ALIVE.plain.method

ITERABLES = ("iterable", "iterables", "sequence", "others", "seq")


def default(param):
    several = param.startswith("*")
    if param.lstrip("*") in ITERABLES:
        value = [Thing(), Thing()]
        return (value,) if several else value
    if param.startswith("**"):
        return {}
    return (Thing(), Thing()) if several else Thing()


def names_of(module):
    """What an example can use."""
    env = {}
    others = "asyncio collections contextvars functools gc io itertools logging operator os queue re sys threading time types weakref"
    for name in others.split():
        env[name] = importlib.import_module(name)
    env.update(vars(importlib.import_module(module)))
    env[module.split(".")[0]] = sys.modules[module.split(".")[0]]
    env["__builtins__"] = __builtins__
    env.update(thing=Thing, function=Thing, alive=ALIVE, traceback_here=traceback_here)
    env.update(record=Record, traceback_with=traceback_with, ending=ending)
    env.update(echoing=echoing, ended=ended, suspended=suspended, yielding=yielding)
    return env


def parameters(function):
    """(name with stars, kind, is required) of each."""
    args = function.args
    plain = args.posonlyargs + args.args
    required = len(plain) - len(args.defaults)
    found = []
    for index, arg in enumerate(plain):
        kind = "positional" if index < len(args.posonlyargs) else "plain"
        found.append((arg.arg, kind, index < required))
    if args.vararg:
        found.append(("*" + args.vararg.arg, "star", False))
    for arg, value in zip(args.kwonlyargs, args.kw_defaults):
        found.append((arg.arg, "keyword", value is None))
    if args.kwarg:
        found.append(("**" + args.kwarg.arg, "stars", False))
    return found


class Row:
    """A `def` of a stub."""

    def __init__(self, module, owner, function):
        self.module, self.owner, self.function = module, owner, function
        self.name = function.name
        decorators = [it.id for it in function.decorator_list if isinstance(it, ast.Name)]
        self.is_constructor = self.name == "__new__"
        self.is_bound = self.is_constructor or "classmethod" in decorators
        self.has_self = owner is not None and not self.is_bound and "staticmethod" not in decorators
        self.params = parameters(function)[1 if self.is_bound else 0 :]
        self.is_async = isinstance(function, ast.AsyncFunctionDef)
        effect = next(it for it in function.decorator_list if isinstance(it, ast.Call))
        self.is_unproved = any(it.arg == "unproved" for it in effect.keywords)
        parts = [module] + ([owner.name] if owner else [])
        self.path = ".".join(parts if self.is_constructor else parts + [self.name])
        self.examples = list(examples(function))

    def target(self, given):
        if self.owner is None:
            return vars(importlib.import_module(self.module))[self.name]
        if self.has_self:
            found = class_of(self.module, self.owner)
            own = type(given["self"])
            return getattr(own if issubclass(own, found) and found is not object else found, self.name)
        found = class_of(self.module, self.owner)
        return found if self.is_constructor else getattr(found, self.name)

    def environment(self, example):
        """Names and the arguments that are given."""
        env = names_of(self.module)
        given = {}
        for name, kind, is_required in self.params:
            if (is_required or kind in ("star", "stars")) and not (name == "self" and self.has_self):
                given[name.lstrip("*")] = default(name)
        before = dict(env)
        env.update(given)
        if self.has_self:
            env["self"] = eval(compile(ast.Expression(self_of(self.owner)), "self", "eval"), env)
        if example is not None:
            exec(example, env)
        for name, _, _ in self.params:
            name = name.lstrip("*")
            if name in env and (name in given or env[name] is not before.get(name, MISSING)):
                given[name] = env[name]
        return env, given

    def arguments(self, given):
        positional, keywords = [], {}
        for name, kind, _ in self.params:
            bare = name.lstrip("*")
            if bare not in given:
                continue
            if kind == "star":
                positional.extend(given[bare])
            elif kind == "stars":
                keywords.update(given[bare])
            elif kind == "keyword" or (kind == "plain" and self.is_behind_a_gap(bare, given)):
                keywords[bare] = given[bare]
            else:
                positional.append(given[bare])
        return positional, keywords

    def is_behind_a_gap(self, name, given):
        for other, kind, _ in self.params:
            if other == name:
                return False
            if other not in given and kind in ("positional", "plain"):
                return True
        return False


def examples(function):
    """A compiled text for each line of the body; `None` for a body of dots."""
    lines = {}
    for statement in function.body:
        lines.setdefault(statement.lineno, []).append(statement)
    for statements in lines.values():
        first = statements[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield None
        else:
            yield compile(ast.Module(statements, []), "example", "exec")


def self_of(owner):
    for statement in owner.body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "self":
            return statement.value
    raise LookupError(f"{owner.name} has no `self`")


def class_of(module, owner):
    found = vars(importlib.import_module(module)).get(owner.name)
    if isinstance(found, type):
        return found
    example = compile(ast.Expression(self_of(owner)), "self", "eval")
    return type(eval(example, names_of(module)))


def places(given, stars):
    """(label, object) of all that is to be watched."""
    found = []

    def add(label, value, depth=0):
        for number, (labels, it) in enumerate(found):
            if it is value:
                if label not in labels.split("/"):
                    found[number] = (f"{labels}/{label}", it)
                return
        found.append((label, value))
        if depth == 3:
            return
        if isinstance(value, dict):
            for key, item in value.items():
                add("keys of " + label, key, depth + 1)
                add("values of " + label, item, depth + 1)
        elif isinstance(value, (list, tuple, set, frozenset, collections.deque)):
            for item in value:
                add("items of " + label, item, depth + 1)
        elif isinstance(value, weakref.ref) and value() is not None:
            add("items of " + label, value())

    for name, value in given.items():
        if name in stars:
            for it in value.values() if isinstance(value, dict) else value:
                add(name, it)
        else:
            add(name, value)
    return [(label, it) for label, it in found if is_counted(it)]


# Outlives all that is done here, and holds itself in many ways.
WORLD = (types.ModuleType, asyncio.AbstractEventLoop)
SHOWN = ("__self__", "__func__", "__wrapped__")
UNCOUNTED = (type, dict, types.FunctionType, types.CodeType, types.FrameType, types.BuiltinFunctionType)


def inner_places(given, watched, stops):
    """What other objects hold: things, and what is found at attributes."""

    def add(label, value):
        for number, (labels, it) in enumerate(watched):
            if it is value:
                if not set(label.split("/")) <= set(labels.split("/")):
                    watched[number] = (f"{labels}/{label}", it)
                return
        if is_counted(value):
            watched.append((label, value))

    for name, value in given.items():
        if isinstance(value, (Thing, type, *WORLD)) or type(value) in (list, dict, tuple):
            continue
        for attribute, inner in attributes(value):
            is_hidden = attribute.startswith("__") and attribute not in SHOWN
            holds_none = isinstance(inner, (list, tuple)) and not any(isinstance(it, Thing) for it in inner)
            if not (isinstance(inner, UNCOUNTED) or is_hidden or holds_none):
                add(f"{name}.{attribute}/items of {name}", inner)
            for item in inner if isinstance(inner, (list, tuple)) else ():
                if isinstance(item, Thing):
                    add(f"items of {name}.{attribute}/items of {name}", item)
        for thing in list(walk(value, stops)):
            if isinstance(thing, Thing):
                add("items of " + name, thing)


def is_counted(value):
    if isinstance(value, (bytearray, Thing, types.CodeType)):
        return True
    if isinstance(value, WORLD) or type(value) in (str, bytes, int, float, complex, type(None)):
        return False
    return sys.getrefcount(value) < 2**29 and (gc.is_tracked(value) or type(value).__flags__ & 1 << 14)


def walk(start, stops):
    """All that `start` holds, not looking into what is watched."""
    module_dicts = {id(vars(it)) for it in list(sys.modules.values()) if hasattr(it, "__dict__")}
    seen = {id(start)}
    queue = [start]
    while queue and len(seen) < 50_000:
        for it in gc.get_referents(queue.pop()):
            if id(it) in seen:
                continue
            seen.add(id(it))
            yield it
            is_world = id(it) in module_dicts or isinstance(it, (types.FrameType, *WORLD))
            is_class = isinstance(it, type) and (it.__module__ != "__main__" or it is Thing)
            is_ours = isinstance(it, dict) and "traceback_here" in it
            if id(it) not in stops and not (is_world or is_class or is_ours):
                queue.append(it)


def held(holder, watched, stops):
    """Indexes of the watched objects that `holder` holds, not through what is passed itself."""
    index = {id(it): number for number, (_, it) in enumerate(watched)}
    return {index[id(it)] for it in walk(holder, stops) if id(it) in index}


def attributes(holder):
    # Asking a partial for its `__dict__` makes one, and a partial of it is no longer flat.
    names = set() if isinstance(holder, functools.partial) else set(getattr(holder, "__dict__", ()))
    for cls in type(holder).__mro__:
        kinds = (types.MemberDescriptorType, types.GetSetDescriptorType, property)
        names.update(name for name, it in vars(cls).items() if isinstance(it, kinds))
    names.discard("__dict__")
    for name in sorted(it for it in names if isinstance(it, str)):
        try:
            yield name, getattr(holder, name)
        except Exception:
            pass


def where(holder, label, thing):
    """The words for how `holder` holds `thing`."""
    if isinstance(holder, dict):
        is_key = any(thing is it for it in dict.keys(holder))
        is_value = any(thing is it for it in dict.values(holder))
        yield from [f"as key of {label}"] * is_key + [f"as value of {label}"] * is_value
        if is_key or is_value:
            return
    names = []
    for name, value in attributes(holder):
        is_inside = isinstance(value, (tuple, list, dict)) and any(
            thing is it for it in (value.values() if isinstance(value, dict) else value)
        )
        if value is thing or is_inside:
            names.append(name)
    yield from (f"as {label}.{name}" for name in names)
    if not names:
        yield f"in {label}"


def snapshot(value):
    if isinstance(value, dict):
        return [(id(key), id(item)) for key, item in value.items()]
    if isinstance(value, (list, set, collections.deque)):
        return [id(it) for it in value]
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, Thing):
        return [(name, id(it)) for name, it in vars(value).items()]
    return None


def name_of(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def call(row, function, positional, keywords):
    result = function(*positional, **keywords)
    if not row.is_async:
        return result
    try:
        while result.send(None) is None:
            pass
    except StopIteration as error:
        return error.value
    raise RuntimeError("the coroutine waits")


def observe(row, example, run):
    """The fields of one example."""
    env, given = row.environment(example)
    stars = {name.lstrip("*") for name, kind, _ in row.params if name.startswith("*")}
    watched = places(given, stars)
    stops = {id(it) for _, it in watched}
    inner_places({name: it for name, it in given.items() if name not in stars}, watched, stops)
    fields = {
        "given": [f"{name}:{name_of(type(it))}" for name, it in given.items() if name not in stars],
        "has": {label for label, _ in watched},
    }
    fields["given"] += [f"{name}:" for name in given if name in stars and given[name]]
    function = row.target(given)
    positional, keywords = row.arguments(given)
    holders = {name: it for name, it in given.items() if name not in stars}
    inside = {name: {id(it) for it in walk(it, stops)} for name, it in holders.items()}
    before = {name: held(it, watched, stops) for name, it in holders.items()}
    shapes = {name: snapshot(it) for name, it in holders.items()}
    weak = [weakref.getweakrefcount(it) for _, it in watched]
    identity = {id(it): label for label, it in watched}
    identity.update({id(it): name for name, it in holders.items() if it is not None})
    gc.collect()
    counts = [sys.getrefcount(it) for _, it in watched]
    Thing.calls = []
    try:
        result = run(row, function, positional, keywords)
    except BaseException as error:
        fields["raises"] = [type(error).__name__, str(error)[:60]]
        return fields
    finally:
        calls, Thing.calls = Thing.calls, None
    deltas = [sys.getrefcount(it) - count for (_, it), count in zip(watched, counts)]
    for number, (_, it) in enumerate(watched):
        deltas[number] -= it is result
    fields["result"] = [name_of(type(result))]
    fields["is"] = [identity.get(id(result), "")]
    fields["called"] = {
        "%s(%s)" % (identity.get(this, "?"), ", ".join(identity.get(it, "?") for it in args))
        for this, args in calls
    }
    kept, unresolved = set(), []
    after = {name: held(it, watched, stops) for name, it in holders.items()}
    everywhere = dict(holders)
    if id(result) not in identity and is_holder(result):
        everywhere["result"] = result
        owners = [name for name in holders if id(result) not in inside[name]]
        owners = [it for it in owners if any(result is inner for inner in walk(holders[it], stops))]
        kept.update(f"result {words}" for it in owners for words in where(holders[it], it, result))
        if not owners and sys.getrefcount(result) > 3:
            kept.add("result in registry")
        after["result"] = held(result, watched, stops)
    gone = collections.defaultdict(set)
    for number, (label, it) in enumerate(watched):
        new = [name for name, found in after.items() if number in found - before.get(name, set())]
        lost = [name for name, found in before.items() if number in found - after[name]]
        if not new and deltas[number] > 0:
            new = [name for name, found in after.items() if number in found]
            new = [name for name in new if shapes[name] != snapshot(holders[name])] or [
                name for name in new if shapes[name] is None
            ]
        for name in new:
            kept.update(f"{label} {words}" for words in where(everywhere[name], name, it))
        if not new and deltas[number] > 0:
            unresolved.append(number)
        if lost:
            gone[label].add(number)
        elif deltas[number] < 0 and not any(number in found for found in before.values()):
            fields.setdefault("gone", set()).add(f"registry {label}")
        if weakref.getweakrefcount(it) > weak[number]:
            fields.setdefault("weak", set()).add(label)
    only_in_result = [
        number
        for number, (label, _) in enumerate(watched)
        if any(it.startswith(label) for it in kept) and not any(number in it for it in before.values())
    ]
    only_in_result = [
        it for it in only_in_result if not any(it in after[name] for name in holders)
    ]
    fields["kept"] = kept
    for label, numbers in gone.items():
        total = sum(1 for other, _ in watched if other == label)
        words = "all" if len(numbers) == total else "one of"
        fields.setdefault("gone", set()).add(f"{words} {label}")
    shaped = {name for name, shape in shapes.items() if shape is not None}
    changed = {name for name in shaped if shapes[name] != snapshot(holders[name])}
    fields["changed"], fields["steady"] = changed, shaped - changed
    try:
        again = run(row, function, positional, keywords)
        fields["again"] = ["same" if again is result else "new"]
    except BaseException as error:
        fields["again"] = [type(error).__name__]
    # What is still held when the result is gone is held by something else.
    result = again = everywhere = None
    gc.collect()
    for number in only_in_result + unresolved:
        label, it = watched[number]
        if sys.getrefcount(it) > counts[number]:
            kept.add(f"{label} in registry")
        elif number in unresolved:
            kept.add(f"{label} in result")
    return fields


def is_holder(value):
    return not isinstance(value, (str, int, float, bytes, bool, type(None)))


def used(row, example, run):
    """Which iterators are used up by the call, and which are not."""
    found = {"used": set(), "lazy": set()}
    _, first = row.environment(example)
    stars = {name.lstrip("*") for name, kind, _ in row.params if kind in ("star", "stars")}
    for name in first:
        _, given = row.environment(example)
        value = given[name]
        if name in stars and isinstance(value, tuple) and value and isinstance(value[0], (list, set)):
            iterators = [iter(list(it)) for it in value]
            given[name] = tuple(iterators)
        elif name in stars or name == "self":
            continue
        elif isinstance(value, (list, tuple, set, dict)) and value:
            iterators = [iter(list(value.items() if isinstance(value, dict) else value))]
            given[name] = iterators[0]
        else:
            continue
        positional, keywords = row.arguments(given)
        try:
            result = run(row, row.target(given), positional, keywords)
        except BaseException:
            continue
        is_used = all(next(it, MISSING) is MISSING for it in iterators)
        found["used" if is_used else "lazy"].add(name)
        del result
    return found


GC, SUBCLASSES = 1 << 14, 1 << 10


def facts(cls):
    words = []
    if cls.__hash__ is None:
        words.append("unhashable")
    elif cls.__eq__ is object.__eq__ and cls.__hash__ is object.__hash__:
        words.append("identity")
    else:
        words.append("value")
    tests = [
        ("gc", cls.__flags__ & GC),
        ("weakrefs", cls.__weakrefoffset__),
        ("dict", cls.__dictoffset__),
        ("final", not cls.__flags__ & SUBCLASSES),
        ("iterator", hasattr(cls, "__next__")),
        ("iterable", getattr(cls, "__iter__", None)),
        ("with", hasattr(cls, "__enter__") and hasattr(cls, "__exit__")),
        ("async_with", hasattr(cls, "__aenter__") and hasattr(cls, "__aexit__")),
        ("awaitable", hasattr(cls, "__await__")),
    ]
    return words + [word for word, is_true in tests if is_true]


def bases(cls):
    return [name_of(it) for it in cls.__bases__ if it is not object]


def line(*parts):
    print("\t".join(parts))


def text(name, values):
    values = sorted(values) if isinstance(values, set) else values
    return f"{name}={'|'.join(values)}"


def rows(module):
    with open(os.path.join(STUBS, module + ".pyi"), encoding="utf-8") as file:
        tree = ast.parse(file.read())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for statement in tree.body:
        if isinstance(statement, functions):
            yield Row(module, None, statement)
        elif isinstance(statement, ast.ClassDef):
            yield statement
            for inner in statement.body:
                if isinstance(inner, functions):
                    yield Row(module, statement, inner)


def prove(module, run):
    for row in rows(module):
        if isinstance(row, ast.ClassDef):
            cls = class_of(module, row)
            words = ["|".join(facts(cls)), text("bases", bases(cls))]
            line("class", f"{module}.{row.name}", *words)
            continue
        if row.is_unproved:
            continue
        for number, example in enumerate(row.examples):
            fields = observe(row, example, run)
            if "raises" not in fields:
                fields.update(used(row, example, run))
            words = [text(name, values) for name, values in fields.items() if any(values)]
            line(row.path, str(number), *words)


async def prove_in_loop(module):
    """With a running loop, as asyncio's functions want it; what runs on is not waited for."""
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    names_of(module)
    random.seed(1)
    gc.freeze()
    prove(module, call)
    sys.stdout.flush()
    os._exit(0)


def main():
    warnings.simplefilter("ignore")
    if len(sys.argv) > 1:
        asyncio.run(prove_in_loop(sys.argv[1]))
    for file in sorted(os.listdir(STUBS)):
        module = file.removesuffix(".pyi")
        command = [sys.executable, os.path.abspath(__file__), module]
        sys.stdout.flush()
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
