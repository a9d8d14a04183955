//! What CPython's tokenizer and compiler warn of (`SyntaxWarning`) while they compile a text.
//!
//! Source: `warn_invalid_escape_sequence` (Parser/string_parser.c), `check_compare`, `check_caller`,
//! `check_subscripter`, `check_index`, `compiler_assert` (Python/compile.c), CPython 3.13.0.

use refwise_syntax::ast::{self, AstNode, CompareOp, Expr};
use refwise_syntax::{NodeOrToken, Parse, SyntaxKind, SyntaxNode, SyntaxToken, TextRange};

/// A warning and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxWarning {
    /// CPython's words.
    pub text: String,
    /// What it is about; the warning tells the line where that begins.
    pub range: TextRange,
}

/// The warnings for a text without errors, in the order of their places.
pub fn warnings(parse: &Parse) -> Vec<SyntaxWarning> {
    let mut found = Vec::new();
    for element in parse.syntax().descendants_with_tokens() {
        match element {
            NodeOrToken::Token(token) => found.extend(escapes(&token)),
            NodeOrToken::Node(node) => found.extend(of_node(node)),
        }
    }
    found
}

fn warning(node: &SyntaxNode, text: String) -> Option<SyntaxWarning> {
    Some(SyntaxWarning { text, range: ast::text_range(node) })
}

/// The first escape sequence of a literal that means nothing.
fn escapes(token: &SyntaxToken) -> Option<SyntaxWarning> {
    let text = token.text();
    let (is_bytes, body) = match token.kind() {
        SyntaxKind::STRING => {
            let quote = text.find(['"', '\''])?;
            let prefix = text[..quote].to_ascii_lowercase();
            if prefix.contains('r') {
                return None;
            }
            (prefix.contains('b'), &text[quote..])
        }
        SyntaxKind::FSTRING_MIDDLE if !is_raw(token) => (false, text),
        _ => return None,
    };
    let sequence = invalid_escape(body, is_bytes)?;
    let kind = if sequence.len() > 2 { "octal escape" } else { "escape" };
    let text = format!("invalid {kind} sequence '{sequence}'");
    Some(SyntaxWarning { text, range: token.text_range() })
}

/// Is it part of an f-string with the prefix `r`?
fn is_raw(token: &SyntaxToken) -> bool {
    let start = token.parent_ancestors().find_map(|it| {
        it.children_with_tokens()
            .filter_map(NodeOrToken::into_token)
            .find(|it| it.kind() == SyntaxKind::FSTRING_START)
    });
    start.is_some_and(|it| it.text().to_ascii_lowercase().contains('r'))
}

fn invalid_escape(body: &str, is_bytes: bool) -> Option<String> {
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            continue;
        }
        let c = chars.next()?;
        match c {
            '\n' | '\r' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => {}
            'N' | 'u' | 'U' if !is_bytes => {}
            '0'..='7' => {
                let mut digits = c.to_string();
                while digits.len() < 3
                    && let Some(digit) = chars.next_if(|it| ('0'..='7').contains(it))
                {
                    digits.push(digit);
                }
                if u32::from_str_radix(&digits, 8).is_ok_and(|it| it > 0o377) {
                    return Some(format!("\\{digits}"));
                }
            }
            _ => return Some(format!("\\{c}")),
        }
    }
    None
}

fn of_node(node: SyntaxNode) -> Option<SyntaxWarning> {
    match node.kind() {
        SyntaxKind::COMPARE_EXPR => comparison(&ast::CompareExpr::cast(node)?),
        SyntaxKind::ASSERT_STMT => assertion(&ast::AssertStmt::cast(node)?),
        SyntaxKind::CALL_EXPR => call(&ast::CallExpr::cast(node)?),
        SyntaxKind::SUBSCRIPT_EXPR => subscript(&ast::SubscriptExpr::cast(node)?),
        _ => None,
    }
}

/// `x is 1`.
fn comparison(node: &ast::CompareExpr) -> Option<SyntaxWarning> {
    for pair in node.pairs() {
        let (words, instead) = match pair.op {
            CompareOp::Is => ("is", "=="),
            CompareOp::IsNot => ("is not", "!="),
            _ => continue,
        };
        let literal = literal_type(&pair.left).or_else(|| literal_type(&pair.right));
        if let Some(name) = literal {
            let text = format!("\"{words}\" with '{name}' literal. Did you mean \"{instead}\"?");
            return warning(node.syntax(), text);
        }
    }
    None
}

