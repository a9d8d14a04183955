//! `groupby` and `tee`: several iterators over one source.

use super::{ITERATOR, Itertool, bind, of, own_iterator};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::list::List;
use crate::objects::type_;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

pub(super) const TYPES: [&TypeDef; 1] = [&GROUPBY];

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
    let group = Itertool::with(vec![object.clone(), key.clone()]);
    group.number.set(it.number.get());
    let group = Ref::new(Some(vm.type_of(&GROUPER)), group);
    Ok(Some(vm.tuple(vec![key, group])))
}

static GROUPER: TypeDef = TypeDef {
    name: "itertools._grouper",
    flags: flag::HAVE_GC,
    slots: |it| {
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
    size: (32, 0),
    ..FINAL
};

/// Iterators that see the same items: each has the source and a list of all items so far.
pub(super) fn tee(vm: &Vm, _: &Ref, args: Args) -> Res {
    let n = args.get(1).map_or(Ok(2), |it| vm.index_or_overflow(it))?;
    let n = usize::try_from(n).map_err(|_| vm.value_error("n must be >= 0".to_owned()))?;
    let class = vm.type_of(&TEE);
    let first = match args[0].is_exactly(&class) {
        true => args[0].clone(),
        false => {
            let parts = vec![vm.iter(&args[0])?, vm.list(Vec::new())];
            Ref::new(Some(class.clone()), Itertool::with(parts))
        }
    };
    let mut made = Vec::new();
    for index in 0..n {
        let is_first = index == 0 && !args[0].is_exactly(&class);
        made.push(if is_first { first.clone() } else { copy(&first) });
    }
    Ok(vm.tuple(made))
}

fn copy(object: &Ref) -> Ref {
    let it = of(object);
    let made = Itertool::with(it.parts.to_vec());
    made.number.set(it.number.get());
    Ref::new(Some(object.class()), made)
}

static TEE: TypeDef = TypeDef {
    name: "itertools._tee",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_iter.set(Some(own_iterator));
        it.tp_iternext.set(Some(|vm, object| {
            let it = of(object);
            let seen = it.part(vm, 1);
            let at = it.number.get() as usize;
            let found = match seen.expect::<List>().items.get(at) {
                Some(item) => Some(item),
                None => {
                    let item = vm.next(&it.part(vm, 0))?;
                    vm.reserve(8)?;
                    seen.expect::<List>().items.extend(item.clone());
                    item
                }
            };
            if found.is_some() {
                it.number.set(at as i64 + 1);
            }
            Ok(found)
        }));
    },
    methods: &[method("__copy__(self, /)", |_, object, _| Ok(copy(object)))],
    size: (32, 0),
    ..FINAL
};
