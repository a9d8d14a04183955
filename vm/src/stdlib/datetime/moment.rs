//! `datetime`: a day with a time of day.

use std::cell::Cell;

use super::arguments::{Parameters, bind, int};
use super::calendar::{self, MAX_ORDINAL};
use super::delta::Delta;
use super::time::TimeOfDay;
use super::{bytes, date, delta, format, parse, time, timezone, zone};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::float::Float;
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{BASE, NativeDef, TypeDef, classmethod, getter, method};
use crate::vm::Vm;

const DAY: i128 = 86_400_000_000;

/// A day, of a `date`; with a time, of a `datetime`.
#[derive(Clone)]
pub(crate) struct Moment {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    /// Hour, minute, second, microsecond.
    pub(super) parts: [u32; 4],
    pub(super) fold: Cell<bool>,
    pub(super) zone: Option<Ref>,
}

impl Payload for Moment {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.zone.iter().for_each(visit);
    }
}

fn own(object: &Ref) -> &Moment {
    object.expect::<Moment>()
}

/// Is it a `datetime`, not only a `date`?
pub(super) fn is_datetime(vm: &Vm, object: &Ref) -> bool {
    vm.is_instance_of(object, &vm.type_of(&DEF))
}

/// Year, month and day.
pub(super) fn day(it: &Moment) -> (i64, i64, i64) {
    (it.year.into(), it.month.into(), it.day.into())
}

/// `2024-02-29`.
pub(super) fn day_text(it: &Moment) -> String {
    format!("{:04}-{:02}-{:02}", it.year, it.month, it.day)
}

/// Microseconds since the day before the first one.
fn total(it: &Moment) -> i128 {
    let (year, month, day) = day(it);
    i128::from(calendar::ordinal(year, month, day)) * DAY + time::micros(it.parts)
}

/// The moment so many microseconds after the day before the first one.
fn from_total(vm: &Vm, total: i128, zone: Option<Ref>) -> Res<Moment> {
    let number = total.div_euclid(DAY);
    if !(1..=i128::from(MAX_ORDINAL)).contains(&number) {
        return Err(date::out_of_range(vm));
    }
    let (year, month, day) = calendar::from_ordinal(number as i64);
    let rest = total.rem_euclid(DAY);
    let (seconds, micro) = ((rest / 1_000_000) as u32, (rest % 1_000_000) as u32);
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60, micro];
    Ok(Moment { parts, zone, ..Moment::midnight(year, month, day) })
}

/// One of this class; subclasses are called (`new_datetime_subclass_fold_ex`).
fn make(vm: &Vm, class: &Ref, it: Moment) -> Res {
    if class.is(&vm.type_of(&DEF)) {
        return Ok(type_::instantiate(class, it));
    }
    let (year, month, day) = day(&it);
    let zone = it.zone.clone().unwrap_or_else(|| vm.none.clone());
    let parts = [year, month, day].into_iter().chain(it.parts.map(i64::from));
    let made = vm.call(class, Args::positional(parts.map(|it| vm.int(it)).chain([zone])))?;
    if let Some(made) = made.get::<Moment>() {
        made.fold.set(it.fold.get());
    }
    Ok(made)
}

/// A `datetime` so many microseconds later, of the same class and zone.
pub(super) fn shifted(vm: &Vm, object: &Ref, micros: i128) -> Res {
    let it = own(object);
    let moved = from_total(vm, total(it) + micros, it.zone.clone())?;
    make(vm, &object.class(), moved)
}

const PARAMETERS: Parameters = Parameters {
    names: &["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    required: 3,
    positional: 8,
    is_named: false,
};

/// The values of parameters; those that were left out are of `usual`.
fn bound(vm: &Vm, values: &[Option<Ref>], usual: &Moment) -> Res<Moment> {
    let (year, month, day) = day(usual);
    let date = |at: usize, usual: i64| Ok(i64::from(int(vm, &values[at], usual as i32)?));
    let (year, month, day) = (date(0, year)?, date(1, month)?, date(2, day)?);
    let part = |at: usize| int(vm, &values[at + 3], usual.parts[at] as i32);
    let parts = [part(0)?, part(1)?, part(2)?, part(3)?];
    let zone = match &values[7] {
        Some(given) => zone::given(vm, Some(given))?,
        None => usual.zone.clone(),
    };
    let fold = int(vm, &values[8], usual.fold.get().into())?;
    date::check(vm, year, month, day)?;
    let parts = time::check(vm, parts, fold)?;
    Ok(Moment { parts, zone, fold: Cell::new(fold == 1), ..Moment::midnight(year, month, day) })
}

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    if args.names.is_empty()
        && matches!(args.len(), 1 | 2)
        && let Some(state) = bytes::state(&args[0], 10)
        && (1..=12).contains(&(state[2] & 0x7f))
    {
        let zone = zone::given(vm, args.get(1))?;
        return Ok(type_::instantiate(class, from_state(&state, zone)));
    }
    let values = bind(vm, args, &PARAMETERS)?;
    let it = bound(vm, &values, &Moment::midnight(1, 1, 1))?;
    Ok(type_::instantiate(class, it))
}

