//! `_tuplegetter`: the fields of named tuples.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::tuple::Tuple;
use crate::typedef::{FINAL, TypeDef, flag, member_set, method};
use crate::vm::Vm;

/// A descriptor that reads the item at an index.
pub(crate) struct TupleGetter {
    index: isize,
    doc: Slot,
}

impl Payload for TupleGetter {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.doc.visit(visit);
    }

    fn clear(&self) {
        self.doc.set(None);
    }
}

fn doc(vm: &Vm, object: &Ref) -> Ref {
    object.expect::<TupleGetter>().doc.get().unwrap_or_else(|| vm.none.clone())
}

/// `_tuplegetter`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_collections._tuplegetter",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_descr_get.set(Some(get));
        it.tp_descr_set.set(Some(|vm, _, _, value| {
            let what = if value.is_some() { "set" } else { "delete" };
            let text = format!("can't {what} attribute");
            Err(vm.raise(&vm.exceptions.AttributeError, vec![vm.str(&text)]))
        }));
        it.tp_repr.set(Some(|vm, object| {
            let index = object.expect::<TupleGetter>().index;
            let doc = vm.repr_text(&doc(vm, object))?;
            Ok(vm.str(&format!("_tuplegetter({index}, {doc})")))
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let index = vm.int(object.expect::<TupleGetter>().index as i64);
        Ok(vm.tuple(vec![object.class(), vm.tuple(vec![index, doc(vm, object)])]))
    })],
    getset: &[member_set(
        "__doc__",
        |vm, object| Ok(doc(vm, object)),
        |_, object, value| {
            object.expect::<TupleGetter>().doc.set(value);
            Ok(())
        },
    )],
    size: (32, 0),
    ..FINAL
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    args.check(vm, "_tuplegetter", 2, 2)?;
    let index = vm.index_or_overflow(&args[0])?;
    let doc = Slot::new(Some(args[1].clone()));
    Ok(Ref::new(Some(class.clone()), TupleGetter { index, doc }))
}

fn get(vm: &Vm, object: &Ref, instance: Option<&Ref>, _: Option<&Ref>) -> Res {
    let Some(instance) = instance.filter(|it| !it.is(&vm.none)) else { return Ok(object.clone()) };
    let index = object.expect::<TupleGetter>().index;
    let Some(tuple) = instance.get::<Tuple>() else {
        return Err(vm.type_error(format!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{}' object",
            vm.type_name(instance)
        )));
    };
    let found = usize::try_from(index).ok().and_then(|it| tuple.items().get(it).cloned());
    found.ok_or_else(|| vm.index_error("tuple index out of range".to_owned()))
}
