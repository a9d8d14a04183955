//! `property`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, getset, member, method};
use crate::vm::Vm;

/// A property: functions that read, set and delete an attribute.
#[derive(Default)]
pub struct Property {
    get: Slot,
    set: Slot,
    delete: Slot,
    doc: Slot,
    name: Slot,
    /// Does the documentation come from the getter?
    doc_from_getter: std::cell::Cell<bool>,
}

impl Property {
    /// The function that reads it, if it is one written in Python.
    pub fn getter(&self) -> Option<Ref> {
        self.get.get().filter(|it| it.get::<crate::objects::function::Function>().is_some())
    }

    fn slots(&self) -> [&Slot; 5] {
        [&self.get, &self.set, &self.delete, &self.doc, &self.name]
    }
}

impl Payload for Property {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in self.slots() {
            slot.visit(visit);
        }
    }

    fn clear(&self) {
        for slot in self.slots() {
            slot.set(None);
        }
    }
}

/// `property`.
pub const DEF: TypeDef = TypeDef {
    name: "property",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Property::default()))));
        it.tp_init.set(Some(init));
        it.tp_descr_get.set(Some(descr_get));
        it.tp_descr_set.set(Some(descr_set));
    },
    methods: &[
        method("getter(self, object, /)", |vm, object, args| {
            copy(vm, object, [Some(&args[0]), None, None])
        }),
        method("setter(self, object, /)", |vm, object, args| {
            copy(vm, object, [None, Some(&args[0]), None])
        }),
        method("deleter(self, object, /)", |vm, object, args| {
            copy(vm, object, [None, None, Some(&args[0])])
        }),
        method("__set_name__(self, *args)", |vm, object, args| {
            if args.len() != 2 {
                let given = args.len();
                let text =
                    format!("__set_name__() takes 2 positional arguments but {given} were given");
                return Err(vm.type_error(text));
            }
            object.expect::<Property>().name.set(Some(args[1].clone()));
            Ok(vm.none.clone())
        }),
    ],
    getset: &[
        member("fget", |vm, object| {
            Ok(object.expect::<Property>().get.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("fset", |vm, object| {
            Ok(object.expect::<Property>().set.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("fdel", |vm, object| {
            Ok(object.expect::<Property>().delete.get().unwrap_or_else(|| vm.none.clone()))
        }),
        crate::typedef::member_set(
            "__doc__",
            |vm, object| {
                Ok(object.expect::<Property>().doc.get().unwrap_or_else(|| vm.none.clone()))
            },
            |_, object, value| {
                object.expect::<Property>().doc.set(value);
                Ok(())
            },
        ),
        getset("__name__", name, |_, object, value| {
            object.expect::<Property>().name.set(value);
            Ok(())
        }),
        getset("__isabstractmethod__", is_abstract, |vm, object, _| {
            Err(vm.attribute_error(
                "attribute '__isabstractmethod__' of 'property' objects is not writable".to_owned(),
                object,
                &vm.names.__isabstractmethod__,
            ))
        }),
    ],
    size: (64, 0),
    ..BASE
};

fn name(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Property>();
    if let Some(name) = it.name.get() {
        return Ok(name);
    }
    let found = match it.get.get() {
        Some(get) => vm.find_attribute(&get, &vm.names.__name__)?,
        None => None,
    };
    found.ok_or_else(|| {
        vm.attribute_error(
            "'property' object has no attribute '__name__'".to_owned(),
            object,
            &vm.names.__name__,
        )
    })
}

fn is_abstract(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Property>();
    for function in [&it.get, &it.set, &it.delete].into_iter().filter_map(Slot::get) {
        if let Some(found) = vm.find_attribute(&function, &vm.names.__isabstractmethod__)?
            && vm.is_true(&found)?
        {
            return Ok(vm.bool(true));
        }
    }
    Ok(vm.bool(false))
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    static SIGNATURE: std::sync::OnceLock<crate::signature::Signature> = std::sync::OnceLock::new();
    let signature = SIGNATURE.get_or_init(|| {
        crate::signature::Signature::parse(
            "property(fget=None, fset=None, fdel=None, doc=None)",
            false,
        )
    });
    let args = signature.bind(vm, args)?;
    let it = object.expect::<Property>();
    let given = |index| args.get_not_none(vm, index).cloned();
    it.get.set(given(0));
    it.set.set(given(1));
    it.delete.set(given(2));
    it.name.set(None);
    let mut doc = given(3);
    it.doc_from_getter.set(false);
    if doc.is_none()
        && let Some(get) = given(0)
    {
        doc = vm.find_attribute(&get, &vm.names.__doc__)?.filter(|it| !it.is(&vm.none));
        it.doc_from_getter.set(doc.is_some());
    }
    if object.is_exactly(&vm.types.property) {
        it.doc.set(doc);
        return Ok(());
    }
    // A subclass has the attribute of its own (`property_init_impl`).
    let doc = doc.unwrap_or_else(|| vm.none.clone());
    match vm.set_attribute(object, &vm.names.__doc__, Some(doc)) {
        Err(error)
            if !it.doc_from_getter.get() && vm.is_raised(&error, &vm.exceptions.AttributeError) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// A copy with one function exchanged (`property_copy`).
fn copy(vm: &Vm, object: &Ref, new: [Option<&Ref>; 3]) -> Res {
    let it = object.expect::<Property>();
    let old = [&it.get, &it.set, &it.delete];
    let mut args: Vec<Ref> = Vec::new();
    for (new, old) in new.into_iter().zip(old) {
        args.push(
            new.filter(|it| !it.is(&vm.none))
                .cloned()
                .or_else(|| old.get())
                .unwrap_or_else(|| vm.none.clone()),
        );
    }
    let doc = if it.doc_from_getter.get() && !args[0].is(&vm.none) { None } else { it.doc.get() };
    args.push(doc.unwrap_or_else(|| vm.none.clone()));
    let made = vm.call(&object.class(), Args::positional(args))?;
    if let (Some(made), Some(name)) = (made.get::<Property>(), it.name.get()) {
        made.name.set(Some(name));
    }
    Ok(made)
}

fn described(vm: &Vm, object: &Ref, instance: &Ref, what: &str) -> crate::error::Raised {
    let class = instance.class();
    let owner = class
        .expect::<type_::Type>()
        .qualname
        .get()
        .map(|it| vm.repr_text(&it).unwrap_or_default());
    let owner = owner.unwrap_or_default().trim_matches('\'').to_owned();
    let known = name(vm, object).ok().and_then(|it| vm.repr_text(&it).ok());
    let text = match known {
        Some(name) => format!("property {name} of '{owner}' object has no {what}"),
        None => format!("property of '{owner}' object has no {what}"),
    };
    vm.attribute_error(text, instance, &vm.names.__get__)
}

fn descr_get(vm: &Vm, object: &Ref, instance: Option<&Ref>, _: Option<&Ref>) -> Res {
    let Some(instance) = instance else { return Ok(object.clone()) };
    match object.expect::<Property>().get.get() {
        Some(get) => vm.call(&get, Args::one(instance.clone())),
        None => Err(described(vm, object, instance, "getter")),
    }
}

fn descr_set(vm: &Vm, object: &Ref, instance: &Ref, value: Option<Ref>) -> Res<()> {
    let it = object.expect::<Property>();
    let (function, what) =
        if value.is_some() { (it.set.get(), "setter") } else { (it.delete.get(), "deleter") };
    let Some(function) = function else { return Err(described(vm, object, instance, what)) };
    let args = Args::positional(std::iter::once(instance.clone()).chain(value));
    vm.call(&function, args).map(drop)
}
