//! Statements and their clauses.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::symtable::green::{Child, Node};

use super::Lowerer;
use super::constants::is_plain_string;
use super::expressions::{augmented_operator, identifier};
use super::names::{BOUND, GLOBAL, NONLOCAL};
use crate::body::{
    Alias, Block, Case, ExprId, Handler, Import, Name, Operator, Stmt, StmtId, VarRef, WithItem,
};

impl<'a> Lowerer<'a> {
    /// The statements of a file or block.
    pub(super) fn statements(&mut self, node: Node<'a>) -> Block {
        let mut statements = Vec::new();
        for child in node.nodes() {
            self.statement(child, &mut statements);
        }
        statements.into()
    }

    pub(super) fn block(&mut self, node: Option<Node<'a>>) -> Block {
        match node {
            Some(node) => self.deeper(|it| it.statements(node)),
            None => Block::default(),
        }
    }

    /// The block right below a statement or clause.
    fn block_of(&mut self, node: Node<'a>) -> Block {
        self.block(node.node(BLOCK))
    }

    /// The block of the clause of `kind` of a statement.
    fn clause_block(&mut self, node: Node<'a>, kind: SyntaxKind) -> Block {
        match node.node(kind) {
            Some(clause) => self.block_of(clause),
            None => Block::default(),
        }
    }

    fn statement(&mut self, node: Node<'a>, found: &mut Vec<StmtId>) {
        let stmt = match node.kind {
            EXPR_STMT => Stmt::Expr(self.expr_or_missing(node.nodes().next(), node.end())),
            ASSIGN_STMT => self.assign(node),
            ANN_ASSIGN_STMT => self.ann_assign(node),
            AUG_ASSIGN_STMT => self.aug_assign(node),
            RETURN_STMT => Stmt::Return(self.optional(node)),
            RAISE_STMT => {
                let exc = self.optional(node);
                let cause = node.after(FROM_KW).map(|it| self.expr(it));
                Stmt::Raise { exc, cause }
            }
            DELETE_STMT => Stmt::Delete(
                node.nodes().filter(|it| it.kind != ERROR).map(|it| self.target(it)).collect(),
            ),
            ASSERT_STMT => {
                let test = self.expr_or_missing(node.nodes().next(), node.end());
                let message = node.after(COMMA).map(|it| self.expr(it));
                Stmt::Assert { test, message }
            }
            BREAK_STMT => Stmt::Break,
            CONTINUE_STMT => Stmt::Continue,
            PASS_STMT => Stmt::Pass,
            GLOBAL_STMT => self.directive(node, GLOBAL),
            NONLOCAL_STMT => self.directive(node, NONLOCAL),
            IMPORT_STMT => self.import(node),
            IMPORT_FROM_STMT => self.import_from(node),
            TYPE_ALIAS_STMT => self.type_alias(node),
            IF_STMT => self.if_stmt(node),
            WHILE_STMT => {
                let test = self.expr_or_missing(node.nodes().next(), node.end());
                let body = self.block_of(node);
                Stmt::While { test, body, orelse: self.clause_block(node, ELSE_CLAUSE) }
            }
            FOR_STMT => self.for_stmt(node),
            TRY_STMT => self.try_stmt(node),
            WITH_STMT => self.with_stmt(node),
            MATCH_STMT => self.match_stmt(node),
            FUNCTION_DEF => self.function_def(node),
            CLASS_DEF => self.class_def(node),
            _ => return self.stray(node, found),
        };
        found.push(self.add_stmt(node, stmt));
        for error in node.nodes().filter(|it| it.kind == ERROR) {
            self.stray(error, found);
        }
    }

    /// What the parser could not place: statements in it are taken for what they are.
    fn stray(&mut self, node: Node<'a>, found: &mut Vec<StmtId>) {
        match node.kind {
            ERROR | BLOCK | DECORATOR => {
                for child in node.nodes() {
                    self.statement(child, found);
                }
            }
            kind if is_expression(kind) => {
                let expr = self.expr(node);
                found.push(self.add_stmt(node, Stmt::Expr(expr)));
            }
            _ => {}
        }
    }

