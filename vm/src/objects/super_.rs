//! `super`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::cell::Cell;
use crate::objects::dict::Dict;
use crate::objects::type_::{self, Type};
use crate::typedef::{BASE, TypeDef, flag, member};
use crate::vm::Vm;

/// What `super()` returns: attributes of an object from behind a class in its order of resolution.
#[derive(Default)]
pub struct Super {
    /// `__thisclass__`.
    pub class: Slot,
    /// `__self__`.
    pub object: Slot,
    /// `__self_class__`: the class whose order counts.
    pub object_class: Slot,
}

impl Payload for Super {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.object, &self.class, &self.object_class] {
            slot.visit(visit);
        }
    }
}

/// `super`.
pub const DEF: TypeDef = TypeDef {
    name: "super",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Super::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.tp_getattro.set(Some(get));
        it.tp_descr_get.set(Some(descr_get));
    },
    getset: &[
        member("__thisclass__", |vm, object| {
            Ok(object.expect::<Super>().class.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("__self__", |vm, object| {
            Ok(object.expect::<Super>().object.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("__self_class__", |vm, object| {
            Ok(object.expect::<Super>().object_class.get().unwrap_or_else(|| vm.none.clone()))
        }),
    ],
    size: (40, 0),
    ..BASE
};

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    args.check(vm, "super", 0, 2)?;
    let (class, instance) = match args.get(0) {
        Some(class) => (class.clone(), args.get_not_none(vm, 1).cloned()),
        None => {
            let (class, instance) = from_frame(vm)?;
            (class, Some(instance))
        }
    };
    if class.get::<Type>().is_none() {
        let text = format!("super() argument 1 must be a type, not {}", vm.type_name(&class));
        return Err(vm.type_error(text));
    }
    let it = object.expect::<Super>();
    if let Some(instance) = instance {
        it.object_class.set(Some(check(vm, &class, &instance)?));
        it.object.set(Some(instance));
    }
    it.class.set(Some(class));
    Ok(())
}

/// `super()` without arguments: `__class__` and the first parameter of the running function
/// (`super_init_without_args`).
fn from_frame(vm: &Vm) -> Res<(Ref, Ref)> {
    let Some(frame) = vm.current_frame() else {
        return Err(vm.runtime_error("super(): no current frame".to_owned()));
    };
    let frame = frame.expect::<crate::frame::Frame>();
    let code = frame.code();
    if code.object.co_argcount == 0 {
        return Err(vm.runtime_error("super(): no arguments".to_owned()));
    }
    let mut first = frame.slots.local(0);
    if code.is_cell(0)
        && let Some(cell) =
            first.as_ref().and_then(|it| it.get::<Cell>().map(|it| it.contents.get()))
    {
        first = cell;
    }
    let Some(first) = first else {
        return Err(vm.runtime_error("super(): arg[0] deleted".to_owned()));
    };
    let Some(index) = code.free_variable("__class__") else {
        return Err(vm.runtime_error("super(): __class__ cell not found".to_owned()));
    };
    let cell = frame.slots.local(index);
    let class = cell.as_ref().and_then(|it| it.get::<Cell>()).and_then(|it| it.contents.get());
    match class {
        Some(class) => Ok((class, first)),
        None => Err(vm.runtime_error("super(): empty __class__ cell".to_owned())),
    }
}

/// The class whose order of resolution counts (`supercheck`).
fn check(vm: &Vm, class: &Ref, object: &Ref) -> Res {
    if object.get::<Type>().is_some() && type_::is_subtype(object, class) {
        return Ok(object.clone());
    }
    let own = object.class();
    if type_::is_subtype(&own, class) {
        return Ok(own);
    }
    if let Some(told) = vm.find_attribute(object, &vm.names.__class__)?
        && !told.is(&own)
        && told.get::<Type>().is_some()
        && type_::is_subtype(&told, class)
    {
        return Ok(told);
    }
    let kind = if object.get::<Type>().is_some() { "type" } else { "instance of" };
    let other = match object.get::<Type>() {
        Some(it) => it.name.borrow().clone(),
        None => vm.type_name(object),
    };
    let name = class.expect::<Type>().name.borrow().clone();
    Err(vm.type_error(format!(
        "super(type, obj): obj ({kind} {other}) is not an instance or subtype of type ({name})."
    )))
}

/// The attribute from behind `class`, bound to `object`.
pub fn find(
    vm: &Vm,
    class: &Ref,
    object: &Ref,
    object_class: &Ref,
    name: &Ref,
) -> Res<Option<Ref>> {
    let mro = object_class.expect::<Type>().mro.to_vec();
    let Some(at) = mro.iter().position(|it| it.is(class)) else { return Ok(None) };
    for base in &mro[at + 1..] {
        let dict = base.expect::<Type>().attributes();
        let Some(found) = dict.expect::<Dict>().get_name(name) else { continue };
        let Some(get) = found.ty().slots.tp_descr_get.get() else { return Ok(Some(found)) };
        let instance = Some(object).filter(|it| !it.is(object_class));
        return get(vm, &found, instance, Some(object_class)).map(Some);
    }
    Ok(None)
}

/// `super(class, object).name`.
pub fn lookup(vm: &Vm, class: &Ref, object: &Ref, name: &Ref) -> Res {
    let object_class = check(vm, class, object)?;
    match find(vm, class, object, &object_class, name)? {
        Some(found) => Ok(found),
        None => {
            let text = format!("'super' object has no attribute '{}'", vm.text(name));
            Err(vm.attribute_error(text, object, name))
        }
    }
}

fn get(vm: &Vm, object: &Ref, name: &Ref) -> Res {
    let it = object.expect::<Super>();
    if !name.is(&vm.names.__class__)
        && let (Some(class), Some(instance), Some(own)) =
            (it.class.get(), it.object.get(), it.object_class.get())
        && let Some(found) = find(vm, &class, &instance, &own, name)?
    {
        return Ok(found);
    }
    vm.generic_get_attribute(object, name)
}

fn descr_get(vm: &Vm, object: &Ref, instance: Option<&Ref>, _: Option<&Ref>) -> Res {
    let it = object.expect::<Super>();
    let (Some(instance), None, Some(class)) = (instance, it.object.get(), it.class.get()) else {
        return Ok(object.clone());
    };
    if !object.is_exactly(&vm.types.super_) {
        return vm.call(&object.class(), Args::positional([class, instance.clone()]));
    }
    let bound = Super::default();
    bound.object_class.set(Some(check(vm, &class, instance)?));
    bound.object.set(Some(instance.clone()));
    bound.class.set(Some(class));
    Ok(type_::instantiate(&vm.types.super_, bound))
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Super>();
    let name =
        |slot: &Slot| slot.get().and_then(|it| it.get::<Type>().map(|it| it.name.borrow().clone()));
    let class = name(&it.class).unwrap_or_else(|| "NULL".to_owned());
    Ok(vm.str(&match name(&it.object_class) {
        Some(own) => format!("<super: <class '{class}'>, <{own} object>>"),
        None => format!("<super: <class '{class}'>, NULL>"),
    }))
}

/// `super(class, object).name`, an attribute of the `super` object itself where the classes have none.
pub fn lookup_or_own(vm: &Vm, class: &Ref, object: &Ref, name: &Ref) -> Res {
    let object_class = check(vm, class, object)?;
    if !name.is(&vm.names.__class__)
        && let Some(found) = find(vm, class, object, &object_class, name)?
    {
        return Ok(found);
    }
    let made = Super::default();
    made.class.set(Some(class.clone()));
    made.object.set(Some(object.clone()));
    made.object_class.set(Some(object_class));
    let made = type_::instantiate(&vm.types.super_, made);
    vm.generic_get_attribute(&made, name)
}
