//! `time`: a time of day.

use std::cell::Cell;

use super::arguments::{Parameters, bind, int};
use super::{bytes, delta, format, parse, timezone, zone};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{BASE, TypeDef, classmethod, getter, method};
use crate::vm::Vm;

/// A time of day.
#[derive(Clone)]
pub(crate) struct TimeOfDay {
    /// Hour, minute, second, microsecond.
    pub(super) parts: [u32; 4],
    pub(super) fold: Cell<bool>,
    pub(super) zone: Option<Ref>,
}

impl Payload for TimeOfDay {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.zone.iter().for_each(visit);
    }
}

pub(super) fn own(object: &Ref) -> &TimeOfDay {
    object.expect::<TimeOfDay>()
}

/// Hour, minute, second and microsecond in their bounds (`check_time_args`).
pub(super) fn check(vm: &Vm, parts: [i32; 4], fold: i32) -> Res<[u32; 4]> {
    let bounds = [("hour", 23), ("minute", 59), ("second", 59), ("microsecond", 999_999)];
    for (part, (name, most)) in parts.iter().zip(bounds) {
        if !(0..=most).contains(part) {
            return Err(vm.value_error(format!("{name} must be in 0..{most}")));
        }
    }
    if !(0..=1).contains(&fold) {
        return Err(vm.value_error("fold must be either 0 or 1".to_owned()));
    }
    Ok(parts.map(|it| it as u32))
}

/// One of this class; subclasses are called (`new_time_subclass_fold_ex`).
fn make(vm: &Vm, class: &Ref, it: TimeOfDay) -> Res {
    if class.is(&vm.type_of(&DEF)) {
        return Ok(type_::instantiate(class, it));
    }
    let zone = it.zone.clone().unwrap_or_else(|| vm.none.clone());
    let parts = it.parts.iter().map(|it| vm.int((*it).into())).chain([zone]);
    let made = vm.call(class, Args::positional(parts))?;
    if let Some(made) = made.get::<TimeOfDay>() {
        made.fold.set(it.fold.get());
    }
    Ok(made)
}

/// An exact `time`.
pub(super) fn of(vm: &Vm, parts: [u32; 4], fold: bool, zone: Option<Ref>) -> Ref {
    let it = TimeOfDay { parts, fold: Cell::new(fold), zone };
    type_::instantiate(&vm.type_of(&DEF), it)
}

const PARAMETERS: Parameters = Parameters {
    names: &["hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    required: 0,
    positional: 5,
    is_named: false,
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    if args.names.is_empty()
        && matches!(args.len(), 1 | 2)
        && let Some(state) = bytes::state(&args[0], 6).filter(|it| it[0] & 0x7f < 24)
    {
        let zone = zone::given(vm, args.get(1))?;
        let parts = [state[0] & 0x7f, state[1], state[2]].map(u32::from);
        let parts = [parts[0], parts[1], parts[2], bytes::micros(&state[3..])];
        let fold = Cell::new(state[0] & 0x80 != 0);
        return Ok(type_::instantiate(class, TimeOfDay { parts, fold, zone }));
    }
    let values = bind(vm, args, &PARAMETERS)?;
    let part = |at: usize| int(vm, &values[at], 0);
    let (parts, fold) = ([part(0)?, part(1)?, part(2)?, part(3)?], part(5)?);
    let zone = zone::given(vm, values[4].as_ref())?;
    let parts = check(vm, parts, fold)?;
    Ok(type_::instantiate(class, TimeOfDay { parts, fold: Cell::new(fold == 1), zone }))
}

/// `time`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.time",
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_str.set(Some(|vm, object| vm.call_method(object, "isoformat", Args::none())));
        it.tp_hash.set(Some(hash));
        it.tp_richcompare.set(Some(compare));
    },
    methods: &[
        method("isoformat(self, timespec='auto')", |vm, object, args| {
            let it = own(object);
            let clock = format::clock_text(vm, args.get(0), it.parts)?;
            let suffix = format::offset_suffix(vm, it.zone.as_ref(), &vm.none)?;
            Ok(vm.str(&(clock + &suffix)))
        }),
        method("strftime(self, format)", |vm, object, args| {
            let it = own(object);
            let [hour, minute, second, micros] = it.parts;
            let numbers = [1900, 1, 1, hour.into(), minute.into(), second.into(), 0, 1, -1];
            let tuple = format::struct_time(vm, numbers)?;
            let asked = format::Asked { micros, zone: it.zone.as_ref(), time: &vm.none };
            format::strftime(vm, &args[0], tuple, &asked)
        }),
        method("__format__(self, format_spec, /)", |vm, object, args| {
            format::format(vm, object, &args)
        }),
        method("utcoffset(self, /)", |vm, object, _| {
            zone::offset_object(vm, own(object).zone.as_ref(), "utcoffset", &vm.none)
        }),
        method("dst(self, /)", |vm, object, _| {
            zone::offset_object(vm, own(object).zone.as_ref(), "dst", &vm.none)
        }),
        method("tzname(self, /)", |vm, object, _| {
            zone::name(vm, own(object).zone.as_ref(), &vm.none)
        }),
        method("replace(self, *args, **kwargs)", replace),
        method("__replace__(self, *args, **kwargs)", replace),
        classmethod("fromisoformat(cls, string, /)", from_iso),
        method("__reduce_ex__(self, protocol, /)", |vm, object, args| {
            let protocol = vm.index_or_overflow(&args[0])?;
            reduce(vm, object, protocol > 3)
        }),
        method("__reduce__(self, /)", |vm, object, _| reduce(vm, object, false)),
    ],
    getset: &[
        getter("hour", |vm, object| Ok(vm.int(own(object).parts[0].into()))),
        getter("minute", |vm, object| Ok(vm.int(own(object).parts[1].into()))),
        getter("second", |vm, object| Ok(vm.int(own(object).parts[2].into()))),
        getter("microsecond", |vm, object| Ok(vm.int(own(object).parts[3].into()))),
        getter("tzinfo", |vm, object| {
            Ok(own(object).zone.clone().unwrap_or_else(|| vm.none.clone()))
        }),
        getter("fold", |vm, object| Ok(vm.int(own(object).fold.get().into()))),
    ],
    doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object",
    size: (40, 0),
    ..BASE
};

