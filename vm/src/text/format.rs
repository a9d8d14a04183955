//! Values as text by a format: `format(x, '>10,.2f')`, `'%5d' % x`, and the fields of `str.format`.
//!
//! Source: `Python/formatter_unicode.c`, `Objects/unicodeobject.c` and
//! `Objects/stringlib/unicode_format.h` (CPython 3.13). What is asked of objects (attributes, items,
//! `__format__`) is the callers' part.

mod fields;
mod grouping;
mod numbers;
mod percent;
mod spec;

pub use fields::{Field, FieldName, Markup, NameStep, Part, parse_field_name};
pub use numbers::{complex, float, int, text};
pub use percent::{Conversion, PercentArguments, PercentParser, PercentPiece, PercentSpec};
pub use spec::{Align, Spec, Thousands};
