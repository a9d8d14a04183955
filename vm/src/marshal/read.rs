//! Bytes to objects.
//!
//! Open objects stand on a stack of our own, so that deep nesting costs no stack of the machine.

mod atom;
mod code;
mod error;
mod item;

use std::mem::size_of;
use std::sync::Arc;

pub use error::ReadError;

use self::code::PartialCode;
use self::item::Item;
use super::bytes::Bytes;
use super::{MAX_DEPTH, tag};
use crate::code::Constant;

/// What the two counts of an `Arc` take, and its end on a multiple of eight.
const ARC_HEADER: usize = 3 * size_of::<usize>();

/// What objects may take in memory for each of their bytes.
const FACTOR: usize = 20;

/// What objects may take however few bytes they have.
const SMALL: usize = 4096;

/// What an object may take beyond that for its places: in a list that grows, and in the tuple made of
/// it or among the objects that references name.
const SHORT: usize = 96;

/// Up to how many elements a tuple has that counts as short.
const FEW: usize = 3;

/// Reads one object; bytes behind it are left alone, as `marshal.loads` does.
///
/// What it holds never takes more memory than 20 times the length of `bytes`, or 4 KiB, and 96 bytes
/// for each object that really is there and is short or can be referred to: `None`, a bool, `...`, a
/// tuple of up to three elements. A length that is only claimed gets no more than the first of these.
/// Objects that are open at one time, [`MAX_DEPTH`] at most, are not counted. What would take more is
/// an error: hundreds of references to one long string.
pub fn loads(bytes: &[u8]) -> Result<Constant, ReadError> {
    loads_within(bytes, bytes.len().saturating_mul(FACTOR).max(SMALL))
}

/// Reads the object behind the header of a file of `size` bytes, and takes no more memory for it than
/// [`loads`] would for that many.
pub(crate) fn loads_from_file(bytes: &[u8], size: usize) -> Result<Constant, ReadError> {
    loads_within(bytes, size.saturating_mul(FACTOR))
}

fn loads_within(bytes: &[u8], memory: usize) -> Result<Constant, ReadError> {
    let bytes = Bytes::new(bytes, memory);
    let mut reader = Reader { bytes, refs: Vec::new(), open: Vec::new() };
    let item = reader.object()?;
    reader.constant(item)
}

struct Reader<'a> {
    bytes: Bytes<'a>,
    /// What a `REF` can name; `None` while it is being read.
    refs: Vec<Option<Item>>,
    open: Vec<Open>,
}

/// An object that is being read. `slot` is its place in `refs`.
enum Open {
    Tuple {
        items: Vec<Constant>,
        left: usize,
        slot: Option<usize>,
    },
    /// The tuple of a code object's names.
    Names {
        items: Vec<Arc<str>>,
        left: usize,
        slot: Option<usize>,
    },
    FrozenSet {
        items: Vec<Constant>,
        left: usize,
        slot: Option<usize>,
    },
    Code {
        code: Box<PartialCode>,
        slot: Option<usize>,
    },
}

