//! The `__new__` and `__init__` of a metaclass, and how they hand the namespace on.

use refwise_syntax::ast::{AstNode, CallExpr, Expr, FunctionDef};

use crate::lineage::{Lineage, class_around};
use crate::methods::positional;
use crate::names::Names;
use crate::surroundings::last_name;

/// A `__new__` or `__init__` of a metaclass, with the names of its parameters.
pub(crate) struct Maker {
    /// The parameter that gets the namespace of the class body.
    pub(crate) namespace: String,
}

/// `def` as a maker of classes: a method of a metaclass with the four parameters of one.
pub(crate) fn maker(names: &Names<'_>, def: &FunctionDef) -> Option<Maker> {
    let class = class_around(def)?;
    let lineage = Lineage::of(names, &class);
    let [_, _, _, namespace] = positional(def).try_into().ok()?;
    let is_plain = lineage.is_metaclass() && !lineage.binds(names, "__prepare__");
    (is_plain && def.decorators().next().is_none()).then_some(Maker { namespace })
}

/// The namespace that a call of `type.__new__` or `super().__new__` gets: its fourth argument.
pub(crate) fn handed_to_type(names: &Names<'_>, call: &CallExpr) -> Option<Expr> {
    let Expr::Attribute(func) = call.func()? else { return None };
    if func.name()?.text() != "__new__" {
        return None;
    }
    let of_type = match func.value()? {
        Expr::Call(it) => names.path(&it.func()?).as_deref() == Some("builtins.super"),
        it => matches!(last_name(&it)?.as_str(), "type" | "ABCMeta" | "EnumMeta" | "EnumType"),
    };
    let args: Vec<Expr> = call.args()?.args().collect();
    let is_plain = of_type && args.iter().all(|it| !matches!(it, Expr::Starred(_)));
    args.into_iter().nth(3).filter(|_| is_plain)
}

/// The calls below `def` that [`handed_to_type`] knows, with the namespace.
pub(crate) fn calls_of_type(names: &Names<'_>, def: &FunctionDef) -> Vec<(CallExpr, Expr)> {
    let calls = def.syntax().descendants().filter_map(CallExpr::cast);
    calls.filter_map(|it| Some((it.clone(), handed_to_type(names, &it)?))).collect()
}
