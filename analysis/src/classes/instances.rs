//! Which attributes the methods of a class put on their instance.

use std::collections::BTreeMap;

use super::{ClassId, MethodKind, RawKind, raw_members};
use crate::body::{Body, Expr, ExprId, Name, Stmt, StmtId, VarId};
use crate::classes::{MemberKind, class_model};
use crate::db::Db;
use crate::unit::{Unit, unit_body};

/// The attributes that methods of one class assign through their first parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceAttributes {
    /// By name, in the order of the text.
    pub sites: BTreeMap<Name, Vec<AttributeSite>>,
    /// `setattr`, `self.__dict__` or `vars(self)` is somewhere: there may be others.
    pub is_open: bool,
}

/// A place that assigns an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeSite {
    /// The method.
    pub unit: Unit,
    /// The statement.
    pub stmt: StmtId,
    /// What is assigned; none where it is a part of something, an element, or deleted.
    pub value: Option<ExprId>,
    /// It is `del`.
    pub is_deleted: bool,
}

/// What the methods of `class` itself assign.
#[salsa::tracked(returns(ref))]
pub fn instance_attributes(db: &dyn Db, class: ClassId) -> InstanceAttributes {
    let mut found = InstanceAttributes::default();
    let model = class_model(db, class);
    let gets_no_instance = |unit: Unit| {
        model.members.iter().any(|it| match it.kind {
            MemberKind::Method {
                how: MethodKind::Static | MethodKind::Class, unit: it, ..
            } => it == Some(unit),
            _ => false,
        })
    };
    // Not the members: a setter and a method that is defined twice assign too.
    let functions = raw_members(db, class).iter().filter_map(|it| match it.kind {
        RawKind::Function { unit, .. } => unit,
        _ => None,
    });
    for unit in functions.filter(|it| !gets_no_instance(*it)) {
        collect(unit_body(db, unit), unit, &mut found);
    }
    found
}

fn collect(body: &Body, unit: Unit, found: &mut InstanceAttributes) {
    let Some(scope) = body.scopes.first().filter(|it| !it.params.is_empty()) else { return };
    let instance = scope.vars[0];
    if is_rebound(body, instance) {
        found.is_open = true;
        return;
    }
    let mut collector = Collector { body, unit, instance, found };
    for (stmt, it) in body.stmts() {
        collector.statement(stmt, it);
    }
    if is_open(body, instance) {
        found.is_open = true;
    }
}

struct Collector<'a> {
    body: &'a Body,
    unit: Unit,
    instance: VarId,
    found: &'a mut InstanceAttributes,
}

impl Collector<'_> {
    fn statement(&mut self, id: StmtId, stmt: &Stmt) {
        match stmt {
            Stmt::Assign { targets, value } => {
                targets.iter().for_each(|it| self.target(*it, id, Some(*value), false));
            }
            Stmt::AnnAssign { target, value: Some(value), .. } => {
                self.target(*target, id, Some(*value), false);
            }
            Stmt::AugAssign { target, .. } | Stmt::For { target, .. } => {
                self.target(*target, id, None, false);
            }
            Stmt::Delete(targets) => {
                targets.iter().for_each(|it| self.target(*it, id, None, true));
            }
            Stmt::With { items, .. } => {
                let targets = items.iter().filter_map(|it| it.target);
                targets.for_each(|it| self.target(it, id, None, false));
            }
            _ => {}
        }
    }

    fn target(&mut self, target: ExprId, stmt: StmtId, value: Option<ExprId>, is_deleted: bool) {
        match self.body.expr(target) {
            Expr::Attr { value: owner, name }
                if self.body.expr(*owner).local() == Some(self.instance) =>
            {
                let site = AttributeSite { unit: self.unit, stmt, value, is_deleted };
                self.found.sites.entry(name.clone()).or_default().push(site);
            }
            Expr::Tuple(all) | Expr::List(all) => {
                all.iter().for_each(|it| self.target(*it, stmt, None, is_deleted));
            }
            Expr::Starred(it) => self.target(*it, stmt, None, is_deleted),
            _ => {}
        }
    }
}

/// Is the parameter bound to something else anywhere?
fn is_rebound(body: &Body, instance: VarId) -> bool {
    let is_it = |it: ExprId| names_in(body, it, instance);
    body.var(instance).is_bound_inside
        || body.stmts.iter().any(|it| match it {
            Stmt::Assign { targets, .. } => targets.iter().any(|it| is_it(*it)),
            Stmt::AugAssign { target, .. } | Stmt::For { target, .. } => is_it(*target),
            Stmt::AnnAssign { target, value: Some(_), .. } => is_it(*target),
            Stmt::With { items, .. } => items.iter().filter_map(|it| it.target).any(is_it),
            _ => false,
        })
}

/// Does a target bind `var`?
fn names_in(body: &Body, target: ExprId, var: VarId) -> bool {
    match body.expr(target) {
        Expr::Tuple(all) | Expr::List(all) => all.iter().any(|it| names_in(body, *it, var)),
        Expr::Starred(it) => names_in(body, *it, var),
        it => it.local() == Some(var),
    }
}

/// Does a method reach for its instance's attributes by other means than their names?
fn is_open(body: &Body, instance: VarId) -> bool {
    body.exprs().any(|(_, it)| match it {
        Expr::Attr { value, name } => {
            name == "__dict__" && body.expr(*value).local() == Some(instance)
        }
        Expr::Call { func, args } => {
            let name = match body.expr(*func) {
                Expr::Name(it) => body.name_of(it),
                Expr::Attr { name, .. } => name,
                _ => return false,
            };
            let passes = args.iter().any(|it| body.expr(it.value).local() == Some(instance));
            passes && matches!(name.as_str(), "setattr" | "__setattr__" | "vars" | "delattr")
        }
        _ => false,
    })
}
