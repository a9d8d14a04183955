//! What some types add to an exception: attributes set from the constructor's arguments.

use super::{BASE_DEF, Exception, init};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::typedef::{TypeDef, member_set};
use crate::vm::Vm;

/// A field's place in [`Exception::fields`].
pub struct Fields;

impl Fields {
    /// `StopIteration.value`, `SystemExit.code`, `NameError.name`, `AttributeError.name`,
    /// `ImportError.name`.
    pub const FIRST: usize = 0;
    /// `AttributeError.obj`, `ImportError.path`.
    pub const SECOND: usize = 1;
    /// `ImportError.msg`.
    pub const THIRD: usize = 2;
    /// `ImportError.name_from`.
    pub const FOURTH: usize = 3;
}

impl Exception {
    /// A field; `None` (Python's) where it was not set.
    pub fn field(&self, vm: &Vm, index: usize) -> Ref {
        self.fields.get(index).unwrap_or_else(|| vm.none.clone())
    }

    /// Sets a field.
    pub fn set_field(&self, vm: &Vm, index: usize, value: Option<Ref>) {
        while self.fields.len() <= index {
            self.fields.push(vm.none.clone());
        }
        drop(self.fields.replace(index, value.unwrap_or_else(|| vm.none.clone())));
    }
}

macro_rules! field {
    ($name:literal, $index:expr) => {
        member_set(
            $name,
            |vm, object| Ok(object.expect::<Exception>().field(vm, $index)),
            |vm, object, value| {
                object.expect::<Exception>().set_field(vm, $index, value);
                Ok(())
            },
        )
    };
}

pub(super) use super::group::GROUP;
pub(super) use super::unicode::{
    UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, UNICODE_TRANSLATE_ERROR,
};

/// Nothing of its own.
pub(crate) const SIMPLE: TypeDef = TypeDef { slots: |_| {}, methods: &[], getset: &[], ..BASE_DEF };

/// `value`: the first argument.
pub(super) const STOP_ITERATION: TypeDef = TypeDef {
    slots: |it| it.tp_init.set(Some(init_with_first)),
    getset: &[field!("value", Fields::FIRST)],
    size: (80, 0),
    ..SIMPLE
};

/// `code`: the argument, or all of them.
pub(super) const SYSTEM_EXIT: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, object, args| {
            init(vm, object, args)?;
            let it = object.expect::<Exception>();
            let all = it.arguments(vm);
            let code = match all.as_slice() {
                [] => None,
                [one] => Some(one.clone()),
                _ => it.args.get(),
            };
            it.set_field(vm, Fields::FIRST, code);
            Ok(())
        }));
    },
    getset: &[field!("code", Fields::FIRST)],
    size: (80, 0),
    ..SIMPLE
};

/// Its text is the `repr` of the key.
pub(super) const KEY_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_str.set(Some(|vm, object| {
            let args = object.expect::<Exception>().arguments(vm);
            match args.as_slice() {
                [key] => vm.repr(key),
                _ => super::str_of(vm, object),
            }
        }));
    },
    ..SIMPLE
};

/// `name`.
pub(super) const NAME_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, object, args| {
            init_with_keywords(vm, object, args, &[("name", Fields::FIRST)])
        }))
    },
    getset: &[field!("name", Fields::FIRST)],
    size: (80, 0),
    ..SIMPLE
};

/// `name` and `obj`.
pub(super) const ATTRIBUTE_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, object, args| {
            init_with_keywords(
                vm,
                object,
                args,
                &[("name", Fields::FIRST), ("obj", Fields::SECOND)],
            )
        }));
    },
    getset: &[field!("name", Fields::FIRST), field!("obj", Fields::SECOND)],
    size: (88, 0),
    ..SIMPLE
};

/// `msg`, `name`, `path`, `name_from`.
pub(super) const IMPORT_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, object, args| {
            let names =
                [("name", Fields::FIRST), ("path", Fields::SECOND), ("name_from", Fields::FOURTH)];
            init_with_keywords(vm, object, args, &names)?;
            let it = object.expect::<Exception>();
            if let [one] = it.arguments(vm).as_slice() {
                it.set_field(vm, Fields::THIRD, Some(one.clone()));
            }
            Ok(())
        }));
        it.tp_str.set(Some(|vm, object| {
            let message = object.expect::<Exception>().field(vm, Fields::THIRD);
            if vm.str_text(&message).is_some() { Ok(message) } else { super::str_of(vm, object) }
        }));
    },
    getset: &[
        field!("msg", Fields::THIRD),
        field!("name", Fields::FIRST),
        field!("path", Fields::SECOND),
        field!("name_from", Fields::FOURTH),
    ],
    size: (104, 0),
    ..SIMPLE
};

fn init_with_first(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    init(vm, object, args)?;
    let it = object.expect::<Exception>();
    it.set_field(vm, Fields::FIRST, it.arguments(vm).first().cloned());
    Ok(())
}

/// Keywords become fields; the positional arguments are `args`.
fn init_with_keywords(vm: &Vm, object: &Ref, mut args: Args, names: &[(&str, usize)]) -> Res<()> {
    let it = object.expect::<Exception>();
    for &(name, index) in names {
        let given = args.take_keyword(name);
        it.set_field(vm, index, given);
    }
    init(vm, object, args)
}
