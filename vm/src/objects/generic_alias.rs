//! `types.GenericAlias`: `list[int]`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::typedef::{BASE, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// A class with arguments.
pub struct GenericAlias {
    /// `__origin__`.
    pub origin: Ref,
    /// `__args__`, a tuple.
    pub args: Ref,
    /// `__parameters__`, once somebody asked.
    parameters: Slot,
    /// `__unpacked__`: it was starred.
    pub starred: bool,
}

impl Payload for GenericAlias {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.origin);
        visit(&self.args);
        self.parameters.visit(visit);
    }
}

/// `types.GenericAlias`.
pub static DEF: TypeDef = TypeDef {
    name: "types.GenericAlias",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.check(vm, "GenericAlias", 2, 2)?;
            Ok(of_class(vm, class, &args[0], &args[1], false))
        }));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(|vm, object| {
            let it = object.expect::<GenericAlias>();
            Ok(vm.hash(&it.origin)? ^ vm.hash(&it.args)?)
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<GenericAlias>(), b.get::<GenericAlias>()) else {
                return Ok(vm.not_implemented.clone());
            };
            let same = x.starred == y.starred
                && vm.is_equal(&x.origin, &y.origin)?
                && vm.is_equal(&x.args, &y.args)?;
            vm.equality(op, same)
        }));
        it.tp_call.set(Some(call));
        it.tp_getattro.set(Some(get));
        it.mp_subscript.set(Some(subscript));
        it.nb_or.set(Some(super::union::make));
        it.tp_iter.set(Some(|vm, object| {
            let it = object.expect::<GenericAlias>();
            let starred = of_class(vm, &object.class(), &it.origin, &it.args, true);
            vm.iter(&vm.tuple(vec![starred]))
        }));
    },
    methods: &[
        method("__mro_entries__(self, bases, /)", |vm, object, _| {
            Ok(vm.tuple(vec![object.expect::<GenericAlias>().origin.clone()]))
        }),
        method("__instancecheck__(self, instance, /)", |vm, _, _| {
            Err(vm
                .type_error("isinstance() argument 2 cannot be a parameterized generic".to_owned()))
        }),
        method("__subclasscheck__(self, subclass, /)", |vm, _, _| {
            Err(vm
                .type_error("issubclass() argument 2 cannot be a parameterized generic".to_owned()))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<GenericAlias>();
            Ok(vm.tuple(vec![object.class(), vm.tuple(vec![it.origin.clone(), it.args.clone()])]))
        }),
    ],
    getset: &[
        member("__origin__", |_, object| Ok(object.expect::<GenericAlias>().origin.clone())),
        member("__args__", |_, object| Ok(object.expect::<GenericAlias>().args.clone())),
        member("__unpacked__", |vm, object| Ok(vm.bool(object.expect::<GenericAlias>().starred))),
        getter("__parameters__", parameters),
        getter("__typing_unpacked_tuple_args__", |vm, object| {
            let it = object.expect::<GenericAlias>();
            let is_tuple = it.starred && it.origin.is(&vm.types.tuple);
            Ok(if is_tuple { it.args.clone() } else { vm.none.clone() })
        }),
    ],
    size: (64, 0),
    ..BASE
};

/// `origin[args]`.
pub fn make(vm: &Vm, origin: &Ref, args: &Ref) -> Ref {
    of_class(vm, &vm.type_of(&DEF), origin, args, false)
}

fn of_class(vm: &Vm, class: &Ref, origin: &Ref, args: &Ref, starred: bool) -> Ref {
    let args =
        if args.get::<Tuple>().is_some() { args.clone() } else { vm.tuple(vec![args.clone()]) };
    type_::instantiate(
        class,
        GenericAlias { origin: origin.clone(), args, parameters: Slot::default(), starred },
    )
}

/// Attributes of the alias itself; all others are those of the origin (`ga_getattro`).
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
];

