//! Descriptors of native types: methods, wrapped slots, computed attributes, `__slots__`.

use std::rc::Rc;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::native::NativeFunction;
use crate::objects::type_::{self, Type};
use crate::signature::Signature;
use crate::slots::{SlotDef, SlotFn};
use crate::typedef::{Binding, FINAL, GetSetDef, NativeDef, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// `method_descriptor`, `classmethod_descriptor`: a native function in a class.
pub struct MethodDescriptor {
    /// The function.
    pub def: NativeDef,
    /// Its parameters.
    pub signature: Rc<Signature>,
    /// The class that defines it.
    pub class: Ref,
}

/// `wrapper_descriptor`: a native slot as a method.
pub struct Wrapper {
    /// Which slot and name.
    pub def: &'static SlotDef,
    /// What the slot holds.
    pub function: SlotFn,
    /// The class whose slot it is.
    pub class: Ref,
}

/// `method-wrapper`: a [`Wrapper`] that is bound to an object.
pub struct MethodWrapper {
    /// The wrapper.
    pub wrapper: Ref,
    /// The object.
    pub object: Ref,
}

/// `getset_descriptor`, and `member_descriptor` of native types.
pub struct GetSet {
    /// How it is read and set.
    pub def: GetSetDef,
    /// The class that defines it.
    pub class: Ref,
}

/// `member_descriptor` of a name in `__slots__`.
pub struct Member {
    /// Its name.
    pub name: Ref,
    /// The class that defines it.
    pub class: Ref,
    /// Its place among the instance's values.
    pub index: usize,
}

impl Payload for MethodDescriptor {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.class);
    }
}

impl Payload for Wrapper {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.class);
    }
}

impl Payload for MethodWrapper {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.wrapper);
        visit(&self.object);
    }
}

impl Payload for GetSet {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.class);
    }
}

impl Payload for Member {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.name);
        visit(&self.class);
    }
}

fn class_name(class: &Ref) -> String {
    class.expect::<Type>().name.borrow().clone()
}

/// `descr_check`: the object must be an instance of the class.
fn check(vm: &Vm, name: &str, class: &Ref, object: &Ref) -> Res<()> {
    if type_::is_subtype(&object.class(), class) {
        return Ok(());
    }
    let text = format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        class.expect::<Type>().full_name(),
        vm.type_name(object)
    );
    Err(vm.type_error(text))
}

fn needs_argument(vm: &Vm, name: &str, class: &Ref) -> Raised {
    vm.type_error(format!("unbound method {}.{name}() needs an argument", class_name(class)))
}

impl MethodDescriptor {
    /// A new one.
    pub fn object(vm: &Vm, class: &Ref, def: NativeDef) -> Ref {
        let signature = Signature::parse(def.signature, true).owned_by(&class_name(class));
        let signature = Rc::new(signature);
        let descriptor = if def.binding == Binding::Class {
            &vm.types.classmethod_descriptor
        } else {
            &vm.types.method_descriptor
        };
        Ref::new(
            Some(descriptor.clone()),
            MethodDescriptor { def, signature, class: class.clone() },
        )
    }

    /// Calls it if `object` is an instance of the class that defines it.
    #[inline(always)]
    pub fn call_checked(&self, vm: &Vm, object: &Ref, args: Args) -> Res {
        if !object.is_exactly(&self.class) {
            check(vm, self.signature.name, &self.class, object)?;
        }
        self.call(vm, object, args)
    }

    /// Calls it; `object` is known to be an instance.
    #[inline(always)]
    pub fn call(&self, vm: &Vm, object: &Ref, mut args: Args) -> Res {
        if !self.signature.bind_in_place(&mut args) {
            return self.call_binding(vm, object, args);
        }
        (self.def.call)(vm, object, args)
    }

    #[inline(never)]
    fn call_binding(&self, vm: &Vm, object: &Ref, args: Args) -> Res {
        let args = self.signature.bind(vm, args)?;
        (self.def.call)(vm, object, args)
    }
}

