//! Who else has the object: other names, holders, rings.

use super::{Asked, certain_object, line, origin, title};
use crate::body::{Expr, ExprId};
use crate::shape::rings::{Certainty, Ring};
use crate::shape::{Edge, Label, ObjId, explain};

/// Names, holders and rings of the object that `expr` is.
pub(super) fn of(unit: &Asked<'_>, expr: ExprId) -> Vec<String> {
    let Some(id) = certain_object(unit, expr) else { return Vec::new() };
    let mut facts = Vec::new();
    let names = names(unit, expr, id);
    if !names.is_empty() {
        facts.push(format!("the same object as {}", names.join(", ")));
    }
    facts.extend(holders(unit, id));
    facts.extend(rings(unit, id));
    facts
}

/// The other names under which the function knows the object, with the line of the first use.
fn names(unit: &Asked<'_>, expr: ExprId, id: ObjId) -> Vec<String> {
    let own = title(unit, expr);
    let mut names: Vec<(String, u32)> = Vec::new();
    for (other, it) in unit.body.exprs() {
        let is_name = matches!(it, Expr::Name(_) | Expr::Attr { .. });
        if !is_name || certain_object(unit, other) != Some(id) {
            continue;
        }
        let name = title(unit, other);
        if name != own && !names.iter().any(|it| it.0 == name) {
            names.push((name, line(unit, other)));
        }
    }
    names.truncate(5);
    names.into_iter().map(|(name, line)| format!("`{name}` (line {line})")).collect()
}

/// Who holds the object when the function ends, where that is certain.
fn holders(unit: &Asked<'_>, id: ObjId) -> Vec<String> {
    let shape = unit.shape();
    let Some(end) = &shape.end else { return Vec::new() };
    let is_told = |it: &&Edge| {
        let is_handed_out = shape.returned.contains(it.from);
        it.to == id && it.must && it.from != id && !is_handed_out
    };
    let edges = end.heap.edges().iter().filter(is_told);
    let told = edges.filter_map(|it| {
        let how = match shape.label(it.label) {
            Label::Item => "as an item",
            Label::Key => "as a key",
            // An attribute is a name of it, and was told as one.
            _ => return None,
        };
        let holder = origin::noun(unit, it.from)?;
        Some(format!("held by {holder} {how}, since line {}", line(unit, it.site)))
    });
    told.take(4).collect()
}

fn rings(unit: &Asked<'_>, id: ObjId) -> Vec<String> {
    let on = |it: &&Ring| it.steps.iter().any(|it| it.from == id);
    let told = unit.rings().iter().filter(on).filter_map(|it| {
        let path = explain::path(unit.db, unit.body, unit.shape(), it);
        Some(match it.certainty {
            Certainty::Certain => format!(
                "on a ring of references when the function ends, that only the cycle collector frees: `{path}`"
            ),
            Certainty::Likely => {
                format!("on a ring of references when the function ends, unless others break it: `{path}`")
            }
            Certainty::Possible => return None,
        })
    });
    told.take(2).collect()
}
