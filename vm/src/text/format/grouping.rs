//! The parts of a number put together: sign, prefix, digits in groups, padding.

use crate::text::{Str, StrBuilder};

use super::spec::{Align, Spec, Thousands};

/// A number in digits, in its parts.
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    /// `0x` and its kin.
    pub(super) prefix: &'a str,
    /// What stands before the point.
    pub(super) digits: &'a str,
    /// What is copied as it is: the point and what follows, or `inf`.
    pub(super) rest: &'a str,
}

impl Number<'_> {
    /// The number with sign, groups and padding. Source: `calc_number_widths`, `fill_number`.
    pub(super) fn laid_out(&self, spec: &Spec) -> Str {
        let sign = self.sign(spec);
        let fixed = usize::from(sign.is_some()) + self.prefix.len() + self.rest.len();
        let is_filled = spec.fill == u32::from('0') && spec.align == Align::BehindSign;
        let least = if is_filled { spec.width.saturating_sub(fixed) } else { 0 };
        let digits = grouped(self.digits, least, spec.thousands);
        let padding = spec.width.saturating_sub(fixed + digits.len());
        let (before, behind_sign, behind) = match spec.align {
            Align::Left => (0, 0, padding),
            Align::Right => (padding, 0, 0),
            Align::Center => (padding / 2, 0, padding - padding / 2),
            Align::BehindSign => (0, padding, 0),
        };
        let mut out = StrBuilder::with_capacity(spec.width.max(fixed + digits.len()));
        out.push_repeated(spec.fill, before);
        out.extend(sign.map(u32::from));
        out.push_str(self.prefix);
        out.push_repeated(spec.fill, behind_sign);
        out.push_str(&digits);
        out.push_str(self.rest);
        out.push_repeated(spec.fill, behind);
        out.finish()
    }

    fn sign(&self, spec: &Spec) -> Option<char> {
        match spec.sign {
            _ if self.negative => Some('-'),
            Some(it @ ('+' | ' ')) => Some(it),
            _ => None,
        }
    }
}

/// Digits in groups, with zeros before them to fill `least` characters.
///
/// Source: `_PyUnicode_InsertThousandsGrouping` (Objects/unicodeobject.c).
fn grouped(digits: &str, least: usize, thousands: Thousands) -> String {
    let (separator, size) = match thousands {
        _ if digits.is_empty() => return String::new(),
        Thousands::None => return "0".repeat(least.saturating_sub(digits.len())) + digits,
        Thousands::Comma => (',', 3),
        Thousands::Underscore => ('_', 3),
        Thousands::UnderscoreByFour => ('_', 4),
    };
    let (mut rest, mut least) = (digits, least);
    let mut groups = Vec::new();
    loop {
        let len = size.min(rest.len().max(least).max(1));
        let (before, group) = rest.split_at(rest.len().saturating_sub(len));
        groups.push(format!("{group:0>len$}"));
        (rest, least) = (before, least.saturating_sub(len));
        if rest.is_empty() && least == 0 {
            break;
        }
        least = least.saturating_sub(1);
    }
    groups.reverse();
    groups.join(separator.encode_utf8(&mut [0; 4]))
}
