//! Which Python version a piece of syntax needs.

use refwise_syntax::{PythonVersion, parse};

/// `source` is correct, and needs Python 3.`minor` (8 and less are one).
fn check(minor: u8, source: &str) {
    let parsed = parse(source);
    assert!(parsed.errors().is_empty(), "{source:?}: {:?}", parsed.errors());
    let needs = parsed.features().iter().map(|it| it.1.since()).max();
    assert_eq!(needs.unwrap_or(PythonVersion::MIN).minor(), minor, "{source:?}");
}

#[test]
fn syntax_that_every_version_has() {
    check(8, "x = f\"{d['a']!r:>{w}}\"\n");
    check(8, "x = f'''{d['a']}'''\n");
    check(8, "x = f'{a}\\n{b:\\n}'\n");
    check(8, "with (open(a)): pass\nwith (a, b) as c: pass\n");
    check(8, "for x in (*a, b): pass\n");
    check(8, "match = 1\nmatch.x\ntype = 2\nprint(match [0])\n");
    check(8, "@a.b(c)\ndef f(x, /, *, y): return x[(z := 1)]\n");
    check(8, "try: pass\nexcept (A, B): pass\n");
}

#[test]
fn syntax_that_came_later() {
    check(9, "with (open(a) as b, c): pass\n");
    check(9, "@a[0]\ndef f(): pass\n");
    check(9, "for x in *a, b: pass\n");
    check(10, "x[y := 1]\n");
    check(10, "match x:\n    case 1: pass\n");
    check(11, "try: pass\nexcept* A: pass\n");
    check(11, "def f(*a: *b): pass\n");
    check(11, "x[*y]\n");
    check(12, "x = f\"{d[\"a\"]}\"\n");
    check(12, "x = f'{'\\n'.join(a)}'\n");
    check(12, "x = f\"{'\\n'.join(a)}\"\n");
    check(12, "x = f'''{\na # why\n}'''\n");
    check(12, "type X = int\n");
    check(12, "def f[T](): pass\n");
    check(13, "class C[T = int]: pass\n");
    check(14, "x = t'{a}'\n");
}

#[test]
fn several_types_without_parentheses_are_of_3_14() {
    check(14, "try: pass\nexcept A, B: pass\n");
}
