//! Objects of which there is one.

/// Is there one object of the class at `path`, or one for each of its values (`bool`)?
///
/// Source: `_Py_NoneStruct`, `_Py_EllipsisObject`, `_Py_NotImplementedStruct`, `_Py_TrueStruct`,
/// `_Py_FalseStruct` (Objects/object.c, sliceobject.c, boolobject.c, CPython 3.13).
pub fn is_singleton(path: &str) -> bool {
    matches!(
        path,
        "types.NoneType" | "types.EllipsisType" | "types.NotImplementedType" | "builtins.bool"
    )
}

/// Is the empty object of the class at `path` always the same one? So are `""`, `b""` and `()`, but
/// not `frozenset()`.
///
/// Source: `_Py_STR(empty)`, `bytes_empty`, `tuple_empty` (Include/internal/
/// pycore_global_objects.h, CPython 3.13); `frozenset`'s was dropped in 3.10.
pub fn is_empty_singleton(path: &str) -> bool {
    matches!(path, "builtins.str" | "builtins.bytes" | "builtins.tuple")
}
