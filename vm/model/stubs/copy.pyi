"""Copies.

CPython 3.13: Lib/copy.py. Ints, strings, tuples, functions, classes and their like are not copied
but given back; `deepcopy` copies a tuple if what is in it is copied.
"""

@effect(
    returns=like(x),
    keeps="items of x in result, keys of x as key of result, values of x as value of result",
)
def copy(x):
    x = [thing()]
    x = {thing(): thing()}
    x = types.SimpleNamespace(a=thing())
    x = (thing(),)
    x = "abc"
    x = frozenset([thing()])
    x = echoing

@effect(returns=like(x))
def deepcopy(x, memo=None):
    x = [thing()]
    x = (thing(),)
    x = "abc"
    x = (1, "a")
    x = echoing

@effect(returns=like(obj), keeps="changes in result, items of obj in result")
def replace(obj, /, **changes): obj = types.SimpleNamespace(a=thing(), b=thing()); changes = {"a": thing()}
