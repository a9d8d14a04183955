//! `fsum`, `prod` and `sumprod`.

use super::real;
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::numbers::math::{Fsum, TripleLength};
use crate::objects::float::Float;
use crate::protocol::BinaryOp;
use crate::vm::Vm;

pub(super) fn fsum(vm: &Vm, _: &Ref, args: Args) -> Res {
    let mut sum = Fsum::new();
    vm.for_each(&args[0], |item| {
        let item = real(vm, &item)?;
        vm.checked(sum.add(item))
    })?;
    Ok(vm.float(vm.checked(sum.total())?))
}

pub(super) fn prod(vm: &Vm, _: &Ref, args: Args) -> Res {
    let mut product = args.get(1).cloned().unwrap_or_else(|| vm.int(1));
    vm.for_each(&args[0], |item| {
        product = vm.binary_op(&product, &item, BinaryOp::Multiply)?;
        Ok(())
    })?;
    Ok(product)
}

/// A sum of products: of floats with three floats for one, of others as they add up.
pub(super) fn sumprod(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (p, q) = (vm.iter(&args[0])?, vm.iter(&args[1])?);
    let mut total = vm.int(0);
    let mut floats = None;
    loop {
        let (a, b) = match (vm.next(&p)?, vm.next(&q)?) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => break,
            _ => return Err(vm.value_error("Inputs are not the same length".to_owned())),
        };
        vm.charge(1)?;
        if let Some((x, y)) = both_floats(vm, &a, &b) {
            let mut sum: TripleLength = floats.unwrap_or_default();
            sum.add_product(x, y);
            if sum.total().is_finite() {
                floats = Some(sum);
                continue;
            }
        }
        total = with_floats(vm, total, floats.take())?;
        let product = vm.binary_op(&a, &b, BinaryOp::Multiply)?;
        total = vm.binary_op(&total, &product, BinaryOp::Add)?;
    }
    with_floats(vm, total, floats)
}

/// Two exact floats, or one and an exact int.
fn both_floats(vm: &Vm, a: &Ref, b: &Ref) -> Option<(f64, f64)> {
    let float =
        |it: &Ref| it.get::<Float>().filter(|_| it.is_exactly(&vm.types.float)).map(|it| it.0);
    let int = |it: &Ref| {
        it.get::<Int>().filter(|_| it.is_exactly(&vm.types.int)).and_then(|it| it.to_f64().ok())
    };
    match (float(a), float(b)) {
        (Some(a), Some(b)) => Some((a, b)),
        (Some(a), None) => Some((a, int(b)?)),
        (None, Some(b)) => Some((int(a)?, b)),
        (None, None) => None,
    }
}

fn with_floats(vm: &Vm, total: Ref, floats: Option<TripleLength>) -> Res {
    match floats {
        Some(sum) => vm.binary_op(&total, &vm.float(sum.total()), BinaryOp::Add),
        None => Ok(total),
    }
}
