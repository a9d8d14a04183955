//! The name of an `except … as` in a closure that outlives the handler.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, ExceptClause, Expr};
use refwise_syntax::symtable::{Resolution, ScopeId};
use refwise_syntax::{SyntaxNode, TextEdit};
use rowan::GreenNodeData;

use crate::bindings::{Bindings, How};
use crate::green::has_token;
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A closure that reads the name of `except … as` after the handler.
    ///
    /// Python deletes the name behind `as` when the handler ends, because the exception holds its
    /// traceback, that the frame, and that the name again. A lambda or function defined in the handler
    /// does not keep the exception: it keeps the cell (or the global name) and reads it when it is
    /// called. Called after the handler, it finds the cell empty and raises `NameError`, just where an
    /// error was to be told.
    ///
    /// It is reported where the closure surely leaves the handler: returned, stored on an object, put
    /// into a container, registered as a callback, or called by name after the handler. Closures that
    /// are called inside the handler work.
    ///
    /// Give the exception to the closure while it is there: `lambda e=e: ...`, or bind it to another
    /// name first. The fix does the former; it is unsafe because the closure takes one more argument
    /// then, and because it keeps the exception with its traceback and frames alive.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def fetch(url, callbacks):
    ///     try:
    ///         return open(url)
    ///     except OSError as error:
    ///         callbacks.append(lambda: print(error))  # flagged: `error` is deleted
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def fetch(url, callbacks):
    ///     try:
    ///         return open(url)
    ///     except OSError as error:
    ///         callbacks.append(lambda error=error: print(error))
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def fetch(url, callbacks, retry):
    ///     try:
    ///         return open(url)
    ///     except OSError as error:
    ///         kept = error
    ///         callbacks.append(lambda: print(kept))
    ///         callbacks.append(lambda error=error: print(error))
    ///         retry(lambda: print(error))
    ///         return (lambda: str(error))()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def make():
    ///     try:
    ///         1 / 0
    ///     except ZeroDivisionError as error:
    ///         return lambda: error
    /// try:
    ///     make()()
    /// except NameError as error:
    ///     print(type(error).__name__)  # prints: NameError
    /// ```
    "except-variable-captured",
    code: "RW404", group: Closures, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["F821"],
    look: Nodes(&[EXCEPT_CLAUSE]) if has_name in Function => check,
}

fn has_name(node: &GreenNodeData) -> bool {
    has_token(node, AS_KW)
}

fn check(cx: &mut RuleContext<'_>, clause: ExceptClause) {
    let Some(name) = clause.name() else { return };
    let Some(handler) = Handler::new(cx.names(), &clause, name.text()) else { return };
    let closures: Vec<SyntaxNode> = handler
        .body
        .descendants()
        .filter(is_closure)
        .filter(|it| handler.captures(it) && handler.leaves(it))
        .collect();
    for closure in closures {
        let edits = mend(&closure, name.text());
        let what = match closure.kind() {
            LAMBDA_EXPR => "this lambda",
            GENERATOR_EXPR => "this generator",
            _ => "this function",
        };
        let range = heading(&closure);
        let report = cx
            .report(
                range,
                format!(
                    "`{name}` is deleted when the handler ends, and {what} reads it later: it will raise \
                     `NameError`"
                ),
            )
            .label(name.text_range(), "bound for the time of the handler only")
            .help(format!("hand the exception over while it is there: `{name}={name}` as a parameter"));
        if let Some(edits) = edits {
            report.unsafe_fix("Hand the exception over", edits);
        }
    }
}

/// A generator expression reads what it names when it is asked for items, so it is one too.
fn is_closure(node: &SyntaxNode) -> bool {
    matches!(node.kind(), LAMBDA_EXPR | FUNCTION_DEF | GENERATOR_EXPR)
}

/// What is reported of a closure: all of a lambda, the name of a function.
fn heading(closure: &SyntaxNode) -> refwise_syntax::TextRange {
    let name = ast::FunctionDef::cast(closure.clone()).and_then(|it| it.name());
    name.map_or(closure.text_range(), |it| it.text_range())
}

/// A handler whose name nothing else binds.
struct Handler<'a, 'n> {
    names: &'n Names<'a>,
    body: SyntaxNode,
    scope: ScopeId,
    bindings: std::rc::Rc<Bindings>,
    name: &'n str,
}

