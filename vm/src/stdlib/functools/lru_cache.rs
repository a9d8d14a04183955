//! The wrapper that `functools.lru_cache` puts around a function.
//!
//! A key is hashed once for each call. The function may call itself: what it kept meanwhile is
//! looked up again before its result is kept.

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::method::Method;
use crate::objects::object::INSTANCE_DICT;
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{BASE, TypeDef, flag, method};
use crate::vm::Vm;

/// Results by arguments.
pub(crate) struct LruCache {
    function: Slot,
    /// A dict: results, or places among the links where there is a limit.
    known: Slot,
    /// What `cache_info` returns is made by this.
    info: Slot,
    /// What stands between positional arguments and keywords in a key.
    mark: Slot,
    links: RefCell<Links>,
    /// `None`: all results are kept.
    limit: Option<usize>,
    typed: bool,
    hits: Cell<i64>,
    misses: Cell<i64>,
}

/// Results in the order of their last use, linked by their places.
#[derive(Default)]
struct Links {
    all: Vec<Link>,
    oldest: usize,
    newest: usize,
    len: usize,
    free: Vec<usize>,
}

struct Link {
    content: Option<(i64, Ref, Ref)>,
    older: usize,
    newer: usize,
}

const NOWHERE: usize = usize::MAX;

impl Links {
    fn push(&mut self, hash: i64, key: Ref, result: Ref) -> usize {
        let link = Link { content: Some((hash, key, result)), older: NOWHERE, newer: NOWHERE };
        let at = match self.free.pop() {
            Some(at) => {
                self.all[at] = link;
                at
            }
            None => {
                self.all.push(link);
                self.all.len() - 1
            }
        };
        self.append(at);
        at
    }

    fn append(&mut self, at: usize) {
        let before = if self.len == 0 { NOWHERE } else { self.newest };
        self.all[at].older = before;
        self.all[at].newer = NOWHERE;
        match self.all.get_mut(before) {
            Some(it) => it.newer = at,
            None => self.oldest = at,
        }
        self.newest = at;
        self.len += 1;
    }

    fn unlink(&mut self, at: usize) {
        let (older, newer) = (self.all[at].older, self.all[at].newer);
        match self.all.get_mut(older) {
            Some(it) => it.newer = newer,
            None => self.oldest = newer,
        }
        match self.all.get_mut(newer) {
            Some(it) => it.older = older,
            None => self.newest = older,
        }
        self.len -= 1;
    }

    /// The result at a place, which is the newest now.
    fn used(&mut self, at: usize) -> Option<Ref> {
        let result = self.all.get(at)?.content.as_ref()?.2.clone();
        self.unlink(at);
        self.append(at);
        Some(result)
    }

    /// Takes out the one that was not used for the longest time.
    fn pop_oldest(&mut self) -> Option<(i64, Ref, Ref)> {
        if self.len == 0 {
            return None;
        }
        let at = self.oldest;
        self.unlink(at);
        self.free.push(at);
        self.all[at].content.take()
    }
}

impl Payload for LruCache {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.function, &self.known, &self.info, &self.mark] {
            slot.visit(visit);
        }
        for (_, key, result) in self.links.borrow().all.iter().filter_map(|it| it.content.as_ref())
        {
            visit(key);
            visit(result);
        }
    }

    fn clear(&self) {
        for slot in [&self.function, &self.info, &self.mark] {
            slot.set(None);
        }
        let old = self.links.take();
        drop(old);
    }
}

fn of(object: &Ref) -> &LruCache {
    object.expect::<LruCache>()
}

impl LruCache {
    fn known(&self) -> Ref {
        self.known.get().expect("it is there from the start")
    }
}

