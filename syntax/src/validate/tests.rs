//! What the recorded cases of `tests/errors/compile.txt` do not hold: deep and broken trees.

use crate::{parse, validate::validate};

fn messages(source: &str) -> Vec<String> {
    let lines = crate::LineIndex::new(source);
    validate(&parse(source).file()).errors.iter().map(|it| it.message(&lines)).collect()
}

#[test]
fn deep_trees_cost_no_stack() {
    let chain = format!("x = a{}\n", ".b()".repeat(2_000));
    assert!(messages(&chain).is_empty());
    let nested = format!("{}await x{}\n", "(".repeat(150), ")".repeat(150));
    assert_eq!(messages(&nested), ["'await' outside function"]);
}

#[test]
fn broken_trees_are_walked_too() {
    for source in ["case", "match x:\n case", "def", "for", "try", "with", "lambda", "[x for", "@"]
    {
        messages(source);
    }
}

#[test]
fn all_mistakes_are_told_in_order() {
    let source = "return\ndef f():\n    break\n    yield (await x)\n";
    let expected =
        ["'return' outside function", "'break' outside loop", "'await' outside async function"];
    assert_eq!(messages(source), expected);
}
