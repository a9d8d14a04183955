//! Functions and methods read statement by statement: parameters, attributes of `self`, ways out.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, AttributeExpr, Block, Expr, FunctionDef, Stmt};
use refwise_syntax::{SyntaxNode, SyntaxToken, TextSize};

use crate::bindings::own_nodes;
use crate::names::Names;

/// The names of the parameters that can be given by position, `self` among them.
pub(crate) fn positional(def: &FunctionDef) -> Vec<String> {
    let Some(params) = def.params() else { return Vec::new() };
    let names = params.posonlyargs().into_iter().chain(params.args());
    names.filter_map(|it| Some(it.name()?.text().to_owned())).collect()
}

/// The name of the first parameter.
pub(crate) fn this_of(def: &FunctionDef) -> Option<String> {
    positional(def).into_iter().next()
}

/// Is `expr` the name `name`, parentheses aside?
pub(crate) fn is_name(expr: &Expr, name: &str) -> bool {
    match expr {
        Expr::Name(it) => it.name().is_some_and(|it| it.text() == name),
        Expr::Paren(it) => it.value().is_some_and(|it| is_name(&it, name)),
        _ => false,
    }
}

/// The attribute's name, where `node` is an attribute of the name `this`.
pub(crate) fn attribute_of(node: &AttributeExpr, this: &str) -> Option<SyntaxToken> {
    node.value().filter(|it| is_name(it, this)).and_then(|_| node.name())
}

/// The attributes of `this` that `node` mentions, inner functions included, with their names.
pub(crate) fn attributes(node: &SyntaxNode, this: &str) -> Vec<(String, AttributeExpr)> {
    let all = node.descendants().filter_map(AttributeExpr::cast);
    all.filter_map(|it| Some((attribute_of(&it, this)?.text().to_owned(), it))).collect()
}

/// Where the name `name` stands below `node`, inner functions included.
pub(crate) fn mentions(node: &SyntaxNode, name: &str) -> Vec<ast::NameExpr> {
    let all = node.descendants().filter_map(ast::NameExpr::cast);
    all.filter(|it| it.name().is_some_and(|it| it.text() == name)).collect()
}

/// Is the expression a target: assigned, deleted, bound by a loop or `with`?
pub(crate) fn is_target(expr: &SyntaxNode) -> bool {
    let mut node = expr.clone();
    while let Some(parent) = node.parent() {
        let target = match parent.kind() {
            PAREN_EXPR | TUPLE_EXPR | LIST_EXPR | STARRED_EXPR => {
                node = parent;
                continue;
            }
            DELETE_STMT => return true,
            ASSIGN_STMT => {
                let assign = ast::AssignStmt::cast(parent).expect("of this kind");
                return assign.targets().any(|it| *it.syntax() == node);
            }
            ANN_ASSIGN_STMT => ast::AnnAssignStmt::cast(parent).and_then(|it| it.target()),
            AUG_ASSIGN_STMT => ast::AugAssignStmt::cast(parent).and_then(|it| it.target()),
            FOR_STMT => ast::ForStmt::cast(parent).and_then(|it| it.target()),
            COMP_FOR => ast::CompFor::cast(parent).and_then(|it| it.target()),
            WITH_ITEM => ast::WithItem::cast(parent).and_then(|it| it.target()),
            _ => None,
        };
        return target.is_some_and(|it| *it.syntax() == node);
    }
    false
}

/// The `return` statements of the function itself.
pub(crate) fn returns(def: &FunctionDef) -> Vec<ast::ReturnStmt> {
    own_nodes(def.syntax()).filter_map(ast::ReturnStmt::cast).collect()
}

/// Is the function a generator?
pub(crate) fn is_generator(names: &Names<'_>, def: &FunctionDef) -> bool {
    let table = names.table();
    table.scope_of(def.syntax()).is_some_and(|it| table.scope(it).is_generator)
}

/// May the block be left at its end? `false` where every way through it returns, raises or jumps.
pub(crate) fn may_end(block: &Block) -> bool {
    block.body().all(|it| may_go_on(&it))
}

fn may_go_on(stmt: &Stmt) -> bool {
    let ends = |it: Option<Block>| it.is_none_or(|it| may_end(&it));
    match stmt {
        Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => false,
        Stmt::If(it) => {
            let Some(orelse) = it.orelse() else { return true };
            ends(it.body()) || it.elifs().any(|it| ends(it.body())) || ends(orelse.body())
        }
        Stmt::While(it) => {
            let is_true = it.test().is_some_and(|it| it.syntax().text() == "True");
            let breaks = it.syntax().descendants().any(|it| it.kind() == BREAK_STMT);
            !is_true || breaks
        }
        Stmt::Try(it) => {
            if it.finally().is_some_and(|it| !ends(it.body())) {
                return false;
            }
            let normal = match it.orelse() {
                Some(orelse) => ends(it.body()) && ends(orelse.body()),
                None => ends(it.body()),
            };
            normal || it.handlers().any(|it| ends(it.body()))
        }
        _ => true,
    }
}

/// A declaration whose body is no code: `...`, `pass` or a docstring.
pub(crate) fn is_stub(def: &FunctionDef) -> bool {
    let mut body = def.body().into_iter().flat_map(|it| it.body());
    body.all(|it| match it {
        Stmt::Pass(_) => true,
        Stmt::Expr(it) => matches!(it.value(), Some(Expr::String(_) | Expr::Constant(_))),
        _ => false,
    })
}

/// The first statement that is no docstring.
pub(crate) fn first_statement(body: &Block) -> Option<Stmt> {
    let is_docstring =
        |it: &Stmt| matches!(it, Stmt::Expr(it) if matches!(it.value(), Some(Expr::String(_))));
    body.body().find(|it| !is_docstring(it))
}

/// The white space before `at`, where nothing else stands before it in its line.
pub(crate) fn indentation(text: &str, at: TextSize) -> Option<&str> {
    let before = &text[..usize::from(at)];
    let indent = &before[before.rfind(['\n', '\r']).map_or(0, |it| it + 1)..];
    indent.bytes().all(|it| matches!(it, b' ' | b'\t')).then_some(indent)
}
