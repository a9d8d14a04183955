//! `slice`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::typedef::{FINAL, TypeDef, flag, member, method};
use crate::vm::Vm;

/// A slice; `None` objects where nothing is said.
pub struct Slice {
    /// `start`.
    pub start: Ref,
    /// `stop`.
    pub stop: Ref,
    /// `step`.
    pub step: Ref,
}

impl Payload for Slice {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }
}

fn parts(vm: &Vm, object: &Ref) -> Ref {
    let it = object.expect::<Slice>();
    vm.tuple(vec![it.start.clone(), it.stop.clone(), it.step.clone()])
}

/// `slice`.
pub const DEF: TypeDef = TypeDef {
    name: "slice",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, mut args| {
            args.check(vm, "slice", 1, 3)?;
            let n = args.len();
            let none = || vm.none.clone();
            let mut take = |index| args.take(index).unwrap_or_else(none);
            Ok(if n == 1 {
                vm.slice(none(), take(0), none())
            } else {
                vm.slice(take(0), take(1), take(2))
            })
        }));
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<Slice>();
            let text = format!(
                "slice({}, {}, {})",
                vm.repr_text(&it.start)?,
                vm.repr_text(&it.stop)?,
                vm.repr_text(&it.step)?
            );
            Ok(vm.str(&text))
        }));
        it.tp_hash.set(Some(|vm, object| vm.hash(&parts(vm, object))));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            if a.get::<Slice>().is_none() || b.get::<Slice>().is_none() {
                return Ok(vm.not_implemented.clone());
            }
            vm.rich_compare(&parts(vm, a), &parts(vm, b), op)
        }));
    },
    methods: &[
        method("indices(self, object, /)", indices),
        method("__reduce__(self, /)", |vm, object, _| {
            Ok(vm.tuple(vec![object.class(), parts(vm, object)]))
        }),
    ],
    getset: &[
        member("start", |_, object| Ok(object.expect::<Slice>().start.clone())),
        member("stop", |_, object| Ok(object.expect::<Slice>().stop.clone())),
        member("step", |_, object| Ok(object.expect::<Slice>().step.clone())),
    ],
    size: (40, 0),
    ..FINAL
};

fn indices(vm: &Vm, object: &Ref, args: Args) -> Res {
    let length = vm.index(&args[0])?;
    let length = length.expect::<Int>();
    if length.is_negative() {
        return Err(vm.value_error("length should not be negative".to_owned()));
    }
    let (start, stop, step) = adjusted(vm, object.expect::<Slice>(), length)?;
    Ok(vm.tuple(vec![vm.new_int(start), vm.new_int(stop), vm.new_int(step)]))
}

/// Start, stop and step in a sequence of any length (`_PySlice_GetLongIndices`).
pub(super) fn adjusted(vm: &Vm, slice: &Slice, length: &Int) -> Res<(Int, Int, Int)> {
    let bound = |it: &Ref| -> Res<Option<Int>> {
        if it.is(&vm.none) {
            return Ok(None);
        }
        if it.ty().slots.nb_index.get().is_none() {
            let text = "slice indices must be integers or None or have an __index__ method";
            return Err(vm.type_error(text.to_owned()));
        }
        Ok(Some(vm.index(it)?.expect::<Int>().clone()))
    };
    let step = bound(&slice.step)?.unwrap_or(Int::ONE);
    if step.is_zero() {
        return Err(vm.value_error("slice step cannot be zero".to_owned()));
    }
    let minus_one = Int::Small(-1);
    let (lower, upper) = if step.is_negative() {
        (minus_one.clone(), length.add(&minus_one))
    } else {
        (Int::ZERO, length.clone())
    };
    let clamp = |it: Int| {
        let it = if it.is_negative() { it.add(length) } else { it };
        if it < lower {
            lower.clone()
        } else if it > upper {
            upper.clone()
        } else {
            it
        }
    };
    let start = bound(&slice.start)?.map(clamp);
    let stop = bound(&slice.stop)?.map(clamp);
    let (first, last) = if step.is_negative() {
        (upper.clone(), lower.clone())
    } else {
        (lower.clone(), upper.clone())
    };
    Ok((start.unwrap_or(first), stop.unwrap_or(last), step))
}
