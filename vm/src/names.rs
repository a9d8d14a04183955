//! The names that the machine itself looks up, interned once.

use crate::heap::Ref;

macro_rules! names {
    ($($name:ident)*) => {
        /// Interned names, immortal.
        #[allow(missing_docs, reason = "each is its own text")]
        pub struct Names {
            $(pub $name: Ref,)*
        }

        impl Names {
            pub(crate) fn new(intern: impl Fn(&str) -> Ref) -> Names {
                Names { $($name: intern(stringify!($name)),)* }
            }

            /// All of them.
            pub(crate) fn all(&self) -> Vec<&Ref> {
                vec![$(&self.$name,)*]
            }
        }
    };
}

names! {
    __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotations__
    __await__ __bases__ __bool__ __build_class__ __builtins__ __bytes__ __call__ __cause__ __class__
    __class_getitem__ __classcell__ __complex__ __contains__ __context__ __copy__ __deepcopy__ __debug__
    __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __divmod__ __doc__ __enter__ __eq__ __exit__
    __file__ __float__ __floordiv__ __format__ __fspath__ __ge__ __get__ __getattr__ __getattribute__
    __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__
    __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__ __int__
    __invert__ __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__ __iter__ __itruediv__ __ixor__
    __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lshift__ __lt__ __main__ __match_args__
    __matmul__ __missing__ __mod__ __module__ __mro_entries__ __mro__ __mul__ __name__ __ne__ __neg__ __new__
    __next__ __notes__ __or__ __orig_bases__ __package__ __parameters__ __path__ __pos__ __pow__ __prepare__
    __qualname__ __radd__ __rand__ __rdivmod__ __reduce__ __reduce_ex__ __repr__ __reversed__ __rfloordiv__
    __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__
    __rtruediv__ __rxor__ __self__ __set__ __set_name__ __setattr__ __setitem__ __setstate__ __sizeof__
    __slots__ __slotnames__ __spec__ __static_attributes__ __firstlineno__ __str__ __sub__ __subclasscheck__
    __subclasshook__ __suppress_context__ __traceback__ __truediv__ __trunc__ __floor__ __ceil__ __type_params__
    __typing_unpacked_tuple_args__ __weakref__ __wrapped__ __xor__ __origin__ __args__ __main_name__ __subclasses__
    __replace__ __typing_subst__ __typing_prepare_subst__ __func__ __code__ __defaults__ __closure__ __objclass__
    builtins close copy end errors encoding file fileno flush get getvalue index items join keys level locals
    globals fromlist lineno metaclass mro name args obj offset open path print_file_and_line read readline
    replace reverse key sep send stderr stdin stdout strict sys text throw update value values write
    default sort fget fset fdel doc join_ deleter setter getter closed mode errors_ newline buffering
    _fields _is_coroutine __future__ importlib _bootstrap filename end_lineno end_offset msg name_from
}