fn get(vm: &Vm, object: &Ref, name: &Ref) -> Res {
    let text = vm.text(name);
    if OWN.contains(&text.as_str()) || matches!(text.as_str(), "__bases__") {
        return vm.generic_get_attribute(object, name);
    }
    vm.get_attribute(&object.expect::<GenericAlias>().origin, name)
}

fn call(vm: &Vm, object: &Ref, args: Args) -> Res {
    let made = vm.call(&object.expect::<GenericAlias>().origin, args)?;
    match vm.set_attribute(&made, &vm.intern("__orig_class__"), Some(object.clone())) {
        Err(error)
            if vm.is_raised(&error, &vm.exceptions.AttributeError)
                || vm.is_raised(&error, &vm.exceptions.TypeError) => {}
        other => other?,
    }
    Ok(made)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<GenericAlias>();
    let mut parts = Vec::new();
    for arg in it.args.expect::<Tuple>().items() {
        parts.push(item_text(vm, arg)?);
    }
    if parts.is_empty() {
        parts.push("()".to_owned());
    }
    let star = if it.starred { "*" } else { "" };
    Ok(vm.str(&format!("{star}{}[{}]", item_text(vm, &it.origin)?, parts.join(", "))))
}

/// A class by its name, `...` as it is written, lists item by item (`_Py_typing_type_repr`).
fn item_text(vm: &Vm, item: &Ref) -> Res<String> {
    if item.is(&vm.ellipsis) {
        return Ok("...".to_owned());
    }
    if item.is_exactly(&vm.types.list) {
        let parts: Res<Vec<String>> =
            vm.iterate_to_vec(item)?.iter().map(|it| item_text(vm, it)).collect();
        return Ok(format!("[{}]", parts?.join(", ")));
    }
    if item.get::<GenericAlias>().is_some() || item.get::<Type>().is_none() {
        return vm.repr_text(item);
    }
    if item.is(&vm.types.none_type) {
        Ok("None".to_owned())
    } else {
        vm.class_name_with_module(item)
    }
}

fn is_type_parameter(vm: &Vm, item: &Ref) -> Res<bool> {
    if item.get::<Type>().is_some() {
        return Ok(false);
    }
    Ok(vm.find_attribute(item, &vm.names.__typing_subst__)?.is_some())
}

/// The type parameters among the arguments, each once (`_Py_make_parameters`).
fn parameters(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<GenericAlias>();
    if let Some(known) = it.parameters.get() {
        return Ok(known);
    }
    let found = parameters_of(vm, it.args.expect::<Tuple>().items())?;
    it.parameters.set(Some(found.clone()));
    Ok(found)
}

/// The type parameters among these, each once.
pub fn parameters_of(vm: &Vm, items: &[Ref]) -> Res {
    let mut found: Vec<Ref> = Vec::new();
    for item in items {
        let inner = if is_type_parameter(vm, item)? {
            vec![item.clone()]
        } else if item.get::<Type>().is_some() {
            Vec::new()
        } else if item.is_exactly(&vm.types.tuple) || item.is_exactly(&vm.types.list) {
            vm.tuple_items(&parameters_of(vm, &vm.iterate_to_vec(item)?)?)
        } else {
            let own = vm.find_attribute(item, &vm.names.__parameters__)?;
            own.map(|it| vm.tuple_items(&it)).unwrap_or_default()
        };
        for parameter in inner {
            if !found.iter().any(|it| it.is(&parameter)) {
                found.push(parameter);
            }
        }
    }
    Ok(vm.tuple(found))
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let it = object.expect::<GenericAlias>();
    let parameters = vm.tuple_items(&parameters(vm, object)?);
    let args = substituted(vm, object, it.args.expect::<Tuple>().items(), parameters, key)?;
    Ok(of_class(vm, &object.class(), &it.origin, &vm.tuple(args), it.starred))
}

