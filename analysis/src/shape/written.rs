//! What a body says once and for all, whichever way it runs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::body::{
    Block, Body, BodyScope, Expr, ExprId, Handler, ScopeKind, Stmt, StmtId, VarId, VarRef,
};

/// What a body says once and for all.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// List displays that a loop or comprehension goes through and nobody else sees.
    pub(super) iterated: FxHashSet<ExprId>,
    /// By the class that a handler catches: that of the handler around it.
    pub(super) outer_handlers: FxHashMap<ExprId, ExprId>,
    /// By the class that a handler catches: the calls that are statements of what is tried.
    pub(super) tried: FxHashMap<ExprId, Vec<ExprId>>,
    /// The `raise` statements that no `try` of the unit's own scope stands around, with the names
    /// that the handlers around them delete on the way out.
    pub(super) leaving: FxHashMap<StmtId, Vec<VarId>>,
    /// The expressions in handlers: from one, which is not in it, to the last.
    pub(super) handled: Vec<(ExprId, ExprId)>,
}

impl Written {
    pub(super) fn new(body: &Body) -> Written {
        let mut written = Written::default();
        for (_, stmt) in body.stmts() {
            match stmt {
                Stmt::For { iter, .. } => written.iterates(body, *iter),
                Stmt::Try { body: block, handlers, .. } => handlers.iter().for_each(|it| {
                    written.handler(body, it);
                    written.tries(body, block, it);
                    written.handles(body, block, it);
                }),
                _ => {}
            }
        }
        for scope in &body.scopes {
            if let ScopeKind::Comp { clauses, .. } = &scope.kind {
                clauses.iter().for_each(|it| written.iterates(body, it.iter));
            }
        }
        written.leaves(body, &body.scope(BodyScope::OWN).body, &[]);
        written
    }

    /// Is `expr` evaluated while an exception is handled?
    pub(super) fn is_in_handler(&self, expr: ExprId) -> bool {
        self.handled.iter().any(|it| it.0 < expr && expr <= it.1)
    }

    fn handles(&mut self, body: &Body, tried: &Block, handler: &Handler) {
        // What is written later has a greater number.
        let before = handler.exc.or_else(|| last_in(body, tried));
        if let (Some(before), Some(last)) = (before, last_in(body, &handler.body)) {
            self.handled.push((before, last));
        }
    }

    fn leaves(&mut self, body: &Body, block: &Block, names: &[VarId]) {
        for &id in block {
            match body.stmt(id) {
                Stmt::Raise { .. } => {
                    self.leaving.insert(id, names.to_vec());
                }
                Stmt::Try { body: tried, handlers, orelse, finally } if finally.is_empty() => {
                    if handlers.is_empty() {
                        self.leaves(body, tried, names);
                    }
                    self.leaves(body, orelse, names);
                    for handler in handlers {
                        let name = match handler.var {
                            Some(VarRef::Local(var)) => Some(var),
                            _ => None,
                        };
                        let names: Vec<VarId> = names.iter().copied().chain(name).collect();
                        self.leaves(body, &handler.body, &names);
                    }
                }
                Stmt::Try { .. } => {}
                stmt => stmt.blocks(|it| self.leaves(body, it, names)),
            }
        }
    }

    fn tries(&mut self, body: &Body, block: &Block, handler: &Handler) {
        let Some(exc) = handler.exc else { return };
        let calls = block.iter().filter_map(|it| match body.stmt(*it) {
            Stmt::Expr(it) | Stmt::Return(Some(it)) | Stmt::Assign { value: it, .. } => Some(*it),
            _ => None,
        });
        let calls = calls.filter(|it| matches!(body.expr(*it), Expr::Call { .. }));
        self.tried.insert(exc, calls.collect());
    }

    fn iterates(&mut self, body: &Body, iter: ExprId) {
        let is_starred = |it: &ExprId| matches!(body.expr(*it), Expr::Starred(_));
        if let Expr::List(items) = body.expr(iter)
            && !items.iter().any(is_starred)
        {
            self.iterated.insert(iter);
        }
    }

    /// Inner statements come before outer ones: the first handler that is seen around another is
    /// the nearest.
    fn handler(&mut self, body: &Body, handler: &Handler) {
        let Some(outer) = handler.exc else { return };
        let mut inner = Vec::new();
        handlers_in(body, &handler.body, &mut inner);
        for exc in inner {
            self.outer_handlers.entry(exc).or_insert(outer);
        }
    }
}

/// The last expression in a block.
fn last_in(body: &Body, block: &Block) -> Option<ExprId> {
    let mut last = None;
    for &stmt in block {
        let stmt = body.stmt(stmt);
        let own = match stmt {
            Stmt::Expr(it) | Stmt::Return(Some(it)) => Some(*it),
            Stmt::Assign { targets, value } => targets.iter().copied().chain([*value]).max(),
            Stmt::AugAssign { target, value, .. } => Some(*target.max(value)),
            Stmt::AnnAssign { target, value, .. } => value.map(|it| it.max(*target)),
            Stmt::Raise { exc, cause } => (*exc).max(*cause),
            _ => None,
        };
        last = last.max(own);
        stmt.blocks(|it| last = last.max(last_in(body, it)));
    }
    last
}

/// The classes of the handlers in a block, not those of handlers inside of them.
fn handlers_in(body: &Body, block: &Block, found: &mut Vec<ExprId>) {
    let mut waiting: Vec<&Block> = vec![block];
    while let Some(block) = waiting.pop() {
        for &stmt in block {
            match body.stmt(stmt) {
                Stmt::Try { body, handlers, orelse, finally } => {
                    found.extend(handlers.iter().filter_map(|it| it.exc));
                    waiting.extend([body, orelse, finally]);
                }
                Stmt::If { branches, orelse } => {
                    waiting.extend(branches.iter().map(|it| &it.1));
                    waiting.push(orelse);
                }
                Stmt::While { body, orelse, .. } | Stmt::For { body, orelse, .. } => {
                    waiting.extend([body, orelse]);
                }
                Stmt::With { body, .. } => waiting.push(body),
                Stmt::Match { cases, .. } => waiting.extend(cases.iter().map(|it| &it.body)),
                _ => {}
            }
        }
    }
}
