//! `strftime` and the parts of ISO 8601 that dates and times share.

use super::{timezone, zone};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

/// What a format may ask that `time.strftime` does not know.
pub(super) struct Asked<'a> {
    pub(super) micros: u32,
    pub(super) zone: Option<&'a Ref>,
    /// What the zone is asked about.
    pub(super) time: &'a Ref,
}

/// Fills in `%f`, `%z`, `%:z` and `%Z`; `time.strftime` does the rest (`wrap_strftime`).
pub(super) fn strftime(vm: &Vm, format: &Ref, tuple: Ref, asked: &Asked<'_>) -> Res {
    let Some(format) = vm.str_text(format) else {
        let name = vm.type_name(format);
        return Err(vm.type_error(format!("strftime() argument 1 must be str, not {name}")));
    };
    let mut filled = String::new();
    let mut chars = format.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            filled.push(char);
            continue;
        }
        match chars.next() {
            Some('f') => filled += &format!("{:06}", asked.micros),
            Some('z') => filled += &offset(vm, asked, "")?,
            Some('Z') => filled += &name(vm, asked)?.replace('%', "%%"),
            Some(':') if chars.peek() == Some(&'z') => {
                chars.next();
                filled += &offset(vm, asked, ":")?;
            }
            Some(other) => filled.extend(['%', other]),
            None => filled.push('%'),
        }
    }
    let time = vm.import("time")?;
    vm.call_method(&time, "strftime", Args::positional([vm.str(&filled), tuple]))
}

fn offset(vm: &Vm, asked: &Asked<'_>, separator: &str) -> Res<String> {
    let found = zone::offset(vm, asked.zone, "utcoffset", asked.time)?;
    Ok(found.map_or_else(String::new, |it| timezone::offset_text(it, separator)))
}

fn name(vm: &Vm, asked: &Asked<'_>) -> Res<String> {
    let found = zone::name(vm, asked.zone, asked.time)?;
    Ok(vm.str_text(&found).unwrap_or_default())
}

/// `object.__format__(spec)`: `strftime`, or `str` where nothing is asked.
pub(super) fn format(vm: &Vm, object: &Ref, args: &Args) -> Res {
    let Some(spec) = vm.str_text(&args[0]) else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    };
    if spec.is_empty() {
        return vm.str_of(object);
    }
    vm.call_method(object, "strftime", Args::one(args[0].clone()))
}

/// A tuple as `time` makes them.
pub(super) fn struct_time(vm: &Vm, numbers: [i64; 9]) -> Res {
    let time = vm.import("time")?;
    let items = numbers.iter().map(|it| vm.int(*it)).collect();
    vm.call_method(&time, "struct_time", Args::one(vm.tuple(items)))
}

/// Hours to microseconds as `timespec` says.
pub(super) fn clock_text(vm: &Vm, spec: Option<&Ref>, parts: [u32; 4]) -> Res<String> {
    let [hour, minute, second, micro] = parts;
    let spec = spec.map_or_else(|| "auto".to_owned(), |it| vm.text(it));
    let spec = match spec.as_str() {
        "auto" if micro == 0 => "seconds",
        "auto" => "microseconds",
        other => other,
    };
    Ok(match spec {
        "hours" => format!("{hour:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "seconds" => format!("{hour:02}:{minute:02}:{second:02}"),
        "milliseconds" => format!("{hour:02}:{minute:02}:{second:02}.{:03}", micro / 1000),
        "microseconds" => format!("{hour:02}:{minute:02}:{second:02}.{micro:06}"),
        _ => return Err(vm.value_error("Unknown timespec value".to_owned())),
    })
}

/// `+05:30` behind a time of a zone, nothing behind another one.
pub(super) fn offset_suffix(vm: &Vm, zone: Option<&Ref>, time: &Ref) -> Res<String> {
    let found = zone::offset(vm, zone, "utcoffset", time)?;
    Ok(found.map_or_else(String::new, |it| timezone::offset_text(it, ":")))
}
