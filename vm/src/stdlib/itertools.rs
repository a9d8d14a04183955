//! `itertools`.

mod combinatoric;
mod grouping;
mod reduce;

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Seq};
use crate::numbers::Int;
use crate::objects::complex::Complex;
use crate::objects::iterators::Reused;
use crate::objects::module::Module;
use crate::objects::type_;
use crate::protocol::BinaryOp;
use crate::signature::Signature;
use crate::typedef::{BASE, ModuleDef, TypeDef, classmethod, flag, function, method};
use crate::vm::Vm;

/// Any iterator of this module; its type says what the parts are.
#[derive(Default)]
pub(crate) struct Itertool {
    /// Iterators, functions, items that are kept.
    parts: Seq,
    /// Counts.
    number: Cell<i64>,
    /// A bound; negative for none.
    limit: Cell<i64>,
    /// Another count.
    step: Cell<i64>,
    /// Did something happen once?
    flag: Cell<bool>,
    /// Indices into what is kept.
    indices: std::cell::RefCell<Vec<usize>>,
    /// The tuple that was yielded last.
    result: Reused,
}

impl Payload for Itertool {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.parts.visit(visit);
        self.result.visit(visit);
    }

    fn clear(&self) {
        drop(Seq::new(self.parts.take()));
    }
}

fn of(object: &Ref) -> &Itertool {
    object.expect::<Itertool>()
}

impl Itertool {
    fn with(parts: Vec<Ref>) -> Itertool {
        Itertool { parts: Seq::new(parts), ..Itertool::default() }
    }

    fn part(&self, vm: &Vm, index: usize) -> Ref {
        self.parts.get(index).unwrap_or_else(|| vm.none.clone())
    }

    fn keep(&self, index: usize, value: Ref) {
        match self.parts.replace(index, value) {
            Ok(old) => drop(old),
            Err(value) => self.parts.push(value),
        }
    }
}

/// `itertools`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[function("tee(iterable, n=2, /)", grouping::tee)],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        let own = [
            &CHAIN,
            &COUNT,
            &CYCLE,
            &REPEAT,
            &ISLICE,
            &STARMAP,
            &TAKEWHILE,
            &DROPWHILE,
            &FILTERFALSE,
            &ACCUMULATE,
            &COMPRESS,
            &PAIRWISE,
            &ZIP_LONGEST,
            &BATCHED,
        ];
        for def in own.into_iter().chain(combinatoric::TYPES).chain(grouping::TYPES) {
            let name = def.name.rsplit('.').next().unwrap_or_default();
            it.set(vm, name, vm.type_of(def));
        }
        Ok(())
    },
};

const ITERATOR: TypeDef = TypeDef { flags: flag::BASETYPE | flag::HAVE_GC, size: (48, 0), ..BASE };

fn own_iterator(_: &Vm, object: &Ref) -> Res {
    Ok(object.clone())
}

fn bind(vm: &Vm, signature: &'static str, args: Args) -> Res<Args> {
    Signature::parse(signature, false).bind(vm, args)
}

fn or_none(vm: &Vm, args: &Args, index: usize) -> Ref {
    args.get(index).cloned().unwrap_or_else(|| vm.none.clone())
}

static CHAIN: TypeDef = TypeDef {
    name: "itertools.chain",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, mut args| {
            args.no_keywords(vm, "chain")?;
            let sources = vm.iter(&vm.tuple(args.take_positional(0)))?;
            Ok(type_::instantiate(class, Itertool::with(vec![sources])))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(chain_next));
    },
    methods: &[
        classmethod("from_iterable(cls, iterable, /)", |vm, class, args| {
            let sources = vm.iter(&args[0])?;
            Ok(type_::instantiate(class, Itertool::with(vec![sources])))
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
        reduce::CHAIN[0],
        reduce::CHAIN[1],
    ],
    size: (32, 0),
    ..ITERATOR
};

fn chain_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    loop {
        vm.charge(1)?;
        if let Some(active) = it.parts.get(1) {
            if let Some(item) = vm.next(&active)? {
                return Ok(Some(item));
            }
            drop(it.parts.remove(1));
        }
        let Some(sources) = it.parts.get(0) else { return Ok(None) };
        match vm.next(&sources)? {
            Some(source) => it.parts.push(vm.iter(&source)?),
            None => {
                it.clear();
                return Ok(None);
            }
        }
    }
}

