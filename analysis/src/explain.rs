//! What is known of the objects at a place, in words and drawn: for people who ask why.

use std::fmt::Write;

use refwise_syntax::TextSize;

use crate::body::{ExprId, VarId};
use crate::db::{Db, File, line_index};
use crate::rule::CodeUnit;
use crate::shape::rings::{Certainty, Ring};
use crate::shape::{ClassOf, Label, ObjId, Object, Value, explain};
use crate::unit::{unit_at, unit_map, unit_start};

/// What is known of the expression at `offset` of `file`; `None` where there is none.
///
/// One paragraph for each object that it can be: what and where it is made, whether it is one and
/// the same in a run of the function, which variables hold it when the function ends, what captures
/// those, who holds it, and the rings that it is on.
pub fn explain(db: &dyn Db, file: File, offset: TextSize) -> Option<String> {
    let unit = unit_at(db, file, offset);
    let inside = offset.checked_sub(unit_start(db, unit))?;
    let expr = unit_map(db, unit).expr_at(inside)?;
    let unit = CodeUnit::new(db, unit);
    let mut text = format!("`{}`\n", unit.text(expr));
    let value = value_at(&unit, expr);
    if value.is_unknown() {
        text.push_str(
            "  not known: it comes from code that is not followed, so nothing is said of it\n",
        );
        return Some(text);
    }
    for id in value.iter() {
        Teller { unit: &unit, id, text: &mut text }.object();
    }
    Some(text)
}

/// The objects that an expression can be; of a target, what is stored there.
fn value_at(unit: &CodeUnit<'_>, expr: ExprId) -> Value {
    let shape = unit.shape();
    let read = shape.value(expr);
    let Some(end) = shape.end.as_ref().filter(|_| read.is_empty()) else { return read.clone() };
    match unit.body.expr(expr).local() {
        Some(var) => end.vars[var.index()].clone(),
        None => end.heap.edges().iter().filter(|it| it.site == expr).map(|it| it.to).collect(),
    }
}

struct Teller<'a> {
    unit: &'a CodeUnit<'a>,
    id: ObjId,
    text: &'a mut String,
}