/// `functools._lru_cache_wrapper`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "functools._lru_cache_wrapper",
    flags: flag::BASETYPE
        | flag::HAVE_GC
        | flag::HAS_DICT
        | flag::HAS_WEAKREFS
        | flag::METHOD_DESCRIPTOR,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_call.set(Some(call));
        it.tp_descr_get.set(Some(|vm, object, instance, _| match instance {
            Some(instance) if !instance.is(&vm.none) => Ok(Method::object(vm, object, instance)),
            _ => Ok(object.clone()),
        }));
    },
    methods: &[
        method("cache_info(self, /)", info),
        method("cache_clear(self, /)", |vm, object, _| {
            let it = of(object);
            it.hits.set(0);
            it.misses.set(0);
            let old = it.links.take();
            it.known().expect::<Dict>().clear();
            drop(old);
            Ok(vm.none.clone())
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            vm.get_attribute(object, &vm.names.__qualname__)
        }),
        method("__copy__(self, /)", |_, object, _| Ok(object.clone())),
        method("__deepcopy__(self, memo, /)", |_, object, _| Ok(object.clone())),
    ],
    getset: &[INSTANCE_DICT],
    doc: "Create a cached callable that wraps another function.",
    size: (152, 0),
    ..BASE
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    const WRITTEN: &str = "lru_cache(user_function, maxsize, typed, cache_info_type)";
    thread_local!(static SIGNATURE: Signature = Signature::parse(WRITTEN, false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    if !vm.is_callable(&args[0]) {
        return Err(vm.type_error("the first argument must be callable".to_owned()));
    }
    let limit = if args[1].is(&vm.none) {
        None
    } else if args[1].ty().slots.nb_index.get().is_some() {
        Some(vm.index_or_overflow(&args[1])?.max(0) as usize)
    } else {
        return Err(vm.type_error("maxsize should be integer or None".to_owned()));
    };
    let mark = vm.call(&vm.types.object, Args::none())?;
    let it = LruCache {
        function: Slot::new(Some(args[0].clone())),
        known: Slot::new(Some(vm.dict())),
        info: Slot::new(Some(args[3].clone())),
        mark: Slot::new(Some(mark)),
        links: RefCell::default(),
        limit,
        typed: vm.is_true(&args[2])?,
        hits: Cell::new(0),
        misses: Cell::new(0),
    };
    Ok(type_::instantiate(class, it))
}

fn info(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = of(object);
    let size = match it.limit {
        None => it.known().expect::<Dict>().len(),
        Some(_) => it.links.borrow().len,
    };
    let limit = it.limit.map_or_else(|| vm.none.clone(), |it| vm.int(it as i64));
    let info = it.info.get().unwrap_or_else(|| vm.none.clone());
    vm.call(
        &info,
        Args::positional([
            vm.int(it.hits.get()),
            vm.int(it.misses.get()),
            limit,
            vm.int(size as i64),
        ]),
    )
}

/// `lru_cache_make_key`: one int or str stands for itself.
fn make_key(vm: &Vm, it: &LruCache, args: &Args) -> Ref {
    let positional = args.n_positional();
    if !it.typed && args.names.is_empty() && positional == 1 {
        let only = &args[0];
        if only.is_exactly(&vm.types.str_) || only.is_exactly(&vm.types.int) {
            return only.clone();
        }
    }
    let mut parts: Vec<Ref> = args.values[..positional].iter().flatten().cloned().collect();
    let named = &args.values[positional..];
    if !args.names.is_empty() {
        parts.extend(it.mark.get());
        for (name, value) in args.names.iter().zip(named.iter().flatten()) {
            parts.push(name.clone());
            parts.push(value.clone());
        }
    }
    if it.typed {
        parts.extend(args.values.iter().flatten().map(Ref::class));
    }
    vm.tuple(parts)
}

fn call(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = of(object);
    let function = it.function.get().unwrap_or_else(|| vm.none.clone());
    if it.limit == Some(0) {
        it.misses.set(it.misses.get() + 1);
        return vm.call(&function, args);
    }
    let key = make_key(vm, it, &args);
    let hash = vm.hash(&key)?;
    let known = it.known();
    let known = known.expect::<Dict>();
    if let Some(found) = known.get_hashed(vm, hash, &key)? {
        let result = match it.limit {
            None => Some(found),
            Some(_) => it.links.borrow_mut().used(place(&found)),
        };
        if let Some(result) = result {
            it.hits.set(it.hits.get() + 1);
            return Ok(result);
        }
    }
    it.misses.set(it.misses.get() + 1);
    let result = vm.call(&function, args)?;
    vm.reserve(64)?;
    match it.limit {
        None => known.insert_hashed(vm, hash, &key, result.clone())?,
        Some(limit) => keep(vm, it, known, (hash, key, result.clone()), limit)?,
    }
    Ok(result)
}

/// `bounded_lru_cache_wrapper` after the call.
fn keep(vm: &Vm, it: &LruCache, known: &Dict, new: (i64, Ref, Ref), limit: usize) -> Res<()> {
    let (hash, key, result) = new;
    if known.get_hashed(vm, hash, &key)?.is_some() {
        // The function kept it itself, in an inner call.
        return Ok(());
    }
    let mut old = None;
    if it.links.borrow().len >= limit {
        old = it.links.borrow_mut().pop_oldest();
        if let Some((hash, key, _)) = &old {
            drop(known.remove_hashed(vm, *hash, key)?);
        }
    }
    let at = it.links.borrow_mut().push(hash, key.clone(), result);
    let inserted = known.insert_hashed(vm, hash, &key, vm.int(at as i64));
    drop(old);
    inserted
}

fn place(found: &Ref) -> usize {
    found.get::<Int>().and_then(Int::to_i64).map_or(NOWHERE, |it| it as usize)
}
