"""The cyclic collector.

CPython 3.13: Modules/gcmodule.c, Python/gc.c.
"""

callbacks: list
garbage: list

# Finalizers and callbacks of weak references run.
@effect(returns=int)
def collect(generation=2): ...

@effect(returns=None)
def enable(): ...

@effect(returns=None, unproved="the proof needs the collector")
def disable(): ...

@effect(returns=bool)
def isenabled(): ...

@effect(returns=fresh(list))
def get_objects(generation=None): generation = 0

@effect(returns=fresh(list))
def get_referrers(*objs): objs = ()

@effect(returns=fresh(list), keeps="items of objs in result")
def get_referents(*objs): objs = ([thing()],)

@effect(returns=bool)
def is_tracked(obj, /): ...

@effect(returns=bool)
def is_finalized(obj, /): ...

@effect(returns=None)
def set_threshold(threshold0, threshold1=..., threshold2=..., /): threshold0 = 700

@effect(returns=fresh(tuple))
def get_threshold(): ...

@effect(returns=fresh(tuple))
def get_count(): ...

@effect(returns=None, unproved="what is frozen stays")
def freeze(): ...