fn from_state(state: &[u8], zone: Option<Ref>) -> Moment {
    let year = i64::from(state[0]) << 8 | i64::from(state[1]);
    let [hour, minute, second] = [state[4], state[5], state[6]].map(u32::from);
    Moment {
        parts: [hour, minute, second, bytes::micros(&state[7..])],
        fold: Cell::new(state[2] & 0x80 != 0),
        zone,
        ..Moment::midnight(year, (state[2] & 0x7f).into(), state[3].into())
    }
}

/// `datetime`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.datetime",
    base: Some(&date::DEF),
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_str
            .set(Some(|vm, object| vm.call_method(object, "isoformat", Args::one(vm.str(" ")))));
        it.tp_hash.set(Some(hash));
        it.tp_richcompare.set(Some(compare));
        it.nb_add.set(Some(|vm, a, b| {
            let (moment, other) = if a.get::<Moment>().is_some() { (a, b) } else { (b, a) };
            match delta::get(other) {
                Some(delta) => shifted(vm, moment, delta.total()),
                None => Ok(vm.not_implemented.clone()),
            }
        }));
        it.nb_subtract.set(Some(subtract));
    },
    methods: METHODS,
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
    doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])",
    size: (48, 0),
    ..BASE
};

macro_rules! asks_zone {
    ($signature:literal, $name:literal) => {
        method($signature, |vm, object, _| {
            zone::offset_object(vm, own(object).zone.as_ref(), $name, object)
        })
    };
}