/// `method_descriptor`.
pub const METHOD_DEF: TypeDef = TypeDef {
    name: "method_descriptor",
    flags: flag::METHOD_DESCRIPTOR | flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(method_repr));
        it.tp_call.set(Some(method_call));
        it.tp_descr_get.set(Some(method_get));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<MethodDescriptor>();
        vm.reduce_getattr(&it.class, it.signature.name)
    })],
    getset: &[
        getter("__doc__", |vm, _| Ok(vm.none.clone())),
        member("__name__", |vm, object| {
            Ok(vm.intern(object.expect::<MethodDescriptor>().signature.name))
        }),
        getter("__qualname__", |vm, object| {
            let it = object.expect::<MethodDescriptor>();
            Ok(vm.str(&format!("{}.{}", class_name(&it.class), it.signature.name)))
        }),
        member("__objclass__", |_, object| Ok(object.expect::<MethodDescriptor>().class.clone())),
        getter("__text_signature__", |vm, object| {
            Ok(vm.str(&text_signature(object.expect::<MethodDescriptor>().signature.text)))
        }),
    ],
    size: (56, 0),
    ..FINAL
};

/// `self` as `inspect` wants it: `$self`.
pub fn text_signature(text: &str) -> String {
    if text.starts_with("self") || text.starts_with("cls") {
        let rest = text.trim_start_matches("self").trim_start_matches("cls");
        return format!("($self{rest})");
    }
    format!("({text})")
}

/// `classmethod_descriptor`.
pub const CLASSMETHOD_DEF: TypeDef = TypeDef {
    name: "classmethod_descriptor",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(method_repr));
        it.tp_call.set(Some(|vm, descriptor, mut args| {
            let it = descriptor.expect::<MethodDescriptor>();
            let Some(class) = args.take(0).filter(|it| it.get::<Type>().is_some()) else {
                return Err(needs_argument(vm, it.signature.name, &it.class));
            };
            args.values.remove(0);
            it.call(vm, &class, args)
        }));
        it.tp_descr_get.set(Some(|vm, descriptor, object, class| {
            let it = descriptor.expect::<MethodDescriptor>();
            let class = class
                .cloned()
                .or_else(|| object.map(Ref::class))
                .unwrap_or_else(|| it.class.clone());
            if !type_::is_subtype(&class, &it.class) {
                return check(vm, it.signature.name, &it.class, &class).map(|()| class);
            }
            Ok(NativeFunction::bound(vm, it.def, it.signature.clone(), class))
        }));
    },
    getset: METHOD_DEF.getset,
    size: (56, 0),
    ..FINAL
};

fn method_repr(vm: &Vm, descriptor: &Ref) -> Res {
    let it = descriptor.expect::<MethodDescriptor>();
    Ok(vm.str(&format!(
        "<method '{}' of '{}' objects>",
        it.signature.name,
        it.class.expect::<Type>().full_name()
    )))
}

fn method_call(vm: &Vm, descriptor: &Ref, mut args: Args) -> Res {
    let it = descriptor.expect::<MethodDescriptor>();
    if args.n_positional() == 0 {
        return Err(needs_argument(vm, it.signature.name, &it.class));
    }
    let object = args.values.remove(0).expect("positional arguments are given");
    check(vm, it.signature.name, &it.class, &object)?;
    it.call(vm, &object, args)
}

fn method_get(vm: &Vm, descriptor: &Ref, object: Option<&Ref>, _: Option<&Ref>) -> Res {
    let Some(object) = object else { return Ok(descriptor.clone()) };
    let it = descriptor.expect::<MethodDescriptor>();
    check(vm, it.signature.name, &it.class, object)?;
    Ok(NativeFunction::bound(vm, it.def, it.signature.clone(), object.clone()))
}

impl Wrapper {
    /// A new one.
    pub fn object(vm: &Vm, class: &Ref, def: &'static SlotDef, function: SlotFn) -> Ref {
        Ref::new(
            Some(vm.types.wrapper_descriptor.clone()),
            Wrapper { def, function, class: class.clone() },
        )
    }
}

