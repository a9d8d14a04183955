"""Encodings.

CPython 3.13: Lib/codecs.py, Python/codecs.c.
"""

@effect(returns=None, keeps="search_function in registry codecs", calls="search_function(...) later", unproved="all later look-ups would ask it")
def register(search_function, /): ...

@effect(returns=None, keeps="handler in registry codecs", calls="handler(...) later")
def register_error(errors, handler, /): errors = "refwise"

@effect(returns=Unknown)
def encode(obj, encoding="utf-8", errors="strict"): obj = "a"

@effect(returns=Unknown)
def decode(obj, encoding="utf-8", errors="strict"): obj = b"a"
