//! A plain enum member compared with its value.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, AttributeExpr, ClassDef, CompareExpr, CompareOp, Expr, Stmt};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::constant::{ConstantType, constant_type};
use crate::green::has_token;
use crate::names::Names;
use crate::origin::origin;
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A plain enum member compared with its value.
    ///
    /// A member of an `Enum` is equal to itself only. `State.ON == "on"` is always false, even though
    /// `State.ON.value` is `"on"`. Enums that also are texts or numbers (`StrEnum`, `IntEnum`,
    /// `class State(str, Enum)`) do compare with values.
    ///
    /// Compare with the member, or take the value first.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from enum import Enum
    ///
    /// class State(Enum):
    ///     ON = "on"
    ///
    /// def is_on():
    ///     state = State.ON
    ///     return state == "on"  # flagged: equal to itself only
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from enum import Enum, StrEnum
    ///
    /// class State(Enum):
    ///     ON = "on"
    ///
    /// class Mode(StrEnum):
    ///     FAST = "fast"
    ///
    /// def is_on(state):
    ///     return state == State.ON and State.ON.value == "on" and Mode.FAST == "fast"
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from enum import Enum
    /// State = Enum("State", {"ON": "on"})
    /// print(State.ON == "on", State.ON.value == "on")  # prints: False True
    /// ```
    "enum-value-compare",
    code: "RW110", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_equality => check,
}

fn has_equality(node: &GreenNodeData) -> bool {
    has_token(node, EQEQUAL) || has_token(node, NOTEQUAL)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions("Enum") && !cx.mentions("Flag") {
        return;
    }
    for pair in node.pairs() {
        let answer = match pair.op {
            CompareOp::Eq => "false",
            CompareOp::NotEq => "true",
            _ => continue,
        };
        let sides = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
        let is_value = |it: &Expr| constant_type(it).is_some_and(ConstantType::is_value);
        let Some((side, _)) = sides.into_iter().find(|it| is_value(it.1)) else { continue };
        let Some(member) = member(cx.names(), side) else { continue };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let text = member.syntax().text();
        let message = format!(
            "`{text}` is a member of a plain enum and equal to itself only, so this is always {answer}"
        );
        cx.report(range, message).help("compare with the member, or take its `value`");
    }
}

/// The member of a plain enum of this file that `side` is.
fn member(names: &Names<'_>, side: &Expr) -> Option<AttributeExpr> {
    let made = match side {
        Expr::Name(_) => origin(names, side)?,
        it => it.clone(),
    };
    let Expr::Attribute(member) = made else { return None };
    let Expr::Name(class) = member.value()? else { return None };
    let How::Class(class) = names.sole_binding(&class)?.how else { return None };
    (is_plain_enum(names, &class) && has_member(&class, member.name()?.text())).then_some(member)
}

fn is_plain_enum(names: &Names<'_>, class: &ClassDef) -> bool {
    let Some(args) = class.args() else { return false };
    let mut bases = args.args();
    let (Some(base), None) = (bases.next(), bases.next()) else { return false };
    let path = names.path(&base);
    matches!(path.as_deref(), Some("enum.Enum" | "enum.Flag"))
        && args.keywords().next().is_none()
        && class.decorators().next().is_none()
        && method(class, "__eq__").is_none()
}

fn has_member(class: &ClassDef, name: &str) -> bool {
    let mut body = class.body().into_iter().flat_map(|it| it.body());
    body.any(|it| match it {
        Stmt::Assign(it) => it.targets().any(|it| it.syntax().text() == name),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn plain_enums() {
        flags(
            &RULE,
            "
from enum import Enum
import enum
class State(Enum):
    ON = \"on\"
class F(enum.Flag):
    A = 1
def f(text):
    s = State.ON
    if 1 != F.A:  # flagged: always true
        return s == \"on\"  # flagged: `State.ON`
",
        );
    }

    #[test]
    fn enums_that_are_values() {
        silent(
            &RULE,
            "
from enum import Enum, IntEnum
class State(str, Enum):
    ON = \"on\"
class N(IntEnum):
    A = 1
class P(Enum):
    A = 1
    def __eq__(self, other): return True
def f(text):
    s = State.ON
    return s == \"on\" or N.A == 1 or P.A == 1 or State.ON.value == 'on'
",
        );
    }
}
