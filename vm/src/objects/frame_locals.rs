//! `FrameLocalsProxy`: the variables of a function's frame, read and written through (PEP 667).
//!
//! Source: `Objects/frameobject.c` (CPython 3.13). Names that are no variables of the frame are kept
//! beside them and shown behind them.

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::{Payload, Ref};
use crate::objects::cell::Cell;
use crate::objects::dict::Dict;
use crate::objects::str_::Str;
use crate::protocol::BinaryOp;
use crate::slots::CompareOp;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// A view of a frame's variables.
pub struct FrameLocals {
    frame: Ref,
}

impl Payload for FrameLocals {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.frame);
    }
}

impl FrameLocals {
    /// A new view.
    pub fn object(vm: &Vm, frame: &Ref) -> Ref {
        Ref::new(Some(vm.type_of(&DEF)), FrameLocals { frame: frame.clone() })
    }
}

/// `FrameLocalsProxy`.
static DEF: TypeDef = TypeDef {
    name: "FrameLocalsProxy",
    flags: flag::MAPPING | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.mp_length.set(Some(|vm, object| Ok(entries(vm, object).len())));
        it.mp_subscript.set(Some(get_item));
        it.mp_ass_subscript.set(Some(set_item));
        it.sq_contains.set(Some(|vm, object, key| Ok(find(vm, object, key)?.is_some())));
        it.tp_iter.set(Some(|vm, object| vm.iter(&keys(vm, object))));
        it.tp_richcompare.set(Some(compare));
        it.nb_or.set(Some(|vm, a, b| {
            let dict = |it: &Ref| match it.get::<FrameLocals>() {
                Some(_) => snapshot(vm, it),
                None => it.clone(),
            };
            let is_mapping =
                |it: &Ref| it.get::<FrameLocals>().is_some() || it.get::<Dict>().is_some();
            if !is_mapping(a) || !is_mapping(b) {
                return Ok(vm.not_implemented.clone());
            }
            vm.binary_op(&dict(a), &dict(b), BinaryOp::Or)
        }));
        it.nb_inplace_or.set(Some(|vm, a, b| {
            if !update_from(vm, a, b)? {
                return Ok(vm.not_implemented.clone());
            }
            Ok(a.clone())
        }));
    },
    methods: &[
        method("__contains__(self, key, /)", |vm, object, args| {
            Ok(vm.bool(find(vm, object, &args[0])?.is_some()))
        }),
        method("__getitem__(self, key, /)", |vm, object, args| get_item(vm, object, &args[0])),
        method("update(self, other, /)", |vm, object, args| {
            if !update_from(vm, object, &args[0])? {
                let text = "update() argument must be dict or another FrameLocalsProxy";
                return Err(vm.type_error(text.to_owned()));
            }
            Ok(vm.none.clone())
        }),
        method("__reversed__(self, /)", |vm, object, _| {
            let mut all: Vec<Ref> = entries(vm, object).into_iter().map(|it| it.0).collect();
            all.reverse();
            vm.iter(&vm.list(all))
        }),
        method("copy(self, /)", |vm, object, _| Ok(snapshot(vm, object))),
        method("keys(self, /)", |vm, object, _| Ok(keys(vm, object))),
        method("values(self, /)", |vm, object, _| {
            Ok(vm.list(entries(vm, object).into_iter().map(|it| it.1).collect()))
        }),
        method("items(self, /)", |vm, object, _| {
            let pair = |it: (Ref, Ref)| vm.tuple(vec![it.0, it.1]);
            Ok(vm.list(entries(vm, object).into_iter().map(pair).collect()))
        }),
        method("get(self, key, default=None, /)", |vm, object, args| {
            let found = find(vm, object, &args[0])?;
            Ok(found.or_else(|| args.get(1).cloned()).unwrap_or_else(|| vm.none.clone()))
        }),
        method("setdefault(self, key, default=None, /)", |vm, object, args| {
            if let Some(found) = find(vm, object, &args[0])? {
                return Ok(found);
            }
            let value = args.get(1).cloned().unwrap_or_else(|| vm.none.clone());
            set_item(vm, object, &args[0], Some(value.clone()))?;
            Ok(value)
        }),
    ],
    size: (24, 0),
    ..FINAL
};

