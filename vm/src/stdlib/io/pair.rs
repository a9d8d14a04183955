//! `BufferedRWPair`: a reader and a writer as one file.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{BASE, TypeDef, getter, method};
use crate::vm::Vm;

use super::base::{BUFFERED_BASE, FLAGS, check_can};
use super::buffered::{READER, WRITER, joined_errors};
use super::call;

/// Both ends.
#[derive(Default)]
pub(crate) struct Pair {
    reader: Slot,
    writer: Slot,
}

impl Payload for Pair {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.reader.visit(visit);
        self.writer.visit(visit);
    }

    fn clear(&self) {
        self.reader.set(None);
        self.writer.set(None);
    }
}

/// `BufferedRWPair`.
pub(super) static PAIR: TypeDef = TypeDef {
    name: "_io.BufferedRWPair",
    base: Some(&BUFFERED_BASE),
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Pair::default()))));
        it.tp_init.set(Some(|vm, object, args| {
            let signature = "BufferedRWPair(reader, writer, buffer_size=8192, /)";
            init(vm, object, &Signature::parse(signature, false).bind(vm, args)?)
        }));
    },
    methods: &[
        method("read(self, size=-1, /)", |vm, it, args| {
            forward(vm, &reader(vm, it)?, "read", args)
        }),
        method("peek(self, size=0, /)", |vm, it, args| forward(vm, &reader(vm, it)?, "peek", args)),
        method("read1(self, size=-1, /)", |vm, it, args| {
            forward(vm, &reader(vm, it)?, "read1", args)
        }),
        method("readinto(self, buffer, /)", |vm, it, args| {
            forward(vm, &reader(vm, it)?, "readinto", args)
        }),
        method("readinto1(self, buffer, /)", |vm, it, args| {
            forward(vm, &reader(vm, it)?, "readinto1", args)
        }),
        method("write(self, buffer, /)", |vm, it, args| {
            forward(vm, &writer(vm, it)?, "write", args)
        }),
        method("flush(self, /)", |vm, it, _| call(vm, &writer(vm, it)?, "flush")),
        method("readable(self, /)", |vm, it, _| call(vm, &reader(vm, it)?, "readable")),
        method("writable(self, /)", |vm, it, _| call(vm, &writer(vm, it)?, "writable")),
        method("isatty(self, /)", |vm, it, _| {
            let found = call(vm, &writer(vm, it)?, "isatty")?;
            if vm.is_true(&found)? { Ok(found) } else { call(vm, &reader(vm, it)?, "isatty") }
        }),
        method("close(self, /)", |vm, it, _| {
            let written = call(vm, &writer(vm, it)?, "close");
            let read = call(vm, &reader(vm, it)?, "close");
            joined_errors(vm, written, read)
        }),
    ],
    getset: &[getter("closed", |vm, it| vm.get_attribute(&writer(vm, it)?, &vm.names.closed))],
    ..BASE
};

fn init(vm: &Vm, object: &Ref, args: &Args) -> Res<()> {
    check_can(vm, &args[0], "readable", "File or stream is not readable.")?;
    check_can(vm, &args[1], "writable", "File or stream is not writable.")?;
    let size = args.get(2).cloned().unwrap_or_else(|| vm.int(super::BUFFER_SIZE as i64));
    let over =
        |def, raw: &Ref| vm.call(&vm.type_of(def), Args::positional([raw.clone(), size.clone()]));
    let (reader, writer) = (over(&READER, &args[0])?, over(&WRITER, &args[1])?);
    let it = object.expect::<Pair>();
    it.reader.set(Some(reader));
    it.writer.set(Some(writer));
    Ok(())
}

fn end(vm: &Vm, slot: &Slot) -> Res {
    slot.get().ok_or_else(|| vm.value_error("I/O operation on uninitialized object".to_owned()))
}

fn reader(vm: &Vm, object: &Ref) -> Res {
    end(vm, &object.expect::<Pair>().reader)
}

fn writer(vm: &Vm, object: &Ref) -> Res {
    end(vm, &object.expect::<Pair>().writer)
}

fn forward(vm: &Vm, end: &Ref, name: &str, mut args: Args) -> Res {
    vm.call_method(end, name, Args::positional(args.take_positional(0)))
}
