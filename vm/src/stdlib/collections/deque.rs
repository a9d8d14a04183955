//! `deque`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::list::{compare_sequences, contains_item, repeat_items};
use crate::objects::type_;
use crate::typedef::{BASE, FINAL, NativeDef, TypeDef, classmethod, flag, getter, method};
use crate::vm::Vm;

/// `BLOCKLEN`: how many items a block has.
const BLOCK: usize = 64;

/// A deque.
#[derive(Default)]
pub(crate) struct Deque {
    items: RefCell<VecDeque<Ref>>,
    /// `maxlen`.
    bound: Cell<Option<usize>>,
    /// Where CPython's first block has its first item, counted from the middle.
    first: Cell<usize>,
    /// Changes when items come or go.
    version: Cell<u64>,
}

impl Payload for Deque {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.items.borrow().iter().for_each(visit);
    }

    fn clear(&self) {
        self.changed();
        let old = self.items.take();
        self.first.set(0);
        drop(old);
    }
}

impl Deque {
    fn changed(&self) {
        self.version.set(self.version.get() + 1);
    }

    fn len(&self) -> usize {
        self.items.borrow().len()
    }

    fn get(&self, at: usize) -> Option<Ref> {
        self.items.borrow().get(at).cloned()
    }

    fn to_vec(&self) -> Vec<Ref> {
        self.items.borrow().iter().cloned().collect()
    }

    fn move_first(&self, by: usize) {
        self.first.set((self.first.get() + by) % BLOCK);
    }

    fn pop_back(&self) -> Option<Ref> {
        let found = self.items.borrow_mut().pop_back();
        if self.len() == 0 {
            self.first.set(0);
        }
        found
    }

    fn pop_front(&self) -> Option<Ref> {
        let found = self.items.borrow_mut().pop_front();
        self.move_first(if found.is_some() { 1 } else { 0 });
        if self.len() == 0 {
            self.first.set(0);
        }
        found
    }

    /// How many blocks CPython needs: an empty deque begins in the middle of its only one.
    fn n_blocks(&self) -> usize {
        let first = (self.first.get() + BLOCK / 2) % BLOCK;
        (first + self.len()).div_ceil(BLOCK).max(1)
    }

    fn push_back(&self, item: Ref) {
        self.changed();
        self.items.borrow_mut().push_back(item);
        if self.bound.get().is_some_and(|it| self.len() > it) {
            let old = self.pop_front();
            drop(old);
        }
    }

    fn push_front(&self, item: Ref) {
        self.changed();
        self.items.borrow_mut().push_front(item);
        self.move_first(BLOCK - 1);
        if self.bound.get().is_some_and(|it| self.len() > it) {
            let old = self.pop_back();
            drop(old);
        }
    }
}

fn of(object: &Ref) -> &Deque {
    object.expect::<Deque>()
}

/// `collections.deque`.
pub(super) static DEQUE: TypeDef = TypeDef {
    name: "collections.deque",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS | flag::SEQUENCE,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Deque::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
        it.tp_richcompare.set(Some(|vm, a, b, op| match (a.get::<Deque>(), b.get::<Deque>()) {
            (Some(x), Some(y)) => {
                compare_sequences(vm, op, |at| x.get(at), |at| y.get(at), || (x.len(), y.len()))
            }
            _ => Ok(vm.not_implemented.clone()),
        }));
        it.tp_iter.set(Some(|vm, object| Ok(iterate(vm, object, false))));
        it.sq_length.set(Some(|_, object| Ok(of(object).len())));
        it.sq_item.set(Some(|vm, object, index| {
            let found = usize::try_from(index).ok().and_then(|at| of(object).get(at));
            found.ok_or_else(|| vm.index_error("deque index out of range".to_owned()))
        }));
        it.sq_ass_item.set(Some(set_item));
        it.sq_contains
            .set(Some(|vm, object, item| contains_item(vm, |at| of(object).get(at), item)));
        it.sq_concat.set(Some(|vm, a, b| {
            if b.get::<Deque>().is_none() {
                let name = vm.type_name(b);
                return Err(
                    vm.type_error(format!("can only concatenate deque (not \"{name}\") to deque"))
                );
            }
            let made = copy(vm, a)?;
            extend(vm, &made, b)?;
            Ok(made)
        }));
        it.sq_repeat.set(Some(|vm, object, n| {
            let items = repeat_items(vm, of(object).to_vec(), n)?;
            let made = like(vm, object);
            items.into_iter().for_each(|it| of(&made).push_back(it));
            Ok(made)
        }));
        it.sq_inplace_concat.set(Some(|vm, object, other| {
            extend(vm, object, other)?;
            Ok(object.clone())
        }));
    },
    methods: METHODS,
    getset: &[getter("maxlen", |vm, object| {
        Ok(of(object).bound.get().map_or_else(|| vm.none.clone(), |it| vm.int(it as i64)))
    })],
    size: (216, 0),
    ..BASE
};

