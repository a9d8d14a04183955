//! Which Python version brought which piece of syntax.

use std::fmt;
use std::str::FromStr;

/// A Python version that code can be written for, 3.8 to 3.14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    minor: u8,
}

impl PythonVersion {
    /// The oldest version known.
    pub const MIN: PythonVersion = PythonVersion { minor: 8 };
    /// The newest version known.
    pub const MAX: PythonVersion = PythonVersion { minor: 14 };
    /// Python 3.13, the version whose behaviour is the specification.
    pub const DEFAULT: PythonVersion = PythonVersion { minor: 13 };

    /// Python 3.`minor`, `None` outside [`Self::MIN`] to [`Self::MAX`].
    pub fn new(minor: u8) -> Option<PythonVersion> {
        (Self::MIN.minor..=Self::MAX.minor).contains(&minor).then_some(PythonVersion { minor })
    }

    /// The number behind `3.`.
    pub const fn minor(self) -> u8 {
        self.minor
    }
}

impl Default for PythonVersion {
    fn default() -> Self {
        PythonVersion::DEFAULT
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = String;

    /// Reads `3.12` and `py312`.
    fn from_str(text: &str) -> Result<PythonVersion, String> {
        let minor = text.strip_prefix("3.").or_else(|| text.strip_prefix("py3"));
        let known = minor.and_then(|it| it.parse().ok()).and_then(PythonVersion::new);
        known.ok_or_else(|| {
            format!("`{text}` is no Python version from {} to {}", Self::MIN, Self::MAX)
        })
    }
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $minor:literal, $what:literal;)*) => {
        /// Syntax that an older Python refuses.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Feature {
            $($(#[$doc])* #[doc = $what] $name,)*
        }

        impl Feature {
            /// The first version that has it.
            pub const fn since(self) -> PythonVersion {
                match self {
                    $(Feature::$name => PythonVersion { minor: $minor },)*
                }
            }

            /// What it is, in the plural.
            pub const fn what(self) -> &'static str {
                match self {
                    $(Feature::$name => $what,)*
                }
            }
        }
    };
}

features! {
    StarInFor = 9, "starred expressions behind the `in` of `for`";
    RelaxedDecorator = 9, "decorators that are not dotted names or calls of one";
    ParenthesizedWith = 9, "parentheses around the items of `with`";
    NamedIndex = 10, "assignment expressions without parentheses in an index";
    Match = 10, "`match` statements";
    ExceptStar = 11, "`except*`";
    StarAnnotation = 11, "starred annotations of `*args`";
    StarIndex = 11, "starred expressions in an index";
    NestedQuotes = 12, "the string's own quotes inside the braces of an f-string";
    BackslashInField = 12, "backslashes inside the braces of an f-string";
    CommentInField = 12, "comments inside the braces of an f-string";
    TypeAlias = 12, "`type` statements";
    TypeParams = 12, "type parameters";
    TypeParamDefault = 13, "defaults of type parameters";
    TString = 14, "t-strings";
    BareExceptTuple = 14, "several exception types without parentheses";
}

impl Feature {
    /// The diagnostic for code that is written for `target`, which does not have it.
    pub fn message(self, target: PythonVersion) -> String {
        let (what, since) = (self.what(), self.since());
        match self {
            Feature::BareExceptTuple => format!(
                "multiple exception types must be parenthesized before Python {since} (the target version is {target})"
            ),
            _ => format!("{what} need Python {since} (the target version is {target})"),
        }
    }
}