const METHODS: &[NativeDef] = &[
    classmethod("now(cls, tz=None)", |vm, class, args| {
        let zone = zone::given(vm, args.get(0))?;
        let time = vm.call_method(&vm.import("time")?, "time_ns", Args::none())?;
        let nanos = time.get::<Int>().and_then(Int::to_i64).unwrap_or_default();
        let micros = i128::from(nanos.div_euclid(1000));
        at(vm, class, micros, zone)
    }),
    classmethod("utcnow(cls, /)", |vm, class, _| {
        deprecated(vm, "utcnow()", "datetime.datetime.now(datetime.UTC)")?;
        let time = vm.call_method(&vm.import("time")?, "time_ns", Args::none())?;
        let nanos = time.get::<Int>().and_then(Int::to_i64).unwrap_or_default();
        at(vm, class, i128::from(nanos.div_euclid(1000)), None)
    }),
    classmethod("fromtimestamp(cls, timestamp, tz=None)", |vm, class, args| {
        let zone = zone::given(vm, args.get(1))?;
        let (seconds, micros) = timestamp(vm, &args[0])?;
        at(vm, class, i128::from(seconds) * 1_000_000 + i128::from(micros), zone)
    }),
    classmethod("utcfromtimestamp(cls, timestamp, /)", |vm, class, args| {
        let instead = "datetime.datetime.fromtimestamp(timestamp, datetime.UTC)";
        deprecated(vm, "utcfromtimestamp()", instead)?;
        let (seconds, micros) = timestamp(vm, &args[0])?;
        at(vm, class, i128::from(seconds) * 1_000_000 + i128::from(micros), None)
    }),
    classmethod("strptime(cls, date_string, format, /)", |vm, class, args| {
        for (index, it) in args.values.iter().flatten().enumerate() {
            if vm.str_text(it).is_none() {
                let name = vm.type_name(it);
                let text = format!("strptime() argument {} must be str, not {name}", index + 1);
                return Err(vm.type_error(text));
            }
        }
        let library = vm.import("_strptime")?;
        let all = Args::positional([class.clone(), args[0].clone(), args[1].clone()]);
        vm.call_method(&library, "_strptime_datetime", all)
    }),
    classmethod("combine(cls, date, time, tzinfo=NULL)", combine),
    classmethod("fromisoformat(cls, string, /)", from_iso),
    method("date(self, /)", |vm, object, _| Ok(date::of(vm, day(own(object))))),
    method("time(self, /)", |vm, object, _| {
        let it = own(object);
        Ok(time::of(vm, it.parts, it.fold.get(), None))
    }),
    method("timetz(self, /)", |vm, object, _| {
        let it = own(object);
        Ok(time::of(vm, it.parts, it.fold.get(), it.zone.clone()))
    }),
    method("ctime(self, /)", |vm, object, _| Ok(vm.str(&ctime(own(object))))),
    method("timetuple(self, /)", |vm, object, _| {
        let it = own(object);
        let dst = zone::offset(vm, it.zone.as_ref(), "dst", object)?;
        let dst = dst.map_or(-1, |it| i64::from(!it.is_zero()));
        format::struct_time(vm, tuple_numbers(it, dst))
    }),
    method("utctimetuple(self, /)", |vm, object, _| {
        let it = own(object);
        let offset = zone::offset(vm, it.zone.as_ref(), "utcoffset", object)?;
        let utc = from_total(vm, total(it) - offset.map_or(0, Delta::total), None)?;
        format::struct_time(vm, tuple_numbers(&utc, 0))
    }),
    method("timestamp(self, /)", |vm, object, _| {
        let it = own(object);
        let offset = zone::offset(vm, it.zone.as_ref(), "utcoffset", object)?;
        let micros = total(it) - offset.map_or(0, Delta::total) - epoch();
        if it.zone.is_none() {
            let (seconds, rest) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
            return Ok(vm.float(seconds as f64 + rest as f64 / 1e6));
        }
        let micros = Int::from(num_bigint::BigInt::from(micros));
        Ok(vm.float(vm.checked(micros.true_div(&Int::from(1_000_000i64)))?))
    }),
    method("astimezone(self, tz=None)", as_zone),
    method("isoformat(self, sep='T', timespec='auto')", |vm, object, args| {
        let separator = args.get(0).map_or_else(|| "T".to_owned(), |it| vm.text(it));
        if separator.chars().count() != 1 {
            let text = "isoformat() argument 1 must be a unicode character, not str";
            return Err(vm.type_error(text.to_owned()));
        }
        let it = own(object);
        let clock = format::clock_text(vm, args.get(1), it.parts)?;
        let suffix = format::offset_suffix(vm, it.zone.as_ref(), object)?;
        Ok(vm.str(&format!("{}{separator}{clock}{suffix}", day_text(it))))
    }),
    asks_zone!("utcoffset(self, /)", "utcoffset"),
    asks_zone!("dst(self, /)", "dst"),
    method("tzname(self, /)", |vm, object, _| zone::name(vm, own(object).zone.as_ref(), object)),
    method("replace(self, *args, **kwargs)", replace),
    method("__replace__(self, *args, **kwargs)", replace),
    method("__reduce_ex__(self, protocol, /)", |vm, object, args| {
        let protocol = vm.index_or_overflow(&args[0])?;
        reduce(vm, object, protocol > 3)
    }),
    method("__reduce__(self, /)", |vm, object, _| reduce(vm, object, false)),
];

fn epoch() -> i128 {
    i128::from(calendar::ordinal(1970, 1, 1)) * DAY
}

fn deprecated(vm: &Vm, what: &str, instead: &str) -> Res<()> {
    let text = format!(
        "datetime.datetime.{what} is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: {instead}."
    );
    vm.warn(&vm.exceptions.DeprecationWarning, &text)
}

/// The moment so many microseconds after the epoch, told by the zone.
fn at(vm: &Vm, class: &Ref, micros: i128, zone: Option<Ref>) -> Res {
    let all = micros + epoch();
    let number = all.div_euclid(DAY);
    if !(1..=i128::from(MAX_ORDINAL)).contains(&number) {
        let year = if number < 1 { 0 } else { 10_000.max(number * 400 / 146_097 + 1) };
        return Err(vm.value_error(format!("year {year} is out of range")));
    }
    let made = make(vm, class, from_total(vm, all, zone.clone())?)?;
    match zone {
        Some(zone) => vm.call_method(&zone, "fromutc", Args::one(made)),
        None => Ok(made),
    }
}

