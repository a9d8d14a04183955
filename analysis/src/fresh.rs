//! Expressions that make a new object each time they are evaluated.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{self, AstNode, Expr};

use crate::annotation::annotation_of;
use crate::bindings::How;
use crate::names::{Names, is_function};
use crate::plain::plain_types;
use crate::surroundings::{last_name, method};

/// What is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fresh {
    /// A list, set or dict, by display, comprehension or constructor; also other builtin
    /// containers and iterators. The type's name.
    Builtin(&'static str),
    /// A generator.
    Generator,
    /// A function.
    Lambda,
    /// An instance of a class of this file.
    Instance(String),
    /// The text that an f-string makes. The one kind that may turn out to be an old object: `f"{s}"`
    /// is `s` where `s` is a `str`.
    Text,
}

/// Builtins whose call makes a new object, whatever the arguments.
const MAKERS: [&str; 13] = [
    "bytearray",
    "dict",
    "enumerate",
    "filter",
    "list",
    "map",
    "memoryview",
    "object",
    "range",
    "set",
    "slice",
    "sorted",
    "zip",
];

impl Fresh {
    /// The object in words, with its article.
    pub(crate) fn noun(&self) -> String {
        match self {
            Fresh::Builtin("sorted") => "a new list".to_owned(),
            Fresh::Builtin(name) => format!("a new {name}"),
            Fresh::Generator => "a new generator".to_owned(),
            Fresh::Lambda => "a new function".to_owned(),
            Fresh::Instance(class) => format!("a new `{class}`"),
            Fresh::Text => "a text that is made here".to_owned(),
        }
    }

    /// Could equality be what was meant?
    pub(crate) fn has_value(&self) -> bool {
        match self {
            Fresh::Builtin(name) => {
                matches!(
                    *name,
                    "bytearray"
                        | "dict"
                        | "dict_items"
                        | "dict_keys"
                        | "list"
                        | "range"
                        | "set"
                        | "slice"
                        | "sorted"
                )
            }
            Fresh::Text => true,
            Fresh::Generator | Fresh::Lambda | Fresh::Instance(_) => false,
        }
    }
}

/// What new object `expr` makes; `None` where it may give an old one.
pub(crate) fn fresh(names: &Names<'_>, expr: &Expr) -> Option<Fresh> {
    match expr {
        Expr::Paren(it) => fresh(names, &it.value()?),
        Expr::List(_) | Expr::ListComp(_) => Some(Fresh::Builtin("list")),
        Expr::Set(_) | Expr::SetComp(_) => Some(Fresh::Builtin("set")),
        Expr::Dict(_) | Expr::DictComp(_) => Some(Fresh::Builtin("dict")),
        Expr::Generator(_) => Some(Fresh::Generator),
        Expr::Lambda(_) => Some(Fresh::Lambda),
        Expr::String(it) => {
            let mut parts = it.parts();
            let is_filled = parts.any(|it| {
                let fields = it.as_node().filter(|it| it.kind() == FSTRING);
                fields.is_some_and(|it| it.children().any(|it| it.kind() == REPLACEMENT_FIELD))
            });
            is_filled.then_some(Fresh::Text)
        }
        Expr::Call(it) => fresh_call(names, it),
        Expr::Subscript(it) if matches!(it.index(), Some(Expr::Slice(_))) => {
            (container(names, &it.value()?)? == "list").then_some(Fresh::Builtin("list"))
        }
        _ => None,
    }
}

