//! What a name, attribute, literal, call or comparison refers to: which object, where it was made,
//! under which other names, who holds it, what `is` answers.
//!
//! Only what no type checker says is said, and only what is certain; where that is nothing there is
//! no hover. Each kind of claim is tried on CPython (`analysis/tests/hover.rs`).

mod comparison;
mod origin;
mod sharing;
mod variable;

use refwise_syntax::{SyntaxKind, TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::body::{Expr, ExprId};
use crate::db::{Db, File, line_index, parse};
use crate::ide::objects::stored_values;
use crate::nesting::Place;
use crate::rule::CodeUnit;
use crate::shape::ObjId;
use crate::unit::{unit_at, unit_map, unit_start};

/// What is said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub range: TextRange,
    /// What is said: a sentence, then what is known of it, one each.
    pub facts: Vec<String>,
}

impl Hover {
    /// As Markdown: the first fact, and a list of the others.
    pub fn markdown(&self) -> String {
        let (first, others) = self.facts.split_first().expect("a hover says something");
        let others: String = others.iter().map(|it| format!("- {it}\n")).collect();
        match others.is_empty() {
            true => format!("{first}\n"),
            false => format!("{first}\n\n{others}"),
        }
    }
}

/// The unit that is asked about, and which value each target takes as a whole.
struct Asked<'a> {
    code: CodeUnit<'a>,
    stored: FxHashMap<ExprId, ExprId>,
}

impl<'a> Asked<'a> {
    fn new(unit: CodeUnit<'a>) -> Asked<'a> {
        let stored = stored_values(&unit);
        Asked { code: unit, stored }
    }
}

impl<'a> std::ops::Deref for Asked<'a> {
    type Target = CodeUnit<'a>;

    fn deref(&self) -> &CodeUnit<'a> {
        &self.code
    }
}

/// What is known at `offset` of `file`; `None` where there is nothing to add.
pub fn hover(db: &dyn Db, file: File, offset: TextSize) -> Option<Hover> {
    let root = parse(db, file).syntax();
    let inside_text = offset <= root.text_range().end();
    let mut tokens = inside_text.then(|| root.token_at_offset(offset))?;
    let is_silent = |it: SyntaxKind| matches!(it, SyntaxKind::COMMENT | SyntaxKind::NEWLINE);
    if tokens.clone().all(|it| is_silent(it.kind())) && tokens.next().is_some() {
        return None;
    }
    let unit = unit_at(db, file, offset);
    let inside = offset.checked_sub(unit_start(db, unit))?;
    let map = unit_map(db, unit);
    let unit = Asked::new(CodeUnit::new(db, unit));
    if let Some(found) = variable::parameter(&unit, offset) {
        return Some(found);
    }
    let expr = map.expr_at(inside).filter(|it| unit.range(*it).contains_inclusive(offset))?;
    let facts = match unit.body.expr(expr) {
        Expr::Compare { .. } => return comparison::hover(&unit, expr, offset),
        _ => of_expr(&unit, expr, offset)?,
    };
    let range = match unit.body.expr(expr) {
        Expr::Call { .. } | Expr::Name(_) | Expr::Attr { .. } | Expr::Const(_) => unit.range(expr),
        // The bracket rather than all that stands in it.
        _ => first_token(&unit, expr).unwrap_or(unit.range(expr)),
    };
    Some(Hover { range, facts })
}

fn first_token(unit: &CodeUnit<'_>, expr: ExprId) -> Option<TextRange> {
    let root = parse(unit.db, unit.file).syntax();
    let first = root.token_at_offset(unit.range(expr).start()).right_biased()?;
    Some(first.text_range())
}

/// The facts of an expression; of the call where it is what is called and has none of its own.
fn of_expr(unit: &Asked<'_>, expr: ExprId, offset: TextSize) -> Option<Vec<String>> {
    let call = match unit.nesting().place(expr) {
        Place::Expr(it) if is_callee(unit, it, expr) => Some(it),
        _ => None,
    };
    let is_method = matches!(unit.body.expr(expr), Expr::Attr { .. });
    let own = match call {
        Some(_) if is_method && is_on_name(unit, expr, offset) => None,
        _ => own_facts(unit, expr, offset),
    };
    own.or_else(|| own_facts(unit, call?, offset))
}