fn inner(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    while let Expr::Paren(it) = &expr {
        match it.value() {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

/// The type of a constant that is no singleton; tuples of constants are constants.
fn literal_type(expr: &Expr) -> Option<&'static str> {
    let expr = inner(expr);
    match &expr {
        Expr::Tuple(it) => {
            let is_constant = |it: Expr| constant_type(&it).is_some();
            it.elements().all(is_constant).then_some("tuple")
        }
        Expr::Unary(it) => {
            let op = it.op()?;
            let type_of = literal_type(&it.operand()?)?;
            let is_sign = matches!(op.kind(), SyntaxKind::MINUS | SyntaxKind::PLUS);
            (is_sign && matches!(type_of, "int" | "float" | "complex")).then_some(type_of)
        }
        _ => constant_type(&expr).filter(|it| !matches!(*it, "NoneType" | "bool" | "ellipsis")),
    }
}

/// The type of a literal.
fn constant_type(expr: &Expr) -> Option<&'static str> {
    match &inner(expr) {
        Expr::Constant(it) => {
            let token = it.token()?;
            let text = token.text().to_ascii_lowercase();
            let is_hex = text.starts_with("0x");
            Some(match text.as_str() {
                "none" => "NoneType",
                "true" | "false" => "bool",
                "..." => "ellipsis",
                it if it.ends_with('j') => "complex",
                it if !is_hex && it.contains(['.', 'e']) => "float",
                _ => "int",
            })
        }
        Expr::String(it) => {
            let first = it.parts().next()?;
            match first {
                NodeOrToken::Token(it) => {
                    let quote = it.text().find(['"', '\''])?;
                    let is_bytes = it.text()[..quote].to_ascii_lowercase().contains('b');
                    Some(if is_bytes { "bytes" } else { "str" })
                }
                // An f-string is no constant.
                NodeOrToken::Node(_) => None,
            }
        }
        Expr::Tuple(it) => it.elements().all(|it| constant_type(&it).is_some()).then_some("tuple"),
        _ => None,
    }
}

/// The type of what a display or a literal makes (`infer_type`).
fn display_type(expr: &Expr) -> Option<&'static str> {
    Some(match &inner(expr) {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::String(it) if it.parts().any(|it| matches!(it, NodeOrToken::Node(_))) => "str",
        other => return constant_type(other),
    })
}

/// `assert (x, "message")`.
fn assertion(node: &ast::AssertStmt) -> Option<SyntaxWarning> {
    let test = node.syntax().children().find_map(Expr::cast)?;
    let Expr::Tuple(tuple) = inner(&test) else { return None };
    tuple.elements().next()?;
    let text = "assertion is always true, perhaps remove parentheses?";
    warning(node.syntax(), text.to_owned())
}

/// `1(x)`.
fn call(node: &ast::CallExpr) -> Option<SyntaxWarning> {
    let func = node.func()?;
    if matches!(inner(&func), Expr::Lambda(_)) {
        return None;
    }
    let name = display_type(&func)?;
    let text = format!("'{name}' object is not callable; perhaps you missed a comma?");
    warning(inner(&func).syntax(), text)
}

/// `{1}[0]`, `[1]["a"]`.
fn subscript(node: &ast::SubscriptExpr) -> Option<SyntaxWarning> {
    let value = inner(&node.value()?);
    let name = display_type(&value)?;
    if matches!(
        name,
        "NoneType"
            | "ellipsis"
            | "int"
            | "bool"
            | "float"
            | "complex"
            | "set"
            | "generator"
            | "function"
    ) {
        let text = format!("'{name}' object is not subscriptable; perhaps you missed a comma?");
        return warning(node.syntax(), text);
    }
    if !matches!(name, "str" | "bytes" | "tuple" | "list") {
        return None;
    }
    let index = display_type(&node.index()?)?;
    if matches!(index, "int" | "bool") {
        return None;
    }
    let text = format!(
        "{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"
    );
    warning(node.syntax(), text)
}

#[cfg(test)]
mod tests {
    use super::warnings;

    fn check(text: &str, expected: &[&str]) {
        let found = warnings(&refwise_syntax::parse(text));
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, expected, "{text}");
    }

    #[test]
    fn escapes_that_mean_nothing_are_told_once_a_literal() {
        check(r"'\d\e'", &[r"invalid escape sequence '\d'"]);
        check(r"b'\N'", &[r"invalid escape sequence '\N'"]);
        check(r"'\777'", &[r"invalid octal escape sequence '\777'"]);
        check(r"f'\d{x}'", &[r"invalid escape sequence '\d'"]);
        check(r"r'\d' rf'\d{x}' '\n\x00\N{DIGIT ONE}'", &[]);
    }

    #[test]
    fn literals_where_they_cannot_be_meant_are_told() {
        check("x is 1", &["\"is\" with 'int' literal. Did you mean \"==\"?"]);
        check("x is not ()", &["\"is not\" with 'tuple' literal. Did you mean \"!=\"?"]);
        check("x is None is True is ...", &[]);
        check("assert (x, 'y')", &["assertion is always true, perhaps remove parentheses?"]);
        check("assert ()", &[]);
        check("1(x)", &["'int' object is not callable; perhaps you missed a comma?"]);
        check("{1}[0]", &["'set' object is not subscriptable; perhaps you missed a comma?"]);
        let text = "list indices must be integers or slices, not str; perhaps you missed a comma?";
        check("[1]['a']", &[text]);
        check("[1][0], 'a'[b], {}['a'], (lambda: 1)()", &[]);
    }
}
