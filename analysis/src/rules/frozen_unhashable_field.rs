//! A frozen dataclass with a field that has no hash.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, ClassDef, Expr};
use rowan::GreenNodeData;

use crate::dataclass::{Decorated, Field, Library, decorated, fields, keywords};
use crate::green::has_node;
use crate::lineage::binds;
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, last_name};

crate::rule! {
    /// A frozen class that looks hashable and is not.
    ///
    /// `@dataclass(frozen=True)` gives a `__hash__` over all fields that are compared. A list, dict or
    /// set among them has no hash: `isinstance(obj, Hashable)` is true, and `hash(obj)` raises
    /// `TypeError` where the object first becomes a key. The object is not as frozen as it says,
    /// either.
    ///
    /// Use a tuple, `frozenset` or `Mapping` of your own; or take the field out of the hash with
    /// `field(hash=False)`; or say `eq=False`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    /// @dataclass(frozen=True)
    /// class Config:
    ///     tags: list[str]  # flagged: `tags`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from dataclasses import dataclass, field
    ///
    /// @dataclass(frozen=True)
    /// class Config:
    ///     tags: tuple[str, ...]
    ///     extra: dict = field(default_factory=dict, hash=False, compare=False)
    ///
    /// @dataclass(frozen=True, eq=False)
    /// class Other:
    ///     tags: list[str]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from dataclasses import dataclass
    /// @dataclass(frozen=True)
    /// class Config:
    ///     tags: list[str]
    /// try:
    ///     hash(Config(["a"]))
    /// except TypeError as error:
    ///     print(error)  # prints: unhashable type: 'list'
    /// ```
    "frozen-unhashable-field",
    code: "RW708", group: Classes, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CLASS_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if !cx.mentions("frozen") {
        return;
    }
    let Some(made) = decorated(cx.names(), &class).filter(has_hash_of_fields) else { return };
    let is_own = binds(cx.names(), &class, "__hash__");
    if is_own || is_in_test(cx.file().path(cx.db()), class.syntax()) {
        return;
    }
    for field in fields(&class) {
        let Some(kind) = unhashable(&field.annotation) else { continue };
        if is_left_out(&field, made.library) {
            continue;
        }
        let name = field.name.syntax().text().to_string();
        cx.report(
            field.name.syntax().text_range(),
            format!("the class is frozen and has a hash, but `{name}` is a {kind}: `hash()` raises `TypeError`"),
        )
        .help("use an immutable type, or leave the field out with `field(hash=False)`");
        return;
    }
}

/// Is the hash made of the fields that are compared?
fn has_hash_of_fields(made: &Decorated) -> bool {
    let is_off =
        ["eq", "order", "unsafe_hash", "cmp"].iter().any(|it| made.flag(it) == Some(false));
    made.is_frozen() && !is_off
}

/// What container without a hash the annotation says.
fn unhashable(annotation: &Expr) -> Option<&'static str> {
    let base = match annotation {
        Expr::Subscript(it) => it.value().and_then(|it| last_name(&it)),
        Expr::String(it) => {
            let text = it.syntax().text().to_string();
            let text = text.trim_matches(['"', '\'']).to_owned();
            let base = text.split('[').next().unwrap_or_default().to_owned();
            let is_one = !text.contains('|');
            base.rsplit('.').next().map(str::to_owned).filter(|_| is_one)
        }
        it => last_name(it),
    };
    match base?.as_str() {
        "list" | "List" => Some("list"),
        "dict" | "Dict" | "defaultdict" | "DefaultDict" | "OrderedDict" | "Counter" => Some("dict"),
        "set" | "Set" => Some("set"),
        "bytearray" => Some("bytearray"),
        "deque" | "Deque" => Some("deque"),
        _ => None,
    }
}

/// Does the field say that it is no part of the hash, or become something else?
fn is_left_out(field: &Field, library: Library) -> bool {
    let Some(Expr::Call(call)) = &field.value else { return false };
    let is_false = |it: &Expr| it.syntax().text() == "False";
    let given = keywords(call);
    let is_off = |word: &str| given.iter().any(|it| it.0 == word && is_false(&it.1));
    let is_converted = library == Library::Attrs && given.iter().any(|it| it.0 == "converter");
    is_off("hash") || is_off("compare") || is_off("eq") || is_converted
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(decorator: &str, field: &str) -> String {
        format!(
            "import dataclasses, attrs\nfrom dataclasses import field\n@{decorator}\nclass A:\n    {field}\n"
        )
    }

    const FROZEN: &str = "dataclasses.dataclass(frozen=True)";

    #[test]
    fn fields_without_a_hash() {
        flags(&RULE, &class(FROZEN, "x: list  # flagged: a list"));
        flags(
            &RULE,
            &class(FROZEN, "x: 'Dict[str, int]' = field(default_factory=dict)  # flagged: a dict"),
        );
        flags(&RULE, &class("attrs.frozen", "x: set[int]  # flagged: a set"));
    }

    #[test]
    fn fields_that_are_hashable_or_left_out() {
        silent(&RULE, &class(FROZEN, "x: tuple[list, ...]"));
        silent(&RULE, &class(FROZEN, "x: list = field(compare=False)"));
        silent(&RULE, &class(FROZEN, "x: ClassVar[list] = []"));
        silent(&RULE, &class(FROZEN, "x: list | None"));
    }

    #[test]
    fn classes_without_such_a_hash() {
        silent(&RULE, &class("dataclasses.dataclass", "x: list  # frozen"));
        silent(&RULE, &class("dataclasses.dataclass(frozen=True, eq=False)", "x: list"));
        silent(&RULE, &class(FROZEN, "x: list\n    def __hash__(self): return 1"));
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from dataclasses import dataclass, field
@dataclass(frozen=True)
class Cfg:
    tags: tuple[str, ...]
    extra: dict = field(default_factory=dict, hash=False, compare=False)
@dataclass(frozen=True, eq=False)
class D:
    tags: list[str]
",
        );
    }
}
