"""Warnings.

CPython 3.13: Lib/warnings.py, Python/_warnings.c.
"""

@effect(returns=None, blocks=True)
def warn(message, category=None, stacklevel=1, source=None): message = "w"

@effect(returns=None)
def simplefilter(action, category=..., lineno=0, append=False): action = "ignore"

@effect(returns=None)
def filterwarnings(action, message="", category=..., module="", lineno=0, append=False): action = "ignore"

@facts("mutable identity gc weakrefs dict with")
class catch_warnings:
    self = warnings.catch_warnings()

    @effect(returns=fresh(Self))
    def __new__(cls, *, record=False, module=None, action=None, category=..., lineno=0, append=False): ...
