//! What operations on values raise in Python, as data.

use std::borrow::Cow;
use std::fmt;

/// An exception of Python: its class and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Which exception.
    pub class: Class,
    /// What `str(exception)` shows, without the number of [`errno`](Error::errno).
    pub message: Cow<'static, str>,
    /// The number that stands before the message in `args`, where C's `errno` is told.
    pub errno: Option<i32>,
}

/// A class of exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "Python's names")]
pub enum Class {
    ValueError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    IndexError,
    KeyError,
}

impl Error {
    /// An exception of this class.
    pub fn new(class: Class, message: impl Into<Cow<'static, str>>) -> Error {
        Error { class, message: message.into(), errno: None }
    }

    pub(crate) fn value(message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(Class::ValueError, message)
    }

    pub(crate) fn overflow(message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(Class::OverflowError, message)
    }

    pub(crate) fn zero_division(message: &'static str) -> Error {
        Error::new(Class::ZeroDivisionError, message)
    }

    pub(crate) fn memory() -> Error {
        Error::new(Class::MemoryError, "")
    }

    /// `OverflowError(34, 'Numerical result out of range')`, which powers of floats raise.
    pub(crate) fn out_of_range() -> Error {
        const ERANGE: i32 = 34;
        Error { errno: Some(ERANGE), ..Error::overflow("Numerical result out of range") }
    }
}

/// As the last line of a traceback.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.class)?;
        match self.errno {
            Some(number) => write!(f, ": ({number}, '{}')", self.message),
            None if self.message.is_empty() => Ok(()),
            None => write!(f, ": {}", self.message),
        }
    }
}