static COUNT: TypeDef = TypeDef {
    name: "itertools.count",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "count(start=0, step=1)", args)?;
            let start = args.get(0).cloned().unwrap_or_else(|| vm.int(0));
            let step = args.get(1).cloned().unwrap_or_else(|| vm.int(1));
            let is_number = |it: &Ref| {
                let slots = &it.ty().slots;
                slots.nb_index.get().or(slots.nb_int.get()).or(slots.nb_float.get()).is_some()
                    || it.get::<Complex>().is_some()
            };
            if !is_number(&start) || !is_number(&step) {
                return Err(vm.type_error("a number is required".to_owned()));
            }
            Ok(type_::instantiate(class, Itertool::with(vec![start, step])))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let (now, step) = (it.part(vm, 0), it.part(vm, 1));
            it.keep(0, vm.binary_op(&now, &step, BinaryOp::Add)?);
            Ok(Some(now))
        }));
        it.tp_repr.set(Some(|vm, object| {
            let it = of(object);
            let (now, step) = (it.part(vm, 0), it.part(vm, 1));
            let now = vm.repr_text(&now)?;
            let is_one = step.get::<Int>() == Some(&Int::ONE);
            Ok(vm.str(&if is_one {
                format!("count({now})")
            } else {
                format!("count({now}, {})", vm.repr_text(&step)?)
            }))
        }));
    },
    methods: &reduce::COUNT,
    size: (40, 0),
    ..ITERATOR
};

static CYCLE: TypeDef = TypeDef {
    name: "itertools.cycle",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.check(vm, "cycle", 1, 1)?;
            Ok(type_::instantiate(class, Itertool::with(vec![vm.iter(&args[0])?])))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            if !it.flag.get() {
                if let Some(item) = vm.next(&it.part(vm, 0))? {
                    // Otherwise the first pass is over: its items are kept already.
                    if it.limit.get() == 0 {
                        vm.reserve(8)?;
                        it.parts.push(item.clone());
                    }
                    return Ok(Some(item));
                }
                it.flag.set(true);
            }
            let n = it.parts.len() as i64 - 1;
            if n == 0 {
                return Ok(None);
            }
            let at = it.number.get();
            it.number.set((at + 1) % n);
            Ok(it.parts.get(at as usize + 1))
        }));
    },
    methods: &reduce::CYCLE,
    size: (48, 0),
    ..ITERATOR
};

static REPEAT: TypeDef = TypeDef {
    name: "itertools.repeat",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "repeat(object, times=-1)", args)?;
            let it = Itertool::with(vec![args[0].clone()]);
            let times = args.get(1).map(|it| vm.index_or_overflow(it)).transpose()?;
            it.limit.set(times.map_or(-1, |it| it.max(0) as i64));
            Ok(type_::instantiate(class, it))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            match it.limit.get() {
                0 => Ok(None),
                left => {
                    it.limit.set(if left > 0 { left - 1 } else { left });
                    Ok(Some(it.part(vm, 0)))
                }
            }
        }));
        it.tp_repr.set(Some(|vm, object| {
            let it = of(object);
            let shown = vm.repr_text(&it.part(vm, 0))?;
            Ok(vm.str(&match it.limit.get() {
                -1 => format!("repeat({shown})"),
                left => format!("repeat({shown}, {left})"),
            }))
        }));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| match of(object).limit.get() {
            -1 => Err(vm.type_error("len() of unsized object".to_owned())),
            left => Ok(vm.int(left)),
        }),
        reduce::REPEAT[0],
    ],
    size: (32, 0),
    ..ITERATOR
};

static ISLICE: TypeDef = TypeDef {
    name: "itertools.islice",
    slots: |it| {
        it.tp_new.set(Some(islice));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(islice_next));
    },
    methods: &reduce::ISLICE,
    size: (56, 0),
    ..ITERATOR
};

fn islice(vm: &Vm, class: &Ref, args: Args) -> Res {
    args.check(vm, "islice", 2, 4)?;
    let bound = |index: usize, text: &str| -> Res<Option<i64>> {
        let Some(given) = args.get_not_none(vm, index) else { return Ok(None) };
        let found =
            vm.index(given).ok().and_then(|it| it.expect::<Int>().to_i64()).filter(|it| *it >= 0);
        found.map(Some).ok_or_else(|| vm.value_error(text.to_owned()))
    };
    let text = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let (start, stop, step) = if args.len() == 2 {
        (
            0,
            bound(
                1,
                "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            )?,
            1,
        )
    } else {
        let step = bound(3, "Step for islice() must be a positive integer or None.")?.unwrap_or(1);
        (bound(1, text)?.unwrap_or(0), bound(2, text)?, step)
    };
    if step < 1 {
        return Err(
            vm.value_error("Step for islice() must be a positive integer or None.".to_owned())
        );
    }
    let it = Itertool::with(vec![vm.iter(&args[0])?, vm.int(start)]);
    it.limit.set(stop.unwrap_or(-1));
    it.step.set(step);
    Ok(type_::instantiate(class, it))
}

/// `number` items were taken; the next one that is wanted is kept as part 1.
fn islice_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    let (Some(source), Some(wanted)) = (it.parts.get(0), it.parts.get(1)) else { return Ok(None) };
    let wanted = wanted.expect::<Int>().to_i64().unwrap_or(i64::MAX);
    let stop = it.limit.get();
    while it.number.get() < wanted && (stop < 0 || it.number.get() < stop) {
        vm.charge(1)?;
        it.number.set(it.number.get() + 1);
        if vm.next(&source)?.is_none() {
            it.clear();
            return Ok(None);
        }
    }
    if stop >= 0 && it.number.get() >= stop {
        it.clear();
        return Ok(None);
    }
    let found = vm.next(&source)?;
    it.number.set(it.number.get() + 1);
    let next = wanted.saturating_add(it.step.get());
    match found {
        Some(_) => it.keep(1, vm.int(if stop >= 0 { next.min(stop) } else { next })),
        None => it.clear(),
    }
    Ok(found)
}

