//! `math`: the functions of [`crate::numbers::math`] and of whole numbers, on objects.

mod sums;
mod whole;

use std::f64::consts;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::{Error, Int, math};
use crate::objects::float::Float;
use crate::objects::module::Module;
use crate::objects::tuple::Tuple;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// A function of one float, which has its name in [`math::unary`].
macro_rules! unary {
    ($name:literal) => {
        function(concat!($name, "(x, /)"), |vm, _, args| {
            let function = math::unary($name).expect("it is one of them");
            let x = real(vm, &args[0])?;
            Ok(vm.float(vm.checked(function(x))?))
        })
    };
}

/// `math`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: &[
        unary!("acos"),
        unary!("acosh"),
        unary!("asin"),
        unary!("asinh"),
        unary!("atan"),
        unary!("atanh"),
        unary!("cbrt"),
        unary!("cos"),
        unary!("cosh"),
        unary!("degrees"),
        unary!("erf"),
        unary!("erfc"),
        unary!("exp"),
        unary!("exp2"),
        unary!("expm1"),
        unary!("fabs"),
        unary!("gamma"),
        unary!("lgamma"),
        unary!("log1p"),
        unary!("radians"),
        unary!("sin"),
        unary!("sinh"),
        unary!("sqrt"),
        unary!("tan"),
        unary!("tanh"),
        unary!("ulp"),
        function("isfinite(x, /)", |vm, _, args| Ok(vm.bool(real(vm, &args[0])?.is_finite()))),
        function("isinf(x, /)", |vm, _, args| Ok(vm.bool(real(vm, &args[0])?.is_infinite()))),
        function("isnan(x, /)", |vm, _, args| Ok(vm.bool(real(vm, &args[0])?.is_nan()))),
        function("atan2(y, x, /)", |vm, _, args| of_two(vm, &args, |y, x| Ok(math::atan2(y, x)))),
        function("copysign(x, y, /)", |vm, _, args| of_two(vm, &args, |x, y| Ok(x.copysign(y)))),
        function("fmod(x, y, /)", |vm, _, args| of_two(vm, &args, math::fmod)),
        function("pow(x, y, /)", |vm, _, args| of_two(vm, &args, math::pow)),
        function("remainder(x, y, /)", |vm, _, args| of_two(vm, &args, math::remainder)),
        function("fma(x, y, z, /)", fma),
        function("frexp(x, /)", |vm, _, args| {
            let (mantissa, exponent) = math::frexp(real(vm, &args[0])?);
            Ok(vm.tuple(vec![vm.float(mantissa), vm.int(exponent.into())]))
        }),
        function("modf(x, /)", |vm, _, args| {
            let (fraction, whole) = math::modf(real(vm, &args[0])?);
            Ok(vm.tuple(vec![vm.float(fraction), vm.float(whole)]))
        }),
        function("ldexp(x, i, /)", ldexp),
        function("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", isclose),
        function("nextafter(x, y, /, *, steps=None)", nextafter),
        function("log(*args)", log),
        function("log2(x, /)", |vm, _, args| log_of(vm, &args[0], f64::log2)),
        function("log10(x, /)", |vm, _, args| log_of(vm, &args[0], f64::log10)),
        function("hypot(*coordinates)", hypot),
        function("dist(p, q, /)", dist),
        function("fsum(seq, /)", sums::fsum),
        function("sumprod(p, q, /)", sums::sumprod),
        function("prod(iterable, /, *, start=1)", sums::prod),
        function("ceil(x, /)", |vm, _, args| {
            whole::rounded(vm, &args[0], &vm.names.__ceil__, f64::ceil)
        }),
        function("floor(x, /)", |vm, _, args| {
            whole::rounded(vm, &args[0], &vm.names.__floor__, f64::floor)
        }),
        function("trunc(x, /)", whole::trunc),
        function("comb(n, k, /)", whole::comb),
        function("perm(n, k=None, /)", whole::perm),
        function("factorial(n, /)", whole::factorial),
        function("gcd(*integers)", whole::gcd),
        function("lcm(*integers)", whole::lcm),
        function("isqrt(n, /)", whole::isqrt),
    ],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let module = module.expect::<Module>();
    let constants = [
        ("pi", consts::PI),
        ("e", consts::E),
        ("tau", consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, value) in constants {
        module.set(vm, name, vm.float(value));
    }
    Ok(())
}

