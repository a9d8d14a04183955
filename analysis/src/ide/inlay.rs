//! Hints between the words: what a function captures, and what changes before it is used.

use refwise_syntax::{SyntaxKind, TextRange, TextSize};

use crate::body::{BodyScope, ScopeKind, VarId};
use crate::db::{Db, File, parse};
use crate::rule::CodeUnit;
use crate::unit::{unit_range, units};

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte it stands.
    pub offset: TextSize,
    /// What it says.
    pub label: String,
    /// More, for who asks.
    pub tooltip: String,
}

/// Which hints are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What functions capture.
    pub captures: bool,
    /// What changes before it is used.
    pub late_binding: bool,
}

/// The hints of `file` in `range`, in the order of the text.
pub fn hints(db: &dyn Db, file: File, range: TextRange, wanted: Wanted) -> Vec<Hint> {
    let mut hints = Vec::new();
    for &unit in units(db, file) {
        if unit_range(db, unit).intersect(range).is_none() {
            continue;
        }
        db.unwind_if_revision_cancelled();
        let unit = CodeUnit::new(db, unit);
        let late = if wanted.late_binding { late(&unit) } else { Vec::new() };
        for (scope, it) in unit.body.scopes().filter(|it| it.1.is_function() && !it.1.is_elsewhere)
        {
            let late: Vec<VarId> = late.iter().filter(|it| it.0 == scope).map(|it| it.1).collect();
            let captured: Vec<VarId> = match wanted.captures {
                true => it.free.iter().copied().filter(|it| !late.contains(it)).collect(),
                false => Vec::new(),
            };
            let Some(offset) = place(db, &unit, scope) else { continue };
            hints.extend(hint(&unit, offset, &captured, &late));
        }
    }
    hints.retain(|it| range.contains_inclusive(it.offset));
    hints.sort_by_key(|it| it.offset);
    hints
}

/// The variables that change after a function captured them and before it is used, by function.
fn late(unit: &CodeUnit<'_>) -> Vec<(BodyScope, VarId)> {
    let mut found: Vec<(BodyScope, VarId)> = Vec::new();
    for it in unit.late_changes() {
        if !found.contains(&(it.closure, it.var)) {
            found.push((it.closure, it.var));
        }
    }
    found
}

fn hint(unit: &CodeUnit<'_>, offset: TextSize, captured: &[VarId], late: &[VarId]) -> Option<Hint> {
    let names = |all: &[VarId]| -> Vec<String> {
        all.iter().map(|it| unit.body.var(*it).name.to_string()).collect()
    };
    let (captured, late) = (names(captured), names(late));
    let mut label = Vec::new();
    let mut tooltip = Vec::new();
    if !captured.is_empty() {
        label.push(format!("captures {}", captured.join(", ")));
        tooltip.push(format!(
            "Captures the variables {}: it sees what they are bound to when it runs, and they live as long as it does.",
            quoted(&captured)
        ));
    }
    if !late.is_empty() {
        label.push(format!("late {}", late.join(", ")));
        tooltip.push(format!(
            "{} bound again after this function was made: when it runs it sees the new value.",
            quoted(&late) + if late.len() == 1 { " is" } else { " are" }
        ));
    }
    let hint = Hint { offset, label: label.join("; "), tooltip: tooltip.join("\n\n") };
    (!hint.label.is_empty()).then_some(hint)
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    names.join(", ")
}

/// Behind the word `lambda`, or the colon of a `def`.
fn place(db: &dyn Db, unit: &CodeUnit<'_>, scope: BodyScope) -> Option<TextSize> {
    let range = unit.scope_range(scope);
    if matches!(unit.body.scope(scope).kind, ScopeKind::Lambda) {
        return Some(range.end());
    }
    let root = parse(db, unit.file).syntax();
    // Not `token_at_offset`, which looks at all that stand before.
    let name = root.covering_element(range).into_token()?;
    let def = name.parent().filter(|it| it.kind() == SyntaxKind::FUNCTION_DEF)?;
    let colon = def.children_with_tokens().find(|it| it.kind() == SyntaxKind::COLON)?;
    Some(colon.text_range().end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    fn check(text: &str, expected: &str) {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let all = TextRange::up_to(TextSize::of(text));
        let wanted = Wanted { captures: true, late_binding: true };
        let mut shown = text.to_owned();
        for hint in hints(&db, file, all, wanted).into_iter().rev() {
            shown.insert_str(usize::from(hint.offset), &format!("⟨{}⟩", hint.label));
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn captures_are_told() {
        check(
            "def f(x):\n    y = 1\n    def g(z): return x, y, z\n    return g\n",
            "def f(x):\n    y = 1\n    def g(z):⟨captures x, y⟩ return x, y, z\n    return g\n",
        );
        check("def f(x):\n    return lambda: x\n", "def f(x):\n    return lambda⟨captures x⟩: x\n");
        check("def f(x): return x\n", "def f(x): return x\n");
    }

    #[test]
    fn late_binding_is_told() {
        check(
            "def f():\n    all = []\n    for i in range(3):\n        all.append(lambda: i)\n    return all\n",
            "def f():\n    all = []\n    for i in range(3):\n        all.append(lambda⟨late i⟩: i)\n    return all\n",
        );
    }
}
