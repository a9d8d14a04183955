//! `id()` of an object that dies at once.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::fresh::{Fresh, fresh, plain_class};
use crate::green::{last_text, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::method;

crate::rule! {
    /// `id()` of an object that dies at once.
    ///
    /// `id(x)` is unique among the objects that live at the same time. An object that is made in the
    /// call itself has one reference, the argument, and dies when `id` returns; its memory is free for
    /// the next object, which then has the same id. So two ids of this kind may be equal for different
    /// objects, differ for the same expression, and a set or dict of them fills with ids that belong
    /// to nothing.
    ///
    /// A method read from an instance, `obj.method`, is such an object too: each read makes a new bound
    /// method.
    ///
    /// Keep the object in a variable for as long as its id counts, or compare the objects themselves,
    /// with `is`. For methods take `obj` and the function: `(id(obj), type(obj).method)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Job:
    ///     def run(self):
    ///         return id(self.run)  # flagged: bound method
    ///
    /// def remember(job, seen):
    ///     seen.add(id(Job()))  # flagged: a new `Job`
    ///     seen.add(id(job.run))  # flagged: bound method
    ///     return id([]) == id(seen)  # flagged: a new list
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Job:
    ///     size = 1
    ///
    ///     def run(self):
    ///         return f"{id(self):x}"
    ///
    /// def remember(job, seen):
    ///     new = Job()
    ///     seen[id(new)] = new
    ///     return id(job.size), id(Job.run), id(seen.pop()), id(())
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Job: pass
    /// def fresh():
    ///     return id(Job())
    /// print(any(fresh() == fresh() for _ in range(100)))  # prints: True
    /// ```
    "id-of-temporary",
    code: "RW114", group: Identity, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if calls_id in Function => check,
}

fn calls_id(node: &GreenNodeData) -> bool {
    let func = nodes(node).next();
    func.is_some_and(|it| it.kind().0 == NAME_EXPR as u16 && last_text(it) == "id")
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(argument) = only_argument(&node) else { return };
    // A call whose answer nobody looks at only tries whether `id` works.
    if node.syntax().parent().is_some_and(|it| it.kind() == EXPR_STMT) {
        return;
    }
    let Some(func) = node.func() else { return };
    if cx.names().path(&func).as_deref() != Some("builtins.id") {
        return;
    }
    let Some(temporary) = temporary(cx.names(), &argument) else { return };
    cx.report(
        node.syntax().text_range(),
        format!("{temporary} dies when `id` returns, and the next object may get the same id"),
    )
    .help("keep the object as long as its id counts, or compare objects with `is`");
}

/// The only argument of a call.
fn only_argument(call: &CallExpr) -> Option<Expr> {
    let args = call.args()?;
    let mut values = args.args();
    let (Some(argument), None) = (values.next(), values.next()) else { return None };
    args.keywords().next().is_none().then_some(argument)
}

/// The object that dies, in words.
fn temporary(names: &Names<'_>, argument: &Expr) -> Option<String> {
    if let Some(fresh) = fresh(names, argument).filter(|it| *it != Fresh::Text) {
        return Some(fresh.noun());
    }
    let Expr::Attribute(attribute) = argument else { return None };
    let name = attribute.name()?;
    let is_bound = match attribute.value()? {
        Expr::Name(object) => is_bound_method(names, &object, name.text()),
        Expr::Call(call) => makes_instance_with(names, &call, name.text()),
        _ => false,
    };
    is_bound.then(|| format!("a new bound method `{}`", attribute.syntax().text()))
}

/// Does `object.name` make a bound method? It does for `self` in a class of this file that defines
/// the method, and for a parameter where all that this file calls `name` is one class's method.
fn is_bound_method(names: &Names<'_>, object: &ast::NameExpr, name: &str) -> bool {
    let Some(binding) = names.sole_binding(object) else { return false };
    let has_method = match &binding.how {
        How::Param(param) => match Receiver::of(param) {
            Receiver::SelfOf(class) => has_plain_method(names, &class, name, 4),
            Receiver::Class => false,
            Receiver::No => is_only_a_method(names, name),
        },
        How::Assign(Expr::Call(call)) => makes_instance_with(names, call, name),
        _ => false,
    };
    has_method && !names.is_attribute_stored(name)
}

/// Does one class of the file, and no other, define `name`, as a method?
fn is_only_a_method(names: &Names<'_>, name: &str) -> bool {
    let mut classes = names.classes_with(name);
    let (Some(class), None) = (classes.next(), classes.next()) else { return false };
    method(&class, name).is_some_and(|it| is_plain_method(&it))
}

/// Does `call` make an instance of a class of this file that has the method `name`?
fn makes_instance_with(names: &Names<'_>, call: &CallExpr, name: &str) -> bool {
    let Some(Expr::Name(func)) = call.func() else { return false };
    plain_class(names, &func).is_some_and(|it| has_plain_method(names, &it, name, 4))
}

/// Does the class, or a base in this file, define the method? `depth` bounds how many bases are
/// followed.
fn has_plain_method(names: &Names<'_>, class: &ast::ClassDef, name: &str, depth: u32) -> bool {
    if let Some(own) = method(class, name) {
        return is_plain_method(&own);
    }
    let bases = class.args().into_iter().flat_map(|it| it.args());
    depth > 0
        && bases.take(4).any(|it| match it {
            Expr::Name(it) => match names.sole_binding(&it).map(|it| it.how) {
                Some(How::Class(base)) => has_plain_method(names, &base, name, depth - 1),
                _ => false,
            },
            _ => false,
        })
}

/// What a parameter is to a method.
enum Receiver {
    /// The instance, in a method of this class.
    SelfOf(ast::ClassDef),
    /// The first parameter of a decorated method: perhaps a class.
    Class,
    No,
}

impl Receiver {
    fn of(param: &ast::Param) -> Receiver {
        let list = param.syntax().parent();
        let is_first =
            list.as_ref().and_then(|it| it.children().next()).as_ref() == Some(param.syntax());
        let def =
            list.and_then(|it| it.parent()).and_then(ast::FunctionDef::cast).filter(|_| is_first);
        let block = def.as_ref().and_then(|it| it.syntax().parent());
        match (def, block.and_then(|it| it.parent()).and_then(ast::ClassDef::cast)) {
            (Some(def), Some(class)) if is_plain_method(&def) => Receiver::SelfOf(class),
            (Some(_), Some(_)) => Receiver::Class,
            _ => Receiver::No,
        }
    }
}

fn is_plain_method(def: &ast::FunctionDef) -> bool {
    def.decorators().next().is_none()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn instances_and_bound_methods() {
        flags(
            &RULE,
            "
class P:
    def m(self): ...
def f():
    return id(P()) == id(P())  # flagged: a new `P`
def g(obj, seen):
    seen.add(id(obj.m))  # flagged: a new bound method `obj.m`
",
        );
    }

    #[test]
    fn objects_that_live() {
        silent(&RULE, "def f(a, b, log):\n    log(f\"{id(a):x}\")\n    return a is b\n");
        silent(
            &RULE,
            "id([])\nx = id(1), id(()), id(f()), id(a.b), id(x[0]), id(a + b), id(x := [])\n",
        );
    }

    #[test]
    fn attributes_that_may_be_no_methods() {
        silent(
            &RULE,
            "class P:\n    @property\n    def m(self): ...\ndef g(obj):\n    return id(obj.m)\n",
        );
        silent(
            &RULE,
            "class P:\n    def m(self):\n        self.m = 1\n        return id(self.m)\n",
        );
        silent(
            &RULE,
            "class P:\n    def m(self): ...\nclass Q:\n    def m(self): ...\ndef g(o):\n    return id(o.m)\n",
        );
        silent(
            &RULE,
            "class P:\n    def m(self): ...\n    @classmethod\n    def c(cls):\n        return id(cls.m)\n",
        );
    }

    #[test]
    fn receivers_of_known_class() {
        flags(&RULE, "class P:\n    def m(self): ...\np = P()\nx = id(p.m)  # flagged: `p.m`\n");
        flags(&RULE, "class P:\n    def m(self): ...\nx = id(P().m)  # flagged: `P().m`\n");
        flags(
            &RULE,
            "class P:\n    def m(self): ...\nclass Q(P):\n    def n(self):\n        return id(self.m)  # flagged: `self.m`\n",
        );
    }

    #[test]
    fn another_id() {
        silent(&RULE, "def id(x): ...\nx = id([])\n");
        silent(&RULE, "def f(id):\n    return id([])\n");
    }
}
