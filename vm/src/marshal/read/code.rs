//! A code object, field by field.

use std::mem::size_of;
use std::sync::Arc;

use super::item::Item;
use super::{ARC_HEADER, ReadError, Reader};
use crate::code::{CodeObject, Constant, flag};
use crate::marshal::bytes::Bytes;

/// A code object of which some fields are read.
pub(super) struct PartialCode {
    code: CodeObject,
    /// The next one.
    field: Field,
}

/// The fields that are objects, in the order of the bytes.
#[derive(Clone, Copy, PartialEq)]
enum Field {
    Code,
    Consts,
    Names,
    LocalsPlusNames,
    LocalsPlusKinds,
    Filename,
    Name,
    QualName,
    LineTable,
    ExceptionTable,
}

impl PartialCode {
    /// Reads the numbers at the front.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Result<PartialCode, ReadError> {
        let code = CodeObject {
            co_argcount: count(bytes)?,
            co_posonlyargcount: count(bytes)?,
            co_kwonlyargcount: count(bytes)?,
            co_stacksize: count(bytes)?,
            co_flags: count(bytes)?,
            co_code: Vec::new(),
            co_consts: Vec::new(),
            co_names: Vec::new(),
            co_localsplusnames: Vec::new(),
            co_localspluskinds: Vec::new(),
            co_filename: Arc::default(),
            co_name: Arc::default(),
            co_qualname: Arc::default(),
            co_firstlineno: 0,
            co_linetable: Vec::new(),
            co_exceptiontable: Vec::new(),
        };
        Ok(PartialCode { code, field: Field::Code })
    }

    /// Is the next field a tuple of names?
    pub(super) fn wants_names(&self) -> bool {
        matches!(self.field, Field::Names | Field::LocalsPlusNames)
    }
}

fn count(bytes: &mut Bytes<'_>) -> Result<u32, ReadError> {
    u32::try_from(bytes.long()?).map_err(|_| ReadError::BadCode("a negative count"))
}

impl Reader<'_> {
    /// Fills the next field, and tells whether it was the last one.
    pub(super) fn put_field(
        &mut self,
        partial: &mut PartialCode,
        item: Item,
    ) -> Result<bool, ReadError> {
        let code = &mut partial.code;
        partial.field = match partial.field {
            Field::Code => {
                code.co_code = self.byte_string(item)?;
                Field::Consts
            }
            Field::Consts => {
                code.co_consts = self.constants(item)?;
                Field::Names
            }
            Field::Names => {
                code.co_names = self.names(item)?;
                Field::LocalsPlusNames
            }
            Field::LocalsPlusNames => {
                code.co_localsplusnames = self.names(item)?;
                Field::LocalsPlusKinds
            }
            Field::LocalsPlusKinds => {
                code.co_localspluskinds = self.byte_string(item)?;
                Field::Filename
            }
            Field::Filename => {
                code.co_filename = self.name(item)?;
                Field::Name
            }
            Field::Name => {
                code.co_name = self.name(item)?;
                Field::QualName
            }
            Field::QualName => {
                code.co_qualname = self.name(item)?;
                code.co_firstlineno = self.bytes.long()?;
                Field::LineTable
            }
            Field::LineTable => {
                code.co_linetable = self.byte_string(item)?;
                Field::ExceptionTable
            }
            Field::ExceptionTable => {
                code.co_exceptiontable = self.byte_string(item)?;
                return Ok(true);
            }
        };
        Ok(false)
    }

    pub(super) fn whole_code(&mut self, partial: PartialCode) -> Result<Constant, ReadError> {
        validate(&partial.code).map_err(ReadError::BadCode)?;
        self.bytes.allocate(ARC_HEADER + size_of::<CodeObject>())?;
        self.bytes.release(size_of::<PartialCode>());
        Ok(Constant::Code(Arc::new(partial.code)))
    }
}

/// Source: `_PyCode_Validate` (Objects/codeobject.c).
fn validate(code: &CodeObject) -> Result<(), &'static str> {
    if code.co_argcount < code.co_posonlyargcount {
        return Err("more positional-only parameters than parameters");
    }
    if code.co_localsplusnames.len() != code.co_localspluskinds.len() {
        return Err("co_localsplusnames and co_localspluskinds differ in length");
    }
    if !code.co_code.len().is_multiple_of(2) {
        return Err("co_code is malformed");
    }
    let stars = [flag::CO_VARARGS, flag::CO_VARKEYWORDS];
    let stars = stars.iter().filter(|&it| code.co_flags & it != 0).count() as u64;
    let parameters = u64::from(code.co_argcount) + u64::from(code.co_kwonlyargcount) + stars;
    if parameters > code.co_nlocals() as u64 {
        return Err("co_varnames is too small");
    }
    Ok(())
}
