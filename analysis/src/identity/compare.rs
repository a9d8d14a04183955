//! The comparison itself.

use super::provenance::{Maker, Provenance, is_value_type, provenance};
use super::{Constant, Identity, Reason};
use crate::body::{BodyScope, Expr, ExprId, Stmt, UnaryOp, VarId, VarRef};
use crate::items::Definition;
use crate::nesting::Place;
use crate::rule::CodeUnit;
use crate::shape::{ClassOf, Happening, ObjId};

use Identity::{Depends, Different, Same};

/// What `a is b` gives.
pub(super) fn compare(unit: &CodeUnit<'_>, a: ExprId, b: ExprId) -> Identity {
    if unit.shape().gave_up {
        return Depends(Reason::Unknown);
    }
    if is_one_variable(unit, a, b) {
        return Same(Reason::OneVariable);
    }
    let asked = Asked { unit, exprs: [a, b] };
    let [left, right] = [a, b].map(|it| provenance(unit, it));
    let all = left.iter().flat_map(|a| right.iter().map(|b| asked.objects(a, b)));
    all.reduce(joined).unwrap_or(Depends(Reason::Unknown))
}

/// What holds where either may be.
fn joined(a: Identity, b: Identity) -> Identity {
    match (a, b) {
        (a @ Depends(_), _) => a,
        (_, b @ Depends(_)) => b,
        (a @ Same(_), Same(_)) | (a @ Different(_), Different(_)) => a,
        _ => Depends(Reason::Several),
    }
}

/// Do both read one variable that one binding has reached, and that is bound once, or have both no
/// code between them?
fn is_one_variable(unit: &CodeUnit<'_>, a: ExprId, b: ExprId) -> bool {
    let body = unit.body;
    let (Some(var), Some(other)) = (body.expr(a).local(), body.expr(b).local()) else {
        return false;
    };
    if var != other || body.var(var).is_bound_inside {
        return false;
    }
    let is_global = unit.unit.is_file(unit.db);
    let definitions = unit.definitions();
    let reaching = definitions.reaching(a);
    let is_bound_once = definitions.defs().filter(|it| it.1.var == var).count() <= 2
        && reaching.len() == 1
        && !is_in_loop(unit, a)
        && !is_global;
    let is_together = is_part_of_one_compare(unit, a, b);
    reaching == definitions.reaching(b) && !reaching.is_empty() && (is_bound_once || is_together)
}

/// Are both operands of one comparison, without anything that could run in between?
fn is_part_of_one_compare(unit: &CodeUnit<'_>, a: ExprId, b: ExprId) -> bool {
    let (Place::Expr(outer), Place::Expr(other)) =
        (unit.nesting().place(a), unit.nesting().place(b))
    else {
        return false;
    };
    let Expr::Compare { left, rest } = unit.body.expr(outer) else { return false };
    let is_name = |it: &ExprId| matches!(unit.body.expr(*it), Expr::Name(_) | Expr::Const(_));
    outer == other && is_name(left) && rest.iter().all(|it| is_name(&it.1))
}

/// May the code around `expr` run more than once in a run of the unit?
fn is_in_loop(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let (body, nesting) = (unit.body, unit.nesting());
    if nesting.scope_of(expr) != Some(BodyScope::OWN) {
        return true;
    }
    match nesting.stmt_of(body, expr) {
        Some(stmt) => {
            let is_test = matches!(body.stmt(stmt), Stmt::While { .. });
            is_test || !nesting.loops(body, stmt).is_empty()
        }
        None => true,
    }
}

struct Asked<'a> {
    unit: &'a CodeUnit<'a>,
    exprs: [ExprId; 2],
}

