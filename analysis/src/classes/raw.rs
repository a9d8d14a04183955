//! What the body of a class binds, as it is written: nothing here looks beyond the body.

use super::ClassId;
use crate::body::{Block, Body, BodyScope, Expr, ExprId, Name, Pattern, Stmt, StmtId, VarRef};
use crate::db::Db;
use crate::items::class_scope;
use crate::unit::{Unit, inner_unit, unit_body};

/// One binding in the body of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMember {
    /// The name, mangled where it is private.
    pub name: Name,
    /// What is bound.
    pub kind: RawKind,
    /// The annotation.
    pub annotation: Option<ExprId>,
    /// The statement.
    pub stmt: StmtId,
    /// It runs whenever the body does: it stands in no branch or loop.
    pub is_certain: bool,
}

/// What a class binds to a name. Expressions and scopes are those of the top level of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawKind {
    /// A function, before its decorators.
    Function {
        /// Its scope, with the decorators.
        scope: BodyScope,
        /// Its body; none for a class in a function.
        unit: Option<Unit>,
    },
    /// A class.
    Class(ClassId),
    /// The value of an expression.
    Value(ExprId),
    /// `name: annotation` binds nothing.
    Declared,
    /// It is deleted.
    Nothing,
    /// An import, an element, what `with` gives.
    Other,
}

/// The bindings in the body of `class`, in the order of the text.
#[salsa::tracked(returns(deref))]
pub fn raw_members(db: &dyn Db, class: ClassId) -> Vec<RawMember> {
    let Some(scope) = class_scope(db, class) else { return Vec::new() };
    let unit = Unit::of_file(db, class.file(db));
    members_in(db, unit, unit_body(db, unit), scope)
}

/// The bindings in the body of the class `scope` of `unit`.
pub(super) fn members_in(db: &dyn Db, unit: Unit, body: &Body, scope: BodyScope) -> Vec<RawMember> {
    let mut walk = Walk { db, unit, body, scope, found: Vec::new(), is_certain: true };
    walk.block(&body.scope(scope).body);
    walk.bound_otherwise();
    walk.found
}

struct Walk<'a> {
    db: &'a dyn Db,
    unit: Unit,
    body: &'a Body,
    scope: BodyScope,
    found: Vec<RawMember>,
    is_certain: bool,
}

impl Walk<'_> {
    fn block(&mut self, block: &Block) {
        block.iter().for_each(|it| self.statement(*it));
    }

    fn statement(&mut self, stmt: StmtId) {
        match self.body.stmt(stmt) {
            Stmt::Assign { targets, value } => {
                targets.iter().for_each(|it| self.target(*it, RawKind::Value(*value), None, stmt));
            }
            Stmt::AnnAssign { target, annotation, value } => {
                let kind = value.map_or(RawKind::Declared, RawKind::Value);
                self.target(*target, kind, Some(*annotation), stmt);
            }
            Stmt::AugAssign { target, .. } => self.target(*target, RawKind::Other, None, stmt),
            Stmt::Delete(targets) => {
                targets.iter().for_each(|it| self.target(*it, RawKind::Nothing, None, stmt));
            }
            Stmt::FunctionDef { scope, var } => {
                let unit = inner_unit(self.db, self.unit, *scope);
                self.bind(var, RawKind::Function { scope: *scope, unit }, None, stmt);
            }
            Stmt::ClassDef { scope, var } => {
                let class = super::class_at(self.db, self.unit.file(self.db), *scope)
                    .filter(|_| self.unit.is_file(self.db));
                self.bind(var, class.map_or(RawKind::Other, RawKind::Class), None, stmt);
            }
            Stmt::Import(it) => {
                it.aliases.iter().for_each(|it| self.bind(&it.var, RawKind::Other, None, stmt));
            }
            Stmt::TypeAlias { var } => self.bind(var, RawKind::Other, None, stmt),
            it => self.compound(it, stmt),
        }
    }

    fn compound(&mut self, compound: &Stmt, stmt: StmtId) {
        if let Stmt::With { items, body, .. } = compound {
            let targets = items.iter().filter_map(|it| it.target);
            targets.for_each(|it| self.target(it, RawKind::Other, None, stmt));
            return self.block(body);
        }
        let outer = std::mem::replace(&mut self.is_certain, false);
        match compound {
            Stmt::For { target, .. } => self.target(*target, RawKind::Other, None, stmt),
            Stmt::Try { handlers, .. } => {
                let vars = handlers.iter().filter_map(|it| it.var.as_ref());
                vars.for_each(|it| self.bind(it, RawKind::Other, None, stmt));
            }
            Stmt::Match { cases, .. } => {
                cases.iter().for_each(|it| self.pattern(&it.pattern, stmt));
            }
            _ => {}
        }
        compound.blocks(|it| self.block(it));
        self.is_certain = outer;
    }

    fn pattern(&mut self, pattern: &Pattern, stmt: StmtId) {
        let mut bind = |var: &VarRef| self.bind(var, RawKind::Other, None, stmt);
        match pattern {
            Pattern::Capture(var) | Pattern::Star(Some(var)) => bind(var),
            Pattern::As(inner, var) => {
                bind(var);
                self.pattern(inner, stmt);
            }
            Pattern::Or(all) | Pattern::Sequence(all) => {
                all.iter().for_each(|it| self.pattern(it, stmt));
            }
            Pattern::Mapping { items, rest } => {
                rest.iter().for_each(bind);
                items.iter().for_each(|it| self.pattern(&it.1, stmt));
            }
            Pattern::Class { patterns, keywords, .. } => {
                patterns.iter().for_each(|it| self.pattern(it, stmt));
                keywords.iter().for_each(|it| self.pattern(&it.1, stmt));
            }
            Pattern::Wildcard | Pattern::Value(_) | Pattern::Singleton(_) | Pattern::Star(None) => {
            }
        }
    }

    fn target(&mut self, target: ExprId, kind: RawKind, annotation: Option<ExprId>, stmt: StmtId) {
        match self.body.expr(target) {
            Expr::Name(var) => self.bind(var, kind, annotation, stmt),
            Expr::Tuple(all) | Expr::List(all) => {
                let inner = if kind == RawKind::Nothing { kind } else { RawKind::Other };
                all.iter().for_each(|it| self.target(*it, inner, None, stmt));
            }
            Expr::Starred(it) => self.target(*it, RawKind::Other, None, stmt),
            _ => {}
        }
    }

    fn bind(&mut self, var: &VarRef, kind: RawKind, annotation: Option<ExprId>, stmt: StmtId) {
        let VarRef::Local(var) = var else { return };
        let var = self.body.var(*var);
        if var.scope == self.scope {
            let (name, is_certain) = (var.name.clone(), self.is_certain);
            self.found.push(RawMember { name, kind, annotation, stmt, is_certain });
        }
    }

    /// What expressions bind.
    fn bound_otherwise(&mut self) {
        self.is_certain = false;
        for (_, expr) in self.body.exprs() {
            if let Expr::Walrus { target, .. } = expr {
                self.bind(target, RawKind::Other, None, StmtId::new(0));
            }
        }
    }
}