/// `list[T][int]`: arguments for the parameters (`_Py_subs_parameters`).
pub fn substituted(
    vm: &Vm,
    object: &Ref,
    items: &[Ref],
    parameters: Vec<Ref>,
    key: &Ref,
) -> Res<Vec<Ref>> {
    if parameters.is_empty() {
        return Err(vm.type_error(format!("{} is not a generic class", vm.repr_text(object)?)));
    }
    let written = key.get::<Tuple>().map_or_else(|| vec![key.clone()], |it| it.items().to_vec());
    let mut given = unpacked(vm, written)?;
    for parameter in &parameters {
        if let Some(prepare) = vm.find_attribute(parameter, &vm.names.__typing_prepare_subst__)? {
            let found = vm.call(&prepare, Args::positional([object.clone(), vm.tuple(given)]))?;
            given = vm.tuple_items(&found);
        }
    }
    if given.len() != parameters.len() {
        let which = if given.len() > parameters.len() { "many" } else { "few" };
        let text = format!(
            "Too {which} arguments for {}; actual {}, expected {}",
            vm.repr_text(object)?,
            given.len(),
            parameters.len()
        );
        return Err(vm.type_error(text));
    }
    let mut args = Vec::new();
    for item in items {
        substitute(vm, item, &parameters, &given, &mut args)?;
    }
    Ok(args)
}

/// `*tuple[int, str]` stands for its arguments, unless they end with `...` (`_unpack_args`).
fn unpacked(vm: &Vm, written: Vec<Ref>) -> Res<Vec<Ref>> {
    let mut found = Vec::new();
    for item in written {
        let inner = match item.get::<Type>() {
            Some(_) => None,
            None => vm.find_attribute(&item, &vm.intern("__typing_unpacked_tuple_args__"))?,
        };
        let inner = inner.and_then(|it| it.get::<Tuple>().map(|it| it.items().to_vec()));
        match inner.filter(|it| it.last().is_none_or(|it| !it.is(&vm.ellipsis))) {
            Some(inner) => found.extend(inner),
            None => found.push(item),
        }
    }
    Ok(found)
}

/// Is it a `TypeVarTuple`, starred?
fn is_unpacked_tuple(vm: &Vm, item: &Ref) -> Res<bool> {
    let name = vm.intern("__typing_is_unpacked_typevartuple__");
    match vm.find_attribute(item, &name)? {
        Some(found) => vm.is_true(&found),
        None => Ok(false),
    }
}

fn substitute(
    vm: &Vm,
    item: &Ref,
    parameters: &[Ref],
    given: &[Ref],
    args: &mut Vec<Ref>,
) -> Res<()> {
    if item.get::<Type>().is_some() {
        args.push(item.clone());
        return Ok(());
    }
    if let Some(subst) = vm.find_attribute(item, &vm.names.__typing_subst__)?
        && let Some(index) = parameters.iter().position(|it| it.is(item))
    {
        let found = vm.call(&subst, Args::one(given[index].clone()))?;
        args.push(found);
        return Ok(());
    }
    let spreads = is_unpacked_tuple(vm, item)?;
    let inner = vm
        .find_attribute(item, &vm.names.__parameters__)?
        .map(|it| vm.tuple_items(&it))
        .unwrap_or_default();
    if inner.is_empty() {
        args.push(item.clone());
        return Ok(());
    }
    let mut values = Vec::new();
    for parameter in &inner {
        let Some(at) = parameters.iter().position(|known| known.is(parameter)) else {
            values.push(parameter.clone());
            continue;
        };
        let is_tuple = parameter.ty().slots.tp_iter.get().is_some();
        match given[at].get::<Tuple>().filter(|_| is_tuple) {
            Some(several) => values.extend(several.items().iter().cloned()),
            None => values.push(given[at].clone()),
        }
    }
    let found = vm.get_item(item, &vm.tuple(values))?;
    match found.get::<Tuple>().filter(|_| spreads) {
        Some(several) => args.extend(several.items().iter().cloned()),
        None => args.push(found),
    }
    Ok(())
}
