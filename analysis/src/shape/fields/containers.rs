//! Which methods put something into containers and get it out again.

/// Does the method keep each argument? `is_known`: its object is a container for certain.
pub(super) fn takes_items(name: &str, is_known: bool) -> bool {
    match name {
        "append" | "appendleft" | "insert" | "setdefault" => true,
        "add" | "put" | "put_nowait" | "push" => is_known,
        _ => false,
    }
}

/// Does the method, of nobody knows what, keep the function that it is given? So are callbacks
/// registered. What is scheduled is called once and let go.
pub(super) fn takes_callbacks(name: &str) -> bool {
    matches!(
        name,
        "add_callback"
            | "add_done_callback"
            | "add_listener"
            | "add_observer"
            | "attach"
            | "bind"
            | "connect"
            | "listen"
            | "observe"
            | "on"
            | "register"
            | "subscribe"
    )
}

/// Does the method keep the items of its argument?
pub(super) fn takes_all_of(name: &str, is_known: bool) -> bool {
    match name {
        "update" | "extend" | "extendleft" => true,
        "union" | "difference_update" => is_known,
        _ => false,
    }
}

/// Does the method give items, or something to go through them?
pub(super) fn gives_items(name: &str) -> bool {
    matches!(
        name,
        "get"
            | "pop"
            | "popleft"
            | "popitem"
            | "setdefault"
            | "values"
            | "keys"
            | "items"
            | "copy"
            | "get_nowait"
    )
}

/// Does a call of what is at `path` make a container of its arguments' items, or go through them?
pub(super) fn collects(path: &str) -> bool {
    matches!(
        path,
        "builtins.list"
            | "builtins.tuple"
            | "builtins.set"
            | "builtins.frozenset"
            | "builtins.dict"
            | "builtins.sorted"
            | "builtins.reversed"
            | "builtins.iter"
            | "builtins.enumerate"
            | "builtins.zip"
            | "builtins.filter"
            | "collections.deque"
            | "collections.OrderedDict"
            | "itertools.chain"
            | "itertools.islice"
            | "itertools.chain.from_iterable"
    )
}
