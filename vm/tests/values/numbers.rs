//! Operations of ints, floats and complex numbers.

use refwise_vm::numbers::int::{ByteOrder, ParseFailure, Power};
use refwise_vm::numbers::{Complex, Error, Int, MersenneTwister, complex, float, math};

use crate::value::Value;

/// Operations of `int`.
pub(crate) fn int(name: &str, arguments: &[Value]) -> Option<Value> {
    if name.starts_with("int_parse") {
        return Some(parse(arguments));
    }
    if let "true_div" | "cmp_f64" | "from_f64" = name {
        return Some(mixed(name, arguments));
    }
    let a = arguments[0].int();
    let b = || arguments[1].int();
    Some(match name {
        "add" => a.add(&b()).into(),
        "sub" => a.sub(&b()).into(),
        "mul" => a.mul(&b()).into(),
        "neg" => a.neg().into(),
        "abs" => a.abs().into(),
        "invert" => a.invert().into(),
        "floor_div" => a.floor_div(&b()).into(),
        "mod" => a.modulo(&b()).into(),
        "divmod" => a.divmod(&b()).into(),
        "and" => a.and(&b()).into(),
        "or" => a.or(&b()).into(),
        "xor" => a.xor(&b()).into(),
        "lshift" => a.shift_left(&b()).into(),
        "rshift" => a.shift_right(&b()).into(),
        "pow" => power(a.pow(&b())),
        "pow_mod" => a.pow_mod(&b(), &arguments[2].int()).into(),
        "lt" => (a < b()).into(),
        "eq" => (a == b()).into(),
        "hash" => a.hash().into(),
        "sizeof" => a.sizeof().into(),
        "bit_length" => a.bit_length().into(),
        "bit_count" => a.bit_count().into(),
        "float" => a.to_f64().into(),
        "round" => a.round(&b()).into(),
        "to_bytes" => {
            let order = order(&arguments[2]);
            a.to_bytes(arguments[1].size(), order, arguments[3].bool()).into()
        }
        "str" => a.to_decimal(4300).into(),
        "hex" => a.to_radix(16).into(),
        "oct" => a.to_radix(8).into(),
        "bin" => a.to_radix(2).into(),
        "gcd" => a.gcd(&b()).into(),
        "lcm" => a.lcm(&b()).into(),
        "isqrt" => a.isqrt().into(),
        "factorial" => a.factorial().into(),
        "comb" => a.comb(&b()).into(),
        "perm" => a.perm(&b()).into(),
        _ => return None,
    })
}

fn mixed(name: &str, arguments: &[Value]) -> Value {
    match name {
        "true_div" => arguments[0].int().true_div(&arguments[1].int()).into(),
        "cmp_f64" => arguments[0].int().cmp_f64(arguments[1].float()).map(|it| it as i64).into(),
        _ => Int::from_f64(arguments[0].float()).into(),
    }
}

fn parse(arguments: &[Value]) -> Value {
    let (text, base) = (arguments[0].ascii(), arguments[1].size());
    let parsed = Int::parse(text.as_bytes(), base as u32, 4300);
    let parsed = parsed.map_err(|failure| match failure {
        ParseFailure::Error(error) => error.to_string(),
        ParseFailure::Invalid => {
            let text = refwise_syntax::repr::py_str(&text.into());
            format!("ValueError: invalid literal for int() with base {base}: {text:.200}")
        }
    });
    match parsed {
        Ok(it) => it.into(),
        Err(message) => Value::Raised(message),
    }
}

fn order(value: &Value) -> ByteOrder {
    if value.ascii() == "big" { ByteOrder::Big } else { ByteOrder::Little }
}

fn power(power: Result<Power, Error>) -> Value {
    match power {
        Ok(Power::Int(it)) => it.into(),
        Ok(Power::Float(it)) => it.into(),
        Err(error) => Value::Raised(error.to_string()),
    }
}