fn frame(object: &Ref) -> &Frame {
    object.expect::<FrameLocals>().frame.expect::<Frame>()
}

fn new(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "FrameLocalsProxy", 1, 1)?;
    if args[0].get::<Frame>().is_none() {
        return Err(vm.type_error(format!("expect frame, not {}", vm.type_name(&args[0]))));
    }
    Ok(FrameLocals::object(vm, &args[0]))
}

/// The place of a variable.
fn index_of(object: &Ref, key: &Ref) -> Option<usize> {
    let key = key.get::<Str>()?;
    let names = &frame(object).code().localsplus;
    names.iter().position(|it| it.expect::<Str>().0 == key.0)
}

/// Variables that have values, then other names.
fn entries(vm: &Vm, object: &Ref) -> Vec<(Ref, Ref)> {
    let it = frame(object);
    let code = it.code();
    let values = (0..code.n_localsplus())
        .filter_map(|index| Some((code.localsplus[index].clone(), vm.local_value(it, index)?)));
    let mut found: Vec<(Ref, Ref)> = values.collect();
    if let Some(extra) = it.extra_locals.get() {
        found.extend(extra.expect::<Dict>().entries());
    }
    found
}

fn keys(vm: &Vm, object: &Ref) -> Ref {
    vm.list(entries(vm, object).into_iter().map(|it| it.0).collect())
}

/// A dict of what is there now.
fn snapshot(vm: &Vm, object: &Ref) -> Ref {
    vm.snapshot_of_locals(&object.expect::<FrameLocals>().frame)
}

fn find(vm: &Vm, object: &Ref, key: &Ref) -> Res<Option<Ref>> {
    let it = frame(object);
    if let Some(index) = index_of(object, key) {
        return Ok(vm.local_value(it, index));
    }
    match it.extra_locals.get() {
        Some(extra) => extra.expect::<Dict>().get(vm, key),
        None => vm.hash(key).map(|_| None),
    }
}

fn get_item(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    if let Some(found) = find(vm, object, key)? {
        return Ok(found);
    }
    let text = format!("local variable '{}' is not defined", vm.repr_text(key)?);
    Err(vm.raise(&vm.exceptions.KeyError, vec![vm.str(&text)]))
}

fn set_item(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let it = frame(object);
    let Some(value) = value else {
        return Err(vm.type_error("cannot remove variables from FrameLocalsProxy".to_owned()));
    };
    if let Some(index) = index_of(object, key) {
        set_local(it, index, value);
        return Ok(());
    }
    let extra = it.extra_locals.get().unwrap_or_else(|| vm.dict());
    it.extra_locals.set(Some(extra.clone()));
    extra.expect::<Dict>().insert(vm, key, value)
}

/// Sets a variable, in its cell where it has one.
fn set_local(frame: &Frame, index: usize, value: Ref) {
    let code = frame.code();
    let cell = frame
        .slots
        .local(index)
        .filter(|it| (code.is_cell(index) || code.is_free(index)) && it.get::<Cell>().is_some());
    match cell {
        Some(cell) => cell.expect::<Cell>().contents.set(Some(value)),
        None => drop(frame.slots.set_local(index, Some(value))),
    }
}

/// False: it is no mapping that can be taken over.
fn update_from(vm: &Vm, object: &Ref, other: &Ref) -> Res<bool> {
    let entries = match (other.get::<Dict>(), other.get::<FrameLocals>()) {
        (Some(dict), _) => dict.entries(),
        (None, Some(_)) => entries(vm, other),
        (None, None) => return Ok(false),
    };
    for (key, value) in entries {
        set_item(vm, object, &key, Some(value))?;
    }
    Ok(true)
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(vm.not_implemented.clone());
    }
    if let Some(other) = b.get::<FrameLocals>() {
        return vm.equality(op, a.expect::<FrameLocals>().frame.is(&other.frame));
    }
    if b.get::<Dict>().is_none() {
        return Ok(vm.not_implemented.clone());
    }
    vm.rich_compare(&snapshot(vm, a), b, op)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    vm.guarded_repr(object, "{...}", || vm.repr(&snapshot(vm, object)))
}