/// Two parts: a function and an iterator.
fn with_function(vm: &Vm, class: &Ref, args: Args, name: &str) -> Res {
    args.check(vm, name, 2, 2)?;
    let iterator = vm.iter(&args[1])?;
    Ok(type_::instantiate(class, Itertool::with(vec![args[0].clone(), iterator])))
}

fn holds(vm: &Vm, function: &Ref, item: &Ref) -> Res<bool> {
    if function.is(&vm.none) || function.is(&vm.types.bool_) {
        return vm.is_true(item);
    }
    vm.is_true(&vm.call(function, Args::one(item.clone()))?)
}

static STARMAP: TypeDef = TypeDef {
    name: "itertools.starmap",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| with_function(vm, class, args, "starmap")));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let Some(item) = vm.next(&it.part(vm, 1))? else { return Ok(None) };
            let args = vm.iterate_to_vec(&item)?;
            vm.call(&it.part(vm, 0), Args::positional(args)).map(Some)
        }));
    },
    methods: &reduce::PLAIN,
    size: (32, 0),
    ..ITERATOR
};

static TAKEWHILE: TypeDef = TypeDef {
    name: "itertools.takewhile",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| with_function(vm, class, args, "takewhile")));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            if it.flag.get() {
                return Ok(None);
            }
            let Some(item) = vm.next(&it.part(vm, 1))? else { return Ok(None) };
            if holds(vm, &it.part(vm, 0), &item)? {
                return Ok(Some(item));
            }
            it.flag.set(true);
            Ok(None)
        }));
    },
    methods: &reduce::WHILE,
    size: (40, 0),
    ..ITERATOR
};

static DROPWHILE: TypeDef = TypeDef {
    name: "itertools.dropwhile",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| with_function(vm, class, args, "dropwhile")));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            loop {
                vm.charge(1)?;
                let Some(item) = vm.next(&it.part(vm, 1))? else { return Ok(None) };
                if it.flag.get() || !holds(vm, &it.part(vm, 0), &item)? {
                    it.flag.set(true);
                    return Ok(Some(item));
                }
            }
        }));
    },
    methods: &reduce::WHILE,
    size: (40, 0),
    ..ITERATOR
};

static FILTERFALSE: TypeDef = TypeDef {
    name: "itertools.filterfalse",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| with_function(vm, class, args, "filterfalse")));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            loop {
                vm.charge(1)?;
                let Some(item) = vm.next(&it.part(vm, 1))? else { return Ok(None) };
                if !holds(vm, &it.part(vm, 0), &item)? {
                    return Ok(Some(item));
                }
            }
        }));
    },
    methods: &reduce::PLAIN,
    size: (32, 0),
    ..ITERATOR
};

static ACCUMULATE: TypeDef = TypeDef {
    name: "itertools.accumulate",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "accumulate(iterable, func=None, *, initial=None)", args)?;
            let parts = vec![vm.iter(&args[0])?, or_none(vm, &args, 1), or_none(vm, &args, 2)];
            let it = Itertool::with(parts);
            it.number.set(if args.get_not_none(vm, 2).is_some() { 1 } else { 0 });
            Ok(type_::instantiate(class, it))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(accumulate_next));
    },
    methods: &reduce::ACCUMULATE,
    size: (56, 0),
    ..ITERATOR
};

/// `number`: 0 nothing came yet, 1 the initial value is to come, 2 the total is part 2.
fn accumulate_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    if it.number.get() == 1 {
        it.number.set(2);
        return Ok(Some(it.part(vm, 2)));
    }
    let Some(item) = vm.next(&it.part(vm, 0))? else { return Ok(None) };
    let total = if it.number.get() == 0 {
        it.number.set(2);
        item
    } else {
        let (function, total) = (it.part(vm, 1), it.part(vm, 2));
        if function.is(&vm.none) {
            vm.binary_op(&total, &item, BinaryOp::Add)?
        } else {
            vm.call(&function, Args::positional([total, item]))?
        }
    };
    it.keep(2, total.clone());
    Ok(Some(total))
}