impl<'a, 'n> Handler<'a, 'n> {
    fn new(names: &'n Names<'a>, clause: &ExceptClause, name: &'n str) -> Option<Handler<'a, 'n>> {
        let body = clause.body()?.syntax().clone();
        let has_closure = body.descendants().any(|it| is_closure(&it));
        if !has_closure {
            return None;
        }
        let scope = names.scope_at(&body);
        let (scope, _) = names.table().resolve(scope, name)?;
        let bindings = names.bindings(scope)?;
        let is_only_here = bindings.of_name(name).iter().all(|it| matches!(it.how, How::Except))
            && !names.is_bound_from_inside(scope, name);
        is_only_here.then_some(Handler { names, body, scope, bindings, name })
    }

    /// Does the function or lambda read the handler's name when it is called?
    fn captures(&self, closure: &SyntaxNode) -> bool {
        let table = self.names.table();
        let is_direct = self.names.scope_at(closure) == self.scope;
        let Some(inner) = table.scope_of(closure).filter(|_| is_direct) else { return false };
        let Some(name) = table.name_id(self.name) else { return false };
        table.symbol(inner, name).is_some_and(|it| {
            matches!(it.resolution, Resolution::Free | Resolution::GlobalImplicit)
                && table.owner(inner, name) == self.scope
        })
    }

    /// Does the function or lambda surely outlive the handler?
    fn leaves(&self, closure: &SyntaxNode) -> bool {
        match ast::FunctionDef::cast(closure.clone()) {
            None => self.value_leaves(closure),
            Some(def) => {
                let decorators: Vec<_> = def.decorators().filter_map(|it| it.value()).collect();
                if !decorators.is_empty() {
                    let is_exit =
                        |it: &Expr| self.names.path(it).as_deref() == Some("atexit.register");
                    return decorators.iter().any(is_exit);
                }
                def.name().is_some_and(|it| self.name_leaves(it.text()))
            }
        }
    }

    /// Does the value of an expression in the handler leave it?
    fn value_leaves(&self, value: &SyntaxNode) -> bool {
        let mut node = value.clone();
        while let Some(parent) = node.parent() {
            match parent.kind() {
                PAREN_EXPR | TUPLE_EXPR | LIST_EXPR | SET_EXPR | DICT_EXPR | DICT_ITEM
                | KEYWORD_ARG | IF_EXPR => node = parent,
                ARG_LIST => {
                    let call = parent.parent().and_then(ast::CallExpr::cast);
                    return call.is_some_and(|it| self.is_kept_by(&it));
                }
                RETURN_STMT => return true,
                ASSIGN_STMT => {
                    let assign = ast::AssignStmt::cast(parent).expect("of this kind");
                    return assign.targets().any(|it| self.target_keeps(&it));
                }
                _ => return false,
            }
        }
        false
    }

    fn target_keeps(&self, target: &Expr) -> bool {
        match target {
            Expr::Name(it) => it.name().is_some_and(|it| self.name_leaves(it.text())),
            Expr::Attribute(it) => it.value().is_some_and(|it| self.outlives(&it)),
            Expr::Subscript(it) => it.value().is_some_and(|it| self.outlives(&it)),
            _ => false,
        }
    }

    /// Is the local name read behind the handler, or does its value leave from inside?
    fn name_leaves(&self, name: &str) -> bool {
        let end = self.body.text_range().end();
        let is_behind = |at: refwise_syntax::TextRange| at.start() >= end;
        if self.bindings.of_name(name).iter().any(|it| is_behind(it.range)) {
            return false;
        }
        let within = self.body.text_range();
        self.bindings.reads(name).iter().any(|it| {
            let range = it.syntax().text_range();
            is_behind(range) || (within.contains_range(range) && self.value_leaves(it.syntax()))
        })
    }

    /// Does the callee keep its argument for later?
    fn is_kept_by(&self, call: &ast::CallExpr) -> bool {
        let Some(func) = call.func() else { return false };
        if self.names.path(&func).is_some_and(|it| REGISTRIES.contains(&it.as_str())) {
            return true;
        }
        let Expr::Attribute(method) = func else { return false };
        let (Some(object), Some(name)) = (method.value(), method.name()) else { return false };
        KEEPERS.contains(&name.text()) && self.outlives(&object)
    }

    /// May code behind the handler reach the object? Not if it is a local that is only read inside.
    fn outlives(&self, object: &Expr) -> bool {
        let Expr::Name(name) = object else { return true };
        let Some(token) = name.name() else { return false };
        let Some(variable) = self.names.variable(name) else { return true };
        if variable.is_shared {
            return true;
        }
        let is_param = |it: &crate::bindings::Binding| matches!(it.how, How::Param(_));
        let within = self.body.text_range();
        let mut reads = variable.bindings.reads(token.text()).iter();
        variable.bindings.of_name(token.text()).iter().any(is_param)
            || reads.any(|it| !within.contains_range(it.syntax().text_range()))
    }
}

