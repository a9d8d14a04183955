//! Rings of small programs.

use expect_test::{Expect, expect};

use super::rings::rings;
use super::{explain, shape};
use crate::unit::{unit_body, units};
use crate::{Change, RootDb};

/// The rings of all units of a file, a line each.
fn check(text: &str, expected: Expect) {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("just added");
    let mut told = String::new();
    for &unit in units(&db, file) {
        let (body, shape) = (unit_body(&db, unit), shape(&db, unit));
        for ring in rings(body, &shape) {
            let path = explain::path(&db, body, &shape, &ring);
            told.push_str(&format!("{:?}: {path}\n", ring.certainty));
        }
    }
    expected.assert_eq(&told);
}

#[test]
fn a_function_that_calls_itself_by_its_cell() {
    check(
        "def f():\n    def g(n):\n        return g(n - 1) if n else 0\n    return g(3)\n",
        expect![[r#"
            Certain: g() → g()
        "#]],
    );
}

#[test]
fn an_object_that_holds_itself() {
    check(
        "def f():\n    d = {}\n    d['self'] = d\n    x = []\n    x.append(x)\n",
        expect![[r#"
            Certain: d[*] → d
            Certain: x[*] → x
        "#]],
    );
}

#[test]
fn a_ring_that_is_broken_again() {
    check("def f():\n    d = {}\n    d['self'] = d\n    d.clear()\n", expect![""]);
}

#[test]
fn a_lambda_on_self() {
    check(
        "class A:\n    def f(self):\n        self.f = lambda: self.x\n",
        expect![[r#"
            Likely: self.f → <lambda> → self
        "#]],
    );
}

#[test]
fn what_a_decorated_function_returns_is_not_known() {
    check(
        "from x import once\n@once\ndef made():\n    return []\ndef f():\n    d = made()\n    d.append(d)\n",
        expect![""],
    );
    check(
        "from typing import final\n@final\ndef made():\n    return []\ndef f():\n    d = made()\n    d.append(d)\n",
        expect![[r#"
            Certain: d[*] → d
        "#]],
    );
}

#[test]
fn an_exception_in_a_local() {
    check(
        "def f():\n    last = None\n    try:\n        g()\n    except OSError as e:\n        last = e\n    return last\n",
        expect![[r#"
            Possible: the exception → its traceback → the frame of f(), local `last` → the exception
        "#]],
    );
}

#[test]
fn a_parent_and_its_child() {
    check(
        "class N:\n    def __init__(self, parent=None):\n        self.parent = parent\n        if parent is not None:\n            parent.children.append(self)\n",
        expect![[r#"
            Possible: self.parent → parent.children[*] → self
        "#]],
    );
}

#[test]
fn a_class_of_another_function() {
    check(
        "def make():\n    x = 1\n    y = lambda: x\n    class Local:\n        def f(self): pass\n    return Local()\n\ndef use():\n    made = make()\n    made.f()\n    made.me = made\n",
        expect![[r#"
            Certain: made.me → made
        "#]],
    );
}

#[test]
fn a_raise_leaves_the_frame_with_its_exception() {
    check(
        "class Bad(Exception):
    def show(self): ...
def unsign():
    try:
        result, bad = go(), None
    except Bad as e:
        bad = e
    if bad is None:
        raise Bad
    raise Bad(str(bad))
def taken_back():
    try:
        go()
    except Bad as e:
        bad = e
    try:
        raise Bad(str(bad))
    finally:
        bad = None
def never_kept():
    try:
        go()
    except Bad as e:
        raise TypeError from e
def method():
    report = None
    try:
        go()
    except Bad as e:
        report = e.show
    if report is not None:
        report()
",
        expect![[r#"
            Possible: the exception → its traceback → the frame of unsign(), local `bad` → the exception
            Possible: the exception → its traceback → the frame of method(), local `report` → bound method the exception.show → the exception
        "#]],
    );
}

#[test]
fn the_tuple_of_exc_info() {
    check(
        "import sys
def kept():
    found = None
    try:
        go()
    except ValueError:
        found = sys.exc_info()
    return str(found)
def of_the_caller():
    found = sys.exc_info()
    return str(found)
",
        expect![[r#"
            Possible: found[*] → the exception → its traceback → the frame of kept(), local `found` → found
        "#]],
    );
}
