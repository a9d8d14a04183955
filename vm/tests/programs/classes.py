# What a class statement does, step by step.
class Recorded(dict):
    def __setitem__(self, key, value):
        if not key.startswith("__"):
            print("set", key)
        super().__setitem__(key, value)


class Meta(type):
    @classmethod
    def __prepare__(metacls, name, bases, **keywords):
        print("prepare", name, bases, keywords)
        return Recorded()

    def __new__(metacls, name, bases, namespace, **keywords):
        print([key for key in namespace if not key.startswith("__")])
        return super().__new__(metacls, name, bases, dict(namespace))

    def __init__(cls, name, bases, namespace, **keywords):
        super().__init__(name, bases, namespace)


class Abc(metaclass=Meta, flag=True):
    a = 1

    def b(self):
        return self.a

    c = property(b)


print(Abc().c, type(Abc) is Meta, Abc.__mro__)


class Described:
    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)

    def __get__(self, instance, owner):
        return "class" if instance is None else "instance"


class Owner:
    field = Described()

    def __init_subclass__(cls, **keywords):
        print("subclass", cls.__name__, keywords)


class Below(Owner, deep=1):
    __slots__ = ("slot",)


print(Owner.field, Owner().field, Below.slot)
try:
    Below().other = 1
    print("has a dict through its base")
except AttributeError as error:
    print(error)
