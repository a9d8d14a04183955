//! `_heapq`: lists as heaps, with the comparisons that CPython makes, in its order.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::list::List;
use crate::slots::CompareOp;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `_heapq`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).",
    functions: &[
        function("heappush(heap, item, /)", |vm, _, args| {
            let list = list(vm, &args[0], "heappush", true)?;
            vm.reserve(8)?;
            list.items.push(args[1].clone());
            list.resized_up();
            sift_down(vm, list, 0, list.items.len() - 1, Order::Smallest)?;
            Ok(vm.none.clone())
        }),
        function("heappushpop(heap, item, /)", |vm, _, args| {
            let list = list(vm, &args[0], "heappushpop", true)?;
            let Some(top) = list.items.get(0) else { return Ok(args[1].clone()) };
            if !vm.compare_bool(&top, &args[1], CompareOp::Lt)? {
                return Ok(args[1].clone());
            }
            replace(vm, list, &args[1], Order::Smallest)
        }),
        function("heappop(heap, /)", |vm, _, args| {
            pop(vm, list(vm, &args[0], "heappop", false)?, &args[0], Order::Smallest)
        }),
        function("heapreplace(heap, item, /)", |vm, _, args| {
            replace(vm, list(vm, &args[0], "heapreplace", true)?, &args[1], Order::Smallest)
        }),
        function("heapify(heap, /)", |vm, _, args| {
            heapify(vm, list(vm, &args[0], "heapify", false)?, Order::Smallest)
        }),
        function("_heappop_max(heap, /)", |vm, _, args| {
            pop(vm, list(vm, &args[0], "_heappop_max", false)?, &args[0], Order::Largest)
        }),
        function("_heapreplace_max(heap, item, /)", |vm, _, args| {
            replace(vm, list(vm, &args[0], "_heapreplace_max", true)?, &args[1], Order::Largest)
        }),
        function("_heapify_max(heap, /)", |vm, _, args| {
            heapify(vm, list(vm, &args[0], "_heapify_max", false)?, Order::Largest)
        }),
    ],
    fill: |vm, module| {
        let module = module.expect::<crate::objects::module::Module>();
        module.set(vm, "__about__", vm.str("Heap queues"));
        Ok(())
    },
};

/// What stands at the top.
#[derive(Clone, Copy)]
enum Order {
    Smallest,
    Largest,
}

impl Order {
    fn is_before(self, vm: &Vm, a: &Ref, b: &Ref) -> Res<bool> {
        match self {
            Order::Smallest => vm.compare_bool(a, b, CompareOp::Lt),
            Order::Largest => vm.compare_bool(b, a, CompareOp::Lt),
        }
    }
}

fn list<'a>(vm: &Vm, object: &'a Ref, function: &str, is_first: bool) -> Res<&'a List> {
    object.get::<List>().ok_or_else(|| {
        let name = vm.type_name(object);
        let which = if is_first { " 1" } else { "" };
        vm.type_error(format!("{function}() argument{which} must be list, not {name}"))
    })
}

#[cold]
fn out_of_range(vm: &Vm) -> Raised {
    vm.index_error("index out of range".to_owned())
}

fn item(vm: &Vm, list: &List, at: usize) -> Res {
    list.items.get(at).ok_or_else(|| out_of_range(vm))
}

fn same_size(vm: &Vm, list: &List, size: usize) -> Res<()> {
    if list.items.len() == size {
        return Ok(());
    }
    Err(vm.runtime_error("list changed size during iteration".to_owned()))
}

fn swap(vm: &Vm, list: &List, a: usize, b: usize) -> Res<()> {
    let (x, y) = (item(vm, list, a)?, item(vm, list, b)?);
    let old = (list.items.replace(a, y), list.items.replace(b, x));
    drop(old);
    Ok(())
}

/// `siftdown`: the item at a place goes up to where it belongs.
fn sift_down(vm: &Vm, list: &List, start: usize, at: usize, order: Order) -> Res<()> {
    let size = list.items.len();
    if at >= size {
        return Err(out_of_range(vm));
    }
    let mut at = at;
    while at > start {
        let parent = (at - 1) >> 1;
        let (new, above) = (item(vm, list, at)?, item(vm, list, parent)?);
        let goes_up = order.is_before(vm, &new, &above)?;
        same_size(vm, list, size)?;
        if !goes_up {
            break;
        }
        swap(vm, list, at, parent)?;
        at = parent;
    }
    Ok(())
}

/// `siftup`: the smaller child goes up until there is none, then the item to where it belongs.
fn sift_up(vm: &Vm, list: &List, start: usize, order: Order) -> Res<()> {
    let end = list.items.len();
    if start >= end {
        return Err(out_of_range(vm));
    }
    let mut at = start;
    while at < end >> 1 {
        vm.charge(1)?;
        let mut child = 2 * at + 1;
        if child + 1 < end {
            let (left, right) = (item(vm, list, child)?, item(vm, list, child + 1)?);
            if !order.is_before(vm, &left, &right)? {
                child += 1;
            }
            same_size(vm, list, end)?;
        }
        swap(vm, list, child, at)?;
        at = child;
    }
    sift_down(vm, list, start, at, order)
}

fn pop(vm: &Vm, list: &List, object: &Ref, order: Order) -> Res {
    if list.items.is_empty() {
        return Err(out_of_range(vm));
    }
    let last = vm.call_method(object, "pop", crate::args::Args::none())?;
    if list.items.is_empty() {
        return Ok(last);
    }
    replace(vm, list, &last, order)
}

fn replace(vm: &Vm, list: &List, new: &Ref, order: Order) -> Res {
    let Ok(top) = list.items.replace(0, new.clone()) else { return Err(out_of_range(vm)) };
    sift_up(vm, list, 0, order)?;
    Ok(top)
}

fn heapify(vm: &Vm, list: &List, order: Order) -> Res {
    for at in (0..list.items.len() / 2).rev() {
        sift_up(vm, list, at, order)?;
    }
    Ok(vm.none.clone())
}
