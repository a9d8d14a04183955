"""References that keep nothing alive.

CPython 3.13: Objects/weakrefobject.c, Modules/_weakref.c, Lib/weakref.py, Lib/_weakrefset.py.
"""

_weakref.ref = ref
weakref.ReferenceType = ref
_weakref.ReferenceType = ref
_weakref.proxy = proxy
_weakref.getweakrefcount = getweakrefcount
_weakref.getweakrefs = getweakrefs
_weakrefset.WeakSet = WeakSet
_weakref.ProxyType = ProxyType
_weakref.CallableProxyType = CallableProxyType

# Without a callback there is one for each object.
@facts("value gc")
class ref:
    self = weakref.ref(alive)

    @effect(
        returns=cached(ref) if none(callback) else fresh(Self),
        keeps="object in result weakly, callback as result.__callback__",
        calls="callback(...) later",
    )
    def __new__(cls, object, callback=None, /):
        ...
        callback = thing()

    @effect(returns=item(self) | None)
    def __call__(self, /):
        x = thing(); self = weakref.ref(x)
        self = weakref.ref(thing())

@facts("mutable unhashable gc final iterator iterable")
class ProxyType:
    self = weakref.proxy(alive.plain)

@facts("mutable unhashable gc final iterator iterable")
class CallableProxyType:
    self = weakref.proxy(alive)

@effect(
    returns=cached(ProxyType) | cached(CallableProxyType) if none(callback) else fresh(ProxyType) | fresh(CallableProxyType),
    keeps="object in result weakly, callback in result",
    calls="callback(...) later",
)
def proxy(object, callback=None, /):
    ...
    object = alive.plain
    callback = thing()
    object = alive.plain; callback = thing()

@effect(returns=int)
def getweakrefcount(object, /): ...

@effect(returns=fresh(list))
def getweakrefs(object, /): ...

@facts("value gc weakrefs")
class WeakMethod(ref):
    self = weakref.WeakMethod(alive.method)

    @effect(
        returns=fresh(Self),
        keeps="meth.__self__ in result weakly, callback in result",
        calls="callback(...) later",
    )
    def __new__(cls, meth, callback=None): meth = types.MethodType(echoing, thing()); callback = thing()

@facts("mutable unhashable gc weakrefs dict iterable")
class WeakSet:
    self = weakref.WeakSet()

    @effect(returns=fresh(Self), keeps="items of data in result weakly", consumes="data")
    def __new__(cls, data=None): data = [thing(), thing()]

    @effect(returns=None, keeps="item in self weakly", mutates="self")
    def add(self, item): ...

    @effect(returns=None, keeps="items of other in self weakly", mutates="self", consumes="other")
    def update(self, other): other = [thing()]

    @effect(returns=None, mutates="self")
    def clear(self): ...

    @effect(returns=None, mutates="self")
    def discard(self, item): self.add(item)

    @effect(returns=None, mutates="self")
    def remove(self, item): self.add(item)

    @effect(returns=bool)
    def __contains__(self, item): ...

    @effect(returns=int)
    def __len__(self): ...

    @effect(returns=fresh(types.GeneratorType), keeps="self in result")
    def __iter__(self): ...

@facts("mutable unhashable gc weakrefs dict iterable")
class WeakKeyDictionary:
    self = weakref.WeakKeyDictionary()

    @effect(returns=fresh(Self))
    def __new__(cls, dict=None): ...

    @effect(returns=None, keeps="key in self weakly, value in self", mutates="self")
    def __setitem__(self, key, value): ...

    @effect(returns=item(self))
    def __getitem__(self, key): self[key] = thing()

    @effect(returns=item(self) | same(default))
    def get(self, key, default=None):
        self[key] = thing()
        default = thing()

    @effect(returns=item(self) | same(default), keeps="key in self weakly perhaps, default in self", mutates="self")
    def setdefault(self, key, default=None):
        self[key] = thing()
        default = thing()

    @effect(returns=item(self) | same(args), mutates="self", releases="one of items of self")
    def pop(self, key, *args):
        self[key] = thing(); args = ()
        args = (thing(),)

    @effect(returns=None, mutates="self", releases="one of items of self")
    def __delitem__(self, key): self[key] = thing()

@facts("mutable unhashable gc weakrefs dict iterable")
class WeakValueDictionary:
    self = weakref.WeakValueDictionary()

    @effect(returns=fresh(Self))
    def __new__(cls, other=(), /, **kw): ...

    @effect(returns=None, keeps="key in self, value in self weakly", mutates="self")
    def __setitem__(self, key, value): ...

    @effect(returns=Unknown)
    def __getitem__(self, key): x = thing(); self[key] = x

    @effect(returns=Unknown | same(default))
    def get(self, key, default=None):
        x = thing(); self[key] = x
        default = thing()

    @effect(returns=Unknown | same(default), keeps="key in self, default in self weakly", mutates="self")
    def setdefault(self, key, default=None): default = thing()

    @effect(returns=Unknown | same(args), mutates="self", releases="one of items of self")
    def pop(self, key, *args):
        x = thing(); self[key] = x
        args = (thing(),)

# The registry keeps callback and arguments until the object is gone, and itself.
@facts("mutable identity gc")
class finalize:
    self = weakref.finalize(alive, thing())

    @effect(
        returns=fresh(Self),
        keeps="obj in registry weakref.finalize weakly, func in registry weakref.finalize, args in registry weakref.finalize, kwargs in registry weakref.finalize",
        calls="func(args, kwargs) later",
    )
    def __new__(cls, obj, func, /, *args, **kwargs): kwargs = {"a": thing()}

    @effect(returns=fresh(tuple) | None, releases="self in registry weakref.finalize")
    def detach(self):
        ...
        self.detach()

    @effect(returns=fresh(tuple) | None)
    def peek(self):
        ...
        self.detach()

    @effect(
        returns=Unknown,
        releases="self in registry weakref.finalize",
        unproved="it calls what the registry holds",
    )
    def __call__(self, _=None): ...
