"""JSON.

CPython 3.13: Lib/json/, Modules/_json.c.
"""

@effect(returns=str, calls="default(...) now")
def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False, **kw):
    obj = thing(); default = function(lambda it: 1)

@effect(returns=None, blocks=True)
def dump(obj, fp, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False, **kw):
    obj = [1]; fp = io.StringIO()

@effect(returns=Unknown, calls="object_hook(...) now")
def loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, **kw):
    s = "{}"; object_hook = thing()

@effect(returns=Unknown, blocks=True)
def load(fp, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, **kw):
    fp = io.StringIO("{}")
