//! Where the expressions and statements of a body stand: what is around each.

use crate::body::{Body, CompareOp, Const, Expr, ExprId, ScopeKind, Stmt, StmtId};

/// The name, or the last attribute, of a dotted name.
pub(crate) fn last_name(body: &Body, expr: ExprId) -> Option<&str> {
    match body.expr(expr) {
        Expr::Name(it) => Some(body.name_of(it)),
        Expr::Attr { name, .. } => Some(name),
        _ => None,
    }
}

/// Is `name` the last name of the dotted `path`?
pub(crate) fn ends_in(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|it| it.is_empty() || it.ends_with('.'))
}

/// The names of a dotted name: `["self", "lock"]`.
pub(crate) fn dotted(body: &Body, expr: ExprId) -> Option<Vec<&str>> {
    let mut names = match body.expr(expr) {
        Expr::Name(it) => vec![body.name_of(it).as_str()],
        Expr::Attr { value, .. } => dotted(body, *value)?,
        _ => return None,
    };
    if let Expr::Attr { name, .. } = body.expr(expr) {
        names.push(name);
    }
    Some(names)
}

/// Where an expression stands in the code around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is part of this expression.
    In(ExprId),
    /// It is what this statement is made of, as a whole.
    Of(StmtId),
    /// It is what the comprehension goes through first.
    IteratedBy(ExprId),
    /// It is in a comprehension or lambda, or unknown.
    Elsewhere,
}

/// Where each expression of a body stands.
pub(crate) struct Places(Vec<Place>);

impl Places {
    /// Those of `body`.
    pub(crate) fn new(body: &Body) -> Places {
        let mut places = vec![Place::Elsewhere; body.exprs.len()];
        for (id, expr) in body.exprs() {
            expr.operands(|it| places[it.index()] = Place::In(id));
            if let Expr::Comp(scope) = expr
                && let ScopeKind::Comp { clauses, .. } = &body.scope(*scope).kind
                && let Some(first) = clauses.first()
            {
                places[first.iter.index()] = Place::IteratedBy(id);
            }
        }
        for (id, stmt) in body.stmts() {
            own_expressions(stmt, |it| places[it.index()] = Place::Of(id));
        }
        Places(places)
    }

    /// The place of `expr`.
    pub(crate) fn of(&self, expr: ExprId) -> Place {
        self.0[expr.index()]
    }

    /// The call of the method that `receiver` is asked for, with the name of the method.
    pub(crate) fn method_call<'a>(
        &self,
        body: &'a Body,
        receiver: ExprId,
    ) -> Option<(ExprId, &'a str)> {
        let Place::In(attr) = self.of(receiver) else { return None };
        let Expr::Attr { name, .. } = body.expr(attr) else { return None };
        let Place::In(call) = self.of(attr) else { return None };
        match body.expr(call) {
            Expr::Call { func, .. } if *func == attr => Some((call, name)),
            _ => None,
        }
    }
}

/// The expressions that a statement is made of, each as a whole.
pub(crate) fn own_expressions(stmt: &Stmt, mut each: impl FnMut(ExprId)) {
    match stmt {
        Stmt::Expr(it) => each(*it),
        Stmt::Assign { targets, value } => {
            targets.iter().copied().for_each(&mut each);
            each(*value);
        }
        Stmt::AugAssign { target, value, .. } => [*target, *value].into_iter().for_each(each),
        Stmt::AnnAssign { target, value, .. } => {
            each(*target);
            value.iter().copied().for_each(each);
        }
        Stmt::Return(it) => it.iter().copied().for_each(each),
        Stmt::Raise { exc, cause } => exc.iter().chain(cause).copied().for_each(each),
        Stmt::Delete(targets) => targets.iter().copied().for_each(each),
        Stmt::Assert { test, message } => {
            each(*test);
            message.iter().copied().for_each(each);
        }
        Stmt::If { branches, .. } => branches.iter().for_each(|it| each(it.0)),
        Stmt::While { test, .. } => each(*test),
        Stmt::For { target, iter, .. } => [*target, *iter].into_iter().for_each(each),
        Stmt::With { items, .. } => items.iter().for_each(|it| {
            each(it.context);
            it.target.into_iter().for_each(&mut each);
        }),
        Stmt::Match { subject, .. } => each(*subject),
        Stmt::Try { handlers, .. } => {
            handlers.iter().filter_map(|it| it.exc).for_each(each);
        }
        Stmt::Pass
        | Stmt::Break
        | Stmt::Continue
        | Stmt::FunctionDef { .. }
        | Stmt::ClassDef { .. }
        | Stmt::Import(_)
        | Stmt::TypeAlias { .. } => {}
    }
}