impl Asked<'_> {
    fn objects(&self, a: &Provenance, b: &Provenance) -> Identity {
        use Provenance as P;
        match (a, b) {
            (P::Unknown, other) | (other, P::Unknown) => self.with_unknown(other),
            (P::Constant(a), P::Constant(b)) => constants(a, b),
            (P::ForeignConstant(a), P::ForeignConstant(b) | P::Constant(b))
            | (P::Constant(a), P::ForeignConstant(b)) => match a == b {
                true => Depends(Reason::OtherFile),
                false => Different(Reason::OtherConstant),
            },
            (P::Fresh(maker, id), P::Fresh(other, _)) => match maker == other {
                true => self.of_one_maker(*maker, *id),
                false => Different(Reason::MadeAnew),
            },
            (P::BoundMethod(at, _), P::BoundMethod(other, _)) => match at == other {
                true if is_in_loop(self.unit, *at) => Depends(Reason::MadeRepeatedly),
                true => Same(Reason::OneObject),
                false => Different(Reason::BoundMethod),
            },
            (P::BoundMethod(_, id), other) | (other, P::BoundMethod(_, id)) => {
                self.new_and_other(*id, other, Reason::BoundMethod)
            }
            (P::Fresh(_, id), other) | (other, P::Fresh(_, id)) => {
                self.new_and_other(*id, other, Reason::MadeAnew)
            }
            (P::Definition(a), P::Definition(b)) => self.definitions(a, b),
            (P::Definition(it), other) | (other, P::Definition(it)) => {
                self.definition_and_other(it, other)
            }
            (P::Computed(class, id), P::Computed(other, other_id)) => {
                self.computed(class, *id, other, *other_id)
            }
            (P::Computed(class, _), P::Constant(it) | P::ForeignConstant(it))
            | (P::Constant(it) | P::ForeignConstant(it), P::Computed(class, _)) => {
                computed_and_constant(class, it)
            }
            (P::Argument(a), P::Argument(b)) if a == b => Same(Reason::OneObject),
            (P::Argument(_), _) | (_, P::Argument(_)) => Depends(Reason::Caller),
            (P::Attribute(_), _) | (_, P::Attribute(_)) => Depends(Reason::Attribute),
            (P::Variable(_), _) | (_, P::Variable(_)) => Depends(Reason::Variable),
        }
    }

    /// What is made here cannot come from anywhere else before it is handed on.
    fn with_unknown(&self, other: &Provenance) -> Identity {
        match other {
            Provenance::Fresh(_, id) if self.is_kept_here(*id) => Different(Reason::MadeAnew),
            Provenance::BoundMethod(_, id) if self.is_kept_here(*id) => {
                Different(Reason::BoundMethod)
            }
            _ => Depends(Reason::Unknown),
        }
    }

    /// One expression has made both; but has it made one object?
    fn of_one_maker(&self, maker: Maker, id: ObjId) -> Identity {
        let unit = self.unit;
        let is_once = match maker {
            Maker::Site(it) => !is_in_loop(unit, it.expr),
            Maker::Scope(it) => match unit.nesting().definer(it) {
                Some(stmt) => {
                    unit.nesting().scope_of_stmt(stmt) == BodyScope::OWN
                        && unit.nesting().loops(unit.body, stmt).is_empty()
                }
                None => unit.nesting().maker(it).is_some_and(|it| !is_in_loop(unit, it)),
            },
            Maker::Call(_) => true,
        };
        // Where variables hold what was made before, the shape has seen more than one.
        let is_held = self.exprs.iter().any(|it| matches!(unit.body.expr(*it), Expr::Name(_)));
        match is_once || (is_held && id != ObjId::UNKNOWN && unit.shape().is_one(id)) {
            true => Same(Reason::OneObject),
            false => Depends(Reason::MadeRepeatedly),
        }
    }

    /// An object made in the unit, and one that comes from elsewhere.
    fn new_and_other(&self, id: ObjId, other: &Provenance, reason: Reason) -> Identity {
        let is_older = match other {
            Provenance::Constant(_) | Provenance::ForeignConstant(_) => true,
            Provenance::Argument(_) => true,
            Provenance::Computed(class, _) => !self.is_of(id, class),
            Provenance::Definition(Definition::Value { .. }) => {
                !self.unit.unit.is_file(self.unit.db) || self.is_kept_here(id)
            }
            Provenance::Definition(it) => *it != Definition::Unknown,
            _ => false,
        };
        match is_older || self.is_kept_here(id) {
            true => Different(reason),
            false => Depends(Reason::HandedOn),
        }
    }

    fn is_of(&self, id: ObjId, builtin: &str) -> bool {
        match self.unit.shape().class_of(id) {
            ClassOf::External(path) => {
                path.strip_prefix("builtins.").is_none_or(|it| it == builtin)
            }
            ClassOf::Known(_) | ClassOf::Local(_) | ClassOf::Unknown => true,
        }
    }

    /// Has nobody but variables of the unit's own ever held the object?
    fn is_kept_here(&self, id: ObjId) -> bool {
        let (unit, shape) = (self.unit, self.unit.shape());
        // What a class in Python does with its instances is not followed to the end.
        let is_builtin = matches!(shape.class_of(id), ClassOf::External(_));
        if !is_builtin || unit.unit.is_file(unit.db) || looks_at_variables(unit) {
            return false;
        }
        let leaves = shape.events.iter().any(|it| {
            it.object == id
                && matches!(
                    it.what,
                    Happening::Escapes | Happening::Stored(..) | Happening::Yielded
                )
        });
        let mut exprs = unit.body.exprs().map(|it| it.0).filter(|it| shape.value(*it).contains(id));
        !leaves && exprs.all(|it| is_harmless(unit, id, it))
    }

    fn definitions(&self, a: &Definition, b: &Definition) -> Identity {
        if a == b {
            return match a {
                Definition::Unknown => Depends(Reason::Unknown),
                _ => Same(Reason::OneDefinition),
            };
        }
        match [a, b].iter().all(|it| is_plain(self.unit, it)) {
            true => Different(Reason::OtherDefinition),
            false => Depends(Reason::Unknown),
        }
    }

    fn definition_and_other(&self, it: &Definition, other: &Provenance) -> Identity {
        let is_no_value = |class: &str| is_value_type(class) || is_singleton_type(class);
        let other = match other {
            Provenance::Constant(it) | Provenance::ForeignConstant(it) => it.class(),
            Provenance::Computed(class, _) => class.as_str(),
            Provenance::Argument(_) => return Depends(Reason::Caller),
            Provenance::Attribute(_) => return Depends(Reason::Attribute),
            Provenance::Variable(_) => return Depends(Reason::Variable),
            _ => return Depends(Reason::Unknown),
        };
        match is_plain(self.unit, it) && is_no_value(other) {
            true => Different(Reason::OtherType),
            false => Depends(Reason::Unknown),
        }
    }

    fn computed(&self, class: &str, id: ObjId, other: &str, other_id: ObjId) -> Identity {
        if may_differ_in_type(class, other) {
            return Different(Reason::OtherType);
        }
        let is_held = self.exprs.iter().any(|it| matches!(self.unit.body.expr(*it), Expr::Name(_)));
        match id == other_id && is_held && self.unit.shape().is_one(id) {
            true => Same(Reason::OneObject),
            false => Depends(Reason::Computed(class.into())),
        }
    }
}

