//! What `tests/errors.rs` does not ask: odd texts, deep texts, long texts.

use std::time::{Duration, Instant};

use crate::parse;

/// A generator of numbers that gives the same ones each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % n
    }
}

const PIECES: [&str; 84] = [
    "(", ")", "[", "]", "{", "}", ":", ",", ";", "=", "==", ":=", "->", ".", "...", "*", "**", "@",
    "+", "-", "~", "/", "!", "!=", "<>", "<", "\\", "\\\n", "\n", "\n\n", "\r\n", "\r", " ", "  ",
    "\t", "\n    ", "\n  ", "\n\t", "# c\n", "'", "\"", "'''", "\"\"\"", "f'", "f\"{", "f'''{",
    "}'", "rb'", "\\x", "\\N{", "x", "é", "€", "𝐱", "\u{feff}", "\0", "\u{c}", "_", "match",
    "case", "type", "print", "if ", "else", "for ", "in ", "not ", "lambda ", "def ", "class ",
    "try:", "except ", "with ", "as ", "import ", "from ", "await ", "async ", "yield ", "0", "0x",
    "1_", "1e", "07",
];

fn check(text: &str) {
    for error in parse(text).errors() {
        assert!(usize::from(error.range.end()) <= text.len(), "{text:?}: {error:?}");
        assert!(text.is_char_boundary(error.range.start().into()), "{text:?}: {error:?}");
        assert!(text.is_char_boundary(error.range.end().into()), "{text:?}: {error:?}");
    }
}

#[test]
fn any_text_has_places_inside_it() {
    let mut chance = Chance(7);
    for _ in 0..4_000 {
        let n = 1 + chance.below(24);
        let text: String = (0..n).map(|_| PIECES[chance.below(PIECES.len())]).collect();
        check(&text);
    }
}

#[test]
fn a_broken_text_has_an_error_left() {
    let mut chance = Chance(11);
    for _ in 0..2_000 {
        let n = 1 + chance.below(12);
        let text: String = (0..n).map(|_| PIECES[chance.below(PIECES.len())]).collect();
        let parsed = parse(&text);
        assert_eq!(parsed.errors.is_empty(), parsed.errors().is_empty(), "{text:?}");
    }
}

#[test]
fn nests_cost_no_more_than_their_length() {
    let start = Instant::now();
    for open in
        ["(", "[", "{", "f(", "a[", "{1:", "lambda:(", "-", "not ", "await ", "x if ", "f'{"]
    {
        for n in [20, 60, 150, 250] {
            for end in ["", "1", "1 1", "x for", "=", ")]}"] {
                check(&format!("{}{end}\n", open.repeat(n)));
            }
        }
    }
    for header in ["if x:", "for x in y:", "with x:", "try:", "def f():", "match x:"] {
        let lines: Vec<String> = (0..90).map(|n| format!("{}{header}\n", " ".repeat(n))).collect();
        check(&format!("{}{}x = =\n", lines.concat(), " ".repeat(90)));
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn many_broken_lines_cost_no_more_than_their_number() {
    let start = Instant::now();
    check(&"x = = 1\n".repeat(20_000));
    check(&format!("def f():\n{}", "    x = = 1\n".repeat(20_000)));
    check(&format!("x = [\n{}", "    1 1,\n".repeat(20_000)));
    check(&format!("x = {}1 1\n", "1, ".repeat(50_000)));
    check(&format!("x = {}1 1\n", "a.b(c)[d] + ".repeat(20_000)));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn each_open_bracket_is_told_where_it_opens() {
    let text = "y = 1 +\nx = (1,\ny = 2\n\ndef g(): pass\nz = (3,\nclass A:\n    pass\n";
    let parse = crate::parse(text);
    let found: Vec<(u32, &str)> =
        parse.errors().iter().map(|it| (it.range.start().into(), &text[it.range])).collect();
    assert_eq!(found, [(7, "\n"), (12, "("), (41, "(")]);
}
