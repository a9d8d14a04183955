//! `date`: a day.

use std::cell::Cell;

use super::arguments::{Parameters, bind, int};
use super::calendar::{self, MAX_ORDINAL, NoDay};
use super::moment::{self, Moment, day};
use super::{bytes, delta, format, parse};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{BASE, NativeDef, TypeDef, classmethod, getter, method};
use crate::vm::Vm;

/// Is there such a day (`check_date_args`)?
pub(super) fn check(vm: &Vm, year: i64, month: i64, day: i64) -> Res<()> {
    if !(1..=9999).contains(&year) {
        return Err(vm.value_error(format!("year {year} is out of range")));
    }
    if !(1..=12).contains(&month) {
        return Err(vm.value_error("month must be in 1..12".to_owned()));
    }
    if day < 1 || day > calendar::days_in_month(year, month) {
        return Err(vm.value_error("day is out of range for month".to_owned()));
    }
    Ok(())
}

#[cold]
pub(super) fn out_of_range(vm: &Vm) -> Raised {
    vm.overflow_error("date value out of range".to_owned())
}

/// A day of this class; subclasses are called (`new_date_subclass_ex`).
fn make(vm: &Vm, class: &Ref, (year, month, day): (i64, i64, i64)) -> Res {
    if class.is(&vm.type_of(&DEF)) {
        check(vm, year, month, day)?;
        return Ok(type_::instantiate(class, Moment::midnight(year, month, day)));
    }
    vm.call(class, Args::positional([year, month, day].map(|it| vm.int(it))))
}

/// An exact `date`.
pub(super) fn of(vm: &Vm, (year, month, day): (i64, i64, i64)) -> Ref {
    type_::instantiate(&vm.type_of(&DEF), Moment::midnight(year, month, day))
}

const PARAMETERS: Parameters =
    Parameters { names: &["year", "month", "day"], required: 3, positional: 3, is_named: false };

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    if args.names.is_empty()
        && args.len() == 1
        && let Some(state) = bytes::state(&args[0], 4).filter(|it| (1..=12).contains(&it[2]))
    {
        let year = i64::from(state[0]) << 8 | i64::from(state[1]);
        let it = Moment::midnight(year, state[2].into(), state[3].into());
        return Ok(type_::instantiate(class, it));
    }
    let values = bind(vm, args, &PARAMETERS)?;
    let part = |at: usize| Ok(i64::from(int(vm, &values[at], 0)?));
    let (year, month, day) = (part(0)?, part(1)?, part(2)?);
    check(vm, year, month, day)?;
    Ok(type_::instantiate(class, Moment::midnight(year, month, day)))
}

fn own(object: &Ref) -> &Moment {
    object.expect::<Moment>()
}

fn ordinal(object: &Ref) -> i64 {
    let (year, month, day) = day(own(object));
    calendar::ordinal(year, month, day)
}

/// `date`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.date",
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(|vm, object| {
            let (year, month, day) = day(own(object));
            Ok(vm.str(&format!("{}({year}, {month}, {day})", vm.type_name(object))))
        }));
        it.tp_str.set(Some(|vm, object| vm.call_method(object, "isoformat", Args::none())));
        it.tp_hash.set(Some(|vm, object| vm.hash(&vm.bytes(state(object)))));
        it.tp_richcompare.set(Some(compare));
        it.nb_add.set(Some(|vm, a, b| {
            let (date, other) = if a.get::<Moment>().is_some() { (a, b) } else { (b, a) };
            moved(vm, date, other, 1)
        }));
        it.nb_subtract.set(Some(|vm, a, b| {
            if a.get::<Moment>().is_none() || moment::is_datetime(vm, a) {
                return Ok(vm.not_implemented.clone());
            }
            if moment::is_datetime(vm, b) {
                return Ok(vm.not_implemented.clone());
            }
            if b.get::<Moment>().is_some() {
                let days = i128::from(ordinal(a) - ordinal(b));
                return delta::object(vm, days * 86_400_000_000);
            }
            moved(vm, a, b, -1)
        }));
    },
    methods: METHODS,
    getset: &[
        getter("year", |vm, object| Ok(vm.int(own(object).year.into()))),
        getter("month", |vm, object| Ok(vm.int(own(object).month.into()))),
        getter("day", |vm, object| Ok(vm.int(own(object).day.into()))),
    ],
    doc: "date(year, month, day) --> date object",
    size: (32, 0),
    ..BASE
};

