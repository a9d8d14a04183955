//! `_abc`: what abstract base classes remember; `abc` gives it to `ABCMeta`.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Weak};
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::set::Set;
use crate::objects::type_::{self, Type};
use crate::objects::weakref;
use crate::typedef::{FINAL, ModuleDef, TypeDef, flag, function};
use crate::vm::Vm;

/// What a class remembers of others (`_abc_data`).
#[derive(Default)]
pub(crate) struct AbcData {
    registry: WeakClasses,
    cache: WeakClasses,
    negative_cache: WeakClasses,
    /// The invalidation counter when the negative cache was last known to be right.
    negative_version: Cell<u64>,
}

impl Payload for AbcData {
    const LEAF: bool = true;
}

/// Classes, as long as they live.
#[derive(Default)]
struct WeakClasses(RefCell<FxHashMap<usize, Weak>>);

impl WeakClasses {
    fn contains(&self, class: &Ref) -> bool {
        // An address may be that of a class that is gone.
        let known = self.0.borrow().get(&class.address()).and_then(Weak::upgrade);
        known.is_some_and(|it| it.is(class))
    }

    fn add(&self, class: &Ref) {
        let mut classes = self.0.borrow_mut();
        if classes.len() == classes.capacity() {
            classes.retain(|_, it| it.upgrade().is_some());
        }
        let old = classes.insert(class.address(), Weak::watching(class));
        drop(classes);
        drop(old);
    }

    fn clear(&self) {
        drop(self.0.take());
    }

    fn all(&self) -> Vec<Ref> {
        self.0.borrow().values().filter_map(Weak::upgrade).collect()
    }

    /// A set of weak references.
    fn dump(&self, vm: &Vm) -> Res {
        let made = Set::default();
        for class in self.all() {
            made.add(vm, &weakref::reference(vm, &class)?)?;
        }
        Ok(Ref::new(Some(vm.types.set.clone()), made))
    }
}

static DATA: TypeDef = TypeDef {
    name: "_abc._abc_data",
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, AbcData::default()))));
    },
    size: (48, 0),
    ..FINAL
};

/// `_abc`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        function("get_cache_token()", |vm, _, _| Ok(vm.int(vm.abc_version.get() as i64))),
        function("_abc_init(self, /)", |vm, _, args| init(vm, &args[0])),
        function("_reset_registry(self, /)", |vm, _, args| {
            data(vm, &args[0])?.expect::<AbcData>().registry.clear();
            Ok(vm.none.clone())
        }),
        function("_reset_caches(self, /)", |vm, _, args| {
            let data = data(vm, &args[0])?;
            data.expect::<AbcData>().cache.clear();
            data.expect::<AbcData>().negative_cache.clear();
            Ok(vm.none.clone())
        }),
        function("_get_dump(self, /)", |vm, _, args| {
            let data = data(vm, &args[0])?;
            let it = data.expect::<AbcData>();
            Ok(vm.tuple(vec![
                it.registry.dump(vm)?,
                it.cache.dump(vm)?,
                it.negative_cache.dump(vm)?,
                vm.int(it.negative_version.get() as i64),
            ]))
        }),
        function("_abc_register(self, subclass, /)", |vm, _, args| {
            register(vm, &args[0], &args[1])
        }),
        function("_abc_instancecheck(self, instance, /)", |vm, _, args| {
            instance_check(vm, &args[0], &args[1])
        }),
        function("_abc_subclasscheck(self, subclass, /)", |vm, _, args| {
            subclass_check(vm, &args[0], &args[1]).map(|it| vm.bool(it))
        }),
    ],
    fill: |_, _| Ok(()),
};

fn data(vm: &Vm, class: &Ref) -> Res {
    let found = vm.get_attribute(class, &vm.intern("_abc_impl"))?;
    match found.get::<AbcData>() {
        Some(_) => Ok(found),
        None => Err(vm.type_error("_abc_impl is set to a wrong type".to_owned())),
    }
}

fn is_abstract(vm: &Vm, value: &Ref) -> Res<bool> {
    match vm.find_attribute(value, &vm.names.__isabstractmethod__)? {
        Some(found) => vm.is_true(&found),
        None => Ok(false),
    }
}

/// `_abc__abc_init_impl`.
fn init(vm: &Vm, class: &Ref) -> Res {
    let abstracts = Ref::new(Some(vm.types.frozenset.clone()), Set::default());
    add_abstract_methods(vm, class, abstracts.expect::<Set>())?;
    vm.set_attribute(class, &vm.names.__abstractmethods__, Some(abstracts))?;
    let made = type_::instantiate(&vm.type_of(&DATA), AbcData::default());
    vm.set_attribute(class, &vm.intern("_abc_impl"), Some(made))?;
    let Some(it) = class.get::<Type>() else { return Ok(vm.none.clone()) };
    let given = it.attributes().expect::<Dict>().remove_name(&vm.intern("__abc_tpflags__"));
    if let Some(Int::Small(bits)) = given.as_ref().and_then(|it| it.get::<Int>()) {
        let bits = *bits as u32 & COLLECTION;
        if bits == COLLECTION {
            let text = "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING";
            return Err(vm.type_error(text.to_owned()));
        }
        it.set_flag(bits, true);
        type_::modified(class);
    }
    Ok(vm.none.clone())
}

