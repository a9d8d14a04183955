//! `unicodedata`: what Unicode 15.1, and 3.2 for old protocols, says of characters.

mod normalize;
mod table;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::text;
use crate::typedef::{FINAL, ModuleDef, NativeDef, TypeDef, function, member, method};
use crate::vm::Vm;

use table::{Database, Row, Version};

/// An old version of the database (`unicodedata.UCD`).
pub(crate) struct Ucd;

impl Payload for Ucd {
    const LEAF: bool = true;
}

static UCD: TypeDef = TypeDef {
    name: "unicodedata.UCD",
    flags: crate::typedef::flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, _| {
            Err(vm.type_error("cannot create 'unicodedata.UCD' instances".to_owned()))
        }));
    },
    methods: METHODS,
    getset: &[member("unidata_version", |vm, _| Ok(vm.str("3.2.0")))],
    size: (32, 0),
    ..FINAL
};

/// `unicodedata`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters.",
    functions: FUNCTIONS,
    fill: |vm, module| {
        let module = module.expect::<Module>();
        let class = vm.type_of(&UCD);
        module.set(vm, "ucd_3_2_0", Ref::new(Some(class.clone()), Ucd));
        module.set(vm, "UCD", class);
        module.set(vm, "unidata_version", vm.str("15.1.0"));
        Ok(())
    },
};

macro_rules! functions {
    ($($name:ident: $method:literal, $function:literal;)*) => {
        const METHODS: &[NativeDef] = &[$(method($method, $name),)*];
        const FUNCTIONS: &[NativeDef] = &[$(function($function, $name),)*];
    };
}

functions! {
    decimal: "decimal(self, chr, default=None, /)", "decimal(chr, default=None, /)";
    digit: "digit(self, chr, default=None, /)", "digit(chr, default=None, /)";
    numeric: "numeric(self, chr, default=None, /)", "numeric(chr, default=None, /)";
    category: "category(self, chr, /)", "category(chr, /)";
    bidirectional: "bidirectional(self, chr, /)", "bidirectional(chr, /)";
    combining: "combining(self, chr, /)", "combining(chr, /)";
    mirrored: "mirrored(self, chr, /)", "mirrored(chr, /)";
    east_asian_width: "east_asian_width(self, chr, /)", "east_asian_width(chr, /)";
    decomposition: "decomposition(self, chr, /)", "decomposition(chr, /)";
    name: "name(self, chr, default=None, /)", "name(chr, default=None, /)";
    lookup: "lookup(self, name, /)", "lookup(name, /)";
    is_normalized: "is_normalized(self, form, unistr, /)", "is_normalized(form, unistr, /)";
    normalize_: "normalize(self, form, unistr, /)", "normalize(form, unistr, /)";
}

fn version(object: &Ref) -> Version {
    if object.get::<Ucd>().is_some() { Version::Old } else { Version::Now }
}

fn database(object: &Ref) -> &'static Database {
    table::database(version(object))
}

/// The one character of an argument; `which` names it where there are several.
fn character(vm: &Vm, args: &Args, function: &str, which: &str) -> Res<u32> {
    let found = args[0].get::<Str>().and_then(|it| it.single());
    found.ok_or_else(|| {
        vm.type_error(format!(
            "{function}() argument{which} must be a unicode character, not {}",
            vm.type_name(&args[0])
        ))
    })
}

fn row(vm: &Vm, object: &Ref, args: &Args, function: &str) -> Res<&'static Row> {
    Ok(database(object).row(character(vm, args, function, "")?))
}

fn or_default(vm: &Vm, args: &Args, found: Option<Ref>, error: &str) -> Res {
    let found = found.or_else(|| args.get(1).cloned());
    found.ok_or_else(|| vm.value_error(error.to_owned()))
}

fn decimal(vm: &Vm, object: &Ref, args: Args) -> Res {
    let code = character(vm, &args, "decimal", " 1")?;
    let found = database(object).digits(code).0.map(|it| vm.int(it.into()));
    or_default(vm, &args, found, "not a decimal")
}

fn digit(vm: &Vm, object: &Ref, args: Args) -> Res {
    let code = character(vm, &args, "digit", " 1")?;
    let found = database(object).digits(code).1.map(|it| vm.int(it.into()));
    or_default(vm, &args, found, "not a digit")
}

