//! `builtin_function_or_method`: native functions of modules, and native methods bound to objects.

use std::rc::Rc;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::descriptor::text_signature;
use crate::objects::module::Module;
use crate::objects::type_::{self, Type};
use crate::signature::Signature;
use crate::typedef::{Binding, FINAL, NativeDef, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// A native function with what it is bound to.
pub struct NativeFunction {
    /// The function.
    pub def: NativeDef,
    /// Its parameters.
    pub signature: Rc<Signature>,
    /// `__self__`: the module, the object or the class.
    pub bound: Option<Ref>,
    /// `__module__`, a str.
    pub module: Option<Ref>,
    /// Is it the `__new__` of the class it is bound to?
    is_new: bool,
}

impl Payload for NativeFunction {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.bound.iter().for_each(&mut *visit);
        self.module.iter().for_each(visit);
    }
}

impl NativeFunction {
    /// A function of a module (`bound`), or a static one of a class.
    pub fn object(vm: &Vm, def: NativeDef, bound: Option<Ref>, module: Option<Ref>) -> Ref {
        let signature = Signature::parse(def.signature, false);
        let owner = module.as_ref().map_or_else(|| "builtins".to_owned(), |it| vm.text(it));
        let signature = Rc::new(signature.owned_by(&owner));
        let it = NativeFunction { def, signature, bound, module, is_new: false };
        Ref::new(Some(vm.types.builtin_function.clone()), it)
    }

    /// A method of a native type, bound.
    pub fn bound(vm: &Vm, def: NativeDef, signature: Rc<Signature>, object: Ref) -> Ref {
        let it =
            NativeFunction { def, signature, bound: Some(object), module: None, is_new: false };
        Ref::new(Some(vm.types.builtin_function.clone()), it)
    }

    /// The `__new__` of a native type.
    pub fn constructor(vm: &Vm, class: &Ref) -> Ref {
        let def = NativeDef {
            signature: "__new__(*args, **kwargs)",
            call: construct,
            binding: Binding::Static,
        };
        let signature = Rc::new(Signature::parse(def.signature, false));
        let it = NativeFunction {
            def,
            signature,
            bound: Some(class.clone()),
            module: None,
            is_new: true,
        };
        Ref::new(Some(vm.types.builtin_function.clone()), it)
    }

    /// The class whose `__new__` this is.
    pub fn constructs(&self) -> Option<&Ref> {
        self.bound.as_ref().filter(|_| self.is_new)
    }

    /// Calls it.
    #[inline(always)]
    pub fn call(&self, vm: &Vm, mut args: Args) -> Res {
        if !self.signature.bind_in_place(&mut args) {
            return self.call_binding(vm, args);
        }
        (self.def.call)(vm, self.bound.as_ref().unwrap_or(&vm.none), args)
    }

    #[inline(never)]
    fn call_binding(&self, vm: &Vm, args: Args) -> Res {
        let args = self.signature.bind(vm, args)?;
        (self.def.call)(vm, self.bound.as_ref().unwrap_or(&vm.none), args)
    }
}

/// `T.__new__(S, ...)`: `S` must be derived from `T`, and made of the same (`tp_new_wrapper`).
fn construct(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let it = class.expect::<Type>();
    let name = it.full_name();
    if args.n_positional() == 0 {
        return Err(vm.type_error(format!("{name}.__new__(): not enough arguments")));
    }
    let wanted = args.values.remove(0).expect("positional arguments are given");
    let Some(derived) = wanted.get::<Type>() else {
        return Err(vm.type_error(format!(
            "{name}.__new__(X): X is not a type object ({})",
            vm.type_name(&wanted)
        )));
    };
    if !type_::is_subtype(&wanted, class) {
        let other = derived.full_name();
        return Err(
            vm.type_error(format!("{name}.__new__({other}): {other} is not a subtype of {name}"))
        );
    }
    let base = native_base(&wanted);
    let new = it.slots.tp_new.get().expect("it has a constructor");
    if base.expect::<Type>().slots.tp_new.get().is_none_or(|it| it as usize != new as usize) {
        let (other, base) = (derived.full_name(), base.expect::<Type>().full_name());
        return Err(
            vm.type_error(format!("{name}.__new__({other}) is not safe, use {base}.__new__()"))
        );
    }
    new(vm, &wanted, args)
}

/// The nearest native type among a class and its layout bases.
fn native_base(class: &Ref) -> Ref {
    let mut at = class.clone();
    while !at.expect::<Type>().is_native {
        let Some(base) = at.expect::<Type>().base.get() else { break };
        at = base;
    }
    at
}

/// `builtin_function_or_method`.
pub const DEF: TypeDef = TypeDef {
    name: "builtin_function_or_method",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_call
            .set(Some(|vm, function, args| function.expect::<NativeFunction>().call(vm, args)));
        it.tp_hash.set(Some(|_, function| {
            let it = function.expect::<NativeFunction>();
            let own = it.bound.as_ref().map_or(0, super::object::hash_address);
            Ok(own ^ (it.def.call as usize as i64).rotate_right(4))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<NativeFunction>(), b.get::<NativeFunction>()) else {
                return Ok(vm.not_implemented.clone());
            };
            let same_bound =
                x.bound.as_ref().map(Ref::address) == y.bound.as_ref().map(Ref::address);
            let same_def =
                x.def.call as usize == y.def.call as usize && x.signature.name == y.signature.name;
            vm.equality(op, same_bound && same_def)
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, function, _| {
        let it = function.expect::<NativeFunction>();
        match &it.bound {
            Some(bound) if bound.get::<Module>().is_none() => {
                vm.reduce_getattr(bound, it.signature.name)
            }
            _ => Ok(vm.str(it.signature.name)),
        }
    })],
    getset: &[
        getter("__name__", |vm, it| Ok(vm.str(it.expect::<NativeFunction>().signature.name))),
        getter("__qualname__", qualname),
        getter("__doc__", |vm, _| Ok(vm.none.clone())),
        getter("__self__", |vm, it| {
            Ok(it.expect::<NativeFunction>().bound.clone().unwrap_or_else(|| vm.none.clone()))
        }),
        member("__module__", |vm, it| {
            Ok(it.expect::<NativeFunction>().module.clone().unwrap_or_else(|| vm.none.clone()))
        }),
        getter("__text_signature__", |vm, it| {
            Ok(vm.str(&text_signature(it.expect::<NativeFunction>().signature.text)))
        }),
    ],
    size: (56, 0),
    ..FINAL
};

fn qualname(vm: &Vm, function: &Ref) -> Res {
    let it = function.expect::<NativeFunction>();
    let name = it.signature.name;
    Ok(match &it.bound {
        Some(bound) if bound.get::<Module>().is_some() => vm.intern(name),
        Some(bound) => {
            let class = if bound.get::<Type>().is_some() { bound.clone() } else { bound.class() };
            let class = class.expect::<Type>().qualname.get();
            vm.str(&format!("{}.{name}", class.map_or_else(String::new, |it| vm.text(&it))))
        }
        None => vm.intern(name),
    })
}

fn repr(vm: &Vm, function: &Ref) -> Res {
    let it = function.expect::<NativeFunction>();
    let name = it.signature.name;
    Ok(vm.str(&match &it.bound {
        Some(bound) if bound.get::<Module>().is_none() => {
            format!(
                "<built-in method {name} of {} object at {:#x}>",
                vm.type_name(bound),
                bound.address()
            )
        }
        _ => format!("<built-in function {name}>"),
    }))
}
