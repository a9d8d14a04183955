//! What is true of all instances of a class.

/// What is true of the instances of a class that is written in C, or that has rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub struct TypeFacts {
    /// Where it is found: `builtins.list`. Classes that no module shows have a name in the module
    /// that `__module__` says: `builtins.list_iterator`.
    pub path: &'static str,
    /// Paths of its bases, in their order, of those that have facts; `object` is not among them.
    pub bases: Vec<&'static str>,
    /// Can an instance's value change, apart from attributes in `__dict__`?
    pub is_mutable: bool,
    /// What `hash()` goes by, and with it `==`.
    pub hash: Hash,
    /// Does the cyclic collector know the instances?
    pub is_gc: bool,
    /// Can there be weak references to instances?
    pub has_weakrefs: bool,
    /// Can instances get any attribute?
    pub has_dict: bool,
    /// Is it an error to inherit from it?
    pub is_final: bool,
    /// Can it be iterated over?
    pub is_iterable: bool,
    /// Is it an iterator, so that iterating uses it up?
    pub is_iterator: bool,
    /// Has it `__enter__` and `__exit__`?
    pub is_context_manager: bool,
    /// Has it `__aenter__` and `__aexit__`?
    pub is_async_context_manager: bool,
    /// Can it be awaited?
    pub is_awaitable: bool,
    /// Python code whose value is an instance, where there is no other way to the class.
    pub example: Option<&'static str>,
}

impl TypeFacts {
    /// Is `==` the same as `is`?
    pub fn equality_is_identity(&self) -> bool {
        self.hash == Hash::Identity
    }

    /// Can it be a key of a dict?
    pub fn is_hashable(&self) -> bool {
        self.hash != Hash::Unhashable
    }
}

/// What `hash()` and `==` go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// The object itself.
    Identity,
    /// Its value.
    Value,
    /// `==` goes by the value, and `hash()` raises.
    Unhashable,
}
