//! A list, dict or set as a default.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{self, AstNode, Expr, Param};
use refwise_syntax::{SyntaxNode, TextEdit, TextSize};
use rowan::GreenNodeData;

use crate::green::{has_token, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::last_name;

crate::rule! {
    /// A list, dict or set as the default of a parameter.
    ///
    /// A default is evaluated once, when `def` runs. The function object keeps the result (in
    /// `__defaults__` or `__kwdefaults__`), and every call that leaves the argument out gets a
    /// reference to that same object. What one call puts in, the next one finds.
    ///
    /// As long as nobody changes the object or hands it on, this does no harm, so it is told as an
    /// information. Parameters that are meant to keep things between calls (`cache`, `memo`, and names
    /// that callers should not use, `_seen`) and ones annotated as read-only (`Sequence`, `Mapping`, ..) are left alone.
    ///
    /// Take `None` for the default and make the object in the body, or take an immutable one, `()` or
    /// `frozenset()`. The fix is unsafe: the signature and what `None` means for callers change.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def collect(item, found=[]):  # flagged: every call shares this list
    ///     """Adds an item."""
    ///     found.append(item)
    ///     return found
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def collect(item, found=None):
    ///     """Adds an item."""
    ///     if found is None:
    ///         found = []
    ///     found.append(item)
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from collections.abc import Mapping
    /// from types import MappingProxyType
    ///
    /// def collect(item, found=None, seen=(), options: Mapping = MappingProxyType({})):
    ///     return [*(found or []), item, *seen, *options]
    ///
    /// def fibonacci(n, _cache={0: 0, 1: 1}):
    ///     if n not in _cache:
    ///         _cache[n] = fibonacci(n - 1) + fibonacci(n - 2)
    ///     return _cache[n]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def collect(item, found=[]):
    ///     found.append(item)
    ///     return found
    /// print(collect(1), collect(2) is collect.__defaults__[0])  # prints: [1, 2] True
    /// ```
    "mutable-default-argument",
    code: "RW201", group: Aliasing, severity: Info, fix: Unsafe, since: "0.1.0",
    noqa: ["B006", "W0102", "PLW0102"],
    look: Nodes(&[PARAM]) if may_be_mutable in Function => check,
}

/// Is there a default that makes something?
fn may_be_mutable(node: &GreenNodeData) -> bool {
    let makes = |it: &GreenNodeData| {
        let kind = SyntaxKind::ALL[usize::from(it.kind().0)];
        !matches!(kind, CONSTANT_EXPR | STRING_EXPR | NAME_EXPR | ATTRIBUTE_EXPR | TUPLE_EXPR)
    };
    has_token(node, EQUAL) && nodes(node).last().is_some_and(makes)
}

/// Constructors of mutable containers, by their full path.
const CONSTRUCTORS: [&str; 9] = [
    "builtins.list",
    "builtins.dict",
    "builtins.set",
    "builtins.bytearray",
    "collections.defaultdict",
    "collections.OrderedDict",
    "collections.Counter",
    "collections.deque",
    "collections.ChainMap",
];

/// Annotations that promise not to change the object.
const READ_ONLY: [&str; 14] = [
    "AbstractSet",
    "Collection",
    "Container",
    "FrozenSet",
    "Iterable",
    "Iterator",
    "KeysView",
    "Mapping",
    "MappingProxyType",
    "Reversible",
    "Sequence",
    "Sized",
    "ValuesView",
    "frozenset",
];

fn check(cx: &mut RuleContext<'_>, param: Param) {
    let Some(default) = param.default() else { return };
    let Some(what) = mutable(cx.names(), &default) else { return };
    let Some(function) = param.syntax().parent().and_then(|it| it.parent()) else { return };
    if is_meant(&param) || is_stub(&function) {
        return;
    }
    let edits =
        ast::FunctionDef::cast(function).and_then(|it| mend(cx.text(), &it, &param, &default));
    let report = cx
        .report(
            default.syntax().text_range(),
            format!("every call shares this {what}: a default is made once, when the function is"),
        )
        .help("take `None` for the default and make the object in the body");
    if let Some(edits) = edits {
        report.unsafe_fix("Make it in the body", edits);
    }
}

/// What mutable container `default` makes.
fn mutable(names: &Names<'_>, default: &Expr) -> Option<String> {
    let name = match default {
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Paren(it) => return mutable(names, &it.value()?),
        // `[0] * 3` and `[1] + rest` are lists.
        Expr::Bin(it) if matches!(it.left()?, Expr::List(_)) => {
            matches!(it.op()?, ast::BinOp::Add | ast::BinOp::Mult).then_some("list")?
        }
        Expr::Call(it) => {
            let path = names.path(&it.func()?)?;
            let known = CONSTRUCTORS.iter().find(|it| **it == path)?;
            known.rsplit('.').next()?
        }
        _ => return None,
    };
    Some(name.to_owned())
}

/// The parameter is there to keep things between calls, or promises not to change them.
fn is_meant(param: &Param) -> bool {
    let is_store = param.name().is_some_and(|it| {
        let name = it.text().to_lowercase();
        name.starts_with('_') || ["cache", "memo"].iter().any(|word| name.contains(word))
    });
    is_store || param.annotation().is_some_and(|it| is_read_only(&it))
}

fn is_read_only(annotation: &Expr) -> bool {
    if let Some(inner) = beside_none(annotation) {
        return is_read_only(&inner);
    }
    let base = match annotation {
        Expr::Subscript(it) => it.value().and_then(|it| last_name(&it)),
        Expr::String(it) => {
            let text = it.syntax().text().to_string();
            let name =
                text.trim_matches(['"', '\'']).split('[').next().unwrap_or_default().to_owned();
            name.rsplit('.').next().map(str::to_owned)
        }
        it => last_name(it),
    };
    base.is_some_and(|it| READ_ONLY.contains(&it.as_str()))
}

/// `T` of `Optional[T]`, `T | None` and `None | T`.
fn beside_none(annotation: &Expr) -> Option<Expr> {
    let is_none = |it: &Expr| it.syntax().text() == "None";
    match annotation {
        Expr::Subscript(it) if last_name(&it.value()?)? == "Optional" => it.index(),
        Expr::Bin(it) if it.right().is_some_and(|it| is_none(&it)) => it.left(),
        Expr::Bin(it) if it.left().is_some_and(|it| is_none(&it)) => it.right(),
        _ => None,
    }
}

/// A declaration whose body is `...`: nothing runs.
fn is_stub(function: &SyntaxNode) -> bool {
    let Some(def) = ast::FunctionDef::cast(function.clone()) else { return false };
    let mut body = def.body().into_iter().flat_map(|it| it.body());
    let (Some(ast::Stmt::Expr(it)), None) = (body.next(), body.next()) else { return false };
    let Some(Expr::Constant(it)) = it.value() else { return false };
    it.token().is_some_and(|it| it.kind() == ELLIPSIS)
}

/// `None` as the default, and a guard before the first statement that is no docstring.
fn mend(
    text: &str,
    def: &ast::FunctionDef,
    param: &Param,
    default: &Expr,
) -> Option<Vec<TextEdit>> {
    let name = param.name()?;
    let first = def.body()?.body().find(|it| !is_docstring(it))?;
    let start = first.syntax().text_range().start();
    let indent = indentation(text, start)?;
    let step = if indent.contains('\t') { "\t" } else { "    " };
    let (name, value) = (name.text(), default.syntax().text());
    let guard = format!("if {name} is None:\n{indent}{step}{name} = {value}\n{indent}");
    let mut edits = vec![TextEdit::replace(default.syntax().text_range(), "None")];
    if let Some(annotation) = param.annotation().filter(|it| !matches!(it, Expr::String(_))) {
        let end = annotation.syntax().text_range().end();
        edits.insert(0, TextEdit::insert(end, " | None"));
    }
    edits.push(TextEdit::insert(start, guard));
    let is_one_line = !value.contains_char('\n');
    is_one_line.then_some(edits)
}

fn is_docstring(stmt: &ast::Stmt) -> bool {
    matches!(stmt, ast::Stmt::Expr(it) if matches!(it.value(), Some(Expr::String(_))))
}

/// The white space before `at`, where nothing else stands before it in its line.
fn indentation(text: &str, at: TextSize) -> Option<&str> {
    let before = &text[..usize::from(at)];
    let indent = &before[before.rfind(['\n', '\r']).map_or(0, |it| it + 1)..];
    indent.bytes().all(|it| matches!(it, b' ' | b'\t')).then_some(indent)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn displays_and_constructors() {
        flags(&RULE, "def f(x, acc=[]):  # flagged: list\n    return len(acc) + x\n");
        flags(&RULE, "def f(*, a={1}, b=dict()): # flagged: \n    pass\n");
        flags(&RULE, "f = lambda x, y={}: x  # flagged: dict\n");
        flags(&RULE, "def f(x=[0] * 3, y=({})): pass  # flagged: \n");
        flags(&RULE, "import collections as c\ndef f(x=c.deque()): pass  # flagged: deque\n");
    }

    #[test]
    fn immutable_ones() {
        silent(
            &RULE,
            "
from typing import Mapping
from types import MappingProxyType
def f(x, seen=(), opts: Mapping = MappingProxyType({})):
    return x, seen, opts
",
        );
    }

    #[test]
    fn promises_and_declarations() {
        silent(
            &RULE,
            "def f(x: Sequence[int] = [], z: Optional[Mapping] = {}, w: \"Sequence\" | None = [], y: 'typing.Mapping[str, int]' = {}): pass\n",
        );
        silent(&RULE, "def f(x=[]): ...\n");
        silent(&RULE, "def f(_memo={}): pass\n");
        silent(&RULE, "def list(): ...\ndef f(x=list()): pass\n");
    }
}
