//! What `is` and `==` answer, and why.

use refwise_syntax::{TextRange, TextSize};

use super::{Asked, Hover, certain_object, origin, title};
use crate::body::{CompareOp, Expr, ExprId};
use crate::identity::{Identity, Reason, identity_in};
use crate::rule::CodeUnit;
use crate::shape::{ClassOf, Object};

/// What is said of the operator of `expr`, a comparison, at `offset`.
pub(super) fn hover(unit: &Asked<'_>, expr: ExprId, offset: TextSize) -> Option<Hover> {
    let Expr::Compare { left, rest } = unit.body.expr(expr) else { return None };
    let mut before = *left;
    for (op, operand) in rest {
        let between = TextRange::new(unit.range(before).end(), unit.range(*operand).start());
        if between.contains_inclusive(offset) {
            let facts = facts(unit, before, *op, *operand)?;
            return Some(Hover { range: trimmed(unit, between), facts });
        }
        before = *operand;
    }
    None
}

/// The operator without the blanks around it.
fn trimmed(unit: &CodeUnit<'_>, range: TextRange) -> TextRange {
    let text = &unit.file.text(unit.db)[range];
    let start = text.len() - text.trim_start().len();
    let len = text.trim().len();
    TextRange::at(range.start() + TextSize::new(start as u32), TextSize::new(len as u32))
}

fn facts(unit: &Asked<'_>, left: ExprId, op: CompareOp, right: ExprId) -> Option<Vec<String>> {
    let (a, b) = (title(unit, left), title(unit, right));
    match op {
        CompareOp::Is | CompareOp::IsNot => {
            let word = if op == CompareOp::Is { "is" } else { "is not" };
            let identity = identity_in(unit, left, right);
            let why = why(unit, &identity, left, right)?;
            let first = match identity.answer() {
                Some(same) if same == (op == CompareOp::Is) => {
                    format!("`{a} {word} {b}` is `True` here")
                }
                Some(_) => format!("`{a} {word} {b}` is `False` here"),
                None => format!("`{a} {word} {b}` compares identity"),
            };
            Some(vec![first, why])
        }
        CompareOp::Eq | CompareOp::NotEq => {
            let why = by_identity(unit, left)?;
            Some(vec![
                format!(
                    "`{}` compares identity here",
                    if op == CompareOp::Eq { "==" } else { "!=" }
                ),
                why,
            ])
        }
        _ => None,
    }
}

/// The reason for the answer; `None` where nothing is known that the code does not say.
fn why(unit: &Asked<'_>, identity: &Identity, left: ExprId, right: ExprId) -> Option<String> {
    let noun = |side: ExprId| origin::noun(unit, unit.shape().value(side).sole()?);
    match identity {
        Identity::Same(reason) => match certain_object(unit, left) {
            Some(it) if certain_object(unit, right) == Some(it) => {
                Some(format!("both are {}", origin::noun(unit, it)?))
            }
            _ => Some(reason.to_string()),
        },
        Identity::Different(reason) => match (noun(left), noun(right)) {
            (Some(a), Some(b)) => Some(format!("{a} and {b} are two objects")),
            _ => Some(reason.to_string()),
        },
        Identity::Depends(reason @ (Reason::Computed(_) | Reason::IfEqual | Reason::OtherFile)) => {
            Some(reason.to_string())
        }
        Identity::Depends(_) if is_value(unit, left) || is_value(unit, right) => Some(
            "whether equal values are one object is not promised; `==` compares the values"
                .to_owned(),
        ),
        Identity::Depends(_) => None,
    }
}

/// Is it a literal that is compared by value?
fn is_value(unit: &Asked<'_>, side: ExprId) -> bool {
    use crate::body::Const;
    let Expr::Const(it) = unit.body.expr(side) else { return false };
    !matches!(it, Const::None | Const::Bool(_) | Const::Ellipsis)
}

/// Why `==` compares identity: the class of the left side has no `__eq__` of its own.
fn by_identity(unit: &Asked<'_>, left: ExprId) -> Option<String> {
    use crate::classes::{Lookup, lookup};
    let ClassOf::Known(class) = unit.shape().class_of_expr(left) else { return None };
    let is_instance = unit
        .shape()
        .value(left)
        .iter()
        .all(|it| matches!(unit.shape().object(it), Object::Made { .. }));
    let known = crate::classes::is_fully_known(unit.db, *class);
    let found = lookup(unit.db, *class, "__eq__");
    let is_default = match &found {
        Lookup::External(path) => *path == "builtins.object",
        other => !other.is_found() && known,
    };
    if !is_instance || !is_default || !known {
        return None;
    }
    let definition = crate::items::Definition::Class(*class);
    let path = crate::items::path(unit.db, &definition)?;
    let name = path.rsplit('.').next().unwrap_or_default();
    Some(format!("`{name}` defines no `__eq__`: an instance equals only itself"))
}