/// The value as a float, by `__float__` or `__index__` (`PyFloat_AsDouble`).
pub(crate) fn real(vm: &Vm, object: &Ref) -> Res<f64> {
    if let Some(it) = object.get::<Float>() {
        return Ok(it.0);
    }
    if let Some(it) = object.get::<Int>() {
        return vm.checked(it.to_f64());
    }
    let slots = &object.ty().slots;
    let name = vm.type_name(object);
    if let Some(convert) = slots.nb_float.get() {
        let found = convert(vm, object)?;
        return found.get::<Float>().map(|it| it.0).ok_or_else(|| {
            let other = vm.type_name(&found);
            vm.type_error(format!("{name}.__float__ returned non-float (type {other})"))
        });
    }
    if slots.nb_index.get().is_some() {
        return vm.checked(vm.index(object)?.expect::<Int>().to_f64());
    }
    Err(vm.type_error(format!("must be real number, not {name}")))
}

fn of_two(vm: &Vm, args: &Args, function: fn(f64, f64) -> Result<f64, Error>) -> Res {
    let (x, y) = (real(vm, &args[0])?, real(vm, &args[1])?);
    Ok(vm.float(vm.checked(function(x, y))?))
}

fn fma(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (x, y, z) = (real(vm, &args[0])?, real(vm, &args[1])?, real(vm, &args[2])?);
    Ok(vm.float(vm.checked(math::fma(x, y, z))?))
}

fn ldexp(vm: &Vm, _: &Ref, args: Args) -> Res {
    let x = real(vm, &args[0])?;
    let Some(exponent) = args[1].get::<Int>() else {
        return Err(vm.type_error("Expected an int as second argument to ldexp.".to_owned()));
    };
    Ok(vm.float(vm.checked(math::ldexp(x, exponent))?))
}

fn isclose(vm: &Vm, _: &Ref, args: Args) -> Res {
    let tolerance = |index, default| args.get(index).map_or(Ok(default), |it| real(vm, it));
    let (a, b) = (real(vm, &args[0])?, real(vm, &args[1])?);
    let (rel_tol, abs_tol) = (tolerance(2, 1e-9)?, tolerance(3, 0.0)?);
    Ok(vm.bool(vm.checked(math::isclose(a, b, rel_tol, abs_tol))?))
}

fn nextafter(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (x, y) = (real(vm, &args[0])?, real(vm, &args[1])?);
    let Some(steps) = args.get_not_none(vm, 2) else {
        return Ok(vm.float(math::nextafter(x, y)));
    };
    let steps = vm.index(steps)?;
    Ok(vm.float(vm.checked(math::nextafter_steps(x, y, steps.expect::<Int>()))?))
}

/// `log(x)` and `log(x, base)`.
fn log(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "log", 1, 2)?;
    let number = log_of(vm, &args[0], f64::ln)?;
    let Some(base) = args.get(1) else { return Ok(number) };
    let base = log_of(vm, base, f64::ln)?.expect::<Float>().0;
    if base == 0.0 {
        return Err(vm.zero_division_error("float division by zero".to_owned()));
    }
    Ok(vm.float(number.expect::<Float>().0 / base))
}

/// A logarithm, of ints that are larger than floats too (`loghelper`).
fn log_of(vm: &Vm, x: &Ref, log: fn(f64) -> f64) -> Res {
    let found = match x.get::<Int>() {
        Some(x) => math::log_int(x, log),
        None => math::log(real(vm, x)?, log),
    };
    Ok(vm.float(vm.checked(found)?))
}

fn hypot(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    args.no_keywords(vm, "math.hypot")?;
    let coordinates: Res<Vec<f64>> =
        args.take_positional(0).iter().map(|it| real(vm, it)).collect();
    Ok(vm.float(math::norm(&coordinates?)))
}

fn dist(vm: &Vm, _: &Ref, args: Args) -> Res {
    let point = |object: &Ref| match object.get::<Tuple>() {
        Some(it) => Ok(it.items().to_vec()),
        None => vm.iterate_to_vec(object),
    };
    let (p, q) = (point(&args[0])?, point(&args[1])?);
    if p.len() != q.len() {
        let text = "both points must have the same number of dimensions";
        return Err(vm.value_error(text.to_owned()));
    }
    let difference = |(a, b): (&Ref, &Ref)| Ok((real(vm, a)? - real(vm, b)?).abs());
    let differences: Res<Vec<f64>> = p.iter().zip(&q).map(difference).collect();
    Ok(vm.float(math::norm(&differences?)))
}
