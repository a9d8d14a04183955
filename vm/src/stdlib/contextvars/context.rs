//! `Context`: a mapping from variables to their values, and the one that a thread is in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::variable::Variable;
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::slots::CompareOp;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// Variables with their values.
type Values = Rc<Vec<(Ref, Ref)>>;

/// A context.
#[derive(Default)]
pub(crate) struct Context {
    values: RefCell<Values>,
    /// Is a thread in it?
    entered: Cell<bool>,
    /// The context that the thread was in before.
    before: Slot,
}

impl Payload for Context {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.before.visit(visit);
        let values = self.values.borrow();
        // What several contexts share is no context's own: its references count once only.
        if Rc::strong_count(&values) == 1 {
            for (variable, value) in values.iter() {
                visit(variable);
                visit(value);
            }
        }
    }

    fn clear(&self) {
        self.before.set(None);
        let old = self.values.take();
        drop(old);
    }
}

impl Context {
    /// The value of a variable here.
    pub(super) fn get(&self, variable: &Ref) -> Option<Ref> {
        let values = self.values.borrow();
        values.iter().find(|it| it.0.is(variable)).map(|it| it.1.clone())
    }

    /// Sets a variable, or forgets it; what it was.
    pub(super) fn set(&self, vm: &Vm, variable: &Ref, value: Option<Ref>) -> Res<Option<Ref>> {
        let old: Values = self.values.borrow().clone();
        vm.charge(old.len() as u64)?;
        vm.reserve(16 * old.len() as u64)?;
        let mut new = Vec::clone(&old);
        let at = new.iter().position(|it| it.0.is(variable));
        let before = at.map(|at| new[at].1.clone());
        match (at, value) {
            (Some(at), Some(value)) => new[at].1 = value,
            (None, Some(value)) => new.push((variable.clone(), value)),
            (Some(at), None) => drop(new.remove(at)),
            (None, None) => {}
        }
        let replaced = self.values.replace(Rc::new(new));
        drop((old, replaced));
        Ok(before)
    }

    fn entries(&self) -> Vec<(Ref, Ref)> {
        self.values.borrow().to_vec()
    }
}

/// The context that the thread is in.
pub(super) fn current(vm: &Vm) -> Ref {
    if let Some(found) = vm.context.get() {
        return found;
    }
    let made = Ref::new(Some(vm.type_of(&DEF)), Context::default());
    vm.context.set(Some(made.clone()));
    made
}

pub(super) fn copy(vm: &Vm, object: &Ref) -> Ref {
    let values = object.expect::<Context>().values.borrow().clone();
    let it = Context { values: RefCell::new(values), ..Context::default() };
    Ref::new(Some(vm.type_of(&DEF)), it)
}

/// `context.run(callable, *args, **kwargs)`.
fn run(vm: &Vm, object: &Ref, mut args: Args) -> Res {
    let it = object.expect::<Context>();
    if args.n_positional() == 0 {
        return Err(vm.type_error("run() missing 1 required positional argument".to_owned()));
    }
    if it.entered.get() {
        let shown = vm.repr_text(object)?;
        let text = format!("cannot enter context: {shown} is already entered");
        return Err(vm.runtime_error(text));
    }
    let function = args.values.remove(0).expect("positional arguments are given");
    it.before.set(vm.context.get());
    it.entered.set(true);
    drop(vm.context.replace(Some(object.clone())));
    let found = vm.call(&function, args);
    drop(vm.context.replace(it.before.take()));
    it.entered.set(false);
    found
}

fn check_key(vm: &Vm, key: &Ref) -> Res<()> {
    if key.get::<Variable>().is_some() {
        return Ok(());
    }
    let shown = vm.repr_text(key)?;
    Err(vm.type_error(format!("a ContextVar key was expected, got {shown}")))
}

fn value(vm: &Vm, object: &Ref, key: &Ref) -> Res<Option<Ref>> {
    check_key(vm, key)?;
    Ok(object.expect::<Context>().get(key))
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let found: Option<Ref> = value(vm, object, key)?;
    found.ok_or_else(|| -> Raised { vm.key_error(key) })
}

fn is_equal(vm: &Vm, a: &Ref, b: &Ref) -> Res<bool> {
    let (x, y) = (a.expect::<Context>().entries(), b.expect::<Context>());
    if x.len() != y.values.borrow().len() {
        return Ok(false);
    }
    for (variable, value) in x {
        match y.get(&variable) {
            Some(other) if vm.is_equal(&value, &other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn iterator(vm: &Vm, items: Vec<Ref>) -> Res {
    vm.iter(&vm.list(items))
}

fn keys(vm: &Vm, object: &Ref) -> Res {
    let entries = object.expect::<Context>().entries();
    iterator(vm, entries.into_iter().map(|it| it.0).collect())
}

/// `Context`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_contextvars.Context",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS | flag::MAPPING,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            if !args.is_empty() {
                let text = "Context() does not accept any arguments";
                return Err(vm.type_error(text.to_owned()));
            }
            Ok(Ref::new(Some(class.clone()), Context::default()))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            if b.get::<Context>().is_none() || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return Ok(vm.not_implemented.clone());
            }
            Ok(vm.bool(is_equal(vm, a, b)? == (op == CompareOp::Eq)))
        }));
        it.tp_iter.set(Some(keys));
        it.mp_subscript.set(Some(subscript));
        it.mp_length.set(Some(|_, object| Ok(object.expect::<Context>().values.borrow().len())));
        it.sq_contains.set(Some(|vm, object, key| Ok(value(vm, object, key)?.is_some())));
    },
    methods: &[
        method("run(*args, **kwargs)", run),
        method("copy(self, /)", |vm, object, _| Ok(copy(vm, object))),
        method("get(self, key, default=None, /)", |vm, object, args| {
            let found = value(vm, object, &args[0])?;
            Ok(found.or_else(|| args.get(1).cloned()).unwrap_or_else(|| vm.none.clone()))
        }),
        method("keys(self, /)", |vm, object, _| keys(vm, object)),
        method("values(self, /)", |vm, object, _| {
            let entries = object.expect::<Context>().entries();
            iterator(vm, entries.into_iter().map(|it| it.1).collect())
        }),
        method("items(self, /)", |vm, object, _| {
            let entries = object.expect::<Context>().entries();
            iterator(vm, entries.into_iter().map(|(a, b)| vm.tuple(vec![a, b])).collect())
        }),
    ],
    size: (40, 0),
    ..FINAL
};
