//! The names of one symbol table, each kept once and known by a number.

use std::fmt;
use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A name of one [`SymbolTable`](super::SymbolTable).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub(super) u32);

/// Texts by number and numbers by text. Equal where the same names came in the same order.
#[derive(Clone, Default)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u32>,
    numbers: HashTable<u32>,
}

macro_rules! known_names {
    ($($name:ident = $text:literal,)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "a counter only")]
        enum Known { $($name,)* }

        /// Names that CPython's symbol tables have without the file's doing.
        pub(super) mod known {
            use super::{Known, NameId};
            $(pub(in crate::symtable) const $name: NameId = NameId(Known::$name as u32);)*
        }

        const KNOWN: &[&str] = &[$($text,)*];
    };
}

// Source: the identifiers that `Python/symtable.c` adds (CPython 3.13).
known_names! {
    TOP = "top",
    LAMBDA = "lambda",
    GENEXPR = "genexpr",
    LISTCOMP = "listcomp",
    SETCOMP = "setcomp",
    DICTCOMP = "dictcomp",
    ANNOTATION = "_annotation",
    IMPLICIT_ARGUMENT = ".0",
    CLASS = "__class__",
    CLASSDICT = "__classdict__",
    SUPER = "super",
    TYPE_PARAMS = ".type_params",
    GENERIC_BASE = ".generic_base",
    DEFAULTS = ".defaults",
    KWDEFAULTS = ".kwdefaults",
    DUNDER_TYPE_PARAMS = "__type_params__",
}

impl Names {
    /// The table that holds the [`known`] names.
    pub(super) fn with_known() -> Names {
        let mut names = Names::default();
        for text in KNOWN {
            names.intern(text);
        }
        names
    }

    pub(super) fn intern(&mut self, text: &str) -> NameId {
        let hash = hash(text);
        if let Some(found) = self.find(text, hash) {
            return found;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let (all, ends) = (&self.text, &self.ends);
        self.numbers.insert_unique(hash, number, |&it| self::hash(slice(all, ends, it)));
        NameId(number)
    }

    pub(super) fn get(&self, text: &str) -> Option<NameId> {
        self.find(text, hash(text))
    }

    pub(super) fn text(&self, name: NameId) -> &str {
        slice(&self.text, &self.ends, name.0)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn find(&self, text: &str, hash: u64) -> Option<NameId> {
        let same = |&it: &u32| slice(&self.text, &self.ends, it) == text;
        self.numbers.find(hash, same).copied().map(NameId)
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] as usize };
    &text[start..ends[number] as usize]
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl PartialEq for Names {
    fn eq(&self, other: &Names) -> bool {
        self.text == other.text && self.ends == other.ends
    }
}

impl Eq for Names {}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = (0..self.ends.len() as u32).map(|it| self.text(NameId(it)));
        f.debug_list().entries(all).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_have_their_numbers() {
        let mut names = Names::with_known();
        assert_eq!(names.text(known::TOP), "top");
        assert_eq!(names.text(known::DUNDER_TYPE_PARAMS), "__type_params__");
        assert_eq!(names.intern("super"), known::SUPER);
    }

    #[test]
    fn a_name_is_kept_once() {
        let mut names = Names::default();
        let (a, b) = (names.intern("a"), names.intern("b"));
        assert_ne!(a, b);
        assert_eq!(names.intern("a"), a);
        assert_eq!((names.text(a), names.text(b)), ("a", "b"));
        assert_eq!(names.get("c"), None);
    }
}
