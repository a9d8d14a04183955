//! What a body says once and for all, whichever way it runs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::body::{Block, Body, Expr, ExprId, Handler, ScopeKind, Stmt};

/// What a body says once and for all.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// List displays that a loop or comprehension goes through and nobody else sees.
    pub(super) iterated: FxHashSet<ExprId>,
    /// By the class that a handler catches: that of the handler around it.
    pub(super) outer_handlers: FxHashMap<ExprId, ExprId>,
    /// By the class that a handler catches: the calls that are statements of what is tried.
    pub(super) tried: FxHashMap<ExprId, Vec<ExprId>>,
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
                }),
                _ => {}
            }
        }
        for scope in &body.scopes {
            if let ScopeKind::Comp { clauses, .. } = &scope.kind {
                clauses.iter().for_each(|it| written.iterates(body, it.iter));
            }
        }
        written
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
