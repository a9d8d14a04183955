//! `_queue`: a queue without bounds, from which threads wait for items.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::objects::type_;
use crate::typedef::{BASE, ModuleDef, TypeDef, classmethod, flag, method};
use crate::vm::Vm;

/// A queue.
#[derive(Default)]
pub(crate) struct SimpleQueue {
    items: RefCell<VecDeque<Ref>>,
}

impl Payload for SimpleQueue {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.items.borrow().iter().for_each(visit);
    }

    fn clear(&self) {
        let old = self.items.take();
        drop(old);
    }
}

/// `_queue`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_queue",
    doc: "C implementation of the Python queue module.",
    functions: &[],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        let namespace = vm.dict();
        vm.set_item(&namespace, &vm.names.__module__, Some(vm.str("_queue")))?;
        let text = "Exception raised by Queue.get(block=0)/get_nowait().";
        vm.set_item(&namespace, &vm.names.__doc__, Some(vm.str(text)))?;
        let bases = vm.tuple(vec![vm.exceptions.Exception.clone()]);
        let args = Args::positional([vm.str("Empty"), bases, namespace]);
        module.set(vm, "Empty", vm.call(&vm.types.type_, args)?);
        module.set(vm, "SimpleQueue", vm.type_of(&SIMPLE_QUEUE));
        Ok(())
    },
};

fn empty(vm: &Vm) -> Raised {
    let class = vm.import("_queue").and_then(|it| vm.get_attribute(&it, &vm.intern("Empty")));
    match class {
        Ok(class) => vm.raise(&class, Vec::new()),
        Err(error) => error,
    }
}

fn put(vm: &Vm, object: &Ref, args: Args) -> Res {
    object.expect::<SimpleQueue>().items.borrow_mut().push_back(args[0].clone());
    vm.wake(object, 1);
    Ok(vm.none.clone())
}

fn get(vm: &Vm, object: &Ref, args: Args) -> Res {
    let waits = args.get(0).map_or(Ok(true), |it| vm.is_true(it))?;
    let timeout = match args.get_not_none(vm, 1) {
        Some(it) if waits => Some(super::thread::seconds(vm, it)?),
        _ => None,
    };
    if timeout.is_some_and(|it| it < 0.0) {
        return Err(vm.value_error("'timeout' must be a non-negative number".to_owned()));
    }
    let until = timeout.map(|it| super::thread::deadline(vm, it));
    take(vm, object, waits, until)
}

fn take(vm: &Vm, object: &Ref, waits: bool, until: Option<u64>) -> Res {
    let it = object.expect::<SimpleQueue>();
    loop {
        let item = it.items.borrow_mut().pop_front();
        if let Some(item) = item {
            return Ok(item);
        }
        if !waits || until.is_some_and(|it| it <= vm.now()) {
            return Err(empty(vm));
        }
        vm.wait_on(object, "waits for an item of a queue", until)?;
    }
}

static SIMPLE_QUEUE: TypeDef = TypeDef {
    name: "_queue.SimpleQueue",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, SimpleQueue::default()))));
    },
    methods: &[
        method("put(self, item, block=True, timeout=None)", put),
        method("put_nowait(self, item)", put),
        method("get(self, block=True, timeout=None)", get),
        method("get_nowait(self, /)", |vm, object, _| take(vm, object, false, None)),
        method("empty(self, /)", |vm, object, _| {
            Ok(vm.bool(object.expect::<SimpleQueue>().items.borrow().is_empty()))
        }),
        method("qsize(self, /)", |vm, object, _| {
            Ok(vm.int(object.expect::<SimpleQueue>().items.borrow().len() as i64))
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    size: (80, 0),
    ..BASE
};
