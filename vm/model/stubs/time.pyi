"""Clocks.

CPython 3.13: Modules/timemodule.c.
"""

@effect(returns=None, gil="released", blocks=True)
def sleep(seconds, /): seconds = 0

@effect(returns=float)
def time(): ...

@effect(returns=int)
def time_ns(): ...

@effect(returns=float)
def monotonic(): ...

@effect(returns=int)
def monotonic_ns(): ...

@effect(returns=float)
def perf_counter(): ...

@effect(returns=int)
def perf_counter_ns(): ...

@effect(returns=float)
def process_time(): ...

@effect(returns=str)
def strftime(format, time_tuple=..., /): format = "%Y"

@effect(returns=str)
def ctime(seconds=None, /): ...
