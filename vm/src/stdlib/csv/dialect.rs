//! `_csv.Dialect`: how fields are divided and quoted, checked once (`dialect_new`).

use super::{Quoting, named};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// A dialect.
pub(crate) struct Dialect {
    pub(super) delimiter: u32,
    pub(super) quote: Option<u32>,
    pub(super) escape: Option<u32>,
    pub(super) line_end: Ref,
    pub(super) double_quote: bool,
    pub(super) skip_initial_space: bool,
    pub(super) strict: bool,
    pub(super) quoting: Quoting,
}

impl Payload for Dialect {}

impl Dialect {
    /// Would this character be taken for something else?
    pub(super) fn is_special(&self, code: u32) -> bool {
        code == self.delimiter
            || Some(code) == self.escape
            || Some(code) == self.quote
            || matches!(code, 0x0a | 0x0d)
            || self.line_end.expect::<Str>().code_points().any(|it| it == code)
    }
}

fn of(object: &Ref) -> &Dialect {
    object.expect::<Dialect>()
}

fn character(vm: &Vm, code: Option<u32>) -> Ref {
    code.map_or_else(|| vm.none.clone(), |it| vm.char(it))
}

/// `_csv.Dialect`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_csv.Dialect",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
    },
    methods: &[
        method("__reduce__(self, *args)", |vm, object, _| cannot_pickle(vm, object)),
        method("__reduce_ex__(self, *args)", |vm, object, _| cannot_pickle(vm, object)),
    ],
    getset: &[
        member("skipinitialspace", |vm, it| Ok(vm.bool(of(it).skip_initial_space))),
        member("doublequote", |vm, it| Ok(vm.bool(of(it).double_quote))),
        member("strict", |vm, it| Ok(vm.bool(of(it).strict))),
        getter("delimiter", |vm, it| Ok(vm.char(of(it).delimiter))),
        getter("escapechar", |vm, it| Ok(character(vm, of(it).escape))),
        getter("lineterminator", |_, it| Ok(of(it).line_end.clone())),
        getter("quotechar", |vm, it| Ok(character(vm, of(it).quote))),
        getter("quoting", |vm, it| Ok(vm.int(of(it).quoting as i64))),
    ],
    size: (64, 0),
    ..BASE
};

fn cannot_pickle(vm: &Vm, object: &Ref) -> Res {
    let name = vm.type_name(object);
    Err(vm.type_error(format!("cannot pickle '{name}' instances")))
}

/// A dialect of the arguments that `reader`, `writer` and `register_dialect` take.
pub(super) fn made(vm: &Vm, args: Args) -> Res {
    vm.call(&vm.type_of(&DEF), args)
}

const NAMES: [&str; 8] = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let mut dialect = args.take_keyword("dialect");
    let mut given: [Option<Ref>; 8] = NAMES.map(|name| args.take_keyword(name));
    if let Some(unknown) = args.names.first() {
        let name = vm.text(unknown);
        return Err(
            vm.type_error(format!("this function got an unexpected keyword argument '{name}'"))
        );
    }
    for (at, value) in args.take_positional(0).into_iter().enumerate() {
        match at {
            0 => dialect = Some(value),
            _ if at <= NAMES.len() => given[at - 1] = Some(value),
            _ => {
                let text = "function takes at most 9 arguments";
                return Err(vm.type_error(text.to_owned()));
            }
        }
    }
    let dialect = match dialect.filter(|it| !it.is(&vm.none)) {
        Some(name) if name.get::<Str>().is_some() => Some(named(vm, &name)?),
        other => other,
    };
    if let Some(dialect) = &dialect {
        let is_plain = dialect.is_exactly(&vm.type_of(&DEF)) && given.iter().all(Option::is_none);
        if is_plain && class.is(&vm.type_of(&DEF)) {
            return Ok(dialect.clone());
        }
        for (name, value) in NAMES.into_iter().zip(&mut given) {
            if value.is_none() {
                *value = vm.find_attribute(dialect, &vm.intern(name))?;
            }
        }
    }
    let it = checked(vm, given)?;
    Ok(type_::instantiate(class, it))
}

