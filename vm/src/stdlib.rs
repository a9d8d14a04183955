//! Modules: those written here, and how any module is found.

pub(crate) mod abc;
pub(crate) mod array;
pub(crate) mod ast;
mod atexit;
pub(crate) mod binascii;
mod bisect;
mod builtins;
mod cmath;
pub mod codecs;
pub(crate) mod collections;
pub(crate) mod contextvars;
pub(crate) mod csv;
pub(crate) mod datetime;
mod errno;
mod faulthandler;
pub(crate) mod functools;
mod gc;
pub(crate) mod hashes;
mod heapq;
mod imp;
mod import;
pub(crate) mod io;
pub(crate) mod itertools;
pub(crate) mod json;
mod marshal_;
pub(crate) mod math;
mod module_error;
mod opcode;
pub(crate) mod operator;
pub(crate) mod posix;
mod posixsubprocess;
pub(crate) mod queue;
pub(crate) mod random;
pub(crate) mod select;
pub(crate) mod signal;
pub(crate) mod socket;
pub(crate) mod sre;
pub(crate) mod string_;
pub(crate) mod struct_;
pub mod structseq;
pub mod sys;
mod testcapi;
pub mod thread;
mod time;
pub(crate) mod tokenize;
pub mod typing;
pub(crate) mod unicodedata;
pub(crate) mod warnings;
mod weakref;
pub(crate) mod zlib;

use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::typedef::ModuleDef;
use crate::vm::Vm;

pub(crate) use builtins::Quitter;
pub use builtins::{ascii, displayhook};
pub use import::{
    State as ImportState, cannot_import_name, compile, import, importlib, main_code, no_attribute,
    running_importlib,
};
pub use sys::{report_error, unraisable, write_error};
pub use warnings::warn;

/// The native modules, each made when it is first imported.
// One row for each.
#[rustfmt::skip]
pub static NATIVE: &[&ModuleDef] = &[
    &abc::DEF,
    &array::DEF,
    &ast::DEF,
    &atexit::DEF,
    &binascii::DEF,
    &bisect::DEF,
    &cmath::DEF,
    &codecs::DEF,
    &collections::DEF,
    &csv::DEF,
    &datetime::DEF,
    &contextvars::DEF,
    &functools::DEF,
    &errno::DEF,
    &faulthandler::DEF,
    &gc::DEF,
    &imp::DEF,
    &hashes::BLAKE2,
    &hashes::MD5,
    &hashes::SHA1,
    &hashes::SHA2,
    &hashes::SHA3,
    &heapq::DEF,
    &io::DEF,
    &itertools::DEF,
    &json::DEF,
    &marshal_::DEF,
    &math::DEF,
    &opcode::DEF,
    &operator::DEF,
    &posix::DEF,
    &posixsubprocess::DEF,
    &queue::DEF,
    &random::DEF,
    &select::DEF,
    &signal::DEF,
    &socket::DEF,
    &sre::DEF,
    &string_::DEF,
    &struct_::DEF,
    &sys::DEF,
    &testcapi::INTERNAL,
    &testcapi::LIMITED,
    &testcapi::SINGLE_PHASE,
    &thread::DEF,
    &time::DEF,
    &tokenize::DEF,
    &typing::DEF,
    &warnings::DEF,
    &unicodedata::DEF,
    &weakref::DEF,
    &zlib::DEF,
];

/// The table of a native module; `builtins` has no row of its own.
fn native_def(name: &str) -> Option<&'static ModuleDef> {
    if name == builtins::DEF.name {
        return Some(&builtins::DEF);
    }
    NATIVE.iter().copied().find(|it| it.name == name)
}

/// `builtins` and what else is there before a program runs.
pub(crate) fn start(vm: &Vm) {
    let module =
        Module::from_def(vm, &builtins::DEF).expect("builtins are made without running Python");
    let dict = module.expect::<Module>().dict.clone();
    vm.builtins.set(Some(dict));
    vm.modules.expect::<Dict>().insert_name(vm, &vm.names.builtins, module);
    let sys = import(vm, "sys").expect("sys is made without running Python");
    let builtins = vm.builtins_dict();
    let dicts = [&builtins, &sys.expect::<Module>().dict];
    let copies = dicts.into_iter().flat_map(|it| it.expect::<Dict>().values()).collect();
    drop(vm.copies_of_modules.replace(copies));
}

/// The module `__main__` with its namespace.
pub fn main_module(vm: &Vm) -> Ref {
    let name = &vm.names.__main__;
    let modules = vm.modules.expect::<Dict>();
    if let Some(found) = modules.get_name(name) {
        return found;
    }
    let module = Module::object(vm, "__main__");
    let builtins = modules.get_name(&vm.names.builtins).expect("it is there from the start");
    module.expect::<Module>().set(vm, "__builtins__", builtins);
    modules.insert_name(vm, name, module.clone());
    module
}