/// `wrapper_descriptor`.
pub const WRAPPER_DEF: TypeDef = TypeDef {
    name: "wrapper_descriptor",
    flags: flag::METHOD_DESCRIPTOR | flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(|vm, descriptor| {
            let it = descriptor.expect::<Wrapper>();
            Ok(vm.str(&format!(
                "<slot wrapper '{}' of '{}' objects>",
                it.def.name,
                it.class.expect::<Type>().full_name()
            )))
        }));
        it.tp_call.set(Some(wrapper_call));
        it.tp_descr_get.set(Some(|vm, descriptor, object, _| {
            let Some(object) = object else { return Ok(descriptor.clone()) };
            let it = descriptor.expect::<Wrapper>();
            check(vm, it.def.name, &it.class, object)?;
            let bound = MethodWrapper { wrapper: descriptor.clone(), object: object.clone() };
            Ok(Ref::new(Some(vm.types.method_wrapper.clone()), bound))
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<Wrapper>();
        vm.reduce_getattr(&it.class, it.def.name)
    })],
    getset: &[
        getter("__doc__", |vm, _| Ok(vm.none.clone())),
        member("__name__", |vm, object| Ok(vm.intern(object.expect::<Wrapper>().def.name))),
        getter("__qualname__", |vm, object| {
            let it = object.expect::<Wrapper>();
            Ok(vm.str(&format!("{}.{}", class_name(&it.class), it.def.name)))
        }),
        member("__objclass__", |_, object| Ok(object.expect::<Wrapper>().class.clone())),
        getter("__text_signature__", |vm, object| {
            Ok(vm.str(object.expect::<Wrapper>().def.signature))
        }),
    ],
    size: (56, 0),
    ..FINAL
};

fn wrapper_call(vm: &Vm, descriptor: &Ref, mut args: Args) -> Res {
    let it = descriptor.expect::<Wrapper>();
    if args.n_positional() == 0 {
        let text = format!(
            "descriptor '{}' of '{}' object needs an argument",
            it.def.name,
            class_name(&it.class)
        );
        return Err(vm.type_error(text));
    }
    let object = args.values.remove(0).expect("positional arguments are given");
    if !type_::is_subtype(&object.class(), &it.class) {
        let text = format!(
            "descriptor '{}' requires a '{}' object but received a '{}'",
            it.def.name,
            class_name(&it.class),
            vm.type_name(&object)
        );
        return Err(vm.type_error(text));
    }
    (it.def.wrap)(vm, it.function, &object, args)
}

/// `method-wrapper`.
pub const METHOD_WRAPPER_DEF: TypeDef = TypeDef {
    name: "method-wrapper",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<MethodWrapper>();
            let name = it.wrapper.expect::<Wrapper>().def.name;
            Ok(vm.str(&format!(
                "<method-wrapper '{name}' of {} object at {:#x}>",
                vm.type_name(&it.object),
                it.object.address()
            )))
        }));
        it.tp_call.set(Some(|vm, object, args| {
            let it = object.expect::<MethodWrapper>();
            let wrapper = it.wrapper.expect::<Wrapper>();
            (wrapper.def.wrap)(vm, wrapper.function, &it.object, args)
        }));
        it.tp_hash.set(Some(|_, object| {
            let it = object.expect::<MethodWrapper>();
            Ok(super::object::hash_address(&it.object) ^ super::object::hash_address(&it.wrapper))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<MethodWrapper>(), b.get::<MethodWrapper>()) else {
                return Ok(vm.not_implemented.clone());
            };
            vm.equality(op, x.wrapper.is(&y.wrapper) && x.object.is(&y.object))
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<MethodWrapper>();
        vm.reduce_getattr(&it.object, it.wrapper.expect::<Wrapper>().def.name)
    })],
    getset: &[
        member("__self__", |_, object| Ok(object.expect::<MethodWrapper>().object.clone())),
        getter("__objclass__", |_, object| {
            Ok(object.expect::<MethodWrapper>().wrapper.expect::<Wrapper>().class.clone())
        }),
        getter("__name__", |vm, object| {
            Ok(vm.intern(object.expect::<MethodWrapper>().wrapper.expect::<Wrapper>().def.name))
        }),
        getter("__qualname__", |vm, object| {
            let it = object.expect::<MethodWrapper>().wrapper.expect::<Wrapper>();
            Ok(vm.str(&format!("{}.{}", class_name(&it.class), it.def.name)))
        }),
        getter("__doc__", |vm, _| Ok(vm.none.clone())),
        getter("__text_signature__", |vm, object| {
            Ok(vm.str(object.expect::<MethodWrapper>().wrapper.expect::<Wrapper>().def.signature))
        }),
    ],
    size: (32, 0),
    ..FINAL
};

impl GetSet {
    /// A new one.
    pub fn object(vm: &Vm, class: &Ref, def: GetSetDef) -> Ref {
        let descriptor =
            if def.is_member { &vm.types.member_descriptor } else { &vm.types.getset_descriptor };
        Ref::new(Some(descriptor.clone()), GetSet { def, class: class.clone() })
    }
}