/// Operations of `float` and `complex`.
pub(crate) fn float(name: &str, arguments: &[Value]) -> Option<Value> {
    match name {
        "float_parse" => return Some(float::parse(arguments[0].ascii().as_bytes()).into()),
        "fromhex" => return Some(float::fromhex(arguments[0].ascii().as_bytes()).into()),
        "complex_parse" => return Some(Complex::parse(arguments[0].ascii().as_bytes()).into()),
        _ => {}
    }
    if let Value::Complex(a) = arguments[0] {
        return of_complex(name, a, arguments);
    }
    let a = arguments[0].float();
    let b = || arguments[1].float();
    Some(match name {
        "true_div" => float::true_div(a, b()).into(),
        "floor_div" => float::floor_div(a, b()).into(),
        "mod" => float::modulo(a, b()).into(),
        "divmod" => float::divmod(a, b()).into(),
        "pow" => match float::pow(a, b()) {
            Ok(float::FloatPower::Real(it)) => it.into(),
            Ok(float::FloatPower::Complex(it)) => it.into(),
            Err(error) => Value::Raised(error.to_string()),
        },
        "repr" => float::repr(a).into(),
        "hex" => float::hex(a).into(),
        "hash" => float::hash(a).into(),
        "ratio" => float::as_integer_ratio(a).into(),
        "is_integer" => float::is_integer(a).into(),
        "round" => float::round(a, arguments[1].index()).into(),
        "round_to_int" => float::round_to_int(a).into(),
        _ => return None,
    })
}

fn of_complex(name: &str, a: Complex, arguments: &[Value]) -> Option<Value> {
    let b = || match arguments[1] {
        Value::Complex(it) => it,
        _ => panic!("no complex number: {:?}", arguments[1]),
    };
    Some(match name {
        "add" => (a + b()).into(),
        "sub" => (a - b()).into(),
        "mul" => (a * b()).into(),
        "true_div" => a.true_div(b()).into(),
        "pow" => complex::pow(a, b()).into(),
        "repr" => a.repr().into(),
        "abs" => a.abs().into(),
        "hash" => a.hash(0).into(),
        _ => return None,
    })
}

/// Functions of `math`, and the generator of `random`.
pub(crate) fn math(name: &str, arguments: &[Value]) -> Option<Value> {
    if let Some(function) = math::unary(name) {
        return Some(function(arguments[0].float()).into());
    }
    let float = |n: usize| arguments[n].float();
    let floats = |n: usize| arguments[n].list().iter().map(Value::float);
    Some(match name {
        "log" => math::log(float(0), f64::ln).into(),
        "log2" => math::log(float(0), f64::log2).into(),
        "log10" => math::log(float(0), f64::log10).into(),
        "log_int" => math::log_int(&arguments[0].int(), f64::ln).into(),
        "log2_int" => math::log_int(&arguments[0].int(), f64::log2).into(),
        "log10_int" => math::log_int(&arguments[0].int(), f64::log10).into(),
        "atan2" => math::atan2(float(0), float(1)).into(),
        "fmod" => math::fmod(float(0), float(1)).into(),
        "remainder" => math::remainder(float(0), float(1)).into(),
        "pow" => math::pow(float(0), float(1)).into(),
        "fma" => math::fma(float(0), float(1), float(2)).into(),
        "frexp" => {
            let (mantissa, exponent) = math::frexp(float(0));
            (mantissa, i64::from(exponent)).into()
        }
        "ldexp" => math::ldexp(float(0), &arguments[1].int()).into(),
        "modf" => math::modf(float(0)).into(),
        "isclose" => math::isclose(float(0), float(1), 1e-9, 0.0).into(),
        "nextafter" => math::nextafter(float(0), float(1)).into(),
        "nextafter_steps" => math::nextafter_steps(float(0), float(1), &arguments[2].int()).into(),
        "hypot" => math::norm(&floats(0).collect::<Vec<_>>()).into(),
        "fsum" => {
            let mut sum = math::Fsum::new();
            let added = floats(0).try_for_each(|it| sum.add(it));
            added.and_then(|()| sum.total()).into()
        }
        "sum" => {
            let mut sum = math::CompensatedSum::new(0.0);
            floats(0).for_each(|it| sum.add(it));
            sum.total().into()
        }
        "sumprod" => {
            let mut sum = math::TripleLength::default();
            floats(0).zip(floats(1)).for_each(|(a, b)| sum.add_product(a, b));
            sum.total().into()
        }
        "random" => {
            let mut random = MersenneTwister::from_seed(&arguments[0].int());
            let bits = arguments[1].list().iter().map(Value::size);
            let mut made: Vec<Value> = bits.map(|it| random.getrandbits(it).into()).collect();
            made.push(random.random().into());
            Value::List(made)
        }
        _ => return None,
    })
}
