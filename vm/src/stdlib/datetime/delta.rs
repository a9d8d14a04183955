//! `timedelta`.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::arguments::{Parameters, bind};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::float::Float;
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{BASE, TypeDef, member, method};
use crate::vm::Vm;

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;
/// The longest duration has as many days.
const MAX_DAYS: i64 = 999_999_999;

/// A duration; seconds and microseconds are never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delta {
    pub(super) days: i32,
    pub(super) seconds: i32,
    pub(super) micros: i32,
}

impl Payload for Delta {
    const LEAF: bool = true;
}

impl Delta {
    pub(super) fn total(self) -> i128 {
        i128::from(self.days) * DAY + i128::from(self.seconds) * SECOND + i128::from(self.micros)
    }

    pub(super) fn is_zero(self) -> bool {
        self.total() == 0
    }

    /// Shorter than a day: what offsets from UTC are.
    pub(super) fn is_offset(self) -> bool {
        self.total().abs() < DAY
    }
}

pub(super) fn get(object: &Ref) -> Option<Delta> {
    object.get::<Delta>().copied()
}

/// The duration of so many microseconds.
pub(super) fn from_micros(vm: &Vm, total: i128) -> Res<Delta> {
    let days = total.div_euclid(DAY);
    let rest = total.rem_euclid(DAY);
    let Ok(days) = i32::try_from(days) else {
        return Err(vm.overflow_error("Python int too large to convert to C int".to_owned()));
    };
    if i64::from(days).abs() > MAX_DAYS {
        let text = format!("days={days}; must have magnitude <= {MAX_DAYS}");
        return Err(vm.overflow_error(text));
    }
    Ok(Delta { days, seconds: (rest / SECOND) as i32, micros: (rest % SECOND) as i32 })
}

pub(super) fn object(vm: &Vm, total: i128) -> Res {
    Ok(of(vm, from_micros(vm, total)?))
}

pub(super) fn of(vm: &Vm, delta: Delta) -> Ref {
    Ref::new(Some(vm.type_of(&DEF)), delta)
}

fn own(object: &Ref) -> Delta {
    *object.expect::<Delta>()
}

const PARAMETERS: Parameters = Parameters {
    names: &["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"],
    required: 0,
    positional: 7,
    is_named: true,
};

/// The order in which CPython adds parts up, with their microseconds.
const PARTS: [(usize, i128); 7] = [
    (2, 1),
    (3, 1_000),
    (1, SECOND),
    (4, 60 * SECOND),
    (5, 3_600 * SECOND),
    (0, DAY),
    (6, 7 * DAY),
];

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let values = bind(vm, args, &PARAMETERS)?;
    let mut total = BigInt::from(0);
    let mut leftover = 0.0;
    for (at, factor) in PARTS {
        if let Some(value) = &values[at] {
            total += part(vm, PARAMETERS.names[at], value, factor, &mut leftover)?;
        }
    }
    if leftover != 0.0 {
        total += BigInt::from(rounded(leftover, total.bit(0)) as i64);
    }
    let total = total.to_i128().unwrap_or(if total.is_negative() { i128::MIN } else { i128::MAX });
    Ok(type_::instantiate(class, from_micros(vm, total)?))
}

/// To the nearest; in the middle, so that the sum is even.
fn rounded(leftover: f64, is_odd: bool) -> f64 {
    let whole = leftover.round();
    if (whole - leftover).abs() != 0.5 {
        return whole;
    }
    let odd = f64::from(u8::from(is_odd));
    2.0 * ((leftover + odd) * 0.5).round() - odd
}

/// One part in microseconds; what a float has behind the point goes to `leftover` (`accum`).
fn part(vm: &Vm, name: &str, value: &Ref, factor: i128, leftover: &mut f64) -> Res<BigInt> {
    if let Some(number) = value.get::<Int>() {
        return Ok(&*number.to_big() * BigInt::from(factor));
    }
    let Some(number) = value.get::<Float>() else {
        let class = vm.type_name(value);
        let text = format!("unsupported type for timedelta {name} component: {class}");
        return Err(vm.type_error(text));
    };
    let whole = vm.checked(Int::from_f64(number.0.trunc()))?;
    let mut sum = &*whole.to_big() * BigInt::from(factor);
    let fraction = number.0.fract() * factor as f64;
    sum += BigInt::from(fraction.trunc() as i128);
    *leftover += fraction.fract();
    Ok(sum)
}

