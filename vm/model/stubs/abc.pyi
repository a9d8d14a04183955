"""Abstract classes.

CPython 3.13: Lib/abc.py, Modules/_abc.c.
"""

@effect(returns=same(funcobj), mutates="funcobj")
def abstractmethod(funcobj): ...

@effect(returns=cached(object), unproved="a token of the interpreter")
def get_cache_token(): ...

@facts("mutable identity gc weakrefs dict")
class ABCMeta(type):
    self = abc.ABCMeta("A", (), {})

    # The class holds its virtual subclasses weakly.
    @effect(returns=same(subclass), keeps="subclass in self weakly", mutates="self")
    def register(self, subclass): subclass = types.new_class("B")