const METHODS: &[NativeDef] = &[
    method("append(self, item, /)", |vm, object, args| {
        vm.reserve(8)?;
        of(object).push_back(args[0].clone());
        Ok(vm.none.clone())
    }),
    method("appendleft(self, item, /)", |vm, object, args| {
        vm.reserve(8)?;
        of(object).push_front(args[0].clone());
        Ok(vm.none.clone())
    }),
    method("pop(self, /)", |vm, object, _| {
        of(object).changed();
        let found = of(object).pop_back();
        found.ok_or_else(|| vm.index_error("pop from an empty deque".to_owned()))
    }),
    method("popleft(self, /)", |vm, object, _| {
        of(object).changed();
        let found = of(object).pop_front();
        found.ok_or_else(|| vm.index_error("pop from an empty deque".to_owned()))
    }),
    method("extend(self, iterable, /)", |vm, object, args| {
        extend(vm, object, &args[0])?;
        Ok(vm.none.clone())
    }),
    method("extendleft(self, iterable, /)", |vm, object, args| {
        if of(object).len() == 0 {
            // CPython fills the first block from its end then.
            of(object).first.set(BLOCK / 2 - 1);
        }
        for item in vm.iterate_to_vec(&args[0])? {
            of(object).push_front(item);
        }
        Ok(vm.none.clone())
    }),
    method("clear(self, /)", |vm, object, _| {
        Payload::clear(of(object));
        Ok(vm.none.clone())
    }),
    method("copy(self, /)", |vm, object, _| copy(vm, object)),
    method("__copy__(self, /)", |vm, object, _| copy(vm, object)),
    method("count(self, value, /)", |vm, object, args| {
        let mut count = 0;
        for item in of(object).to_vec() {
            count += i64::from(vm.is_equal(&item, &args[0])?);
        }
        Ok(vm.int(count))
    }),
    method("index(self, value, start=0, stop=9223372036854775807, /)", |vm, object, args| {
        let len = of(object).len() as isize;
        let clamp = |it: isize| if it < 0 { (it + len).max(0) } else { it.min(len) };
        let start = clamp(vm.search_bound(args.get(1), 0)?);
        let stop = clamp(vm.search_bound(args.get(2), isize::MAX)?);
        for at in start..stop.max(start) {
            let Some(item) = of(object).get(at as usize) else { break };
            if vm.is_equal(&item, &args[0])? {
                return Ok(vm.int(at as i64));
            }
        }
        Err(vm.value_error(format!("{} is not in deque", vm.repr_text(&args[0])?)))
    }),
    method("insert(self, index, value, /)", |vm, object, args| {
        let it = of(object);
        if it.bound.get() == Some(it.len()) {
            return Err(vm.index_error("deque already at its maximum size".to_owned()));
        }
        let len = it.len() as isize;
        let index = vm.index_saturated(&args[0])?;
        let index = if index < 0 { (index + len).max(0) } else { index.min(len) };
        it.changed();
        it.items.borrow_mut().insert(index as usize, args[1].clone());
        Ok(vm.none.clone())
    }),
    method("remove(self, value, /)", |vm, object, args| {
        for (at, item) in of(object).to_vec().into_iter().enumerate() {
            let version = of(object).version.get();
            let is_equal = vm.is_equal(&item, &args[0])?;
            if of(object).version.get() != version {
                return Err(vm.index_error("deque mutated during remove().".to_owned()));
            }
            if is_equal {
                of(object).changed();
                let old = of(object).items.borrow_mut().remove(at);
                drop(old);
                return Ok(vm.none.clone());
            }
        }
        Err(vm.value_error(format!("{} is not in deque", vm.repr_text(&args[0])?)))
    }),
    method("reverse(self, /)", |vm, object, _| {
        of(object).items.borrow_mut().make_contiguous().reverse();
        Ok(vm.none.clone())
    }),
    method("rotate(self, n=1, /)", |vm, object, args| {
        let n = args.get(0).map_or(Ok(1), |it| vm.index_or_overflow(it))?;
        let it = of(object);
        if it.len() > 0 {
            it.changed();
            let by = n.rem_euclid(it.len() as isize) as usize;
            it.items.borrow_mut().rotate_right(by);
            it.move_first(BLOCK - by % BLOCK);
        }
        Ok(vm.none.clone())
    }),
    method("__reversed__(self, /)", |vm, object, _| Ok(iterate(vm, object, true))),
    method("__reduce__(self, /)", |vm, object, _| {
        let it = of(object);
        let args = match it.bound.get() {
            Some(bound) => vm.tuple(vec![vm.empty_tuple(), vm.int(bound as i64)]),
            None => vm.empty_tuple(),
        };
        let state = vm.instance_dict_if_any(object).unwrap_or_else(|| vm.none.clone());
        Ok(vm.tuple(vec![object.class(), args, state, vm.iter(object)?]))
    }),
    method("__sizeof__(self, /)", |vm, object, _| {
        Ok(vm.int(216 + 528 * of(object).n_blocks() as i64))
    }),
    classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    }),
];

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    let args = crate::signature::Signature::parse("deque(iterable=(), maxlen=None)", false)
        .bind(vm, args)?;
    if let Some(wrong) = args.get_not_none(vm, 1)
        && wrong.ty().slots.nb_index.get().is_none()
    {
        return Err(vm.type_error("an integer is required".to_owned()));
    }
    let bound = match args.get_not_none(vm, 1) {
        Some(it) => match vm.index_or_overflow(it)? {
            it if it < 0 => return Err(vm.value_error("maxlen must be non-negative".to_owned())),
            it => Some(it as usize),
        },
        None => None,
    };
    Payload::clear(of(object));
    of(object).bound.set(bound);
    match args.get(0) {
        Some(given) => extend(vm, object, given),
        None => Ok(()),
    }
}

