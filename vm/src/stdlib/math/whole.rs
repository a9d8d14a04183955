//! Functions of whole numbers, and those that make them.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::float::Float;
use crate::vm::Vm;

fn whole(vm: &Vm, object: &Ref) -> Res<Ref> {
    vm.index(object)
}

/// `floor` and `ceil`: of a float, by the object's own method, or of what `__float__` says.
pub(super) fn rounded(vm: &Vm, x: &Ref, method: &Ref, round: fn(f64) -> f64) -> Res {
    if !x.is_exactly(&vm.types.float)
        && let Some(found) = vm.call_special(x, method, Args::none())?
    {
        return Ok(found);
    }
    let value = super::real(vm, x)?;
    Ok(vm.new_int(vm.checked(Int::from_f64(round(value)))?))
}

pub(super) fn trunc(vm: &Vm, _: &Ref, args: Args) -> Res {
    if args[0].is_exactly(&vm.types.float) {
        return Ok(vm.new_int(vm.checked(Int::from_f64(args[0].expect::<Float>().0))?));
    }
    match vm.call_special(&args[0], &vm.names.__trunc__, Args::none())? {
        Some(found) => Ok(found),
        None => {
            let name = vm.type_name(&args[0]);
            Err(vm.type_error(format!("type {name} doesn't define __trunc__ method")))
        }
    }
}

/// Charges for `n! / (n - k)!`; negative numbers are refused later, at no cost.
fn charge_perm(vm: &Vm, n: &Int, k: &Int) -> Res<()> {
    if n.is_negative() || k.is_negative() || n.sub(k).is_negative() {
        return Ok(());
    }
    vm.charge_bits(n.perm_bits(k))
}

pub(super) fn comb(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (n, k) = (whole(vm, &args[0])?, whole(vm, &args[1])?);
    let (n, k) = (n.expect::<Int>(), k.expect::<Int>());
    // `comb` and `perm` of as many differ by a division; the smaller of both numbers counts.
    let other = n.sub(k);
    let least = if other.is_negative() || other.saturated() > k.saturated() { k } else { &other };
    charge_perm(vm, n, least)?;
    Ok(vm.new_int(vm.checked(n.comb(k))?))
}

pub(super) fn perm(vm: &Vm, module: &Ref, args: Args) -> Res {
    let Some(k) = args.get_not_none(vm, 1) else {
        return factorial(vm, module, Args::one(args[0].clone()));
    };
    let (n, k) = (whole(vm, &args[0])?, whole(vm, k)?);
    let (n, k) = (n.expect::<Int>(), k.expect::<Int>());
    charge_perm(vm, n, k)?;
    Ok(vm.new_int(vm.checked(n.perm(k))?))
}

pub(super) fn factorial(vm: &Vm, _: &Ref, args: Args) -> Res {
    let n = whole(vm, &args[0])?;
    let n = n.expect::<Int>();
    if !n.is_negative() && n.to_i64().is_some() {
        vm.charge_bits(n.factorial_bits())?;
    }
    Ok(vm.new_int(vm.checked(n.factorial())?))
}

pub(super) fn isqrt(vm: &Vm, _: &Ref, args: Args) -> Res {
    let n = whole(vm, &args[0])?;
    let n = n.expect::<Int>();
    vm.charge_bits(n.bit_length())?;
    Ok(vm.new_int(vm.checked(n.isqrt())?))
}

pub(super) fn gcd(vm: &Vm, _: &Ref, args: Args) -> Res {
    folded(vm, args, "gcd", 0, Int::gcd)
}

pub(super) fn lcm(vm: &Vm, _: &Ref, args: Args) -> Res {
    folded(vm, args, "lcm", 1, Int::lcm)
}

fn folded(vm: &Vm, mut args: Args, name: &str, empty: i64, join: fn(&Int, &Int) -> Int) -> Res {
    args.no_keywords(vm, &format!("math.{name}"))?;
    let mut numbers = args.take_positional(0).into_iter();
    let Some(first) = numbers.next() else { return Ok(vm.int(empty)) };
    let mut found = whole(vm, &first)?.expect::<Int>().abs();
    for number in numbers {
        let number = whole(vm, &number)?;
        let number = number.expect::<Int>();
        vm.charge_bits(found.bit_length() + number.bit_length())?;
        found = join(&found, number);
    }
    Ok(vm.new_int(found))
}