/// Seconds and microseconds of a number, rounded to an even one in the middle.
pub(super) fn timestamp(vm: &Vm, number: &Ref) -> Res<(i64, i64)> {
    let Some(float) = number.get::<Float>() else {
        return Ok((vm.index_or_overflow(number).map_err(|error| too_far(vm, error))? as i64, 0));
    };
    if float.0.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)".to_owned()));
    }
    let mut whole = float.0.trunc();
    let mut micros = ((float.0 - whole) * 1e6).round_ties_even();
    if micros >= 1e6 {
        (whole, micros) = (whole + 1.0, micros - 1e6);
    } else if micros < 0.0 {
        (whole, micros) = (whole - 1.0, micros + 1e6);
    }
    if whole.abs() >= 9.2e18 {
        let text = "timestamp out of range for platform time_t";
        return Err(vm.overflow_error(text.to_owned()));
    }
    Ok((whole as i64, micros as i64))
}

fn too_far(vm: &Vm, error: Raised) -> Raised {
    if vm.is_raised(&error, &vm.exceptions.OverflowError) {
        return vm.overflow_error("timestamp out of range for platform time_t".to_owned());
    }
    error
}

fn combine(vm: &Vm, class: &Ref, args: Args) -> Res {
    let Some(day) = args[0].get::<Moment>() else {
        let name = vm.type_name(&args[0]);
        let text = format!("combine() argument 1 must be datetime.date, not {name}");
        return Err(vm.type_error(text));
    };
    let Some(time) = args[1].get::<TimeOfDay>() else {
        let name = vm.type_name(&args[1]);
        let text = format!("combine() argument 2 must be datetime.time, not {name}");
        return Err(vm.type_error(text));
    };
    let zone = match args.get(2) {
        Some(given) => zone::given(vm, Some(given))?,
        None => time.zone.clone(),
    };
    let it = Moment { parts: time.parts, fold: time.fold.clone(), zone, ..day.clone() };
    make(vm, class, it)
}

fn from_iso(vm: &Vm, class: &Ref, args: Args) -> Res {
    let Some(text) = vm.str_text(&args[0]) else {
        return Err(vm.type_error("fromisoformat: argument must be str".to_owned()));
    };
    let parts = parts_of(&text);
    let Some(((year, month, day), clock)) = parts else {
        let shown = vm.repr_text(&args[0])?;
        return Err(vm.value_error(format!("Invalid isoformat string: {shown}")));
    };
    date::check(vm, year, month, day)?;
    let parts = time::check(vm, clock.parts.map(|it| it as i32), 0)?;
    let zone = time::zone_of(vm, clock.offset)?;
    make(vm, class, Moment { parts, zone, ..Moment::midnight(year, month, day) })
}

fn parts_of(text: &str) -> Option<((i64, i64, i64), parse::Clock)> {
    let bytes = text.as_bytes();
    let end = parse::date_end(bytes)?;
    let day = parse::date(bytes.get(..end)?)?;
    let rest = text.get(end..)?;
    let mut chars = rest.chars();
    if chars.next().is_none() {
        return Some((day, parse::Clock::default()));
    }
    Some((day, parse::clock(chars.as_str().as_bytes())?))
}

fn replace(vm: &Vm, object: &Ref, args: Args) -> Res {
    let values = bind(vm, args, &Parameters { required: 0, ..PARAMETERS })?;
    make(vm, &object.class(), bound(vm, &values, own(object))?)
}

/// The same moment in another zone.
fn as_zone(vm: &Vm, object: &Ref, args: Args) -> Res {
    let zone = zone::given(vm, args.get(0))?.unwrap_or_else(|| timezone::local(vm));
    let it = own(object);
    if it.zone.as_ref().is_some_and(|it| it.is(&zone)) {
        return Ok(object.clone());
    }
    let offset = zone::offset(vm, it.zone.as_ref(), "utcoffset", object)?;
    let utc = from_total(vm, total(it) - offset.map_or(0, Delta::total), Some(zone.clone()))?;
    let utc = type_::instantiate(&vm.type_of(&DEF), utc);
    vm.call_method(&zone, "fromutc", Args::one(utc))
}

fn reduce(vm: &Vm, object: &Ref, has_fold: bool) -> Res {
    let it = own(object);
    let args = std::iter::once(vm.bytes(state(it, has_fold))).chain(it.zone.clone());
    Ok(vm.tuple(vec![object.class(), vm.tuple(args.collect())]))
}

