//! Keys of a dict or set display that are written differently and are equal.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::ast::{AstNode, DictEntry, Expr};
use rowan::GreenNodeData;

use crate::constant::without_parentheses;
use crate::green::nodes;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// Keys of a dict or set display that are written differently and are equal.
    ///
    /// `1`, `True` and `1.0` are equal and have the same hash, so they are one key. The dict keeps the
    /// first key object and the last value; the entries between are lost without a word.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// NAMES = {1: "int", True: "bool", 1.0: "float"}  # flagged: equal to `1`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// NAMES = {1: "int", "1": "str", (1,): "tuple", None: "nothing", 0.5: "float"}
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print({1: "int", True: "bool", 1.0: "float"})  # prints: {1: 'float'}
    /// ```
    "equal-dict-keys",
    code: "RW129", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["F601", "W0109", "PLW0109", "B033", "S5780"],
    look: Nodes(&[DICT_EXPR, SET_EXPR]) if has_numbers in Function => check,
}

/// Are there numbers or truth values among the keys?
fn has_numbers(node: &GreenNodeData) -> bool {
    let keys = nodes(node).filter_map(|it| match it.kind().0 {
        kind if kind == DICT_ITEM as u16 => nodes(it).next(),
        _ => Some(it),
    });
    let numbers = [CONSTANT_EXPR as u16, UNARY_EXPR as u16];
    keys.filter(|it| numbers.contains(&it.kind().0)).take(2).count() == 2
}

fn check(cx: &mut RuleContext<'_>, node: Expr) {
    let keys: Vec<Expr> = match &node {
        Expr::Dict(it) => it
            .entries()
            .filter_map(|it| match it {
                DictEntry::Item(it) => it.key(),
                DictEntry::Unpack(_) => None,
            })
            .collect(),
        Expr::Set(it) => it.elements().collect(),
        _ => return,
    };
    let mut seen: Vec<(f64, String, TextRange)> = Vec::new();
    for key in keys {
        let Some(number) = number(&key) else { continue };
        let text = key.syntax().text().to_string();
        let range = key.syntax().text_range();
        let first = seen.iter().find(|it| it.0 == number);
        match first {
            Some((_, old, place)) if *old != text => {
                if is_in_test(cx.file().path(cx.db()), node.syntax()) {
                    return;
                }
                let message = format!("`{text}` is equal to `{old}`, so both are one key");
                cx.report(range, message)
                    .label(*place, "this key object stays, with the last value")
                    .help("drop one of the entries");
            }
            Some(_) => {}
            None => seen.push((number, text, range)),
        }
    }
}

/// The value of a number that a `f64` holds exactly.
fn number(key: &Expr) -> Option<f64> {
    match without_parentheses(key.clone())? {
        Expr::Unary(it) if it.op()?.kind() == MINUS => Some(-number(&it.operand()?)?),
        Expr::Constant(it) => {
            let token = it.token()?;
            let text = token.text().replace('_', "").to_ascii_lowercase();
            match token.kind() {
                TRUE_KW => Some(1.0),
                FALSE_KW => Some(0.0),
                INT => integer(&text),
                FLOAT => text.parse().ok(),
                _ => None,
            }
        }
        _ => None,
    }
}

fn integer(text: &str) -> Option<f64> {
    let value = match text.get(..2) {
        Some("0x") => i64::from_str_radix(&text[2..], 16),
        Some("0o") => i64::from_str_radix(&text[2..], 8),
        Some("0b") => i64::from_str_radix(&text[2..], 2),
        _ => text.parse(),
    };
    let small = i32::try_from(value.ok()?).ok()?;
    Some(f64::from(small))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn equal_numbers() {
        flags(&RULE, "d = {1: \"int\", True: \"bool\", 1.0: \"float\"}  # flagged: equal to `1`\n");
        flags(&RULE, "d = {0x10, 16}  # flagged: equal to `0x10`\n");
        flags(&RULE, "d = {-1: a, False: b, 0: c}  # flagged: equal to `False`\n");
    }

    #[test]
    fn other_keys() {
        silent(
            &RULE,
            "d = {1: \"int\", \"1\": \"str\", (1,): \"tuple\", None: 0, 0.5: 2, **e, 1 + 0: 3, 9007199254740993: 1, 9007199254740992.0: 2}\n",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
d = {1: "int", "1": "str", (1,): "tuple", None: 0, 0.5: 2}
"#,
        );
    }
}
