//! `groupby` and `tee`: several iterators over one source.

use super::{ITERATOR, Itertool, bind, of, own_iterator, reduce};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::type_;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

pub(super) const TYPES: [&TypeDef; 4] = [&GROUPBY, &GROUPER, &TEE, &TEE_BLOCK];

/// Parts: source, key function, the key of the group that was handed out last, the key of the item
/// that waits, the item. `number` counts groups.
static GROUPBY: TypeDef = TypeDef {
    name: "itertools.groupby",
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            let args = bind(vm, "groupby(iterable, key=None)", args)?;
            let key = args.get(1).cloned().unwrap_or_else(|| vm.none.clone());
            let parts =
                vec![vm.iter(&args[0])?, key, vm.none.clone(), vm.none.clone(), vm.none.clone()];
            Ok(type_::instantiate(class, Itertool::with(parts)))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(groupby_next));
    },
    methods: &reduce::GROUPBY,
    ..ITERATOR
};

/// Makes the next item wait; false at the end.
fn step(vm: &Vm, it: &Itertool) -> Res<bool> {
    let Some(item) = vm.next(&it.part(vm, 0))? else { return Ok(false) };
    let function = it.part(vm, 1);
    let key = if function.is(&vm.none) {
        item.clone()
    } else {
        vm.call(&function, Args::one(item.clone()))?
    };
    it.keep(4, item);
    it.keep(3, key);
    it.flag.set(true);
    Ok(true)
}

fn groupby_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    it.number.set(it.number.get() + 1);
    loop {
        vm.charge(1)?;
        if it.flag.get()
            && (it.limit.get() == 0 || !vm.is_equal(&it.part(vm, 2), &it.part(vm, 3))?)
        {
            break;
        }
        if !step(vm, it)? {
            return Ok(None);
        }
    }
    let key = it.part(vm, 3);
    it.keep(2, key.clone());
    // From now on there is a group whose items are to be passed over.
    it.limit.set(1);
    let group = grouper(vm, object, key.clone());
    Ok(Some(vm.tuple(vec![key, group])))
}

/// The iterator over the group that `parent` hands out.
fn grouper(vm: &Vm, parent: &Ref, key: Ref) -> Ref {
    let group = Itertool::with(vec![parent.clone(), key]);
    group.number.set(of(parent).number.get());
    Ref::new(Some(vm.type_of(&GROUPER)), group)
}

static GROUPER: TypeDef = TypeDef {
    name: "itertools._grouper",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, args| {
            args.check(vm, "_grouper", 2, 2)?;
            if !vm.is_instance_of(&args[0], &vm.type_of(&GROUPBY)) {
                let name = vm.type_name(&args[0]);
                let text = format!("_grouper() argument 1 must be itertools.groupby, not {name}");
                return Err(vm.type_error(text));
            }
            Ok(grouper(vm, &args[0], args[1].clone()))
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let parent = it.part(vm, 0);
            let source = of(&parent);
            if source.number.get() != it.number.get() {
                return Ok(None);
            }
            if !source.flag.get() && !step(vm, source)? {
                return Ok(None);
            }
            if !vm.is_equal(&it.part(vm, 1), &source.part(vm, 3))? {
                return Ok(None);
            }
            source.flag.set(false);
            Ok(Some(source.part(vm, 4)))
        }));
    },
    methods: &reduce::GROUPER,
    size: (32, 0),
    ..FINAL
};

/// Iterators that see the same items.
pub(super) fn tee(vm: &Vm, _: &Ref, args: Args) -> Res {
    let n = args.get(1).map_or(Ok(2), |it| vm.index_or_overflow(it))?;
    let n = usize::try_from(n).map_err(|_| vm.value_error("n must be >= 0".to_owned()))?;
    vm.charge_len(n.saturating_mul(64))?;
    if n == 0 {
        return Ok(vm.empty_tuple());
    }
    let source = vm.iter(&args[0])?;
    let is_tee = source.is_exactly(&vm.type_of(&TEE));
    let first = if is_tee { source } else { tee_of(vm, source) };
    let copies = (1..n).map(|_| copy(&first));
    let mut made = Vec::with_capacity(n);
    if !is_tee {
        made.push(first.clone());
    } else {
        made.push(copy(&first));
    }
    made.extend(copies);
    Ok(vm.tuple(made))
}

/// How many items a part of what was seen holds (`LINKCELLS`).
const BLOCK: usize = 57;

/// The first of them: its part is a block.
fn tee_of(vm: &Vm, source: Ref) -> Ref {
    Ref::new(Some(vm.type_of(&TEE)), Itertool::with(vec![block(vm, source)]))
}

/// What was seen, as a chain that dies from its start on: parts are the source, the next block or
/// `None`, the items.
fn block(vm: &Vm, source: Ref) -> Ref {
    let parts = vec![source, vm.none.clone()];
    Ref::new(Some(vm.type_of(&TEE_BLOCK)), Itertool::with(parts))
}

fn copy(object: &Ref) -> Ref {
    let it = of(object);
    let made = Itertool::with(it.parts.to_vec());
    made.number.set(it.number.get());
    Ref::new(Some(object.class()), made)
}

static TEE_BLOCK: TypeDef = TypeDef {
    name: "itertools._tee_dataobject",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    size: (496, 0),
    ..FINAL
};

static TEE: TypeDef = TypeDef {
    name: "itertools._tee",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            args.no_keywords(vm, "_tee")?;
            args.check(vm, "_tee", 1, 1)?;
            let source = vm.iter(&args[0])?;
            Ok(if source.is_exactly(class) { copy(&source) } else { tee_of(vm, source) })
        }));
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(tee_next));
    },
    methods: &[method("__copy__(self, /)", |_, object, _| Ok(copy(object)))],
    size: (40, 0),
    ..FINAL
};

fn tee_next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = of(object);
    let mut at = it.number.get() as usize;
    if at == BLOCK {
        let full = it.part(vm, 0);
        let full = of(&full);
        if full.part(vm, 1).is(&vm.none) {
            full.keep(1, block(vm, full.part(vm, 0)));
        }
        it.keep(0, full.part(vm, 1));
        at = 0;
    }
    let block = it.part(vm, 0);
    let found = item_of_block(vm, of(&block), at)?;
    it.number.set(if found.is_some() { at as i64 + 1 } else { at as i64 });
    Ok(found)
}

/// The item at `at`, asked of the source if it was not seen yet (`teedataobject_getitem`).
fn item_of_block(vm: &Vm, block: &Itertool, at: usize) -> Res<Option<Ref>> {
    if let Some(item) = block.parts.get(at + 2) {
        return Ok(Some(item));
    }
    if block.flag.replace(true) {
        return Err(vm.runtime_error("cannot re-enter the tee iterator".to_owned()));
    }
    let item = vm.next(&block.part(vm, 0));
    block.flag.set(false);
    let Some(item) = item? else { return Ok(None) };
    vm.reserve(8)?;
    block.parts.push(item.clone());
    Ok(Some(item))
}