/// The type of the container that `expr` is certainly: `list`, `dict` or `set`.
pub(crate) fn container(names: &Names<'_>, expr: &Expr) -> Option<&'static str> {
    const CONTAINERS: [&str; 3] = ["list", "dict", "set"];
    let is = |name: &str| CONTAINERS.into_iter().find(|it| *it == name);
    if let Some(annotation) = annotation_of(names, expr) {
        let base = match &annotation {
            Expr::Subscript(it) => last_name(&it.value()?)?,
            it => last_name(it)?,
        };
        return is(&base);
    }
    match plain_types(names, expr)?.as_slice() {
        [name] => is(name),
        _ => None,
    }
}

/// Methods of builtin containers that make an object with each call.
fn fresh_method(names: &Names<'_>, method: &ast::AttributeExpr) -> Option<Fresh> {
    let name = method.name()?;
    let made = match (container(names, &method.value()?)?, name.text()) {
        (container, "copy") => container,
        ("dict", "keys") => "dict_keys",
        ("dict", "values") => "dict_values",
        ("dict", "items") => "dict_items",
        _ => return None,
    };
    Some(Fresh::Builtin(made))
}

fn fresh_call(names: &Names<'_>, call: &ast::CallExpr) -> Option<Fresh> {
    let func = match call.func()? {
        Expr::Name(it) => it,
        Expr::Attribute(it) => return fresh_method(names, &it),
        _ => return None,
    };
    if let Some(class) = plain_class(names, &func) {
        return Some(Fresh::Instance(class.name()?.text().to_owned()));
    }
    let path = names.path(&Expr::Name(func))?;
    let name = path.strip_prefix("builtins.")?;
    MAKERS.iter().find(|it| **it == name).map(|it| Fresh::Builtin(it))
}

/// Decorators that give the class itself, or one like it.
const CLASS_DECORATORS: [&str; 6] = [
    "attr.s",
    "attr.define",
    "attrs.define",
    "dataclasses.dataclass",
    "functools.total_ordering",
    "typing.final",
];

/// The class of this file that `name` means, where calling it makes a new instance for sure: bound
/// once, no metaclass, no `__new__`, no unknown decorator, an initialiser that hands the instance to
/// nobody, and its bases are such classes too.
pub(crate) fn plain_class(names: &Names<'_>, name: &ast::NameExpr) -> Option<ast::ClassDef> {
    plain_class_within(names, name, 8)
}

/// `depth` bounds how many bases are followed.
fn plain_class_within(
    names: &Names<'_>,
    name: &ast::NameExpr,
    depth: u32,
) -> Option<ast::ClassDef> {
    let How::Class(class) = names.sole_binding(name)?.how else { return None };
    let is_plain_base = |it: &Expr| match it {
        Expr::Name(it)
            if names.path(&Expr::Name(it.clone())).as_deref() == Some("builtins.object") =>
        {
            true
        }
        Expr::Name(it) => depth > 0 && plain_class_within(names, it, depth - 1).is_some(),
        _ => false,
    };
    let has_plain_bases = class
        .args()
        .is_none_or(|it| it.keywords().next().is_none() && it.args().all(|it| is_plain_base(&it)));
    let is_kept = |it: &ast::Decorator| {
        let path = names.path_of_decorator(it);
        path.is_some_and(|it| CLASS_DECORATORS.contains(&it.as_str()))
    };
    names.look_into(class.syntax());
    let is_plain = has_plain_bases
        && class.decorators().all(|it| is_kept(&it))
        && method(&class, "__new__").is_none()
        && ["__init__", "__post_init__"]
            .iter()
            .all(|it| method(&class, it).is_none_or(|it| keeps_to_itself(&it)));
    is_plain.then_some(class)
}

/// Does the initialiser leave no reference to the new instance anywhere, as far as it is written
/// here? All it does with `self` is to read and set attributes.
fn keeps_to_itself(init: &ast::FunctionDef) -> bool {
    let Some(ast::Parameter::Plain(this)) = init.params().and_then(|it| it.params().next()) else {
        return false;
    };
    let Some(name) = this.name() else { return false };
    let reads = init.syntax().descendants().filter_map(ast::NameExpr::cast);
    let mut reads = reads.filter(|it| it.name().is_some_and(|it| it.text() == name.text()));
    reads.all(|it| {
        let attribute = it.syntax().parent().filter(|it| it.kind() == ATTRIBUTE_EXPR);
        let is_called = |it: SyntaxNode| it.parent().is_some_and(|it| it.kind() == CALL_EXPR);
        let function = it
            .syntax()
            .ancestors()
            .find(|it| matches!(it.kind(), FUNCTION_DEF | LAMBDA_EXPR | GENERATOR_EXPR));
        attribute.is_some_and(|it| !is_called(it)) && function.as_ref() == Some(init.syntax())
    })
}

/// A variable that is read more often is taken for one that escapes.
const MAX_READS: usize = 100;

/// The local variable that `name` means, where it only ever holds one object, made by its only
/// assignment, that no other reference in the function leads to: what it is and where it is made.
pub(crate) fn unescaped_local(names: &Names<'_>, name: &ast::NameExpr) -> Option<(Fresh, Expr)> {
    let variable = names.variable(name)?;
    if variable.is_shared || !is_function(names.table(), variable.scope) {
        return None;
    }
    let text = name.name()?;
    let [binding] = variable.bindings.of_name(text.text()) else { return None };
    let How::Assign(value) = &binding.how else { return None };
    let fresh = fresh(names, value).filter(|it| !matches!(it, Fresh::Text))?;
    let reads = variable.bindings.reads(text.text());
    let watchers = ["locals", "vars", "eval", "exec", "dir"];
    let is_watched = watchers.iter().any(|it| !variable.bindings.reads(it).is_empty());
    let stays = reads.len() <= MAX_READS && reads.iter().all(|it| is_harmless(&fresh, it));
    (!is_watched && stays).then(|| (fresh, value.clone()))
}

/// Does this read of a name leave no other reference to the object behind?
fn is_harmless(fresh: &Fresh, read: &ast::NameExpr) -> bool {
    let node = read.syntax();
    let Some(parent) = node.parent() else { return false };
    match parent.kind() {
        COMPARE_EXPR => {
            use ast::CompareOp::{Is, IsNot};
            let compare = ast::CompareExpr::cast(parent).expect("of this kind");
            compare.pairs().iter().all(|it| matches!(it.op, Is | IsNot))
        }
        UNARY_EXPR | IF_STMT | ELIF_CLAUSE | WHILE_STMT | RETURN_STMT => {
            matches!(fresh, Fresh::Builtin(_) | Fresh::Generator | Fresh::Lambda)
        }
        // Iterating, and items read or written, of a builtin container.
        FOR_STMT | COMP_FOR => {
            matches!(fresh, Fresh::Builtin("list" | "set" | "dict" | "range" | "sorted"))
        }
        SUBSCRIPT_EXPR => {
            let is_base = parent.first_child().as_ref() == Some(node);
            is_base && matches!(fresh, Fresh::Builtin("list" | "dict" | "bytearray" | "sorted"))
        }
        ATTRIBUTE_EXPR => {
            let is_called = parent.parent().is_some_and(|it| it.kind() == CALL_EXPR);
            is_called
                && matches!(fresh, Fresh::Builtin("list" | "set" | "dict" | "bytearray" | "sorted"))
        }
        _ => false,
    }
}
