//! What some types add to an exception: attributes set from the constructor's arguments.

use super::{BASE_DEF, Exception, init};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::typedef::{TypeDef, method};
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
        crate::typedef::member_set(
            $name,
            |vm, object| Ok(object.expect::<Exception>().field(vm, $index)),
            |vm, object, value| {
                object.expect::<Exception>().set_field(vm, $index, value);
                Ok(())
            },
        )
    };
}

pub(super) use field;

pub(super) use super::group::GROUP;
pub(super) use super::os_error::OS_ERROR;
pub(super) use super::syntax_error::SYNTAX_ERROR;
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
            init_with_keywords(vm, object, args, "NameError", &[("name", Fields::FIRST)])
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
                "AttributeError",
                &[("name", Fields::FIRST), ("obj", Fields::SECOND)],
            )
        }));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            let args = object.expect::<Exception>().args.get();
            let state = attribute_state(vm, object)?;
            let or_none = |it: Option<Ref>| it.unwrap_or_else(|| vm.none.clone());
            let args = args.unwrap_or_else(|| vm.empty_tuple());
            Ok(vm.tuple(vec![object.class(), args, or_none(state)]))
        }),
        method("__getstate__(self, /)", |vm, object, _| {
            Ok(attribute_state(vm, object)?.unwrap_or_else(|| vm.none.clone()))
        }),
    ],
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
            init_with_keywords(vm, object, args, "ImportError", &names)?;
            let it = object.expect::<Exception>();
            let args = it.arguments(vm);
            it.set_field(
                vm,
                Fields::THIRD,
                Some(&args).filter(|it| it.len() == 1).map(|it| it[0].clone()),
            );
            Ok(())
        }));
        it.tp_str.set(Some(|vm, object| {
            let message = object.expect::<Exception>().field(vm, Fields::THIRD);
            if vm.str_text(&message).is_some() { Ok(message) } else { super::str_of(vm, object) }
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let known = |field| known(vm, object, field);
        let set = [
            ("name", known(Fields::FIRST)),
            ("path", known(Fields::SECOND)),
            ("name_from", known(Fields::FOURTH)),
        ];
        reduce_with(vm, object, &set)
    })],
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

/// Keywords become fields; the positional arguments are `args`. `kind` is the name in messages.
fn init_with_keywords(
    vm: &Vm,
    object: &Ref,
    mut args: Args,
    kind: &str,
    names: &[(&str, usize)],
) -> Res<()> {
    let keywords = args.take_keywords();
    init(vm, object, args)?;
    let it = object.expect::<Exception>();
    for &(_, index) in names {
        it.set_field(vm, index, None);
    }
    for (name, value) in keywords {
        let text = vm.text(&name);
        let Some(found) = names.iter().find(|it| it.0 == text) else {
            let text = format!("{kind}() got an unexpected keyword argument '{text}'");
            return Err(vm.type_error(text));
        };
        it.set_field(vm, found.1, Some(value));
    }
    Ok(())
}

/// Class, arguments, and the state that `set` adds to the instance's dict.
fn reduce_with(vm: &Vm, object: &Ref, set: &[(&str, Option<Ref>)]) -> Res {
    let args = object.expect::<Exception>().args.get().unwrap_or_else(|| vm.empty_tuple());
    let mut parts = vec![object.class(), args];
    parts.extend(state_with(vm, object, set)?);
    Ok(vm.tuple(parts))
}

/// The instance's dict with these entries; `None` where there is neither.
fn state_with(vm: &Vm, object: &Ref, set: &[(&str, Option<Ref>)]) -> Res<Option<Ref>> {
    let own = filled_dict(vm, object);
    if set.iter().all(|it| it.1.is_none()) {
        return Ok(own);
    }
    let state = match own {
        Some(own) => vm.call_method(&own, "copy", Args::none())?,
        None => vm.dict(),
    };
    for (name, value) in set {
        if let Some(value) = value {
            state.expect::<crate::objects::dict::Dict>().insert_name(
                vm,
                &vm.intern(name),
                value.clone(),
            );
        }
    }
    Ok(Some(state))
}

/// The instance's dict, where something is in it.
pub(super) fn filled_dict(vm: &Vm, object: &Ref) -> Option<Ref> {
    let dict = vm.instance_dict_if_any(object)?;
    dict.get::<crate::objects::dict::Dict>().is_some_and(|it| !it.is_empty()).then_some(dict)
}

fn known(vm: &Vm, object: &Ref, field: usize) -> Option<Ref> {
    Some(object.expect::<Exception>().field(vm, field)).filter(|it| !it.is(&vm.none))
}

fn attribute_state(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let args = object.expect::<Exception>().args.get();
    state_with(vm, object, &[("name", known(vm, object, Fields::FIRST)), ("args", args)])
}
