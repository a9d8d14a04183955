//! `module`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::dict::Dict;
use crate::objects::native::NativeFunction;
use crate::objects::type_;
use crate::typedef::{BASE, ModuleDef, NativeDef, TypeDef, flag, getset, member, method};
use crate::vm::Vm;

/// A module: its namespace.
pub struct Module {
    /// `__dict__`.
    pub dict: Ref,
}

impl Payload for Module {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.dict);
    }
}

impl Module {
    /// A new module with the attributes that every module has.
    pub fn object(vm: &Vm, name: &str) -> Ref {
        Module::of_class(vm, &vm.types.module, vm.str(name), None)
    }

    fn of_class(vm: &Vm, class: &Ref, name: Ref, doc: Option<Ref>) -> Ref {
        let dict = vm.dict();
        let it = dict.expect::<Dict>();
        let names = &vm.names;
        it.insert_name(vm, &names.__name__, name);
        it.insert_name(vm, &names.__doc__, doc.unwrap_or_else(|| vm.none.clone()));
        for name in [&names.__package__, &names.__loader__, &names.__spec__] {
            it.insert_name(vm, name, vm.none.clone());
        }
        type_::instantiate(class, Module { dict })
    }

    /// The module that a table stands for.
    pub fn from_def(vm: &Vm, def: &'static ModuleDef) -> Res {
        let module = Module::object(vm, def.name);
        let it = module.expect::<Module>();
        if !def.doc.is_empty() {
            it.set(vm, "__doc__", vm.str(def.doc));
        }
        it.add_functions(vm, &module, def.functions);
        (def.fill)(vm, &module)?;
        Ok(module)
    }

    /// Adds native functions; `own` is the module itself.
    pub fn add_functions(&self, vm: &Vm, own: &Ref, functions: &[NativeDef]) {
        let module = self.get(vm, "__name__");
        for &function in functions {
            let name = function.signature.split('(').next().unwrap_or_default();
            self.set(
                vm,
                name,
                NativeFunction::object(vm, function, Some(own.clone()), module.clone()),
            );
        }
    }

    /// Sets an attribute.
    pub fn set(&self, vm: &Vm, name: &str, value: Ref) {
        self.dict.expect::<Dict>().insert_name(vm, &vm.intern(name), value);
    }

    /// An attribute, if it is there.
    pub fn get(&self, vm: &Vm, name: &str) -> Option<Ref> {
        self.dict.expect::<Dict>().get_name(&vm.intern(name))
    }
}

/// `module`.
pub const DEF: TypeDef = TypeDef {
    name: "module",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, _| Ok(Module::of_class(vm, class, vm.none.clone(), None))));
        it.tp_init.set(Some(|vm, object, mut args| {
            let doc = args.take_keyword("doc").or_else(|| args.take(1));
            let name = args.take_keyword("name").or_else(|| args.take(0));
            let Some(name) = name else {
                return Err(
                    vm.type_error("module() missing required argument 'name' (pos 1)".to_owned())
                );
            };
            if vm.str_text(&name).is_none() {
                return Err(vm.type_error(format!(
                    "module() argument 'name' must be str, not {}",
                    vm.type_name(&name)
                )));
            }
            let dict = object.expect::<Module>().dict.expect::<Dict>();
            dict.insert_name(vm, &vm.names.__name__, name);
            dict.insert_name(vm, &vm.names.__doc__, doc.unwrap_or_else(|| vm.none.clone()));
            Ok(())
        }));
        it.tp_repr.set(Some(repr));
        it.tp_getattro.set(Some(get));
    },
    methods: &[method("__dir__(self, /)", |vm, object, _| {
        let it = object.expect::<Module>();
        if let Some(own) = it.get(vm, "__dir__") {
            return vm.call(&own, crate::args::Args::none());
        }
        Ok(vm.list(it.dict.expect::<Dict>().keys()))
    })],
    getset: &[
        member("__dict__", |_, object| Ok(object.expect::<Module>().dict.clone())),
        getset(
            "__annotations__",
            |vm, object| {
                let it = object.expect::<Module>();
                if let Some(found) = it.get(vm, "__annotations__") {
                    return Ok(found);
                }
                let made = vm.dict();
                it.set(vm, "__annotations__", made.clone());
                Ok(made)
            },
            |vm, object, value| {
                let it = object.expect::<Module>();
                match value {
                    Some(value) => it.set(vm, "__annotations__", value),
                    None if it
                        .dict
                        .expect::<Dict>()
                        .remove_name(&vm.names.__annotations__)
                        .is_none() =>
                    {
                        return Err(vm.attribute_error(
                            "__annotations__".to_owned(),
                            object,
                            &vm.names.__annotations__,
                        ));
                    }
                    None => {}
                }
                Ok(())
            },
        ),
    ],
    size: (56, 0),
    ..BASE
};

/// As any object; then the module's `__getattr__`; then what is said of modules (`_Py_module_getattro_impl`).
fn get(vm: &Vm, object: &Ref, name: &Ref) -> Res {
    if let Some(found) = vm.generic_find_attribute(object, name)? {
        return Ok(found);
    }
    let it = object.expect::<Module>();
    if let Some(getattr) = it.get(vm, "__getattr__") {
        return vm.call(&getattr, crate::args::Args::one(name.clone()));
    }
    let text = crate::stdlib::no_attribute(vm, it, &vm.text(name))?;
    Err(vm.attribute_error(text, object, name))
}

/// `<module 'name' from 'file'>` (`_module_repr` of importlib).
fn repr(vm: &Vm, object: &Ref) -> Res {
    if let Some(importlib) = crate::stdlib::running_importlib(vm) {
        return vm.call_method(&importlib, "_module_repr", Args::one(object.clone()));
    }
    let it = object.expect::<Module>();
    let name = it
        .get(vm, "__name__")
        .map(|it| vm.repr_text(&it))
        .transpose()?
        .unwrap_or_else(|| "'?'".to_owned());
    let file = it.get(vm, "__file__").filter(|it| !it.is(&vm.none));
    let spec = it.get(vm, "__spec__").filter(|it| !it.is(&vm.none));
    Ok(vm.str(&match (file, spec) {
        (Some(file), _) => format!("<module {name} from {}>", vm.repr_text(&file)?),
        (None, Some(_)) => format!("<module {name} (built-in)>"),
        (None, None) => format!("<module {name}>"),
    }))
}
