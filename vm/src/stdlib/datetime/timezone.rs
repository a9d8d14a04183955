//! `timezone`: a fixed offset from UTC.

use super::delta::{self, Delta};
use super::moment::{self, Moment};
use super::zone;
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{FINAL, TypeDef, method};
use crate::vm::Vm;

/// A time zone with a fixed offset.
pub(crate) struct Timezone {
    /// A `timedelta`.
    offset: Ref,
    name: Option<Ref>,
}

impl Payload for Timezone {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.offset);
        self.name.iter().for_each(visit);
    }
}

fn own(object: &Ref) -> &Timezone {
    object.expect::<Timezone>()
}

fn of(object: &Ref) -> Delta {
    delta::get(&own(object).offset).expect("it was checked when it was made")
}

/// The offset of an exact `timezone`.
pub(super) fn fixed_offset(vm: &Vm, object: &Ref) -> Option<Delta> {
    object.is_exactly(&vm.type_of(&DEF)).then(|| of(object))
}

/// `timezone.utc`, of which there is one.
pub(super) fn utc(vm: &Vm) -> Ref {
    let class = vm.type_of(&DEF);
    let name = vm.intern("utc");
    if let Some(known) = type_::lookup(vm, &class, &name) {
        return known;
    }
    let made = made(vm, Delta { days: 0, seconds: 0, micros: 0 }, None);
    type_::set_attribute(vm, &class, "utc", made.clone());
    made
}

fn made(vm: &Vm, offset: Delta, name: Option<Ref>) -> Ref {
    Ref::new(Some(vm.type_of(&DEF)), Timezone { offset: delta::of(vm, offset), name })
}

/// A zone of this offset without a name; UTC where it is zero.
pub(super) fn with_offset(vm: &Vm, offset: Delta) -> Ref {
    if offset.is_zero() { utc(vm) } else { made(vm, offset, None) }
}

/// What the machine takes for its local time.
pub(super) fn local(vm: &Vm) -> Ref {
    made(vm, Delta { days: 0, seconds: 0, micros: 0 }, Some(vm.str("UTC")))
}

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let signature = crate::signature::Signature::parse("timezone(offset, name=NULL)", false);
    let args = signature.bind(vm, args)?;
    let Some(offset) = delta::get(&args[0]) else {
        let name = vm.type_name(&args[0]);
        let text = format!("timezone() argument 1 must be datetime.timedelta, not {name}");
        return Err(vm.type_error(text));
    };
    if let Some(wrong) = args.get(1).filter(|it| vm.str_text(it).is_none()) {
        let name = vm.type_name(wrong);
        return Err(vm.type_error(format!("timezone() argument 2 must be str, not {name}")));
    }
    if !offset.is_offset() {
        return Err(too_long(vm, &args[0])?);
    }
    if args.get(1).is_none() && offset.is_zero() {
        return Ok(utc(vm));
    }
    let it = Timezone { offset: args[0].clone(), name: args.get(1).cloned() };
    Ok(type_::instantiate(class, it))
}

/// An offset of a day or more.
#[cold]
pub(super) fn too_long(vm: &Vm, offset: &Ref) -> Res<Raised> {
    let shown = vm.repr_text(offset)?;
    Ok(vm.value_error(format!(
        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {shown}."
    )))
}

/// `timezone`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.timezone",
    base: Some(&zone::DEF),
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_str.set(Some(|vm, object| Ok(shown_name(vm, object))));
        it.tp_hash.set(Some(|vm, object| vm.hash(&own(object).offset)));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let is_equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
            if !is_equality || b.get::<Timezone>().is_none() {
                return Ok(vm.not_implemented.clone());
            }
            vm.equality(op, of(a) == of(b))
        }));
    },
    methods: &[
        method("tzname(self, dt, /)", |vm, object, args| {
            check(vm, &args[0], "tzname")?;
            Ok(shown_name(vm, object))
        }),
        method("utcoffset(self, dt, /)", |vm, object, args| {
            check(vm, &args[0], "utcoffset")?;
            Ok(own(object).offset.clone())
        }),
        method("dst(self, dt, /)", |vm, _, args| {
            check(vm, &args[0], "dst")?;
            Ok(vm.none.clone())
        }),
        method("fromutc(self, dt, /)", |vm, object, args| {
            let time = &args[0];
            let Some(it) = time.get::<Moment>().filter(|_| moment::is_datetime(vm, time)) else {
                let text = "fromutc: argument must be a datetime instance";
                return Err(vm.type_error(text.to_owned()));
            };
            if it.zone.as_ref().is_none_or(|it| !it.is(object)) {
                return Err(vm.value_error("fromutc: dt.tzinfo is not self".to_owned()));
            }
            moment::shifted(vm, time, of(object).total())
        }),
        method("__getinitargs__(self, /)", |vm, object, _| {
            let it = own(object);
            let parts = std::iter::once(it.offset.clone()).chain(it.name.clone());
            Ok(vm.tuple(parts.collect()))
        }),
    ],
    doc: "Fixed offset from UTC implementation of tzinfo.",
    size: (32, 0),
    ..FINAL
};

fn check(vm: &Vm, time: &Ref, name: &str) -> Res<()> {
    if time.is(&vm.none) || moment::is_datetime(vm, time) {
        return Ok(());
    }
    let class = vm.type_name(time);
    let text = format!("{name}(dt) argument must be a datetime instance or None, not {class}");
    Err(vm.type_error(text))
}

/// The name, or `UTC+05:30`.
fn shown_name(vm: &Vm, object: &Ref) -> Ref {
    if let Some(name) = &own(object).name {
        return name.clone();
    }
    let it = of(object);
    if it.is_zero() {
        return vm.str("UTC");
    }
    vm.str(&format!("UTC{}", offset_text(it, ":")))
}

/// `+HH:MM[:SS[.ffffff]]` (`format_utcoffset`).
pub(super) fn offset_text(offset: Delta, separator: &str) -> String {
    let total = offset.total();
    let sign = if total < 0 { '-' } else { '+' };
    let (seconds, micros) = (total.abs() / 1_000_000, total.abs() % 1_000_000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{sign}{hours:02}{separator}{minutes:02}");
    if seconds != 0 || micros != 0 {
        text += &format!("{separator}{seconds:02}");
    }
    if micros != 0 {
        text += &format!(".{micros:06}");
    }
    text
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let class = vm.type_name(object);
    if object.is(&utc(vm)) {
        return Ok(vm.str(&format!("{class}.utc")));
    }
    let it = own(object);
    let mut parts = vm.repr_text(&it.offset)?;
    if let Some(name) = &it.name {
        parts += &format!(", {}", vm.repr_text(name)?);
    }
    Ok(vm.str(&format!("{class}({parts})")))
}

pub(super) fn constants(vm: &Vm) {
    let class = vm.type_of(&DEF);
    utc(vm);
    let most = Delta { days: 0, seconds: 86_340, micros: 0 };
    let least = Delta { days: -1, seconds: 60, micros: 0 };
    for (name, offset) in [("min", least), ("max", most)] {
        type_::set_attribute(vm, &class, name, made(vm, offset, None));
    }
}
