//! `function`: what `def` and `lambda` make.

use std::cell::Cell;

use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::cell::Cell as CellObject;
use crate::objects::code::Code;
use crate::objects::dict::Dict;
use crate::objects::method::Method;
use crate::objects::object::INSTANCE_DICT;
use crate::objects::type_;
use crate::typedef::{FINAL, TypeDef, flag, getset, member};
use crate::vm::Vm;

/// A function.
pub struct Function {
    /// `__code__`.
    pub code: Slot,
    /// `__globals__`.
    pub globals: Ref,
    /// `__builtins__`, a dict.
    pub builtins: Ref,
    /// `__name__`.
    pub name: Slot,
    /// `__qualname__`.
    pub qualname: Slot,
    /// `__module__`.
    pub module: Slot,
    /// `__doc__`.
    pub doc: Slot,
    /// `__defaults__`, a tuple.
    pub defaults: Slot,
    /// `__kwdefaults__`, a dict.
    pub kwdefaults: Slot,
    /// `__closure__`, a tuple of cells.
    pub closure: Slot,
    /// `__annotations__`: a dict, or the tuple of names and values that becomes one.
    pub annotations: Slot,
    /// `__type_params__`, a tuple.
    pub type_params: Slot,
    /// Changes when code or defaults do, for caches.
    pub version: Cell<u32>,
}

impl Function {
    fn slots(&self) -> [&Slot; 9] {
        [
            &self.module,
            &self.defaults,
            &self.kwdefaults,
            &self.doc,
            &self.name,
            &self.closure,
            &self.annotations,
            &self.type_params,
            &self.qualname,
        ]
    }

    /// A new function of this code.
    pub fn object(vm: &Vm, code: &Ref, globals: &Ref) -> Ref {
        let builtins = vm.builtins_of(globals);
        Function::with_builtins(vm, code, globals, &builtins)
    }

    /// As [`Self::object`], where the builtins are known.
    pub fn with_builtins(vm: &Vm, code: &Ref, globals: &Ref, builtins: &Ref) -> Ref {
        let it = code.expect::<Code>();
        let doc = it.consts.first().filter(|doc| doc.get::<super::str_::Str>().is_some());
        let doc = Some(doc.unwrap_or(&vm.none).clone());
        let function = Function {
            code: Slot::new(Some(code.clone())),
            globals: globals.clone(),
            builtins: builtins.clone(),
            name: Slot::new(Some(it.name.clone())),
            qualname: Slot::new(Some(it.qualname.clone())),
            module: Slot::new(globals.expect::<Dict>().get_name(&vm.names.__name__)),
            doc: Slot::new(doc),
            defaults: Slot::default(),
            kwdefaults: Slot::default(),
            closure: Slot::default(),
            annotations: Slot::default(),
            type_params: Slot::default(),
            version: Cell::new(0),
        };
        type_::instantiate(&vm.types.function, function)
    }

    /// Its code.
    pub fn code(&self) -> Ref {
        self.code.get().expect("only the collector takes it away")
    }
}

impl Payload for Function {
    const TRACKED: bool = true;

    /// In the order of `func_traverse`.
    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.code.visit(visit);
        visit(&self.globals);
        visit(&self.builtins);
        for slot in self.slots() {
            slot.visit(visit);
        }
    }

    fn clear(&self) {
        // Name and code stay: a finalizer may still call it (`func_clear`).
        for slot in [
            &self.module,
            &self.doc,
            &self.defaults,
            &self.kwdefaults,
            &self.closure,
            &self.annotations,
            &self.type_params,
        ] {
            slot.set(None);
        }
    }
}

fn or_none(vm: &Vm, slot: &Slot) -> Res {
    Ok(slot.get().unwrap_or_else(|| vm.none.clone()))
}

