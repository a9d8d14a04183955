//! `__slots__` as a class body writes it.

use refwise_syntax::ast::{self, ClassDef, Expr, Stmt};

use crate::methods::is_name;

/// The `__slots__` of one class.
pub(crate) struct Slots {
    /// The expression that is assigned.
    pub(crate) value: Expr,
    /// The names in it.
    pub(crate) names: Vec<String>,
}

/// The slots that the body of `class` gives, where all their names are plain texts.
pub(crate) fn slots(class: &ClassDef) -> Option<Slots> {
    let mut found = class.body()?.body().filter_map(|it| match it {
        Stmt::Assign(it) => it.targets().any(|it| is_name(&it, "__slots__")).then(|| it.value())?,
        Stmt::AnnAssign(it) => {
            it.target().is_some_and(|it| is_name(&it, "__slots__")).then(|| it.value())?
        }
        _ => None,
    });
    let (Some(value), None) = (found.next(), found.next()) else { return None };
    let names = names(&value)?;
    Some(Slots { value, names })
}

fn names(value: &Expr) -> Option<Vec<String>> {
    match value {
        Expr::Paren(it) => names(&it.value()?),
        Expr::String(it) => Some(vec![plain_text(it)?]),
        Expr::Tuple(it) => it.elements().map(|it| name(&it)).collect(),
        Expr::List(it) => it.elements().map(|it| name(&it)).collect(),
        Expr::Set(it) => it.elements().map(|it| name(&it)).collect(),
        Expr::Dict(it) => it
            .entries()
            .map(|it| match it {
                ast::DictEntry::Item(it) => name(&it.key()?),
                ast::DictEntry::Unpack(_) => None,
            })
            .collect(),
        _ => None,
    }
}

fn name(element: &Expr) -> Option<String> {
    match element {
        Expr::String(it) => plain_text(it),
        _ => None,
    }
}

/// The text of a string with plain quotes and nothing special in it.
pub(crate) fn plain_text(string: &ast::StringExpr) -> Option<String> {
    use refwise_syntax::ast::AstNode;
    let text = string.syntax().text().to_string();
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains([quote, '\\'])).then(|| inner.to_owned())
}
