//! A `__hash__` that looks at more than `__eq__` does.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::ast::{self, AstNode, AttributeExpr, ClassDef, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_method;
use crate::methods::{attribute_of, attributes, is_name, is_target, mentions, positional, this_of};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// Equal objects with different hashes.
    ///
    /// Sets and dicts look for an object by its hash first and compare only then. Where `__hash__`
    /// uses a field that `__eq__` ignores, two equal objects stand in different places: `a == b`, but
    /// `b in {a}` is false, and a set holds both.
    ///
    /// It is reported where `__eq__` compares fields of both objects one by one, and `__hash__` reads
    /// another field that `__init__` takes straight from a parameter and uses for nothing else; or
    /// where `__hash__` is that of `object` beside such an `__eq__`.
    ///
    /// Hash a part of what `__eq__` compares, never more.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Point:
    ///     def __init__(self, x, y):
    ///         self.x, self.y = x, y
    ///     def __eq__(self, other):
    ///         return isinstance(other, Point) and self.x == other.x
    ///     def __hash__(self):
    ///         return hash((self.x, self.y))  # flagged: `y`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Point:
    ///     def __init__(self, x, y):
    ///         self.x, self.y = x, y
    ///     def __eq__(self, other):
    ///         return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)
    ///     def __hash__(self):
    ///         return hash(self.x)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Point:
    ///     def __init__(self, x, y):
    ///         self.x, self.y = x, y
    ///     def __eq__(self, other):
    ///         return self.x == other.x
    ///     def __hash__(self):
    ///         return hash((self.x, self.y))
    /// a, b = Point(1, 2), Point(1, 3)
    /// print(a == b, b in {a})  # prints: True False
    /// ```
    "eq-hash-mismatch",
    code: "RW704", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CLASS_DEF]) if has_eq => check,
}

fn has_eq(node: &GreenNodeData) -> bool {
    has_method(node, "__eq__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if !cx.mentions("__hash__") || is_in_test(cx.file().path(cx.db()), class.syntax()) {
        return;
    }
    let Some(eq) = method(&class, "__eq__") else { return };
    let Some(compared) = compared(&eq).filter(|it| !it.is_empty()) else { return };
    let found = match method(&class, "__hash__") {
        Some(hash) => of_method(cx.names(), &class, &hash, &compared),
        None => assigned(cx.names(), &class).map(|it| (it, Hashed::Identity)),
    };
    let Some((range, what)) = found else { return };
    let message = match &what {
        Hashed::Field(name) => format!(
            "`__hash__` uses `{name}`, which `__eq__` ignores: equal objects get different hashes"
        ),
        Hashed::Identity => {
            "this hash is different for every object, but `__eq__` calls different \
                             objects equal"
                .to_owned()
        }
    };
    let mut report = cx.report(range, message);
    if let Some(name) = eq.name() {
        let fields: Vec<_> = compared.iter().map(|it| format!("`{it}`")).collect();
        report = report.label(name.text_range(), format!("compares {}", fields.join(", ")));
    }
    report.help("hash only what `__eq__` compares");
}

enum Hashed {
    Field(String),
    Identity,
}

/// The fields that `__eq__` reads of `self`, where fields are all it reads of it, and it reads some
/// of the same of the other object.
fn compared(eq: &FunctionDef) -> Option<Vec<String>> {
    let [this, other] = positional(eq).try_into().ok()?;
    let own = plain_fields(eq, &this)?;
    let theirs: Vec<String> = attributes(eq.syntax(), &other).into_iter().map(|it| it.0).collect();
    // What reads more of the other object than of `self` compares in some other way.
    let is_pairwise = own.iter().all(|it| theirs.contains(it));
    is_pairwise.then_some(own)
}