static COMPRESS: TypeDef = TypeDef {
    name: "itertools.compress",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "compress(data, selectors)", args)?;
            let parts = vec![vm.iter(&args[0])?, vm.iter(&args[1])?];
            Ok(type_::instantiate(class, Itertool::with(parts)))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            loop {
                vm.charge(1)?;
                let Some(item) = vm.next(&it.part(vm, 0))? else { return Ok(None) };
                let Some(selector) = vm.next(&it.part(vm, 1))? else { return Ok(None) };
                if vm.is_true(&selector)? {
                    return Ok(Some(item));
                }
            }
        }));
    },
    methods: &reduce::PLAIN,
    size: (32, 0),
    ..ITERATOR
};

static PAIRWISE: TypeDef = TypeDef {
    name: "itertools.pairwise",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.check(vm, "pairwise", 1, 1)?;
            let mut it = Itertool::with(vec![vm.iter(&args[0])?]);
            it.result = Reused::of_nones(vm, 2);
            Ok(type_::instantiate(class, it))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let Some(source) = it.parts.get(0) else { return Ok(None) };
            if it.parts.len() < 2 {
                let first = vm.next(&source)?;
                // The source may have asked this very iterator for its next pair.
                match first {
                    Some(first) if !it.parts.is_empty() => it.keep(1, first),
                    _ => {
                        it.clear();
                        return Ok(None);
                    }
                }
            }
            let (Some(source), Some(old)) = (it.parts.get(0), it.parts.get(1)) else {
                it.clear();
                return Ok(None);
            };
            let Some(new) = vm.next(&source)? else {
                it.clear();
                return Ok(None);
            };
            if !it.parts.is_empty() {
                it.keep(1, new.clone());
            }
            Ok(Some(it.result.filled(vm, vec![old, new])))
        }));
    },
    size: (40, 0),
    ..ITERATOR
};

static ZIP_LONGEST: TypeDef = TypeDef {
    name: "itertools.zip_longest",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, mut args| {
            let fill = args.take_keyword("fillvalue").unwrap_or_else(|| vm.none.clone());
            if !args.names.is_empty() {
                return Err(
                    vm.type_error("zip_longest() got an unexpected keyword argument".to_owned())
                );
            }
            let mut parts = vec![fill];
            for source in args.take_positional(0) {
                parts.push(vm.iter(&source)?);
            }
            let n = parts.len() - 1;
            let mut it = Itertool::with(parts);
            it.number.set(n as i64);
            it.result = Reused::of_nones(vm, n);
            Ok(type_::instantiate(class, it))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(zip_longest_next));
    },
    methods: &reduce::ZIP_LONGEST,
    size: (56, 0),
    ..ITERATOR
};

/// `number` iterators still have items; an exhausted one is `None`.
fn zip_longest_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    if it.number.get() <= 0 {
        return Ok(None);
    }
    let fill = it.part(vm, 0);
    let mut items = Vec::new();
    for index in 1..it.parts.len() {
        let source = it.part(vm, index);
        let found = if source.is(&vm.none) { None } else { vm.next(&source)? };
        if found.is_none() && !source.is(&vm.none) {
            it.keep(index, vm.none.clone());
            it.number.set(it.number.get() - 1);
            if it.number.get() == 0 {
                return Ok(None);
            }
        }
        items.push(found.unwrap_or_else(|| fill.clone()));
    }
    Ok(Some(it.result.filled(vm, items)))
}

static BATCHED: TypeDef = TypeDef {
    name: "itertools.batched",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "batched(iterable, n, *, strict=False)", args)?;
            let n = vm.index_or_overflow(&args[1])?;
            if n < 1 {
                return Err(vm.value_error("n must be at least one".to_owned()));
            }
            let it = Itertool::with(vec![vm.iter(&args[0])?]);
            it.limit.set(n as i64);
            it.flag.set(args.get(2).map_or(Ok(false), |it| vm.is_true(it))?);
            Ok(type_::instantiate(class, it))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let mut items = Vec::new();
            while (items.len() as i64) < it.limit.get() {
                vm.charge(1)?;
                match vm.next(&it.part(vm, 0))? {
                    Some(item) => items.push(item),
                    None => break,
                }
            }
            if it.flag.get() && !items.is_empty() && (items.len() as i64) < it.limit.get() {
                return Err(vm.value_error("batched(): incomplete batch".to_owned()));
            }
            Ok((!items.is_empty()).then(|| vm.tuple(items)))
        }));
    },
    size: (40, 0),
    ..ITERATOR
};
