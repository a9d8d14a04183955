//! `_typing`: type parameters and aliases, whose rest is written in Python (`typing`).

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::module::Module;
use crate::objects::type_;
use crate::typedef::{
    BASE, FINAL, ModuleDef, TypeDef, classmethod, flag, function, getter, member, method,
};
use crate::vm::Vm;

/// A type parameter: `TypeVar`, `ParamSpec` or `TypeVarTuple`, by its type.
pub struct TypeParameter {
    name: Ref,
    bound: Slot,
    evaluate_bound: Slot,
    constraints: Slot,
    evaluate_constraints: Slot,
    default: Slot,
    evaluate_default: Slot,
    module: Slot,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}

impl Payload for TypeParameter {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.name);
        for slot in self.slots() {
            slot.visit(visit);
        }
    }

    fn clear(&self) {
        for slot in self.slots() {
            slot.set(None);
        }
    }
}

impl TypeParameter {
    fn slots(&self) -> [&Slot; 7] {
        [
            &self.bound,
            &self.evaluate_bound,
            &self.constraints,
            &self.evaluate_constraints,
            &self.default,
            &self.evaluate_default,
            &self.module,
        ]
    }

    fn new(name: Ref) -> TypeParameter {
        TypeParameter {
            name,
            bound: Slot::default(),
            evaluate_bound: Slot::default(),
            constraints: Slot::default(),
            evaluate_constraints: Slot::default(),
            default: Slot::default(),
            evaluate_default: Slot::default(),
            module: Slot::default(),
            covariant: false,
            contravariant: false,
            infer_variance: false,
        }
    }
}

/// `ParamSpecArgs`, `ParamSpecKwargs`: `P.args`, `P.kwargs`.
pub struct ParameterPart {
    origin: Ref,
}

impl Payload for ParameterPart {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.origin);
    }
}

/// `type X = …`.
pub struct Alias {
    name: Ref,
    parameters: Ref,
    value: Slot,
    compute: Slot,
    module: Slot,
}

impl Payload for Alias {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.name);
        visit(&self.parameters);
        for slot in [&self.value, &self.compute, &self.module] {
            slot.visit(visit);
        }
    }
}

/// `_typing`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_typing",
    doc: "Primitives of the typing module.",
    functions: &[function("_idfunc(x, /)", |_, _, args| Ok(args[0].clone()))],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        let types = [
            ("TypeVar", &TYPE_VAR),
            ("ParamSpec", &PARAM_SPEC),
            ("TypeVarTuple", &TYPE_VAR_TUPLE),
            ("ParamSpecArgs", &PARAM_SPEC_ARGS),
            ("ParamSpecKwargs", &PARAM_SPEC_KWARGS),
            ("TypeAliasType", &TYPE_ALIAS),
            ("Generic", &GENERIC),
        ];
        for (name, def) in types {
            module.set(vm, name, vm.type_of(def));
        }
        module.set(vm, "NoDefault", no_default(vm));
        Ok(())
    },
};

/// `typing.NoDefault`, of which there is one.
fn no_default(vm: &Vm) -> Ref {
    if let Some(known) = vm.no_default.get() {
        return known;
    }
    let made = crate::objects::singletons::singleton(&vm.type_of(&NO_DEFAULT));
    vm.no_default.set(Some(made.clone()));
    made
}

static NO_DEFAULT: TypeDef = TypeDef {
    name: "typing.NoDefaultType",
    slots: |it| {
        it.tp_repr.set(Some(|vm, _| Ok(vm.str("typing.NoDefault"))));
        it.tp_new.set(Some(|vm, _, _| Ok(no_default(vm))));
    },
    methods: &[method("__reduce__(self, /)", |vm, _, _| Ok(vm.str("NoDefault")))],
    ..FINAL
};

/// Calls a function of `typing`.
fn in_typing(vm: &Vm, name: &str, args: Vec<Ref>) -> Res {
    vm.call_method(&vm.import("typing")?, name, Args::positional(args))
}

fn parameter(object: &Ref) -> &TypeParameter {
    object.expect::<TypeParameter>()
}