impl Teller<'_> {
    fn object(&mut self) {
        let shape = self.unit.shape();
        let name = self.name(self.id);
        let made = match shape.object(self.id) {
            Object::Made { site, .. } => format!(", made in line {}", self.line(site.expr)),
            _ => String::new(),
        };
        self.line_of(2, &format!("{name}{made}{}", self.class()));
        self.line_of(4, self.identity());
        let names = self.names();
        if !names.is_empty() {
            self.line_of(4, &format!("known as {} when the function ends", names.join(", ")));
        }
        for holder in self.holders() {
            self.line_of(4, &holder);
        }
        let (unit, id) = (self.unit, self.id);
        for ring in unit.rings().iter().filter(|it| it.steps.iter().any(|it| it.from == id)) {
            self.ring(ring);
        }
    }

    fn line_of(&mut self, indent: usize, text: &str) {
        writeln!(self.text, "{:indent$}{text}", "").expect("a string takes all text");
    }

    fn name(&self, id: ObjId) -> String {
        explain::object(self.unit.db, self.unit.body, self.unit.shape(), id)
    }

    fn line(&self, expr: ExprId) -> u32 {
        let lines = line_index(self.unit.db, self.unit.file);
        lines.line_col(self.unit.range(expr).start()).line + 1
    }

    fn class(&self) -> String {
        match self.unit.shape().class_of(self.id) {
            ClassOf::External(path) => format!(", a {path}"),
            ClassOf::Known(_) | ClassOf::Local(_) | ClassOf::Unknown => String::new(),
        }
    }

    fn identity(&self) -> &'static str {
        let shape = self.unit.shape();
        match shape.object(self.id) {
            Object::Const(_) => "a constant: equal ones in this file are one object",
            Object::Method { .. } => "made anew each time the attribute is read",
            Object::Global(_) => "one object as long as its module lives",
            Object::Param(..) | Object::Captured(_) | Object::Held { .. } => {
                "an object of the caller: the same in the whole call"
            }
            _ if shape.is_one(self.id) => "one new object for each run of the function",
            _ => "made several times in one run: there may be more than one",
        }
    }

    /// The variables that hold it at the end, and what captures them.
    fn names(&self) -> Vec<String> {
        let Some(end) = &self.unit.shape().end else { return Vec::new() };
        let body = self.unit.body;
        let held = end.vars.iter().enumerate().filter(|(_, it)| it.contains(self.id));
        held.map(|(idx, _)| {
            let var = VarId::new(idx);
            let captured = self.unit.body.scopes().filter(|(_, it)| it.free.contains(&var));
            let by: Vec<String> = captured
                .filter(|(_, it)| it.is_function())
                .map(
                    |(_, it)| {
                        if it.name.is_empty() { "a lambda".into() } else { it.name.to_string() }
                    },
                )
                .collect();
            match by.is_empty() {
                true => format!("`{}`", body.var(var).name),
                false => format!("`{}` (captured by {})", body.var(var).name, by.join(", ")),
            }
        })
        .collect()
    }

    fn holders(&self) -> Vec<String> {
        let shape = self.unit.shape();
        let Some(end) = &shape.end else { return Vec::new() };
        let edges = end.heap.edges().iter().filter(|it| it.to == self.id);
        edges
            .map(|it| {
                let how = match shape.label(it.label) {
                    Label::Attr(name) => format!(" as attribute `{name}`"),
                    Label::Item => " as an item".to_owned(),
                    Label::Key => " as a key".to_owned(),
                    Label::Weak => ", weakly".to_owned(),
                    _ => String::new(),
                };
                let perhaps = if it.must { "" } else { "perhaps " };
                let line = self.line(it.site);
                format!("{perhaps}held by {}{how}, since line {line}", self.name(it.from))
            })
            .collect()
    }

    fn ring(&mut self, ring: &Ring) {
        let how = match ring.certainty {
            Certainty::Certain => "on a ring that only the cycle collector frees",
            Certainty::Likely => "on a ring, unless others break it",
            Certainty::Possible => "perhaps on a ring",
        };
        self.line_of(4, &format!("{how}:"));
        for (idx, step) in ring.steps.iter().enumerate() {
            let arrow = if idx == 0 { "┌▶" } else { "│ " };
            let line = step.site.map(|it| format!("  (line {})", self.line(it)));
            let how = match &step.label {
                Label::Attr(name) => format!(".{name}"),
                Label::Item => "[*]".to_owned(),
                Label::Local(name) => format!(", local `{name}`"),
                _ => String::new(),
            };
            let text = format!("{arrow} {}{how}{}", self.name(step.from), line.unwrap_or_default());
            self.line_of(6, &text);
        }
        self.line_of(6, "└──");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::{Change, RootDb};

    /// Explains what stands at `$0`.
    fn check(text: &str, expected: Expect) {
        let offset = text.find("$0").expect("a place");
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text.replace("$0", "")).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let offset = TextSize::try_from(offset).expect("a small text");
        expected.assert_eq(&explain(&db, file, offset).unwrap_or_default());
    }

    #[test]
    fn an_object_on_a_ring() {
        check(
            "def f():\n    d = {}\n    $0d['self'] = d\n    return 1\n",
            expect![[r#"
            `d`
              d, made in line 2, a builtins.dict
                one new object for each run of the function
                known as `d` when the function ends
                held by d as an item, since line 3
                on a ring that only the cycle collector frees:
                  ┌▶ d[*]  (line 3)
                  └──
        "#]],
        );
    }

    #[test]
    fn what_is_captured_and_held() {
        check(
            "def f(items):\n    x = []\n    items.append($0x)\n    return lambda: x\n",
            expect![[r#"
                `x`
                  x, made in line 2, a builtins.list
                    one new object for each run of the function
                    known as `x` (captured by a lambda) when the function ends
                    perhaps held by items as an item, since line 3
            "#]],
        );
    }

    #[test]
    fn what_a_target_holds_then() {
        check(
            "def f(o):\n    o.x$0 = [1]\n",
            expect![[r#"
            `o.x`
              the list, made in line 2, a builtins.list
                one new object for each run of the function
                held by o as attribute `x`, since line 2
        "#]],
        );
    }

    #[test]
    fn what_is_not_known() {
        check(
            "def f():\n    x = g()\n    return $0x\n",
            expect![[r#"
            `x`
              not known: it comes from code that is not followed, so nothing is said of it
        "#]],
        );
    }
}
