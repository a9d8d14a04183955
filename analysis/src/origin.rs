//! Which expressions made the value of a variable or attribute, where all of them are in sight.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr};
use refwise_syntax::{SyntaxNode, SyntaxToken};

use crate::bindings::How;
use crate::constant::without_parentheses;
use crate::names::Names;

/// How many assignments are followed one behind the other.
const MAX_STEPS: u32 = 4;

/// All expressions that may have made the value of `expr`: of a name those of its assignments, of
/// `self.x` those that the class stores, else `expr` itself. Empty where one is out of sight.
pub(crate) fn origins(names: &Names<'_>, expr: &Expr) -> Vec<Expr> {
    within(names, expr, MAX_STEPS).unwrap_or_default()
}

/// The one expression that made the value of `expr`.
pub(crate) fn origin(names: &Names<'_>, expr: &Expr) -> Option<Expr> {
    let mut all = origins(names, expr);
    if all.len() == 1 { all.pop() } else { None }
}

fn within(names: &Names<'_>, expr: &Expr, steps: u32) -> Option<Vec<Expr>> {
    let expr = without_parentheses(expr.clone())?;
    let values = match &expr {
        Expr::Name(it) => of_name(names, it)?,
        Expr::Attribute(it) if is_of_this(it) => of_attribute(names, it)?,
        _ => return Some(vec![expr]),
    };
    let steps = steps.checked_sub(1)?;
    let each: Option<Vec<_>> = values.iter().map(|it| within(names, it, steps)).collect();
    each.map(|it| it.concat())
}

fn of_name(names: &Names<'_>, name: &ast::NameExpr) -> Option<Vec<Expr>> {
    let variable = names.variable(name)?;
    let token = name.name()?;
    if variable.is_shared && names.is_bound_from_inside(variable.scope, token.text()) {
        return None;
    }
    let bindings = variable.bindings.of_name(token.text());
    let values = bindings.iter().map(|it| match &it.how {
        How::Assign(value) => Some(value.clone()),
        How::Other => with_context(name.syntax(), it.range),
        _ => None,
    });
    values.collect()
}

/// The context manager of the `with` item that binds the name at `range`, where the manager is known
/// to give itself or is taken for what it gives.
fn with_context(node: &SyntaxNode, range: refwise_syntax::TextRange) -> Option<Expr> {
    let root = node.ancestors().last()?;
    let target = root.covering_element(range).into_token()?.parent()?;
    let item = ast::WithItem::cast(target.parent()?)?;
    (item.target()?.syntax() == &target).then(|| item.context())?
}

/// What the class around stores in `self.x`.
fn of_attribute(names: &Names<'_>, attribute: &ast::AttributeExpr) -> Option<Vec<Expr>> {
    let class = attribute.syntax().ancestors().find_map(ast::ClassDef::cast)?;
    names.look_into(class.syntax());
    stored(names, &class, &attribute.name()?)
}

/// `self` and `cls`.
pub(crate) fn is_this(name: &ast::NameExpr) -> bool {
    name.name().is_some_and(|it| matches!(it.text(), "self" | "cls"))
}

/// The values of all stores of the attribute `name` in `class`; `None` where one is not a plain
/// assignment, or where there are none, or where other code of the file stores that attribute.
fn stored(names: &Names<'_>, class: &ast::ClassDef, name: &SyntaxToken) -> Option<Vec<Expr>> {
    let mut values = Vec::new();
    let body = class.body().filter(|_| names.is_bound_in(class.syntax(), name.text()));
    for stmt in body.into_iter().flat_map(|it| it.body()) {
        match &stmt {
            ast::Stmt::Assign(it) if it.targets().any(|it| is_name(&it, name)) => {
                values.push(it.value()?);
            }
            ast::Stmt::AnnAssign(it) if it.target().is_some_and(|it| is_name(&it, name)) => {
                values.extend(it.value());
            }
            ast::Stmt::FunctionDef(it) => {
                let is_it = it.name().is_some_and(|it| it.text() == name.text());
                (!is_it).then_some(())?;
            }
            _ => {}
        }
    }
    if names.is_stored_from_outside(name.text()) {
        return None;
    }
    for store in names.attributes(name.text()) {
        let is_own = class.syntax().text_range().contains_range(store.syntax().text_range());
        match store_of(store) {
            Store::No => {}
            Store::Value(value) if is_own && is_of_this(store) => values.push(value),
            _ if is_of_this(store) && !is_own => {}
            _ => return None,
        }
    }
    (!values.is_empty()).then_some(values)
}

