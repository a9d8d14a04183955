//! Exceptions: the payload that all of them share, and the tree of their types.

mod fields;
pub mod group;
mod hierarchy;
mod os_error;
mod syntax_error;
mod unicode;

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Seq, Slot};
use crate::objects::object::INSTANCE_DICT;
use crate::objects::traceback::Traceback;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, getset, method};
use crate::vm::Vm;

pub use fields::Fields;
pub(crate) use fields::SIMPLE;
pub use hierarchy::Exceptions;
pub use syntax_error::SyntaxFields;

/// An exception.
#[derive(Default)]
pub struct Exception {
    /// `args`, a tuple.
    pub args: Slot,
    /// `__traceback__`.
    pub traceback: Slot,
    /// `__context__`.
    pub context: Slot,
    /// `__cause__`.
    pub cause: Slot,
    /// `__suppress_context__`.
    pub suppress_context: Cell<bool>,
    /// What its type adds, by `Fields`: `StopIteration.value`, `OSError.errno`, …
    pub fields: Seq,
}

impl Payload for Exception {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.args, &self.traceback, &self.context, &self.cause] {
            slot.visit(visit);
        }
        self.fields.visit(visit);
    }

    fn clear(&self) {
        for slot in [&self.args, &self.traceback, &self.context, &self.cause] {
            slot.set(None);
        }
        drop(self.fields.take());
    }
}

impl Exception {
    /// `args`.
    pub fn arguments(&self, vm: &Vm) -> Vec<Ref> {
        self.args.get().map(|it| vm.tuple_items(&it)).unwrap_or_default()
    }
}

/// `BaseException`.
pub const BASE_DEF: TypeDef = TypeDef {
    name: "BaseException",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(init));
        it.tp_str.set(Some(str_of));
        it.tp_repr.set(Some(repr));
    },
    methods: &[
        method("with_traceback(self, object, /)", |vm, object, args| {
            set_traceback(vm, object, Some(args[0].clone()))?;
            Ok(object.clone())
        }),
        method("add_note(self, object, /)", add_note),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<Exception>();
            let mut parts = vec![object.class(), vm.tuple(it.arguments(vm))];
            parts.extend(fields::filled_dict(vm, object));
            Ok(vm.tuple(parts))
        }),
        method("__setstate__(self, object, /)", |vm, object, args| {
            if !args[0].is(&vm.none) {
                let Some(state) = args[0].get::<super::dict::Dict>() else {
                    return Err(vm.type_error("state is not a dictionary".to_owned()));
                };
                for (name, value) in state.entries() {
                    vm.set_attribute(object, &name, Some(value))?;
                }
            }
            Ok(vm.none.clone())
        }),
    ],
    getset: &[
        INSTANCE_DICT,
        getset(
            "args",
            |vm, object| {
                Ok(object.expect::<Exception>().args.get().unwrap_or_else(|| vm.empty_tuple()))
            },
            |vm, object, value| {
                let Some(value) = value else {
                    return Err(vm.type_error("args may not be deleted".to_owned()));
                };
                let items = vm.iterate_to_vec(&value)?;
                object.expect::<Exception>().args.set(Some(vm.tuple(items)));
                Ok(())
            },
        ),
        getset(
            "__traceback__",
            |vm, object| or_none(vm, &object.expect::<Exception>().traceback),
            set_traceback,
        ),
        getset(
            "__context__",
            |vm, object| or_none(vm, &object.expect::<Exception>().context),
            |vm, object, value| {
                let value = exception_or_none(vm, value, "context")?;
                object.expect::<Exception>().context.set(value);
                Ok(())
            },
        ),
        getset(
            "__cause__",
            |vm, object| or_none(vm, &object.expect::<Exception>().cause),
            |vm, object, value| {
                let value = exception_or_none(vm, value, "cause")?;
                let it = object.expect::<Exception>();
                it.cause.set(value);
                it.suppress_context.set(true);
                Ok(())
            },
        ),
        crate::typedef::member_set(
            "__suppress_context__",
            |vm, object| Ok(vm.bool(object.expect::<Exception>().suppress_context.get())),
            |vm, object, value| {
                let Some(value) = value else {
                    return Err(vm.type_error("can't delete numeric/char attribute".to_owned()));
                };
                let Some(value) = vm.as_bool(&value) else {
                    return Err(vm.type_error("attribute value type must be bool".to_owned()));
                };
                object.expect::<Exception>().suppress_context.set(value);
                Ok(())
            },
        ),
    ],
    size: (72, 0),
    ..BASE
};

fn or_none(vm: &Vm, slot: &Slot) -> Res {
    Ok(slot.get().unwrap_or_else(|| vm.none.clone()))
}

fn exception_or_none(vm: &Vm, value: Option<Ref>, name: &str) -> Res<Option<Ref>> {
    let Some(value) = value else {
        return Err(vm.type_error(format!("__{name}__ may not be deleted")));
    };
    if value.is(&vm.none) {
        return Ok(None);
    }
    if value.get::<Exception>().is_none() {
        return Err(
            vm.type_error(format!("exception {name} must be None or derive from BaseException"))
        );
    }
    Ok(Some(value))
}

fn set_traceback(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    let Some(value) = value else {
        return Err(vm.type_error("__traceback__ may not be deleted".to_owned()));
    };
    let value = Some(value).filter(|it| !it.is(&vm.none));
    if value.as_ref().is_some_and(|it| it.get::<Traceback>().is_none()) {
        return Err(vm.type_error("__traceback__ must be a traceback or None".to_owned()));
    }
    object.expect::<Exception>().traceback.set(value);
    Ok(())
}

fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let it = Exception::default();
    drop(args.take_keywords());
    it.args.set(Some(vm.tuple(args.take_positional(0))));
    Ok(type_::instantiate(class, it))
}

/// `BaseException.__init__`: positional arguments alone.
fn init(vm: &Vm, object: &Ref, mut args: Args) -> Res<()> {
    args.no_keywords(vm, &vm.type_name(object))?;
    object.expect::<Exception>().args.set(Some(vm.tuple(args.take_positional(0))));
    Ok(())
}

fn str_of(vm: &Vm, object: &Ref) -> Res {
    let args = object.expect::<Exception>().arguments(vm);
    match args.as_slice() {
        [] => Ok(vm.str("")),
        [one] => vm.str_of(one),
        _ => vm.str_of(&vm.tuple(args)),
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let args = object.expect::<Exception>().arguments(vm);
    let name = object.ty().name.borrow().clone();
    Ok(vm.str(&match args.as_slice() {
        [one] => format!("{name}({})", vm.repr_text(one)?),
        _ => format!("{name}{}", vm.repr_text(&vm.tuple(args))?),
    }))
}

fn add_note(vm: &Vm, object: &Ref, args: Args) -> Res {
    if vm.str_text(&args[0]).is_none() {
        return Err(vm.type_error(format!("note must be a str, not '{}'", vm.type_name(&args[0]))));
    }
    let name = &vm.names.__notes__;
    let notes = match vm.find_attribute(object, name)? {
        Some(found) => found,
        None => {
            let made = vm.list(Vec::new());
            vm.set_attribute(object, name, Some(made.clone()))?;
            made
        }
    };
    let Some(list) = notes.get::<super::list::List>() else {
        return Err(vm.type_error("Cannot add note: __notes__ is not a list".to_owned()));
    };
    list.items.push(args[0].clone());
    Ok(vm.none.clone())
}