const METHODS: &[NativeDef] = &[
    classmethod("fromtimestamp(cls, timestamp, /)", |vm, class, args| {
        let (seconds, _) = moment::timestamp(vm, &args[0])?;
        let days = seconds.div_euclid(86_400) + calendar::ordinal(1970, 1, 1);
        if !(1..=MAX_ORDINAL).contains(&days) {
            let (year, _, _) = calendar::from_ordinal(days.clamp(1, MAX_ORDINAL));
            let year = if days < 1 { 0 } else { year + 1 };
            return Err(vm.value_error(format!("year {year} is out of range")));
        }
        make(vm, class, calendar::from_ordinal(days))
    }),
    classmethod("fromordinal(cls, ordinal, /)", |vm, class, args| {
        let number = i64::from(int(vm, &args.get(0).cloned(), 0)?);
        if number < 1 {
            return Err(vm.value_error("ordinal must be >= 1".to_owned()));
        }
        if number > MAX_ORDINAL {
            let year = number.saturating_mul(400) / 146_097 + 1;
            return Err(vm.value_error(format!("year {year} is out of range")));
        }
        make(vm, class, calendar::from_ordinal(number))
    }),
    classmethod("fromisoformat(cls, string, /)", |vm, class, args| {
        let Some(text) = vm.str_text(&args[0]) else {
            return Err(vm.type_error("fromisoformat: argument must be str".to_owned()));
        };
        match parse::date(text.as_bytes()) {
            Some(found) => make(vm, class, found),
            None => {
                let shown = vm.repr_text(&args[0])?;
                Err(vm.value_error(format!("Invalid isoformat string: {shown}")))
            }
        }
    }),
    classmethod("fromisocalendar(cls, year, week, day)", |vm, class, args| {
        let part = |at: usize| Ok(i64::from(int(vm, &args.get(at).cloned(), 0)?));
        let (year, week, day) = (part(0)?, part(1)?, part(2)?);
        match calendar::from_iso(year, week, day) {
            Ok(found) => make(vm, class, found),
            Err(NoDay::Year) => Err(vm.value_error(format!("Year is out of range: {year}"))),
            Err(NoDay::Week) => Err(vm.value_error(format!("Invalid week: {week}"))),
            Err(NoDay::Weekday) => {
                Err(vm.value_error(format!("Invalid day: {day} (range is [1, 7])")))
            }
        }
    }),
    classmethod("today(cls, /)", |vm, class, _| {
        let time = vm.call_method(&vm.import("time")?, "time", Args::none())?;
        vm.call_method(class, "fromtimestamp", Args::one(time))
    }),
    method("ctime(self, /)", |vm, object, _| Ok(vm.str(&moment::ctime(own(object))))),
    method("strftime(self, format)", |vm, object, args| {
        let tuple = vm.call_method(object, "timetuple", Args::none())?;
        let it = own(object);
        let asked = format::Asked { micros: it.parts[3], zone: it.zone.as_ref(), time: object };
        format::strftime(vm, &args[0], tuple, &asked)
    }),
    method("__format__(self, format_spec, /)", |vm, object, args| {
        format::format(vm, object, &args)
    }),
    method("isoformat(self, /)", |vm, object, _| Ok(vm.str(&moment::day_text(own(object))))),
    method("weekday(self, /)", |vm, object, _| Ok(vm.int((ordinal(object) + 6).rem_euclid(7)))),
    method("isoweekday(self, /)", |vm, object, _| {
        Ok(vm.int((ordinal(object) + 6).rem_euclid(7) + 1))
    }),
    method("isocalendar(self, /)", |vm, object, _| {
        let (year, month, day) = day(own(object));
        let (year, week, weekday) = calendar::iso(year, month, day);
        let class = vm.named_tuple("datetime.IsoCalendarDate", &["year", "week", "weekday"])?;
        let items = [year, week, weekday].map(|it| vm.int(it)).to_vec();
        Ok(crate::stdlib::structseq::instance(&class, items))
    }),
    method("toordinal(self, /)", |vm, object, _| Ok(vm.int(ordinal(object)))),
    method("timetuple(self, /)", |vm, object, _| {
        format::struct_time(vm, moment::tuple_numbers(own(object), -1))
    }),
    method("replace(self, *args, **kwargs)", replace),
    method("__replace__(self, *args, **kwargs)", replace),
    method("__reduce__(self, /)", |vm, object, _| {
        let args = vm.tuple(vec![vm.bytes(state(object))]);
        Ok(vm.tuple(vec![object.class(), args]))
    }),
];

fn replace(vm: &Vm, object: &Ref, args: Args) -> Res {
    let values = bind(vm, args, &Parameters { required: 0, ..PARAMETERS })?;
    let (year, month, day) = day(own(object));
    let part = |at: usize, own: i64| Ok(i64::from(int(vm, &values[at], own as i32)?));
    make(vm, &object.class(), (part(0, year)?, part(1, month)?, part(2, day)?))
}

/// The bytes of a pickle.
fn state(object: &Ref) -> Vec<u8> {
    let it = own(object);
    vec![(it.year >> 8) as u8, it.year as u8, it.month, it.day]
}

/// A date and a `timedelta`, of which the days count.
fn moved(vm: &Vm, date: &Ref, other: &Ref, sign: i64) -> Res {
    let Some(delta) = delta::get(other).filter(|_| !moment::is_datetime(vm, date)) else {
        return Ok(vm.not_implemented.clone());
    };
    let number = ordinal(date) + sign * i64::from(delta.days);
    if !(1..=MAX_ORDINAL).contains(&number) {
        return Err(out_of_range(vm));
    }
    make(vm, &date.class(), calendar::from_ordinal(number))
}

/// A `datetime` is not compared by its date alone.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let Some(other) = b.get::<Moment>().filter(|_| !moment::is_datetime(vm, b)) else {
        return Ok(vm.not_implemented.clone());
    };
    if moment::is_datetime(vm, a) {
        return Ok(vm.not_implemented.clone());
    }
    Ok(delta::compared(vm, op, day(own(a)).cmp(&day(other))))
}

pub(super) fn constants(vm: &Vm) {
    let class = vm.type_of(&DEF);
    for (name, day) in [("min", (1, 1, 1)), ("max", (9999, 12, 31))] {
        type_::set_attribute(vm, &class, name, of(vm, day));
    }
    let day = delta::object(vm, 86_400_000_000).expect("it is short");
    type_::set_attribute(vm, &class, "resolution", day);
}

impl Moment {
    /// The start of a day.
    pub(super) fn midnight(year: i64, month: i64, day: i64) -> Moment {
        Moment {
            year: year as u16,
            month: month as u8,
            day: day as u8,
            parts: [0; 4],
            fold: Cell::new(false),
            zone: None,
        }
    }
}
