//! The names of one object in a function: what an editor marks where the cursor stands on one.
//!
//! Two names of one object are marked together, and two uses of one name that mean different
//! objects are not. Where the object is not known, the places of the variable are what is left.

use refwise_syntax::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::body::{Expr, ExprId, Stmt};
use crate::db::{Db, File};
use crate::ide::names::{Occurrence, occurrences};
use crate::rule::CodeUnit;
use crate::shape::{ObjId, Object};
use crate::unit::{unit_at, unit_map, unit_start};

/// The places that mean the object at `offset`, in the order of the text; the places of the variable
/// where the object is not known.
pub fn same_object(db: &dyn Db, file: File, offset: TextSize) -> Vec<Occurrence> {
    match of_object(db, file, offset) {
        Some(found) => found,
        None => occurrences(db, file, offset),
    }
}

fn of_object(db: &dyn Db, file: File, offset: TextSize) -> Option<Vec<Occurrence>> {
    let unit = unit_at(db, file, offset);
    let inside = offset.checked_sub(unit_start(db, unit))?;
    let map = unit_map(db, unit);
    let unit = CodeUnit::new(db, unit);
    let stored = stored_values(&unit);
    let object = map
        .expr_at(inside)
        .filter(|it| is_name(&unit, *it))
        .and_then(|it| object_of(&unit, &stored, it))
        .or_else(|| param_at(&unit, offset))?;
    let mut found: Vec<Occurrence> = Vec::new();
    for (expr, _) in unit.body.exprs() {
        if is_name(&unit, expr) && object_of(&unit, &stored, expr) == Some(object) {
            let range = unit.range(expr);
            found.push(Occurrence { range, is_write: stored.contains_key(&expr) });
        }
    }
    if let Object::Param(scope, idx) = unit.shape().object(object) {
        let range = unit.param_range(*scope, *idx as usize);
        found.push(Occurrence { range, is_write: true });
    }
    found.sort_by_key(|it| it.range.start());
    found.dedup();
    Some(found)
}

fn is_name(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    matches!(unit.body.expr(expr), Expr::Name(_) | Expr::Attr { .. })
}

/// The one object that an expression means, or that is stored in a target.
pub(crate) fn object_of(
    unit: &CodeUnit<'_>,
    stored: &FxHashMap<ExprId, ExprId>,
    expr: ExprId,
) -> Option<ObjId> {
    let shape = unit.shape();
    let value = shape.value(stored.get(&expr).copied().unwrap_or(expr));
    let object = value.sole().filter(|it| shape.is_one(*it))?;
    let is_object = !matches!(
        shape.object(object),
        Object::Unknown | Object::Unbound | Object::Const(_) | Object::Method { .. }
    );
    is_object.then_some(object)
}

/// By target: the expression whose value is stored there as a whole.
pub(crate) fn stored_values(unit: &CodeUnit<'_>) -> FxHashMap<ExprId, ExprId> {
    let mut stored = FxHashMap::default();
    for (_, stmt) in unit.body.stmts() {
        if let Stmt::Assign { targets, value } = stmt {
            stored.extend(targets.iter().map(|it| (*it, *value)));
        }
    }
    stored
}

/// What the caller passes for the parameter whose name is at `offset`.
fn param_at(unit: &CodeUnit<'_>, offset: TextSize) -> Option<ObjId> {
    for (scope, it) in unit.body.scopes() {
        for idx in 0..it.params.len() {
            if unit.param_range(scope, idx).contains_inclusive(offset) {
                let object = Object::Param(scope, idx as u32);
                return unit.shape().object_id(&object);
            }
        }
    }
    None
}

/// The places of the file that mean the object at `offset` or a variable that does: in the function,
/// and where the variable is captured.
pub fn references(db: &dyn Db, file: File, offset: TextSize) -> Vec<TextRange> {
    let mut found: Vec<TextRange> =
        same_object(db, file, offset).into_iter().map(|it| it.range).collect();
    let names = occurrences(db, file, offset);
    found.extend(names.into_iter().map(|it| it.range));
    found.sort_by_key(|it| (it.start(), it.end()));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    /// Checks the text in which the names of the object at `$0` stand in brackets.
    fn check(text: &str, expected: &str) {
        let offset = text.find("$0").expect("a place");
        let text = text.replace("$0", "");
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text.as_str()).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let mut shown = text;
        for it in same_object(&db, file, TextSize::new(offset as u32)).into_iter().rev() {
            shown.insert(usize::from(it.range.end()), ']');
            shown.insert(usize::from(it.range.start()), '[');
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn names_of_one_object() {
        check(
            "def f():\n    a = []\n    b = a\n    c = []\n    return $0b, c\n",
            "def f():\n    [a] = []\n    [b] = [a]\n    c = []\n    return [b], c\n",
        );
    }

    #[test]
    fn one_name_of_two_objects() {
        check(
            "def f():\n    $0a = []\n    a.append(1)\n    a = {}\n    return a\n",
            "def f():\n    [a] = []\n    [a].append(1)\n    a = {}\n    return a\n",
        );
    }

    #[test]
    fn attributes_and_parameters() {
        check(
            "def f(a):\n    b = []\n    a.x = b\n    return $0b, a\n",
            "def f(a):\n    [b] = []\n    [a.x] = [b]\n    return [b], a\n",
        );
        check(
            "def f($0a):\n    b = a\n    return b\n",
            "def f([a]):\n    [b] = [a]\n    return [b]\n",
        );
    }

    #[test]
    fn variables_where_nothing_is_known() {
        check(
            "def f():\n    a = g()\n    b = a\n    return $0a\n",
            "def f():\n    [a] = g()\n    b = [a]\n    return [a]\n",
        );
    }
}
