//! A unit of the file as rules see it: its body, where things stand, and what is known of it.
//!
//! For rules ranges begin at the unit, so that what they find in one unit stays while another is
//! edited; who shows findings moves them to their place in the file.

use std::cell::OnceCell;
use std::sync::Arc;

use refwise_syntax::{TextRange, TextSize};

use crate::body::{Arg, Body, BodyMap, BodyScope, Expr, ExprId, StmtId};
use crate::captures::{LateChange, late_changes};
use crate::db::{Db, File};
use crate::flow::definitions::Definitions;
use crate::nesting::Nesting;
use crate::shape::rings::{self, Ring};
use crate::shape::{Shape, shape};
use crate::unit::{Unit, kept_map, unit_body, unit_start};

/// A unit of the file.
pub struct CodeUnit<'a> {
    /// The database.
    pub db: &'a dyn Db,
    /// The file.
    pub file: File,
    /// Which unit it is.
    pub unit: Unit,
    /// Its code.
    pub body: &'a Body,
    map: OnceCell<Arc<BodyMap>>,
    /// Places begin at the unit, not at the file.
    is_for_rules: bool,
    shape: OnceCell<Arc<Shape>>,
    definitions: OnceCell<Definitions>,
    rings: OnceCell<Vec<Ring>>,
    late_changes: OnceCell<Vec<LateChange>>,
    nesting: OnceCell<Nesting>,
}

impl<'a> CodeUnit<'a> {
    pub(crate) fn new(db: &'a dyn Db, unit: Unit) -> CodeUnit<'a> {
        CodeUnit {
            db,
            file: unit.file(db),
            unit,
            body: unit_body(db, unit),
            map: OnceCell::new(),
            is_for_rules: false,
            shape: OnceCell::new(),
            definitions: OnceCell::new(),
            rings: OnceCell::new(),
            late_changes: OnceCell::new(),
            nesting: OnceCell::new(),
        }
    }

    /// The unit whose places begin with it.
    pub(crate) fn for_rules(db: &'a dyn Db, unit: Unit) -> CodeUnit<'a> {
        CodeUnit { is_for_rules: true, ..CodeUnit::new(db, unit) }
    }

    /// Which objects there are and who holds whom.
    pub fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| shape(self.db, self.unit))
    }

    /// Which bindings reach which names.
    pub fn definitions(&self) -> &Definitions {
        self.definitions.get_or_init(|| Definitions::new(self.body))
    }

    /// The rings that stand when the unit ends.
    pub fn rings(&self) -> &[Ring] {
        self.rings.get_or_init(|| rings::rings(self.body, self.shape()))
    }

    /// What stands around what.
    pub(crate) fn nesting(&self) -> &Nesting {
        self.nesting.get_or_init(|| Nesting::new(self.body))
    }

    /// Variables that change while a function that captured them is kept.
    pub(crate) fn late_changes(&self) -> &[LateChange] {
        self.late_changes.get_or_init(|| late_changes(self))
    }

    fn map(&self) -> &BodyMap {
        self.map.get_or_init(|| kept_map(self.db, self.unit))
    }

    /// Where places begin.
    fn origin(&self) -> TextSize {
        if self.is_for_rules { TextSize::new(0) } else { self.start() }
    }

    /// Where an expression stands.
    pub fn range(&self, expr: ExprId) -> TextRange {
        self.map().exprs[expr.index()] + self.origin()
    }

    /// Where a statement stands.
    pub fn stmt_range(&self, stmt: StmtId) -> TextRange {
        self.map().stmts[stmt.index()] + self.origin()
    }

    /// Where the name of a function or class, the word `lambda`, or a comprehension stands.
    pub fn scope_range(&self, scope: BodyScope) -> TextRange {
        self.map().scopes[scope.index()] + self.origin()
    }

    /// Where the name of a parameter stands.
    pub fn param_range(&self, scope: BodyScope, idx: usize) -> TextRange {
        self.map().params[scope.index()][idx] + self.origin()
    }

    /// Where the unit starts in the file. Another after most edits before it.
    pub fn start(&self) -> TextSize {
        unit_start(self.db, self.unit)
    }

    /// The text of an expression.
    pub fn text(&self, expr: ExprId) -> &'a str {
        &self.file.text(self.db)[self.map().exprs[expr.index()] + self.start()]
    }

    /// All calls: the expression, what is called, the arguments.
    pub fn calls(&self) -> impl Iterator<Item = (ExprId, ExprId, &'a [Arg])> {
        self.body.exprs().filter_map(|(id, it)| match it {
            Expr::Call { func, args } => Some((id, *func, &**args)),
            _ => None,
        })
    }
}
