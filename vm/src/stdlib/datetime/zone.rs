//! `tzinfo`, and asking an instance of it.

use super::delta::{self, Delta};
use super::moment::{self, Moment};
use super::timezone;
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::object::Object;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, method};
use crate::vm::Vm;

macro_rules! left_to_subclasses {
    ($signature:literal, $name:literal) => {
        method($signature, |vm, _, _| {
            let text = vm.str(concat!("a tzinfo subclass must implement ", $name, "()"));
            Err(vm.raise(&vm.exceptions.NotImplementedError, vec![text]))
        })
    };
}

/// `tzinfo`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.tzinfo",
    slots: |it| it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object)))),
    methods: &[
        left_to_subclasses!("tzname(self, dt, /)", "tzname"),
        left_to_subclasses!("utcoffset(self, dt, /)", "utcoffset"),
        left_to_subclasses!("dst(self, dt, /)", "dst"),
        method("fromutc(self, dt, /)", |vm, zone, args| from_utc(vm, zone, &args[0])),
        method("__reduce__(self, /)", |vm, object, _| {
            let args = match vm.find_attribute(object, &vm.intern("__getinitargs__"))? {
                Some(function) => vm.call(&function, Args::none())?,
                None => vm.empty_tuple(),
            };
            let state = vm.call_method(object, "__getstate__", Args::none())?;
            Ok(vm.tuple(vec![object.class(), args, state]))
        }),
    ],
    doc: "Abstract base class for time zone info objects.",
    size: (16, 0),
    ..BASE
};

/// A time zone that was given, `None` for none (`check_tzinfo_subclass`).
pub(super) fn given(vm: &Vm, value: Option<&Ref>) -> Res<Option<Ref>> {
    match value.filter(|it| !it.is(&vm.none)) {
        None => Ok(None),
        Some(it) if vm.is_instance_of(it, &vm.type_of(&DEF)) => Ok(Some(it.clone())),
        Some(it) => Err(vm.type_error(format!(
            "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
            vm.type_name(it)
        ))),
    }
}

#[cold]
pub(super) fn no_offset(vm: &Vm) -> Raised {
    let text =
        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).";
    vm.value_error(text.to_owned())
}

/// `zone.utcoffset(time)` or `zone.dst(time)`, checked (`call_tzinfo_method`).
pub(super) fn offset(vm: &Vm, zone: Option<&Ref>, name: &str, time: &Ref) -> Res<Option<Delta>> {
    let Some(zone) = zone else { return Ok(None) };
    if name == "utcoffset"
        && let Some(known) = timezone::fixed_offset(vm, zone)
    {
        return Ok(Some(known));
    }
    let found = vm.call_method(zone, name, Args::one(time.clone()))?;
    if found.is(&vm.none) {
        return Ok(None);
    }
    match delta::get(&found) {
        Some(it) if it.is_offset() => Ok(Some(it)),
        Some(_) => Err(no_offset(vm)),
        None => Err(vm.type_error(format!(
            "tzinfo.{name}() must return None or timedelta, not '{}'",
            vm.type_name(&found)
        ))),
    }
}

/// As [`offset`], as an object.
pub(super) fn offset_object(vm: &Vm, zone: Option<&Ref>, name: &str, time: &Ref) -> Res {
    Ok(offset(vm, zone, name, time)?.map_or_else(|| vm.none.clone(), |it| delta::of(vm, it)))
}

/// `zone.tzname(time)`, checked.
pub(super) fn name(vm: &Vm, zone: Option<&Ref>, time: &Ref) -> Res {
    let Some(zone) = zone else { return Ok(vm.none.clone()) };
    let found = vm.call_method(zone, "tzname", Args::one(time.clone()))?;
    if found.is(&vm.none) || vm.str_text(&found).is_some() {
        return Ok(found);
    }
    let class = vm.type_name(&found);
    Err(vm.type_error(format!("tzinfo.tzname() must return None or a string, not '{class}'")))
}

/// A time in UTC as one of this zone (`tzinfo_fromutc`).
fn from_utc(vm: &Vm, zone: &Ref, time: &Ref) -> Res {
    let wrong = |text: &str| vm.value_error(format!("fromutc: {text}"));
    let Some(it) = time.get::<Moment>().filter(|_| moment::is_datetime(vm, time)) else {
        return Err(vm.type_error("fromutc: argument must be a datetime".to_owned()));
    };
    if it.zone.as_ref().is_none_or(|it| !it.is(zone)) {
        return Err(wrong("dt.tzinfo is not self"));
    }
    let Some(off) = offset(vm, Some(zone), "utcoffset", time)? else {
        return Err(wrong("non-None utcoffset() result required"));
    };
    let Some(dst) = offset(vm, Some(zone), "dst", time)? else {
        return Err(wrong("non-None dst() result required"));
    };
    let moved = moment::shifted(vm, time, off.total() - dst.total())?;
    let Some(dst) = offset(vm, Some(zone), "dst", &moved)? else {
        return Err(wrong("tz.dst() gave inconsistent results; cannot convert"));
    };
    if dst.is_zero() { Ok(moved) } else { moment::shifted(vm, &moved, dst.total()) }
}
