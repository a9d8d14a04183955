//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! The pool (for `product`: the pools, as tuples) is kept; the indices say what comes next.

use super::{ITERATOR, Itertool, bind, of, own_iterator, reduce};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::typedef::{TypeDef, method};
use crate::vm::Vm;

pub(super) const TYPES: [&TypeDef; 4] = [&PRODUCT, &PERMUTATIONS, &COMBINATIONS, &WITH_REPLACEMENT];

static PRODUCT: TypeDef = TypeDef {
    name: "itertools.product",
    slots: |it| {
        it.tp_new.set(Some(product));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(product_next));
    },
    methods: &[reduce::PRODUCT[0], reduce::PRODUCT[1], method("__sizeof__(self, /)", product_size)],
    size: (48, 0),
    ..ITERATOR
};

/// The indices are beside the object.
fn product_size(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.int((object.ty().native.size.0 + 8 * of(object).parts.len()) as i64))
}

/// As many indices as are chosen; `permutations` has as many as there are, and cycles for the rest.
fn chosen_size(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = of(object);
    let pool = if object.ty().native.size.0 == PERMUTATIONS.size.0 { it.parts.len() } else { 0 };
    let chosen = it.step.get().max(0) as usize;
    Ok(vm.int((object.ty().native.size.0 + 8 * (pool + chosen)) as i64))
}

fn product(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let repeat = match args.take_keyword("repeat") {
        Some(it) => vm.index_or_overflow(&it)?,
        None => 1,
    };
    args.no_keywords(vm, "product")?;
    let repeat = usize::try_from(repeat)
        .map_err(|_| vm.value_error("repeat argument cannot be negative".to_owned()))?;
    let mut pools = Vec::new();
    for source in args.take_positional(0) {
        pools.push(vm.tuple(vm.iterate_to_vec(&source)?));
    }
    vm.charge_len(8 * pools.len().saturating_mul(repeat))?;
    let all: Vec<Ref> = (0..repeat).flat_map(|_| pools.iter().cloned()).collect();
    let it = Itertool::with(all);
    *it.indices.borrow_mut() = vec![0; it.parts.len()];
    Ok(type_::instantiate(class, it))
}

fn product_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    if it.limit.get() == -1 {
        return Ok(None);
    }
    let pools = it.parts.to_vec();
    let len = |at: usize| pools[at].expect::<Tuple>().items().len();
    vm.charge(pools.len() as u64 / 8)?;
    let mut indices = it.indices.borrow_mut();
    if it.flag.replace(true) {
        let mut at = pools.len();
        loop {
            let Some(before) = at.checked_sub(1) else {
                it.limit.set(-1);
                return Ok(None);
            };
            at = before;
            indices[at] += 1;
            if indices[at] < len(at) {
                break;
            }
            indices[at] = 0;
        }
    } else if (0..pools.len()).any(|at| len(at) == 0) {
        it.limit.set(-1);
        return Ok(None);
    }
    let item = |at: usize, pool: &Ref| pool.expect::<Tuple>().items()[at].clone();
    let picked = indices.iter().zip(&pools).map(|(&at, pool)| item(at, pool)).collect();
    drop(indices);
    Ok(Some(it.result.filled_and_kept(vm, picked)))
}

/// A pool and how many are taken of it; `limit` is -1 at the end.
fn pool(vm: &Vm, class: &Ref, args: Args, signature: &'static str, with_replacement: bool) -> Res {
    let args = bind(vm, signature, args)?;
    let items = vm.iterate_to_vec(&args[0])?;
    let n = items.len();
    let r = match args.get_not_none(vm, 1) {
        Some(it) => vm.index_or_overflow(it)?,
        None => n as isize,
    };
    let r = usize::try_from(r).map_err(|_| vm.value_error("r must be non-negative".to_owned()))?;
    let it = Itertool::with(items);
    it.step.set(r as i64);
    let is_empty = if with_replacement { n == 0 && r > 0 } else { r > n };
    it.limit.set(if is_empty { -1 } else { 0 });
    vm.charge_len(if is_empty { 0 } else { 8 * r.max(n) })?;
    *it.indices.borrow_mut() = match signature {
        _ if is_empty => Vec::new(),
        it if it.starts_with("permutations") => (0..n).collect(),
        _ if with_replacement => vec![0; r],
        _ => (0..r).collect(),
    };
    Ok(type_::instantiate(class, it))
}

