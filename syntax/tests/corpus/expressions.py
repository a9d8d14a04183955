None; True; False; ...
Ellipsis
a.b.c
a . b
(a).b
a.b().c[d]
a(b)(c)
a(b, c)
a(b, c,)
a(*b)
a(*b, c, *d)
a(**b)
a(b=c)
a(b, *c, d=e, **f)
a(b=c, *d)
a(b=c, *d, e=f, **g, h=i)
a(b for c in d)
a((b for c in d))
a((b for c in d), e)
a(b)(c for d in e)
a( b for c in d )
a(b := c)
a(b := c, d)
a(b=(c := d))
a[b]
a[b,]
a[b, c]
a[(b, c)]
a[*b]
a[*b,]
a[*b, c]
a[:]
a[b:]
a[:b]
a[b:c]
a[::]
a[b::]
a[b:c:]
a[b:c:d]
a[:, b:c]
a[b:c, d]
a[b := c]
a[b := c, d]
a[lambda: x:y]
a + b - c * d / e // f % g @ h
a ** b ** c
-a ** -b
a << b >> c & d | e ^ f
(a + b) * c
a + (b * c)
+a; -a; ~a; not a; not not a; - - a
a and b
a and b and c
a or b and c or d
(a and b) and c
a and (b and c)
(a or b) and c
not a and not b
a < b
a < b <= c == d != e > f >= g
a is b; a is not b; a in b; a not in b
a is  not b not   in c
not a in b
a if b else c
a if b else c if d else e
(a if b else c) if d else e
lambda: a
lambda a: b
lambda a, b=c, *d, e, f=g, **h: i
lambda *a: b
lambda *, a: b
lambda **a: b
lambda a, /: b
lambda a, /, b: c
lambda a=1, /, b=2: c
lambda a,: b
lambda: lambda: a
lambda: (yield)
()
(a,)
(a, b)
(a, b,)
((a, b), c)
a,
a, b
*a, b
(*a, b)
[]
[a]
[a, b]
[a, b,]
[*a, b]
{}
{a}
{a, b,}
{*a, b}
{a: b}
{a: b, c: d,}
{**a}
{a: b, **c, d: e}
{**a, b: c}
{a: lambda: b}
[a for b in c]
[a for b in c if d]
[a for b in c if d if e]
[a for b in c for d in e]
[a for b in c if d for e in f if g]
[(a, b) for c, d in e]
[a for b, in c]
[a for *b, c in d]
[a for (b) in c]
[a for b.c in d]
{a for b in c}
{a: b for c in d}
{a: b for c, d in e if f}
(a for b in c)
( a for b in c )
((a) for b in c)
[a if b else c for d in e]
[a := b for c in d]
[a for b in c if (d := e)]
[[a for b in c] for d in e]
(a := b)
(a := b, c)
((a := b) + c)
[a := b, c]
{a := b}
a if (b := c) else d
x = (yield_)
(a)
((a))
(((a, b)))
(a)(b)
(a)[b]
(a).b + (c)
(
    a
    +
    b
)
a[
    b
    :
    c
]
a(
    b
    for c in d
)
a.\
b
a \
  + b
[  # comment
    a,  # another

    b
    # last
]
