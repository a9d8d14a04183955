//! Tuples whose items have names: `sys.version_info` and its kin (`Objects/structseq.c`).

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::dict::Dict;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, NewClass, Type};
use crate::typedef::{FINAL, NativeDef, TypeDef, function, method};
use crate::vm::Vm;

/// An item by its name.
pub struct Field {
    index: usize,
}

impl Payload for Field {}

static FIELD_DEF: TypeDef = TypeDef {
    name: "member_descriptor",
    slots: |it| {
        it.tp_descr_get.set(Some(|vm, field, object, _| {
            let Some(object) = object else { return Ok(field.clone()) };
            let items = object.get::<Tuple>().map(|it| it.items());
            let item = items.and_then(|it| it.get(field.expect::<Field>().index)).cloned();
            item.ok_or_else(|| vm.index_error("tuple index out of range".to_owned()))
        }));
        it.tp_descr_set.set(Some(|vm, _, object, _| {
            Err(vm.attribute_error("readonly attribute".to_owned(), object, &vm.intern("readonly")))
        }));
    },
    ..FINAL
};

const METHODS: &[NativeDef] = &[
    method("__repr__(self, /)", |vm, object, _| repr(vm, object)),
    method("__reduce__(self, /)", |vm, object, _| {
        let items = vm.tuple(object.expect::<Tuple>().items().to_vec());
        Ok(vm.tuple(vec![object.class(), vm.tuple(vec![items, vm.dict()])]))
    }),
];

const NEW: NativeDef = function("__new__(cls, sequence, dict=None)", |vm, _, args| {
    let items = vm.iterate_to_vec(&args[1])?;
    let wanted = fields(vm, &args[0])?.len();
    if items.len() != wanted {
        let name = args[0].expect::<Type>().name.borrow().clone();
        let text = format!("{name}() takes a {wanted}-sequence ({}-sequence given)", items.len());
        return Err(vm.type_error(text));
    }
    Ok(type_::instantiate(&args[0], Tuple::new(items)))
});

/// A type of named tuples; `name` with its module.
pub fn new_type(vm: &Vm, name: &str, fields: &[&str]) -> Res {
    made(vm, name, fields, false)
}

/// As [`new_type`], but instances have a place for more attributes than there are items.
pub fn new_open_type(vm: &Vm, name: &str, fields: &[&str]) -> Res {
    made(vm, name, fields, true)
}

fn made(vm: &Vm, name: &str, fields: &[&str], is_open: bool) -> Res {
    let namespace = vm.dict();
    let dict = namespace.expect::<Dict>();
    let (module, own) = name.rsplit_once('.').unwrap_or(("builtins", name));
    let set = |key: &str, value: Ref| dict.insert_name(vm, &vm.intern(key), value);
    set("__module__", vm.intern(module));
    if !is_open {
        set("__slots__", vm.empty_tuple());
    }
    let count = vm.int(fields.len() as i64);
    for key in ["n_sequence_fields", "n_fields"] {
        set(key, count.clone());
    }
    set("n_unnamed_fields", vm.int(0));
    set("__match_args__", vm.tuple(fields.iter().map(|it| vm.intern(it)).collect()));
    let descriptor = vm.type_of(&FIELD_DEF);
    for (index, field) in fields.iter().enumerate() {
        set(field, Ref::new(Some(descriptor.clone()), Field { index }));
    }
    for &def in METHODS {
        let name = def.signature.split('(').next().unwrap_or_default();
        set(name, crate::objects::descriptor::MethodDescriptor::object(vm, &vm.types.tuple, def));
    }
    let new = crate::objects::native::NativeFunction::object(vm, NEW, None, None);
    set("__new__", crate::objects::method::StaticMethod::object(vm, new));
    let wanted = NewClass {
        metaclass: &vm.types.type_,
        name: own.to_owned(),
        bases: vec![vm.types.tuple.clone()],
        namespace: namespace.clone(),
        keywords: Vec::new(),
    };
    type_::new_class(vm, wanted)
}

/// An instance with these items.
pub fn instance(class: &Ref, items: Vec<Ref>) -> Ref {
    type_::instantiate(class, Tuple::new(items))
}

fn fields(vm: &Vm, class: &Ref) -> Res<Vec<Ref>> {
    let names = vm.get_attribute(class, &vm.names.__match_args__)?;
    Ok(vm.tuple_items(&names))
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let class = object.class();
    let mut parts = Vec::new();
    for (name, item) in fields(vm, &class)?.iter().zip(object.expect::<Tuple>().items()) {
        parts.push(format!("{}={}", name.expect::<Str>().to_string_lossy(), vm.repr_text(item)?));
    }
    let module = vm.get_attribute(&class, &vm.names.__module__)?;
    let name = class.expect::<Type>().name.borrow().clone();
    let module = match vm.text(&module).as_str() {
        "builtins" => String::new(),
        module => format!("{module}."),
    };
    Ok(vm.str(&format!("{module}{name}({})", parts.join(", "))))
}