/// Parameters that were left out have the values of `object`.
fn replace(vm: &Vm, object: &Ref, args: Args) -> Res {
    let values = bind(vm, args, &PARAMETERS)?;
    let it = own(object);
    let part = |at: usize| int(vm, &values[at], it.parts[at] as i32);
    let parts = [part(0)?, part(1)?, part(2)?, part(3)?];
    let zone = match &values[4] {
        Some(given) => zone::given(vm, Some(given))?,
        None => it.zone.clone(),
    };
    let fold = int(vm, &values[5], it.fold.get().into())?;
    let parts = check(vm, parts, fold)?;
    make(vm, &object.class(), TimeOfDay { parts, fold: Cell::new(fold == 1), zone })
}

fn from_iso(vm: &Vm, class: &Ref, args: Args) -> Res {
    let Some(text) = vm.str_text(&args[0]) else {
        return Err(vm.type_error("fromisoformat: argument must be str".to_owned()));
    };
    let clock = text.strip_prefix('T').unwrap_or(&text);
    let Some(found) = parse::clock(clock.as_bytes()) else {
        let shown = vm.repr_text(&args[0])?;
        return Err(vm.value_error(format!("Invalid isoformat string: {shown}")));
    };
    let parts = check(vm, found.parts.map(|it| it as i32), 0)?;
    let zone = zone_of(vm, found.offset)?;
    make(vm, class, TimeOfDay { parts, fold: Cell::new(false), zone })
}

/// The zone of a parsed offset.
pub(super) fn zone_of(vm: &Vm, offset: Option<i128>) -> Res<Option<Ref>> {
    let Some(offset) = offset else { return Ok(None) };
    let offset = delta::from_micros(vm, offset)?;
    if !offset.is_offset() {
        return Err(timezone::too_long(vm, &delta::of(vm, offset))?);
    }
    Ok(Some(timezone::with_offset(vm, offset)))
}

fn reduce(vm: &Vm, object: &Ref, has_fold: bool) -> Res {
    let it = own(object);
    let [hour, minute, second, micro] = it.parts;
    let fold = if has_fold && it.fold.get() { 0x80 } else { 0 };
    let mut state = vec![hour as u8 | fold, minute as u8, second as u8];
    state.extend(bytes::micro_bytes(micro));
    let args = std::iter::once(vm.bytes(state)).chain(it.zone.clone());
    Ok(vm.tuple(vec![object.class(), vm.tuple(args.collect())]))
}

/// Microseconds since midnight.
pub(super) fn micros([hour, minute, second, micro]: [u32; 4]) -> i128 {
    (i128::from(hour * 3600 + minute * 60 + second)) * 1_000_000 + i128::from(micro)
}

fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = own(object);
    let offset = zone::offset(vm, it.zone.as_ref(), "utcoffset", &vm.none)?;
    let total = micros(it.parts) - offset.map_or(0, |it| it.total());
    vm.hash(&delta::object(vm, total)?)
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let Some(y) = b.get::<TimeOfDay>() else { return Ok(vm.not_implemented.clone()) };
    let x = own(a);
    let same_zone = x.zone.as_ref().map(Ref::address) == y.zone.as_ref().map(Ref::address);
    if same_zone {
        return Ok(delta::compared(vm, op, x.parts.cmp(&y.parts)));
    }
    let offset = |it: &TimeOfDay| zone::offset(vm, it.zone.as_ref(), "utcoffset", &vm.none);
    match (offset(x)?, offset(y)?) {
        (None, None) => Ok(delta::compared(vm, op, x.parts.cmp(&y.parts))),
        (Some(p), Some(q)) => {
            let (x, y) = (micros(x.parts) - p.total(), micros(y.parts) - q.total());
            Ok(delta::compared(vm, op, x.cmp(&y)))
        }
        _ if matches!(op, CompareOp::Eq | CompareOp::Ne) => vm.equality(op, false),
        _ => Err(vm.type_error("can't compare offset-naive and offset-aware times".to_owned())),
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = own(object);
    let [hour, minute, second, micro] = it.parts;
    let mut text = format!("{}({hour}, {minute}", vm.type_name(object));
    if micro != 0 {
        text += &format!(", {second}, {micro}");
    } else if second != 0 {
        text += &format!(", {second}");
    }
    text += &suffix(vm, it.zone.as_ref(), it.fold.get())?;
    Ok(vm.str(&(text + ")")))
}

/// What stands behind the numbers in a `repr`.
pub(super) fn suffix(vm: &Vm, zone: Option<&Ref>, fold: bool) -> Res<String> {
    let zone = zone.map(|it| vm.repr_text(it)).transpose()?;
    let zone = zone.map_or_else(String::new, |it| format!(", tzinfo={it}"));
    Ok(format!("{zone}{}", if fold { ", fold=1" } else { "" }))
}

pub(super) fn constants(vm: &Vm) {
    let class = vm.type_of(&DEF);
    let all = [("min", [0; 4]), ("max", [23, 59, 59, 999_999])];
    for (name, parts) in all {
        type_::set_attribute(vm, &class, name, of(vm, parts, false, None));
    }
    let micro = delta::object(vm, 1).expect("it is short");
    type_::set_attribute(vm, &class, "resolution", micro);
}
