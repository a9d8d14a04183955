//! `time.struct_time`, and between it and seconds.

use super::calendar::{date_from_days, days_from_date, weekday};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::tuple::Tuple;
use crate::stdlib::structseq;
use crate::vm::Vm;

const FIELDS: &[&str] = &[
    "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
];

pub(super) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `time.struct_time`.
pub(super) fn struct_time(vm: &Vm) -> Res {
    let names = vm.named_tuples.expect::<Dict>();
    let key = vm.intern("time.struct_time");
    if let Some(known) = names.get_name(&key) {
        return Ok(known);
    }
    let made = structseq::new_open_type(vm, "time.struct_time", FIELDS)?;
    for name in [ZONE, OFFSET] {
        // What a tuple of nine numbers does not say.
        vm.set_attribute(&made, &vm.intern(name), Some(vm.none.clone()))?;
    }
    names.insert_name(vm, &key, made.clone());
    Ok(made)
}

const ZONE: &str = "tm_zone";
const OFFSET: &str = "tm_gmtoff";

/// Year, month, day, hour, minute, second, weekday (Monday 0), day of the year, summer time.
pub(super) type Parts = [i64; 9];

/// The parts of a time in seconds since 1970, in UTC.
pub(super) fn parts_of(seconds: i64) -> Parts {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date_from_days(days);
    let day_of_year = days - days_from_date(year, 1, 1) + 1;
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60, weekday(days), day_of_year, 0]
}

/// Whole seconds that were given, or the current ones.
fn seconds_or_now(vm: &Vm, given: Option<&Ref>) -> Res<i64> {
    let Some(given) = given else { return Ok((vm.wall_clock() / 1_000_000_000) as i64) };
    let too_large = || vm.overflow_error("timestamp out of range for platform time_t".to_owned());
    if let Some(it) = given.get::<crate::objects::float::Float>() {
        if it.0.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)".to_owned()));
        }
        if it.0.abs() >= 9.2e18 {
            return Err(too_large());
        }
        return Ok(it.0.floor() as i64);
    }
    let int = vm.index(given)?;
    int.expect::<crate::numbers::Int>().to_i64().ok_or_else(too_large)
}

fn checked_parts(vm: &Vm, given: Option<&Ref>) -> Res<Parts> {
    let seconds = seconds_or_now(vm, given)?;
    // The year must fit a C int.
    if seconds.abs() > 67_768_036_191_676_799 {
        let args = vec![vm.int(75), vm.str("Value too large for defined data type")];
        return Err(vm.raise(&vm.exceptions.OverflowError, args));
    }
    Ok(parts_of(seconds))
}

pub(super) fn gmtime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let parts = checked_parts(vm, args.get_not_none(vm, 0))?;
    let items = parts.iter().map(|it| vm.int(*it)).collect();
    let made = structseq::instance(&struct_time(vm)?, items);
    vm.generic_set_attribute(&made, &vm.intern(ZONE), Some(vm.str("UTC")))?;
    vm.generic_set_attribute(&made, &vm.intern(OFFSET), Some(vm.int(0)))?;
    Ok(made)
}

/// The nine numbers of a tuple.
pub(super) fn parts_from(vm: &Vm, object: &Ref, function: &str) -> Res<Parts> {
    let Some(tuple) = object.get::<Tuple>() else {
        return Err(vm.type_error("Tuple or struct_time argument required".to_owned()));
    };
    let items = tuple.items();
    if items.len() < 9 {
        return Err(vm.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let mut parts = [0; 9];
    for (place, item) in parts.iter_mut().zip(items) {
        *place = vm.index_or_overflow(item)? as i64;
    }
    Ok(parts)
}

/// As [`parts_from`], with weekdays and fields in their ranges (`checktm`), zeros where C allows them.
pub(super) fn checked(vm: &Vm, mut parts: Parts) -> Res<Parts> {
    if parts[1] == 0 {
        parts[1] = 1;
    }
    if parts[2] == 0 {
        parts[2] = 1;
    }
    if parts[7] == 0 {
        parts[7] = 1;
    }
    let ranges = [
        (1, 1, 12, "month out of range"),
        (2, 1, 31, "day of month out of range"),
        (3, 0, 23, "hour out of range"),
        (4, 0, 59, "minute out of range"),
        (5, 0, 61, "seconds out of range"),
        (7, 1, 366, "day of year out of range"),
    ];
    for (index, low, high, text) in ranges {
        if !(low..=high).contains(&parts[index]) {
            return Err(vm.value_error(text.to_owned()));
        }
    }
    if parts[6] < -1 {
        return Err(vm.value_error("day of week out of range".to_owned()));
    }
    parts[6] = parts[6].rem_euclid(7);
    Ok(parts)
}

pub(super) fn mktime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let [year, month, day, hour, minute, second, ..] = parts_from(vm, &args[0], "mktime")?;
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12) + 1;
    let days = days_from_date(year, month, 1) + day - 1;
    Ok(vm.float((days * 86_400 + hour * 3600 + minute * 60 + second) as f64))
}

fn as_text(parts: &Parts) -> String {
    let [year, month, day, hour, minute, second, weekday, ..] = *parts;
    let (weekday, month) = (DAYS[weekday as usize], MONTHS[month as usize - 1]);
    format!("{weekday} {month} {day:>2} {hour:02}:{minute:02}:{second:02} {year}")
}

pub(super) fn asctime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let parts = match args.get(0) {
        Some(it) => checked(vm, parts_from(vm, it, "asctime")?)?,
        None => checked_parts(vm, None)?,
    };
    Ok(vm.str(&as_text(&parts)))
}

pub(super) fn ctime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let parts = checked_parts(vm, args.get_not_none(vm, 0))?;
    Ok(vm.str(&as_text(&parts)))
}
