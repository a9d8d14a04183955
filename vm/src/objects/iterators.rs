//! `enumerate`, `zip`, `map`, `filter`, `reversed`.

mod reused;

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::numbers::Int;
use crate::objects::function::Function;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, classmethod, flag, method};
use crate::vm::Vm;

pub use reused::Reused;

/// `enumerate`.
pub struct Enumerate {
    iterator: Ref,
    next: RefCell<Int>,
    result: Reused,
}

/// `zip`.
pub struct Zip {
    /// A tuple.
    iterators: Ref,
    strict: Cell<bool>,
    result: Reused,
}

/// `map` and `filter`.
pub struct Map {
    function: Ref,
    /// Of `map` a tuple of them, of `filter` one.
    iterators: Ref,
}

/// `reversed`.
pub struct Reversed {
    sequence: Slot,
    /// The next index and one.
    at: Cell<usize>,
}

macro_rules! payload {
    ($type:ident, |$it:ident, $visit:ident| $body:expr) => {
        impl Payload for $type {
            const TRACKED: bool = true;

            fn traverse(&self, $visit: &mut dyn FnMut(&Ref)) {
                let $it = self;
                $body;
            }
        }
    };
}

payload!(Enumerate, |it, visit| {
    visit(&it.iterator);
    it.result.visit(visit);
});
payload!(Zip, |it, visit| {
    visit(&it.iterators);
    it.result.visit(visit);
});
payload!(Map, |it, visit| {
    visit(&it.iterators);
    visit(&it.function);
});
payload!(Reversed, |it, visit| it.sequence.visit(visit));

const ITERATOR: TypeDef = TypeDef { flags: flag::BASETYPE | flag::HAVE_GC, ..BASE };

/// `enumerate`.
pub const ENUMERATE_DEF: TypeDef = TypeDef {
    name: "enumerate",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let signature =
                crate::signature::Signature::parse("enumerate(iterable, start=0)", false);
            let args = signature.bind(vm, args)?;
            let start = match args.get(1) {
                Some(it) => vm.index(it)?.expect::<Int>().clone(),
                None => Int::ZERO,
            };
            let iterator = vm.iter(&args[0])?;
            let result = Reused::of_nones(vm, 2);
            Ok(type_::instantiate(class, Enumerate { iterator, next: RefCell::new(start), result }))
        }));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<Enumerate>();
            let Some(item) = vm.next(&it.iterator)? else { return Ok(None) };
            let next = it.next.borrow().add(&Int::ONE);
            let index = it.next.replace(next);
            Ok(Some(it.result.filled(vm, vec![vm.new_int(index), item])))
        }));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<Enumerate>();
            let next = vm.new_int(it.next.borrow().clone());
            Ok(vm.tuple(vec![object.class(), vm.tuple(vec![it.iterator.clone(), next])]))
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    size: (56, 0),
    ..ITERATOR
};

/// `zip`.
pub const ZIP_DEF: TypeDef = TypeDef {
    name: "zip",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, mut args| {
            let strict = args.take_keyword("strict").map_or(Ok(false), |it| vm.is_true(&it))?;
            args.no_keywords(vm, "zip")?;
            let mut iterators = Vec::new();
            for item in args.take_positional(0) {
                match vm.iter(&item) {
                    Err(error)
                        if vm.is_raised(&error, &vm.exceptions.TypeError)
                            && item.ty().slots.tp_iter.get().is_none() =>
                    {
                        let text = format!("'{}' object is not iterable", vm.type_name(&item));
                        return Err(vm.type_error(text));
                    }
                    found => iterators.push(found?),
                }
            }
            let result = Reused::of_nones(vm, iterators.len());
            let iterators = vm.tuple(iterators);
            Ok(type_::instantiate(class, Zip { iterators, strict: Cell::new(strict), result }))
        }));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(zip_next));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<Zip>();
            let mut parts = vec![object.class(), it.iterators.clone()];
            if it.strict.get() {
                parts.push(vm.bool(true));
            }
            Ok(vm.tuple(parts))
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            object.expect::<Zip>().strict.set(vm.is_true(&args[0])?);
            Ok(vm.none.clone())
        }),
    ],
    size: (48, 0),
    ..ITERATOR
};

fn zip_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<Zip>();
    let iterators = it.iterators.expect::<Tuple>().items();
    if iterators.is_empty() {
        return Ok(None);
    }
    let mut items = Vec::with_capacity(iterators.len());
    for (index, iterator) in iterators.iter().enumerate() {
        match vm.next(iterator)? {
            Some(item) => items.push(item),
            None if it.strict.get() => return zip_ended(vm, it, index),
            None => {
                it.result.leave(items);
                return Ok(None);
            }
        }
    }
    Ok(Some(it.result.filled(vm, items)))
}

/// `zip(strict=True)`: one iterator ended; the others have to, too.
fn zip_ended(vm: &Vm, it: &Zip, index: usize) -> Res<Option<Ref>> {
    let which = |n: usize| if n == 1 { " ".to_owned() } else { format!("s 1-{n}") };
    if index > 0 {
        let others = if index == 1 { " 1".to_owned() } else { which(index) };
        return Err(vm.value_error(format!(
            "zip() argument {} is shorter than argument{others}",
            index + 1
        )));
    }
    for (later, iterator) in it.iterators.expect::<Tuple>().items().iter().enumerate().skip(1) {
        if vm.next(iterator)?.is_some() {
            let others = if later == 1 { " 1".to_owned() } else { which(later) };
            return Err(vm.value_error(format!(
                "zip() argument {} is longer than argument{others}",
                later + 1
            )));
        }
    }
    Ok(None)
}

