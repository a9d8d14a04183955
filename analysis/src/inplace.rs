//! What a unit changes in place, and where the changed objects come from.
//!
//! A change is told by its words: a method that changes its object, an item that is set or deleted,
//! `op=`. Whether the object is one that such words change is for the reader to know: it looks at
//! the [`origins`] of the object.

use refwise_model::ParamKind as RowKind;

use crate::body::{
    Arg, ArgKind, Body, BodyScope, CompKind, Expr, ExprId, Name, Operator, ParamKind, ScopeKind,
    Stmt, VarRef,
};
use crate::classes::{ClassId, RawKind, raw_members};
use crate::db::Db;
use crate::flow::definitions::{DefKind, Definitions};
use crate::items::{self, Definition};
use crate::rule::CodeUnit;
use crate::shape::{Happening, Mutation, SummaryObject, summary};
use crate::unit::{Unit, unit_body};

/// A change of an object in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The call or the target.
    pub at: ExprId,
    /// The expression whose value is changed.
    pub object: ExprId,
    /// How.
    pub how: How,
}

/// How an object is changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// A method or `x[i] += ..` adds to it.
    Adds,
    /// A method or `del` takes something out.
    Removes,
    /// A method changes the order.
    Arranges,
    /// An item is set.
    Sets,
    /// `op=`: only what can be changed in place.
    Augments,
}

/// What a method of a mutable container does to it, by its name.
fn how(method: &str) -> Option<How> {
    Some(match method {
        "add" | "append" | "appendleft" | "extend" | "extendleft" | "insert" | "setdefault"
        | "update" => How::Adds,
        "clear"
        | "difference_update"
        | "discard"
        | "intersection_update"
        | "pop"
        | "popitem"
        | "popleft"
        | "remove"
        | "symmetric_difference_update" => How::Removes,
        "move_to_end" | "reverse" | "rotate" | "sort" => How::Arranges,
        _ => return None,
    })
}

impl How {
    /// Does it do something to an empty container?
    pub(crate) const fn fills(self) -> bool {
        matches!(self, How::Adds | How::Sets | How::Augments)
    }
}

/// The changes in a body, in no particular order.
pub(crate) fn changes(body: &Body) -> Vec<Change> {
    let mut found = Vec::new();
    for (_, stmt) in body.stmts() {
        match stmt {
            Stmt::Assign { targets, .. } => {
                targets.iter().for_each(|it| stored(body, *it, How::Sets, &mut found));
            }
            Stmt::For { target, .. } => stored(body, *target, How::Sets, &mut found),
            Stmt::Delete(targets) => {
                targets.iter().for_each(|it| stored(body, *it, How::Removes, &mut found));
            }
            Stmt::AugAssign { target, .. } => {
                stored(body, *target, How::Adds, &mut found);
                found.push(Change { at: *target, object: *target, how: How::Augments });
            }
            _ => {}
        }
    }
    for (at, expr) in body.exprs() {
        let Expr::Call { func, .. } = expr else { continue };
        let Expr::Attr { value, name } = body.expr(*func) else { continue };
        found.extend(how(name).map(|how| Change { at, object: *value, how }));
    }
    found
}

fn stored(body: &Body, target: ExprId, how: How, found: &mut Vec<Change>) {
    match body.expr(target) {
        Expr::Subscript { value, .. } => found.push(Change { at: target, object: *value, how }),
        Expr::Tuple(all) | Expr::List(all) => {
            all.iter().for_each(|it| stored(body, *it, how, found));
        }
        Expr::Starred(it) => stored(body, *it, how, found),
        _ => {}
    }
}

/// The arguments of a call that the callee changes in place.
pub(crate) fn changed_arguments(unit: &CodeUnit<'_>, func: ExprId, args: &[Arg]) -> Vec<ExprId> {
    let is_plain = |it: &Arg| matches!(it.kind, ArgKind::Positional | ArgKind::Keyword(_));
    if args.is_empty() || !args.iter().all(is_plain) {
        return Vec::new();
    }
    match items::definition_of(unit.db, unit.unit, func) {
        Definition::Function(callee) => by_function(unit.db, callee, args),
        Definition::External(path) => by_row(&path, args),
        _ => Vec::new(),
    }
}

fn by_function(db: &dyn Db, callee: Unit, args: &[Arg]) -> Vec<ExprId> {
    let scope = unit_body(db, callee).scope(BodyScope::OWN);
    let is_wrapped = scope.decorators.iter().next().is_some() || callee.is_in_class(db);
    if is_wrapped || scope.is_generator || scope.is_coroutine {
        return Vec::new();
    }
    let summary = summary(db, callee);
    let changed = summary.happenings.iter().filter_map(|(object, what)| {
        let SummaryObject::Param(idx) = summary.objects[*object] else { return None };
        let param = &summary.params[idx as usize];
        let is_single = !matches!(param.kind, ParamKind::VarPositional | ParamKind::VarKeyword);
        let is_change = *what == Happening::Mutated(Mutation::Items);
        (is_change && is_single).then(|| argument(args, idx as usize, &param.name)).flatten()
    });
    changed.collect()
}

