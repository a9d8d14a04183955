//! `sys.stdin`, `sys.stdout`, `sys.stderr`: text that goes to the host.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, getter, method};
use crate::vm::Vm;

/// A standard stream.
pub struct Stream {
    /// 0, 1 or 2.
    pub number: u32,
    closed: Cell<bool>,
}

impl Payload for Stream {}

/// `_io.TextIOWrapper`, as far as standard streams are.
static DEF: TypeDef = TypeDef {
    name: "_io.TextIOWrapper",
    flags: flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let line = read_line(vm, object)?;
            Ok(if line.is_empty() { None } else { Some(vm.str(&line)) })
        }));
        it.tp_repr.set(Some(|vm, object| {
            let number = object.expect::<Stream>().number;
            let (name, mode) = [("stdin", "r"), ("stdout", "w"), ("stderr", "w")][number as usize];
            Ok(vm.str(&format!(
                "<_io.TextIOWrapper name='<{name}>' mode='{mode}' encoding='utf-8'>"
            )))
        }));
    },
    methods: &[
        method("write(self, text, /)", write),
        method("writelines(self, lines, /)", |vm, object, args| {
            vm.for_each(&args[0], |line| write(vm, object, Args::one(line)).map(drop))?;
            Ok(vm.none.clone())
        }),
        method("flush(self, /)", |vm, _, _| Ok(vm.none.clone())),
        method("close(self, /)", |vm, object, _| {
            object.expect::<Stream>().closed.set(true);
            Ok(vm.none.clone())
        }),
        method("readline(self, size=-1, /)", |vm, object, _| Ok(vm.str(&read_line(vm, object)?))),
        method("read(self, size=-1, /)", |vm, object, _| {
            let mut found = String::new();
            loop {
                let line = read_line(vm, object)?;
                if line.is_empty() {
                    return Ok(vm.str(&found));
                }
                found.push_str(&line);
            }
        }),
        method("isatty(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("readable(self, /)", |vm, object, _| {
            Ok(vm.bool(object.expect::<Stream>().number == 0))
        }),
        method("writable(self, /)", |vm, object, _| {
            Ok(vm.bool(object.expect::<Stream>().number != 0))
        }),
        method("seekable(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("fileno(self, /)", |vm, object, _| {
            Ok(vm.int(object.expect::<Stream>().number.into()))
        }),
        method("reconfigure(self, *args, **kwargs)", |vm, _, _| Ok(vm.none.clone())),
        method("__enter__(self, /)", |_, object, _| Ok(object.clone())),
        method("__exit__(self, *args)", |vm, _, _| Ok(vm.none.clone())),
    ],
    getset: &[
        getter("encoding", |vm, _| Ok(vm.str("utf-8"))),
        getter("errors", |vm, object| {
            Ok(vm.str(if object.expect::<Stream>().number == 2 {
                "backslashreplace"
            } else {
                "strict"
            }))
        }),
        getter("name", |vm, object| {
            Ok(vm.str(
                ["<stdin>", "<stdout>", "<stderr>"][object.expect::<Stream>().number as usize],
            ))
        }),
        getter("mode", |vm, object| {
            Ok(vm.str(if object.expect::<Stream>().number == 0 { "r" } else { "w" }))
        }),
        getter("closed", |vm, object| Ok(vm.bool(object.expect::<Stream>().closed.get()))),
        getter("newlines", |vm, _| Ok(vm.none.clone())),
        getter("line_buffering", |vm, _| Ok(vm.bool(false))),
    ],
    ..BASE
};

impl Stream {
    /// The stream with this number.
    pub fn object(vm: &Vm, number: u32) -> Ref {
        type_::instantiate(&vm.type_of(&DEF), Stream { number, closed: Cell::new(false) })
    }
}

fn read_line(vm: &Vm, object: &Ref) -> Res<String> {
    check_open(vm, object)?;
    Ok(String::from_utf8_lossy(&vm.host.read_line()).into_owned())
}

fn check_open(vm: &Vm, object: &Ref) -> Res<()> {
    if object.expect::<Stream>().closed.get() {
        return Err(vm.value_error("I/O operation on closed file.".to_owned()));
    }
    Ok(())
}

fn write(vm: &Vm, object: &Ref, args: Args) -> Res {
    check_open(vm, object)?;
    let Some(text) = args[0].get::<Str>() else {
        return Err(
            vm.type_error(format!("write() argument must be str, not {}", vm.type_name(&args[0])))
        );
    };
    let shown = text.to_string_lossy();
    vm.charge_output(shown.len() as u64)?;
    vm.host.write(object.expect::<Stream>().number, shown.as_bytes());
    Ok(vm.int(text.len() as i64))
}