fn extend(vm: &Vm, object: &Ref, other: &Ref) -> Res<()> {
    if of(object).len() == 0 {
        // CPython fills the first block from its start then.
        of(object).first.set(BLOCK / 2 + 1);
    }
    if object.is(other) {
        vm.reserve(32 * of(object).len() as u64)?;
        of(object).to_vec().into_iter().for_each(|it| of(object).push_back(it));
        return Ok(());
    }
    vm.for_each(other, |item| {
        vm.reserve(8)?;
        of(object).push_back(item);
        Ok(())
    })
}

/// An empty deque with the same bound.
fn like(vm: &Vm, object: &Ref) -> Ref {
    let made = Ref::new(Some(vm.type_of(&DEQUE)), Deque::default());
    of(&made).bound.set(of(object).bound.get());
    made
}

fn copy(vm: &Vm, object: &Ref) -> Res {
    if object.is_exactly(&vm.type_of(&DEQUE)) {
        let made = like(vm, object);
        of(object).to_vec().into_iter().for_each(|it| of(&made).push_back(it));
        return Ok(made);
    }
    let mut args = vec![object.clone()];
    args.extend(of(object).bound.get().map(|it| vm.int(it as i64)));
    vm.call(&object.class(), Args::positional(args))
}

fn set_item(vm: &Vm, object: &Ref, index: isize, value: Option<Ref>) -> Res<()> {
    let it = of(object);
    let Some(at) = usize::try_from(index).ok().filter(|at| *at < it.len()) else {
        return Err(vm.index_error("deque index out of range".to_owned()));
    };
    let old = match value {
        Some(value) => Some(std::mem::replace(&mut it.items.borrow_mut()[at], value)),
        None => {
            it.changed();
            it.items.borrow_mut().remove(at)
        }
    };
    drop(old);
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let name = object.ty().name.borrow().clone();
    vm.guarded_repr(object, "[...]", || {
        let items = vm.repr_text(&vm.list(of(object).to_vec()))?;
        Ok(vm.str(&match of(object).bound.get() {
            Some(bound) => format!("{name}({items}, maxlen={bound})"),
            None => format!("{name}({items})"),
        }))
    })
}

/// An iterator over a deque.
pub(crate) struct DequeIterator {
    deque: Slot,
    at: Cell<usize>,
    version: u64,
    is_reversed: bool,
}

impl Payload for DequeIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.deque.visit(visit);
    }
}

fn iterate(vm: &Vm, object: &Ref, is_reversed: bool) -> Ref {
    let def = if is_reversed { &REVERSE_ITERATOR } else { &ITERATOR };
    let version = of(object).version.get();
    let it = DequeIterator {
        deque: Slot::new(Some(object.clone())),
        at: Cell::new(0),
        version,
        is_reversed,
    };
    Ref::new(Some(vm.type_of(def)), it)
}

const ITERATOR_BASE: TypeDef = TypeDef {
    name: "_collections._deque_iterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<DequeIterator>();
            let Some(deque) = it.deque.get() else { return Ok(None) };
            let source = of(&deque);
            let at = it.at.get();
            if at >= source.len() {
                it.deque.set(None);
                return Ok(None);
            }
            if source.version.get() != it.version {
                return Err(vm.runtime_error("deque mutated during iteration".to_owned()));
            }
            it.at.set(at + 1);
            Ok(source.get(if it.is_reversed { source.len() - 1 - at } else { at }))
        }));
    },
    methods: &[method("__length_hint__(self, /)", |vm, object, _| {
        let it = object.expect::<DequeIterator>();
        Ok(vm
            .int(it.deque.get().map_or(0, |deque| of(&deque).len().saturating_sub(it.at.get()))
                as i64))
    })],
    size: (56, 0),
    ..FINAL
};

pub(super) static ITERATOR: TypeDef = ITERATOR_BASE;
static REVERSE_ITERATOR: TypeDef =
    TypeDef { name: "_collections._deque_reverse_iterator", ..ITERATOR_BASE };
