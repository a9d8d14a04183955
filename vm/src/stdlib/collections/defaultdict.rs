//! `defaultdict`: a dict that makes what is missing.
//!
//! The factory stands in the first of the instance's slots, before those of subclasses.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::type_;
use crate::typedef::{TypeDef, flag, member_set, method};
use crate::vm::Vm;

const FACTORY: &str = "default_factory";

/// `collections.defaultdict`.
pub(super) static DEFAULTDICT: TypeDef = TypeDef {
    name: "collections.defaultdict",
    base: Some(&crate::objects::dict::DEF),
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Dict::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.nb_or.set(Some(|vm, a, b| {
            if a.get::<Dict>().is_none() || b.get::<Dict>().is_none() {
                return Ok(vm.not_implemented.clone());
            }
            let like = if vm.is_instance_of(a, &vm.type_of(&DEFAULTDICT)) { a } else { b };
            let made = vm.call(&like.class(), Args::positional([factory(vm, like), a.clone()]))?;
            vm.dict_update(&made, b)?;
            Ok(made)
        }));
    },
    methods: &[
        method("__missing__(self, key, /)", |vm, object, args| {
            let factory = factory(vm, object);
            if factory.is(&vm.none) {
                return Err(vm.key_error(&args[0]));
            }
            let value = vm.call(&factory, Args::none())?;
            vm.set_item(object, &args[0], Some(value.clone()))?;
            Ok(value)
        }),
        method("copy(self, /)", |vm, object, _| copy(vm, object)),
        method("__copy__(self, /)", |vm, object, _| copy(vm, object)),
        method("__reduce__(self, /)", |vm, object, _| {
            let factory = factory(vm, object);
            let args =
                if factory.is(&vm.none) { vm.empty_tuple() } else { vm.tuple(vec![factory]) };
            let items = vm.call_method(object, "items", Args::none())?;
            Ok(vm.tuple(vec![
                object.class(),
                args,
                vm.none.clone(),
                vm.none.clone(),
                vm.iter(&items)?,
            ]))
        }),
    ],
    getset: &[member_set(
        FACTORY,
        |vm, object| Ok(factory(vm, object)),
        |vm, object, value| {
            vm.generic_set_attribute_of_dict(
                object,
                &vm.intern(FACTORY),
                value.unwrap_or_else(|| vm.none.clone()),
            )
        },
    )],
    size: (56, 0),
    ..crate::objects::dict::DEF
};

fn factory(vm: &Vm, object: &Ref) -> Ref {
    let found = vm.instance_attribute(object, &vm.intern(FACTORY)).ok().flatten();
    found.unwrap_or_else(|| vm.none.clone())
}

fn init(vm: &Vm, object: &Ref, mut args: Args) -> Res<()> {
    let mut given = None;
    if args.n_positional() > 0 {
        given = args.values.remove(0);
        if given.as_ref().is_some_and(|it| !it.is(&vm.none) && !vm.is_callable(it)) {
            return Err(vm.type_error("first argument must be callable or None".to_owned()));
        }
    }
    let given = given.unwrap_or_else(|| vm.none.clone());
    vm.generic_set_attribute_of_dict(object, &vm.intern(FACTORY), given)?;
    let base = vm.types.dict.expect::<type_::Type>().slots.tp_init.get().expect("dict has one");
    base(vm, object, args)
}

fn copy(vm: &Vm, object: &Ref) -> Res {
    vm.call(&object.class(), Args::positional([factory(vm, object), object.clone()]))
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let base = vm.types.dict.expect::<type_::Type>().slots.tp_repr.get().expect("dict has one");
    let dict = vm.text(&base(vm, object)?);
    let factory = factory(vm, object);
    let shown = vm.guarded_repr(&factory, "...", || vm.repr(&factory))?;
    let name = object.ty().name.borrow().clone();
    Ok(vm.str(&format!("{name}({}, {dict})", vm.text(&shown))))
}