fn constants(a: &Constant, b: &Constant) -> Identity {
    match (a == b, a.once()) {
        (true, Some(reason)) => Same(reason),
        (true, None) => Same(Reason::EqualConstants),
        (false, _) if may_differ_in_type(a.class(), b.class()) => Different(Reason::OtherType),
        (false, _) => Different(Reason::OtherConstant),
    }
}

fn computed_and_constant(class: &str, constant: &Constant) -> Identity {
    match () {
        () if may_differ_in_type(class, constant.class()) => Different(Reason::OtherType),
        () if constant.is_shared_at_run_time() => Depends(Reason::IfEqual),
        () => Depends(Reason::Computed(class.into())),
    }
}

/// Have two objects of these types certainly different types? A `bool` is an `int`.
fn may_differ_in_type(a: &str, b: &str) -> bool {
    let is_number = |it: &str| matches!(it, "bool" | "int");
    a != b && !(is_number(a) && is_number(b))
}

fn is_singleton_type(class: &str) -> bool {
    matches!(class, "NoneType" | "ellipsis")
}

/// Is it what it says: a function or class without decorators, or a module?
fn is_plain(unit: &CodeUnit<'_>, it: &Definition) -> bool {
    let is_bare = |unit_of: crate::unit::Unit| {
        let body = crate::unit::unit_body(unit.db, unit_of);
        body.scope(BodyScope::OWN).decorators.is_empty()
    };
    match it {
        Definition::Module(_) => true,
        Definition::Function(it) => is_bare(*it),
        _ => false,
    }
}