/// `function`.
pub const DEF: TypeDef = TypeDef {
    name: "function",
    flags: flag::HAVE_GC | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::METHOD_DESCRIPTOR,
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let name = object
                .expect::<Function>()
                .qualname
                .get()
                .map_or_else(String::new, |it| vm.text(&it));
            Ok(vm.str(&format!("<function {name} at {:#x}>", object.address())))
        }));
        it.tp_call.set(Some(|vm, object, args| vm.call_function(object, args)));
        it.tp_descr_get.set(Some(|vm, object, instance, _| match instance {
            Some(instance) => Ok(Method::object(vm, object, instance)),
            None => Ok(object.clone()),
        }));
        it.tp_new.set(Some(new));
    },
    getset: &[
        member("__closure__", |vm, object| or_none(vm, &object.expect::<Function>().closure)),
        member("__globals__", |_, object| Ok(object.expect::<Function>().globals.clone())),
        member("__builtins__", |_, object| Ok(object.expect::<Function>().builtins.clone())),
        crate::typedef::member_set(
            "__doc__",
            |vm, object| or_none(vm, &object.expect::<Function>().doc),
            |_, object, value| {
                object.expect::<Function>().doc.set(value);
                Ok(())
            },
        ),
        crate::typedef::member_set(
            "__module__",
            |vm, object| or_none(vm, &object.expect::<Function>().module),
            |_, object, value| {
                object.expect::<Function>().module.set(value);
                Ok(())
            },
        ),
        getset("__code__", |_, object| Ok(object.expect::<Function>().code()), set_code),
        getset(
            "__name__",
            |vm, object| or_none(vm, &object.expect::<Function>().name),
            |vm, object, value| set_str(vm, &object.expect::<Function>().name, value, "__name__"),
        ),
        getset(
            "__qualname__",
            |vm, object| or_none(vm, &object.expect::<Function>().qualname),
            |vm, object, value| {
                set_str(vm, &object.expect::<Function>().qualname, value, "__qualname__")
            },
        ),
        getset(
            "__defaults__",
            |vm, object| or_none(vm, &object.expect::<Function>().defaults),
            |vm, object, value| {
                let value = value.filter(|it| !it.is(&vm.none));
                if value.as_ref().is_some_and(|it| !vm.is_instance_of(it, &vm.types.tuple)) {
                    return Err(
                        vm.type_error("__defaults__ must be set to a tuple object".to_owned())
                    );
                }
                let it = object.expect::<Function>();
                it.version.set(it.version.get() + 1);
                it.defaults.set(value);
                Ok(())
            },
        ),
        getset(
            "__kwdefaults__",
            |vm, object| or_none(vm, &object.expect::<Function>().kwdefaults),
            |vm, object, value| {
                let value = value.filter(|it| !it.is(&vm.none));
                if value.as_ref().is_some_and(|it| !vm.is_instance_of(it, &vm.types.dict)) {
                    return Err(
                        vm.type_error("__kwdefaults__ must be set to a dict object".to_owned())
                    );
                }
                let it = object.expect::<Function>();
                it.version.set(it.version.get() + 1);
                it.kwdefaults.set(value);
                Ok(())
            },
        ),
        getset("__annotations__", annotations, |vm, object, value| {
            let value = value.filter(|it| !it.is(&vm.none));
            if value.as_ref().is_some_and(|it| !vm.is_instance_of(it, &vm.types.dict)) {
                return Err(
                    vm.type_error("__annotations__ must be set to a dict object".to_owned())
                );
            }
            object.expect::<Function>().annotations.set(value);
            Ok(())
        }),
        getset(
            "__type_params__",
            |vm, object| {
                Ok(object
                    .expect::<Function>()
                    .type_params
                    .get()
                    .unwrap_or_else(|| vm.empty_tuple()))
            },
            |vm, object, value| {
                if value.as_ref().is_none_or(|it| !vm.is_instance_of(it, &vm.types.tuple)) {
                    return Err(vm.type_error("__type_params__ must be set to a tuple".to_owned()));
                }
                object.expect::<Function>().type_params.set(value);
                Ok(())
            },
        ),
        INSTANCE_DICT,
    ],
    size: (144, 0),
    ..FINAL
};

