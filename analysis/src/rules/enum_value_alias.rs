//! Two members of an enumeration whose values are equal.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, ClassDef, Expr, Stmt};
use refwise_syntax::{TextRange, ast};
use rowan::GreenNodeData;

use crate::green::has_node;
use crate::lineage::Lineage;
use crate::rule::RuleContext;
use crate::slots::plain_text;
use crate::surroundings::is_in_test;

crate::rule! {
    /// Enumeration members that turn out to be one.
    ///
    /// `Enum` compares values with `==`: a member whose value equals that of an earlier one becomes a
    /// second name for it, and is left out when the class is iterated. `1`, `True` and `1.0` are equal,
    /// so members that look different can be one object.
    ///
    /// It is reported where the two values are written differently; a member that repeats a value to the
    /// letter is taken for a second name that is meant.
    ///
    /// Write `UN = ONE` where a second name is meant, and put `@enum.unique` on the class where none is.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from enum import Enum
    ///
    /// class E(Enum):
    ///     ONE = 1
    ///     YES = True  # flagged: `YES`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from enum import Enum, auto
    ///
    /// class E(Enum):
    ///     ONE = 1
    ///     UN = ONE
    ///     TWO = auto()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from enum import Enum
    /// class E(Enum):
    ///     ONE = 1
    ///     YES = True
    /// print(E.YES, len(E))  # prints: E.ONE 1
    /// ```
    "enum-value-alias",
    code: "RW709", group: Classes, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["PIE796"],
    look: Nodes(&[CLASS_DEF]) if has_bases => check,
}

fn has_bases(node: &GreenNodeData) -> bool {
    has_node(node, ARG_LIST)
}

/// Enumerations whose members are told apart by the values as they are written.
const ENUMS: [&str; 4] = ["enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag"];

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if !cx.mentions("enum") || is_in_test(cx.file().path(cx.db()), class.syntax()) {
        return;
    }
    let lineage = Lineage::of(cx.names(), &class);
    let is_enum = !lineage.outside.is_empty()
        && !lineage.has_unknown
        && lineage
            .outside
            .iter()
            .all(|it| ENUMS.contains(&it.as_str()) || it == "builtins.str" || it == "builtins.int")
        && lineage.is_below(&ENUMS);
    let has_own = ["__new__", "__init__", "_generate_next_value_", "__eq__", "_value_"]
        .iter()
        .any(|it| lineage.binds(cx.names(), it));
    if !is_enum || has_own {
        return;
    }
    let mut seen: Vec<Member> = Vec::new();
    for member in members(&class) {
        let first = seen.iter().find(|it| it.value == member.value);
        match first {
            Some(first) if first.text != member.text => {
                cx.report(
                    member.range,
                    format!(
                        "`{}` is another name for `{}`: {} equals {}",
                        member.name, first.name, member.text, first.text
                    ),
                )
                .label(first.range, "the member that both names mean")
                .help(format!("write `{} = {}` if that is meant", member.name, first.name));
            }
            Some(_) => {}
            None => seen.push(member),
        }
    }
}

struct Member {
    name: String,
    range: TextRange,
    text: String,
    value: Value,
}

#[derive(PartialEq)]
enum Value {
    Number(f64),
    Text(String),
}

/// The members with plain values.
fn members(class: &ClassDef) -> Vec<Member> {
    let body = class.body().into_iter().flat_map(|it| it.body());
    let assigned = body.filter_map(|it| match it {
        Stmt::Assign(it) => Some(it),
        _ => None,
    });
    assigned
        .filter_map(|it: ast::AssignStmt| {
            let mut targets = it.targets();
            let (Some(Expr::Name(name)), None) = (targets.next(), targets.next()) else {
                return None;
            };
            let (token, written) = (name.name()?, it.value()?);
            let value = value(&written)?;
            let text = written.syntax().text().to_string();
            let name = token.text().to_owned();
            (!name.starts_with('_')).then(|| Member {
                name,
                range: token.text_range(),
                text,
                value,
            })
        })
        .collect()
}

/// Numbers that a float holds exactly, and plain texts.
fn value(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Paren(it) => value(&it.value()?),
        Expr::String(it) => plain_text(it).map(Value::Text),
        Expr::Constant(it) => {
            let token = it.token()?;
            let text = token.text().replace('_', "");
            match token.kind() {
                TRUE_KW => Some(Value::Number(1.0)),
                FALSE_KW => Some(Value::Number(0.0)),
                INT => whole(&text).map(Value::Number),
                FLOAT => text.parse().ok().map(Value::Number),
                _ => None,
            }
        }
        Expr::Unary(it) if it.op()?.kind() == MINUS => match value(&it.operand()?)? {
            Value::Number(it) => Some(Value::Number(-it)),
            Value::Text(_) => None,
        },
        _ => None,
    }
}

fn whole(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    let radix = |prefix: &str, radix| u32::from_str_radix(lower.strip_prefix(prefix)?, radix).ok();
    let number = radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| radix("0b", 2))
        .or(lower.parse().ok());
    number.map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn members(base: &str, body: &str) -> String {
        format!("import enum\nclass E({base}):\n    {}\n", body.replace('\n', "\n    "))
    }

    #[test]
    fn equal_values_written_differently() {
        flags(&RULE, &members("enum.Enum", "A = 1\nB = 1.0  # flagged: `B`"));
        flags(&RULE, &members("enum.IntEnum", "A = 16\nB = 0x10  # flagged: 0x10"));
        flags(&RULE, &members("str, enum.Enum", "A = 'a'\nB = \"a\"  # flagged: `A`"));
        flags(&RULE, &members("enum.Enum", "A = 0\nB = False  # flagged: `B`"));
    }

    #[test]
    fn aliases_that_are_meant() {
        silent(&RULE, &members("enum.Enum", "A = 1\nB = A"));
        silent(&RULE, &members("enum.Enum", "A = 1\nB = 1"));
        silent(&RULE, &members("enum.Enum", "A = enum.auto()\nB = enum.auto()"));
        silent(&RULE, &members("enum.Enum", "A = 1\nB = '1'\nC = -1\nD = (1,)"));
    }

    #[test]
    fn values_that_are_made_otherwise() {
        silent(&RULE, &members("enum.Enum", "A = 1\nB = True\ndef __new__(cls, x): pass"));
        silent(&RULE, &members("Base", "A = 1\nB = True"));
        silent(&RULE, &members("float, enum.Enum", "A = 1\nB = True"));
    }
}