impl Reader<'_> {
    /// Reads an object with everything in it.
    fn object(&mut self) -> Result<Item, ReadError> {
        loop {
            if self.open.len() >= MAX_DEPTH {
                return Err(ReadError::TooDeep);
            }
            let Some(mut item) = self.begin()? else { continue };
            loop {
                let Some(open) = self.open.pop() else { return Ok(item) };
                match self.put(open, item)? {
                    Some(whole) => item = whole,
                    None => break,
                }
            }
        }
    }

    /// Reads a simple object, or opens one that holds others.
    fn begin(&mut self) -> Result<Option<Item>, ReadError> {
        let first = self.bytes.byte()?;
        let flagged = first & tag::FLAG_REF != 0;
        match first & !tag::FLAG_REF {
            tag::REF => self.reference().map(Some),
            tag::SMALL_TUPLE => {
                let len = self.bytes.byte()?.into();
                self.begin_tuple(len, flagged)
            }
            tag::TUPLE => {
                let len = self.bytes.size("tuple")?;
                self.begin_tuple(len, flagged)
            }
            tag::FROZENSET => {
                let len = self.bytes.size("set")?;
                self.begin_set(len, flagged)
            }
            tag::CODE => self.begin_code(flagged),
            tag => {
                let item = self.atom(tag)?;
                let slot = self.reserve(flagged && item.can_be_named())?;
                self.keep(slot, &item)?;
                Ok(Some(item))
            }
        }
    }

    fn reference(&mut self) -> Result<Item, ReadError> {
        let number = self.bytes.long()?;
        let slot = usize::try_from(number).ok().and_then(|it| self.refs.get(it));
        let item = slot.and_then(Option::as_ref).ok_or(ReadError::BadReference)?;
        self.bytes.allocate(item.cost_of_copy())?;
        Ok(item.clone())
    }

    fn begin_tuple(&mut self, len: usize, flagged: bool) -> Result<Option<Item>, ReadError> {
        if len <= FEW {
            self.bytes.grant(SHORT);
        }
        let slot = self.reserve(flagged)?;
        let is_names =
            matches!(self.open.last(), Some(Open::Code { code, .. }) if code.wants_names());
        let open = if is_names {
            Open::Names { items: self.list(len)?, left: len, slot }
        } else {
            Open::Tuple { items: self.list(len)?, left: len, slot }
        };
        self.open(open, len)
    }

    fn begin_set(&mut self, len: usize, flagged: bool) -> Result<Option<Item>, ReadError> {
        let slot = self.reserve(flagged)?;
        let items = self.list(len)?;
        self.open(Open::FrozenSet { items, left: len, slot }, len)
    }

    fn begin_code(&mut self, flagged: bool) -> Result<Option<Item>, ReadError> {
        let slot = self.reserve(flagged)?;
        self.bytes.allocate(size_of::<PartialCode>())?;
        let code = Box::new(PartialCode::read(&mut self.bytes)?);
        self.open.push(Open::Code { code, slot });
        Ok(None)
    }

    /// Puts `open` on the stack, or closes it where nothing is to come.
    fn open(&mut self, open: Open, len: usize) -> Result<Option<Item>, ReadError> {
        if len == 0 {
            return self.close(open).map(Some);
        }
        self.open.push(open);
        Ok(None)
    }

    /// Room for `len` elements that are still to be read, each of a byte at least; for a few where
    /// that many cannot be afforded before they are seen.
    fn list<T>(&mut self, len: usize) -> Result<Vec<T>, ReadError> {
        if len > self.bytes.left() {
            return Err(ReadError::Eof);
        }
        let is_affordable = self.bytes.affords(len * size_of::<T>());
        self.room(if is_affordable { len } else { FEW.min(len) })
    }

    /// Room for `len` elements.
    fn room<T>(&mut self, len: usize) -> Result<Vec<T>, ReadError> {
        self.bytes.allocate(len * size_of::<T>())?;
        Ok(Vec::with_capacity(len))
    }

    /// Puts `item` into the object it belongs to, and gives that back when it is whole.
    fn put(&mut self, mut open: Open, item: Item) -> Result<Option<Item>, ReadError> {
        let is_whole = match &mut open {
            Open::Tuple { items, left, .. } | Open::FrozenSet { items, left, .. } => {
                grow(&mut self.bytes, items)?;
                items.push(self.constant(item)?);
                *left -= 1;
                *left == 0
            }
            Open::Names { items, left, .. } => {
                grow(&mut self.bytes, items)?;
                items.push(self.name(item)?);
                *left -= 1;
                *left == 0
            }
            Open::Code { code, .. } => self.put_field(code, item)?,
        };
        if is_whole {
            return self.close(open).map(Some);
        }
        self.open.push(open);
        Ok(None)
    }

    fn close(&mut self, open: Open) -> Result<Item, ReadError> {
        let (item, slot) = match open {
            Open::Tuple { items, slot: None, .. } => return Ok(Item::List(items)),
            Open::Tuple { items, slot, .. } => {
                (Item::Constant(Constant::Tuple(self.shared(items)?)), slot)
            }
            Open::Names { items, slot, .. } => (Item::Names(self.shared(items)?), slot),
            Open::FrozenSet { items, slot, .. } => {
                (Item::Constant(Constant::FrozenSet(self.shared(items)?)), slot)
            }
            Open::Code { code, slot } => (Item::Constant(self.whole_code(*code)?), slot),
        };
        self.keep(slot, &item)?;
        Ok(item)
    }

    /// The elements behind a count of references.
    fn shared<T>(&mut self, items: Vec<T>) -> Result<Arc<[T]>, ReadError> {
        let size = items.capacity() * size_of::<T>();
        self.bytes.allocate(ARC_HEADER + size)?;
        let shared = items.into();
        self.bytes.release(size);
        Ok(shared)
    }

    /// A number by which a `REF` can name the object that begins here.
    fn reserve(&mut self, flagged: bool) -> Result<Option<usize>, ReadError> {
        if !flagged {
            return Ok(None);
        }
        self.bytes.grant(SHORT);
        grow(&mut self.bytes, &mut self.refs)?;
        self.refs.push(None);
        Ok(Some(self.refs.len() - 1))
    }

    fn keep(&mut self, slot: Option<usize>, item: &Item) -> Result<(), ReadError> {
        if let Some(slot) = slot {
            self.bytes.allocate(item.cost_of_copy())?;
            self.refs[slot] = Some(item.clone());
        }
        Ok(())
    }
}

/// Makes room for one more element.
fn grow<T>(bytes: &mut Bytes<'_>, list: &mut Vec<T>) -> Result<(), ReadError> {
    let len = list.len();
    if len < list.capacity() {
        return Ok(());
    }
    let more = (len / 2).max(1);
    bytes.allocate((len + more) * size_of::<T>())?;
    list.reserve_exact(more);
    bytes.release(len * size_of::<T>());
    Ok(())
}
