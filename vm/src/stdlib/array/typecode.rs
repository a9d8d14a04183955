//! The letters that say what the items of an array are.

use crate::error::Raised;
use crate::vm::Vm;

/// All letters (`array.typecodes`).
pub(super) const ALL: &str = "bBuwhHiIlLqQfd";

/// What the items are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typecode {
    /// Ints, and the letter that says how long they are.
    Int(u8),
    Float,
    Double,
    /// `wchar_t`, four bytes on Linux.
    Utf16,
    Utf32,
}

impl Typecode {
    pub(super) fn from_letter(letter: u32) -> Option<Typecode> {
        let letter = u8::try_from(letter).ok()?;
        Some(match letter {
            b'f' => Typecode::Float,
            b'd' => Typecode::Double,
            b'u' => Typecode::Utf16,
            b'w' => Typecode::Utf32,
            _ if ALL.as_bytes().contains(&letter) => Typecode::Int(letter),
            _ => return None,
        })
    }

    pub(super) fn letter(self) -> char {
        match self {
            Typecode::Int(letter) => letter.into(),
            Typecode::Float => 'f',
            Typecode::Double => 'd',
            Typecode::Utf16 => 'u',
            Typecode::Utf32 => 'w',
        }
    }

    pub(super) fn size(self) -> usize {
        match self {
            Typecode::Int(b'b' | b'B') => 1,
            Typecode::Int(b'h' | b'H') => 2,
            Typecode::Int(b'i' | b'I') | Typecode::Float => 4,
            Typecode::Utf16 | Typecode::Utf32 => 4,
            Typecode::Int(_) | Typecode::Double => 8,
        }
    }

    /// What a buffer of such items says.
    pub(super) fn format(self) -> &'static str {
        match self {
            Typecode::Int(letter) => {
                let at = ALL.find(char::from(letter)).expect("it is one of them");
                &ALL[at..=at]
            }
            Typecode::Float => "f",
            Typecode::Double => "d",
            Typecode::Utf16 | Typecode::Utf32 => "w",
        }
    }

    /// How machines write such items (`typecode_to_mformat_code`).
    pub(super) fn machine_format(self) -> i64 {
        match self {
            Typecode::Int(b'B') => 0,
            Typecode::Int(b'b') => 1,
            Typecode::Int(b'H') => 2,
            Typecode::Int(b'h') => 4,
            Typecode::Int(b'I') => 6,
            Typecode::Int(b'i') => 8,
            Typecode::Int(b'L' | b'Q') => 10,
            Typecode::Int(_) => 12,
            Typecode::Float => 14,
            Typecode::Double => 16,
            Typecode::Utf16 | Typecode::Utf32 => 20,
        }
    }
}

/// The error of a letter that is none of them; CPython forgets one.
pub(super) fn bad(vm: &Vm) -> Raised {
    let text = "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)";
    vm.value_error(text.to_owned())
}
