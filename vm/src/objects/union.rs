//! `types.UnionType`: `int | None`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::generic_alias::{GenericAlias, parameters_of, substituted};
use crate::objects::type_::Type;
use crate::typedef::{FINAL, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// A union of types.
pub struct Union {
    /// `__args__`: no two are equal.
    pub members: Vec<Ref>,
}

impl Payload for Union {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.members.iter().for_each(visit);
    }
}

/// `types.UnionType`.
pub const DEF: TypeDef = TypeDef {
    name: "types.UnionType",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.nb_or.set(Some(make));
        it.mp_subscript.set(Some(subscript));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(|vm, object| {
            // The order does not count: that of a frozenset.
            let members = vm.tuple(object.expect::<Union>().members.clone());
            vm.hash(&vm.call(&vm.types.frozenset, Args::one(members))?)
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<Union>(), b.get::<Union>()) else {
                return Ok(vm.not_implemented.clone());
            };
            let is_in = |member: &Ref, others: &[Ref]| -> Res<bool> {
                for other in others {
                    if vm.is_equal(member, other)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            };
            let mut same = x.members.len() == y.members.len();
            for member in &x.members {
                same = same && is_in(member, &y.members)?;
            }
            vm.equality(op, same)
        }));
    },
    methods: &[
        method("__instancecheck__(self, instance, /)", |vm, object, args| {
            for member in &object.expect::<Union>().members {
                if vm.is_instance(&args[0], member)? {
                    return Ok(vm.bool(true));
                }
            }
            Ok(vm.bool(false))
        }),
        method("__subclasscheck__(self, subclass, /)", |vm, object, args| {
            for member in &object.expect::<Union>().members {
                if vm.is_subclass(&args[0], member)? {
                    return Ok(vm.bool(true));
                }
            }
            Ok(vm.bool(false))
        }),
    ],
    getset: &[
        member("__args__", |vm, object| Ok(vm.tuple(object.expect::<Union>().members.clone()))),
        getter("__parameters__", |vm, object| parameters_of(vm, &object.expect::<Union>().members)),
    ],
    size: (32, 0),
    ..FINAL
};

/// `(list[T] | None)[int]`: a union of what its members become.
fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let members = &object.expect::<Union>().members;
    let parameters = vm.tuple_items(&parameters_of(vm, members)?);
    if parameters.is_empty() {
        return Err(vm.type_error(format!("{} is not a generic class", vm.repr_text(object)?)));
    }
    let made = substituted(vm, object, members, parameters, key)?;
    let mut made = made.into_iter();
    let Some(mut union) = made.next() else { return Ok(vm.none.clone()) };
    for member in made {
        union = vm.binary_op(&union, &member, crate::protocol::BinaryOp::Or)?;
    }
    Ok(union)
}

/// May it be a member: a class, `None`, a union, or something that `typing` made?
fn can_be_member(vm: &Vm, object: &Ref) -> bool {
    object.is(&vm.none)
        || object.get::<Type>().is_some()
        || object.get::<Union>().is_some()
        || object.get::<GenericAlias>().is_some()
        || matches!(object.ty().full_name().as_str(), "typing.TypeVar" | "typing.TypeAliasType")
}

/// `a | b` for types (`_Py_union_type_or`).
pub fn make(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    if !can_be_member(vm, a) || !can_be_member(vm, b) {
        return Ok(vm.not_implemented.clone());
    }
    let known = a.get::<Union>().map(|it| it.members.clone());
    let sides = if known.is_some() { &[b][..] } else { &[a, b][..] };
    let mut members = known.unwrap_or_default();
    vm.charge(members.len() as u64 / 4)?;
    for &side in sides {
        let parts = side.get::<Union>().map_or_else(|| vec![side.clone()], |it| it.members.clone());
        for part in parts {
            let part = if part.is(&vm.none) { vm.types.none_type.clone() } else { part };
            let mut is_new = true;
            for known in &members {
                is_new = is_new && !vm.is_equal(known, &part)?;
            }
            if is_new {
                members.push(part);
            }
        }
    }
    match members.as_slice() {
        [one] => Ok(one.clone()),
        _ => Ok(Ref::new(Some(vm.types.union.clone()), Union { members })),
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let mut parts = Vec::new();
    for member in &object.expect::<Union>().members {
        parts.push(match member.get::<Type>() {
            _ if member.is(&vm.types.none_type) => "None".to_owned(),
            Some(_) => vm.class_name_with_module(member)?,
            None => vm.repr_text(member)?,
        });
    }
    Ok(vm.str(&parts.join(" | ")))
}
