//! A dataclass field whose default is one object for all instances.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, ClassDef, Expr};
use refwise_syntax::symtable::ScopeId;
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::dataclass::{Library, decorated, fields};
use crate::green::has_node;
use crate::lineage::{Lineage, class_of};
use crate::methods::{attributes, is_target, this_of};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A field default that was made once, for all instances.
    ///
    /// The default of a field is computed when the class is made, and every instance that is not given
    /// the field gets that one object. A mutable one is shared between them all; a time or a random
    /// number is that of the import. `dataclass` refuses lists, dicts and sets, since they have no
    /// hash, but an instance of a class of your own passes.
    ///
    /// It is reported for instances of classes in the file that can change, for calls whose result is
    /// of the moment, and for displays in classes of `attrs`, which does not refuse them.
    ///
    /// Give the function itself: `field(default_factory=Options)`. The fix is unsafe because instances
    /// no longer share the object.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from dataclasses import dataclass
    /// import time
    ///
    /// class Options: ...
    ///
    /// @dataclass
    /// class A:
    ///     options: Options = Options()  # flagged: `options`
    ///     at: float = time.time()  # flagged: `at`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// from dataclasses import dataclass, field
    /// import time
    ///
    /// class Options: ...
    ///
    /// @dataclass
    /// class A:
    ///     options: Options = field(default_factory=Options)
    ///     at: float = field(default_factory=time.time)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from dataclasses import dataclass, field
    /// from decimal import Decimal
    ///
    /// @dataclass
    /// class A:
    ///     options: list = field(default_factory=list)
    ///     one: Decimal = Decimal(1)
    ///     pair: tuple = (1, 2)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from dataclasses import dataclass
    /// class Options: ...
    /// @dataclass
    /// class A:
    ///     options: Options = Options()
    /// print(A().options is A().options)  # prints: True
    /// ```
    "dataclass-shared-default",
    code: "RW221", group: Aliasing, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["RUF008", "RUF009", "E3701"],
    look: Nodes(&[CLASS_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if !cx.mentions("dataclass") && !cx.mentions("attr") {
        return;
    }
    let Some(made) = decorated(cx.names(), &class) else { return };
    if is_in_test(cx.file().path(cx.db()), class.syntax()) {
        return;
    }
    let mut found = Vec::new();
    for field in fields(&class) {
        let Some(value) = field.value else { continue };
        if let Some(why) = shared(cx.names(), &value, made.library) {
            found.push((field.name, value, why));
        }
    }
    // `field` is imported once, with the first fix that needs it.
    let mut needs_import = true;
    for (name, value, why) in found {
        let edits = mend(cx.names(), &value, &mut needs_import);
        let name = name.syntax().text().to_string();
        let report = cx
            .report(value.syntax().text_range(), format!("`{name}` {why}"))
            .help("give a function that makes it: `field(default_factory=…)`");
        if let Some(edits) = edits.filter(|_| made.library == Library::Dataclasses) {
            report.unsafe_fix("Make one for each instance", edits);
        }
    }
}

/// Calls whose result belongs to the moment.
const OF_THE_MOMENT: [&str; 17] = [
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.perf_counter",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "random.random",
    "random.randint",
    "random.randrange",
    "random.choice",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "secrets.token_bytes",
];

/// Why the default is wrong for more than one instance.
fn shared(names: &Names<'_>, value: &Expr, library: Library) -> Option<String> {
    match value {
        Expr::Call(call) => {
            let func = call.func()?;
            if let Some(class) = class_of(names, &func) {
                let name = class.name()?;
                return is_mutable(names, &class).then(|| {
                    format!("is one `{name}` for all instances: the default is made once, with the class")
                });
            }
            let path = names.path(&func)?;
            OF_THE_MOMENT.contains(&path.as_str()).then(|| {
                "is computed once, when the class is made, not for each instance".to_owned()
            })
        }
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) if library == Library::Attrs => Some(
            "is one container for all instances: the default is made once, with the class"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Can instances of the class change? It has nothing at all yet, or some method sets a field.
fn is_mutable(names: &Names<'_>, class: &ClassDef) -> bool {
    if let Some(made) = decorated(names, class) {
        return !made.is_frozen() && class.args().is_none();
    }
    let lineage = Lineage::of(names, class);
    let has_guard =
        ["__setattr__", "__new__", "__slots__"].iter().any(|it| lineage.binds(names, it));
    if !lineage.is_whole() || has_guard {
        return false;
    }
    lineage.classes.iter().for_each(|it| names.look_into(it.syntax()));
    let methods = lineage.classes.iter().flat_map(|it| it.body()).flat_map(|it| it.body());
    let mut is_empty = true;
    let mut sets = false;
    for stmt in methods {
        let refwise_syntax::ast::Stmt::FunctionDef(def) = stmt else { continue };
        is_empty = false;
        let Some(this) = this_of(&def) else { continue };
        let is_init = def.name().is_some_and(|it| it.text() == "__init__");
        let all = attributes(def.syntax(), &this);
        sets |= !is_init && all.iter().any(|it| is_target(it.1.syntax()));
        sets |= is_init && all.iter().any(|it| makes_container(&it.1));
    }
    sets || is_empty && lineage.classes.len() == 1 && lineage.outside.is_empty()
}

/// `self.x = []` and its like.
fn makes_container(target: &refwise_syntax::ast::AttributeExpr) -> bool {
    let assign = target.syntax().parent().and_then(refwise_syntax::ast::AssignStmt::cast);
    let value = assign.filter(|_| is_target(target.syntax())).and_then(|it| it.value());
    matches!(value, Some(Expr::List(_) | Expr::Dict(_) | Expr::Set(_)))
}

/// `field(default_factory=f)` for `f()`, and the import of `field` where there is none yet.
fn mend(names: &Names<'_>, value: &Expr, needs_import: &mut bool) -> Option<Vec<TextEdit>> {
    let Expr::Call(call) = value else { return None };
    let func = call.func()?.syntax().text().to_string();
    let factory = match has_arguments(call) {
        true => format!("lambda: {}", value.syntax().text()),
        false => func,
    };
    let range = value.syntax().text_range();
    let module = names.bindings(ScopeId::MODULE)?;
    let is_import = |name: &str, path: &str| match module.of_name(name) {
        [it] => matches!(&it.how, How::Import(known) if known == path).then_some(it.range),
        _ => None,
    };
    let new = |field: &str| TextEdit::replace(range, format!("{field}(default_factory={factory})"));
    if is_import("field", "dataclasses.field").is_some() {
        return Some(vec![new("field")]);
    }
    if is_import("dataclasses", "dataclasses").is_some() {
        return Some(vec![new("dataclasses.field")]);
    }
    let imported = is_import("dataclass", "dataclasses.dataclass")?;
    if !module.of_name("field").is_empty() {
        return None;
    }
    let mut edits = vec![new("field")];
    if std::mem::take(needs_import) {
        edits.insert(0, TextEdit::insert(imported.end(), ", field"));
    }
    Some(edits)
}

fn has_arguments(call: &CallExpr) -> bool {
    call.args().is_some_and(|it| it.syntax().children().next().is_some())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(other: &str, field: &str) -> String {
        format!(
            "import dataclasses, datetime, attr\n{other}\n@dataclasses.dataclass\nclass A:\n    {field}\n"
        )
    }

    #[test]
    fn one_object_for_all() {
        flags(
            &RULE,
            &class("class O:\n    def __init__(self): self.x = []", "o: O = O()  # flagged: `O`"),
        );
        flags(
            &RULE,
            &class("class O:\n    def set(self, x): self.x = x", "o: O = O()  # flagged: `O`"),
        );
        flags(&RULE, &class("", "t: object = datetime.datetime.now()  # flagged: `t`"));
        flags(&RULE, "import attr\n@attr.define\nclass A:\n    x: list = []  # flagged: `x`\n");
    }

    #[test]
    fn objects_that_do_not_change() {
        silent(&RULE, &class("class O:\n    def show(self): return 1", "o: O = O()"));
        silent(&RULE, &class("class O:\n    def __init__(self, x): self.x = x", "o: O = O(1)"));
        silent(&RULE, &class("class O(Base): pass", "o: O = O()"));
        silent(&RULE, &class("@dataclasses.dataclass(frozen=True)\nclass O: pass", "o: O = O()"));
        silent(&RULE, &class("", "o: O = make()"));
        silent(&RULE, &class("class O: pass", "o: ClassVar[O] = O()"));
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from dataclasses import dataclass, field
from decimal import Decimal
@dataclass
class A:
    opts: list = field(default_factory=list)
    one: Decimal = Decimal(1)
    pair: tuple = (1, 2)
",
        );
    }

    #[test]
    fn told() {
        flags(
            &RULE,
            "
from dataclasses import dataclass
import time
class Opt: ...
@dataclass
class A:
    opt: Opt = Opt()  # flagged: `opt` is one `Opt`
    at: float = time.time()  # flagged: `at` is computed once
",
        );
    }
}
