"""Types of the interpreter's own objects.

CPython 3.13: Lib/types.py names them; Objects/ makes them.
"""

builtins.NoneType = NoneType
builtins.ellipsis = EllipsisType
builtins.NotImplementedType = NotImplementedType
builtins.module = ModuleType
builtins.function = FunctionType
types.LambdaType = FunctionType
builtins.code = CodeType
builtins.cell = CellType
builtins.method = MethodType
builtins.builtin_function_or_method = BuiltinFunctionType
types.BuiltinMethodType = BuiltinFunctionType
builtins.frame = FrameType
builtins.traceback = TracebackType
builtins.generator = GeneratorType
builtins.coroutine = CoroutineType
builtins.async_generator = AsyncGeneratorType
builtins.mappingproxy = MappingProxyType
builtins.getset_descriptor = GetSetDescriptorType
builtins.member_descriptor = MemberDescriptorType
builtins.wrapper_descriptor = WrapperDescriptorType
builtins.method_descriptor = MethodDescriptorType
builtins.classmethod_descriptor = ClassMethodDescriptorType

@facts("value final")
class NoneType:
    self = None

@facts("identity final")
class EllipsisType:
    self = ...

@facts("identity final")
class NotImplementedType:
    self = NotImplemented

@facts("mutable identity gc weakrefs dict")
class ModuleType:
    self = types.ModuleType("m")

    @effect(returns=fresh(Self))
    def __new__(cls, name, doc=None): name = "m"

@facts("mutable identity gc weakrefs dict final")
class FunctionType:
    self = (lambda: None)
    __code__: CodeType
    __globals__: dict
    __closure__: tuple | None
    __defaults__: tuple | None
    __kwdefaults__: dict | None
    __dict__: dict

    @effect(
        returns=fresh(FunctionType),
        keeps="code as result.__code__, globals as result.__globals__, argdefs as result.__defaults__, closure as result.__closure__",
    )
    def __new__(cls, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None):
        f = (lambda x: lambda: x)(thing()); code = f.__code__; globals = {}; argdefs = (thing(),); closure = f.__closure__

@facts("value weakrefs final")
class CodeType:
    self = compile("1", "f", "eval")

@facts("mutable unhashable gc final")
class CellType:
    self = types.CellType(thing())

    @effect(returns=fresh(CellType), keeps="contents as result.cell_contents")
    def __new__(cls, contents=..., /): contents = thing()

# A bound method: also what reading a method through an instance makes, each time anew.
@facts("value gc weakrefs final")
class MethodType:
    self = types.MethodType(thing(), thing())

    @effect(returns=fresh(MethodType), keeps="function as result.__func__, instance as result.__self__")
    def __new__(cls, function, instance, /): ...

@facts("value gc weakrefs final")
class BuiltinFunctionType:
    self = len

@facts("mutable identity gc final")
class FrameType:
    self = sys._getframe()
    f_back: FrameType | None
    f_code: CodeType
    f_globals: dict

    @effect(returns=None, mutates="self", releases="all items of self", unproved="needs the frame of a suspended or ended call")
    def clear(self, /): ...

@facts("mutable identity gc final")
class TracebackType:
    self = traceback_here()
    tb_frame: FrameType
    tb_next: TracebackType | None

    @effect(returns=fresh(TracebackType), keeps="tb_next as result.tb_next, tb_frame as result.tb_frame")
    def __new__(cls, tb_next, tb_frame, tb_lasti, tb_lineno): tb_next = traceback_here(); tb_frame = tb_next.tb_frame; tb_lasti = 0; tb_lineno = 1

@facts("mutable identity gc weakrefs final iterator iterable")
class GeneratorType:
    self = (it for it in [thing()])
    gi_frame: FrameType | None
    gi_code: CodeType

    # When it ends, the frame goes and the call raises.
    @effect(returns=Unknown, keeps="value in self", mutates="self")
    def send(self, value, /): self = echoing(); next(self)

    @effect(returns=Unknown, mutates="self")
    def throw(self, type, value=..., traceback=..., /): type = ValueError(); self = echoing(); next(self)

    # One that has not begun keeps its arguments until it is itself let go.
    @effect(returns=None | Unknown, mutates="self", releases="frame of self")
    def close(self, /):
        self = echoing(thing()); next(self)
        self = echoing(thing())

    @effect(returns=same(self))
    def __iter__(self, /): ...

    @effect(returns=Unknown, mutates="self")
    def __next__(self, /): self = echoing(thing()); next(self)

@facts("mutable identity gc weakrefs final awaitable")
class CoroutineType:
    self = ended()
    cr_frame: FrameType | None

    @effect(returns=Unknown, mutates="self")
    def send(self, value, /): self = suspended(thing()); value = None

    @effect(returns=None | Unknown, mutates="self", releases="frame of self")
    def close(self, /): self = suspended(thing()); self.send(None)

@facts("mutable identity gc weakrefs final")
class AsyncGeneratorType:
    self = yielding()

# A view of a mapping.
@facts("value gc final iterable")
class MappingProxyType:
    self = types.MappingProxyType({})

    @effect(returns=fresh(MappingProxyType), keeps="mapping in result")
    def __new__(cls, mapping): mapping = {}

@facts("mutable unhashable gc dict")
class SimpleNamespace:
    self = types.SimpleNamespace()

    @effect(returns=fresh(Self), keeps="values of mapping_or_iterable in result, kwargs in result", consumes="mapping_or_iterable")
    def __new__(cls, mapping_or_iterable=(), /, **kwargs):
        mapping_or_iterable = {"a": thing()}; kwargs = {"b": thing()}

@facts("identity gc final")
class GetSetDescriptorType:
    self = type.__dict__["__dict__"]

@facts("identity gc final")
class MemberDescriptorType:
    self = slice.__dict__["start"]

@facts("identity gc final")
class WrapperDescriptorType:
    self = object.__init__

@facts("identity gc final")
class MethodDescriptorType:
    self = str.join

@facts("identity gc final")
class ClassMethodDescriptorType:
    self = dict.__dict__["fromkeys"]

# `list[int]`.
@facts("value gc weakrefs iterable")
class GenericAlias:
    self = types.GenericAlias(list, (int,))

    @effect(returns=fresh(Self), keeps="origin as result.__origin__, args as result.__args__")
    def __new__(cls, origin, args, /): args = (thing(),)

@facts("mutable identity gc weakrefs dict")
class DynamicClassAttribute:
    self = types.DynamicClassAttribute(thing())

    @effect(returns=fresh(Self), keeps="fget as result.fget, fset as result.fset, fdel as result.fdel")
    def __new__(cls, fget=None, fset=None, fdel=None, doc=None): fget = thing(); fset = thing(); fdel = thing()

@effect(
    returns=fresh(type),
    keeps="bases as result.__bases__, items of bases as result.__bases__",
    calls="exec_body(...) now",
)
def new_class(name, bases=(), kwds=None, exec_body=None): name = "C"; bases = (types.new_class("D"),); exec_body = function(lambda ns: None)

@effect(returns=same(func) | Unknown, mutates="func")
def coroutine(func): func = echoing