fn is_name(expr: &Expr, name: &SyntaxToken) -> bool {
    matches!(expr, Expr::Name(it) if it.name().is_some_and(|it| it.text() == name.text()))
}

fn is_of_this(attribute: &ast::AttributeExpr) -> bool {
    matches!(attribute.value(), Some(Expr::Name(it)) if is_this(&it))
}

/// Does `attribute` bind the attribute of an object that is not called `self` or `cls`?
pub(crate) fn is_store_from_outside(attribute: &ast::AttributeExpr) -> bool {
    !is_of_this(attribute) && !matches!(store_of(attribute), Store::No)
}

enum Store {
    No,
    Value(Expr),
    Other,
}

fn store_of(attribute: &ast::AttributeExpr) -> Store {
    let node = attribute.syntax();
    let Some(parent) = node.parent() else { return Store::No };
    match parent.kind() {
        ASSIGN_STMT => {
            let assign = ast::AssignStmt::cast(parent).expect("of this kind");
            let is_target = assign.targets().any(|it| it.syntax() == node);
            match (is_target, assign.value()) {
                (true, Some(value)) => Store::Value(value),
                (true, None) => Store::Other,
                (false, _) => Store::No,
            }
        }
        ANN_ASSIGN_STMT => {
            let assign = ast::AnnAssignStmt::cast(parent).expect("of this kind");
            let is_target = assign.target().is_some_and(|it| it.syntax() == node);
            match (is_target, assign.value()) {
                (true, Some(value)) => Store::Value(value),
                _ => Store::No,
            }
        }
        // `+=` keeps the type of what is there.
        AUG_ASSIGN_STMT => Store::No,
        TUPLE_EXPR | LIST_EXPR | STARRED_EXPR => {
            if is_target(node) {
                Store::Other
            } else {
                Store::No
            }
        }
        FOR_STMT | COMP_FOR | WITH_ITEM | DELETE_STMT | NAMED_EXPR => {
            let is_read = parent.kind() != DELETE_STMT && !is_bound_in(&parent, node);
            if is_read { Store::No } else { Store::Other }
        }
        _ => Store::No,
    }
}

/// Is `node`, inside tuples, part of the target of an assignment or loop?
fn is_target(node: &SyntaxNode) -> bool {
    let is_display =
        |it: &SyntaxNode| matches!(it.kind(), TUPLE_EXPR | LIST_EXPR | STARRED_EXPR | PAREN_EXPR);
    let Some(outer) = node.ancestors().skip(1).find(|it| !is_display(it)) else { return false };
    let Some(inner) = outer.children().find(|it| it.text_range().contains_range(node.text_range()))
    else {
        return false;
    };
    is_bound_in(&outer, &inner)
}

fn is_bound_in(outer: &SyntaxNode, inner: &SyntaxNode) -> bool {
    let is = |it: Option<Expr>| it.is_some_and(|it| it.syntax() == inner);
    match outer.kind() {
        ASSIGN_STMT => ast::AssignStmt::cast(outer.clone())
            .is_some_and(|it| it.targets().any(|it| it.syntax() == inner)),
        FOR_STMT => ast::ForStmt::cast(outer.clone()).is_some_and(|it| is(it.target())),
        COMP_FOR => ast::CompFor::cast(outer.clone()).is_some_and(|it| is(it.target())),
        WITH_ITEM => ast::WithItem::cast(outer.clone()).is_some_and(|it| is(it.target())),
        DELETE_STMT => true,
        _ => false,
    }
}
