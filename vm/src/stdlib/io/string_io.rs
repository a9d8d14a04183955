//! `StringIO`: a text file in memory.

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::signature::Signature;
use crate::text;
use crate::typedef::{TypeDef, getter, method};
use crate::vm::Vm;

use super::base::{FLAGS, TEXT_BASE};
use super::newline::{Newlines, Seen, translated};
use super::size_of;

/// The characters and the place where reading or writing goes on.
#[derive(Default)]
pub(crate) struct StringIo {
    units: RefCell<Vec<u32>>,
    at: Cell<usize>,
    closed: Cell<bool>,
    newlines: RefCell<Newlines>,
    seen: Cell<Seen>,
}

impl Payload for StringIo {}

/// `StringIO`.
pub(super) static STRING_IO: TypeDef = TypeDef {
    name: "_io.StringIO",
    base: Some(&TEXT_BASE),
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| {
            let it = StringIo::default();
            it.newlines.borrow_mut().given = Some("\n".to_owned());
            Ok(type_::instantiate(class, it))
        }));
        it.tp_init.set(Some(|vm, object, args| {
            let signature = "StringIO(initial_value='', newline='\\n')";
            init(vm, object, &Signature::parse(signature, false).bind(vm, args)?)
        }));
        it.tp_iternext.set(Some(|vm, object| {
            let line = read_line(vm, object, usize::MAX)?;
            Ok(if vm.length(&line)? == 0 { None } else { Some(line) })
        }));
    },
    methods: &[
        method("read(self, size=-1, /)", |vm, object, args| {
            let it = open(vm, object)?;
            let size = size_of(vm, &args, 0)?;
            Ok(take(vm, it, usize::try_from(size).unwrap_or(usize::MAX)))
        }),
        method("readline(self, size=-1, /)", |vm, object, args| {
            open(vm, object)?;
            let size = size_of(vm, &args, 0)?;
            read_line(vm, object, usize::try_from(size).unwrap_or(usize::MAX))
        }),
        method("write(self, s, /)", |vm, object, args| {
            let Some(text) = args[0].get::<Str>() else {
                let given = vm.type_name(&args[0]);
                return Err(vm.type_error(format!("string argument expected, got '{given}'")));
            };
            open(vm, object)?;
            write(vm, object, text)?;
            Ok(vm.int(text.len() as i64))
        }),
        method("getvalue(self, /)", |vm, object, _| {
            let it = open(vm, object)?;
            Ok(vm.new_str(text::Str::from_code_points(it.units.borrow().iter().copied())))
        }),
        method("tell(self, /)", |vm, object, _| Ok(vm.int(open(vm, object)?.at.get() as i64))),
        method("seek(self, pos, whence=0, /)", seek),
        method("truncate(self, pos=None, /)", |vm, object, args| {
            let it = open(vm, object)?;
            let size = match args.get_not_none(vm, 0) {
                Some(_) => size_of(vm, &args, 0)?,
                None => it.at.get() as isize,
            };
            let Ok(end) = usize::try_from(size) else {
                return Err(vm.value_error(format!("Negative size value {size}")));
            };
            it.units.borrow_mut().truncate(end);
            Ok(vm.int(size as i64))
        }),
        method("close(self, /)", |vm, object, _| {
            let it = object.expect::<StringIo>();
            it.closed.set(true);
            it.units.borrow_mut().clear();
            Ok(vm.none.clone())
        }),
        method("readable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("writable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("seekable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("__getstate__(self, /)", |vm, object, _| {
            let it = open(vm, object)?;
            let value = vm.new_str(text::Str::from_code_points(it.units.borrow().iter().copied()));
            let newline = it.newlines.borrow().given.clone();
            let newline = newline.map_or_else(|| vm.none.clone(), |it| vm.str(&it));
            let dict = vm.instance_dict_if_any(object).unwrap_or_else(|| vm.none.clone());
            Ok(vm.tuple(vec![value, newline, vm.int(it.at.get() as i64), dict]))
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            let [value, newline, at, dict] = vm.tuple_items(&args[0]).try_into().map_err(|_| {
                let given = vm.type_name(&args[0]);
                let own = object.ty().full_name();
                vm.type_error(format!("{own}.__setstate__ argument should be 4-tuple, got {given}"))
            })?;
            init(vm, object, &Args::positional([vm.str(""), newline]))?;
            let it = object.expect::<StringIo>();
            if let Some(text) = value.get::<Str>() {
                *it.units.borrow_mut() = text.code_points().collect();
            }
            let at = vm.index_or_overflow(&at)?;
            let Ok(at) = usize::try_from(at) else {
                return Err(vm.value_error("position value cannot be negative".to_owned()));
            };
            it.at.set(at);
            if !dict.is(&vm.none) {
                vm.dict_update(&vm.instance_dict(object)?, &dict)?;
            }
            Ok(vm.none.clone())
        }),
    ],
    getset: &[
        getter("closed", |vm, object| Ok(vm.bool(object.expect::<StringIo>().closed.get()))),
        getter("line_buffering", |vm, object| open(vm, object).map(|_| vm.bool(false))),
        getter("newlines", |vm, object| {
            let it = open(vm, object)?;
            let universal = it.newlines.borrow().is_universal();
            Ok(if universal { it.seen.get().newlines(vm) } else { vm.none.clone() })
        }),
    ],
    doc: "Text I/O implementation using an in-memory buffer.",
    size: (168, 0),
};