fn numeric(vm: &Vm, object: &Ref, args: Args) -> Res {
    let code = character(vm, &args, "numeric", " 1")?;
    let found = database(object).row(code).numeric.map(|it| vm.float(it));
    or_default(vm, &args, found, "not a numeric character")
}

fn category(vm: &Vm, object: &Ref, args: Args) -> Res {
    Ok(vm.intern(row(vm, object, &args, "category")?.category))
}

fn bidirectional(vm: &Vm, object: &Ref, args: Args) -> Res {
    Ok(vm.intern(row(vm, object, &args, "bidirectional")?.bidirectional))
}

fn combining(vm: &Vm, object: &Ref, args: Args) -> Res {
    Ok(vm.int(row(vm, object, &args, "combining")?.combining.into()))
}

fn mirrored(vm: &Vm, object: &Ref, args: Args) -> Res {
    Ok(vm.int(row(vm, object, &args, "mirrored")?.is_mirrored.into()))
}

fn east_asian_width(vm: &Vm, object: &Ref, args: Args) -> Res {
    Ok(vm.intern(row(vm, object, &args, "east_asian_width")?.east_asian_width))
}

fn decomposition(vm: &Vm, object: &Ref, args: Args) -> Res {
    let code = character(vm, &args, "decomposition", "")?;
    Ok(vm.str(&database(object).decomposition_text(code)))
}

fn name(vm: &Vm, object: &Ref, args: Args) -> Res {
    let code = character(vm, &args, "name", " 1")?;
    let is_known = database(object).row(code).category != "Cn";
    let found = char::from_u32(code).filter(|_| is_known).and_then(refwise_syntax::unicode::name);
    or_default(vm, &args, found.map(|it| vm.str(&it)), "no such name")
}

/// The longest name that CPython looks for.
const MAX_NAME: usize = 256;

fn lookup(vm: &Vm, _: &Ref, args: Args) -> Res {
    let bytes = || args[0].get::<crate::objects::bytes::Bytes>();
    let name = match (vm.str_text(&args[0]), bytes()) {
        (Some(text), _) => text,
        (None, Some(bytes)) => String::from_utf8_lossy(&bytes.0).into_owned(),
        (None, None) => {
            let class = vm.type_name(&args[0]);
            return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
        }
    };
    let missing = |text: &str| vm.raise(&vm.exceptions.KeyError, vec![vm.str(text)]);
    if name.len() > MAX_NAME {
        return Err(missing("name too long"));
    }
    match refwise_syntax::unicode::named(&name) {
        Some(found) => Ok(vm.char(found.into())),
        None => Err(missing(&format!("undefined character name '{name}'"))),
    }
}

fn form_and_text(vm: &Vm, args: &Args, function: &str) -> Res<(normalize::Form, text::Str)> {
    for (index, argument) in [&args[0], &args[1]].into_iter().enumerate() {
        if argument.get::<Str>().is_none() {
            return Err(wrong_type(vm, function, index + 1, argument));
        }
    }
    let form = normalize::Form::named(&vm.text(&args[0]))
        .ok_or_else(|| vm.value_error("invalid normalization form".to_owned()))?;
    Ok((form, args[1].expect::<Str>().0.clone()))
}

fn wrong_type(vm: &Vm, function: &str, index: usize, argument: &Ref) -> Raised {
    let class = vm.type_name(argument);
    vm.type_error(format!("{function}() argument {index} must be str, not {class}"))
}

fn is_normalized(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (form, text) = form_and_text(vm, &args, "is_normalized")?;
    vm.charge_len(text.len())?;
    let codes: Vec<u32> = text.code_points().collect();
    Ok(vm.bool(text.is_ascii() || normalize::normalized(database(object), form, &codes) == codes))
}

fn normalize_(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (form, text) = form_and_text(vm, &args, "normalize")?;
    vm.charge_len(text.len())?;
    if text.is_ascii() {
        return Ok(args[1].clone());
    }
    vm.charge(text.len() as u64 * 4)?;
    let codes: Vec<u32> = text.code_points().collect();
    let made = normalize::normalized(database(object), form, &codes);
    if made == codes {
        return Ok(args[1].clone());
    }
    Ok(vm.new_str(text::Str::from_code_points(made)))
}