/// `timedelta`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "datetime.timedelta",
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_str.set(Some(str_of));
        it.tp_hash.set(Some(|vm, object| vm.hash(&state(vm, own(object)))));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(a), Some(b)) = (get(a), get(b)) else {
                return Ok(vm.not_implemented.clone());
            };
            Ok(vm.bool(op.holds(a.cmp(&b))))
        }));
        it.nb_bool.set(Some(|_, object| Ok(!own(object).is_zero())));
        it.nb_negative.set(Some(|vm, object| self::object(vm, -own(object).total())));
        it.nb_positive.set(Some(|vm, object| self::object(vm, own(object).total())));
        it.nb_absolute.set(Some(|vm, object| self::object(vm, own(object).total().abs())));
        it.nb_add.set(Some(|vm, a, b| both(vm, a, b, |a, b| self::object(vm, a + b))));
        it.nb_subtract.set(Some(|vm, a, b| both(vm, a, b, |a, b| self::object(vm, a - b))));
        it.nb_multiply.set(Some(multiply));
        it.nb_true_divide.set(Some(true_divide));
        it.nb_floor_divide.set(Some(floor_divide));
        it.nb_remainder.set(Some(|vm, a, b| {
            both(vm, a, b, |a, b| match b {
                0 => {
                    let text = vm.str("integer modulo by zero");
                    Err(vm.raise(&vm.exceptions.ZeroDivisionError, vec![text]))
                }
                _ => self::object(vm, divided(vm, a, b)?.1),
            })
        }));
        it.nb_divmod.set(Some(|vm, a, b| {
            both(vm, a, b, |a, b| {
                let (quotient, rest) = divided(vm, a, b)?;
                Ok(vm.tuple(vec![vm.big_int(quotient.into()), self::object(vm, rest)?]))
            })
        }));
    },
    methods: &[
        method("total_seconds(self, /)", |vm, object, _| {
            let micros = Int::from(BigInt::from(own(object).total()));
            Ok(vm.float(vm.checked(micros.true_div(&Int::from(1_000_000i64)))?))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            Ok(vm.tuple(vec![object.class(), state(vm, own(object))]))
        }),
    ],
    getset: &[
        member("days", |vm, object| Ok(vm.int(own(object).days.into()))),
        member("seconds", |vm, object| Ok(vm.int(own(object).seconds.into()))),
        member("microseconds", |vm, object| Ok(vm.int(own(object).micros.into()))),
    ],
    doc: "Difference between two datetime values.",
    size: (40, 0),
    ..BASE
};

fn state(vm: &Vm, it: Delta) -> Ref {
    let number = |it: i32| vm.int(it.into());
    vm.tuple(vec![number(it.days), number(it.seconds), number(it.micros)])
}

fn both(vm: &Vm, a: &Ref, b: &Ref, operation: impl Fn(i128, i128) -> Res) -> Res {
    match (get(a), get(b)) {
        (Some(a), Some(b)) => operation(a.total(), b.total()),
        _ => Ok(vm.not_implemented.clone()),
    }
}

fn no_divisor(vm: &Vm) -> Raised {
    let text = vm.str("integer division or modulo by zero");
    vm.raise(&vm.exceptions.ZeroDivisionError, vec![text])
}

fn divided(vm: &Vm, a: i128, b: i128) -> Res<(i128, i128)> {
    if b == 0 {
        return Err(no_divisor(vm));
    }
    let (mut quotient, mut rest) = (a / b, a % b);
    if rest != 0 && (rest < 0) != (b < 0) {
        quotient -= 1;
        rest += b;
    }
    Ok((quotient, rest))
}

/// The nearest integer, an even one in the middle (`divide_nearest`).
fn nearest(a: &BigInt, b: &BigInt) -> BigInt {
    let (a, b) = if b.is_negative() { (-a, -b) } else { (a.clone(), b.clone()) };
    let quotient = num_integer::Integer::div_floor(&a, &b);
    let twice = (a - &quotient * &b) * 2;
    let is_up = twice > b || twice == b && quotient.bit(0);
    if is_up { quotient + 1 } else { quotient }
}

fn from_big(vm: &Vm, total: &BigInt) -> Res {
    match total.to_i128() {
        Some(total) => object(vm, total),
        None => Err(vm.overflow_error("Python int too large to convert to C int".to_owned())),
    }
}

