//! `time`: clocks of the run, which are virtual unless the host lends its own, and dates in UTC.

mod calendar;
mod format;
mod parts;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `time`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        function("time()", |vm, _, _| Ok(in_seconds(vm, vm.wall_clock()))),
        function("time_ns()", |vm, _, _| Ok(vm.int(vm.wall_clock() as i64))),
        function("monotonic()", |vm, _, _| Ok(in_seconds(vm, vm.now()))),
        function("monotonic_ns()", |vm, _, _| Ok(vm.int(vm.now() as i64))),
        function("perf_counter()", |vm, _, _| Ok(in_seconds(vm, vm.now()))),
        function("perf_counter_ns()", |vm, _, _| Ok(vm.int(vm.now() as i64))),
        function("process_time()", |vm, _, _| Ok(in_seconds(vm, vm.worked()))),
        function("process_time_ns()", |vm, _, _| Ok(vm.int(vm.worked() as i64))),
        function("thread_time()", |vm, _, _| Ok(in_seconds(vm, vm.thread_time()))),
        function("thread_time_ns()", |vm, _, _| Ok(vm.int(vm.thread_time() as i64))),
        function("sleep(seconds, /)", sleep),
        function("clock_gettime(clk_id, /)", |vm, _, args| {
            let time = clock(vm, &args[0])?;
            Ok(in_seconds(vm, time))
        }),
        function("clock_gettime_ns(clk_id, /)", |vm, _, args| {
            let time = clock(vm, &args[0])?;
            Ok(vm.int(time as i64))
        }),
        function("clock_getres(clk_id, /)", |vm, _, args| {
            clock(vm, &args[0])?;
            Ok(vm.float(1e-9))
        }),
        function("get_clock_info(name)", clock_info),
        function("gmtime(seconds=None, /)", parts::gmtime),
        function("localtime(seconds=None, /)", parts::gmtime),
        function("mktime(seconds_tuple, /)", parts::mktime),
        function("asctime(seconds_tuple=None, /)", parts::asctime),
        function("ctime(seconds=None, /)", parts::ctime),
        function("strftime(format, seconds_tuple=None, /)", format::strftime),
        function("strptime(string, format='%a %b %d %H:%M:%S %Y', /)", strptime),
        function("tzset()", |vm, _, _| Ok(vm.none.clone())),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        let clocks = [
            ("CLOCK_REALTIME", 0),
            ("CLOCK_MONOTONIC", 1),
            ("CLOCK_PROCESS_CPUTIME_ID", 2),
            ("CLOCK_THREAD_CPUTIME_ID", 3),
            ("CLOCK_MONOTONIC_RAW", 4),
            ("CLOCK_BOOTTIME", 7),
            ("timezone", 0),
            ("altzone", 0),
            ("daylight", 0),
            ("_STRUCT_TM_ITEMS", 9),
        ];
        for (name, value) in clocks {
            it.set(vm, name, vm.int(value));
        }
        it.set(vm, "tzname", vm.tuple(vec![vm.str("UTC"), vm.str("UTC")]));
        it.set(vm, "struct_time", parts::struct_time(vm)?);
        Ok(())
    },
};

fn in_seconds(vm: &Vm, nanoseconds: u64) -> Ref {
    vm.float(nanoseconds as f64 / 1e9)
}

fn sleep(vm: &Vm, _: &Ref, args: Args) -> Res {
    let seconds = super::thread::seconds(vm, &args[0])?;
    if seconds < 0.0 {
        return Err(vm.value_error("sleep length must be non-negative".to_owned()));
    }
    if seconds > 9_223_372_036.0 {
        return Err(vm.overflow_error("timestamp too large to convert to C PyTime_t".to_owned()));
    }
    vm.sleep((seconds * 1e9).ceil() as u64)?;
    Ok(vm.none.clone())
}

fn clock(vm: &Vm, number: &Ref) -> Res<u64> {
    match vm.index_or_overflow(number)? {
        0 => Ok(vm.wall_clock()),
        1 | 4 | 7 => Ok(vm.now()),
        2 => Ok(vm.worked()),
        3 => Ok(vm.thread_time()),
        _ => {
            let args = vec![vm.int(22), vm.str("Invalid argument")];
            Err(vm.raise(&vm.exceptions.OSError, args))
        }
    }
}

fn clock_info(vm: &Vm, _: &Ref, args: Args) -> Res {
    let Some(name) = vm.str_text(&args[0]) else {
        let given = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("get_clock_info() argument 1 must be str, not {given}")));
    };
    let (implementation, monotonic, adjustable) = match name.as_str() {
        "time" => ("clock_gettime(CLOCK_REALTIME)", false, true),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", true, false),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
        _ => return Err(vm.value_error("unknown clock".to_owned())),
    };
    let mut info = Args::none();
    let fields = [
        ("implementation", vm.str(implementation)),
        ("monotonic", vm.bool(monotonic)),
        ("adjustable", vm.bool(adjustable)),
        ("resolution", vm.float(1e-9)),
    ];
    for (name, value) in fields {
        info.names.push(vm.intern(name));
        info.values.push(Some(value));
    }
    vm.call(&vm.type_of(&crate::objects::namespace::DEF), info)
}

fn strptime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let module = vm.import("_strptime")?;
    let given: Vec<Ref> = (0..2).filter_map(|index| args.get(index).cloned()).collect();
    vm.call_method(&module, "_strptime_time", Args::positional(given))
}
