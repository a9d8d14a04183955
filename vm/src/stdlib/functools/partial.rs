//! `functools.partial`.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::dict::Dict;
use crate::objects::object::INSTANCE_DICT;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, classmethod, flag, member, method};
use crate::vm::Vm;

/// A function with arguments that it will get before others.
pub(crate) struct Partial {
    function: Slot,
    /// A tuple.
    args: Slot,
    /// A dict.
    keywords: Slot,
}

impl Payload for Partial {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.function, &self.args, &self.keywords] {
            slot.visit(visit);
        }
    }

    fn clear(&self) {
        for slot in [&self.function, &self.args, &self.keywords] {
            slot.set(None);
        }
    }
}

fn of(object: &Ref) -> &Partial {
    object.expect::<Partial>()
}

fn field(vm: &Vm, slot: &Slot) -> Ref {
    slot.get().unwrap_or_else(|| vm.none.clone())
}

/// `functools.partial`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "functools.partial",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_call.set(Some(call));
        it.tp_repr.set(Some(repr));
        it.tp_descr_get.set(Some(|vm, object, instance, _| {
            // A promise of other behaviour to come (`partial_descr_get`).
            if instance.is_some_and(|it| !it.is(&vm.none)) {
                let text = "functools.partial will be a method descriptor in future Python versions; wrap it in staticmethod() if you want to preserve the old behavior";
                vm.warn(&vm.exceptions.FutureWarning, text)?;
            }
            Ok(object.clone())
        }));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            let it = of(object);
            let function = field(vm, &it.function);
            let has_dict = object.ext().is_some_and(|it| !it.is_empty() || !it.dict.is_none());
            let state = vm.instance_dict_if_any(object).filter(|_| has_dict);
            let state = state.unwrap_or_else(|| vm.none.clone());
            let (args, keywords) = (field(vm, &it.args), field(vm, &it.keywords));
            Ok(vm.tuple(vec![
                object.class(),
                vm.tuple(vec![function.clone()]),
                vm.tuple(vec![function, args, keywords, state]),
            ]))
        }),
        method("__setstate__(self, object, /)", set_state),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        member("func", |vm, it| Ok(field(vm, &of(it).function))),
        member("args", |vm, it| Ok(field(vm, &of(it).args))),
        member("keywords", |vm, it| Ok(field(vm, &of(it).keywords))),
        INSTANCE_DICT,
    ],
    doc: "Create a new function with partial application of the given arguments and keywords.",
    size: (64, 0),
    ..BASE
};

/// One of a partial that nothing was added to is made of its parts (`partial_new`).
fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    if args.n_positional() == 0 {
        return Err(vm.type_error("type 'partial' takes at least one argument".to_owned()));
    }
    let mut function = args[0].clone();
    if !vm.is_callable(&function) {
        return Err(vm.type_error("the first argument must be callable".to_owned()));
    }
    let given = args.take_keywords();
    let mut items = args.take_positional(1);
    let keywords = vm.dict();
    // Of a partial with attributes nothing may be lost.
    let inner = function.clone();
    if let Some(it) = inner.get::<Partial>()
        && type_::is_subtype(class, &vm.type_of(&DEF))
        && inner.class().is(class)
        && inner.ext().is_none_or(|it| it.dict.is_none() && it.is_empty())
    {
        function = field(vm, &it.function);
        items.splice(0..0, vm.tuple_items(&field(vm, &it.args)));
        vm.dict_update(&keywords, &field(vm, &it.keywords))?;
    }
    for (name, value) in given {
        keywords.expect::<Dict>().insert(vm, &name, value)?;
    }
    let it = Partial {
        function: Slot::new(Some(function)),
        args: Slot::new(Some(vm.tuple(items))),
        keywords: Slot::new(Some(keywords)),
    };
    Ok(type_::instantiate(class, it))
}

fn call(vm: &Vm, object: &Ref, mut args: Args) -> Res {
    let it = of(object);
    let function = field(vm, &it.function);
    let later = args.take_keywords();
    let first = vm.tuple_items(&field(vm, &it.args)).into_iter();
    let mut all = Args::positional(first.chain(args.take_positional(0)));
    let keywords = field(vm, &it.keywords);
    let mut named: Vec<(Ref, Ref)> = keywords.get::<Dict>().map(Dict::entries).unwrap_or_default();
    for (name, value) in later {
        let text = vm.text(&name);
        match named.iter_mut().find(|it| vm.text(&it.0) == text) {
            Some(known) => known.1 = value,
            None => named.push((name, value)),
        }
    }
    for (name, value) in named {
        if vm.str_text(&name).is_none() {
            return Err(vm.type_error("keywords must be strings".to_owned()));
        }
        all.names.push(name);
        all.values.push(Some(value));
    }
    vm.call(&function, all)
}

/// `functools.partial(function, 1, a=2)`.
fn repr(vm: &Vm, object: &Ref) -> Res {
    vm.guarded_repr(object, "...", || {
        let it = of(object);
        // What Python code changes meanwhile is held.
        let (function, args, keywords) =
            (field(vm, &it.function), field(vm, &it.args), field(vm, &it.keywords));
        let mut text = format!("{}({}", class_name(vm, object)?, vm.repr_text(&function)?);
        for item in vm.tuple_items(&args) {
            text.push_str(&format!(", {}", vm.repr_text(&item)?));
        }
        if let Some(keywords) = keywords.get::<Dict>() {
            for (name, value) in keywords.entries() {
                let name = vm.text(&vm.str_of(&name)?);
                text.push_str(&format!(", {name}={}", vm.repr_text(&value)?));
            }
        }
        text.push(')');
        Ok(vm.str(&text))
    })
}

fn class_name(vm: &Vm, object: &Ref) -> Res<String> {
    let class = object.class();
    let module = vm.get_attribute(&class, &vm.names.__module__)?;
    let name = vm.get_attribute(&class, &vm.names.__qualname__)?;
    let module = vm.text(&module);
    let name = vm.text(&name);
    Ok(if module == "builtins" || module == "__main__" { name } else { format!("{module}.{name}") })
}

/// `partial_setstate`.
fn set_state(vm: &Vm, object: &Ref, args: Args) -> Res {
    let invalid = || -> Raised { vm.type_error("invalid partial state".to_owned()) };
    let state = vm.tuple_items(&args[0]);
    let [function, items, keywords, dict] = state.as_slice() else { return Err(invalid()) };
    let has_keywords = keywords.is(&vm.none) || keywords.get::<Dict>().is_some();
    if !vm.is_callable(function) || items.get::<Tuple>().is_none() || !has_keywords {
        return Err(invalid());
    }
    let items = if items.is_exactly(&vm.types.tuple) {
        items.clone()
    } else {
        vm.tuple(vm.tuple_items(items))
    };
    let keywords = if keywords.is(&vm.none) {
        vm.dict()
    } else if keywords.is_exactly(&vm.types.dict) {
        keywords.clone()
    } else {
        let copy = vm.dict();
        vm.dict_update(&copy, keywords)?;
        copy
    };
    let it = of(object);
    let old = (
        it.function.replace(Some(function.clone())),
        it.args.replace(Some(items)),
        it.keywords.replace(Some(keywords)),
    );
    drop(old);
    match dict.is(&vm.none) {
        true => vm.set_instance_dict(object, Some(vm.dict()))?,
        false => vm.set_instance_dict(object, Some(dict.clone()))?,
    }
    Ok(vm.none.clone())
}