/// Functions that keep their argument.
const REGISTRIES: [&str; 4] =
    ["atexit.register", "signal.signal", "threading.Timer", "weakref.finalize"];

/// Methods that put their argument somewhere, for later.
const KEEPERS: [&str; 21] = [
    "after",
    "after_idle",
    "singleShot",
    "add",
    "add_callback",
    "add_done_callback",
    "addCallback",
    "addCleanup",
    "addErrback",
    "append",
    "appendleft",
    "call_at",
    "call_later",
    "call_soon",
    "call_soon_threadsafe",
    "connect",
    "insert",
    "put",
    "put_nowait",
    "register",
    "subscribe",
];

/// The name as one more parameter, with itself as its default.
fn mend(closure: &SyntaxNode, name: &str) -> Option<Vec<TextEdit>> {
    let params = closure.children().find_map(ast::ParamList::cast);
    let last = params.as_ref().and_then(|it| it.params().last());
    if closure.kind() == GENERATOR_EXPR {
        return None;
    }
    let is_simple = params.as_ref().is_none_or(|it| it.vararg().is_none() && it.kwarg().is_none());
    let edit = match (closure.kind(), last) {
        (_, Some(last)) => {
            TextEdit::insert(last.syntax().text_range().end(), format!(", {name}={name}"))
        }
        (LAMBDA_EXPR, None) => {
            let word = closure.first_token()?;
            TextEdit::insert(word.text_range().end(), format!(" {name}={name}"))
        }
        (_, None) => {
            let open = params.as_ref()?.syntax().first_token()?;
            TextEdit::insert(open.text_range().end(), format!("{name}={name}"))
        }
    };
    is_simple.then(|| vec![edit])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn handler(body: &str) -> String {
        let body = body.replace('\n', "\n        ");
        format!(
            "def f(a, g):\n    try:\n        g()\n    except E as e:\n        {body}\n    a.x()\n"
        )
    }

    #[test]
    fn a_callback_list() {
        flags(
            &RULE,
            "
def f(callbacks):
    try:
        1 / 0
    except ZeroDivisionError as e:
        callbacks.append(lambda: str(e))  # flagged: `e`
",
        );
    }

    #[test]
    fn early_binding_and_calls_inside() {
        silent(
            &RULE,
            "
def f(callbacks):
    try:
        1 / 0
    except ZeroDivisionError as e:
        callbacks.append(lambda e=e: str(e))
        print((lambda: str(e))())
",
        );
    }

    #[test]
    fn ways_out() {
        flags(&RULE, &handler("return lambda: e  # flagged: `e`"));
        flags(&RULE, &handler("return {1: (lambda: e)}  # flagged: `e`"));
        flags(&RULE, &handler("a.cb = lambda: e  # flagged: `e`"));
        flags(&RULE, &handler("a['k'] = lambda: [e for _ in x]  # flagged: `e`"));
        flags(&RULE, &handler("return (e for x in a)  # flagged: this generator"));
        flags(&RULE, &handler("a.root.after(10, lambda: e)  # flagged: `e`"));
        flags(&RULE, &handler("def h():  # flagged: `e`\n    return e\na.append(h)"));
        flags(&RULE, "try:\n    x()\nexcept E as e:\n    h = lambda: e  # flagged: `e`\nh()\n");
        flags(
            &RULE,
            "import atexit\ntry:\n    x()\nexcept E as e:\n    atexit.register(lambda: e)  # flagged: `e`\n",
        );
    }

    #[test]
    fn closures_that_stay() {
        silent(&RULE, &handler("g(lambda: e)\nsorted(a, key=lambda x: e)"));
        silent(&RULE, &handler("h = lambda: e\nh()"));
        silent(&RULE, &handler("def h():\n    return e\ng(h)"));
        silent(&RULE, &handler("fs = []\nfs.append(lambda: e)\nfor h in fs:\n    h()"));
        silent(&RULE, &handler("return lambda e: e"));
        silent(&RULE, &handler("return (x for x in e.args)"));
        silent(&RULE, &handler("return list(e for x in a)"));
    }

    #[test]
    fn names_bound_elsewhere_too() {
        silent(
            &RULE,
            "def f(e):\n    try:\n        x()\n    except E as e:\n        return lambda: e\n",
        );
        silent(&RULE, &format!("{}    e = 1\n", handler("a.cb = lambda: e")));
        silent(
            &RULE,
            "class C:\n    try:\n        x()\n    except E as e:\n        f = lambda: e\n    f()\n",
        );
    }
}
