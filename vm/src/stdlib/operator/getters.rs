//! `itemgetter`, `attrgetter` and `methodcaller`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, method};
use crate::vm::Vm;

/// What is asked for: items, names of attributes, or a method's name and arguments.
pub(crate) struct Getter {
    asked: Vec<Ref>,
    /// Keywords of a method's call.
    keywords: Vec<(Ref, Ref)>,
}

impl Payload for Getter {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.asked.iter().for_each(&mut *visit);
        self.keywords.iter().for_each(|it| visit(&it.1));
    }
}

fn of(object: &Ref) -> &Getter {
    object.expect::<Getter>()
}

/// One thing for one, a tuple for more.
fn each(vm: &Vm, asked: &[Ref], get: impl Fn(&Ref) -> Res) -> Res {
    if let [only] = asked {
        return get(only);
    }
    Ok(vm.tuple(asked.iter().map(get).collect::<Res<Vec<Ref>>>()?))
}

fn argument(vm: &Vm, name: &str, args: &Args) -> Res {
    args.check(vm, name, 1, 1)?;
    Ok(args[0].clone())
}

fn asked_for(vm: &Vm, class: &Ref, mut args: Args, name: &str) -> Res {
    args.no_keywords(vm, name)?;
    if args.is_empty() {
        return Err(vm.type_error(format!("{name} expected 1 argument, got 0")));
    }
    let asked = args.take_positional(0);
    Ok(type_::instantiate(class, Getter { asked, keywords: Vec::new() }))
}

fn parts(vm: &Vm, object: &Ref) -> Res<Vec<String>> {
    let it = of(object);
    let mut parts = Vec::new();
    for asked in &it.asked {
        parts.push(vm.repr_text(asked)?);
    }
    for (name, value) in &it.keywords {
        parts.push(format!("{}={}", vm.text(name), vm.repr_text(value)?));
    }
    Ok(parts)
}

/// `operator.itemgetter(...)`.
fn repr(vm: &Vm, object: &Ref) -> Res {
    let name = vm.type_name(object);
    vm.guarded_repr(object, &format!("{name}(...)"), || {
        Ok(vm.str(&format!("{name}({})", parts(vm, object)?.join(", "))))
    })
}

fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.tuple(vec![object.class(), vm.tuple(of(object).asked.clone())]))
}

/// `operator.itemgetter`.
pub(super) static ITEM_GETTER: TypeDef = TypeDef {
    name: "operator.itemgetter",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| asked_for(vm, class, args, "itemgetter")));
        it.tp_call.set(Some(|vm, object, args| {
            let from = argument(vm, "itemgetter", &args)?;
            each(vm, &of(object).asked, |it| vm.get_item(&from, it))
        }));
        it.tp_repr.set(Some(repr));
    },
    methods: &[method("__reduce__(self, /)", reduce)],
    size: (40, 0),
    ..BASE
};

/// `operator.attrgetter`.
pub(super) static ATTR_GETTER: TypeDef = TypeDef {
    name: "operator.attrgetter",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.no_keywords(vm, "attrgetter")?;
            if (0..args.len()).any(|at| args[at].get::<Str>().is_none()) {
                return Err(vm.type_error("attribute name must be a string".to_owned()));
            }
            asked_for(vm, class, args, "attrgetter")
        }));
        it.tp_call.set(Some(|vm, object, args| {
            let from = argument(vm, "attrgetter", &args)?;
            each(vm, &of(object).asked, |name| attribute(vm, &from, name))
        }));
        it.tp_repr.set(Some(repr));
    },
    methods: &[method("__reduce__(self, /)", reduce)],
    size: (40, 0),
    ..BASE
};

/// An attribute, or one of an attribute: `a.b.c`.
fn attribute(vm: &Vm, from: &Ref, name: &Ref) -> Res {
    let text = vm.text(name);
    if !text.contains('.') {
        return vm.get_attribute(from, &vm.interned(name));
    }
    text.split('.').try_fold(from.clone(), |at, part| vm.get_attribute(&at, &vm.intern(part)))
}

/// `operator.methodcaller`.
pub(super) static METHOD_CALLER: TypeDef = TypeDef {
    name: "operator.methodcaller",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, mut args| {
            if args.n_positional() == 0 {
                let text = "methodcaller needs at least one argument, the method name";
                return Err(vm.type_error(text.to_owned()));
            }
            if args[0].get::<Str>().is_none() {
                return Err(vm.type_error("method name must be a string".to_owned()));
            }
            let keywords = args.take_keywords();
            let asked = args.take_positional(0);
            Ok(type_::instantiate(class, Getter { asked, keywords }))
        }));
        it.tp_call.set(Some(|vm, object, args| {
            let on = argument(vm, "methodcaller", &args)?;
            let it = of(object);
            let mut args = Args::positional(it.asked[1..].iter().cloned());
            for (name, value) in &it.keywords {
                args.names.push(name.clone());
                args.values.push(Some(value.clone()));
            }
            vm.call_method(&on, &vm.text(&it.asked[0]), args)
        }));
        it.tp_repr.set(Some(repr));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = of(object);
        if it.keywords.is_empty() {
            return Ok(vm.tuple(vec![object.class(), vm.tuple(it.asked.clone())]));
        }
        let functools = crate::stdlib::import(vm, "functools")?;
        let partial = vm.get_attribute(&functools, &vm.intern("partial"))?;
        let mut args = Args::positional([object.class(), it.asked[0].clone()]);
        for (name, value) in &it.keywords {
            args.names.push(name.clone());
            args.values.push(Some(value.clone()));
        }
        let made = vm.call(&partial, args)?;
        Ok(vm.tuple(vec![made, vm.tuple(it.asked[1..].to_vec())]))
    })],
    size: (64, 0),
    ..BASE
};