fn is_callee(unit: &Asked<'_>, call: ExprId, expr: ExprId) -> bool {
    matches!(unit.body.expr(call), Expr::Call { func, .. } if *func == expr)
}

fn own_facts(unit: &Asked<'_>, expr: ExprId, offset: TextSize) -> Option<Vec<String>> {
    let mut facts = Vec::new();
    match unit.body.expr(expr) {
        Expr::Name(var) => {
            if let Some(local) = unit.body.expr(expr).local() {
                facts.extend(origin::referred(unit, expr));
                facts.extend(sharing::of(unit, expr));
                facts.extend(variable::captures(unit, local));
            } else {
                facts.extend(variable::global(unit, expr, unit.body.name_of(var)));
            }
        }
        Expr::Attr { name, .. } if is_on_name(unit, expr, offset) => {
            facts.extend(origin::attribute(unit, expr, name));
            facts.extend(sharing::of(unit, expr));
        }
        Expr::Call { .. } => {
            facts.extend(origin::referred(unit, expr));
            facts.extend(sharing::of(unit, expr));
        }
        Expr::Const(_) if is_docstring(unit, expr) => return None,
        _ => {
            facts.extend(origin::written(unit, expr));
            facts.extend(sharing::of(unit, expr));
        }
    }
    let has_subject = facts.first().is_some_and(|it| !it.starts_with(char::is_lowercase));
    if !has_subject && !facts.is_empty() {
        facts.insert(0, format!("`{}`", title(unit, expr)));
    }
    // That a name refers to one thing alone is what a type checker says as well.
    let is_plain = |it: &String| it.contains("refers to") && !it.contains(" or ");
    match &facts[..] {
        [] => None,
        [only] if is_plain(only) => None,
        _ => Some(facts),
    }
}

/// Does `offset` stand behind the dot?
fn is_on_name(unit: &Asked<'_>, expr: ExprId, offset: TextSize) -> bool {
    let Expr::Attr { value, .. } = unit.body.expr(expr) else { return false };
    unit.range(*value).end() < offset
}

/// A string that stands alone is read by people.
fn is_docstring(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let mut stmts = unit.body.stmts();
    stmts.any(|it| matches!(it.1, crate::body::Stmt::Expr(alone) if *alone == expr))
}

/// The text of an expression, its first line only.
fn title(unit: &CodeUnit<'_>, expr: ExprId) -> String {
    let text = unit.text(expr);
    let first = text.lines().next().unwrap_or_default();
    let short: String = first.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// The line of an expression, from one.
fn line(unit: &CodeUnit<'_>, expr: ExprId) -> u32 {
    line_at(unit, unit.range(expr).start())
}

fn line_at(unit: &CodeUnit<'_>, offset: TextSize) -> u32 {
    line_index(unit.db, unit.file).line_col(offset).line + 1
}

/// Is the attribute `expr` one of an object whose class is known, so that reading gives what was
/// stored?
fn is_plain_attribute(unit: &Asked<'_>, expr: ExprId) -> bool {
    use crate::shape::ClassOf;
    let Expr::Attr { value, .. } = unit.body.expr(expr) else { return true };
    let class = unit.shape().class_of_expr(origin::read(unit, *value));
    matches!(class, ClassOf::Known(_) | ClassOf::Local(_))
}

/// The one object that an expression is, where two uses of the object are the same one for certain.
fn certain_object(unit: &Asked<'_>, expr: ExprId) -> Option<ObjId> {
    use crate::shape::Object;
    if !is_plain_attribute(unit, expr) {
        return None;
    }
    let shape = unit.shape();
    let id = shape.value(origin::read(unit, expr)).sole().filter(|it| shape.is_one(*it))?;
    let is_certain = match shape.object(id) {
        Object::Made { site, .. } => !origin::is_decorated(unit, site.expr),
        Object::Function(_) | Object::LocalClass(_) | Object::Param(..) => true,
        _ => false,
    };
    is_certain.then_some(id)
}