/// A value that is computed when it is first asked for.
fn lazy(vm: &Vm, value: &Slot, evaluate: &Slot, otherwise: impl FnOnce() -> Ref) -> Res {
    if let Some(known) = value.get() {
        return Ok(known);
    }
    let found = match evaluate.get() {
        Some(function) => vm.call(&function, Args::none())?,
        None => otherwise(),
    };
    value.set(Some(found.clone()));
    Ok(found)
}

fn default(vm: &Vm, object: &Ref) -> Res {
    let it = parameter(object);
    lazy(vm, &it.default, &it.evaluate_default, || no_default(vm))
}

const COMMON: TypeDef = TypeDef {
    name: "",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS | flag::HAS_DICT,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.nb_or.set(Some(|vm, a, b| in_typing(vm, "_make_union", vec![a.clone(), b.clone()])));
    },
    methods: &[
        method("has_default(self, /)", |vm, object, _| {
            let it = parameter(object);
            let has = !it.evaluate_default.is_none()
                || it.default.get().is_some_and(|it| !it.is(&no_default(vm)));
            Ok(vm.bool(has))
        }),
        method("__reduce__(self, /)", |_, object, _| Ok(parameter(object).name.clone())),
        method("__mro_entries__(self, bases, /)", |vm, object, _| {
            let text = format!("Cannot subclass an instance of {}", object.ty().name.borrow());
            Err(vm.type_error(text))
        }),
    ],
    getset: &[
        member("__name__", |_, object| Ok(parameter(object).name.clone())),
        getter("__default__", default),
        crate::typedef::getset(
            "__module__",
            |vm, object| Ok(parameter(object).module.get().unwrap_or_else(|| vm.none.clone())),
            |_, object, value| {
                parameter(object).module.set(value);
                Ok(())
            },
        ),
        getter("__dict__", |vm, object| vm.instance_dict(object)),
    ],
    size: (88, 0),
    ..FINAL
};

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = parameter(object);
    let sign = match () {
        () if it.infer_variance => "",
        () if object.is_exactly(&vm.type_of(&TYPE_VAR_TUPLE)) => "",
        () if it.covariant => "+",
        () if it.contravariant => "-",
        () => "~",
    };
    Ok(vm.str(&format!("{sign}{}", vm.text(&it.name))))
}

macro_rules! with_common {
    (methods: [$($method:expr),*], getset: [$($getset:expr),*]) => {
        (
            &[COMMON.methods[0], COMMON.methods[1], COMMON.methods[2], $($method),*],
            &[COMMON.getset[0], COMMON.getset[1], COMMON.getset[2], COMMON.getset[3], $($getset),*],
        )
    };
}

const TYPE_VAR_TABLES: (&[crate::typedef::NativeDef], &[crate::typedef::GetSetDef]) = with_common!(
    methods: [
        method("__typing_subst__(self, arg, /)", |vm, object, args| {
            in_typing(vm, "_typevar_subst", vec![object.clone(), args[0].clone()])
        }),
        method("__typing_prepare_subst__(self, alias, args, /)", |vm, object, args| prepare_type_var(vm, object, &args))
    ],
    getset: [
        getter("__bound__", |vm, object| {
            let it = parameter(object);
            lazy(vm, &it.bound, &it.evaluate_bound, || vm.none.clone())
        }),
        getter("__constraints__", |vm, object| {
            let it = parameter(object);
            lazy(vm, &it.constraints, &it.evaluate_constraints, || vm.empty_tuple())
        }),
        member("__covariant__", |vm, object| Ok(vm.bool(parameter(object).covariant))),
        member("__contravariant__", |vm, object| Ok(vm.bool(parameter(object).contravariant))),
        member("__infer_variance__", |vm, object| Ok(vm.bool(parameter(object).infer_variance)))
    ]
);

/// A default fills in where too few arguments are given (`typevar_typing_prepare_subst_impl`).
fn prepare_type_var(vm: &Vm, object: &Ref, args: &Args) -> Res {
    let parameters = vm.get_attribute(&args[0], &vm.names.__parameters__)?;
    let parameters = vm.tuple_items(&parameters);
    let given = vm.iterate_to_vec(&args[1])?;
    let at = parameters.iter().position(|it| it.is(object)).unwrap_or(0);
    if at < given.len() {
        return Ok(args[1].clone());
    }
    if at == given.len() {
        let default = default(vm, object)?;
        if !default.is(&no_default(vm)) {
            let mut given = given;
            given.push(default);
            return Ok(vm.tuple(given));
        }
    }
    let text = format!("Too few arguments for {}", vm.text(&vm.str_of(&args[0])?));
    Err(vm.type_error(text))
}

