//! Strings in another case, by Unicode's full mappings: `lower`, `upper`, `title`, `casefold`.

use super::unicode::{self, Case, Kind, cased};
use super::{Str, StrBuilder, View};

const CAPITAL_SIGMA: u32 = 0x3a3;
const SIGMA: u32 = 0x3c3;
const FINAL_SIGMA: u32 = 0x3c2;

impl Str {
    /// `str.lower`.
    pub fn lower(&self) -> Str {
        match self.as_str() {
            Some(text) => Str::from_ascii(&text.to_ascii_lowercase()),
            None => self.each(push_lower),
        }
    }

    /// `str.upper`.
    pub fn upper(&self) -> Str {
        match self.as_str() {
            Some(text) => Str::from_ascii(&text.to_ascii_uppercase()),
            None => self.each(|out, text, at| push(out, text.at(at), Case::Upper)),
        }
    }

    /// `str.casefold`.
    pub fn casefold(&self) -> Str {
        match self.as_str() {
            Some(text) => Str::from_ascii(&text.to_ascii_lowercase()),
            None => self.each(|out, text, at| push(out, text.at(at), Case::Folded)),
        }
    }

    /// `str.capitalize`.
    pub fn capitalize(&self) -> Str {
        self.each(|out, text, at| match at {
            0 => push(out, text.at(0), Case::Title),
            _ => push_lower(out, text, at),
        })
    }

    /// `str.title`.
    pub fn title(&self) -> Str {
        let mut inside = false;
        self.each(|out, text, at| {
            match inside {
                true => push_lower(out, text, at),
                false => push(out, text.at(at), Case::Title),
            }
            inside = unicode::is(text.at(at), Kind::Cased);
        })
    }

    /// `str.swapcase`.
    pub fn swapcase(&self) -> Str {
        self.each(|out, text, at| match text.at(at) {
            code if unicode::is(code, Kind::Upper) => push_lower(out, text, at),
            code if unicode::is(code, Kind::Lower) => push(out, code, Case::Upper),
            code => out.push(code),
        })
    }

    fn each(&self, mut push: impl FnMut(&mut StrBuilder, View<'_>, usize)) -> Str {
        let view = self.view();
        let mut out = StrBuilder::with_capacity(view.len());
        (0..view.len()).for_each(|at| push(&mut out, view, at));
        out.finish()
    }
}

fn push(out: &mut StrBuilder, code: u32, case: Case) {
    out.extend(cased(code, case).codes().iter().copied());
}

fn push_lower(out: &mut StrBuilder, text: View<'_>, at: usize) {
    match text.at(at) {
        CAPITAL_SIGMA if is_final(text, at) => out.push(FINAL_SIGMA),
        CAPITAL_SIGMA => out.push(SIGMA),
        code => push(out, code, Case::Lower),
    }
}

/// Does the sigma end a word? Source: `handle_capital_sigma` (Objects/unicodeobject.c).
fn is_final(text: View<'_>, at: usize) -> bool {
    let counts = |&code: &u32| !unicode::is(code, Kind::CaseIgnorable);
    let is_cased = |code: u32| unicode::is(code, Kind::Cased);
    let before = (0..at).rev().map(|it| text.at(it)).find(counts);
    let behind = (at + 1..text.len()).map(|it| text.at(it)).find(counts);
    before.is_some_and(is_cased) && !behind.is_some_and(is_cased)
}
