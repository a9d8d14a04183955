//! Text by ISO 8601 (`fromisoformat`).

use super::calendar;

/// A clock time with an offset in microseconds, if the text has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) parts: [u32; 4],
    pub(super) offset: Option<i128>,
}

fn number(text: &[u8]) -> Option<i64> {
    let digit = |it: &u8| it.is_ascii_digit().then(|| i64::from(it - b'0'));
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0, |sum, it| Some(sum * 10 + digit(it)?))
}

/// `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www[-D]`, `YYYYWww[D]`. The day may not exist.
pub(super) fn date(text: &[u8]) -> Option<(i64, i64, i64)> {
    let year = number(text.get(..4)?)?;
    let has_separator = text.get(4) == Some(&b'-');
    let mut at = 4 + usize::from(has_separator);
    if text.get(at) == Some(&b'W') {
        let week = number(text.get(at + 1..at + 3)?)?;
        at += 3;
        let mut day = 1;
        if at < text.len() {
            if (text[at] == b'-') != has_separator {
                return None;
            }
            at += usize::from(has_separator);
            day = number(text.get(at..)?).filter(|_| text.len() == at + 1)?;
        }
        return calendar::from_iso(year, week, day).ok();
    }
    let month = number(text.get(at..at + 2)?)?;
    at += 2;
    if (text.get(at) == Some(&b'-')) != has_separator {
        return None;
    }
    at += usize::from(has_separator);
    let day = number(text.get(at..)?).filter(|_| text.len() == at + 2)?;
    Some((year, month, day))
}

/// Where the date ends in a text of date and time (`_find_isoformat_datetime_separator`).
pub(super) fn date_end(text: &[u8]) -> Option<usize> {
    let len = text.len();
    if len < 7 {
        return None;
    }
    if len == 7 {
        return Some(7);
    }
    if text[4] == b'-' {
        if text[5] != b'W' {
            return Some(10);
        }
        if len > 8 && text[8] == b'-' {
            if len == 9 {
                return None;
            }
            let is_digit = len > 10 && text[10].is_ascii_digit();
            return Some(if is_digit { 8 } else { 10 });
        }
        return Some(8);
    }
    if text[4] != b'W' {
        return Some(8);
    }
    let digits = text[7..].iter().take_while(|it| it.is_ascii_digit()).count();
    let end = 7 + digits;
    Some(match end {
        _ if end < 9 => end,
        _ if end % 2 == 0 => 7,
        _ => 8,
    })
}

/// `HH[:MM[:SS[.fff[fff]]]][+HH:MM[:SS[.ffffff]]]`, also without colons.
pub(super) fn clock(text: &[u8]) -> Option<Clock> {
    let zone = text.iter().position(|it| b"+-Z".contains(it));
    let parts = clock_parts(&text[..zone.unwrap_or(text.len())])?;
    let Some(at) = zone else { return Some(Clock { parts, offset: None }) };
    let rest = &text[at + 1..];
    if text[at] == b'Z' {
        return rest.is_empty().then_some(Clock { parts, offset: Some(0) });
    }
    if matches!(rest.len(), 0 | 1 | 3) {
        return None;
    }
    let [hours, minutes, seconds, micros] = clock_parts(rest)?.map(i128::from);
    let total = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros;
    Some(Clock { parts, offset: Some(if text[at] == b'-' { -total } else { total }) })
}

fn clock_parts(text: &[u8]) -> Option<[u32; 4]> {
    let mut parts = [0; 4];
    let mut at = 0;
    let mut has_separator = false;
    for (index, part) in parts.iter_mut().enumerate().take(3) {
        *part = number(text.get(at..at + 2)?)? as u32;
        at += 2;
        let Some(&next) = text.get(at) else { return Some(parts) };
        if index == 0 {
            has_separator = next == b':';
        }
        if index == 2 {
            break;
        }
        if has_separator {
            if next != b':' {
                return None;
            }
            at += 1;
        } else if !next.is_ascii_digit() {
            break;
        }
    }
    if !matches!(text[at], b'.' | b',') {
        return None;
    }
    let fraction = &text[at + 1..];
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(6)];
    parts[3] = (number(kept)? * 10i64.pow(6 - kept.len() as u32)) as u32;
    Some(parts)
}