static TYPE_VAR: TypeDef = TypeDef {
    name: "typing.TypeVar",
    slots: |it| {
        (COMMON.slots)(it);
        it.tp_new.set(Some(new_type_var));
    },
    methods: TYPE_VAR_TABLES.0,
    getset: TYPE_VAR_TABLES.1,
    ..COMMON
};

const PARAM_SPEC_TABLES: (&[crate::typedef::NativeDef], &[crate::typedef::GetSetDef]) = with_common!(
    methods: [
        method("__typing_subst__(self, arg, /)", |vm, object, args| {
            in_typing(vm, "_paramspec_subst", vec![object.clone(), args[0].clone()])
        }),
        method("__typing_prepare_subst__(self, alias, args, /)", |vm, object, args| {
            in_typing(vm, "_paramspec_prepare_subst", vec![object.clone(), args[0].clone(), args[1].clone()])
        })
    ],
    getset: [
        getter("__bound__", |vm, object| Ok(parameter(object).bound.get().unwrap_or_else(|| vm.none.clone()))),
        member("__covariant__", |vm, object| Ok(vm.bool(parameter(object).covariant))),
        member("__contravariant__", |vm, object| Ok(vm.bool(parameter(object).contravariant))),
        member("__infer_variance__", |vm, object| Ok(vm.bool(parameter(object).infer_variance))),
        getter("args", |vm, object| Ok(part(vm, &PARAM_SPEC_ARGS, object))),
        getter("kwargs", |vm, object| Ok(part(vm, &PARAM_SPEC_KWARGS, object)))
    ]
);

static PARAM_SPEC: TypeDef = TypeDef {
    name: "typing.ParamSpec",
    slots: TYPE_VAR.slots,
    methods: PARAM_SPEC_TABLES.0,
    getset: PARAM_SPEC_TABLES.1,
    ..COMMON
};

const TYPE_VAR_TUPLE_TABLES: (&[crate::typedef::NativeDef], &[crate::typedef::GetSetDef]) = with_common!(
    methods: [
        method("__typing_subst__(self, arg, /)", |vm, _, _| {
            Err(vm.type_error("Substitution of bare TypeVarTuple is not supported".to_owned()))
        }),
        method("__typing_prepare_subst__(self, alias, args, /)", |vm, object, args| {
            in_typing(vm, "_typevartuple_prepare_subst", vec![object.clone(), args[0].clone(), args[1].clone()])
        })
    ],
    getset: []
);

static TYPE_VAR_TUPLE: TypeDef = TypeDef {
    name: "typing.TypeVarTuple",
    slots: |it| {
        (TYPE_VAR.slots)(it);
        it.tp_iter.set(Some(|vm, object| {
            let unpacked = unpack(vm, object)?;
            vm.iter(&vm.tuple(vec![unpacked]))
        }));
    },
    methods: TYPE_VAR_TUPLE_TABLES.0,
    getset: TYPE_VAR_TUPLE_TABLES.1,
    ..COMMON
};

fn unpack(vm: &Vm, object: &Ref) -> Res {
    let typing = vm.import("typing")?;
    let unpack = vm.get_attribute(&typing, &vm.intern("Unpack"))?;
    vm.get_item(&unpack, object)
}

fn part(vm: &Vm, def: &'static TypeDef, origin: &Ref) -> Ref {
    Ref::new(Some(vm.type_of(def)), ParameterPart { origin: origin.clone() })
}

