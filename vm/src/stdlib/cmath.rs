//! `cmath`: functions of complex numbers, by the formulas of Modules/cmathmodule.c (CPython 3.13).
//!
//! Arguments that are not finite go through the same formulas; CPython has tables for them, whose
//! answers differ in places.

use std::f64::consts::{E, LN_10, PI, TAU};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Complex as Value;
use crate::objects::complex::Complex;
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

macro_rules! unary {
    ($signature:literal, $function:expr) => {
        function($signature, |vm, _, args| apply(vm, &args[0], $function))
    };
}

macro_rules! test {
    ($signature:literal, $test:expr) => {
        function($signature, |vm, _, args| {
            let z = value(vm, &args[0])?;
            let test: fn(f64, f64) -> bool = $test;
            Ok(vm.bool(test(z.real, z.imag)))
        })
    };
}

/// `cmath`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "cmath",
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
    functions: &[
        unary!("acos(z, /)", |z| Ok(acos(z))),
        unary!("acosh(z, /)", |z| Ok(acosh(z))),
        unary!("asin(z, /)", |z| Ok(turned_back(asinh(turned(z))))),
        unary!("asinh(z, /)", |z| Ok(asinh(z))),
        unary!("atan(z, /)", |z| Ok(turned_back(atanh(turned(z))?))),
        unary!("atanh(z, /)", atanh),
        unary!("cos(z, /)", |z| Ok(cosh(turned(z)))),
        unary!("cosh(z, /)", |z| Ok(cosh(z))),
        unary!("exp(z, /)", |z| Ok(exp(z))),
        unary!("log10(z, /)", |z| {
            let log = log(z)?;
            Ok(Value::new(log.real / LN_10, log.imag / LN_10))
        }),
        unary!("sin(z, /)", |z| Ok(turned_back(sinh(turned(z))))),
        unary!("sinh(z, /)", |z| Ok(sinh(z))),
        unary!("sqrt(z, /)", |z| Ok(sqrt(z))),
        unary!("tan(z, /)", |z| Ok(turned_back(tanh(turned(z))))),
        unary!("tanh(z, /)", |z| Ok(tanh(z))),
        function("log(z, base=<unrepresentable>, /)", log_to_base),
        function("phase(z, /)", |vm, _, args| {
            let z = value(vm, &args[0])?;
            Ok(vm.float(z.imag.atan2(z.real)))
        }),
        function("polar(z, /)", |vm, _, args| {
            let z = value(vm, &args[0])?;
            let length = vm.checked(z.abs())?;
            Ok(vm.tuple(vec![vm.float(length), vm.float(z.imag.atan2(z.real))]))
        }),
        function("rect(r, phi, /)", |vm, _, args| {
            let (r, phi) = (super::math::real(vm, &args[0])?, super::math::real(vm, &args[1])?);
            if r != 0.0 && !r.is_nan() && phi.is_infinite() {
                return Err(domain(vm));
            }
            Ok(match phi == 0.0 {
                true => vm.complex(r, r * phi),
                false => vm.complex(r * phi.cos(), r * phi.sin()),
            })
        }),
        function("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", is_close),
        test!("isfinite(z, /)", |a, b| a.is_finite() && b.is_finite()),
        test!("isinf(z, /)", |a, b| a.is_infinite() || b.is_infinite()),
        test!("isnan(z, /)", |a, b| a.is_nan() || b.is_nan()),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        for (name, number) in
            [("pi", PI), ("e", E), ("tau", TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)]
        {
            module.set(vm, name, vm.float(number));
        }
        module.set(vm, "infj", vm.complex(0.0, f64::INFINITY));
        module.set(vm, "nanj", vm.complex(0.0, f64::NAN));
        Ok(())
    },
};

/// Why there is no answer.
enum Failure {
    Domain,
}

fn domain(vm: &Vm) -> Raised {
    vm.value_error("math domain error".to_owned())
}