/// A float as numerator and denominator.
fn ratio(vm: &Vm, number: &Ref) -> Res<(BigInt, BigInt)> {
    let parts = vm.call_method(number, "as_integer_ratio", Args::none())?;
    let big = |it: &Ref| it.get::<Int>().map(|it| it.to_big().into_owned()).unwrap_or_default();
    match vm.tuple_items(&parts).as_slice() {
        [a, b] => Ok((big(a), big(b))),
        _ => Err(vm.type_error("unexpected return type from as_integer_ratio()".to_owned())),
    }
}

fn multiply(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let (delta, factor) = match (get(a), get(b)) {
        (Some(delta), None) => (delta, b),
        (None, Some(delta)) => (delta, a),
        _ => return Ok(vm.not_implemented.clone()),
    };
    let total = BigInt::from(delta.total());
    if let Some(factor) = factor.get::<Int>() {
        return from_big(vm, &(total * &*factor.to_big()));
    }
    if factor.get::<Float>().is_none() {
        return Ok(vm.not_implemented.clone());
    }
    let (up, down) = ratio(vm, factor)?;
    from_big(vm, &nearest(&(total * up), &down))
}

fn true_divide(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(delta) = get(a) else { return Ok(vm.not_implemented.clone()) };
    let total = BigInt::from(delta.total());
    if let Some(other) = get(b) {
        if other.is_zero() {
            let text = vm.str("division by zero");
            return Err(vm.raise(&vm.exceptions.ZeroDivisionError, vec![text]));
        }
        let (a, b) = (Int::from(total), Int::from(BigInt::from(other.total())));
        return Ok(vm.float(vm.checked(a.true_div(&b))?));
    }
    if let Some(number) = b.get::<Int>() {
        let number = number.to_big();
        if *number == BigInt::from(0) {
            return Err(no_divisor(vm));
        }
        return from_big(vm, &nearest(&total, &number));
    }
    let Some(number) = b.get::<Float>() else { return Ok(vm.not_implemented.clone()) };
    if number.0 == 0.0 {
        let text = vm.str("division by zero");
        return Err(vm.raise(&vm.exceptions.ZeroDivisionError, vec![text]));
    }
    let (up, down) = ratio(vm, b)?;
    from_big(vm, &nearest(&(total * down), &up))
}

fn floor_divide(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(delta) = get(a) else { return Ok(vm.not_implemented.clone()) };
    if let Some(other) = get(b) {
        let (quotient, _) = divided(vm, delta.total(), other.total())?;
        return Ok(vm.big_int(quotient.into()));
    }
    let Some(number) = b.get::<Int>() else { return Ok(vm.not_implemented.clone()) };
    let number = number.to_big();
    if *number == BigInt::from(0) {
        return Err(no_divisor(vm));
    }
    from_big(vm, &num_integer::Integer::div_floor(&BigInt::from(delta.total()), &number))
}

/// Only what is not zero.
fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = own(object);
    let parts = [("days", it.days), ("seconds", it.seconds), ("microseconds", it.micros)];
    let shown: Vec<String> =
        parts.iter().filter(|it| it.1 != 0).map(|it| format!("{}={}", it.0, it.1)).collect();
    let shown = if shown.is_empty() { "0".to_owned() } else { shown.join(", ") };
    Ok(vm.str(&format!("{}({shown})", vm.type_name(object))))
}

fn str_of(vm: &Vm, object: &Ref) -> Res {
    let it = own(object);
    let mut text = String::new();
    if it.days != 0 {
        let plural = if it.days.abs() == 1 { "" } else { "s" };
        text += &format!("{} day{plural}, ", it.days);
    }
    let (minutes, seconds) = (it.seconds / 60, it.seconds % 60);
    text += &format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60);
    if it.micros != 0 {
        text += &format!(".{:06}", it.micros);
    }
    Ok(vm.str(&text))
}

pub(super) fn constants(vm: &Vm) {
    let class = vm.type_of(&DEF);
    let days = MAX_DAYS as i32;
    let all = [
        ("resolution", Delta { days: 0, seconds: 0, micros: 1 }),
        ("min", Delta { days: -days, seconds: 0, micros: 0 }),
        ("max", Delta { days, seconds: 86_399, micros: 999_999 }),
    ];
    for (name, value) in all {
        type_::set_attribute(vm, &class, name, of(vm, value));
    }
}

/// Compares by an order: for types that compare field by field.
pub(super) fn compared(vm: &Vm, op: CompareOp, order: std::cmp::Ordering) -> Ref {
    vm.bool(op.holds(order))
}
