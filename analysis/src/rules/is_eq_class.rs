//! `is` with a new instance of a class that has an equality of its own.

use crate::body::{CompareOp, Expr, ExprId};
use crate::classes::{ClassRef, Lookup, Nature, class_model, is_fully_known, lookup};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// `is` with a new instance of a class that has an equality of its own.
    ///
    /// A call of a class makes a new object, which is no other object, however equal the two are. Classes like
    /// `Path` and `date`, and those with `__eq__`, are compared with `==`.
    ///
    /// Classes that may give an object that was there before (with `__new__` or a metaclass of their own, enums)
    /// are left alone.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from pathlib import Path
    ///
    ///
    /// def same(a, b):
    ///     return Path(a) is Path(b)  # flagged: a new `Path`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from enum import Enum
    /// from pathlib import Path
    ///
    ///
    /// class Color(Enum):
    ///     RED = 1
    ///
    ///
    /// def same(a, b, color):
    ///     return Path(a) == Path(b) and color is Color.RED
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from pathlib import Path
    ///
    /// print(Path("a") is Path("a"), Path("a") == Path("a"))  # prints: False True
    /// ```
    "is-eq-class",
    code: "RW104", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// Classes of the library with an equality, whose `__new__` makes a new object each time.
const NEW_EACH_TIME: [&str; 15] = [
    "datetime.date",
    "datetime.datetime",
    "datetime.time",
    "datetime.timedelta",
    "fractions.Fraction",
    "ipaddress.IPv4Address",
    "ipaddress.IPv4Network",
    "ipaddress.IPv6Address",
    "ipaddress.IPv6Network",
    "pathlib.Path",
    "pathlib.PosixPath",
    "pathlib.PurePath",
    "pathlib.PurePosixPath",
    "pathlib.PureWindowsPath",
    "uuid.UUID",
];

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for (_, expr) in unit.body.exprs() {
        let Expr::Compare { left, rest } = expr else { continue };
        let mut left = *left;
        for &(op, right) in rest {
            if op.is_identity() && !is_test_unit(unit) {
                let made = [left, right].into_iter().find_map(|it| made(unit, it));
                if let Some(name) = made {
                    let (answer, equals) = match op {
                        CompareOp::Is => ("false", "=="),
                        _ => ("true", "!="),
                    };
                    let range = unit.range(left).cover(unit.range(right));
                    let message = format!(
                        "nothing else can be a new `{name}`, so this is always {answer}; it has an equality of its own"
                    );
                    cx.report(range, message).help(format!("compare values, with `{equals}`"));
                }
            }
            left = right;
        }
    }
}

/// The class of which `expr` makes a new instance that has its own equality.
fn made(unit: &CodeUnit<'_>, expr: ExprId) -> Option<String> {
    let Expr::Call { func, .. } = unit.body.expr(expr) else { return None };
    let definition = items::definition_of(unit.db, unit.unit, *func);
    let path = items::path(unit.db, &definition)?;
    let name = path.rsplit('.').next()?.to_owned();
    let public = path.replace("pathlib._local.", "pathlib.").replace("_pydatetime.", "datetime.");
    if NEW_EACH_TIME.contains(&public.as_str()) {
        return Some(name);
    }
    let Definition::Class(class) = definition else { return None };
    let model = class_model(unit.db, class);
    let is_type = model.metaclass == ClassRef::External("builtins.type".into());
    let is_plain =
        matches!(model.nature, Nature::Plain | Nature::Dataclass(..) | Nature::Attrs(..));
    let equality = lookup(unit.db, class, "__eq__");
    let has_equality = matches!(equality, Lookup::Own(..) | Lookup::Made(_));
    // Those of this file are told as any other new object.
    let is_new = is_type
        && is_plain
        && is_fully_known(unit.db, class)
        && !lookup(unit.db, class, "__new__").is_found()
        && class.file(unit.db) != unit.file;
    (is_new && has_equality).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn classes_of_the_library() {
        flags(
            &RULE,
            "from pathlib import Path
import datetime
def same(a, b):
    if Path(a) is Path(b):  # flagged: always false
        return 1
    if a is not Path(b):  # flagged: always true
        return 2
    return datetime.date(1, 2, 3) is a  # flagged: new `date`
",
        );
    }

    #[test]
    fn enums_classes_and_values() {
        silent(
            &RULE,
            "from enum import Enum
from pathlib import Path
import decimal
class Color(Enum):
    RED = 1
    def __eq__(self, other):
        return self is other
    __hash__ = Enum.__hash__
def red(c: Color, p):
    path = Path(p)
    return c is decimal.Decimal(c) or c is Color.RED or c is Color(1) or type(p) is Path or path is p or Path(p) == p
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from enum import Enum
class Color(Enum):
    RED = 1
    def __eq__(self, other):
        return self is other
    __hash__ = Enum.__hash__
def red(c: Color):
    return c is Color.RED
",
        );
    }
}