    fn optional(&mut self, node: Node<'a>) -> Option<ExprId> {
        node.nodes().next().filter(|it| it.kind != ERROR).map(|it| self.expr(it))
    }

    // ---- simple statements --------------------------------------------------------------------

    fn assign(&mut self, node: Node<'a>) -> Stmt {
        let n_targets = node.tokens().filter(|it| it.kind == EQUAL).count();
        let nodes = || node.nodes().filter(|it| it.kind != ERROR);
        let value = self.expr_or_missing(nodes().nth(n_targets), node.end());
        let targets = nodes().take(n_targets).map(|it| self.target(it)).collect();
        Stmt::Assign { targets, value }
    }

    /// `x: int`; in `(x): int` the name is not simple and counts only where a value is assigned.
    fn ann_assign(&mut self, node: Node<'a>) -> Stmt {
        let value = node.after(EQUAL).map(|it| self.expr(it));
        let target = node.nodes().next();
        let name = target.map(Node::unparenthesized).filter(|it| it.kind == NAME_EXPR);
        let is_simple = target.is_some_and(|it| it.kind == NAME_EXPR);
        let target = match name {
            Some(name) => self.name(name, if is_simple || value.is_some() { BOUND } else { 0 }),
            None => self.target_or_missing(target, node.start),
        };
        let annotation = match node.after(COLON) {
            Some(it) => self.annotation(it),
            None => self.expr_or_missing(None, node.end()),
        };
        Stmt::AnnAssign { target, annotation, value }
    }

    fn aug_assign(&mut self, node: Node<'a>) -> Stmt {
        let op = node.tokens().find_map(|it| augmented_operator(it.kind));
        let target = self.target_or_missing(node.nodes().next(), node.start);
        let value = self.expr_or_missing(node.nodes().nth(1), node.end());
        Stmt::AugAssign { target, op: op.unwrap_or(Operator::Add), value }
    }

    fn directive(&mut self, node: Node<'a>, flag: u8) -> Stmt {
        for name in node.tokens().filter(|it| it.kind == NAME) {
            self.declare(name, flag);
        }
        Stmt::Pass
    }

    // ---- imports ------------------------------------------------------------------------------

    fn import(&mut self, node: Node<'a>) -> Stmt {
        let aliases = self.aliases(node);
        Stmt::Import(Box::new(Import { level: 0, from: None, aliases, is_star: false }))
    }

    fn import_from(&mut self, node: Node<'a>) -> Stmt {
        let mut level = 0;
        let mut is_star = false;
        for token in node.tokens() {
            match token.kind {
                DOT => level += 1,
                ELLIPSIS => level += 3,
                STAR => is_star = true,
                _ => {}
            }
        }
        let from = node.node(DOTTED_NAME).map(dotted).unwrap_or_default();
        let aliases = self.aliases(node);
        Stmt::Import(Box::new(Import { level, from: Some(from), aliases, is_star }))
    }

    fn aliases(&mut self, node: Node<'a>) -> Box<[Alias]> {
        node.nodes().filter(|it| it.kind == IMPORT_ALIAS).map(|it| self.alias(it)).collect()
    }

    /// `import a.b` binds `a`.
    fn alias(&mut self, node: Node<'a>) -> Alias {
        let name = node.node(DOTTED_NAME);
        let bound = node.name().or_else(|| name.and_then(Node::name));
        let var = match bound {
            Some(it) => self.mention(it, BOUND),
            None => self.nameless(),
        };
        let has_as = node.token(AS_KW).is_some();
        Alias { name: name.map(dotted).unwrap_or_default(), has_as, var }
    }

    // ---- compound statements ------------------------------------------------------------------

