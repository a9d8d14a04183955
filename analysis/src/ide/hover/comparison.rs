//! What `is` and `==` answer, and why.

use refwise_syntax::{TextRange, TextSize};

use super::{Asked, Hover, certain_object, origin, title};
use crate::body::{CompareOp, Expr, ExprId};
use crate::rule::CodeUnit;
use crate::shape::{ClassOf, ObjId, Object};

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
    let identity = identity(unit, left, right);
    match op {
        CompareOp::Is | CompareOp::IsNot => {
            let word = if op == CompareOp::Is { "is" } else { "is not" };
            let first = |same: bool| {
                let answer = if same == (op == CompareOp::Is) { "True" } else { "False" };
                format!("`{a} {word} {b}` is `{answer}` here")
            };
            Some(match identity {
                Identity::Same(why) => vec![first(true), why],
                Identity::Different(why) => vec![first(false), why],
                Identity::Depends(why) => vec![format!("`{a} {word} {b}` compares identity"), why],
                Identity::Unknown => return None,
            })
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

/// Can two expressions be one object?
enum Identity {
    Same(String),
    Different(String),
    Depends(String),
    Unknown,
}

fn identity(unit: &Asked<'_>, left: ExprId, right: ExprId) -> Identity {
    let shape = unit.shape();
    if let (Some(a), Some(b)) = (certain_object(unit, left), certain_object(unit, right))
        && a == b
    {
        let noun = origin::noun(unit, a).unwrap_or_else(|| "one object".to_owned());
        return Identity::Same(format!("both are {noun}"));
    }
    let (a, b) = (shape.value(left), shape.value(right));
    let both_reads = is_method(unit, left) && is_method(unit, right);
    if both_reads && unit.text(left) == unit.text(right) {
        let why = "each read of the attribute makes another bound method".to_owned();
        return Identity::Different(why);
    }
    if a.is_unknown() || b.is_unknown() {
        return value_literal(unit, left, right);
    }
    let pairs = || a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    if let (Some(x), Some(y)) = (a.sole(), b.sole())
        && let (Object::Const(x), Object::Const(y)) = (shape.object(x), shape.object(y))
        && x == y
        && origin::is_shared(x)
    {
        let noun = origin::const_noun(x);
        return Identity::Same(format!("both are {noun}, of which there is one object"));
    }
    if pairs().all(|(x, y)| are_different(unit, x, y)) {
        let told = |side: ExprId| {
            let value = shape.value(side);
            value.sole().and_then(|it| origin::noun(unit, it))
        };
        return Identity::Different(match (told(left), told(right)) {
            (Some(a), Some(b)) => format!("{a} and {b} are two objects"),
            _ => "the two sides are never one object".to_owned(),
        });
    }
    value_literal(unit, left, right)
}

fn is_method(unit: &Asked<'_>, expr: ExprId) -> bool {
    let sole = unit.shape().sole(expr);
    sole.is_some_and(|it| matches!(it.1, Object::Method { .. }))
}

/// Nobody promises that equal values are one object.
fn value_literal(unit: &Asked<'_>, left: ExprId, right: ExprId) -> Identity {
    use crate::body::Const;
    let is_value = |side: ExprId| match unit.body.expr(side) {
        Expr::Const(it) => !matches!(it, Const::None | Const::Bool(_) | Const::Ellipsis),
        _ => false,
    };
    match is_value(left) || is_value(right) {
        true => Identity::Depends(
            "whether equal values are one object is not promised; `==` compares the values"
                .to_owned(),
        ),
        false => Identity::Unknown,
    }
}

/// Are the two never one object?
fn are_different(unit: &Asked<'_>, x: ObjId, y: ObjId) -> bool {
    let shape = unit.shape();
    let is_new = |it: ObjId| match shape.object(it) {
        Object::Made { site, class } => site.nth == 0 && is_fresh(unit, site.expr, class),
        Object::Function(_) | Object::LocalClass(_) => true,
        _ => false,
    };
    let is_of_before = |it: ObjId| {
        matches!(shape.object(it), Object::Param(crate::body::BodyScope::OWN, _) | Object::Const(_))
            || matches!(shape.object(it), Object::Global(_))
    };
    if let (Object::Const(a), Object::Const(b)) = (shape.object(x), shape.object(y)) {
        return a != b;
    }
    x != y && (is_new(x) && (is_new(y) || is_of_before(y)) || is_new(y) && is_of_before(x))
}

/// Does the evaluation always give a new object?
fn is_fresh(unit: &Asked<'_>, expr: ExprId, class: &ClassOf) -> bool {
    match unit.body.expr(expr) {
        Expr::List(_) | Expr::Set(_) | Expr::Dict(_) | Expr::Lambda(_) | Expr::Comp(_) => true,
        Expr::Call { .. } => {
            matches!(class, ClassOf::Known(_) | ClassOf::Local(_))
                || ["builtins.list", "builtins.dict", "builtins.set", "builtins.object"]
                    .iter()
                    .any(|it| class.is(it))
        }
        _ => false,
    }
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