/// The value of any number (`PyComplex_AsCComplex`).
fn value(vm: &Vm, object: &Ref) -> Res<Value> {
    if let Some(it) = object.get::<Complex>() {
        return Ok(it.value());
    }
    if object.get::<crate::objects::str_::Str>().is_none()
        && let Some(found) = vm.call_special(object, &vm.intern("__complex__"), Args::none())?
    {
        let Some(it) = found.get::<Complex>() else {
            let name = vm.type_name(&found);
            let text = format!("__complex__ returned non-complex (type {name})");
            return Err(vm.type_error(text));
        };
        return Ok(it.value());
    }
    Ok(Value::new(super::math::real(vm, object)?, 0.0))
}

fn apply(vm: &Vm, object: &Ref, function: fn(Value) -> Result<Value, Failure>) -> Res {
    let z = value(vm, object)?;
    let Ok(found) = function(z) else { return Err(domain(vm)) };
    let is_finite = |z: Value| z.real.is_finite() && z.imag.is_finite();
    if is_finite(z) && !is_finite(found) {
        return Err(vm.overflow_error("math range error".to_owned()));
    }
    Ok(vm.complex(found.real, found.imag))
}

fn log_to_base(vm: &Vm, _: &Ref, args: Args) -> Res {
    let of = |object: &Ref| log(value(vm, object)?).map_err(|_| domain(vm));
    let mut found = of(&args[0])?;
    if let Some(base) = args.get(1) {
        found = found.true_div(of(base)?).map_err(|_| domain(vm))?;
    }
    Ok(vm.complex(found.real, found.imag))
}

