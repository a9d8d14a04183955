//! Floats in digits of a given number: what `%.3f`, `format(x, 'e')` and `repr` lay out.
//!
//! Source: `PyOS_double_to_string` and `format_float_short` (Python/pystrtod.c, CPython 3.13).

/// More digits than this no float has, behind the point or in all; the rest are zeros.
const MOST_DIGITS: usize = 1100;

/// How a float is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `e`: with an exponent.
    Exponent,
    /// `f`: with a point.
    Fixed,
    /// `g`: whichever is shorter.
    General,
    /// As `repr` does: as many digits as it takes.
    Shortest,
}

/// How a float is shown, in detail.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Where the point stands and how digits are counted.
    pub style: Style,
    /// How many digits; behind the point but for `General`. Not for `Shortest`.
    pub precision: usize,
    /// A number without a point gets `.0` (`Py_DTSF_ADD_DOT_0`).
    pub add_dot_0: bool,
    /// Keeps the point and, in `General`, zeros at the end (`Py_DTSF_ALT`).
    pub alternate: bool,
    /// Shows what rounds to minus zero as zero (`Py_DTSF_NO_NEG_0`).
    pub no_neg_0: bool,
}

impl Layout {
    /// A style with a precision and no flags.
    pub fn new(style: Style, precision: usize) -> Layout {
        Layout { style, precision, add_dot_0: false, alternate: false, no_neg_0: false }
    }
}

/// The float in digits, lowercase, with a minus sign where it is negative.
pub fn to_string(value: f64, layout: Layout) -> String {
    if !value.is_finite() {
        return super::repr(value);
    }
    let (digits, point) = digits(value.abs(), &layout);
    let is_zero = digits.is_empty() || digits == "0";
    let negative = value.is_sign_negative() && !(layout.no_neg_0 && is_zero);
    let sign = if negative { "-" } else { "" };
    sign.to_owned() + &laid_out(&digits, point, &layout)
}

/// Digits without zeros at the end, and how many of them stand before the point.
fn digits(value: f64, layout: &Layout) -> (String, isize) {
    let precision = layout.precision.min(MOST_DIGITS);
    let text = match layout.style {
        Style::Shortest => super::repr(value),
        Style::Exponent => format!("{value:.precision$e}"),
        Style::General => format!("{value:.0$e}", precision.max(1) - 1),
        Style::Fixed => format!("{value:.precision$}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let zeros = all.len() - all.trim_start_matches('0').len();
    if value == 0.0 {
        return ("0".into(), 1);
    }
    if zeros == all.len() {
        return (String::new(), -(layout.precision as isize));
    }
    let exponent: isize = exponent.parse().unwrap_or(0);
    (all.trim_matches('0').into(), whole.len() as isize + exponent - zeros as isize)
}

fn laid_out(digits: &str, mut point: isize, layout: &Layout) -> String {
    let precision = match layout.style {
        Style::General => layout.precision.max(1) as isize,
        _ => layout.precision as isize,
    };
    let (has_exponent, mut end) = match layout.style {
        Style::Exponent => (true, precision + 1),
        Style::Fixed => (false, point + precision),
        Style::Shortest => (point <= -4 || point > 16, 0),
        Style::General => {
            let most = precision - isize::from(layout.add_dot_0);
            (point <= -4 || point > most, if layout.alternate { precision } else { 0 })
        }
    };
    end = end.max(digits.len() as isize);
    let exponent = point - 1;
    if has_exponent {
        point = 1;
    }
    let least = if !has_exponent && layout.add_dot_0 { point + 1 } else { point };
    let mut out = padded(digits, point, end.max(least));
    if !layout.alternate && out.ends_with('.') {
        out.pop();
    }
    if has_exponent {
        out += &format!("e{exponent:+03}");
    }
    out
}

/// The digits up to `end` with a point behind `point` of them, and zeros where there are none.
fn padded(digits: &str, point: isize, end: isize) -> String {
    let start = if point <= 0 { point - 1 } else { 0 };
    let mut out = String::with_capacity((end - start) as usize + 8);
    push(&mut out, digits, start, point);
    out.push('.');
    push(&mut out, digits, point, end);
    out
}

/// The digits from `start` to `end`, with zeros where there are none.
fn push(out: &mut String, digits: &str, start: isize, end: isize) {
    let len = digits.len() as isize;
    let clamped = |it: isize| it.clamp(0, len) as usize;
    out.extend(std::iter::repeat_n('0', (end.min(0) - start).max(0) as usize));
    out.push_str(&digits[clamped(start)..clamped(end).max(clamped(start))]);
    out.extend(std::iter::repeat_n('0', (end - start.max(len)).max(0) as usize));
}
