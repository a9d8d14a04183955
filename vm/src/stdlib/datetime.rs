//! `_datetime`: dates, times and durations, as Modules/_datetimemodule.c (CPython 3.13) has them.
//!
//! The local time of the machine is UTC. `strptime` is the library's.

mod arguments;
mod bytes;
mod calendar;
mod capsule;
mod date;
mod delta;
mod format;
mod moment;
mod parse;
mod time;
mod timezone;
mod zone;

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::typedef::ModuleDef;
use crate::vm::Vm;

pub(crate) use capsule::Capsule;
pub(crate) use delta::Delta;
pub(crate) use moment::Moment;
pub(crate) use time::TimeOfDay;
pub(crate) use timezone::Timezone;

pub(crate) use capsule::capsule;

/// `_datetime`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_datetime",
    doc: "Fast implementation of the datetime type.",
    functions: &[],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let it = module.expect::<Module>();
    let types = [&delta::DEF, &date::DEF, &moment::DEF, &time::DEF, &zone::DEF, &timezone::DEF];
    for def in types {
        let name = def.name.rsplit('.').next().unwrap_or_default();
        it.set(vm, name, vm.type_of(def));
    }
    it.set(vm, "MINYEAR", vm.int(1));
    it.set(vm, "MAXYEAR", vm.int(9999));
    it.set(vm, "UTC", timezone::utc(vm));
    it.set(vm, "datetime_CAPI", capsule(vm, "datetime.datetime_CAPI"));
    delta::constants(vm);
    date::constants(vm);
    moment::constants(vm);
    time::constants(vm);
    timezone::constants(vm);
    Ok(())
}
