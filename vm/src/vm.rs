//! The machine: its types, its singletons, and what runs on it.

mod audit;
mod cache;
mod hooks;
mod intern;
mod make;
mod modules;
mod raise;
mod start;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::heap::{Ref, Slot};
use crate::host::Host;
use crate::limits::Limits;
use crate::names::Names;
use crate::objects::Types;
use crate::objects::exception::Exceptions;

pub use cache::MethodCache;
pub use hooks::current;
pub(crate) use intern::forget as forget_interned;
pub use raise::Halt;

/// A machine. Everything in it changes through shared borrows; it belongs to one thread.
pub struct Vm {
    /// The native types.
    pub types: Types,
    /// The exception types.
    pub exceptions: Exceptions,
    /// Names that the machine looks up.
    pub names: Names,
    /// `None`.
    pub none: Ref,
    /// `True`.
    pub true_: Ref,
    /// `False`.
    pub false_: Ref,
    /// `NotImplemented`.
    pub not_implemented: Ref,
    /// `...`
    pub ellipsis: Ref,
    /// The ints that exist once, from the smallest on.
    small_ints: Vec<Ref>,
    /// The strings of one Latin-1 character.
    characters: Vec<Ref>,
    /// What `builtins` and `sys` held at the start (`interp->builtins_copy`, `m_copy`).
    pub(crate) copies_of_modules: RefCell<Vec<Ref>>,
    /// `bytes` of one byte.
    single_bytes: Vec<Ref>,
    empty_tuple: Ref,
    empty_str: Ref,
    empty_bytes: Ref,
    /// Attributes of classes that were looked up lately.
    pub method_cache: MethodCache,
    /// `sys.modules`, a dict.
    pub modules: Ref,
    /// The dict of `builtins`.
    pub builtins: Slot,
    /// The frame that runs.
    pub(crate) frame: Slot,
    /// How deep calls nest, natives included.
    pub(crate) depth: Cell<usize>,
    /// How deep frames nest.
    pub(crate) python_depth: Cell<usize>,
    /// `sys.getrecursionlimit()`.
    pub recursion_limit: Cell<usize>,
    /// Codecs and error handlers that programs registered.
    pub(crate) codecs: crate::stdlib::codecs::Registry,
    /// `sys.get_int_max_str_digits()`.
    pub int_max_str_digits: Cell<usize>,
    /// The exceptions that are being handled, one for the thread and one for each generator that
    /// runs (`exc_info`).
    pub(crate) handled: RefCell<Vec<Option<Ref>>>,
    /// The value of a generator that just returned.
    pub(crate) returned: Slot,
    /// What a run may use, and what it used.
    pub limits: Limits,
    /// What a limit that was reached raises.
    pub(crate) halt: Slot,
    /// The outside.
    pub host: Rc<dyn Host>,
    /// The collector's settings.
    pub gc: crate::gc::Settings,
    /// The version that the next class gets.
    pub(crate) next_version: Cell<u32>,
    /// Native types that modules made, by their tables.
    pub(crate) module_types: RefCell<Vec<(*const crate::typedef::TypeDef, Ref)>>,
    /// Types of named tuples that modules made, a dict by name.
    pub(crate) named_tuples: Ref,
    /// `sys.get_asyncgen_hooks()`: first iteration, finalizer.
    pub(crate) asyncgen_hooks: RefCell<[Option<Ref>; 2]>,
    /// The lines of source files, for tracebacks.
    pub(crate) sources: RefCell<std::collections::HashMap<String, Option<Vec<String>>>>,
    /// What imports need.
    pub(crate) imports: crate::stdlib::ImportState,
    /// Files that the program sees.
    pub(crate) files: crate::files::Files,
    /// `abc.get_cache_token()`.
    pub(crate) abc_version: Cell<u64>,
    /// The classes of `ast`, a dict by name.
    pub(crate) ast: Slot,
    /// `sys.settrace` and `sys.setprofile`.
    pub(crate) tracing: crate::interp::tracing::Tracing,
    /// Changes when `warnings.filters` do.
    pub(crate) warnings_version: Cell<i64>,
    /// `typing.NoDefault`.
    pub(crate) no_default: Slot,
    /// The threads, and the time.
    pub threads: crate::threads::Threads,
    /// The context of `contextvars` that the thread is in.
    pub(crate) context: Slot,
    /// The stack of the thread that runs is looked after when it reaches below this address; zero on
    /// the host's own.
    pub(crate) stack_mark: Cell<usize>,
    /// It must not reach below this one.
    pub(crate) stack_limit: Cell<usize>,
    /// `--switch-every`: instructions until the next switch.
    pub(crate) switch_left: Cell<u64>,
    /// Objects whose `repr` is being made.
    pub(crate) repr_guard: RefCell<Vec<Ref>>,
}