/// The outcome of `test` that says that `name`, which it asks for, is not the object in question:
/// `if name`, `name is None`, `name is not other`, `name.closed`.
pub(crate) fn absent_outcome(body: &Body, places: &Places, name: ExprId) -> Option<(ExprId, bool)> {
    let Place::In(around) = places.of(name) else { return Some((name, false)) };
    match body.expr(around) {
        Expr::Compare { rest, .. } if rest.len() == 1 => match rest[0].0 {
            CompareOp::Is | CompareOp::Eq => Some((around, true)),
            CompareOp::IsNot | CompareOp::NotEq => Some((around, false)),
            _ => None,
        },
        Expr::Attr { name: attr, .. } if attr == "closed" => Some((around, true)),
        Expr::Unary { .. } | Expr::Bool { .. } | Expr::If { .. } => Some((name, false)),
        _ => None,
    }
}

/// Statements by what stands around them.
pub(crate) struct Around(Vec<Option<StmtId>>);

impl Around {
    /// Those of `body`.
    pub(crate) fn new(body: &Body) -> Around {
        let mut around = vec![None; body.stmts.len()];
        for (id, stmt) in body.stmts() {
            stmt.blocks(|block| block.iter().for_each(|it| around[it.index()] = Some(id)));
        }
        Around(around)
    }

    /// The statements around `stmt` in the same scope, the innermost first.
    pub(crate) fn of(&self, stmt: StmtId) -> impl Iterator<Item = StmtId> {
        std::iter::successors(self.0[stmt.index()], |it| self.0[it.index()])
    }
}

/// Does `stmt` stand in an `except` clause?
pub(crate) fn is_in_handler(body: &Body, around: &Around, stmt: StmtId) -> bool {
    let mut inner = stmt;
    around.of(stmt).any(|outer| {
        let is_it = matches!(body.stmt(outer), Stmt::Try { handlers, .. }
            if handlers.iter().any(|it| it.body.contains(&inner)));
        inner = outer;
        is_it
    })
}

/// Does `stmt` stand in an `except` or `finally` clause?
pub(crate) fn is_in_cleanup(body: &Body, around: &Around, stmt: StmtId) -> bool {
    let is_final = |outer, inner: StmtId| matches!(body.stmt(outer), Stmt::Try { finally, .. } if finally.contains(&inner));
    let inner = std::iter::once(stmt).chain(around.of(stmt));
    is_in_handler(body, around, stmt)
        || around.of(stmt).zip(inner).any(|(outer, inner)| is_final(outer, inner))
}

/// The statement that an expression belongs to.
pub(crate) fn stmt_of(places: &Places, expr: ExprId) -> Option<StmtId> {
    let mut at = expr;
    loop {
        match places.of(at) {
            Place::In(it) | Place::IteratedBy(it) => at = it,
            Place::Of(it) => return Some(it),
            Place::Elsewhere => return None,
        }
    }
}

/// Does a block always leave: does it end in `return`, `raise`, `break` or `continue`?
fn leaves(body: &Body, block: &[StmtId]) -> bool {
    block.last().is_some_and(|it| {
        matches!(
            body.stmt(*it),
            Stmt::Return(_) | Stmt::Raise { .. } | Stmt::Break | Stmt::Continue
        )
    })
}

/// Is it `None`?
pub(crate) fn is_none(body: &Body, expr: ExprId) -> bool {
    matches!(body.expr(expr), Expr::Const(Const::None))
}

/// Does `end` hang on a test that `begin` does not hang on, so that nobody can tell whether what
/// was begun is ended? Not if the branch leaves, or if `asks` says that the test asks for what was
/// begun.
pub(crate) fn hangs_on_another_test(
    body: &Body,
    around: &Around,
    begin: StmtId,
    end: StmtId,
    asks: impl Fn(ExprId) -> bool,
) -> bool {
    let of_begin: Vec<StmtId> = around.of(begin).chain([begin]).collect();
    let mut inner = end;
    for outer in around.of(end) {
        if of_begin.contains(&outer) {
            return false;
        }
        if let Stmt::If { branches, orelse } = body.stmt(outer) {
            let mut blocks = branches.iter().map(|it| &it.1).chain([orelse]);
            let block = blocks.find(|it| it.contains(&inner));
            if !block.is_some_and(|it| leaves(body, it)) && !branches.iter().any(|it| asks(it.0)) {
                return true;
            }
        }
        inner = outer;
    }
    false
}

/// Is some expression for which `is_it` holds inside `expr`, or `expr` itself?
pub(crate) fn contains(body: &Body, expr: ExprId, is_it: &impl Fn(ExprId) -> bool) -> bool {
    let mut found = is_it(expr);
    body.expr(expr).operands(|it| found = found || contains(body, it, is_it));
    found
}
