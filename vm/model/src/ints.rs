//! Ints that exist once.

use std::ops::RangeInclusive;

/// Ints that exist once per interpreter; any other int that an operation gives is a new object.
///
/// Inclusive. Source: `_PY_NSMALLNEGINTS`, `_PY_NSMALLPOSINTS`
/// (Include/internal/pycore_global_objects.h, CPython 3.13).
pub const SMALL_INTS: RangeInclusive<i64> = -5..=256;
