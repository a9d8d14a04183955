//! `str`.

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::slots::CompareOp;
use crate::text;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

/// A string.
#[derive(Default)]
pub struct Str(pub text::Str);

impl Payload for Str {
    const LEAF: bool = true;
}

impl std::ops::Deref for Str {
    type Target = text::Str;

    fn deref(&self) -> &text::Str {
        &self.0
    }
}

impl Str {
    /// Is it this text?
    #[inline]
    pub fn is_str(&self, text: &str) -> bool {
        match self.0.as_str() {
            Some(it) => it == text,
            None => self.0.to_utf8().is_some_and(|it| it == text),
        }
    }
}

/// `str`.
pub const DEF: TypeDef = TypeDef {
    name: "str",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: |it| {
        it.tp_hash.set(Some(|_, object| Ok(object.expect::<Str>().hash())));
        it.tp_richcompare.set(Some(compare));
        it.tp_str.set(Some(|vm, object| {
            if object.is_exactly(&vm.types.str_) {
                Ok(object.clone())
            } else {
                Ok(vm.new_str(object.expect::<Str>().0.clone()))
            }
        }));
        it.mp_length.set(Some(|_, object| Ok(object.expect::<Str>().len())));
        it.sq_length.set(Some(|_, object| Ok(object.expect::<Str>().len())));
    },
    size: (40, 0),
    ..BASE
};

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) else {
        return Ok(vm.not_implemented.clone());
    };
    let holds = match op {
        CompareOp::Eq => a.is(b) || x.0 == y.0,
        CompareOp::Ne => !a.is(b) && x.0 != y.0,
        _ => op.holds(x.0.cmp(&y.0)),
    };
    Ok(vm.bool(holds))
}
