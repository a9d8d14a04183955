//! What stands around an expression: what becomes of its value, and in what kind of code it is.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{self, AstNode, Expr};

use crate::rule::CodeUnit;

/// What becomes of the value of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Only its truth counts: a condition, an operand of `not`, one before an `and` or `or`.
    Tested,
    /// The function returns it.
    Returned,
    /// Something else.
    Used,
}

/// What becomes of the value of `expr`.
pub(crate) fn fate(expr: &SyntaxNode) -> Fate {
    let mut node = expr.clone();
    loop {
        let Some(parent) = node.parent() else { return Fate::Used };
        match parent.kind() {
            PAREN_EXPR => {}
            BOOL_EXPR => {
                let is_last = parent.children().last().as_ref() == Some(&node);
                if !is_last {
                    return Fate::Tested;
                }
            }
            UNARY_EXPR => {
                let is_not = ast::UnaryExpr::cast(parent.clone()).and_then(|it| it.op());
                return if is_not.is_some_and(|it| it.kind() == NOT_KW) {
                    Fate::Tested
                } else {
                    Fate::Used
                };
            }
            IF_EXPR => {
                let choice = ast::IfExpr::cast(parent.clone()).expect("of this kind");
                if choice.test().is_some_and(|it| *it.syntax() == node) {
                    return Fate::Tested;
                }
            }
            IF_STMT | ELIF_CLAUSE | WHILE_STMT | GUARD => return Fate::Tested,
            ASSERT_STMT => {
                let assert = ast::AssertStmt::cast(parent.clone()).expect("of this kind");
                let is_test = assert.test().is_some_and(|it| *it.syntax() == node);
                return if is_test { Fate::Tested } else { Fate::Used };
            }
            COMP_IF => return if runs_as_written(&parent) { Fate::Tested } else { Fate::Used },
            RETURN_STMT => return Fate::Returned,
            _ => return Fate::Used,
        }
        node = parent;
    }
}

/// Is something computed with the value of the comparison `expr`, as with an array of truth values:
/// an index, an operand, the object or the argument of a method?
pub(crate) fn may_be_array(expr: &SyntaxNode) -> bool {
    let mut node = expr.clone();
    while let Some(parent) = node.parent() {
        return match parent.kind() {
            PAREN_EXPR | TUPLE_EXPR | KEYWORD_ARG => {
                node = parent;
                continue;
            }
            SUBSCRIPT_EXPR | BIN_EXPR | ATTRIBUTE_EXPR => true,
            UNARY_EXPR => fate(&node) != Fate::Tested,
            ARG_LIST => {
                let func = parent.parent().and_then(|it| it.first_child());
                func.is_some_and(|it| it.kind() != NAME_EXPR)
            }
            _ => false,
        };
    }
    false
}

/// Is the comprehension around `condition` run as it is written? Some libraries take a generator
/// expression apart and make a database query of it, so one that is handed to an unknown function
/// may mean something else.
fn runs_as_written(condition: &SyntaxNode) -> bool {
    let Some(comprehension) = condition.ancestors().find(is_comprehension) else {
        return true;
    };
    if comprehension.kind() != GENERATOR_EXPR {
        return true;
    }
    let call = comprehension.ancestors().find_map(ast::CallExpr::cast);
    let name = match call.and_then(|it| it.func()) {
        Some(Expr::Name(it)) => it.name(),
        Some(Expr::Attribute(it)) => {
            let name = it.name();
            const METHODS: [&str; 4] = ["join", "extend", "update", "writelines"];
            return name.is_none_or(|it| METHODS.contains(&it.text()));
        }
        _ => return true,
    };
    let Some(name) = name else { return true };
    const EAGER: [&str; 13] = [
        "all",
        "any",
        "dict",
        "frozenset",
        "len",
        "list",
        "max",
        "min",
        "next",
        "set",
        "sorted",
        "sum",
        "tuple",
    ];
    EAGER.contains(&name.text())
}

fn is_comprehension(node: &SyntaxNode) -> bool {
    matches!(node.kind(), LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR)
}

/// Is `node` part of a test, as names of files, classes and functions around it tell? Tests compare things with
/// themselves, with `None` and with NaN to see whether the comparison works.
pub(crate) fn is_in_test(path: &str, node: &SyntaxNode) -> bool {
    is_test_file(path) || node.ancestors().any(|it| is_test_definition(&it) || is_test_call(&it))
}

/// Is the unit part of a test, as the names of the file, the classes around it and its own tell?
pub(crate) fn is_test_unit(unit: &CodeUnit<'_>) -> bool {
    let names = &unit.unit.path(unit.db).0;
    is_test_file(unit.file.path(unit.db))
        || names.iter().any(|it| {
            let is_case = it.name.ends_with("TestCase") || it.name.ends_with("Tests");
            is_case || it.name.starts_with("test") || it.name.starts_with("Test")
        })
}

/// Only the file's own name counts: folders are named for many reasons.
fn is_test_file(path: &str) -> bool {
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    matches!(stem, "tests" | "conftest")
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
}

/// Is a folder of the path one for tests?
pub(crate) fn is_in_test_folder(path: &str) -> bool {
    path.split(['/', '\\']).any(|it| matches!(it, "test" | "tests"))
}

fn is_test_definition(node: &SyntaxNode) -> bool {
    match node.kind() {
        FUNCTION_DEF => {
            let def = ast::FunctionDef::cast(node.clone()).expect("of this kind");
            let name = def.name();
            name.is_some_and(|it| it.text().starts_with("test"))
        }
        CLASS_DEF => {
            let class = ast::ClassDef::cast(node.clone()).expect("of this kind");
            let is_case = |it: &str| {
                it.starts_with("Test") || it.ends_with("TestCase") || it.ends_with("Tests")
            };
            let bases = class.args().into_iter().flat_map(|it| it.args());
            let mut bases = bases.filter_map(|it| last_name(&it));
            class.name().is_some_and(|it| is_case(it.text())) || bases.any(|it| is_case(&it))
        }
        _ => false,
    }
}

/// A call of `assertTrue` or its like.
fn is_test_call(node: &SyntaxNode) -> bool {
    let func = ast::CallExpr::cast(node.clone()).and_then(|it| it.func());
    func.and_then(|it| last_name(&it)).is_some_and(|it| it.starts_with("assert"))
}

/// The last name of a dotted one: `C` of `a.b.C`.
pub(crate) fn last_name(expr: &Expr) -> Option<String> {
    let name = match expr {
        Expr::Name(it) => it.name()?,
        Expr::Attribute(it) => it.name()?,
        Expr::Paren(it) => return last_name(&it.value()?),
        _ => return None,
    };
    Some(name.text().to_owned())
}

/// Is `operand` the `self` of a class that says in its own `__eq__` what equality means?
pub(crate) fn has_own_eq(operand: &Expr) -> bool {
    let Expr::Name(name) = operand else { return false };
    let is_self = name.name().is_some_and(|it| it.text() == "self");
    let class = || operand.syntax().ancestors().find_map(ast::ClassDef::cast);
    is_self && class().is_some_and(|it| method(&it, "__eq__").is_some())
}

/// The method `name` that the body of `class` defines, decorated or not.
pub(crate) fn method(class: &ast::ClassDef, name: &str) -> Option<ast::FunctionDef> {
    class.body()?.body().find_map(|it| match it {
        ast::Stmt::FunctionDef(it) if it.name().is_some_and(|it| it.text() == name) => Some(it),
        _ => None,
    })
}