/// `map`.
pub const MAP_DEF: TypeDef = TypeDef {
    name: "map",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, mut args| {
            if class.is(&vm.types.map) {
                args.no_keywords(vm, "map")?;
            }
            if args.n_positional() < 2 {
                return Err(vm.type_error("map() must have at least two arguments.".to_owned()));
            }
            let mut positional = args.take_positional(0);
            let function = positional.remove(0);
            let iterators = positional.iter().map(|it| vm.iter(it)).collect::<Res<_>>()?;
            let iterators = vm.tuple(iterators);
            Ok(type_::instantiate(class, Map { function, iterators }))
        }));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<Map>();
            let mut args = Args::none();
            for iterator in it.iterators.expect::<Tuple>().items() {
                match vm.next(iterator)? {
                    Some(item) => args.values.push(Some(item)),
                    None => return Ok(None),
                }
            }
            // The values are the iterator's until the call returns.
            let held = it.function.get::<Function>().map(|_| args.values.clone());
            let found = vm.call(&it.function, args).map(Some);
            drop(held);
            found
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<Map>();
        let mut args = vec![it.function.clone()];
        args.extend(vm.tuple_items(&it.iterators));
        Ok(vm.tuple(vec![object.class(), vm.tuple(args)]))
    })],
    size: (32, 0),
    ..ITERATOR
};

/// `filter`.
pub const FILTER_DEF: TypeDef = TypeDef {
    name: "filter",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            if class.is(&vm.types.filter) {
                args.no_keywords(vm, "filter")?;
            }
            args.check(vm, "filter", 2, 2)?;
            let iterators = vm.iter(&args[1])?;
            Ok(type_::instantiate(class, Map { function: args[0].clone(), iterators }))
        }));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<Map>();
            let is_truth = it.function.is(&vm.none) || it.function.is(&vm.types.bool_);
            while let Some(item) = vm.next(&it.iterators)? {
                vm.charge(1)?;
                let kept = if is_truth {
                    vm.is_true(&item)?
                } else {
                    vm.is_true(&vm.call(&it.function, Args::one(item.clone()))?)?
                };
                if kept {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<Map>();
        let args = vm.tuple(vec![it.function.clone(), it.iterators.clone()]);
        Ok(vm.tuple(vec![object.class(), args]))
    })],
    size: (32, 0),
    ..ITERATOR
};

/// `reversed`.
pub const REVERSED_DEF: TypeDef = TypeDef {
    name: "reversed",
    slots: |it| {
        it.tp_new.set(Some(reversed));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<Reversed>();
            let Some(sequence) = it.sequence.get() else { return Ok(None) };
            let Some(at) = it.at.get().checked_sub(1) else {
                it.sequence.set(None);
                return Ok(None);
            };
            match vm.sequence_item(&sequence, at as isize) {
                Ok(item) => {
                    it.at.set(at);
                    Ok(Some(item))
                }
                Err(error)
                    if vm.is_raised(&error, &vm.exceptions.IndexError)
                        || vm.is_raised(&error, &vm.exceptions.StopIteration) =>
                {
                    it.sequence.set(None);
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        }));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<Reversed>();
            let left = match it.sequence.get() {
                Some(sequence) if vm.length(&sequence)? >= it.at.get() => it.at.get(),
                _ => 0,
            };
            Ok(vm.int(left as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<Reversed>();
            Ok(vm.tuple(match it.sequence.get() {
                // The index is that of the next item; -1 at the end.
                Some(sequence) => {
                    let at = vm.int(it.at.get() as i64 - 1);
                    vec![object.class(), vm.tuple(vec![sequence]), at]
                }
                None => vec![object.class(), vm.tuple(vec![vm.empty_tuple()])],
            }))
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            let index = vm.index_or_overflow(&args[0])?;
            let it = object.expect::<Reversed>();
            if let Some(sequence) = it.sequence.get() {
                let last = vm.length(&sequence)? as isize - 1;
                it.at.set((index.clamp(-1, last.max(-1)) + 1) as usize);
            }
            Ok(vm.none.clone())
        }),
    ],
    size: (32, 0),
    ..ITERATOR
};

/// What `__reversed__` returns, else an iterator that asks for item after item from the end.
fn reversed(vm: &Vm, class: &Ref, args: Args) -> Res {
    args.check(vm, "reversed", 1, 1)?;
    let function = vm.lookup_special(&args[0], &vm.names.__reversed__);
    if function.as_ref().is_some_and(|it| !it.is(&vm.none))
        && let Some(found) = vm.call_special(&args[0], &vm.names.__reversed__, Args::none())?
    {
        return Ok(found);
    }
    let is_sequence = args[0].ty().slots.sq_item.get().is_some()
        && args[0].get::<crate::objects::dict::Dict>().is_none();
    if function.is_some() || !is_sequence {
        return Err(vm.type_error(format!("'{}' object is not reversible", vm.type_name(&args[0]))));
    }
    let at = Cell::new(vm.length(&args[0])?);
    Ok(type_::instantiate(class, Reversed { sequence: Slot::new(Some(args[0].clone())), at }))
}
