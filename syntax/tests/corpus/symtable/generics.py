"""Type parameters, type aliases (PEP 695), defaults (PEP 696)."""

type Plain = int | Plain
type Generic[T, *Ts, **P] = dict[T, Ts] | P
type Bounded[T: (int, str), U: T = lambda: T, *V = U, **W = [T, U]] = [T for T in U]


def f[T](x: T, y=1, *, z: T = 2) -> T:
    inner: T = x
    return T, f


def g[T: f = int]():
    def h():
        return T

    return h


class A[T, __Private: T](Base[T], key=__Private):
    x: T = __Private

    def m[U: (T, x)](self, y: U, z=x) -> x:
        return T, U, self.__Private

    type Alias = x
    type GenericAlias[V: x] = dict[V, [x for x in T]]

    class Nested[W]:
        def n(self) -> W:
            return super().n(__Private)


def outer():
    T = 1

    class B[S]:
        T = 2
        type X[U: T] = T
        type Y = lambda: T

        def method[V: T](self, a: T) -> S:
            return T

    return B


@decorate
async def coroutine[T](x=T, *args: *T, **kwargs: T):
    async with x:
        yield T
