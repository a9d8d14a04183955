import _string
def t(f):
    try: print(f())
    except Exception as e: print(type(e), e)
parse, split = _string.formatter_parser, _string.formatter_field_name_split
for text in ('', 'a', 'a{}b', '{0.x!r:>{w}}', '{{}}', 'x{a[k]}', '{!s}'):
    print(list(parse(text)))
for name in ('', '0', 'a.b[0][k]', '12.x'):
    first, rest = split(name)
    print(repr(first), list(rest))
it = parse('a{x}{')
print(next(it)); t(lambda: next(it)); t(lambda: next(it))
first, rest = split('a[0]x'); print(first, next(rest)); t(lambda: next(rest))
t(lambda: parse(1)); t(lambda: split(b''))
print(type(it).__name__, type(rest).__name__)
