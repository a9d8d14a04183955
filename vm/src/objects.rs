//! The types of `builtins` and of the machine itself, one file each.

pub mod anext_awaitable;
pub mod async_generator;
pub mod bytearray;
pub mod bytes;
pub mod cell;
pub mod code;
pub mod complex;
pub mod descriptor;
pub mod dict;
pub mod exception;
pub mod float;
pub mod frame_locals;
pub mod function;
pub mod generator;
pub mod generic_alias;
pub mod int;
pub mod iterator;
pub mod iterators;
pub mod list;
pub mod mappingproxy;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod namespace;
pub mod native;
pub mod object;
pub mod property;
pub mod range;
pub mod reduce;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod str_;
pub mod super_;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod union;
pub mod weakref;

use crate::heap::Ref;
use crate::typedef::TypeDef;
use crate::vm::Vm;

macro_rules! types {
    ($($name:ident = $def:expr,)*) => {
        /// The native types that the machine refers to.
        #[allow(missing_docs, reason = "Python's names")]
        pub struct Types {
            $(pub $name: Ref,)*
        }

        impl Types {
            /// The types, not ready yet.
            pub(crate) fn allocate(make: impl Fn(&'static TypeDef) -> Ref) -> Types {
                Types {
                    $($name: {
                        static DEF: TypeDef = $def;
                        make(&DEF)
                    },)*
                }
            }

            /// All of them.
            pub fn all(&self) -> Vec<&Ref> {
                vec![$(&self.$name,)*]
            }
        }
    };
}

// One row for each type, bases first.
types! {
    object = object::DEF,
    type_ = type_::DEF,
    int = int::DEF,
    bool_ = int::BOOL_DEF,
    float = float::DEF,
    complex = complex::DEF,
    str_ = str_::DEF,
    str_iterator = str_::ITERATOR_DEF,
    str_ascii_iterator = str_::ASCII_ITERATOR_DEF,
    bytes = bytes::DEF,
    bytes_iterator = bytes::ITERATOR_DEF,
    bytearray = bytearray::DEF,
    memoryview = memoryview::DEF,
    bytearray_iterator = bytes::BYTEARRAY_ITERATOR_DEF,
    tuple = tuple::DEF,
    list = list::DEF,
    list_iterator = list::ITERATOR_DEF,
    list_reverse_iterator = list::REVERSE_DEF,
    tuple_iterator = list::TUPLE_ITERATOR_DEF,
    dict = dict::DEF,
    set = set::DEF,
    frozenset = set::FROZEN_DEF,
    set_iterator = set::ITERATOR_DEF,
    dict_keys = dict::KEYS_DEF,
    dict_values = dict::VALUES_DEF,
    dict_items = dict::ITEMS_DEF,
    dict_keyiterator = dict::KEY_ITERATOR_DEF,
    dict_valueiterator = dict::VALUE_ITERATOR_DEF,
    dict_itemiterator = dict::ITEM_ITERATOR_DEF,
    dict_reversekeyiterator = dict::REVERSE_KEY_ITERATOR_DEF,
    dict_reversevalueiterator = dict::REVERSE_VALUE_ITERATOR_DEF,
    dict_reverseitemiterator = dict::REVERSE_ITEM_ITERATOR_DEF,
    range = range::DEF,
    range_iterator = range::ITERATOR_DEF,
    longrange_iterator = range::LONG_ITERATOR_DEF,
    enumerate = iterators::ENUMERATE_DEF,
    zip = iterators::ZIP_DEF,
    map = iterators::MAP_DEF,
    filter = iterators::FILTER_DEF,
    reversed = iterators::REVERSED_DEF,
    slice = slice::DEF,
    none_type = singletons::NONE_DEF,
    ellipsis_type = singletons::ELLIPSIS_DEF,
    not_implemented_type = singletons::NOT_IMPLEMENTED_DEF,
    function = function::DEF,
    method = method::METHOD_DEF,
    classmethod = method::CLASSMETHOD_DEF,
    staticmethod = method::STATICMETHOD_DEF,
    builtin_function = native::DEF,
    method_descriptor = descriptor::METHOD_DEF,
    classmethod_descriptor = descriptor::CLASSMETHOD_DEF,
    wrapper_descriptor = descriptor::WRAPPER_DEF,
    method_wrapper = descriptor::METHOD_WRAPPER_DEF,
    getset_descriptor = descriptor::GETSET_DEF,
    member_descriptor = descriptor::MEMBER_DEF,
    property = property::DEF,
    super_ = super_::DEF,
    cell = cell::DEF,
    code = code::DEF,
    frame = crate::frame::DEF,
    generator = generator::DEF,
    coroutine = generator::COROUTINE_DEF,
    coroutine_wrapper = generator::WRAPPER_DEF,
    async_generator = generator::ASYNC_DEF,
    module = module::DEF,
    traceback = traceback::DEF,
    mappingproxy = mappingproxy::DEF,
    iterator = iterator::DEF,
    callable_iterator = iterator::CALLABLE_DEF,
    union = union::DEF,
}

impl Types {
    /// Makes all of them ready; `object` and `type` first, as the table has it.
    pub(crate) fn ready(&self, vm: &Vm) {
        for class in self.all() {
            let native = class.expect::<type_::Type>().native;
            let bases = match native.base {
                _ if class.is(&self.object) => Vec::new(),
                Some(base) => vec![self.of(base)],
                None => vec![self.object.clone()],
            };
            type_::ready(vm, class, &bases);
        }
    }

    /// The type that a table made.
    fn of(&self, def: &TypeDef) -> Ref {
        let found =
            self.all().into_iter().find(|it| it.expect::<type_::Type>().native.name == def.name);
        found.expect("bases stand in the table").clone()
    }
}
