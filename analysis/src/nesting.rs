//! What stands around an expression or statement of a body.

use crate::body::{Body, BodyScope, Expr, ExprId, ScopeKind, Stmt, StmtId};

/// What an expression is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// An operand of this expression.
    Expr(ExprId),
    /// Part of this statement.
    Stmt(StmtId),
    /// What a lambda returns; the element, key or value of a comprehension.
    Result(BodyScope),
    /// An iterable, target or condition of a comprehension.
    Clause(BodyScope),
    /// A decorator, default, annotation or base.
    Head(BodyScope),
    /// Part of a pattern or of something that is never looked at.
    Elsewhere,
}

/// What stands around what, in one body.
pub(crate) struct Nesting {
    places: Vec<Place>,
    stmts: Vec<Option<StmtId>>,
    stmt_scopes: Vec<BodyScope>,
    /// The lambda or comprehension that makes a scope.
    makers: Vec<Option<ExprId>>,
    /// The `def` or `class` that makes a scope.
    definers: Vec<Option<StmtId>>,
}

impl Nesting {
    /// That of `body`.
    pub(crate) fn new(body: &Body) -> Nesting {
        let mut it = Nesting {
            places: vec![Place::Elsewhere; body.exprs.len()],
            stmts: vec![None; body.stmts.len()],
            stmt_scopes: vec![BodyScope::OWN; body.stmts.len()],
            makers: vec![None; body.scopes.len()],
            definers: vec![None; body.scopes.len()],
        };
        body.exprs().for_each(|(id, expr)| it.add_expr(id, expr));
        body.stmts().for_each(|(id, stmt)| it.add_stmt(id, stmt));
        body.scopes().for_each(|(id, _)| it.add_scope(body, id));
        it
    }

    fn add_expr(&mut self, id: ExprId, expr: &Expr) {
        match expr {
            Expr::Comp(scope) | Expr::Lambda(scope) => self.makers[scope.index()] = Some(id),
            _ => expr.operands(|it| self.places[it.index()] = Place::Expr(id)),
        }
    }

    fn add_stmt(&mut self, id: StmtId, stmt: &Stmt) {
        parts(stmt, |it| self.places[it.index()] = Place::Stmt(id));
        stmt.blocks(|block| block.iter().for_each(|it| self.stmts[it.index()] = Some(id)));
        if let Stmt::FunctionDef { scope, .. } | Stmt::ClassDef { scope, .. } = stmt {
            self.definers[scope.index()] = Some(id);
        }
    }

    fn add_scope(&mut self, body: &Body, id: BodyScope) {
        let scope = body.scope(id);
        self.mark_block(body, id, &scope.body);
        let mut put = |expr: ExprId, place| self.places[expr.index()] = place;
        scope.decorators.iter().for_each(|it| put(*it, Place::Head(id)));
        for param in &scope.params {
            param.default.iter().chain(&param.annotation).for_each(|it| put(*it, Place::Head(id)));
        }
        scope.returns.iter().for_each(|it| put(*it, Place::Head(id)));
        scope.result.iter().for_each(|it| put(*it, Place::Result(id)));
        match &scope.kind {
            ScopeKind::Class { args } => args.iter().for_each(|it| put(it.value, Place::Head(id))),
            ScopeKind::Comp { clauses, key, .. } => {
                key.iter().for_each(|it| put(*it, Place::Result(id)));
                for clause in clauses {
                    put(clause.target, Place::Clause(id));
                    put(clause.iter, Place::Clause(id));
                    clause.conditions.iter().for_each(|it| put(*it, Place::Clause(id)));
                }
            }
            _ => {}
        }
    }

    fn mark_block(&mut self, body: &Body, scope: BodyScope, block: &[StmtId]) {
        let mut rest = block.to_vec();
        while let Some(stmt) = rest.pop() {
            self.stmt_scopes[stmt.index()] = scope;
            body.stmt(stmt).blocks(|it| rest.extend(it.iter()));
        }
    }

    /// What `expr` is part of.
    pub(crate) fn place(&self, expr: ExprId) -> Place {
        self.places[expr.index()]
    }

    /// The statement right around `stmt`, in the same scope.
    pub(crate) fn around(&self, stmt: StmtId) -> Option<StmtId> {
        self.stmts[stmt.index()]
    }

