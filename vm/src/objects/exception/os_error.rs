//! `OSError`: a number that says which of its subclasses is made, and the files that it is about.
//!
//! Source: `oserror_parse_args` and its neighbours (`Objects/exceptions.c`, CPython 3.13).

use super::fields::{SIMPLE, field, filled_dict};
use super::{Exception, new};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::type_::{self, Type};
use crate::typedef::{TypeDef, getset, method};
use crate::vm::Vm;

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
const WRITTEN: usize = 4;

/// `OSError`.
pub(super) const OS_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_new.set(Some(os_error_new));
        it.tp_init.set(Some(os_error_init));
        it.tp_str.set(Some(str_of));
    },
    methods: &[method("__reduce__(self, /)", reduce)],
    getset: &[
        field!("errno", ERRNO),
        field!("strerror", STRERROR),
        field!("filename", FILENAME),
        field!("filename2", FILENAME2),
        getset("characters_written", written, set_written),
    ],
    size: (112, 0),
    ..SIMPLE
};

/// The class that an error number means, where it has one (Linux).
fn class_of(vm: &Vm, errno: i64) -> Option<&Ref> {
    let all = &vm.exceptions;
    Some(match errno {
        1 | 13 => &all.PermissionError,
        2 => &all.FileNotFoundError,
        3 => &all.ProcessLookupError,
        4 => &all.InterruptedError,
        10 => &all.ChildProcessError,
        11 | 114 | 115 => &all.BlockingIOError,
        17 => &all.FileExistsError,
        20 => &all.NotADirectoryError,
        21 => &all.IsADirectoryError,
        32 | 108 => &all.BrokenPipeError,
        103 => &all.ConnectionAbortedError,
        104 => &all.ConnectionResetError,
        110 => &all.TimeoutError,
        111 => &all.ConnectionRefusedError,
        _ => return None,
    })
}

/// `__init__` is somebody's own, `__new__` is not: then `__init__` reads the arguments.
fn init_reads(class: &Ref) -> bool {
    let slots = &class.expect::<Type>().slots;
    let is = |slot: Option<usize>, own: usize| slot == Some(own);
    !is(slots.tp_init.get().map(|it| it as usize), os_error_init as *const () as usize)
        && is(slots.tp_new.get().map(|it| it as usize), os_error_new as *const () as usize)
}

fn os_error_new(vm: &Vm, class: &Ref, args: Args) -> Res {
    if init_reads(class) {
        return new(vm, class, Args::none());
    }
    args.no_keywords(vm, &class.expect::<Type>().full_name())?;
    let is_pair = (2..=5).contains(&args.len());
    let errno = if is_pair { args[0].get::<Int>().map(|it| it.saturated()) } else { None };
    let special =
        errno.filter(|_| class.is(&vm.exceptions.OSError)).and_then(|errno| class_of(vm, errno));
    let class = special.unwrap_or(class);
    let made = type_::instantiate(class, Exception::default());
    fill(vm, &made, args)?;
    Ok(made)
}

fn os_error_init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    if !init_reads(&object.class()) {
        return Ok(());
    }
    args.no_keywords(vm, &vm.type_name(object))?;
    fill(vm, object, args)
}

/// Two to five arguments are errno, text, file, nothing, second file; the files leave `args`.
fn fill(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    let it = object.expect::<Exception>();
    let mut kept = args.len();
    if (2..=5).contains(&kept) {
        it.set_field(vm, ERRNO, args.get(0).cloned());
        it.set_field(vm, STRERROR, args.get(1).cloned());
        if let Some(file) = args.get_not_none(vm, 2) {
            let is_blocking = object.is_exactly(&vm.exceptions.BlockingIOError);
            if is_blocking && file.ty().slots.nb_index.get().is_some() {
                let written = vm.index_or_overflow(file)?;
                it.set_field(vm, WRITTEN, Some(vm.int(written as i64)));
            } else {
                it.set_field(vm, FILENAME, Some(file.clone()));
                it.set_field(vm, FILENAME2, args.get(4).cloned());
                kept = 2;
            }
        }
    }
    let kept = args.values.into_iter().take(kept).flatten().collect();
    it.args.set(Some(vm.tuple(kept)));
    Ok(())
}

fn str_of(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Exception>();
    let text = |field: usize| -> Res<String> { Ok(vm.text(&vm.str_of(&it.field(vm, field))?)) };
    let is_set = |field: usize| it.fields.get(field).is_some_and(|it| !it.is(&vm.none));
    if is_set(FILENAME) {
        let shown = |field: usize| vm.repr_text(&it.field(vm, field));
        let second = match is_set(FILENAME2) {
            true => format!(" -> {}", shown(FILENAME2)?),
            false => String::new(),
        };
        let (errno, strerror) = (text(ERRNO)?, text(STRERROR)?);
        return Ok(vm.str(&format!("[Errno {errno}] {strerror}: {}{second}", shown(FILENAME)?)));
    }
    // Where both were given, `None` counts, too.
    if it.fields.len() > STRERROR
        && (is_set(ERRNO) || is_set(STRERROR) || it.arguments(vm).len() > 1)
    {
        return Ok(vm.str(&format!("[Errno {}] {}", text(ERRNO)?, text(STRERROR)?)));
    }
    super::str_of(vm, object)
}

/// The files come back among the arguments.
fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<Exception>();
    let mut args = it.arguments(vm);
    let file = it.field(vm, FILENAME);
    if args.len() == 2 && !file.is(&vm.none) {
        args.push(file);
        let second = it.field(vm, FILENAME2);
        if !second.is(&vm.none) {
            args.extend([vm.none.clone(), second]);
        }
    }
    let mut parts = vec![object.class(), vm.tuple(args)];
    parts.extend(filled_dict(vm, object));
    Ok(vm.tuple(parts))
}

fn written(vm: &Vm, object: &Ref) -> Res {
    let found = object.expect::<Exception>().field(vm, WRITTEN);
    if found.is(&vm.none) {
        return Err(vm.raise(&vm.exceptions.AttributeError, vec![vm.str("characters_written")]));
    }
    Ok(found)
}

fn set_written(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    let it = object.expect::<Exception>();
    let Some(value) = value else {
        written(vm, object)?;
        it.set_field(vm, WRITTEN, None);
        return Ok(());
    };
    let value = vm.index_or_overflow(&value)?;
    it.set_field(vm, WRITTEN, Some(vm.int(value as i64)));
    Ok(())
}