const COLLECTION: u32 = flag::SEQUENCE | flag::MAPPING;

/// Its own abstract methods, and those of its bases that it leaves abstract.
fn add_abstract_methods(vm: &Vm, class: &Ref, abstracts: &Set) -> Res<()> {
    let namespace = vm.get_attribute(class, &vm.names.__dict__)?;
    let items = vm.call_method(&namespace, "items", Args::none())?;
    for item in vm.iterate_to_vec(&items)? {
        let item = vm.tuple_items(&item);
        if let [key, value] = item.as_slice()
            && is_abstract(vm, value)?
        {
            abstracts.add(vm, key)?;
        }
    }
    let bases = vm.get_attribute(class, &vm.names.__bases__)?;
    for base in vm.tuple_items(&bases) {
        let Some(names) = vm.find_attribute(&base, &vm.names.__abstractmethods__)? else {
            continue;
        };
        for name in vm.iterate_to_vec(&names)? {
            if let Some(value) = vm.find_attribute(class, &name)?
                && is_abstract(vm, &value)?
            {
                abstracts.add(vm, &name)?;
            }
        }
    }
    Ok(())
}

/// `_abc__abc_register_impl`.
fn register(vm: &Vm, class: &Ref, subclass: &Ref) -> Res {
    if subclass.get::<Type>().is_none() {
        return Err(vm.type_error("Can only register classes".to_owned()));
    }
    if vm.is_subclass(subclass, class)? {
        return Ok(subclass.clone());
    }
    if vm.is_subclass(class, subclass)? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle".to_owned()));
    }
    data(vm, class)?.expect::<AbcData>().registry.add(subclass);
    vm.abc_version.set(vm.abc_version.get() + 1);
    let bits = class.get::<Type>().map_or(0, |it| it.flags.get() & COLLECTION);
    if bits != 0 {
        set_collection_flag(subclass, bits);
    }
    Ok(subclass.clone())
}

/// `set_collection_flag_recursive`.
fn set_collection_flag(class: &Ref, bits: u32) {
    let it = class.expect::<Type>();
    if it.flag(flag::IMMUTABLE) || it.flags.get() & COLLECTION == bits {
        return;
    }
    it.set_flag(COLLECTION, false);
    it.set_flag(bits, true);
    type_::subclasses(class).iter().for_each(|it| set_collection_flag(it, bits));
}

/// `_abc__abc_instancecheck_impl`.
fn instance_check(vm: &Vm, class: &Ref, instance: &Ref) -> Res {
    let data = data(vm, class)?;
    let it = data.expect::<AbcData>();
    let subclass = vm.get_attribute(instance, &vm.names.__class__)?;
    if it.cache.contains(&subclass) {
        return Ok(vm.bool(true));
    }
    let check =
        |subclass: &Ref| vm.call_method(class, "__subclasscheck__", Args::one(subclass.clone()));
    let real = instance.class();
    if real.is(&subclass) {
        if it.negative_version.get() == vm.abc_version.get()
            && it.negative_cache.contains(&subclass)
        {
            return Ok(vm.bool(false));
        }
        return check(&subclass);
    }
    let found = check(&subclass)?;
    if vm.is_true(&found)? { Ok(found) } else { check(&real) }
}

/// `_abc__abc_subclasscheck_impl`.
fn subclass_check(vm: &Vm, class: &Ref, subclass: &Ref) -> Res<bool> {
    if subclass.get::<Type>().is_none() {
        return Err(vm.type_error("issubclass() arg 1 must be a class".to_owned()));
    }
    let data = data(vm, class)?;
    let it = data.expect::<AbcData>();
    if it.cache.contains(subclass) {
        return Ok(true);
    }
    if it.negative_version.get() < vm.abc_version.get() {
        it.negative_cache.clear();
        it.negative_version.set(vm.abc_version.get());
    } else if it.negative_cache.contains(subclass) {
        return Ok(false);
    }
    let answer = find_out(vm, class, it, subclass)?;
    if answer {
        it.cache.add(subclass)
    } else {
        it.negative_cache.add(subclass)
    }
    Ok(answer)
}

fn find_out(vm: &Vm, class: &Ref, it: &AbcData, subclass: &Ref) -> Res<bool> {
    let answer = vm.call_method(class, "__subclasshook__", Args::one(subclass.clone()))?;
    if let Some(answer) = vm.as_bool(&answer) {
        return Ok(answer);
    }
    if !answer.is(&vm.not_implemented) {
        return Err(hook_error(vm));
    }
    if type_::is_subtype(subclass, class) {
        return Ok(true);
    }
    for known in it.registry.all() {
        if vm.is_subclass(subclass, &known)? {
            return Ok(true);
        }
    }
    let subclasses = vm.call_method(class, "__subclasses__", Args::none())?;
    if !vm.is_instance_of(&subclasses, &vm.types.list) {
        return Err(vm.type_error("__subclasses__() must return a list".to_owned()));
    }
    for known in vm.iterate_to_vec(&subclasses)? {
        if vm.is_subclass(subclass, &known)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cold]
fn hook_error(vm: &Vm) -> Raised {
    let text = "__subclasshook__ must return either False, True, or NotImplemented";
    vm.assertion_error(text.to_owned())
}
