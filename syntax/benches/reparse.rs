//! The tree behind a one-character edit, beside `tree-sitter-python`.
//!
//! ```text
//! cargo bench -p refwise-syntax-benches --bench reparse
//! ```
//!
//! Each edit is made in the middle third of `test/test_typing.py` (10,473 lines in CPython 3.13);
//! both parsers get the same edits in turn. For tree-sitter the time holds `Tree::edit` and
//! `Parser::parse`, the new text being there already; ours builds from the old tree alone.

use std::hint::black_box;
use std::time::{Duration, Instant};

use refwise_syntax::{TextEdit, TextSize};
use refwise_syntax_benches::{corpus, percentiles, source};
use tree_sitter::{InputEdit, Point};

const EDITS: usize = 400;

fn main() {
    let sources = corpus();
    let source = source(&sources, "test/test_typing.py");
    println!("{} ({} lines)", source.path.display(), source.text.lines().count());
    println!(
        "{:14} {:>22} {:>22} {:>14}",
        "typed", "refwise p50 p95", "tree-sitter p50 p95", "p50 ratio"
    );
    for (name, insert) in [
        ("a letter", "x"),
        ("a digit", "1"),
        ("a quote", "\""),
        ("a bracket", "("),
        ("a line", "\n"),
    ] {
        row(name, insert, &source.text);
    }
}

fn row(name: &str, insert: &str, text: &str) {
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for at in places(text) {
        ours.push(refwise(text, at, insert));
        theirs.push(tree_sitter(text, at, insert));
    }
    let (our_p50, our_p95) = percentiles(&mut ours);
    let (their_p50, their_p95) = percentiles(&mut theirs);
    println!(
        "{name:14} {:>22} {:>22} {:>14.2}",
        format!("{our_p50:.1?} {our_p95:.1?}"),
        format!("{their_p50:.1?} {their_p95:.1?}"),
        our_p50.as_secs_f64() / their_p50.as_secs_f64()
    );
}

/// Places behind a letter, spread evenly over the middle third.
fn places(text: &str) -> Vec<usize> {
    let third = text.len() / 3;
    let step = third / EDITS;
    let letter = |at: &usize| text.as_bytes()[at - 1].is_ascii_lowercase();
    (0..EDITS).filter_map(|n| (third + n * step..text.len()).find(letter)).collect()
}

fn refwise(text: &str, at: usize, insert: &str) -> Duration {
    thread_local! {
        static OLD: std::cell::RefCell<Option<refwise_syntax::Parse>> = const { std::cell::RefCell::new(None) };
    }
    OLD.with_borrow_mut(|old| {
        let old = old.get_or_insert_with(|| refwise_syntax::parse(text));
        let edit = TextEdit::insert(TextSize::new(at as u32), insert);
        let start = Instant::now();
        let new = black_box(old.reparse(&edit));
        let time = start.elapsed();
        assert_eq!(new.green().text_len(), old.green().text_len() + edit.insert_len());
        time
    })
}

fn tree_sitter(text: &str, at: usize, insert: &str) -> Duration {
    thread_local! {
        static OLD: std::cell::RefCell<Option<(tree_sitter::Parser, tree_sitter::Tree)>> = const { std::cell::RefCell::new(None) };
    }
    OLD.with_borrow_mut(|old| {
        let (parser, tree) = old.get_or_insert_with(|| {
            let mut parser = tree_sitter::Parser::new();
            parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("versions fit");
            let tree = parser.parse(text, None).expect("no time-out is set");
            (parser, tree)
        });
        let new_text = format!("{}{insert}{}", &text[..at], &text[at..]);
        let mut tree = tree.clone();
        let start = Instant::now();
        tree.edit(&InputEdit {
            start_byte: at,
            old_end_byte: at,
            new_end_byte: at + insert.len(),
            start_position: point(text, at),
            old_end_position: point(text, at),
            new_end_position: point(&new_text, at + insert.len()),
        });
        let new = black_box(parser.parse(&new_text, Some(&tree)));
        let time = start.elapsed();
        drop(new);
        time
    })
}

fn point(text: &str, at: usize) -> Point {
    let before = &text.as_bytes()[..at];
    let start = before.iter().rposition(|&it| it == b'\n').map_or(0, |n| n + 1);
    Point { row: before.iter().filter(|&&it| it == b'\n').count(), column: at - start }
}
