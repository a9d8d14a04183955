//! `self.x += ..` where only the class has `x`.

use crate::body::{Const, Expr, ExprId, Name, Stmt};
use crate::diagnostic::Severity;
use crate::inplace::{attribute_of_first, new_container};
use crate::rule::{CodeUnit, RuleContext};
use crate::shared_state::{class_of_instance, says_shared, shared_attribute};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// `self.x += ..` where only the class has `x`.
    ///
    /// `self.x += y` reads `self.x`, which is that of the class, changes it in place if it is a list, dict or
    /// set, and then binds it to an attribute of the instance. The object of the class has
    /// changed for all instances, and the instance has an attribute that hides the class's from then on.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Node:
    ///     children = []
    ///
    ///     def add(self, child):
    ///         self.children += [child]  # flagged: all instances of `Node`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Node:
    ///     retries = 0
    ///
    ///     def __init__(self):
    ///         self.children = []
    ///
    ///     def add(self, child):
    ///         self.children += [child]
    ///         self.retries += 1
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Node:
    ///     children = []
    ///
    ///     def add(self, child):
    ///         self.children += [child]
    ///
    ///
    /// node = Node()
    /// node.add(1)
    /// print(Node.children, "children" in vars(node))  # prints: [1] True
    /// ```
    "augassign-class-attribute",
    code: "RW214", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let db = unit.db;
    if !unit.unit.is_in_class(db) || is_test_unit(unit) {
        return;
    }
    for (_, stmt) in unit.body.stmts() {
        let Stmt::AugAssign { target, .. } = stmt else { continue };
        let Some(name) = attribute_of_first(unit.body, *target) else { continue };
        let Some(class) = class_of_instance(db, unit.unit) else { continue };
        let Some(shared) = shared_attribute(db, class, name) else { continue };
        let home = Unit::of_file(db, shared.home.file(db));
        let owner = shared.home.path(db).0.last().map_or_else(Name::default, |it| it.name.clone());
        if let Some(what) = new_container(db, home, shared.value).filter(|_| !says_shared(name)) {
            cx.report(
                unit.range(*target),
                format!(
                    "all instances of `{owner}` share the {what} `{name}`; this changes it, and then \
                     gives this instance an attribute of that name"
                ),
            )
            .help("make it in `__init__`");
        } else if is_number(db, home, shared.value) && counts_all(name) {
            cx.report(
                unit.range(*target),
                format!("this counts for this instance alone: `{owner}.{name}` stays as it is"),
            )
            .severity(Severity::Info)
            .help(format!("`{owner}.{name} += 1` counts for all"));
        }
    }
}

fn is_number(db: &dyn crate::db::Db, home: Unit, value: ExprId) -> bool {
    matches!(unit_body(db, home).expr(value), Expr::Const(Const::Int(_)))
}

/// Does the name say that one count is kept for all instances?
fn counts_all(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    name.starts_with("instance_count")
        || name.starts_with("n_instances")
        || name.starts_with("num_instances")
        || name.starts_with("instances_")
        || name == "next_id"
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn containers_and_counters_of_the_class() {
        flags(
            &RULE,
            "class Node:
    children = []
    names = set()
    next_id = 0
    def add(self, c):
        self.children += [c]  # flagged: the list `children`
        self.names |= {c}  # flagged: the set `names`
        self.next_id += 1  # flagged: stays as it is
",
        );
    }

    #[test]
    fn numbers_and_own_attributes() {
        silent(
            &RULE,
            "class Node:
    retries = 0
    names = ()
    both = []
    def __init__(self):
        self.children = []
    def add(self, c):
        self.children += [c]
        self.retries += 1
        self.names += (c,)
        self.both = self.both + [c]
        self.both += [c]
",
        );
    }
}