/// A file that is open.
fn open<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a StringIo> {
    let it = object.expect::<StringIo>();
    if it.closed.get() {
        return Err(vm.value_error("I/O operation on closed file".to_owned()));
    }
    Ok(it)
}

fn init(vm: &Vm, object: &Ref, args: &Args) -> Res<()> {
    let it = object.expect::<StringIo>();
    let newlines = match args.get(1) {
        Some(given) => Newlines::of(vm, Some(given))?,
        None => Newlines { given: Some("\n".to_owned()) },
    };
    let value = match args.get_not_none(vm, 0) {
        Some(value) if value.get::<Str>().is_none() => {
            let given = vm.type_name(value);
            let text = format!("initial_value must be str or None, not {given}");
            return Err(vm.type_error(text));
        }
        value => value,
    };
    *it.newlines.borrow_mut() = newlines;
    it.seen.set(Seen::default());
    it.closed.set(false);
    it.units.borrow_mut().clear();
    it.at.set(0);
    if let Some(text) = value.and_then(|it| it.get::<Str>()) {
        write(vm, object, text)?;
    }
    it.at.set(0);
    Ok(())
}

/// The next characters, at most so many.
fn take(vm: &Vm, it: &StringIo, size: usize) -> Ref {
    let units = it.units.borrow();
    let start = it.at.get().min(units.len());
    let end = start.saturating_add(size).min(units.len());
    it.at.set(it.at.get().max(end));
    vm.new_str(text::Str::from_code_points(units[start..end].iter().copied()))
}

fn read_line(vm: &Vm, object: &Ref, limit: usize) -> Res {
    let it = open(vm, object)?;
    let length = {
        let units = it.units.borrow();
        let rest = &units[it.at.get().min(units.len())..];
        it.newlines.borrow().line_end(rest).unwrap_or(rest.len())
    };
    Ok(take(vm, it, length.min(limit)))
}

fn write(vm: &Vm, object: &Ref, text: &Str) -> Res<()> {
    let it = object.expect::<StringIo>();
    let newlines = it.newlines.borrow().clone();
    let mut new = match newlines.is_universal() {
        true => {
            let mut seen = it.seen.get();
            let units = text.code_points().collect();
            let new = seen.decode(units, newlines.translates(), true);
            it.seen.set(seen);
            new
        }
        false => translated(text.code_points(), newlines.written()),
    };
    let mut units = it.units.borrow_mut();
    let at = it.at.get();
    vm.charge(new.len() as u64 / 64)?;
    let more = at.saturating_add(new.len()).saturating_sub(units.len());
    vm.reserve_more(units.len(), units.capacity(), more, 4)?;
    if at > units.len() {
        units.resize(at, 0);
    }
    let end = at + new.len();
    if at == units.len() {
        units.append(&mut new);
    } else {
        let over = end.min(units.len());
        units.splice(at..over, new);
    }
    it.at.set(end);
    Ok(())
}

fn seek(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = open(vm, object)?;
    let offset = vm.index_or_overflow(&args[0])?;
    let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    if !(0..=2).contains(&whence) {
        let text = format!("Invalid whence ({whence}, should be 0, 1 or 2)");
        return Err(vm.value_error(text));
    }
    if whence == 0 && offset < 0 {
        return Err(vm.value_error(format!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        let text = "Can't do nonzero cur-relative seeks";
        return Err(vm.raise(&vm.exceptions.OSError, vec![vm.str(text)]));
    }
    let at = match whence {
        0 => offset as usize,
        1 => it.at.get(),
        _ => it.units.borrow().len(),
    };
    it.at.set(at);
    Ok(vm.int(at as i64))
}