/// What a computed attribute or a `__slots__` name is called, and whose it is.
fn name_and_class(vm: &Vm, descriptor: &Ref) -> (String, Ref) {
    if let Some(it) = descriptor.get::<GetSet>() {
        return (it.def.name.to_owned(), it.class.clone());
    }
    let it = descriptor.expect::<Member>();
    (vm.text(&it.name), it.class.clone())
}

const GETSET_ATTRIBUTES: &[GetSetDef] = &[
    getter("__doc__", |vm, _| Ok(vm.none.clone())),
    member("__name__", |vm, it| Ok(vm.intern(&name_and_class(vm, it).0))),
    getter("__qualname__", |vm, it| {
        let (name, class) = name_and_class(vm, it);
        Ok(vm.str(&format!("{}.{name}", class_name(&class))))
    }),
    member("__objclass__", |vm, it| Ok(name_and_class(vm, it).1)),
];

/// `getset_descriptor`.
pub const GETSET_DEF: TypeDef = TypeDef {
    name: "getset_descriptor",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(|vm, it| {
            let (name, class) = name_and_class(vm, it);
            Ok(vm.str(&format!(
                "<attribute '{name}' of '{}' objects>",
                class.expect::<Type>().full_name()
            )))
        }));
        it.tp_descr_get.set(Some(getset_get));
        it.tp_descr_set.set(Some(getset_set));
    },
    getset: GETSET_ATTRIBUTES,
    size: (48, 0),
    ..FINAL
};

/// `member_descriptor`.
pub const MEMBER_DEF: TypeDef = TypeDef {
    name: "member_descriptor",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(|vm, it| {
            let (name, class) = name_and_class(vm, it);
            Ok(vm.str(&format!(
                "<member '{name}' of '{}' objects>",
                class.expect::<Type>().full_name()
            )))
        }));
        it.tp_descr_get.set(Some(getset_get));
        it.tp_descr_set.set(Some(getset_set));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let (name, class) = name_and_class(vm, object);
        vm.reduce_getattr(&class, &name)
    })],
    getset: GETSET_ATTRIBUTES,
    size: (48, 0),
    ..FINAL
};

fn getset_get(vm: &Vm, descriptor: &Ref, object: Option<&Ref>, _: Option<&Ref>) -> Res {
    let Some(object) = object else { return Ok(descriptor.clone()) };
    let (name, class) = name_and_class(vm, descriptor);
    check(vm, &name, &class, object)?;
    match descriptor.get::<GetSet>() {
        Some(it) => (it.def.get)(vm, object),
        None => descriptor.expect::<Member>().get(vm, object),
    }
}

fn getset_set(vm: &Vm, descriptor: &Ref, object: &Ref, value: Option<Ref>) -> Res<()> {
    let (name, class) = name_and_class(vm, descriptor);
    check(vm, &name, &class, object)?;
    let Some(it) = descriptor.get::<GetSet>() else {
        return descriptor.expect::<Member>().set(vm, object, value);
    };
    match it.def.set {
        Some(set) => set(vm, object, value),
        None if it.def.is_member => {
            Err(vm.attribute_error("readonly attribute".to_owned(), object, &vm.intern(&name)))
        }
        None => {
            let text = format!(
                "attribute '{name}' of '{}' objects is not writable",
                class.expect::<Type>().full_name()
            );
            Err(vm.attribute_error(text, object, &vm.intern(&name)))
        }
    }
}

impl Member {
    /// A new one.
    pub fn object(vm: &Vm, class: &Ref, name: &Ref, index: usize) -> Ref {
        let it = Member { name: name.clone(), class: class.clone(), index };
        Ref::new(Some(vm.types.member_descriptor.clone()), it)
    }

    /// The value of an instance.
    pub fn get(&self, vm: &Vm, object: &Ref) -> Res {
        let value = object.ext().and_then(|it| it.value(self.index));
        value.ok_or_else(|| self.missing(vm, object))
    }

    fn missing(&self, vm: &Vm, object: &Ref) -> Raised {
        let class = vm.fully_qualified_name(&object.class());
        let text = format!("'{class}' object has no attribute '{}'", vm.text(&self.name));
        vm.attribute_error(text, object, &self.name)
    }

    fn set(&self, vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
        let is_deleted = value.is_none();
        let old = object.ext().and_then(|it| it.replace(self.index, value));
        if is_deleted && old.is_none() {
            return Err(vm.attribute_error(vm.text(&self.name), object, &self.name));
        }
        Ok(())
    }
}
