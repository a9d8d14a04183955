//! An `__eq__` that takes the other object for one of its own.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, AttributeExpr, ClassDef, FunctionDef};
use refwise_syntax::{SyntaxNode, TextEdit};
use rowan::GreenNodeData;

use crate::green::name_of;
use crate::lineage::class_around;
use crate::methods::{first_statement, indentation, is_target, mentions, positional};
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// An `__eq__` that reads attributes of any object it is given.
    ///
    /// `==` has an answer for every pair of objects. An `__eq__` that reads `other.x` without looking at
    /// the type first raises `AttributeError` for `obj == None`, and so does `obj in [1, obj]`, or a dict
    /// with keys of several types.
    ///
    /// Return `NotImplemented` for objects of other classes; Python asks the other side then, and falls
    /// back to identity. The fix is unsafe because it changes what is equal to instances of other
    /// classes that have the same attributes.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class P:
    ///     def __init__(self, x):
    ///         self.x = x
    ///     def __eq__(self, other):
    ///         return self.x == other.x  # flagged: `x`
    ///     __hash__ = None
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class P:
    ///     def __init__(self, x):
    ///         self.x = x
    ///     def __eq__(self, other):
    ///         if not isinstance(other, P):
    ///             return NotImplemented
    ///         return self.x == other.x
    ///     __hash__ = None
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class P:
    ///     def __init__(self, x):
    ///         self.x = x
    ///     def __eq__(self, other):
    ///         try:
    ///             return self.x == other.x
    ///         except AttributeError:
    ///             return NotImplemented
    ///     def __lt__(self, other):
    ///         if type(other) is not type(self):
    ///             return NotImplemented
    ///         return self.x < other.x
    ///     __hash__ = None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class P:
    ///     x = 1
    ///     def __eq__(self, other):
    ///         return self.x == other.x
    /// try:
    ///     P() == None
    /// except AttributeError as error:
    ///     print(error)  # prints: 'NoneType' object has no attribute 'x'
    /// ```
    "eq-assumes-type",
    code: "RW706", group: Classes, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_eq => check,
}

fn is_eq(node: &GreenNodeData) -> bool {
    matches!(name_of(node), "__eq__" | "__ne__")
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    let Some(class) = class_around(&def) else { return };
    let Ok([_, other]) = <[String; 2]>::try_from(positional(&def)) else { return };
    let is_test = is_in_test(cx.file().path(cx.db()), def.syntax());
    if is_test || def.decorators().next().is_some() {
        return;
    }
    let Some((name, read)) = unguarded(&def, &other) else { return };
    let edits = mend(cx.text(), &def, &class, &other);
    let report = cx
        .report(
            read.syntax().text_range(),
            format!("nothing says that `{other}` has `{name}`: comparing with `None` raises `AttributeError`"),
        )
        .help("return `NotImplemented` for objects of other classes");
    if let Some(edits) = edits {
        report.unsafe_fix("Ask for the class first", edits);
    }
}

/// The first attribute of `other` that is read, where nothing else is done with it.
fn unguarded(def: &FunctionDef, other: &str) -> Option<(String, AttributeExpr)> {
    let mut first = None;
    for name in mentions(def.syntax(), other) {
        let parent = name.syntax().parent()?;
        if is_own_identity(&parent) {
            continue;
        }
        let attribute = AttributeExpr::cast(parent)?;
        let text = attribute.name()?.text().to_owned();
        let is_base = attribute.value().is_some_and(|it| it.syntax() == name.syntax());
        let is_general = text.starts_with("__") && text.ends_with("__");
        if !is_base || is_general || is_target(attribute.syntax()) || is_tried(attribute.syntax()) {
            return None;
        }
        first = first.or(Some((text, attribute)));
    }
    first
}

/// `self is other`, which reads nothing.
fn is_own_identity(around: &SyntaxNode) -> bool {
    let compare = ast::CompareExpr::cast(around.clone());
    compare.is_some_and(|it| {
        let text = it.syntax().text().to_string();
        it.pairs().iter().all(|it| matches!(it.op, ast::CompareOp::Is | ast::CompareOp::IsNot))
            && !text.contains("None")
    })
}

fn is_tried(node: &SyntaxNode) -> bool {
    node.ancestors().any(|it| it.kind() == TRY_STMT)
}

/// `if not isinstance(other, C): return NotImplemented` as the first statement.
fn mend(text: &str, def: &FunctionDef, class: &ClassDef, other: &str) -> Option<Vec<TextEdit>> {
    let start = first_statement(&def.body()?)?.syntax().text_range().start();
    let indent = indentation(text, start)?;
    let step = if indent.contains('\t') { "\t" } else { "    " };
    let is_global = class.syntax().parent()?.kind() == FILE;
    let class = class.name()?;
    let guard = format!(
        "if not isinstance({other}, {class}):\n{indent}{step}return NotImplemented\n{indent}"
    );
    is_global.then(|| vec![TextEdit::insert(start, guard)])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn eq(body: &str) -> String {
        let body = body.replace('\n', "\n        ");
        format!("class P:\n    def __eq__(self, other):\n        {body}\n")
    }

    #[test]
    fn reads_right_away() {
        flags(&RULE, &eq("return self.x == other.x and self.y == other.y  # flagged: `x`"));
        flags(&RULE, &eq("return self is other or self.x == other.x  # flagged: `x`"));
        flags(&RULE, &eq("return self.key() == other.key()  # flagged: `key`"));
    }

    #[test]
    fn looks_first() {
        silent(&RULE, &eq("return isinstance(other, P) and self.x == other.x"));
        silent(&RULE, &eq("if other is None: return False\nreturn self.x == other.x"));
        silent(&RULE, &eq("return other and self.x == other.x"));
        silent(&RULE, &eq("return self.__class__ == other.__class__ and self.x == other.x"));
        silent(&RULE, &eq("try:\n    return self.x == other.x\nexcept Exception: pass"));
        silent(&RULE, &eq("other = P(other)\nreturn self.x == other.x"));
        silent(&RULE, &eq("return self.x == getattr(other, 'x', None)"));
        silent(&RULE, "class P:\n    @same\n    def __eq__(self, o): return o.x\n");
    }
}
