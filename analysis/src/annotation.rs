//! What is known of the type of an operand, from an annotation or from how it is made.

use refwise_syntax::ast::{self, AstNode, BinOp, Expr};

use crate::bindings::How;
use crate::constant::without_parentheses;
use crate::names::Names;
use crate::plain::plain_types;

/// What is known of the type of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Annotated {
    /// It is annotated as exactly `bool`.
    Bool,
    /// It is annotated with builtin types, perhaps `None` among them, whose equality is Python's own,
    /// or made as one.
    Builtin,
    /// It is annotated with something else.
    Other,
    /// Nothing is known.
    No,
}

/// What the annotation of the parameter `operand` says, where `operand` is a parameter that is not
/// bound again; else what the making of its value tells.
pub(crate) fn of_operand(names: &Names<'_>, operand: &Expr) -> Annotated {
    if let Some(annotation) = annotation_of(names, operand) {
        return classify(&annotation);
    }
    match plain_types(names, operand) {
        Some(types) if types == ["bool"] => Annotated::Bool,
        Some(_) => Annotated::Builtin,
        None => Annotated::No,
    }
}

/// The annotation of the parameter that `operand` names.
pub(crate) fn annotation_of(names: &Names<'_>, operand: &Expr) -> Option<Expr> {
    let Expr::Name(name) = operand else { return None };
    let How::Param(param) = names.sole_binding(name)?.how else { return None };
    param.annotation()
}

/// The builtin types that `operand` may have, by the annotation of the parameter that it is, else by
/// how it is made; `None` where it may have another type.
pub(crate) fn builtin_types(names: &Names<'_>, operand: &Expr) -> Option<Vec<String>> {
    if let Some(annotation) = annotation_of(names, operand) {
        return types_of(&annotation);
    }
    let types = plain_types(names, operand)?;
    Some(types.into_iter().map(str::to_owned).collect())
}

fn classify(annotation: &Expr) -> Annotated {
    match types_of(annotation) {
        Some(names) if names == ["bool"] => Annotated::Bool,
        Some(_) => Annotated::Builtin,
        None => Annotated::Other,
    }
}

/// Types whose `==` is Python's own and gives a `bool`.
const PLAIN: [&str; 13] = [
    "bool",
    "int",
    "float",
    "complex",
    "str",
    "bytes",
    "bytearray",
    "tuple",
    "list",
    "dict",
    "set",
    "frozenset",
    "None",
];

/// The names of the builtin types in an annotation; `None` where there is any other type.
fn types_of(annotation: &Expr) -> Option<Vec<String>> {
    match without_parentheses(annotation.clone())? {
        Expr::Name(it) => plain(it.name()?.text()),
        Expr::Constant(it) => plain(it.token()?.text()),
        Expr::Bin(it) if it.op() == Some(BinOp::BitOr) => {
            let mut names = types_of(&it.left()?)?;
            names.extend(types_of(&it.right()?)?);
            Some(names)
        }
        Expr::Subscript(it) => of_generic(&it),
        Expr::String(it) => of_text(&it),
        _ => None,
    }
}

fn of_generic(subscript: &ast::SubscriptExpr) -> Option<Vec<String>> {
    let base = subscript.value()?.syntax().text().to_string();
    match base.rsplit('.').next()? {
        "Optional" => {
            let mut names = types_of(&subscript.index()?)?;
            names.push("None".to_owned());
            Some(names)
        }
        "Union" => match subscript.index()? {
            Expr::Tuple(it) => it
                .elements()
                .map(|it| types_of(&it))
                .collect::<Option<Vec<_>>>()
                .map(|it| it.concat()),
            it => types_of(&it),
        },
        base => plain(&base.to_lowercase()),
    }
}

/// An annotation in quotes: read as an expression of its own.
fn of_text(string: &ast::StringExpr) -> Option<Vec<String>> {
    let text = string.syntax().text().to_string();
    let inner = text.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    if inner.contains(['"', '\'', '\\']) {
        return None;
    }
    let parse = refwise_syntax::parse(inner);
    let statement = parse.syntax().children().find_map(ast::ExprStmt::cast)?;
    let value = statement.value()?;
    match value {
        Expr::String(_) => None,
        value => parse.errors().is_empty().then(|| types_of(&value)).flatten(),
    }
}

fn plain(name: &str) -> Option<Vec<String>> {
    PLAIN.contains(&name).then(|| vec![name.to_owned()])
}