const PART: TypeDef = TypeDef {
    name: "",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.check(vm, "ParamSpecArgs", 1, 1)?;
            Ok(Ref::new(Some(class.clone()), ParameterPart { origin: args[0].clone() }))
        }));
        it.tp_repr.set(Some(|vm, object| {
            let suffix =
                if object.is_exactly(&vm.type_of(&PARAM_SPEC_ARGS)) { "args" } else { "kwargs" };
            let origin = &object.expect::<ParameterPart>().origin;
            let name = match origin.get::<TypeParameter>() {
                Some(it) => vm.text(&it.name),
                None => vm.repr_text(origin)?,
            };
            Ok(vm.str(&format!("{name}.{suffix}")))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<ParameterPart>(), b.get::<ParameterPart>()) else {
                return Ok(vm.not_implemented.clone());
            };
            let same = a.class().is(&b.class()) && vm.is_equal(&x.origin, &y.origin)?;
            vm.equality(op, same)
        }));
        it.tp_hash.set(Some(|_, object| Ok(crate::objects::object::hash_address(object))));
    },
    getset: &[member("__origin__", |_, object| {
        Ok(object.expect::<ParameterPart>().origin.clone())
    })],
    size: (24, 0),
    ..FINAL
};

static PARAM_SPEC_ARGS: TypeDef = TypeDef { name: "typing.ParamSpecArgs", ..PART };
static PARAM_SPEC_KWARGS: TypeDef = TypeDef { name: "typing.ParamSpecKwargs", ..PART };

/// `TypeVar(name, *constraints, bound=None, …)`, `ParamSpec(name, …)`, `TypeVarTuple(name, …)`.
fn new_type_var(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let bound = args.take_keyword("bound").filter(|it| !it.is(&vm.none));
    let default = args.take_keyword("default");
    let mut truth = |name: &str| match args.take_keyword(name) {
        Some(it) => vm.is_true(&it),
        None => Ok(false),
    };
    let (covariant, contravariant, infer) =
        (truth("covariant")?, truth("contravariant")?, truth("infer_variance")?);
    let name = args.take_keyword("name").or_else(|| args.take(0));
    let kind = class.expect::<type_::Type>().name.borrow().clone();
    let Some(name) = name.filter(|it| vm.str_text(it).is_some()) else {
        return Err(vm.type_error(format!("{kind}() missing required argument 'name' (pos 1)")));
    };
    if covariant && contravariant {
        return Err(vm.value_error("Bivariant types are not supported.".to_owned()));
    }
    if infer && (covariant || contravariant) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance.".to_owned()));
    }
    let constraints: Vec<Ref> = args.values.iter().flatten().cloned().collect();
    if constraints.len() == 1 {
        return Err(vm.type_error("A single constraint is not allowed".to_owned()));
    }
    if !constraints.is_empty() && bound.is_some() {
        return Err(vm.type_error("Constraints cannot be combined with bound=...".to_owned()));
    }
    let bound = match bound {
        Some(it) => Some(in_typing(vm, "_type_check", vec![it, vm.str("Bound must be a type.")])?),
        None => None,
    };
    let mut it = TypeParameter::new(name);
    it.covariant = covariant;
    it.contravariant = contravariant;
    it.infer_variance = infer;
    it.bound.set(Some(bound.unwrap_or_else(|| vm.none.clone())));
    it.constraints.set(Some(vm.tuple(constraints)));
    it.default.set(default);
    it.module.set(vm.current_module_name());
    Ok(type_::instantiate(class, it))
}

/// `CALL_INTRINSIC_1` and `2` for type parameters: by CPython's numbers of the first.
pub fn type_variable(vm: &Vm, which: TypeVariable, name: Ref, evaluate: Option<Ref>) -> Ref {
    let mut it = TypeParameter::new(name);
    let def = match which {
        TypeVariable::TypeVar | TypeVariable::Bound | TypeVariable::Constraints => &TYPE_VAR,
        TypeVariable::ParamSpec => &PARAM_SPEC,
        TypeVariable::TypeVarTuple => &TYPE_VAR_TUPLE,
    };
    it.infer_variance = true;
    match which {
        TypeVariable::Bound => it.evaluate_bound.set(evaluate),
        TypeVariable::Constraints => it.evaluate_constraints.set(evaluate),
        _ => {}
    }
    it.module.set(vm.current_module_name());
    type_::instantiate(&vm.type_of(def), it)
}

/// Which type parameter an instruction makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "typing's names")]
pub enum TypeVariable {
    TypeVar,
    ParamSpec,
    TypeVarTuple,
    Bound,
    Constraints,
}

/// `[T = default]`.
pub fn set_default(object: Ref, evaluate: Ref) -> Ref {
    if let Some(it) = object.get::<TypeParameter>() {
        it.evaluate_default.set(Some(evaluate));
    }
    object
}

