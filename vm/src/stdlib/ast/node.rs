//! `ast.AST`: how nodes are made from arguments, and pickled.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::generic_alias::GenericAlias;
use crate::objects::object::INSTANCE_DICT;
use crate::objects::object::Object;
use crate::objects::type_::{self, Type};
use crate::objects::union::Union;
use crate::typedef::{BASE, TypeDef, flag, method};
use crate::vm::Vm;

/// `ast.AST`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "ast.AST",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object))));
        it.tp_init.set(Some(init));
    },
    methods: &[method("__reduce__(self, /)", reduce)],
    getset: &[INSTANCE_DICT],
    size: (24, 0),
    ..BASE
};

fn listed(vm: &Vm, class: &Ref, name: &str) -> Res<Vec<Ref>> {
    match vm.find_attribute(class, &vm.intern(name))? {
        Some(names) => vm.iterate_to_vec(&names),
        None => Ok(Vec::new()),
    }
}

/// Positional arguments are the fields in order; what is left gets a default (`ast_type_init`).
fn init(vm: &Vm, object: &Ref, mut args: Args) -> Res<()> {
    let class = object.class();
    let name = class.expect::<Type>().name.borrow().clone();
    let fields = listed(vm, &class, "_fields")?;
    let keywords = args.take_keywords();
    let given = args.take_positional(0);
    if given.len() > fields.len() {
        let plural = if fields.len() == 1 { "" } else { "s" };
        return Err(vm.type_error(format!(
            "{name} constructor takes at most {} positional argument{plural}",
            fields.len()
        )));
    }
    let mut is_set = vec![false; fields.len()];
    for (index, value) in given.into_iter().enumerate() {
        vm.set_attribute(object, &fields[index], Some(value))?;
        is_set[index] = true;
    }
    for (key, value) in keywords {
        match position(vm, &fields, &key)? {
            Some(index) if is_set[index] => {
                let key = vm.text(&key);
                return Err(
                    vm.type_error(format!("{name} got multiple values for argument '{key}'"))
                );
            }
            Some(index) => is_set[index] = true,
            None => check_is_attribute(vm, &class, &key)?,
        }
        vm.set_attribute(object, &key, Some(value))?;
    }
    let left: Vec<Ref> = fields.into_iter().zip(is_set).filter(|it| !it.1).map(|it| it.0).collect();
    if left.is_empty() { Ok(()) } else { add_defaults(vm, object, &class, left) }
}

fn position(vm: &Vm, names: &[Ref], name: &Ref) -> Res<Option<usize>> {
    for (index, it) in names.iter().enumerate() {
        if vm.is_equal(it, name)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn check_is_attribute(vm: &Vm, class: &Ref, key: &Ref) -> Res<()> {
    if position(vm, &listed(vm, class, "_attributes")?, key)?.is_some() {
        return Ok(());
    }
    let text = format!(
        "{}.__init__ got an unexpected keyword argument '{}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.",
        class.expect::<Type>().full_name(),
        vm.text(key)
    );
    vm.warn(&vm.exceptions.DeprecationWarning, &text)
}

fn add_defaults(vm: &Vm, object: &Ref, class: &Ref, left: Vec<Ref>) -> Res<()> {
    let Some(types) = vm.find_attribute(class, &vm.intern("_field_types"))? else { return Ok(()) };
    let classes = super::classes(vm)?;
    let classes = classes.expect::<Dict>();
    let name = class.expect::<Type>().full_name();
    for field in left {
        let of = match types.get::<Dict>() {
            Some(types) => types.get(vm, &field)?,
            None => None,
        };
        match of {
            Some(of) if of.get::<Union>().is_some() => {}
            Some(of) if of.get::<GenericAlias>().is_some() => {
                vm.set_attribute(object, &field, Some(vm.list(Vec::new())))?;
            }
            Some(of)
                if classes.get_name(&vm.intern("expr_context")).is_some_and(|it| it.is(&of)) =>
            {
                vm.set_attribute(object, &field, classes.get_name(&vm.intern("Load()")))?;
            }
            Some(_) => {
                let text = format!(
                    "{name}.__init__ missing 1 required positional argument: '{}'. This will become an error in Python 3.15.",
                    vm.text(&field)
                );
                vm.warn(&vm.exceptions.DeprecationWarning, &text)?;
            }
            None => {
                let text = format!(
                    "Field '{}' is missing from {name}._field_types. This will become an error in Python 3.15.",
                    vm.text(&field)
                );
                vm.warn(&vm.exceptions.DeprecationWarning, &text)?;
            }
        }
    }
    Ok(())
}

/// `(class, (None, ...), dict)`: a `None` for each field that is set, so that none is missed
/// (`ast_type_reduce`).
fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    let class = object.class();
    let state = vm.instance_dict(object)?;
    let dict = state.expect::<Dict>();
    let mut places = Vec::new();
    for field in listed(vm, &class, "_fields")? {
        if dict.get(vm, &field)?.is_none() {
            break;
        }
        places.push(vm.none.clone());
    }
    let copy = vm.dict();
    vm.dict_update(&copy, &state)?;
    Ok(vm.tuple(vec![class, vm.tuple(places), copy]))
}