fn set_str(vm: &Vm, slot: &Slot, value: Option<Ref>, name: &str) -> Res<()> {
    match value {
        Some(value) if vm.str_text(&value).is_some() => {
            slot.set(Some(value));
            Ok(())
        }
        _ => Err(vm.type_error(format!("{name} must be set to a string object"))),
    }
}

fn set_code(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    let it = object.expect::<Function>();
    let Some(value) = value.filter(|it| it.get::<Code>().is_some()) else {
        return Err(vm.type_error("__code__ must be set to a code object".to_owned()));
    };
    let wanted = value.expect::<Code>().n_free();
    let has = it.closure.get().map_or(0, |it| vm.tuple_items(&it).len());
    if wanted != has {
        let name = it.name.get().map_or_else(String::new, |it| vm.text(&it));
        return Err(vm.value_error(format!(
            "{name}() requires a code object with {has} free vars, not {wanted}"
        )));
    }
    it.version.set(it.version.get() + 1);
    it.code.set(Some(value));
    Ok(())
}

/// The dict of annotations, made of the tuple that `MAKE_FUNCTION` left.
fn annotations(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Function>();
    let found = it.annotations.get();
    let made = match found {
        Some(dict) if dict.get::<Dict>().is_some() => return Ok(dict),
        Some(tuple) => {
            let dict = vm.dict();
            for pair in vm.tuple_items(&tuple).chunks(2) {
                dict.expect::<Dict>().insert(vm, &pair[0], pair[1].clone())?;
            }
            dict
        }
        None => vm.dict(),
    };
    it.annotations.set(Some(made.clone()));
    Ok(made)
}

/// `FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)`.
fn new(vm: &Vm, _: &Ref, args: crate::args::Args) -> Res {
    let signature = crate::signature::Signature::parse(
        "function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
        false,
    );
    let args = signature.bind(vm, args)?;
    let Some(code) = args[0].get::<Code>() else {
        return Err(vm.type_error(format!(
            "function() argument 'code' must be code, not {}",
            vm.type_name(&args[0])
        )));
    };
    if args[1].get::<Dict>().is_none() {
        return Err(vm.type_error(format!(
            "function() argument 'globals' must be dict, not {}",
            vm.type_name(&args[1])
        )));
    }
    let kinds = [
        (2, "name", "string", &vm.types.str_),
        (3, "defaults", "tuple", &vm.types.tuple),
        (4, "closure", "tuple", &vm.types.tuple),
        (5, "kwdefaults", "dict", &vm.types.dict),
    ];
    for (place, name, kind, class) in kinds {
        if args.get_not_none(vm, place).is_some_and(|it| !vm.is_instance_of(it, class)) {
            let text = format!("arg {} ({name}) must be None or {kind}", place + 1);
            return Err(vm.type_error(text));
        }
    }
    let closure = args.get_not_none(vm, 4);
    let cells = closure.map(|it| vm.tuple_items(it)).unwrap_or_default();
    if code.n_free() > 0 && closure.is_none() {
        return Err(vm.type_error("arg 5 (closure) must be tuple".to_owned()));
    }
    if cells.len() != code.n_free() {
        let text = format!(
            "{} requires closure of length {}, not {}",
            vm.text(&code.name),
            code.n_free(),
            cells.len()
        );
        return Err(vm.value_error(text));
    }
    if let Some(wrong) = cells.iter().find(|it| it.get::<CellObject>().is_none()) {
        return Err(
            vm.type_error(format!("arg 5 (closure) expected cell, found {}", vm.type_name(wrong)))
        );
    }
    let function = Function::object(vm, &args[0], &args[1]);
    let it = function.expect::<Function>();
    if let Some(name) = args.get_not_none(vm, 2) {
        it.name.set(Some(name.clone()));
    }
    it.defaults.set(args.get_not_none(vm, 3).cloned());
    it.closure.set(closure.filter(|_| !cells.is_empty()).cloned());
    it.kwdefaults.set(args.get_not_none(vm, 5).cloned());
    Ok(function)
}