fn by_row(path: &str, args: &[Arg]) -> Vec<ExprId> {
    let Some(row) = refwise_model::function(path) else { return Vec::new() };
    let changed = row.mutates.iter().filter_map(|it| {
        let param = &row.params[it.0 as usize];
        let is_single = !matches!(param.kind, RowKind::VarPositional | RowKind::VarKeyword);
        is_single.then(|| argument(args, it.0 as usize, param.name)).flatten()
    });
    changed.collect()
}

/// What the parameter `name` at `idx` gets from arguments without stars.
fn argument(args: &[Arg], idx: usize, name: &str) -> Option<ExprId> {
    let positional = args.get(idx).filter(|it| it.kind == ArgKind::Positional);
    let by_name = || args.iter().find(|it| matches!(&it.kind, ArgKind::Keyword(it) if it == name));
    positional.or_else(by_name).map(|it| it.value)
}

/// Where the value of an expression may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    /// The expression itself and those whose value it may be, as the same object.
    pub exprs: Vec<ExprId>,
    /// Parameters that it may be.
    pub params: Vec<(BodyScope, usize)>,
}

/// Where the value of `expr` may come from: through local variables, `or`, `and`, conditions and
/// what `op=` leaves as it is.
pub(crate) fn origins(body: &Body, definitions: &Definitions, expr: ExprId) -> Origins {
    let mut found = Origins::default();
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        if found.exprs.contains(&expr) || found.exprs.len() > 64 {
            continue;
        }
        found.exprs.push(expr);
        match body.expr(expr) {
            Expr::Bool { operands, .. } => waiting.extend(operands),
            Expr::If { then, orelse, .. } => waiting.extend([*then, *orelse]),
            Expr::Walrus { value, .. } => waiting.push(*value),
            Expr::Name(VarRef::Local(_)) => {
                for def in definitions.reaching(expr).iter().map(|it| definitions.def(*it)) {
                    match def.kind {
                        DefKind::Value(it) => waiting.push(it),
                        DefKind::Param(idx) => {
                            found.params.push((body.var(def.var).scope, idx));
                        }
                        DefKind::Augmented(stmt) => {
                            if let Stmt::AugAssign { target, .. } = body.stmt(stmt) {
                                waiting.push(*target);
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The name of the class of a mutable container that `expr` makes anew: a display, comprehension or
/// constructor.
pub(crate) fn new_container(db: &dyn Db, unit: Unit, expr: ExprId) -> Option<&'static str> {
    let body = unit_body(db, unit);
    Some(match body.expr(expr) {
        Expr::List(_) => "list",
        Expr::Dict(_) => "dict",
        Expr::Set(_) => "set",
        Expr::Comp(scope) => match &body.scope(*scope).kind {
            ScopeKind::Comp { kind: CompKind::List, .. } => "list",
            ScopeKind::Comp { kind: CompKind::Dict, .. } => "dict",
            ScopeKind::Comp { kind: CompKind::Set, .. } => "set",
            _ => return None,
        },
        Expr::Bin { op: Operator::Mult | Operator::Add, left, .. } => match body.expr(*left) {
            Expr::List(_) => "list",
            _ => return None,
        },
        Expr::Call { func, .. } => match items::definition_of(db, unit, *func) {
            Definition::External(path) => match path.as_str() {
                "builtins.list" => "list",
                "builtins.dict" => "dict",
                "builtins.set" => "set",
                "builtins.bytearray" => "bytearray",
                "collections.defaultdict" => "defaultdict",
                "collections.OrderedDict" => "OrderedDict",
                "collections.Counter" => "Counter",
                "collections.deque" => "deque",
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    })
}

/// Does `expr`, which makes a container, make an empty one?
pub(crate) fn is_empty(body: &Body, expr: ExprId) -> bool {
    match body.expr(expr) {
        Expr::List(it) | Expr::Set(it) => it.is_empty(),
        Expr::Dict(it) => it.is_empty(),
        // The argument of `defaultdict` is no item.
        Expr::Call { func, args } => match body.expr(*func) {
            Expr::Name(it) if body.name_of(it) == "defaultdict" => args.len() < 2,
            Expr::Attr { name, .. } if name == "defaultdict" => args.len() < 2,
            _ => args.is_empty(),
        },
        _ => false,
    }
}

/// A change of what an instance holds by an attribute, in a method of its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttributeChange {
    /// The method.
    pub unit: Unit,
    /// The attribute.
    pub name: Name,
    /// The change; its expressions are those of the method's body.
    pub change: Change,
}

/// The changes of `self.name.…` in the methods that the body of `class` defines.
pub(crate) fn attribute_changes(db: &dyn Db, class: ClassId) -> Vec<AttributeChange> {
    let functions = raw_members(db, class).iter().filter_map(|it| match it.kind {
        RawKind::Function { unit, .. } => unit,
        _ => None,
    });
    let mut found = Vec::new();
    for unit in functions {
        let body = unit_body(db, unit);
        for change in changes(body) {
            if let Some(name) = attribute_of_first(body, change.object) {
                found.push(AttributeChange { unit, name: name.clone(), change });
            }
        }
    }
    found
}

/// The attribute that `expr` reads from the first parameter of the unit.
pub(crate) fn attribute_of_first(body: &Body, expr: ExprId) -> Option<&Name> {
    let Expr::Attr { value, name } = body.expr(expr) else { return None };
    let own = body.scope(BodyScope::OWN);
    let first = own.vars.first().filter(|_| !own.params.is_empty())?;
    (body.expr(*value).local() == Some(*first)).then_some(name)
}
