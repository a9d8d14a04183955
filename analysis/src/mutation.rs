//! Where code changes a container in place.

use crate::body::{Body, Expr, ExprId, Stmt};
use crate::nesting::{Nesting, Place};

/// Methods of the built-in containers that change them.
const CHANGERS: [&str; 22] = [
    "add",
    "append",
    "appendleft",
    "clear",
    "difference_update",
    "discard",
    "extend",
    "extendleft",
    "insert",
    "intersection_update",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "reverse",
    "rotate",
    "setdefault",
    "sort",
    "subtract",
    "symmetric_difference_update",
    "update",
    "write",
];

/// Changes of a container in `body`: the expression of the container, and that of the change. The
/// container of `table[key] = value` is `table`.
pub(crate) fn changes(body: &Body, nesting: &Nesting) -> Vec<(ExprId, ExprId)> {
    let mut found = Vec::new();
    for (id, expr) in body.exprs() {
        match expr {
            Expr::Call { func, .. } => match body.expr(*func) {
                Expr::Attr { value, name } if CHANGERS.contains(&name.as_str()) => {
                    found.push((*value, id));
                }
                _ => {}
            },
            Expr::Subscript { value, .. } if is_stored(body, nesting, id) => {
                found.push((*value, id));
            }
            _ => {}
        }
    }
    found
}

/// Is `expr` a target: of an assignment, an augmented one, or `del`?
fn is_stored(body: &Body, nesting: &Nesting, expr: ExprId) -> bool {
    let Place::Stmt(stmt) = nesting.place(expr) else { return false };
    match body.stmt(stmt) {
        Stmt::Assign { targets, .. } => targets.contains(&expr),
        Stmt::AugAssign { target, .. } => *target == expr,
        Stmt::AnnAssign { target, value, .. } => *target == expr && value.is_some(),
        Stmt::Delete(targets) => targets.contains(&expr),
        _ => false,
    }
}