fn is_close(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (a, b) = (value(vm, &args[0])?, value(vm, &args[1])?);
    let number = |index: usize, default: f64| {
        args.get(index).map_or(Ok(default), |it| super::math::real(vm, it))
    };
    let (relative, absolute) = (number(2, 1e-9)?, number(3, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative".to_owned()));
    }
    if a == b {
        return Ok(vm.bool(true));
    }
    let is_infinite = |z: Value| z.real.is_infinite() || z.imag.is_infinite();
    if is_infinite(a) || is_infinite(b) {
        return Ok(vm.bool(false));
    }
    let length = |z: Value| z.real.hypot(z.imag);
    let apart = length(a - b);
    let largest = length(a).max(length(b));
    Ok(vm.bool(apart <= relative * largest || apart <= absolute))
}

/// `z` times `i`, whose hyperbolic functions are the circular ones of `z`.
fn turned(z: Value) -> Value {
    Value::new(-z.imag, z.real)
}

fn turned_back(z: Value) -> Value {
    Value::new(z.imag, -z.real)
}

/// Above it `exp` would overflow.
const LOG_LARGE: f64 = 708.396_418_532_264_1;

fn exp(z: Value) -> Value {
    let (scaled, factor) = if z.real > LOG_LARGE { (z.real - 1.0, E) } else { (z.real, 1.0) };
    let length = scaled.exp();
    if z.imag == 0.0 {
        return Value::new(length * factor, z.imag);
    }
    Value::new(length * z.imag.cos() * factor, length * z.imag.sin() * factor)
}

fn sqrt(z: Value) -> Value {
    if z.real == 0.0 && z.imag == 0.0 {
        return Value::new(0.0, z.imag);
    }
    if z.imag.is_infinite() {
        return Value::new(f64::INFINITY, z.imag);
    }
    let (mut ax, ay) = (z.real.abs(), z.imag.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE && (ax > 0.0 || ay > 0.0) {
        ax *= 2f64.powi(54);
        (ax + ax.hypot(ay * 2f64.powi(54))).sqrt() * 2f64.powi(-27)
    } else {
        ax /= 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    if z.real >= 0.0 {
        Value::new(s, d.copysign(z.imag))
    } else {
        Value::new(d, s.copysign(z.imag))
    }
}

fn log(z: Value) -> Result<Value, Failure> {
    let (ax, ay) = (z.real.abs(), z.imag.abs());
    const LARGE: f64 = f64::MAX / 4.0;
    let real = if ax > LARGE || ay > LARGE {
        (ax / 2.0).hypot(ay / 2.0).ln() + std::f64::consts::LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return Err(Failure::Domain);
        }
        let up = 2f64.powi(53);
        (ax * up).hypot(ay * up).ln() - 53.0 * std::f64::consts::LN_2
    } else {
        let length = ax.hypot(ay);
        if (0.71..=1.73).contains(&length) {
            let (more, less) = if ax > ay { (ax, ay) } else { (ay, ax) };
            ((more - 1.0) * (more + 1.0) + less * less).ln_1p() / 2.0
        } else {
            length.ln()
        }
    };
    Ok(Value::new(real, z.imag.atan2(z.real)))
}

fn sinh(z: Value) -> Value {
    if z.real.abs() > LOG_LARGE {
        let x = z.real - 1f64.copysign(z.real);
        return Value::new(z.imag.cos() * x.sinh() * E, z.imag.sin() * x.cosh() * E);
    }
    Value::new(z.imag.cos() * z.real.sinh(), z.imag.sin() * z.real.cosh())
}

fn cosh(z: Value) -> Value {
    if z.real.abs() > LOG_LARGE {
        let x = z.real - 1f64.copysign(z.real);
        return Value::new(z.imag.cos() * x.cosh() * E, z.imag.sin() * x.sinh() * E);
    }
    Value::new(z.imag.cos() * z.real.cosh(), z.imag.sin() * z.real.sinh())
}

fn tanh(z: Value) -> Value {
    if z.real.abs() > LOG_LARGE {
        let imag = 4.0 * z.imag.sin() * z.imag.cos() * (-2.0 * z.real.abs()).exp();
        return Value::new(1f64.copysign(z.real), imag);
    }
    let (tx, ty, cx) = (z.real.tanh(), z.imag.tan(), 1.0 / z.real.cosh());
    let product = tx * ty;
    let below = 1.0 + product * product;
    Value::new(tx * (1.0 + ty * ty) / below, ty / below * cx * cx)
}

fn asinh(z: Value) -> Value {
    let first = sqrt(Value::new(1.0 + z.imag, -z.real));
    let second = sqrt(Value::new(1.0 - z.imag, z.real));
    Value::new(
        crate::numbers::math::asinh(first.real * second.imag - second.real * first.imag),
        z.imag.atan2(first.real * second.real - first.imag * second.imag),
    )
}

fn acos(z: Value) -> Value {
    let first = sqrt(Value::new(1.0 - z.real, -z.imag));
    let second = sqrt(Value::new(1.0 + z.real, z.imag));
    Value::new(
        2.0 * first.real.atan2(second.real),
        crate::numbers::math::asinh(second.real * first.imag - second.imag * first.real),
    )
}

fn acosh(z: Value) -> Value {
    let first = sqrt(Value::new(z.real - 1.0, z.imag));
    let second = sqrt(Value::new(z.real + 1.0, z.imag));
    Value::new(
        crate::numbers::math::asinh(first.real * second.real + first.imag * second.imag),
        2.0 * first.imag.atan2(second.real),
    )
}

fn atanh(z: Value) -> Result<Value, Failure> {
    if z.real.is_sign_negative() {
        return atanh(-z).map(|it| -it);
    }
    let ay = z.imag.abs();
    let large = f64::MAX.sqrt() / 2.0;
    let real = if z.real > large || ay > large {
        let length = (ay / 2.0).hypot(z.real / 2.0);
        let imag = -(PI / 2.0).copysign(-z.imag);
        return Ok(Value::new(z.real / 4.0 / length / length, imag));
    } else if z.real == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Failure::Domain);
        }
        let imag = (2f64.atan2(-ay) / 2.0).copysign(z.imag);
        return Ok(Value::new(-(ay.sqrt() / ay.hypot(2.0).sqrt()).ln(), imag));
    } else {
        (4.0 * z.real / ((1.0 - z.real) * (1.0 - z.real) + ay * ay)).ln_1p() / 4.0
    };
    let below = (1.0 - z.real) * (1.0 + z.real) - ay * ay;
    Ok(Value::new(real, -(-2.0 * z.imag).atan2(below) / 2.0))
}
