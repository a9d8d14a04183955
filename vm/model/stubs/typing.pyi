"""Hints for checkers: most functions here give back what they get.

CPython 3.13: Lib/typing.py.
"""

@effect(returns=same(val))
def cast(typ, val): ...

@effect(returns=same(val))
def assert_type(val, typ, /): ...

@effect(returns=same(f), mutates="f")
def final(f): ...

# Kept under the function's module and name, for `get_overloads`; the result is a function that
# raises.
@effect(returns=cached(types.FunctionType), keeps="func in registry typing.overload")
def overload(func): func = (lambda: None)

@effect(returns=same(method), mutates="method")
def override(method, /): ...

@effect(returns=same(arg), mutates="arg")
def no_type_check(arg): ...

@effect(returns=same(cls), mutates="cls")
def runtime_checkable(cls): cls = types.new_class("P", (typing.Protocol,))

@effect(returns=same(obj), unproved="prints")
def reveal_type(obj, /): ...