fn state(it: &Moment, has_fold: bool) -> Vec<u8> {
    let fold = if has_fold && it.fold.get() { 0x80 } else { 0 };
    let [hour, minute, second, micro] = it.parts;
    let year = it.year.to_be_bytes();
    let mut state =
        vec![year[0], year[1], it.month | fold, it.day, hour as u8, minute as u8, second as u8];
    state.extend(bytes::micro_bytes(micro));
    state
}

fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = own(object);
    match zone::offset(vm, it.zone.as_ref(), "utcoffset", object)? {
        None => vm.hash(&vm.bytes(state(it, false))),
        Some(offset) => vm.hash(&delta::object(vm, total(it) - offset.total())?),
    }
}

/// The offsets of both, and whether they are known to be the same.
fn offsets(vm: &Vm, a: &Ref, b: &Ref) -> Res<(Option<Delta>, Option<Delta>)> {
    let (x, y) = (own(a), own(b));
    if x.zone.as_ref().map(Ref::address) == y.zone.as_ref().map(Ref::address) {
        return Ok((None, None));
    }
    let offset = |object: &Ref| zone::offset(vm, own(object).zone.as_ref(), "utcoffset", object);
    Ok((offset(a)?, offset(b)?))
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    if !is_datetime(vm, b) {
        return Ok(vm.not_implemented.clone());
    }
    let (x, y) = (total(own(a)), total(own(b)));
    match offsets(vm, a, b)? {
        (None, None) => Ok(delta::compared(vm, op, x.cmp(&y))),
        (Some(p), Some(q)) => Ok(delta::compared(vm, op, (x - p.total()).cmp(&(y - q.total())))),
        _ if matches!(op, CompareOp::Eq | CompareOp::Ne) => vm.equality(op, false),
        _ => {
            let text = "can't compare offset-naive and offset-aware datetimes";
            Err(vm.type_error(text.to_owned()))
        }
    }
}

fn subtract(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    if !is_datetime(vm, a) {
        return Ok(vm.not_implemented.clone());
    }
    if let Some(delta) = delta::get(b) {
        return shifted(vm, a, -delta.total());
    }
    if !is_datetime(vm, b) {
        return Ok(vm.not_implemented.clone());
    }
    let (x, y) = (total(own(a)), total(own(b)));
    match offsets(vm, a, b)? {
        (None, None) => delta::object(vm, x - y),
        (Some(p), Some(q)) => delta::object(vm, x - p.total() - y + q.total()),
        _ => {
            let text = "can't subtract offset-naive and offset-aware datetimes";
            Err(vm.type_error(text.to_owned()))
        }
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = own(object);
    let [hour, minute, second, micro] = it.parts;
    let (year, month, day) = day(it);
    let mut text = format!("{}({year}, {month}, {day}, {hour}, {minute}", vm.type_name(object));
    if micro != 0 {
        text += &format!(", {second}, {micro}");
    } else if second != 0 {
        text += &format!(", {second}");
    }
    let fold = if it.fold.get() { ", fold=1" } else { "" };
    let zone = it.zone.as_ref().map(|it| vm.repr_text(it)).transpose()?;
    let zone = zone.map_or_else(String::new, |it| format!(", tzinfo={it}"));
    Ok(vm.str(&format!("{text}{fold}{zone})")))
}

/// `Sun Mar 10 12:34:56 2024`.
pub(super) fn ctime(it: &Moment) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = day(it);
    let weekday = DAYS[calendar::weekday(year, month, day) as usize];
    let name = MONTHS[month as usize - 1];
    let [hour, minute, second, _] = it.parts;
    format!("{weekday} {name} {day:2} {hour:02}:{minute:02}:{second:02} {year:04}")
}

/// The numbers of a `struct_time`.
pub(super) fn tuple_numbers(it: &Moment, dst: i64) -> [i64; 9] {
    let (year, month, day) = day(it);
    let [hour, minute, second, _] = it.parts.map(i64::from);
    let weekday = calendar::weekday(year, month, day);
    let in_year = calendar::days_before_month(year, month) + day;
    [year, month, day, hour, minute, second, weekday, in_year, dst]
}

pub(super) fn constants(vm: &Vm) {
    let class = vm.type_of(&DEF);
    let last = Moment { parts: [23, 59, 59, 999_999], ..Moment::midnight(9999, 12, 31) };
    for (name, it) in [("min", Moment::midnight(1, 1, 1)), ("max", last)] {
        type_::set_attribute(vm, &class, name, type_::instantiate(&class, it));
    }
    let micro = delta::object(vm, 1).expect("it is short");
    type_::set_attribute(vm, &class, "resolution", micro);
}