/// The attributes that a method reads of `this`, where it does nothing else with it: no method is
/// called, it is not handed on, and nothing is set.
fn plain_fields(def: &FunctionDef, this: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    for name in mentions(def.syntax(), this) {
        let parent = name.syntax().parent()?;
        if is_test(&parent) {
            continue;
        }
        let attribute = AttributeExpr::cast(parent)?;
        let field = attribute_of(&attribute, this)?.text().to_owned();
        if field == "__class__" {
            continue;
        }
        let is_called = attribute.syntax().parent().is_some_and(|it| it.kind() == CALL_EXPR);
        if is_called || field.starts_with("__") || is_target(attribute.syntax()) {
            return None;
        }
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    Some(fields)
}

/// `self is other`, `type(self)`: a test that reads no field.
fn is_test(around: &refwise_syntax::SyntaxNode) -> bool {
    match around.kind() {
        COMPARE_EXPR => {
            let compare = ast::CompareExpr::cast(around.clone()).expect("of this kind");
            let is_identity =
                |it: &ast::Comparison| matches!(it.op, ast::CompareOp::Is | ast::CompareOp::IsNot);
            compare.pairs().iter().all(is_identity)
        }
        ARG_LIST => {
            let call = around.parent().and_then(ast::CallExpr::cast);
            let func = call.and_then(|it| it.func());
            func.is_some_and(|it| is_name(&it, "type"))
        }
        _ => false,
    }
}

/// Where `__hash__` uses more than `compared`, and what.
fn of_method(
    names: &Names<'_>,
    class: &ClassDef,
    hash: &FunctionDef,
    compared: &[String],
) -> Option<(TextRange, Hashed)> {
    if hash.decorators().next().is_some() {
        return None;
    }
    if let Some(range) = identity(names, hash) {
        return Some((range, Hashed::Identity));
    }
    let this = this_of(hash)?;
    let independent = independent_fields(class, compared);
    let stored: Vec<String> = attributes(hash.syntax(), &this)
        .into_iter()
        .filter(|it| is_target(it.1.syntax()))
        .map(|it| it.0)
        .collect();
    let read = attributes(hash.syntax(), &this).into_iter().find(|(name, _)| {
        independent.contains(name) && !compared.contains(name) && !stored.contains(name)
    });
    read.map(|(name, node)| (node.syntax().text_range(), Hashed::Field(name)))
}

/// `return id(self)` and `return object.__hash__(self)`, where it is all the method does.
fn identity(names: &Names<'_>, hash: &FunctionDef) -> Option<TextRange> {
    let this = this_of(hash)?;
    let body = hash.body()?;
    let Some(ast::Stmt::Return(first)) = crate::methods::first_statement(&body) else {
        return None;
    };
    let mut value = first.value()?;
    loop {
        let Expr::Call(call) = &value else { return None };
        let path = names.path(&call.func()?)?;
        let argument = call.args()?.args().next()?;
        match path.as_str() {
            "builtins.id" | "builtins.object.__hash__" => {
                return is_name(&argument, &this).then(|| first.syntax().text_range());
            }
            "builtins.hash" => value = argument,
            _ => return None,
        }
    }
}

/// `__hash__ = object.__hash__` in the body of the class.
fn assigned(names: &Names<'_>, class: &ClassDef) -> Option<TextRange> {
    class.body()?.body().find_map(|it| match it {
        ast::Stmt::Assign(it) => {
            let is_hash = it.targets().any(|it| is_name(&it, "__hash__"));
            let path = names.path(&it.value()?)?;
            (is_hash && path == "builtins.object.__hash__").then(|| it.syntax().text_range())
        }
        _ => None,
    })
}

/// The fields that are not `compared` and that only `__init__` sets, each straight from a parameter
/// that is used for nothing else: nothing else tells their value.
fn independent_fields(class: &ClassDef, compared: &[String]) -> Vec<String> {
    let Some(init) = method(class, "__init__") else { return Vec::new() };
    let Some(this) = this_of(&init) else { return Vec::new() };
    let params = positional(&init);
    let set: Vec<(String, Option<Expr>)> = assignments(&init, &this);
    let param_of = |value: &Option<Expr>| match value {
        Some(Expr::Name(it)) => Some(it.name()?.text().to_owned()),
        _ => None,
    };
    let mut fields = Vec::new();
    for (field, value) in &set {
        let Some(param) = param_of(value).filter(|it| params[1..].contains(it)) else { continue };
        let is_single = set.iter().filter(|it| it.0 == *field).count() == 1
            && mentions(init.syntax(), &param).len() == 1;
        if is_single && !compared.contains(field) {
            fields.push(field.clone());
        }
    }
    fields
}

/// What the initialiser assigns to attributes of `self`; `None` for a value that has no single
/// expression.
fn assignments(init: &FunctionDef, this: &str) -> Vec<(String, Option<Expr>)> {
    let mut all = Vec::new();
    for (name, node) in attributes(init.syntax(), this) {
        if is_target(node.syntax()) {
            all.push((name, value_for(&node)));
        }
    }
    all
}

/// The value of an assignment to `target`; that of its own place in `a, b = x, y`.
fn value_for(target: &AttributeExpr) -> Option<Expr> {
    let parent = target.syntax().parent()?;
    match parent.kind() {
        ASSIGN_STMT => ast::AssignStmt::cast(parent)?.value(),
        ANN_ASSIGN_STMT => ast::AnnAssignStmt::cast(parent)?.value(),
        TUPLE_EXPR => {
            let assign = ast::AssignStmt::cast(parent.parent()?)?;
            let at = parent.children().position(|it| it == *target.syntax())?;
            let Expr::Tuple(values) = assign.value()? else { return None };
            let is_pairwise = values.elements().count() == parent.children().count();
            values.elements().nth(at).filter(|_| is_pairwise)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn point(eq: &str, hash: &str) -> String {
        format!(
            "class P:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n    \
             def __eq__(self, o):\n        {eq}\n    def __hash__(self):\n        {hash}\n"
        )
    }

    #[test]
    fn more_than_is_compared() {
        flags(
            &RULE,
            &point("return self.x == o.x", "return hash((self.x, self.y))  # flagged: `y`"),
        );
        flags(
            &RULE,
            &point("return self is o or self.x == o.x", "return hash(self.y)  # flagged: `y`"),
        );
        flags(&RULE, &point("return self.x == o.x", "return id(self)  # flagged: every object"));
        flags(
            &RULE,
            "class P:\n    def __eq__(self, o):\n        return self.x == o.x\n    __hash__ = object.__hash__  # flagged: every object\n",
        );
    }

    #[test]
    fn as_much_or_less() {
        silent(&RULE, &point("return (self.x, self.y) == (o.x, o.y)", "return hash(self.x)"));
        silent(&RULE, &point("return self.x == o.x", "return hash(self.x)"));
        silent(&RULE, &point("return self.x == o.x", "return 1"));
    }

    #[test]
    fn comparisons_that_are_not_seen_through() {
        silent(&RULE, &point("return self.key() == o.key()", "return hash(self.y)"));
        silent(&RULE, &point("return key(self) == key(o)", "return hash(self.y)"));
        silent(&RULE, &point("return self.__dict__ == o.__dict__", "return hash(self.y)"));
        silent(&RULE, &point("return self is o", "return hash(self.y)"));
        silent(&RULE, &point("return self.z == o.z", "return hash(self.z2)"));
    }

    #[test]
    fn fields_that_hang_together() {
        silent(
            &RULE,
            &point("return self.x == o.x", "return hash(self.y)")
                .replace("self.x = x", "self.x = y, x"),
        );
        silent(
            &RULE,
            &point("return self.x == o.x", "return hash(self.y)")
                .replace("self.y = y", "self.y = f(x)"),
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class P:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __eq__(self, o):
        return isinstance(o, P) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self):
        return hash(self.x)
",
        );
    }
}
