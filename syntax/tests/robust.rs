//! No text makes the parser fail, overflow its stack or take more than linear time.

use std::time::{Duration, Instant};

use fastrand::Rng;
use refwise_syntax::symtable::symbol_table;
use refwise_syntax::validate::validate;
use refwise_syntax::{Parse, parse};

/// Parses, and does what a check does with the tree.
fn read(text: &str) -> Parse {
    let parsed = parse(text);
    assert!(parsed.syntax().text() == text, "the tree's text differs");
    let _ = symbol_table(&parsed.file());
    let _ = validate(&parsed.file());
    parsed
}

#[test]
fn nesting_has_no_bottom() {
    const N: usize = 100_000;
    let repeated = [
        "(",
        "[",
        "{",
        "f(",
        "a[",
        "not ",
        "-",
        "~",
        "lambda: ",
        "a if b else ",
        "a ** ",
        "await ",
        "*",
        "**",
        "a.b.",
        "a()",
        "a, ",
        "a + ",
        "a and ",
        "a < ",
        "a := ",
        "(a for a in ",
        "{a: ",
        "f'{",
        "f'{a:{",
        "\"",
        "'''",
        "if a: ",
        "yield ",
        "@a\n",
        "if a:\n ",
        "class A:\n\t",
        "a = ",
        "a: ",
        "a;",
        "[a, ",
        ")",
        "]",
        "}",
        "case ",
        "match ",
        "match a:\n case ",
        "else:\n",
        "try:\n",
        "import a.",
        "from . ",
        "global a, ",
        "print ",
        "\\\n",
        "\r",
        "\0",
        "é",
        "€",
        "#",
        "\n  ",
        "0x",
        "1_",
        "async ",
        "type X[",
        "with (",
        "except A, ",
    ];
    for text in repeated {
        read(&text.repeat(N));
    }
    read(&format!("{}1{}", "(".repeat(N), ")".repeat(N)));
    read(&format!("a{}", ".b()".repeat(N)));
    read(&format!("(((a{}){}){})", ".b".repeat(2_900), ".b".repeat(2_900), ".b".repeat(2_900)));
}

#[test]
fn random_bytes() {
    let mut rng = Rng::with_seed(7);
    for _ in 0..3_000 {
        let bytes: Vec<u8> = (0..rng.usize(..200)).map(|_| rng.u8(..)).collect();
        read(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn random_tokens() {
    const TOKENS: &[&str] = &[
        "def",
        "class",
        "if",
        "else",
        "elif",
        "for",
        "in",
        "while",
        "try",
        "except",
        "finally",
        "with",
        "as",
        "match",
        "case",
        "type",
        "lambda",
        "return",
        "yield",
        "from",
        "import",
        "async",
        "await",
        "not",
        "is",
        "and",
        "x",
        "_",
        "1",
        "2j",
        "'s'",
        "f'{",
        "}'",
        "b'x'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ";",
        "=",
        ":=",
        "->",
        "*",
        "**",
        "@",
        ".",
        "...",
        "+",
        "-",
        "!=",
        "<>",
        "\n",
        "\n    ",
        "\n        ",
        "\n\t",
        "\\\n",
        "# c\n",
        " ",
    ];
    let mut rng = Rng::with_seed(11);
    for _ in 0..3_000 {
        let words: Vec<&str> =
            (0..rng.usize(..80)).map(|_| TOKENS[rng.usize(..TOKENS.len())]).collect();
        read(&words.join(if rng.bool() { " " } else { "" }));
    }
}

#[test]
fn time_is_linear() {
    let unit = "class C(A[int], metaclass=M):\n    def f(self, x: int = 1, *args) -> 'C':\n        return [y for y in self.g(f'{x!r:>{args[0]}}') if y is not None]\n\n";
    let time = |n: usize| {
        let text = unit.repeat(n);
        let start = Instant::now();
        let _ = parse(&text);
        start.elapsed()
    };
    let best = |n: usize| (0..3).map(|_| time(n)).min().expect("three times");
    let (small, large) = (best(500), best(10_000));
    assert!(
        large < small * 20 * 4 + Duration::from_millis(50),
        "20 times the text took {large:?} instead of about 20 times {small:?}"
    );
}
