//! Classes that a decorator fills in from their annotations: dataclasses and those of `attrs`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, ClassDef, Expr};

use crate::names::Names;

/// Which library makes the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    Dataclasses,
    Attrs,
}

/// How a class is decorated.
pub(crate) struct Decorated {
    pub(crate) library: Library,
    /// The keywords of the decorator with their values.
    keywords: Vec<(String, Expr)>,
    /// `attrs.frozen` and its like say it by their name.
    is_frozen: bool,
}

impl Decorated {
    /// The value of a keyword where it is `True` or `False`; `None` where it is not given or not
    /// plain.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        let value = &self.keywords.iter().find(|it| it.0 == name)?.1;
        let Expr::Constant(it) = value else { return None };
        match it.token()?.kind() {
            TRUE_KW => Some(true),
            FALSE_KW => Some(false),
            _ => None,
        }
    }

    /// Instances cannot be changed.
    pub(crate) fn is_frozen(&self) -> bool {
        self.is_frozen || self.flag("frozen") == Some(true)
    }
}

/// The decorator of `class` that makes fields of its annotations.
pub(crate) fn decorated(names: &Names<'_>, class: &ClassDef) -> Option<Decorated> {
    class.decorators().find_map(|it| {
        let path = names.path_of_decorator(&it)?;
        let library = match path.as_str() {
            "dataclasses.dataclass" => Library::Dataclasses,
            "attr.define" | "attr.mutable" | "attr.frozen" | "attrs.define" | "attrs.mutable"
            | "attrs.frozen" => Library::Attrs,
            _ => return None,
        };
        let keywords = match it.value()? {
            Expr::Call(call) => keywords(&call),
            _ => Vec::new(),
        };
        let is_frozen = path.ends_with(".frozen");
        Some(Decorated { library, keywords, is_frozen })
    })
}

/// The keywords of a call with their values.
pub(crate) fn keywords(call: &ast::CallExpr) -> Vec<(String, Expr)> {
    let all = call.args().into_iter().flat_map(|it| it.keywords());
    all.filter_map(|it| Some((it.name()?.text().to_owned(), it.value()?))).collect()
}

/// One annotated name of a class body.
pub(crate) struct Field {
    pub(crate) name: ast::NameExpr,
    pub(crate) annotation: Expr,
    pub(crate) value: Option<Expr>,
}

/// The annotated names of the body, those of `ClassVar` left out.
pub(crate) fn fields(class: &ClassDef) -> Vec<Field> {
    let body = class.body().into_iter().flat_map(|it| it.body());
    let annotated = body.filter_map(|it| match it {
        ast::Stmt::AnnAssign(it) => Some(it),
        _ => None,
    });
    annotated
        .filter_map(|it| {
            let Expr::Name(name) = it.target()? else { return None };
            let annotation = it.annotation()?;
            let is_own = annotation.syntax().text().to_string().contains("ClassVar");
            (!is_own).then(|| Field { name, annotation, value: it.value() })
        })
        .collect()
}
