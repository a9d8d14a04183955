//! Binary layouts as `struct` writes them down: `"<hhl"` to fields with places and sizes.
//!
//! Source: `prepare_s` and the tables of Modules/_struct.c (CPython 3.13), on 64-bit little-endian
//! systems.

/// One value in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The character that stands for it.
    pub code: u8,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// How many bytes it takes.
    pub size: usize,
}

/// What a format string means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The values, in order; padding is none.
    pub fields: Vec<Field>,
    /// How many letters stand for values, counts aside.
    pub n_codes: usize,
    /// How many bytes all take.
    pub size: usize,
    /// The lowest byte comes first.
    pub is_little: bool,
    /// Sizes are those of C (`@`).
    pub is_native: bool,
}

/// Why a format has no meaning, in CPython's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused(pub &'static str);

const TOO_LONG: Refused = Refused("total struct size too long");
const BAD_CHAR: Refused = Refused("bad char in struct format");
/// No format may ask for more values than this; CPython gives up for want of memory.
const MOST_FIELDS: usize = 1 << 24;

impl Layout {
    /// Reads a format of ASCII characters.
    ///
    /// # Errors
    /// With the message of `struct.error`.
    pub fn parse(format: &[u8]) -> Result<Layout, Refused> {
        let (is_little, is_native, rest) = match format {
            [b'@', rest @ ..] => (true, true, rest),
            [b'<' | b'=', rest @ ..] => (true, false, rest),
            [b'>' | b'!', rest @ ..] => (false, false, rest),
            rest => (true, true, rest),
        };
        let mut layout = Layout { fields: Vec::new(), n_codes: 0, size: 0, is_little, is_native };
        let mut rest = rest;
        while let [first, behind @ ..] = rest {
            rest = if first.is_ascii_whitespace() || *first == 0x0b {
                behind
            } else {
                let (count, behind) = count(rest)?;
                let [code, behind @ ..] = behind else {
                    return Err(Refused("repeat count given without format specifier"));
                };
                layout.add(*code, count)?;
                behind
            };
        }
        Ok(layout)
    }

    fn add(&mut self, code: u8, count: Option<usize>) -> Result<(), Refused> {
        let size = if self.is_native { native_size(code) } else { standard_size(code) };
        let size = size.ok_or(BAD_CHAR)?;
        if self.is_native && !matches!(code, b'x' | b's' | b'p') {
            self.size = self.size.checked_next_multiple_of(size).ok_or(TOO_LONG)?;
        }
        let count = count.unwrap_or(1);
        let bytes = size.checked_mul(count).ok_or(TOO_LONG)?;
        let end = self.size.checked_add(bytes).filter(|it| *it <= isize::MAX as usize);
        let end = end.ok_or(TOO_LONG)?;
        match code {
            b'x' => {}
            b's' | b'p' => self.fields.push(Field { code, offset: self.size, size: count }),
            _ if count > MOST_FIELDS => return Err(TOO_LONG),
            _ => {
                let field = |at| Field { code, offset: self.size + at * size, size };
                let fields: Vec<Field> = (0..count).map(field).collect();
                self.fields.extend(fields);
            }
        }
        let is_counted = code != b'x' && (count > 0 || matches!(code, b's' | b'p'));
        self.n_codes += usize::from(is_counted);
        self.size = end;
        Ok(())
    }
}

/// A count, if there is one, and what follows it.
fn count(format: &[u8]) -> Result<(Option<usize>, &[u8]), Refused> {
    let n_digits = format.iter().take_while(|it| it.is_ascii_digit()).count();
    if n_digits == 0 {
        return Ok((None, format));
    }
    let (digits, rest) = format.split_at(n_digits);
    let add = |sum: usize, digit: &u8| {
        sum.checked_mul(10)?
            .checked_add(usize::from(digit - b'0'))
            .filter(|it| *it <= isize::MAX as usize)
    };
    let count = digits.iter().try_fold(0, add).ok_or(TOO_LONG)?;
    Ok((Some(count), rest))
}

fn native_size(code: u8) -> Option<usize> {
    match code {
        b'l' | b'L' | b'n' | b'N' | b'P' => Some(8),
        _ => standard_size(code),
    }
}

fn standard_size(code: u8) -> Option<usize> {
    Some(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'l' | b'L' | b'f' => 4,
        b'q' | b'Q' | b'd' => 8,
        _ => return None,
    })
}

/// Is it an int that may be negative?
pub fn is_signed(code: u8) -> bool {
    matches!(code, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
}

/// A float of 16 bits, rounded half to even; `None` where it is too large (`PyFloat_Pack2`).
pub fn to_half(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let size = value.abs();
    if size.is_nan() {
        return Some(sign | 0x7e00);
    }
    if size.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // A unit in the last place: 2 to the power of -24 for the smallest numbers.
    let exponent = ((size.to_bits() >> 52) as i32 - 1023).max(-14);
    let units = size * 2f64.powi(10 - exponent);
    let rounded = units.round_ties_even() as u32;
    let bits = rounded + ((exponent + 14) as u32) * 1024;
    u16::try_from(bits).ok().filter(|it| *it < 0x7c00).map(|it| sign | it)
}

/// The float of 16 bits.
pub fn from_half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let mantissa = f64::from(bits & 0x3ff);
    let size = match bits >> 10 & 0x1f {
        0 => mantissa * 2f64.powi(-24),
        31 if bits & 0x3ff == 0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + mantissa) * 2f64.powi(i32::from(exponent) - 25),
    };
    size.copysign(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(format: &str) -> Result<usize, &'static str> {
        Layout::parse(format.as_bytes()).map(|it| it.size).map_err(|it| it.0)
    }

    #[test]
    fn sizes_are_those_of_calcsize() {
        let sizes = ["hhi", "bq", "bq0i", "0l", "<bq", "!bl", "5p", "3x", "bh b", "@n", "=e2f"];
        let sizes: Vec<usize> = sizes.into_iter().map(|it| size(it).unwrap()).collect();
        assert_eq!(sizes, [8, 16, 16, 0, 9, 5, 5, 3, 5, 8, 10]);
    }

    #[test]
    fn bad_formats_have_cpythons_words() {
        assert_eq!(size("z"), Err("bad char in struct format"));
        assert_eq!(size("<n"), Err("bad char in struct format"));
        assert_eq!(size("2 i"), Err("bad char in struct format"));
        assert_eq!(size("3"), Err("repeat count given without format specifier"));
        assert_eq!(size("99999999999999999999i"), Err("total struct size too long"));
        assert_eq!(size("4611686018427387904q"), Err("total struct size too long"));
    }

    #[test]
    fn halves_go_there_and_back() {
        for bits in (0..0x7c01).chain(0x8000..0xfc01) {
            assert_eq!(to_half(from_half(bits)), Some(bits));
        }
        assert_eq!(to_half(65519.99), Some(0x7bff));
        assert_eq!(to_half(65520.0), None);
        assert_eq!(to_half(2f64.powi(-25)), Some(0));
        assert_eq!(to_half(1.5 * 2f64.powi(-25)), Some(1));
    }
}