    fn if_stmt(&mut self, node: Node<'a>) -> Stmt {
        let mut branches = Vec::new();
        let clauses = node.nodes().filter(|it| it.kind == ELIF_CLAUSE);
        for clause in std::iter::once(node).chain(clauses) {
            let test = self.expr_or_missing(clause.nodes().next(), clause.end());
            branches.push((test, self.block_of(clause)));
        }
        Stmt::If { branches: branches.into(), orelse: self.clause_block(node, ELSE_CLAUSE) }
    }

    fn for_stmt(&mut self, node: Node<'a>) -> Stmt {
        let is_async = node.token(ASYNC_KW).is_some();
        let iter = self.expr_or_missing(node.after(IN_KW), node.end());
        let target = self.target_or_missing(node.nodes().next(), node.start);
        let body = self.block_of(node);
        let orelse = self.clause_block(node, ELSE_CLAUSE);
        Stmt::For { is_async, target, iter, body, orelse }
    }

    fn try_stmt(&mut self, node: Node<'a>) -> Stmt {
        let body = self.block_of(node);
        let handlers = node.nodes().filter(|it| it.kind == EXCEPT_CLAUSE);
        let handlers = handlers.map(|it| self.handler(it)).collect();
        let orelse = self.clause_block(node, ELSE_CLAUSE);
        let finally = self.clause_block(node, FINALLY_CLAUSE);
        Stmt::Try { body, handlers, orelse, finally }
    }

    fn handler(&mut self, node: Node<'a>) -> Handler {
        let exc = node.nodes().next().filter(|it| is_expression(it.kind)).map(|it| self.expr(it));
        let var = node.name().map(|it| self.mention(it, BOUND));
        let is_star = node.token(STAR).is_some();
        Handler { exc, var, is_star, body: self.block_of(node) }
    }

    fn with_stmt(&mut self, node: Node<'a>) -> Stmt {
        let is_async = node.token(ASYNC_KW).is_some();
        let items = node.nodes().filter(|it| it.kind == WITH_ITEM);
        let items = items.map(|it| self.with_item(it)).collect();
        Stmt::With { is_async, items, body: self.block_of(node) }
    }

    fn with_item(&mut self, node: Node<'a>) -> WithItem {
        let context = self.expr_or_missing(node.nodes().next(), node.end());
        let target = node.after(AS_KW).map(|it| self.target(it));
        WithItem { context, target }
    }

    fn match_stmt(&mut self, node: Node<'a>) -> Stmt {
        let subject = node.nodes().next().filter(|it| is_expression(it.kind));
        let subject = self.expr_or_missing(subject, node.end());
        let cases = node.nodes().filter(|it| it.kind == CASE_CLAUSE);
        Stmt::Match { subject, cases: cases.map(|it| self.case(it)).collect() }
    }

    fn case(&mut self, node: Node<'a>) -> Case {
        let pattern = node.nodes().next().map(|it| self.pattern(it));
        let guard = node.node(GUARD);
        let guard = guard.map(|it| self.expr_or_missing(it.nodes().next(), it.end()));
        let body = self.block_of(node);
        Case { pattern: pattern.unwrap_or(crate::body::Pattern::Wildcard), guard, body }
    }

    /// The variable of a definition whose name is missing.
    pub(super) fn nameless(&mut self) -> VarRef {
        VarRef::Global(Name::default())
    }
}

/// Is the first statement below `node` a docstring?
pub(super) fn has_docstring(node: Node<'_>) -> bool {
    let first = node.nodes().next().filter(|it| it.kind == EXPR_STMT);
    let value = first.and_then(|it| it.nodes().next());
    value.is_some_and(|it| is_plain_string(it.unparenthesized()))
}

const fn is_expression(kind: SyntaxKind) -> bool {
    kind as u16 >= NAME_EXPR as u16 && kind as u16 <= SLICE_EXPR as u16
}

fn dotted(node: Node<'_>) -> Name {
    let mut parts = node.children().filter_map(|it| match it {
        Child::Token(it) if it.kind == NAME => Some(identifier(it)),
        _ => None,
    });
    let Some(mut name) = parts.next() else { return Name::default() };
    for part in parts {
        name = format!("{name}.{part}").into();
    }
    name
}
