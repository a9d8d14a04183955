"""Runs small programs and tells which rings of references each leaves behind.

Standard input is one JSON string for each line, the text of a program. Standard output is one
JSON object for each: {"rings": [[[kind, name, line], ...], ...], "error": null or text}.

A program is executed as a module, its `main()` is called, and its globals are cleared but for
classes and functions, which live as long as a module does. What then is left and reachable from
nothing is what the cyclic garbage collector would find, computed the same way, by reference counts
less the references from within: the collector itself closes suspended generators before it shows
what it has found. Where nothing has a finalizer the two are compared (`--verify`).

A ring is a strongly connected component of what is left. Its members are told by kind, name and line:

    instance        the class            the line that made it
    exception       the class            the line that raised it first
    class           the qualified name   the line of `class`
    function        the qualified name   the line of `def` or `lambda`
    generator       the qualified name   the line of `def`   (coroutines too)
    frame           the qualified name   the line of `def`
    traceback       the qualified name   the line it is at
    method          the qualified name   the line that made the bound method
    cell            -                    0
    any other type  -                    the line that made it; list, dict, set, deque, partial, ...

Equal members are told once, equal rings too. Left out is what belongs to another member: dictionaries
of instances and classes, tuples of closures, defaults and arguments, frames of generators.
"""

import gc
import json
import sys
import tracemalloc
import types
from functools import partial

FILE = "<program>"


def main():
    tracemalloc.start(1)
    gc.disable()
    for line in sys.stdin:
        answer = observe(json.loads(line), "--verify" in sys.argv)
        sys.stdout.write(json.dumps(answer) + "\n")


def observe(text, verify=False):
    """The answer for one program."""
    gc.collect()
    gc.freeze()
    namespace = {"__name__": "program"}
    error = run(text, namespace)
    objects = gc.get_objects()
    lost = unreachable(objects)
    del objects
    rings = sorted({ring for ring in map(told, components(lost)) if ring})
    if verify and not error:
        error = verified(lost)
    lost.clear()
    namespace.clear()
    return {"rings": rings, "error": error}


def run(text, namespace):
    """Runs a program; returns what went wrong."""
    try:
        exec(compile(text, FILE, "exec"), namespace)
        namespace["main"]()
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error} in line {error.__traceback__.tb_lineno}"
    finally:
        lives = (type, types.FunctionType, types.ModuleType)
        for name in [it for it in namespace if not isinstance(namespace[it], lives)]:
            if name != "__builtins__":
                del namespace[name]


def unreachable(objects):
    """Those of `objects` to which references lead only from each other."""
    index = {id(it): n for n, it in enumerate(objects)}
    # The list, the variable and the argument are references of ours.
    counts = [sys.getrefcount(it) - 3 for it in objects]
    edges = [[index[id(to)] for to in gc.get_referents(it) if id(to) in index] for it in objects]
    for targets in edges:
        for target in targets:
            counts[target] -= 1
    todo = [n for n, count in enumerate(counts) if count > 0]
    reached = set(todo)
    while todo:
        for target in edges[todo.pop()]:
            if target not in reached:
                reached.add(target)
                todo.append(target)
    return [it for n, it in enumerate(objects) if n not in reached]


def verified(lost):
    """None if the collector finds `lost`; otherwise the difference in words."""
    if any(type(it) in (types.GeneratorType, types.CoroutineType) for it in lost):
        return None
    expected = {id(it) for it in lost}
    lost.clear()
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(0)
    found = {id(it) for it in gc.garbage}
    gc.garbage.clear()
    if found == expected:
        return None
    return f"the collector finds {len(found - expected)} more and {len(expected - found)} fewer"


def components(objects):
    """The rings among `objects`: strongly connected components that hold a reference of their own."""
    index = {id(it): n for n, it in enumerate(objects)}
    edges = [[index[id(to)] for to in gc.get_referents(it) if id(to) in index] for it in objects]
    order, low, on_stack, stack, rings = {}, {}, set(), [], []
    for root in range(len(objects)):
        if root in order:
            continue
        path = [(root, iter(edges[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while path:
            node, targets = path[-1]
            for target in targets:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    path.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], order[target])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    ring = []
                    while not ring or ring[-1] != node:
                        ring.append(stack.pop())
                        on_stack.discard(ring[-1])
                    if len(ring) > 1 or node in edges[node]:
                        rings.append([objects[it] for it in ring])
    return rings


def told(ring):
    """The members of a ring, each once, in order; nothing for rings that CPython makes by itself."""
    hidden = set()
    for it in ring:
        hidden.update(map(id, belongings(it)))
    return tuple(sorted({described(it) for it in ring if id(it) not in hidden}))


def belongings(it):
    """The objects that are parts of `it` for people."""
    kind = type(it)
    if issubclass(kind, type):
        parts = (dict, tuple, types.GetSetDescriptorType, types.MemberDescriptorType)
        for part in gc.get_referents(it):
            if type(part) in parts:
                yield part
                if type(part) is dict:
                    yield from (own for own in part.values() if type(own) in parts[2:])
    elif kind is types.FunctionType:
        yield from (it.__closure__, it.__defaults__, it.__kwdefaults__, it.__dict__)
    elif kind is partial:
        yield from (it.args, it.keywords, it.__dict__)
    elif kind is types.GeneratorType:
        yield it.gi_frame
    elif kind is types.CoroutineType:
        yield it.cr_frame
    else:
        if issubclass(kind, BaseException):
            yield it.args
        if any(type(part) is dict for part in gc.get_referents(it)):
            yield getattr(it, "__dict__", None)


CONTAINERS = (list, dict, set, frozenset, tuple)


def described(it):
    """Kind, name and line of a member."""
    kind = type(it)
    if issubclass(kind, type):
        return ("class", it.__qualname__, it.__dict__.get("__firstlineno__", 0))
    if kind is types.FunctionType:
        return ("function", it.__qualname__, it.__code__.co_firstlineno)
    if kind is types.MethodType:
        return ("method", it.__func__.__qualname__, made(it))
    if kind is types.GeneratorType:
        return ("generator", it.gi_code.co_qualname, it.gi_code.co_firstlineno)
    if kind is types.CoroutineType:
        return ("generator", it.cr_code.co_qualname, it.cr_code.co_firstlineno)
    if kind is types.FrameType:
        return ("frame", it.f_code.co_qualname, it.f_code.co_firstlineno)
    if kind is types.TracebackType:
        return ("traceback", it.tb_frame.f_code.co_qualname, it.tb_lineno)
    if kind is types.CellType:
        return ("cell", "", 0)
    if issubclass(kind, BaseException):
        return ("exception", kind.__qualname__, made(it))
    if kind.__flags__ & (1 << 9) and kind not in CONTAINERS and kind.__module__ == "program":
        return ("instance", kind.__qualname__, made(it))
    return (kind.__name__, "", made(it))


def made(it):
    """The line of the program that made `it`; 0 where it was made elsewhere."""
    trace = tracemalloc.get_object_traceback(it)
    return trace[0].lineno if trace and trace[0].filename == FILE else 0


if __name__ == "__main__":
    main()