fn picked(vm: &Vm, it: &Itertool, indices: &[usize]) -> Option<Ref> {
    let picked = indices.iter().filter_map(|&at| it.parts.get(at)).collect();
    Some(it.result.filled_and_kept(vm, picked))
}

static PERMUTATIONS: TypeDef = TypeDef {
    name: "itertools.permutations",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            pool(vm, class, args, "permutations(iterable, r=None)", false)
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            if it.limit.get() == -1 {
                return Ok(None);
            }
            let r = it.step.get() as usize;
            let mut indices = it.indices.borrow_mut();
            if it.flag.replace(true) && !next_permutation(&mut indices, r) {
                it.limit.set(-1);
                return Ok(None);
            }
            let chosen = indices[..r].to_vec();
            drop(indices);
            Ok(picked(vm, it, &chosen))
        }));
    },
    methods: &[
        reduce::PERMUTATIONS[0],
        reduce::PERMUTATIONS[1],
        method("__sizeof__(self, /)", chosen_size),
    ],
    size: (64, 0),
    ..ITERATOR
};

/// The next choice of `r` in lexical order: what is behind them stays sorted.
fn next_permutation(indices: &mut [usize], r: usize) -> bool {
    for at in (0..r).rev() {
        let larger = (at + 1..indices.len())
            .filter(|&it| indices[it] > indices[at])
            .min_by_key(|&it| indices[it]);
        if let Some(larger) = larger {
            indices.swap(at, larger);
            indices[at + 1..].sort_unstable();
            return true;
        }
    }
    false
}

static COMBINATIONS: TypeDef = TypeDef {
    name: "itertools.combinations",
    slots: |it| {
        it.tp_new
            .set(Some(|vm, class, args| pool(vm, class, args, "combinations(iterable, r)", false)));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let n = it.parts.len();
            advance(vm, it, |indices| {
                let r = indices.len();
                let Some(at) = (0..r).rev().find(|&at| indices[at] != at + n - r) else {
                    return false;
                };
                let start = indices[at] + 1;
                (at..r).for_each(|it| indices[it] = start + it - at);
                true
            })
        }));
    },
    methods: &[
        reduce::COMBINATIONS[0],
        reduce::COMBINATIONS[1],
        method("__sizeof__(self, /)", chosen_size),
    ],
    size: (56, 0),
    ..ITERATOR
};

static WITH_REPLACEMENT: TypeDef = TypeDef {
    name: "itertools.combinations_with_replacement",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            pool(vm, class, args, "combinations_with_replacement(iterable, r)", true)
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let n = it.parts.len();
            advance(vm, it, |indices| {
                let Some(at) = (0..indices.len()).rev().find(|&at| indices[at] + 1 != n) else {
                    return false;
                };
                let value = indices[at] + 1;
                indices[at..].fill(value);
                true
            })
        }));
    },
    methods: &[
        reduce::WITH_REPLACEMENT[0],
        reduce::WITH_REPLACEMENT[1],
        method("__sizeof__(self, /)", chosen_size),
    ],
    size: (56, 0),
    ..ITERATOR
};

/// The first choice as it is, then each that `next` makes of the last one.
fn advance(vm: &Vm, it: &Itertool, next: impl Fn(&mut [usize]) -> bool) -> Res<Option<Ref>> {
    if it.limit.get() == -1 {
        return Ok(None);
    }
    let mut indices = it.indices.borrow_mut();
    if it.flag.replace(true) && !next(&mut indices) {
        it.limit.set(-1);
        return Ok(None);
    }
    let chosen = indices.clone();
    drop(indices);
    Ok(picked(vm, it, &chosen))
}
