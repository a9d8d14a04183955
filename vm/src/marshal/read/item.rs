//! An object that was read, before its place says what it is for.
//!
//! A str is a constant in one place and a name in another, and one reference can lead to both.

use std::mem::size_of;
use std::sync::Arc;

use refwise_syntax::literal::PyStr;

use super::{ARC_HEADER, ReadError, Reader};
use crate::code::Constant;

#[derive(Clone)]
pub(super) enum Item {
    /// A str without surrogates.
    Text(Arc<str>),
    /// A tuple of a code object's names.
    Names(Arc<[Arc<str>]>),
    /// A tuple that no reference names.
    List(Vec<Constant>),
    /// Anything else.
    Constant(Constant),
}

impl Item {
    /// CPython gives numbers to all objects but these.
    pub(super) fn can_be_named(&self) -> bool {
        use Constant::{Bool, Ellipsis};
        !matches!(self, Item::Constant(Constant::None | Bool(_) | Ellipsis))
    }

    /// The memory that a copy takes, in bytes, or a little more.
    pub(super) fn cost_of_copy(&self) -> usize {
        match self {
            Item::List(items) => items.len() * size_of::<Constant>(),
            Item::Constant(it) => cost_of_copy(it),
            Item::Text(_) | Item::Names(_) => 0,
        }
    }
}

fn cost_of_copy(constant: &Constant) -> usize {
    match constant {
        Constant::Int(it) => (it.bits() / 64 + 4) as usize * 8,
        Constant::Str(it) => match it.as_str() {
            Some(text) => text.len(),
            None => it.code_points().count() * 4,
        },
        _ => 0,
    }
}

impl Reader<'_> {
    /// As an element of `co_consts`, or of a constant.
    pub(super) fn constant(&mut self, item: Item) -> Result<Constant, ReadError> {
        match item {
            Item::Constant(it) => Ok(it),
            Item::List(items) => self.shared(items).map(Constant::Tuple),
            Item::Text(text) => {
                self.bytes.allocate(text.len())?;
                Ok(Constant::Str(PyStr::from(&*text)))
            }
            Item::Names(names) => self.names_as_constant(&names),
        }
    }

    fn names_as_constant(&mut self, names: &[Arc<str>]) -> Result<Constant, ReadError> {
        let mut items = self.room(names.len())?;
        for name in names {
            items.push(self.constant(Item::Text(name.clone()))?);
        }
        self.shared(items).map(Constant::Tuple)
    }

    /// As a name.
    pub(super) fn name(&self, item: Item) -> Result<Arc<str>, ReadError> {
        match item {
            Item::Text(text) => Ok(text),
            Item::Constant(Constant::Str(_)) => Err(SURROGATE),
            _ => Err(ReadError::Unsupported("a name that is no str")),
        }
    }

    /// As a tuple of names.
    pub(super) fn names(&mut self, item: Item) -> Result<Vec<Arc<str>>, ReadError> {
        match item {
            Item::Names(names) => {
                self.bytes.allocate(names.len() * size_of::<Arc<str>>())?;
                Ok(names.to_vec())
            }
            Item::List(items) => self.constants_as_names(&items),
            Item::Constant(Constant::Tuple(items)) => self.constants_as_names(&items),
            _ => Err(ReadError::Unsupported("names that are no tuple")),
        }
    }

    fn constants_as_names(&mut self, items: &[Constant]) -> Result<Vec<Arc<str>>, ReadError> {
        let mut names = self.room(items.len())?;
        for item in items {
            let Constant::Str(text) = item else {
                return Err(ReadError::Unsupported("a name that is no str"));
            };
            let text = text.as_str().ok_or(SURROGATE)?;
            self.bytes.allocate(ARC_HEADER + text.len())?;
            names.push(text.into());
        }
        Ok(names)
    }

    /// As `co_consts`.
    pub(super) fn constants(&mut self, item: Item) -> Result<Vec<Constant>, ReadError> {
        match item {
            Item::List(items) => Ok(items),
            Item::Constant(Constant::Tuple(items)) => {
                let copies = items.iter().map(cost_of_copy).sum::<usize>();
                self.bytes.allocate(copies)?;
                self.bytes.allocate(items.len() * size_of::<Constant>())?;
                Ok(items.to_vec())
            }
            Item::Names(names) => {
                let constant = self.names_as_constant(&names)?;
                self.constants(Item::Constant(constant))
            }
            _ => Err(ReadError::Unsupported("constants that are no tuple")),
        }
    }

    /// As a bytes object.
    pub(super) fn byte_string(&mut self, item: Item) -> Result<Vec<u8>, ReadError> {
        let Item::Constant(Constant::Bytes(bytes)) = item else {
            return Err(ReadError::Unsupported("code or a table that is no bytes object"));
        };
        self.bytes.allocate(bytes.len())?;
        Ok(bytes.to_vec())
    }
}

/// Our names are text that UTF-8 can hold.
const SURROGATE: ReadError = ReadError::Unsupported("a name with a lone surrogate");
