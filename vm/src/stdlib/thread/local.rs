//! `_thread._local`: an object whose attributes each thread has for itself.

use std::cell::RefCell;
use std::rc::Rc;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, getset};
use crate::vm::Vm;

/// What a thread-local object keeps.
pub(crate) struct Local {
    /// What its `__init__` is called with in each thread.
    args: Vec<Ref>,
    keywords: Vec<(Ref, Ref)>,
    /// The attributes of each thread.
    dicts: Rc<Dicts>,
}

/// Attributes, by the identity of the thread.
pub(crate) type Dicts = RefCell<Vec<(u64, Ref)>>;

impl Payload for Local {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.args.iter().for_each(&mut *visit);
        for (name, value) in &self.keywords {
            visit(name);
            visit(value);
        }
        self.dicts.borrow().iter().for_each(|it| visit(&it.1));
    }

    fn clear(&self) {
        drop(self.dicts.take());
    }
}

fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let given = !args.is_empty();
    let own = type_::lookup(vm, class, &vm.names.__init__);
    let plain = type_::lookup(vm, &vm.types.object, &vm.names.__init__);
    if given && own.zip(plain).is_none_or(|(own, plain)| own.is(&plain)) {
        return Err(vm.type_error("Initialization arguments are not supported".to_owned()));
    }
    let keywords = args.take_keywords();
    let it = Local { args: args.take_positional(0), keywords, dicts: Rc::default() };
    let object = type_::instantiate(class, it);
    let dict = vm.dict();
    remember(vm, &object, &dict);
    vm.set_instance_dict(&object, Some(dict))?;
    Ok(object)
}

/// These are its attributes in the thread that runs.
fn remember(vm: &Vm, object: &Ref, dict: &Ref) {
    let thread = vm.threads.current();
    let dicts = &object.expect::<Local>().dicts;
    dicts.borrow_mut().push((thread.ident, dict.clone()));
    thread.locals.borrow_mut().push(Rc::downgrade(dicts));
}

/// The attributes of the thread that runs become those of the object. A thread that comes for the
/// first time calls `__init__`.
fn enter(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Local>();
    let ident = vm.threads.ident();
    let known = it.dicts.borrow().iter().find(|it| it.0 == ident).map(|it| it.1.clone());
    if let Some(dict) = known {
        if object.ext().is_some_and(|it| !it.dict.is(&dict)) {
            vm.set_instance_dict(object, Some(dict.clone()))?;
        }
        return Ok(dict);
    }
    let dict = vm.dict();
    remember(vm, object, &dict);
    vm.set_instance_dict(object, Some(dict.clone()))?;
    let mut args = Args::positional(it.args.iter().cloned());
    for (name, value) in &it.keywords {
        args.names.push(name.clone());
        args.values.push(Some(value.clone()));
    }
    if let Some(init) = object.ty().slots.tp_init.get()
        && let Err(error) = init(vm, object, args)
    {
        let gone = it.dicts.borrow_mut().pop();
        drop(gone);
        return Err(error);
    }
    vm.set_instance_dict(object, Some(dict.clone()))?;
    Ok(dict)
}

fn dict_is_read_only(vm: &Vm, object: &Ref, name: &Ref) -> Res<()> {
    if !vm.text(name).eq("__dict__") {
        return Ok(());
    }
    let class = vm.type_name(object);
    let text = format!("'{class}' object attribute '__dict__' is read-only");
    Err(vm.attribute_error(text, object, name))
}

/// `_thread._local`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_thread._local",
    flags: flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_getattro.set(Some(|vm, object, name| {
            enter(vm, object)?;
            vm.generic_get_attribute(object, name)
        }));
        it.tp_setattro.set(Some(|vm, object, name, value| {
            dict_is_read_only(vm, object, name)?;
            enter(vm, object)?;
            vm.generic_set_attribute(object, name, value)
        }));
    },
    getset: &[getset("__dict__", enter, |vm, object, _| {
        dict_is_read_only(vm, object, &vm.names.__dict__)
    })],
    size: (64, 0),
    ..BASE
};

/// A thread ends: what thread-local objects kept for it goes with it.
pub(super) fn forget_thread(vm: &Vm) {
    let thread = vm.threads.current();
    let locals = thread.locals.take();
    for dicts in locals.iter().filter_map(std::rc::Weak::upgrade) {
        let mut dicts = dicts.borrow_mut();
        let at = dicts.iter().position(|it| it.0 == thread.ident);
        let gone = at.map(|at| dicts.remove(at));
        drop(dicts);
        drop(gone);
    }
}
