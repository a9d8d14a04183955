"""Annotations that nothing runs leave no trace."""

from __future__ import annotations

x: Unseen = 1
y: [walrus := n for n in Unseen]


def f(a: Unseen, *args: (lambda: unseen), b: int = default, **kwargs: x) -> [n for n in x]:
    c: Unseen = a
    d: [inside := n for n in Unseen]
    return c


class A:
    y: f
    z: super = __class__

    def m[T: Seen](self, x: T) -> Unseen:
        w: T
        return w
