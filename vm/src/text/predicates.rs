//! What a string consists of: `isalpha`, `islower`, `isidentifier` and their kin.

use super::Str;
use super::unicode::{self, Kind};

impl Str {
    /// `str.isalpha`.
    pub fn isalpha(&self) -> bool {
        self.all(Kind::Alpha)
    }

    /// `str.isdecimal`.
    pub fn isdecimal(&self) -> bool {
        self.all(Kind::Decimal)
    }

    /// `str.isdigit`.
    pub fn isdigit(&self) -> bool {
        self.all(Kind::Digit)
    }

    /// `str.isnumeric`.
    pub fn isnumeric(&self) -> bool {
        self.all(Kind::Numeric)
    }

    /// `str.isspace`.
    pub fn isspace(&self) -> bool {
        !self.is_empty() && self.code_points().all(unicode::is_space)
    }

    /// `str.isalnum`.
    pub fn isalnum(&self) -> bool {
        let counts = |code| {
            let kinds = [Kind::Alpha, Kind::Decimal, Kind::Digit, Kind::Numeric];
            kinds.into_iter().any(|it| unicode::is(code, it))
        };
        !self.is_empty() && self.code_points().all(counts)
    }

    /// `str.isprintable`.
    pub fn isprintable(&self) -> bool {
        self.code_points().all(unicode::is_printable)
    }

    /// `str.isidentifier`.
    pub fn isidentifier(&self) -> bool {
        let mut codes = self.code_points();
        codes.next().is_some_and(|it| unicode::is(it, Kind::IdentifierStart))
            && codes.all(|it| unicode::is(it, Kind::Identifier))
    }

    /// `str.islower`: small letters, and none that are capital.
    pub fn islower(&self) -> bool {
        let is_capital = |it| unicode::is(it, Kind::Upper) || unicode::is(it, Kind::Title);
        !self.code_points().any(is_capital) && self.any(Kind::Lower)
    }

    /// `str.isupper`: capital letters, and none that are small.
    pub fn isupper(&self) -> bool {
        let is_small = |it| unicode::is(it, Kind::Lower) || unicode::is(it, Kind::Title);
        !self.code_points().any(is_small) && self.any(Kind::Upper)
    }

    /// `str.istitle`: each word begins with a capital letter and goes on with small ones.
    pub fn istitle(&self) -> bool {
        let (mut any, mut inside) = (false, false);
        for code in self.code_points() {
            let is_capital = unicode::is(code, Kind::Upper) || unicode::is(code, Kind::Title);
            let is_small = unicode::is(code, Kind::Lower);
            if is_capital && inside || is_small && !inside {
                return false;
            }
            inside = is_capital || is_small;
            any |= inside;
        }
        any
    }

    fn all(&self, kind: Kind) -> bool {
        !self.is_empty() && self.code_points().all(|it| unicode::is(it, kind))
    }

    fn any(&self, kind: Kind) -> bool {
        self.code_points().any(|it| unicode::is(it, kind))
    }
}
