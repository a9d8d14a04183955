//! A new machine: types first, then what they need to be ready.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{MethodCache, Vm, hooks, intern};
use crate::heap::{Ref, Slot};
use crate::host::Host;
use crate::limits::Limits;
use crate::names::Names;
use crate::numbers::Int;
use crate::objects::Types;
use crate::objects::bytes::Bytes;
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Exceptions};
use crate::objects::singletons::singleton;
use crate::objects::tuple::Tuple;
use crate::objects::type_::Type;
use crate::text;
use crate::typedef::TypeDef;

fn bare_type(def: &'static TypeDef) -> Ref {
    Ref::new(None, Type::from_def(def))
}

fn immortal(object: Ref) -> Ref {
    object.make_immortal();
    object
}

impl Vm {
    /// A machine with the builtin types and modules, on which nothing ran. A thread has one at a time.
    pub fn new(limits: Limits, host: Rc<dyn Host>) -> Rc<Vm> {
        intern::start();
        let types = Types::allocate(bare_type);
        let exceptions = Exceptions::allocate(bare_type);
        for class in types.all().into_iter().chain(exceptions.all().into_iter().map(|it| it.1)) {
            class.set_class(types.type_.clone());
        }
        let vm = Rc::new(Vm::bare(types, exceptions, limits, host));
        hooks::install(&vm);
        vm.types.ready(&vm);
        vm.exceptions.ready(&vm);
        vm.halt
            .set(Some(Ref::new(Some(vm.exceptions.BaseException.clone()), Exception::default())));
        crate::stdlib::start(&vm);
        vm
    }

    fn bare(types: Types, exceptions: Exceptions, limits: Limits, host: Rc<dyn Host>) -> Vm {
        let class = types.str_.clone();
        let int = |value| immortal(Ref::new(Some(types.int.clone()), Int::Small(value)));
        let character = |code: u32| immortal(intern::intern(&class, text::Str::from_char(code)));
        let boolean = |value| immortal(Ref::new(Some(types.bool_.clone()), Int::Small(value)));
        Vm {
            names: Names::new(|text| immortal(intern::intern(&class, text::Str::from(text)))),
            none: singleton(&types.none_type),
            true_: boolean(1),
            false_: boolean(0),
            not_implemented: singleton(&types.not_implemented_type),
            ellipsis: singleton(&types.ellipsis_type),
            small_ints: refwise_model::SMALL_INTS.map(int).collect(),
            characters: (0..256).map(character).collect(),
            empty_tuple: immortal(Ref::new(Some(types.tuple.clone()), Tuple::new(Vec::new()))),
            empty_str: immortal(intern::intern(&class, text::Str::new())),
            copies_of_modules: RefCell::default(),
            single_bytes: (0..=255u8)
                .map(|it| immortal(Ref::new(Some(types.bytes.clone()), Bytes([it].into()))))
                .collect(),
            empty_bytes: immortal(Ref::new(Some(types.bytes.clone()), Bytes(Box::default()))),
            modules: Ref::new(Some(types.dict.clone()), Dict::default()),
            named_tuples: Ref::new(Some(types.dict.clone()), Dict::default()),
            types,
            exceptions,
            method_cache: MethodCache::default(),
            builtins: Slot::default(),
            frame: Slot::default(),
            depth: Cell::new(0),
            python_depth: Cell::new(0),
            recursion_limit: Cell::new(1000),
            codecs: Default::default(),
            int_max_str_digits: Cell::new(crate::numbers::int::MAX_STR_DIGITS),
            handled: RefCell::new(vec![None]),
            returned: Slot::default(),
            limits,
            halt: Slot::default(),
            host,
            gc: crate::gc::Settings::default(),
            next_version: Cell::new(1),
            module_types: RefCell::default(),
            imports: Default::default(),
            files: Default::default(),
            abc_version: Cell::new(0),
            ast: Slot::default(),
            tracing: Default::default(),
            warnings_version: Cell::new(0),
            no_default: Slot::default(),
            asyncgen_hooks: RefCell::default(),
            sources: RefCell::default(),
            threads: Default::default(),
            context: Slot::default(),
            stack_mark: Cell::new(0),
            stack_limit: Cell::new(0),
            switch_left: Cell::new(0),
            repr_guard: RefCell::default(),
        }
    }
}
