//! Statements.

use std::rc::Rc;

use rowan::{TextRange, TextSize};

use super::{Context, Dump, Sink, Step, Value, range_of};
use crate::SyntaxToken;
use crate::ast::{self, AstNode, Expr, Stmt, significant_end};
use crate::kind::SyntaxKind::*;

/// The `elif` clauses of an `if` from one of them on, and its `else`.
pub(super) struct Elifs {
    clauses: Rc<[ast::ElifClause]>,
    from: usize,
    orelse: Option<ast::ElseClause>,
    /// Where the whole statement ends.
    end: TextSize,
}

impl<S: Sink> Dump<'_, S> {
    pub(super) fn stmt(&mut self, stmt: Stmt) {
        match stmt {
            Stmt::Expr(it) => self.expr_stmt(it),
            Stmt::Assign(it) => self.assign(it),
            Stmt::AnnAssign(it) => self.ann_assign(it),
            Stmt::AugAssign(it) => self.aug_assign(it),
            Stmt::Return(it) => self.return_(it),
            Stmt::Import(it) => self.import(it),
            Stmt::ImportFrom(it) => self.import_from(it),
            Stmt::Global(it) => self.names("Global", it.names(), range_of(&it)),
            Stmt::Nonlocal(it) => self.names("Nonlocal", it.names(), range_of(&it)),
            Stmt::Pass(it) => self.word("Pass", range_of(&it)),
            Stmt::Break(it) => self.word("Break", range_of(&it)),
            Stmt::Continue(it) => self.word("Continue", range_of(&it)),
            Stmt::Delete(it) => self.delete(it),
            Stmt::Assert(it) => self.assert(it),
            Stmt::Raise(it) => self.raise(it),
            Stmt::TypeAlias(it) => self.type_alias(it),
            Stmt::If(it) => self.if_(it),
            Stmt::While(it) => self.while_(it),
            Stmt::For(it) => self.for_(it),
            Stmt::Try(it) => self.try_(it),
            Stmt::With(it) => self.with(it),
            Stmt::FunctionDef(it) => self.function_def(it),
            Stmt::ClassDef(it) => self.class_def(it),
            Stmt::Match(it) => self.match_(it),
        }
    }

    // ---- simple statements --------------------------------------------------------------------

    fn word(&mut self, class: &'static str, range: TextRange) {
        self.add(Step::Node(class));
        self.add(Step::EndAt(range));
    }

    fn expr_stmt(&mut self, stmt: ast::ExprStmt) {
        self.add(Step::Node("Expr"));
        self.load("value", stmt.value());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn assign(&mut self, stmt: ast::AssignStmt) {
        self.add(Step::Node("Assign"));
        self.targets("targets", stmt.targets(), Context::Store);
        self.load("value", stmt.value());
        let comment = self.comments.behind(self.source, range_of(&stmt).end());
        self.type_comment(comment);
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    fn ann_assign(&mut self, stmt: ast::AnnAssignStmt) {
        let is_name = matches!(stmt.target(), Some(Expr::Name(_)));
        self.add(Step::Node("AnnAssign"));
        self.target("target", stmt.target(), Context::Store);
        self.load("annotation", stmt.annotation());
        self.load("value", stmt.value());
        self.number("simple", usize::from(is_name));
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn aug_assign(&mut self, stmt: ast::AugAssignStmt) {
        self.add(Step::Node("AugAssign"));
        self.target("target", stmt.target(), Context::Store);
        if let Some(op) = stmt.bin_op() {
            self.text("op", super::expressions::bin_op(op));
        }
        self.load("value", stmt.value());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn return_(&mut self, stmt: ast::ReturnStmt) {
        self.add(Step::Node("Return"));
        self.load("value", stmt.value());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn import(&mut self, stmt: ast::ImportStmt) {
        self.add(Step::Node("Import"));
        self.list("names", stmt.names(), Self::alias);
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn import_from(&mut self, stmt: ast::ImportFromStmt) {
        self.add(Step::Node("ImportFrom"));
        if let Some(module) = stmt.module() {
            self.field("module", dotted_name(&module));
        }
        match stmt.star() {
            Some(star) => self.list("names", [star], |dump, star| {
                dump.add(Step::Node("alias"));
                dump.field("name", Step::Value(Value::Str("*".into())));
                dump.add(Step::EndAt(star.text_range()));
            }),
            None => self.list("names", stmt.names(), Self::alias),
        }
        self.number("level", stmt.level());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn alias(&mut self, alias: ast::ImportAlias) {
        self.add(Step::Node("alias"));
        if let Some(name) = alias.name() {
            self.field("name", dotted_name(&name));
        }
        self.name("asname", alias.asname());
        self.add(Step::EndAt(range_of(&alias)));
    }

    fn names(
        &mut self,
        class: &'static str,
        names: impl Iterator<Item = SyntaxToken>,
        range: TextRange,
    ) {
        self.add(Step::Node(class));
        self.list("names", names, |dump, it| dump.add(Step::Name(it)));
        self.add(Step::EndAt(range));
    }

    fn delete(&mut self, stmt: ast::DeleteStmt) {
        self.add(Step::Node("Delete"));
        self.targets("targets", stmt.targets(), Context::Del);
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn assert(&mut self, stmt: ast::AssertStmt) {
        self.add(Step::Node("Assert"));
        self.load("test", stmt.test());
        self.load("msg", stmt.msg());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn raise(&mut self, stmt: ast::RaiseStmt) {
        self.add(Step::Node("Raise"));
        self.load("exc", stmt.exc());
        self.load("cause", stmt.cause());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    fn type_alias(&mut self, stmt: ast::TypeAliasStmt) {
        self.add(Step::Node("TypeAlias"));
        self.target("name", stmt.name().map(Expr::Name), Context::Store);
        self.type_params(stmt.type_params());
        self.load("value", stmt.value());
        self.add(Step::EndAt(range_of(&stmt)));
    }

    // ---- compound statements ------------------------------------------------------------------

    fn if_(&mut self, stmt: ast::IfStmt) {
        let range = self.range_from(None, &stmt);
        self.add(Step::Node("If"));
        self.load("test", stmt.test());
        self.block("body", stmt.body());
        self.orelse_if(Elifs {
            clauses: stmt.elifs().collect(),
            from: 0,
            orelse: stmt.orelse(),
            end: range.end(),
        });
        self.add(Step::EndAt(range));
    }

    /// The first `elif` is an `if` in the `orelse` of the one before.
    pub(super) fn elifs(&mut self, elifs: Elifs) {
        let clause = elifs.clauses[elifs.from].clone();
        let range = TextRange::new(range_of(&clause).start(), elifs.end);
        self.add(Step::Node("If"));
        self.load("test", clause.test());
        self.block("body", clause.body());
        self.orelse_if(Elifs { from: elifs.from + 1, ..elifs });
        self.add(Step::EndAt(range));
    }

    fn orelse_if(&mut self, elifs: Elifs) {
        if elifs.from == elifs.clauses.len() {
            return self.orelse(elifs.orelse);
        }
        self.field("orelse", Step::List);
        self.add(Step::Item);
        self.add(Step::Elifs(elifs));
        self.add(Step::EndList);
    }

    fn orelse(&mut self, clause: Option<ast::ElseClause>) {
        self.block("orelse", clause.and_then(|it| it.body()));
    }

    fn while_(&mut self, stmt: ast::WhileStmt) {
        self.add(Step::Node("While"));
        self.load("test", stmt.test());
        self.block("body", stmt.body());
        self.orelse(stmt.orelse());
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    fn for_(&mut self, stmt: ast::ForStmt) {
        let is_async = stmt.async_token().is_some();
        self.add(Step::Node(if is_async { "AsyncFor" } else { "For" }));
        self.target("target", stmt.target(), Context::Store);
        self.load("iter", stmt.iter());
        self.block("body", stmt.body());
        self.orelse(stmt.orelse());
        let comment = self.comments.behind_colon(self.source, stmt.syntax());
        self.type_comment(comment);
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    fn try_(&mut self, stmt: ast::TryStmt) {
        let is_star = stmt.handlers().any(|it| it.star().is_some());
        self.add(Step::Node(if is_star { "TryStar" } else { "Try" }));
        self.block("body", stmt.body());
        self.list("handlers", stmt.handlers(), |dump, it| {
            dump.add(Step::Node("ExceptHandler"));
            dump.load("type", it.class());
            dump.name("name", it.name());
            dump.block("body", it.body());
            dump.add(Step::EndAt(dump.range_from(None, &it)));
        });
        self.orelse(stmt.orelse());
        self.block("finalbody", stmt.finally().and_then(|it| it.body()));
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    fn with(&mut self, stmt: ast::WithStmt) {
        let is_async = stmt.async_token().is_some();
        self.add(Step::Node(if is_async { "AsyncWith" } else { "With" }));
        self.list("items", stmt.items(), |dump, it| {
            dump.add(Step::Node("withitem"));
            dump.load("context_expr", it.context());
            dump.target("optional_vars", it.target(), Context::Store);
            dump.add(Step::End);
        });
        self.block("body", stmt.body());
        let comment = self.comments.behind_colon(self.source, stmt.syntax());
        self.type_comment(comment);
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    fn function_def(&mut self, stmt: ast::FunctionDef) {
        let is_async = stmt.async_token().is_some();
        self.add(Step::Node(if is_async { "AsyncFunctionDef" } else { "FunctionDef" }));
        self.name("name", stmt.name());
        self.add(Step::Field("args"));
        self.arguments(stmt.params());
        self.block("body", stmt.body());
        self.loads("decorator_list", stmt.decorators().filter_map(|it| it.value()));
        self.load("returns", stmt.returns());
        let comment = self.comments.of_function(self.source, stmt.syntax());
        self.type_comment(comment);
        self.type_params(stmt.type_params());
        let start = stmt.async_token().or_else(|| stmt.def_token());
        self.add(Step::EndAt(self.range_from(start, &stmt)));
    }

    fn class_def(&mut self, stmt: ast::ClassDef) {
        self.add(Step::Node("ClassDef"));
        self.name("name", stmt.name());
        if let Some(args) = stmt.args() {
            self.loads("bases", args.args());
            self.list("keywords", args.keywords(), Self::keyword);
        }
        self.block("body", stmt.body());
        self.loads("decorator_list", stmt.decorators().filter_map(|it| it.value()));
        self.type_params(stmt.type_params());
        self.add(Step::EndAt(self.range_from(stmt.class_token(), &stmt)));
    }

    fn match_(&mut self, stmt: ast::MatchStmt) {
        self.add(Step::Node("Match"));
        self.load("subject", stmt.subject());
        self.list("cases", stmt.cases(), |dump, it| {
            dump.add(Step::Node("match_case"));
            if let Some(pattern) = it.pattern() {
                dump.field("pattern", Step::Pattern(pattern));
            }
            dump.load("guard", it.guard().and_then(|it| it.test()));
            dump.block("body", it.body());
            dump.add(Step::End);
        });
        self.add(Step::EndAt(self.range_from(None, &stmt)));
    }

    /// The range of `stmt`, from `start` where decorators stand before it, to the end of its last
    /// token; a type comment is one.
    fn range_from(&self, start: Option<SyntaxToken>, stmt: &impl AstNode) -> TextRange {
        let start = start.map_or(range_of(stmt).start(), |it| it.text_range().start());
        let end = significant_end(stmt.syntax()).max(start);
        TextRange::new(start, self.comments.end_behind(self.source, end))
    }
}

fn dotted_name(name: &ast::DottedName) -> Step {
    let mut text = String::new();
    for part in name.parts().filter(|it| it.kind() == NAME) {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(&crate::literal::identifier(part.text()));
    }
    Step::Value(Value::Str(text.as_str().into()))
}