/// Does the unit look at its variables otherwise than by their names?
fn looks_at_variables(unit: &CodeUnit<'_>) -> bool {
    const LOOKING: [&str; 7] =
        ["locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe"];
    unit.body.exprs().any(|(_, it)| match it {
        Expr::Name(VarRef::Global(name)) | Expr::Attr { name, .. } => {
            LOOKING.contains(&name.as_str())
        }
        _ => false,
    })
}

/// Does nothing get hold of the object `id` by what is done with `expr`, as far as the shape does not
/// tell? What may be one of several objects is unknown as soon as one of them is, so the object must
/// go nowhere where it is lost among those.
fn is_harmless(unit: &CodeUnit<'_>, id: ObjId, expr: ExprId) -> bool {
    let (body, shape) = (unit.body, unit.shape());
    if body.expr(expr).local().is_some_and(|it| body.var(it).is_shared) {
        return false;
    }
    match unit.nesting().place(expr) {
        Place::Expr(outer) => match body.expr(outer) {
            Expr::Compare { rest, .. } => rest.iter().all(|it| it.0.is_identity()),
            Expr::Unary { op: UnaryOp::Not, .. } | Expr::Attr { .. } => true,
            Expr::Bool { .. } | Expr::If { .. } | Expr::Walrus { .. } => {
                is_only_tested(unit, outer) || shape.value(outer).contains(id)
            }
            Expr::Call { func, .. } => *func == expr || !shape.value(outer).is_unknown(),
            Expr::Subscript { value, .. } => *value == expr,
            _ => false,
        },
        Place::Stmt(stmt) => match body.stmt(stmt) {
            Stmt::Expr(_) | Stmt::Return(_) | Stmt::If { .. } | Stmt::While { .. } => true,
            Stmt::For { iter, .. } => *iter == expr,
            Stmt::Assign { targets, .. } => {
                targets.iter().all(|it| body.expr(*it).local().is_some_and(|it| is_known(unit, it)))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Is the value a condition and nothing else?
fn is_only_tested(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    match unit.nesting().place(expr) {
        Place::Stmt(stmt) => {
            matches!(unit.body.stmt(stmt), Stmt::If { .. } | Stmt::While { .. } | Stmt::Expr(_))
        }
        _ => false,
    }
}

/// Is it known at each read of the variable which objects it can be?
fn is_known(unit: &CodeUnit<'_>, var: VarId) -> bool {
    let reads = unit.body.exprs().filter(|it| it.1.local() == Some(var));
    let mut values = reads.map(|it| unit.shape().value(it.0));
    !unit.body.var(var).is_shared && values.all(|it| it.is_empty() || !it.is_unknown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Const;

    #[test]
    fn what_may_be_either_depends() {
        let (same, different) = (Same(Reason::Singleton), Different(Reason::OtherType));
        assert_eq!(joined(same.clone(), different), Depends(Reason::Several));
        assert_eq!(joined(same.clone(), same.clone()), same);
    }

    #[test]
    fn bools_are_ints() {
        assert!(!may_differ_in_type("bool", "int"));
        assert!(may_differ_in_type("str", "bytes"));
        assert_eq!(
            constants(&Constant::One(Const::Bool(true)), &Constant::One(Const::Int(1))),
            Different(Reason::OtherConstant)
        );
    }
}
