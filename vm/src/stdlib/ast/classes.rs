//! From the words of the grammar to classes (`init_types` of Python/Python-ast.c).

use super::node;
use super::nodes::{NODES, Places};
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::type_::{self, NewClass};
use crate::vm::Vm;
use rustc_hash::FxHashMap;

/// A class as its `__doc__` tells it.
struct Written {
    name: &'static str,
    base: &'static str,
    doc: &'static str,
    fields: Vec<Field>,
    /// Has it classes of its own that derive from it?
    is_abstract: bool,
    places: Option<Places>,
}

struct Field {
    name: &'static str,
    of: &'static str,
    many: Many,
}

/// How many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    One,
    OneOrNone,
    List,
}

/// All classes by name, and the one instance of each class without fields by `"Name()"`: a dict,
/// made when it is first asked for.
pub(crate) fn classes(vm: &Vm) -> Res {
    if let Some(known) = vm.ast.get() {
        return Ok(known);
    }
    let made = vm.dict();
    let dict = made.expect::<Dict>();
    let base = vm.type_of(&node::DEF);
    for name in ["_fields", "__match_args__", "_attributes"] {
        type_::set_attribute(vm, &base, name, vm.empty_tuple());
    }
    dict.insert_name(vm, &vm.intern("AST"), base);
    let written = written();
    for class in &written {
        let object = make(vm, class, dict)?;
        if !class.is_abstract && is_word(class) {
            let only = type_::instantiate(&object, crate::objects::object::Object);
            dict.insert_name(vm, &vm.intern(&format!("{}()", class.name)), only);
        }
        dict.insert_name(vm, &vm.intern(class.name), object);
    }
    for class in written.iter().filter(|it| !it.is_abstract) {
        add_field_types(vm, class, dict)?;
    }
    vm.ast.set(Some(made.clone()));
    Ok(made)
}

/// What nodes of a class are made of.
pub(super) struct Shape {
    pub(super) class: Ref,
    pub(super) fields: Vec<(&'static str, Many)>,
    pub(super) has_places: bool,
}

/// The shapes of all classes that are not abstract, by name.
pub(super) fn shapes(vm: &Vm) -> Res<FxHashMap<&'static str, Shape>> {
    let known = classes(vm)?;
    let mut places = Places::Nowhere;
    let mut found = FxHashMap::default();
    for it in written() {
        places = it.places.unwrap_or(places);
        if it.is_abstract {
            continue;
        }
        let class = known.expect::<Dict>().get_name(&vm.intern(it.name)).expect("it was made");
        let fields = it.fields.iter().map(|it| (it.name, it.many)).collect();
        found.insert(it.name, Shape { class, fields, has_places: places != Places::Nowhere });
    }
    Ok(found)
}

/// One of an enumeration: nothing but a name.
fn is_word(class: &Written) -> bool {
    matches!(class.base, "expr_context" | "boolop" | "operator" | "unaryop" | "cmpop")
}

fn written() -> Vec<Written> {
    let mut found = Vec::new();
    for &(places, doc) in NODES {
        let Some((name, choices)) = doc.split_once(" = ") else {
            found.push(constructor(doc, "AST", Some(places)));
            continue;
        };
        let places = Some(places);
        found.push(Written {
            name,
            base: "AST",
            doc,
            fields: Vec::new(),
            is_abstract: true,
            places,
        });
        found.extend(choices.split('|').map(|it| constructor(it.trim(), name, None)));
    }
    found
}

fn constructor(doc: &'static str, base: &'static str, places: Option<Places>) -> Written {
    let (name, fields) = doc.split_once('(').unwrap_or((doc, ""));
    let fields = fields.trim_end_matches(')');
    let fields = fields.split(", ").filter_map(|it| it.split_once(' ')).map(|(of, name)| {
        let many = match of.as_bytes().last() {
            Some(b'?') => Many::OneOrNone,
            Some(b'*') => Many::List,
            _ => Many::One,
        };
        Field { name, of: of.trim_end_matches(['?', '*']), many }
    });
    Written { name, base, doc, fields: fields.collect(), is_abstract: false, places }
}

fn make(vm: &Vm, class: &Written, known: &Dict) -> Res {
    let namespace = vm.dict();
    let dict = namespace.expect::<Dict>();
    let set = |name: &str, value: Ref| dict.insert_name(vm, &vm.intern(name), value);
    let names = |names: &[&str]| vm.tuple(names.iter().map(|it| vm.intern(it)).collect());
    let fields = names(&class.fields.iter().map(|it| it.name).collect::<Vec<_>>());
    set("_fields", fields.clone());
    set("__match_args__", fields);
    set("__module__", vm.intern("ast"));
    set("__doc__", vm.str(class.doc));
    match class.places {
        Some(Places::Nowhere) => set("_attributes", vm.empty_tuple()),
        Some(_) => {
            set("_attributes", names(&["lineno", "col_offset", "end_lineno", "end_col_offset"]));
        }
        None => {}
    }
    for field in class.fields.iter().filter(|it| it.many == Many::OneOrNone) {
        set(field.name, vm.none.clone());
    }
    if class.places == Some(Places::FromToIfKnown) {
        set("end_lineno", vm.none.clone());
        set("end_col_offset", vm.none.clone());
    }
    let base = known.get_name(&vm.intern(class.base)).expect("bases stand first");
    let wanted = NewClass {
        metaclass: &vm.types.type_,
        name: class.name.to_owned(),
        bases: vec![base],
        namespace: namespace.clone(),
        keywords: Vec::new(),
    };
    type_::new_class(vm, wanted)
}

fn add_field_types(vm: &Vm, class: &Written, known: &Dict) -> Res<()> {
    let types = vm.dict();
    for field in &class.fields {
        let of = match field.of {
            "identifier" | "string" => vm.types.str_.clone(),
            "int" => vm.types.int.clone(),
            "constant" => vm.types.object.clone(),
            name => known.get_name(&vm.intern(name)).expect("the grammar is whole"),
        };
        let of = match field.many {
            Many::One => of,
            Many::OneOrNone => crate::objects::union::make(vm, &of, &vm.none)?,
            Many::List => vm.generic_alias(&vm.types.list, &of)?,
        };
        types.expect::<Dict>().insert_name(vm, &vm.intern(field.name), of);
    }
    let object = known.get_name(&vm.intern(class.name)).expect("it was made");
    type_::set_attribute(vm, &object, "_field_types", types.clone());
    type_::set_attribute(vm, &object, "__annotations__", types);
    Ok(())
}
