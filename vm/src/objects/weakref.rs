//! `weakref.ref` and its proxies.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Weak, weak_references};
use crate::objects::type_::{self, Type};
use crate::slots::CompareOp;
use crate::typedef::{BASE, FINAL, TypeDef, classmethod, flag, member, method};
use crate::vm::Vm;

/// A weak reference, or a proxy, by its type.
pub struct WeakRef {
    /// What it leads to.
    pub target: Weak,
    /// The hash of the target, once it was asked for.
    hash: Cell<Option<i64>>,
}

impl Payload for WeakRef {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        if let Some(callback) = self.target.callback() {
            visit(&callback);
        }
    }

    fn clear(&self) {
        self.target.forget();
    }
}

impl WeakRef {
    /// A weak reference of this class; without a callback the one that exists already, if it does.
    pub fn object(vm: &Vm, class: &Ref, target: &Ref, callback: Option<Ref>) -> Res {
        if !target.ty().flag(flag::HAS_WEAKREFS) {
            let text = format!("cannot create weak reference to '{}' object", vm.type_name(target));
            return Err(vm.type_error(text));
        }
        let callback = callback.filter(|it| !it.is(&vm.none));
        let is_shared = callback.is_none() && class.expect::<Type>().is_native;
        if is_shared
            && let Some(known) = weak_references(target).into_iter().find(|it| is_plain(it, class))
        {
            return Ok(known);
        }
        let it = WeakRef { target: Weak::new(target), hash: Cell::new(None) };
        let made = type_::instantiate(class, it);
        made.expect::<WeakRef>().target.register(&made, callback, is_shared);
        Ok(made)
    }
}

/// `weakref.ref(target)`.
pub fn reference(vm: &Vm, target: &Ref) -> Res {
    WeakRef::object(vm, &vm.type_of(&DEF_STATIC), target, None)
}

/// Is it the shared one of this class, without a callback?
pub(crate) fn is_plain(object: &Ref, class: &Ref) -> bool {
    object.is_exactly(class)
        && object.get::<WeakRef>().is_some_and(|it| it.target.callback().is_none())
}

fn target(object: &Ref) -> Option<Ref> {
    object.expect::<WeakRef>().target.upgrade()
}

/// `weakref.ReferenceType`.
pub const DEF: TypeDef = TypeDef {
    name: "weakref.ReferenceType",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            if args.n_positional() == 0 || args.n_positional() > 2 {
                args.check(vm, "__new__", 1, 2)?;
            }
            WeakRef::object(
                vm,
                class,
                &args[0],
                if args.n_positional() > 1 { args.get(1).cloned() } else { None },
            )
        }));
        it.tp_init.set(Some(|vm, _, args| args.check(vm, "__init__", 1, 2)));
        it.tp_call.set(Some(|vm, object, args| {
            args.check(vm, "ReferenceType", 0, 0)?;
            Ok(target(object).unwrap_or_else(|| vm.none.clone()))
        }));
        it.tp_hash.set(Some(hash));
        it.tp_repr.set(Some(repr));
        it.tp_richcompare.set(Some(compare));
    },
    methods: &[classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    })],
    getset: &[member("__callback__", |vm, object| {
        Ok(object.expect::<WeakRef>().target.callback().unwrap_or_else(|| vm.none.clone()))
    })],
    size: (64, 0),
    ..BASE
};

fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = object.expect::<WeakRef>();
    if let Some(known) = it.hash.get() {
        return Ok(known);
    }
    let Some(target) = it.target.upgrade() else {
        return Err(vm.type_error("weak object has gone away".to_owned()));
    };
    let hash = vm.hash(&target)?;
    it.hash.set(Some(hash));
    Ok(hash)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let address = object.address();
    let Some(target) = target(object) else {
        return Ok(vm.str(&format!("<weakref at {address:#x}; dead>")));
    };
    let named = type_::lookup_and_bind(vm, &target, &vm.names.__name__)?;
    let named = named.and_then(|it| vm.str_text(&it));
    let name = named.map_or_else(String::new, |it| format!(" ({it})"));
    let text = format!(
        "<weakref at {address:#x}; to '{}' at {:#x}{name}>",
        vm.fully_qualified_name(&target.class()),
        target.address()
    );
    Ok(vm.str(&text))
}

/// While both targets live, they are compared; else the references themselves.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne)
        || a.get::<WeakRef>().is_none()
        || b.get::<WeakRef>().is_none()
    {
        return Ok(vm.not_implemented.clone());
    }
    match (target(a), target(b)) {
        (Some(x), Some(y)) => vm.rich_compare(&x, &y, op),
        _ => vm.equality(op, a.is(b)),
    }
}

/// The object behind a proxy, or what it is if it is none.
fn unwrap(vm: &Vm, object: &Ref) -> Res {
    let Some(it) = object.get::<WeakRef>() else { return Ok(object.clone()) };
    if object.is_exactly(&vm.type_of(&DEF_STATIC)) {
        return Ok(object.clone());
    }
    it.target
        .upgrade()
        .ok_or_else(|| vm.reference_error("weakly-referenced object no longer exists".to_owned()))
}

/// `weakref.ReferenceType`, as modules refer to it.
pub static DEF_STATIC: TypeDef = DEF;

macro_rules! forward {
    ($slots:ident, $($slot:ident => $op:ident),*) => {
        $($slots.$slot.set(Some(|vm, a, b| {
            let (a, b) = (unwrap(vm, a)?, unwrap(vm, b)?);
            vm.binary_op(&a, &b, crate::protocol::BinaryOp::$op)
        }));)*
    };
}

