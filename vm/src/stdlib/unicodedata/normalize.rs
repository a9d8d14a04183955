//! Normal forms (Unicode Standard Annex 15).

use super::table::{Database, shared};

/// A normal form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
}

impl Form {
    pub(super) fn named(name: &str) -> Option<Form> {
        Some(match name {
            "NFC" => Form::Nfc,
            "NFD" => Form::Nfd,
            "NFKC" => Form::Nfkc,
            "NFKD" => Form::Nfkd,
            _ => return None,
        })
    }
}

/// The text in a normal form.
pub(super) fn normalized(database: &Database, form: Form, text: &[u32]) -> Vec<u32> {
    let is_canonical = matches!(form, Form::Nfc | Form::Nfd);
    let mut out = Vec::with_capacity(text.len());
    for &code in text {
        decompose(database, code, is_canonical, &mut out);
    }
    order(database, &mut out);
    if matches!(form, Form::Nfc | Form::Nfkc) { compose(database, &out) } else { out }
}

// Hangul syllables are computed.
const S: u32 = 0xac00;
const L: u32 = 0x1100;
const V: u32 = 0x1161;
const T: u32 = 0x11a7;
const N_L: u32 = 19;
const N_V: u32 = 21;
const N_T: u32 = 28;
const N_S: u32 = N_L * N_V * N_T;

fn decompose(database: &Database, code: u32, is_canonical: bool, out: &mut Vec<u32>) {
    if code < 0x80 {
        return out.push(code);
    }
    if (S..S + N_S).contains(&code) {
        let at = code - S;
        out.extend([L + at / (N_V * N_T), V + at % (N_V * N_T) / N_T]);
        if !at.is_multiple_of(N_T) {
            out.push(T + at % N_T);
        }
        return;
    }
    match database.decomposition(code) {
        Some((parts, canonical)) if canonical || !is_canonical => {
            for &part in parts {
                decompose(database, part, is_canonical, out);
            }
        }
        _ => out.push(code),
    }
}

/// Marks behind a character stand in the order of their classes.
fn order(database: &Database, text: &mut [u32]) {
    let class = |code: u32| if code < 0x300 { 0 } else { database.row(code).combining };
    let mut start = 0;
    while start < text.len() {
        if class(text[start]) == 0 {
            start += 1;
            continue;
        }
        let marks = text[start..].iter().take_while(|&&it| class(it) != 0).count();
        text[start..start + marks].sort_by_key(|&it| class(it));
        start += marks;
    }
}

fn compose(database: &Database, text: &[u32]) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(text.len());
    // The last character that others can join, and the class of what stands between.
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    for &code in text {
        let class = if code < 0x300 { 0 } else { database.row(code).combining };
        if let Some(at) = starter {
            let is_next = at + 1 == out.len();
            if (is_next || (last_class != 0 && last_class < class))
                && let Some(joined) = joined(database, out[at], code)
            {
                out[at] = joined;
                continue;
            }
        }
        if class == 0 {
            starter = Some(out.len());
        }
        last_class = class;
        out.push(code);
    }
    out
}

/// The character that two make.
fn joined(database: &Database, first: u32, second: u32) -> Option<u32> {
    if (L..L + N_L).contains(&first) && (V..V + N_V).contains(&second) {
        return Some(S + ((first - L) * N_V + second - V) * N_T);
    }
    if (S..S + N_S).contains(&first)
        && (first - S).is_multiple_of(N_T)
        && (T + 1..T + N_T).contains(&second)
    {
        return Some(first + second - T);
    }
    let found = *shared().compositions.get(&(first, second))?;
    (database.row(found).category != "Cn").then_some(found)
}
