"""Classes: their names are not seen from inside functions, except through cells."""


@decorate
class A(B, metaclass=Meta):
    x = 1
    y: int = x
    z = [x for _ in y]
    w = [lambda: x for x in y]
    cell = [__class__ for i in y], [__class__ for j in y]

    def method(self, x=x):
        super().method(x)
        return y

    def other(self):
        return __class__

    @property
    def private(self, __x, *, __y=__z):
        __local = self.__attribute
        import __module.part as __alias, __package.part
        return __local, __dunder__, ___, __x

    class Inner:
        __x = 1
        global global_in_class
        global_in_class = 2

        def f(self):
            return __x, global_in_class, super


class ___:
    __not_mangled = 1


def function():
    x = 1

    class Local:
        x = x
        nonlocal_use = x

        def g(self):
            return x

        def h(self):
            nonlocal x
            x = 2

    class UsesClass:
        def f(self):
            class Again:
                def g(self):
                    return __class__, super

    return Local
