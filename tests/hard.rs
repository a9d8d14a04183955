//! Programs that nobody writes and generators do: deep, long, wide, and calling each other.
//!
//! Nothing may overflow, and none may cost much more for a byte than ordinary code does: each is
//! timed beside a file of ordinary code of its size, so that a slow machine slows both. A build
//! that is not optimised gets a tenth of them.

use std::fmt::Write;
use std::time::{Duration, Instant};

use refwise_analysis::{Change, RootDb, check};

/// How many times as much a byte of a hard program may cost.
const DEARER: u32 = 60;

/// Checks `files`, the last one and all that it imports.
fn seconds(files: &[(String, String)]) -> Duration {
    let mut db = RootDb::default();
    let change = files.iter().fold(Change::new(), |it, (path, text)| it.set_text(&**path, &**text));
    change.apply(&mut db);
    let begin = Instant::now();
    for (path, _) in files {
        check(&db, db.file(path).expect("just added"));
    }
    begin.elapsed()
}

/// Checks a hard program in one file.
fn survives(text: String) {
    survive(vec![("hard.py".to_owned(), text)]);
}

fn survive(files: Vec<(String, String)>) {
    let n_bytes: usize = files.iter().map(|it| it.1.len()).sum();
    let ordinary = seconds(&[("ordinary.py".to_owned(), ordinary(n_bytes))]);
    let hard = seconds(&files);
    let limit = ordinary.max(Duration::from_millis(20)) * DEARER;
    assert!(hard <= limit, "{hard:?}, ordinary code of this size takes {ordinary:?}");
}

/// At least `n_bytes` of what people write.
fn ordinary(n_bytes: usize) -> String {
    let mut text = String::new();
    let mut n = 0;
    while text.len() < n_bytes {
        n += 1;
        write!(
            text,
            "class Stack{n}:\n    def __init__(self, size):\n        self.size = size\n        \
             self.items = []\n\n    def push_all(self, items):\n        for item in items:\n            \
             if len(self.items) < self.size:\n                self.items.append(item)\n        \
             return self.items\n\n\ndef filled_{n}(items):\n    stack = Stack{n}(len(items))\n    \
             stack.push_all(items)\n    return stack\n\n\n"
        )
        .expect("a string takes all");
    }
    text
}

fn times(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

/// `n`, or a tenth of it in a build that is not optimised.
const fn many(n: usize) -> usize {
    if cfg!(debug_assertions) { n / 10 } else { n }
}

#[test]
fn fifty_thousand_lines() {
    let text = ordinary(many(1_100_000));
    assert!(text.lines().count() > many(50_000));
    survives(text);
}

#[test]
fn ten_thousand_functions_in_a_chain() {
    survives(times(many(10_000), |n| format!("def f{n}(a):\n    return f{}(a)\n", n + 1)));
}

#[test]
fn ten_thousand_functions_in_a_ring() {
    survives(times(many(10_000), |n| {
        format!("def f{n}(a):\n    a.x = a\n    return f{}(a)\n", (n + 1) % many(10_000))
    }));
}

#[test]
fn two_thousand_functions_in_one() {
    let inner = times(many(2_000), |n| {
        format!("    def f{n}(a):\n        return f{}(a)\n    v{n} = f{n}\n", (n + 1) % many(2_000))
    });
    survives(format!("def outer():\n{inner}    return v0\n"));
}

#[test]
fn five_thousand_elifs() {
    let branches = times(many(5_000), |n| format!("    elif x == {n}:\n        y = {n}\n"));
    survives(format!("def f(x):\n    y = 0\n    if x:\n        pass\n{branches}    return y\n"));
}

#[test]
fn three_thousand_with_items() {
    survives(format!(
        "def f(a):\n    with ({}):\n        pass\n",
        times(many(3_000), |n| { format!("a as b{n}, ") })
    ));
}

#[test]
fn three_thousand_handlers() {
    let tries = times(many(3_000), |n| {
        format!(
            "    try:\n        a.b{n} = a.c(a)\n    except OSError as e{n}:\n        x{n} = e{n}\n"
        )
    });
    survives(format!("def f(a):\n{tries}"));
}

#[test]
fn six_thousand_handlers_of_one_name() {
    let tries = times(many(6_000), |n| {
        format!("    try:\n        a({n})\n    except E{n} as e:\n        b = e\n")
    });
    survives(format!("def f(a):\n{tries}"));
}

#[test]
fn six_thousand_with_items_of_their_own_names() {
    let items = times(many(6_000), |n| format!("a({n}) as b{n}, "));
    survives(format!("def f(a):\n    with ({items}):\n        pass\n"));
}

#[test]
fn five_thousand_methods() {
    let methods = times(many(5_000), |n| {
        let next = n * 7 % many(5_000);
        format!("    def m{n}(self, x):\n        self.a{n} = x\n        return self.m{next}(x)\n")
    });
    survives(format!("class A:\n{methods}"));
}

#[test]
fn methods_that_ask_a_weak_reference() {
    let methods = times(many(3_000), |n| {
        format!("    def m{n}(self):\n        if self.r{n}:\n            return self.x{n}\n")
    });
    survives(format!(
        "import weakref\nclass A:\n    def __init__(self, o):\n        self.r = weakref.ref(o)\n\
         {methods}"
    ));
}

#[test]
fn functions_that_start_threads() {
    let pairs = times(many(1_000), |n| {
        format!(
            "n{n} = 0\ndef w{n}():\n    global n{n}\n    n{n} += 1\ndef s{n}():\n    \
             for _ in range(3):\n        threading.Thread(target=w{n}).start()\n"
        )
    });
    survives(format!("import threading\n{pairs}"));
}

#[test]
fn large_displays() {
    survives(format!("d = {{{}}}\n", times(many(50_000), |n| format!("'k{n}': [{n}, 'v{n}'], "))));
    survives(format!(
        "def f(a):\n    return [{}]\n",
        times(many(20_000), |n| format!("a.x{n}(), "))
    ));
}

#[test]
fn long_lines() {
    survives(format!("x = {}0\n", times(many(50_000), |n| format!("a{n} + "))));
    survives(format!("x = a{}\n", times(many(20_000), |n| format!(".b{n}()"))));
}

#[test]
fn deep_nests() {
    let loops = times(90, |n| format!("{}for x{n} in y:\n", " ".repeat(n)));
    survives(format!("{loops}{}a.b = a\n", " ".repeat(90)));
    survives(format!("x = {}{}\n", "[".repeat(900), "]".repeat(900)));
    survives(format!("x = {}0\n", "lambda: ".repeat(900)));
    survives(format!("x = {}0{}\n", "f(".repeat(900), ")".repeat(900)));
}

#[test]
fn three_hundred_modules_in_a_circle() {
    let module = |n: usize| {
        let next = (n + 1) % 300;
        let text = format!(
            "from m{next} import *\nfrom m{next} import C{next} as Other\n\nclass C{n}(Other):\n    \
             def make(self):\n        return Other(self)\n\ndef f{n}(a):\n    return f{next}(a)\n"
        );
        (format!("m{n}.py"), text)
    };
    survive((0..300).map(module).collect());
}
