match a:
    case 1: pass
    case -1: pass
    case 1.5: pass
    case -1.5j: pass
    case 1 + 2j: pass
    case -1 - 2j: pass
    case 'a': pass
    case 'a' 'b': pass
    case b'a': pass
    case u'a': pass
    case None: pass
    case True: pass
    case False: pass
    case x: pass
    case _: pass
match a:
    case a.b: pass
    case a.b.c: pass
    case (a): pass
    case (1): pass
    case ((a.b)): pass
    case (): pass
    case []: pass
    case [a]: pass
    case (a,): pass
    case a,: pass
    case a, b: pass
    case (a, b): pass
    case [a, b,]: pass
    case a, *b: pass
    case *_, a: pass
    case [*a]: pass
    case (*_,): pass
    case *a,: pass
    case [(a, b), [c, d]]: pass
match a:
    case {}: pass
    case {'a': 1}: pass
    case {'a': b, 1: c, -1: d, None: e, a.b: f,}: pass
    case {**a}: pass
    case {'a': b, **c}: pass
    case {1 + 2j: x, True: y}: pass
match a:
    case A(): pass
    case A.B(): pass
    case A(a): pass
    case A(a, b,): pass
    case A(a=b): pass
    case A(a, b=c, d=1): pass
    case A(a=B(c=d),): pass
    case 1 | 2: pass
    case 1 | 2 | 3: pass
    case (1 | 2) | 3: pass
    case A() | B(): pass
    case a as b: pass
    case 1 as b: pass
    case 1 | 2 as b: pass
    case (1 | 2) as b: pass
    case (a, b) as c: pass
    case [a as b, c as d]: pass
    case [a, b] as c, d: pass
    case (1 as a) | 2: pass
    case a if b: pass
    case a if (b := c): pass
    case _ if a:
        match b:
            case c:
                d
match a, b:
    case _: pass
match a,:
    case _: pass
match *a, b:
    case _: pass
match (a):
    case _: pass
match (a, b):
    case _: pass
match -a:
    case _: pass
match [a]:
    case _: pass
match {a: b}:
    case _: pass
match not a:
    case _: pass
match lambda: a:
    case _: pass
match a := b:
    case _: pass
match match:
    case case: pass
match f'{a}':
    case _: pass
match(a, b):
    case type: pass
    case match(): pass
