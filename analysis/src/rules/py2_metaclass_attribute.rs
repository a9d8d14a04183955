//! `__metaclass__`, the way Python 2 named a metaclass.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AssignStmt, AstNode, ClassDef, Expr};
use refwise_syntax::{NodeOrToken, TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::methods::is_name;
use crate::rule::RuleContext;

crate::rule! {
    /// A metaclass that Python 3 does not see.
    ///
    /// Python 2 took the metaclass from `__metaclass__` in the body of the class. To Python 3 that is
    /// an attribute like any other: the class is made by `type`, nothing is registered or checked, and
    /// nothing says so.
    ///
    /// Give it in the head of the class: `class A(metaclass=Meta)`. The fix is unsafe because the
    /// metaclass begins to work.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Meta(type): ...
    ///
    /// class A:
    ///     __metaclass__ = Meta  # flagged: no effect
    ///     x = 1
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Meta(type): ...
    ///
    /// class A(metaclass=Meta):
    ///     x = 1
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Meta(type): ...
    ///
    /// class A(metaclass=Meta):
    ///     pass
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Meta(type): ...
    /// class A:
    ///     __metaclass__ = Meta
    /// print(type(A).__name__)  # prints: type
    /// ```
    "py2-metaclass-attribute",
    code: "RW720", group: Classes, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["UP001"],
    look: Nodes(&[ASSIGN_STMT]) if is_metaclass => check,
}

fn is_metaclass(node: &GreenNodeData) -> bool {
    let Some(target) = nodes(node).next() else { return false };
    let name = target.children().next().and_then(NodeOrToken::into_token);
    name.is_some_and(|it| it.text() == "__metaclass__")
}

fn check(cx: &mut RuleContext<'_>, assign: AssignStmt) {
    let class = assign.syntax().parent().and_then(|it| ClassDef::cast(it.parent()?));
    let (Some(class), Some(value)) = (class, assign.value()) else { return };
    let is_named = assign.targets().any(|it| is_name(&it, "__metaclass__"));
    let is_none = value.syntax().text() == "None";
    let mut keywords = class.args().into_iter().flat_map(|it| it.keywords());
    // Code for both Pythons may say it both ways, or by a call that makes a base.
    let is_given = keywords.any(|it| it.name().is_none_or(|it| it.text() == "metaclass"))
        || class.args().is_some_and(|it| it.args().any(|it| matches!(it, Expr::Call(_))));
    if !is_named || is_none || is_given {
        return;
    }
    let edits = mend(cx.text(), &class, &assign, &value);
    let report = cx
        .report(
            ast::text_range(assign.syntax()),
            "`__metaclass__` has no effect in Python 3: the class is made by the metaclass of its bases",
        )
        .help("give the metaclass in the head of the class: `metaclass=…`");
    if let Some(edits) = edits {
        report.unsafe_fix("Give it in the head of the class", edits);
    }
}

/// The metaclass as a keyword of the class, and the statement gone with its line.
fn mend(text: &str, class: &ClassDef, assign: &AssignStmt, value: &Expr) -> Option<Vec<TextEdit>> {
    let value = value.syntax().text().to_string();
    let head = match class.args() {
        None => TextEdit::insert(class.name()?.text_range().end(), format!("(metaclass={value})")),
        Some(args) => {
            let last = args.syntax().children().last();
            let close = args.syntax().last_token()?.text_range().start();
            match last {
                Some(it) => TextEdit::insert(it.text_range().end(), format!(", metaclass={value}")),
                None => TextEdit::insert(close, format!("metaclass={value}")),
            }
        }
    };
    let range = ast::text_range(assign.syntax());
    let body = assign.syntax().parent()?;
    if body.children().filter(|it| ast::Stmt::can_cast(it.kind())).count() == 1 {
        return Some(vec![head, TextEdit::replace(range, "pass")]);
    }
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let rest = text[end..].find('\n').map(|it| end + it + 1)?;
    let is_alone = text[line..start].trim().is_empty()
        && (text[end..rest].trim().is_empty() || text[end..rest].trim().starts_with('#'));
    let size = |it: usize| u32::try_from(it).ok().map(refwise_syntax::TextSize::new);
    let line = TextRange::new(size(line)?, size(rest)?);
    (is_alone && !value.contains('\n')).then(|| vec![head, TextEdit::replace(line, "")])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn in_the_body_of_a_class() {
        flags(&RULE, "class A:\n    __metaclass__ = Meta  # flagged: no effect\n");
        flags(
            &RULE,
            "class A(B):\n    x = 1\n    __metaclass__ = abc.ABCMeta  # flagged: no effect\n",
        );
    }

    #[test]
    fn elsewhere_or_both_ways() {
        silent(&RULE, "class A(metaclass=Meta):\n    __metaclass__ = Meta\n");
        silent(&RULE, "class A(six.with_metaclass(Meta)):\n    __metaclass__ = Meta\n");
        silent(&RULE, "__metaclass__ = type\nclass A: pass\n");
        silent(&RULE, "class A:\n    __metaclass__ = None\n");
        silent(&RULE, "class A:\n    def f(self):\n        __metaclass__ = 1\n");
    }
}