macro_rules! forward_in_place {
    ($slots:ident, $($slot:ident => $op:ident),*) => {
        $($slots.$slot.set(Some(|vm, a, b| {
            let (a, b) = (unwrap(vm, a)?, unwrap(vm, b)?);
            vm.in_place_op(&a, &b, crate::protocol::BinaryOp::$op)
        }));)*
    };
}

const PROXY_BASE: TypeDef = TypeDef {
    name: "weakref.ProxyType",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_hash.set(Some(super::object::hash_not_implemented));
        it.tp_str.set(Some(|vm, object| vm.str_of(&unwrap(vm, object)?)));
        it.tp_repr.set(Some(|vm, object| {
            let target = target(object).unwrap_or_else(|| vm.none.clone());
            let name = vm.fully_qualified_name(&target.class());
            let (own, other) = (object.address(), target.address());
            Ok(vm.str(&format!("<weakproxy at {own:#x}; to '{name}' at {other:#x}>")))
        }));
        it.tp_getattro.set(Some(|vm, object, name| vm.get_attribute(&unwrap(vm, object)?, name)));
        it.tp_setattro.set(Some(|vm, object, name, value| {
            vm.set_attribute(&unwrap(vm, object)?, name, value)
        }));
        it.tp_richcompare
            .set(Some(|vm, a, b, op| vm.rich_compare(&unwrap(vm, a)?, &unwrap(vm, b)?, op)));
        it.tp_iter.set(Some(|vm, object| vm.iter(&unwrap(vm, object)?)));
        it.tp_iternext.set(Some(|vm, object| {
            let inner = unwrap(vm, object)?;
            if inner.ty().slots.tp_iternext.get().is_none() {
                let text = format!(
                    "Weakref proxy referenced a non-iterator '{}' object",
                    vm.type_name(&inner)
                );
                return Err(vm.type_error(text));
            }
            vm.next(&inner)
        }));
        it.nb_bool.set(Some(|vm, object| vm.is_true(&unwrap(vm, object)?)));
        it.nb_negative.set(Some(|vm, object| {
            vm.unary_op(&unwrap(vm, object)?, crate::slots::Slot::nb_negative)
        }));
        it.nb_positive.set(Some(|vm, object| {
            vm.unary_op(&unwrap(vm, object)?, crate::slots::Slot::nb_positive)
        }));
        it.nb_invert.set(Some(|vm, object| {
            vm.unary_op(&unwrap(vm, object)?, crate::slots::Slot::nb_invert)
        }));
        it.nb_absolute.set(Some(|vm, object| {
            vm.unary_op(&unwrap(vm, object)?, crate::slots::Slot::nb_absolute)
        }));
        it.nb_index.set(Some(|vm, object| vm.index(&unwrap(vm, object)?)));
        forward!(it, nb_add => Add, nb_subtract => Subtract, nb_multiply => Multiply, nb_remainder => Remainder,
            nb_lshift => Lshift, nb_rshift => Rshift, nb_and => And, nb_xor => Xor, nb_or => Or,
            nb_floor_divide => FloorDivide, nb_true_divide => TrueDivide, nb_matrix_multiply => MatrixMultiply);
        forward_in_place!(it, nb_inplace_add => Add, nb_inplace_subtract => Subtract,
            nb_inplace_multiply => Multiply, nb_inplace_remainder => Remainder,
            nb_inplace_lshift => Lshift, nb_inplace_rshift => Rshift, nb_inplace_and => And,
            nb_inplace_xor => Xor, nb_inplace_or => Or, nb_inplace_floor_divide => FloorDivide,
            nb_inplace_true_divide => TrueDivide, nb_inplace_matrix_multiply => MatrixMultiply);
        it.nb_inplace_power.set(Some(|vm, a, b, _| {
            vm.in_place_op(&unwrap(vm, a)?, &unwrap(vm, b)?, crate::protocol::BinaryOp::Power)
        }));
        it.nb_power
            .set(Some(|vm, a, b, c| vm.power(&unwrap(vm, a)?, &unwrap(vm, b)?, &unwrap(vm, c)?)));
        it.mp_length.set(Some(|vm, object| vm.length(&unwrap(vm, object)?)));
        it.mp_subscript
            .set(Some(|vm, object, key| vm.get_item(&unwrap(vm, object)?, &unwrap(vm, key)?)));
        it.mp_ass_subscript
            .set(Some(|vm, object, key, value| vm.set_item(&unwrap(vm, object)?, key, value)));
        it.sq_contains.set(Some(|vm, object, item| vm.contains(&unwrap(vm, object)?, item)));
    },
    methods: &[
        method("__bytes__(self)", |vm, object, _| {
            vm.call_method(&unwrap(vm, object)?, "__bytes__", Args::none())
        }),
        method("__reversed__(self)", |vm, object, _| {
            vm.call_method(&unwrap(vm, object)?, "__reversed__", Args::none())
        }),
    ],
    size: (64, 0),
    ..FINAL
};

/// `weakref.ProxyType`.
pub static PROXY_DEF: TypeDef = PROXY_BASE;

/// `weakref.CallableProxyType`.
pub static CALLABLE_PROXY_DEF: TypeDef = TypeDef {
    name: "weakref.CallableProxyType",
    slots: |it| {
        (PROXY_BASE.slots)(it);
        it.tp_call.set(Some(|vm, object, args| vm.call(&unwrap(vm, object)?, args)));
    },
    ..PROXY_BASE
};