/// `Generic[T, …]` for `class C[T]` (`_Py_subscript_generic`).
pub fn subscript_generic(vm: &Vm, parameters: &Ref) -> Res {
    let mut unpacked = Vec::new();
    for it in vm.tuple_items(parameters) {
        let is_tuple = it.is_exactly(&vm.type_of(&TYPE_VAR_TUPLE));
        unpacked.push(if is_tuple { unpack(vm, &it)? } else { it });
    }
    let typing = vm.import("typing")?;
    let alias = vm.get_attribute(&typing, &vm.intern("_GenericAlias"))?;
    vm.call(&alias, Args::positional([vm.type_of(&GENERIC), vm.tuple(unpacked)]))
}

static GENERIC: TypeDef = TypeDef {
    name: "typing.Generic",
    methods: &[
        classmethod("__class_getitem__(*args, **kwargs)", |vm, class, args| {
            in_generic(vm, "_generic_class_getitem", class, args)
        }),
        classmethod("__init_subclass__(*args, **kwargs)", |vm, class, args| {
            in_generic(vm, "_generic_init_subclass", class, args)
        }),
    ],
    ..BASE
};

fn in_generic(vm: &Vm, name: &str, class: &Ref, mut args: Args) -> Res {
    args.insert_first(class.clone());
    vm.call_method(&vm.import("typing")?, name, args)
}

/// `type X[T] = …`: name, parameters, and the function that computes the value.
pub fn type_alias(vm: &Vm, parts: &Ref) -> Res {
    let parts = vm.tuple_items(parts);
    let parameters = if parts[1].is(&vm.none) { vm.empty_tuple() } else { parts[1].clone() };
    let it = Alias {
        name: parts[0].clone(),
        parameters,
        value: Slot::default(),
        compute: Slot::new(Some(parts[2].clone())),
        module: Slot::new(vm.current_module_name()),
    };
    Ok(Ref::new(Some(vm.type_of(&TYPE_ALIAS)), it))
}

fn alias(object: &Ref) -> &Alias {
    object.expect::<Alias>()
}

static TYPE_ALIAS: TypeDef = TypeDef {
    name: "typing.TypeAliasType",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let signature = crate::signature::Signature::parse(
                "typealias(name, value, *, type_params=())",
                false,
            );
            let args = signature.bind(vm, args)?;
            let it = Alias {
                name: args[0].clone(),
                parameters: args.get(2).cloned().unwrap_or_else(|| vm.empty_tuple()),
                value: Slot::new(Some(args[1].clone())),
                compute: Slot::default(),
                module: Slot::new(vm.current_module_name()),
            };
            Ok(Ref::new(Some(class.clone()), it))
        }));
        it.tp_repr.set(Some(|_, object| Ok(alias(object).name.clone())));
        it.nb_or.set(Some(|vm, a, b| in_typing(vm, "_make_union", vec![a.clone(), b.clone()])));
        it.mp_subscript.set(Some(|vm, object, key| {
            if vm.tuple_items(&alias(object).parameters).is_empty() {
                return Err(vm.type_error("Only generic type aliases are subscriptable".to_owned()));
            }
            Ok(crate::objects::generic_alias::make(vm, object, key))
        }));
    },
    methods: &[method("__reduce__(self, /)", |_, object, _| Ok(alias(object).name.clone()))],
    getset: &[
        member("__name__", |_, object| Ok(alias(object).name.clone())),
        getter("__parameters__", |vm, object| {
            let mut found = Vec::new();
            for it in vm.tuple_items(&alias(object).parameters) {
                let is_tuple = it.is_exactly(&vm.type_of(&TYPE_VAR_TUPLE));
                found.push(if is_tuple { unpack(vm, &it)? } else { it });
            }
            Ok(vm.tuple(found))
        }),
        member("__type_params__", |_, object| Ok(alias(object).parameters.clone())),
        getter("__value__", |vm, object| {
            let it = alias(object);
            lazy(vm, &it.value, &it.compute, || vm.none.clone())
        }),
        getter("__module__", |vm, object| {
            Ok(alias(object).module.get().unwrap_or_else(|| vm.none.clone()))
        }),
    ],
    size: (64, 0),
    ..FINAL
};