    /// The scope whose code `stmt` is.
    pub(crate) fn scope_of_stmt(&self, stmt: StmtId) -> BodyScope {
        self.stmt_scopes[stmt.index()]
    }

    /// The lambda or comprehension that makes `scope`.
    pub(crate) fn maker(&self, scope: BodyScope) -> Option<ExprId> {
        self.makers[scope.index()]
    }

    /// The `def` or `class` statement that makes `scope`.
    pub(crate) fn definer(&self, scope: BodyScope) -> Option<StmtId> {
        self.definers[scope.index()]
    }

    /// The statement that `expr` is part of, through comprehensions; none inside a lambda.
    pub(crate) fn stmt_of(&self, body: &Body, expr: ExprId) -> Option<StmtId> {
        let mut expr = expr;
        loop {
            expr = match self.place(expr) {
                Place::Expr(it) => it,
                Place::Stmt(it) => return Some(it),
                Place::Result(scope) | Place::Clause(scope) => {
                    let is_comp = body.scope(scope).is_comp();
                    is_comp.then(|| self.maker(scope)).flatten()?
                }
                Place::Head(scope) => match self.maker(scope) {
                    Some(it) => it,
                    None => return self.definer(scope),
                },
                Place::Elsewhere => return None,
            };
        }
    }

    /// The scope in whose code `expr` is evaluated.
    pub(crate) fn scope_of(&self, expr: ExprId) -> Option<BodyScope> {
        let mut expr = expr;
        loop {
            expr = match self.place(expr) {
                Place::Expr(it) => it,
                Place::Stmt(it) => return Some(self.scope_of_stmt(it)),
                Place::Result(scope) | Place::Clause(scope) => return Some(scope),
                Place::Head(scope) => match self.maker(scope) {
                    Some(it) => it,
                    None => return Some(self.scope_of_stmt(self.definer(scope)?)),
                },
                Place::Elsewhere => return None,
            };
        }
    }

    /// Is `stmt` the statement `outer` or somewhere in its blocks?
    pub(crate) fn is_in(&self, stmt: StmtId, outer: StmtId) -> bool {
        std::iter::successors(Some(stmt), |it| self.around(*it)).any(|it| it == outer)
    }

    /// The loops that run `stmt` again, the innermost first.
    pub(crate) fn loops(&self, body: &Body, stmt: StmtId) -> Vec<StmtId> {
        let mut loops = Vec::new();
        let mut inner = stmt;
        while let Some(outer) = self.around(inner) {
            if let Stmt::For { body: block, .. } | Stmt::While { body: block, .. } =
                body.stmt(outer)
                && block.contains(&inner)
            {
                loops.push(outer);
            }
            inner = outer;
        }
        loops
    }
}

/// The expressions right below a statement; not those of the scope that it makes.
fn parts(stmt: &Stmt, mut each: impl FnMut(ExprId)) {
    match stmt {
        Stmt::Expr(it) => each(*it),
        Stmt::Assign { targets, value } => {
            each(*value);
            targets.iter().copied().for_each(each);
        }
        Stmt::AugAssign { target, value, .. } => [*target, *value].into_iter().for_each(each),
        Stmt::AnnAssign { target, annotation, value } => {
            each(*target);
            each(*annotation);
            value.iter().copied().for_each(each);
        }
        Stmt::Return(it) => it.iter().copied().for_each(each),
        Stmt::Raise { exc, cause } => exc.iter().chain(cause).copied().for_each(each),
        Stmt::Delete(it) => it.iter().copied().for_each(each),
        Stmt::Assert { test, message } => {
            each(*test);
            message.iter().copied().for_each(each);
        }
        Stmt::If { branches, .. } => branches.iter().for_each(|it| each(it.0)),
        Stmt::While { test, .. } => each(*test),
        Stmt::For { target, iter, .. } => [*target, *iter].into_iter().for_each(each),
        Stmt::Try { handlers, .. } => {
            handlers.iter().filter_map(|it| it.exc).for_each(each);
        }
        Stmt::With { items, .. } => {
            for item in items {
                each(item.context);
                item.target.into_iter().for_each(&mut each);
            }
        }
        Stmt::Match { subject, cases } => {
            each(*subject);
            cases.iter().filter_map(|it| it.guard).for_each(each);
        }
        _ => {}
    }
}
