//! Arguments of constructors, in the words of `PyArg_ParseTupleAndKeywords` without a name.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::vm::Vm;

/// Parameters: how many are required, how many may be given by position.
pub(super) struct Parameters {
    pub(super) names: &'static [&'static str],
    pub(super) required: usize,
    pub(super) positional: usize,
    /// Do messages name `__new__()`?
    pub(super) is_named: bool,
}

impl Parameters {
    fn function(&self) -> &'static str {
        if self.is_named { "__new__()" } else { "function" }
    }
}

/// The values by parameter.
pub(super) fn bind(vm: &Vm, mut args: Args, wanted: &Parameters) -> Res<Vec<Option<Ref>>> {
    let keywords = args.take_keywords();
    let given = args.values.len();
    let all = given + keywords.len();
    if all > wanted.names.len() || given > wanted.positional {
        return Err(too_many(vm, wanted, given, all));
    }
    let mut values: Vec<Option<Ref>> = args.values.into_iter().collect();
    values.resize(wanted.names.len(), None);
    let mut unexpected = None;
    for (name, value) in keywords {
        let is_it = |it: &&str| name.get::<Str>().is_some_and(|name| name.is_str(it));
        let Some(at) = wanted.names.iter().position(is_it) else {
            unexpected.get_or_insert(name);
            continue;
        };
        if values[at].is_some() {
            let (name, place) = (wanted.names[at], at + 1);
            let text = format!(
                "argument for {} given by name ('{name}') and position ({place})",
                wanted.function()
            );
            return Err(vm.type_error(text));
        }
        values[at] = Some(value);
    }
    if let Some(at) = values[..wanted.required].iter().position(Option::is_none) {
        // Those before it are looked at first.
        for before in &values[..at] {
            int(vm, before, 0)?;
        }
        let (name, place, function) = (wanted.names[at], at + 1, wanted.function());
        let text = format!("{function} missing required argument '{name}' (pos {place})");
        return Err(vm.type_error(text));
    }
    if let Some(name) = unexpected {
        let function = if wanted.is_named { "__new__()" } else { "this function" };
        let text = format!("{function} got an unexpected keyword argument '{}'", vm.text(&name));
        return Err(vm.type_error(text));
    }
    Ok(values)
}

fn too_many(vm: &Vm, wanted: &Parameters, given: usize, all: usize) -> Raised {
    let (most, is, n) = if all > wanted.names.len() {
        (wanted.names.len(), if given == 0 { "keyword " } else { "" }, all)
    } else {
        (wanted.positional, "positional ", given)
    };
    let (name, plural) = (wanted.function(), if most == 1 { "" } else { "s" });
    vm.type_error(format!("{name} takes at most {most} {is}argument{plural} ({n} given)"))
}

/// An argument of C's type `int`.
pub(super) fn int(vm: &Vm, value: &Option<Ref>, default: i32) -> Res<i32> {
    let Some(value) = value else { return Ok(default) };
    let number = vm.index(value)?;
    let number = number.expect::<crate::numbers::Int>();
    let text = match number.to_i64() {
        None => "Python int too large to convert to C long",
        Some(it) if it > i64::from(i32::MAX) => "signed integer is greater than maximum",
        Some(it) if it < i64::from(i32::MIN) => "signed integer is less than minimum",
        Some(it) => return Ok(it as i32),
    };
    Err(vm.overflow_error(text.to_owned()))
}