fn checked(vm: &Vm, given: [Option<Ref>; 8]) -> Res<Dialect> {
    let [delimiter, double_quote, escape, line_end, quote, quoting, skip, strict] = given;
    let truth =
        |value: &Option<Ref>, default| value.as_ref().map_or(Ok(default), |it| vm.is_true(it));
    let delimiter = match &delimiter {
        Some(it) if it.get::<Str>().is_none() => return Err(no_string(vm, "delimiter", it)),
        Some(it) => one_character(vm, "delimiter", it)?,
        None => u32::from(','),
    };
    let double_quote = truth(&double_quote, true)?;
    let escape = character_or_none(vm, "escapechar", escape.as_ref(), None)?;
    let line_end = match line_end {
        Some(it) if it.get::<Str>().is_none() => {
            return Err(vm.type_error("\"lineterminator\" must be a string".to_owned()));
        }
        Some(it) => it,
        None => vm.str("\r\n"),
    };
    let has_no_quote = quote.as_ref().is_some_and(|it| it.is(&vm.none));
    let quote = character_or_none(vm, "quotechar", quote.as_ref(), Some('"'.into()))?;
    let quoting = match quoting {
        // Without a character for it nothing is quoted.
        None if has_no_quote => Quoting::None,
        None => Quoting::Minimal,
        Some(it) => quoting_of(vm, &it)?,
    };
    let skip_initial_space = truth(&skip, false)?;
    let strict = truth(&strict, false)?;
    if quoting != Quoting::None && quote.is_none() {
        let text = "quotechar must be set if quoting enabled";
        return Err(vm.type_error(text.to_owned()));
    }
    let it = Dialect {
        delimiter,
        quote,
        escape,
        line_end,
        double_quote,
        skip_initial_space,
        strict,
        quoting,
    };
    check_characters(vm, &it)?;
    Ok(it)
}

fn quoting_of(vm: &Vm, value: &Ref) -> Res<Quoting> {
    if !value.is_exactly(&vm.types.int) && !value.is_exactly(&vm.types.bool_) {
        // An `IntEnum` is none to CPython either.
        return Err(vm.type_error("\"quoting\" must be an integer".to_owned()));
    }
    let number = value.expect::<Int>().to_i64().and_then(|it| usize::try_from(it).ok());
    let found = number.and_then(|it| Quoting::ALL.get(it)).map(|it| it.1);
    found.ok_or_else(|| vm.type_error("bad \"quoting\" value".to_owned()))
}

fn no_string(vm: &Vm, name: &str, value: &Ref) -> Raised {
    let class = vm.type_name(value);
    vm.type_error(format!("\"{name}\" must be string, not {class}"))
}

fn one_character(vm: &Vm, name: &str, value: &Ref) -> Res<u32> {
    let found = value.get::<Str>().and_then(|it| it.single());
    found.ok_or_else(|| vm.type_error(format!("\"{name}\" must be a 1-character string")))
}

fn character_or_none(
    vm: &Vm,
    name: &str,
    value: Option<&Ref>,
    default: Option<u32>,
) -> Res<Option<u32>> {
    match value {
        None => Ok(default),
        Some(it) if it.is(&vm.none) => Ok(None),
        Some(it) if it.get::<Str>().is_none() => {
            let class = vm.type_name(it);
            Err(vm.type_error(format!("\"{name}\" must be string or None, not {class}")))
        }
        Some(it) => one_character(vm, name, it).map(Some),
    }
}

/// `dialect_check_chars`.
fn check_characters(vm: &Vm, it: &Dialect) -> Res<()> {
    let all =
        [("delimiter", Some(it.delimiter)), ("escapechar", it.escape), ("quotechar", it.quote)];
    for (at, (name, code)) in all.into_iter().enumerate() {
        let Some(code) = code else { continue };
        // A delimiter may be a blank, the others may not where blanks are skipped.
        let is_space =
            code == 0x20 && it.skip_initial_space && (at > 0 || it.quoting == Quoting::None);
        let is_in_end = it.line_end.expect::<Str>().code_points().any(|end| end == code);
        if matches!(code, 0x0a | 0x0d) || is_space {
            return Err(vm.value_error(format!("bad {name} value")));
        }
        if is_in_end {
            return Err(vm.value_error(format!("bad {name} or lineterminator value")));
        }
        for (other, second) in &all[at + 1..] {
            if *second == Some(code) {
                return Err(vm.value_error(format!("bad {name} or {other} value")));
            }
        }
    }
    Ok(())
}
