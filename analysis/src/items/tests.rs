//! What globals mean, across files.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use super::*;
use crate::Change;
use crate::db::RootDb;
use crate::fixture::{Disk, Fixture};

/// What names mean in the last file of `fixture`.
#[track_caller]
fn check(fixture: &str, names: &[(&str, &str)]) {
    let fixture = Fixture::new(fixture);
    let file = *fixture.files().last().expect("a file");
    let (mut expected, mut actual) = (String::new(), String::new());
    for (name, meaning) in names {
        let mut parts = name.split('.');
        let root = resolve_global(&fixture.db, file, parts.next().expect("a name"));
        let found = parts.fold(root, |it, name| member(&fixture.db, &it, name));
        writeln!(expected, "{name}: {meaning}").unwrap();
        writeln!(actual, "{name}: {}", shown(&fixture.db, &found)).unwrap();
    }
    assert_eq!(actual, expected);
}

fn shown(db: &dyn Db, definition: &Definition) -> String {
    let word = match definition {
        Definition::Function(_) => "def",
        Definition::Class(_) => "class",
        Definition::Module(_) => "module",
        Definition::External(_) => "external",
        Definition::Value { .. } => return "value".to_owned(),
        Definition::Unknown => return "unknown".to_owned(),
    };
    format!("{word} {}", path(db, definition).expect("it has one"))
}

#[test]
fn what_a_file_binds() {
    check(
        "#- /p/a.py\ndef f(): pass\nclass C:\n    def m(self): pass\n    class D: pass\nx = 1\ny = f\nz = C.D\nfor i in x: pass\na, b = 1, 2\ndel x\n",
        &[
            ("f", "def a.f"),
            ("C", "class a.C"),
            ("C.m", "def a.C.m"),
            ("C.D", "class a.C.D"),
            ("x", "unknown"),
            ("y", "def a.f"),
            ("i", "unknown"),
            ("a", "unknown"),
            ("len", "external builtins.len"),
            ("nowhere", "unknown"),
        ],
    );
}

#[test]
fn imports_are_followed() {
    check(
        "#- /p/pkg/__init__.py\nfrom .core import Core as Base\nfrom . import core\n#- /p/pkg/core.py\nclass Core: pass\ndef f(): pass\n#- /p/a.py\nimport pkg, pkg.core as k, numpy as np, itertools\nfrom pkg import Base, core, none\nfrom collections import deque\nfrom .b import x\n",
        &[
            ("pkg", "module pkg"),
            ("pkg.Base", "class pkg.core.Core"),
            ("pkg.core.f", "def pkg.core.f"),
            ("k.Core", "class pkg.core.Core"),
            ("Base", "class pkg.core.Core"),
            ("core", "module pkg.core"),
            ("none", "external pkg.none"),
            ("np.array", "external numpy.array"),
            ("itertools.chain", "external itertools.chain"),
            ("deque", "external collections.deque"),
            ("x", "external b.x"),
        ],
    );
}

#[test]
fn submodules_are_members_of_their_packages() {
    check(
        "#- /p/pkg/__init__.py\n#- /p/pkg/sub/__init__.py\nx = 1\n#- /p/pkg/sub/leaf.py\ndef f(): pass\n#- /p/ns/m.py\ndef g(): pass\n#- /lib/os.py\nimport sys\nif 'posix' in sys.builtin_module_names:\n    import posixpath as path\nelse:\n    import ntpath as path\n#- /lib/posixpath.py\ndef join(): pass\n#- /lib/ntpath.py\ndef join(): pass\n#- /p/a.py\nimport pkg.sub.leaf\nimport ns.m\nimport os\nfrom os.path import join\n",
        &[
            ("pkg.sub.leaf.f", "def pkg.sub.leaf.f"),
            ("pkg.sub.x", "value"),
            ("ns.m.g", "def ns.m.g"),
            ("join", "def os.path.join"),
            ("os.path.join", "def os.path.join"),
        ],
    );
}

#[test]
fn star_imports() {
    check(
        "#- /p/m.py\n__all__ = ['f', '_g']\n__all__ += ['h']\ndef f(): pass\ndef _g(): pass\ndef h(): pass\ndef i(): pass\n#- /p/n.py\ndef public(): pass\ndef _private(): pass\ndef late(): pass\nfrom m import *\n#- /p/a.py\ndef late(): pass\nfrom n import *\ndef i(): pass\n",
        &[
            ("f", "def m.f"),
            ("h", "def m.h"),
            ("_g", "unknown"),
            ("i", "def a.i"),
            ("public", "def n.public"),
            ("_private", "unknown"),
            ("late", "unknown"),
            ("len", "external builtins.len"),
        ],
    );
}

#[test]
fn a_star_of_what_is_not_there_may_give_everything() {
    check(
        "#- /p/a.py\ndef f(): pass\nfrom nowhere import *\n",
        &[("len", "unknown"), ("f", "unknown"), ("_x", "unknown")],
    );
    check("#- /p/a.py\nfrom nowhere import *\n\ndef f(): pass\n", &[("f", "def a.f")]);
}

#[test]
fn the_fast_and_the_slow_implementation_are_one() {
    check(
        "#- /lib/heapq.py\ndef heappush2(heap, item): pass\ntry:\n    from _heapq import *\nexcept ImportError:\n    pass\n#- /lib/datetime.py\ntry:\n    from _datetime import *\nexcept ImportError:\n    from _pydatetime import *\n#- /lib/_pydatetime.py\nclass tzinfo2: pass\n#- /p/a.py\nfrom heapq import heappush2\nfrom datetime import tzinfo2\n",
        &[("heappush2", "def heapq.heappush2"), ("tzinfo2", "class datetime.tzinfo2")],
    );
}

#[test]
fn several_meanings_are_none() {
    check(
        "#- /p/a.py\nimport sys\nfrom typing import TYPE_CHECKING\nif sys.version_info >= (3, 11):\n    import tomllib\nelse:\n    import tomli as tomllib\ntry:\n    import yaml\nexcept ImportError:\n    yaml = None\nif TYPE_CHECKING:\n    from b import T\n    from c import U\nelse:\n    U = object\ntry:\n    from lxml import etree\nexcept ImportError:\n    from xml import etree\nx = None\ndef set_x():\n    global x\n    x = 1\ndef twice(): pass\ndef twice(): pass\n",
        &[
            ("tomllib", "unknown"),
            ("yaml", "external yaml"),
            ("T", "external b.T"),
            ("U", "external builtins.object"),
            ("etree", "unknown"),
            ("x", "unknown"),
            ("twice", "def a.twice"),
        ],
    );
}

#[test]
fn a_module_that_makes_names_up_has_no_meaning_for_them() {
    check(
        "#- /p/m.py\ndef __getattr__(name): pass\ndef f(): pass\n#- /p/pkg/__init__.py\ndef __getattr__(name): pass\n#- /p/a.py\nfrom m import f, g\nfrom pkg import h\n",
        &[("f", "def m.f"), ("g", "unknown"), ("h", "unknown")],
    );
}

#[test]
fn circles_of_imports_end() {
    check(
        "#- /p/m.py\nfrom n import x, f\nfrom a import *\n#- /p/n.py\nfrom m import x\ndef f(): pass\nfrom m import *\n#- /p/a.py\nfrom m import x, f\na = b\nb = a\nfrom a import a as c\n",
        &[("x", "unknown"), ("f", "def n.f"), ("a", "value"), ("c", "value")],
    );
}

#[test]
fn three_hundred_modules_in_a_circle() {
    let disk = Disk::default();
    for n in 0..300 {
        let next = (n + 1) % 300;
        let own = if n == 299 { "def f(): pass\n" } else { "" };
        let text = format!("from m{next} import f as f, x\nfrom m{next} import *\n{own}");
        disk.add(&format!("/p/m{n}.py"), &text);
    }
    let fixture = Fixture::of(disk);
    let db = &fixture.db;
    for n in 0..300 {
        let file = fixture.file(&format!("/p/m{n}.py"));
        assert_eq!(shown(db, &resolve_global(db, file, "f")), "def m299.f");
        assert_eq!(resolve_global(db, file, "x"), Definition::Unknown);
        assert_eq!(resolve_global(db, file, "missing"), Definition::Unknown);
    }
}

#[test]
fn an_edit_of_a_body_leaves_meanings_idle() {
    let ran: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&ran);
    let callback = move |event: salsa::Event| {
        if let salsa::EventKind::WillExecute { database_key } = event.kind {
            let query = format!("{database_key:?}");
            let query = query.split('(').next().expect("a first part").to_owned();
            log.lock().expect("no test panics with it").push(query);
        }
    };
    let disk = Arc::new(Disk::default());
    let mut db = RootDb::observed(Box::new(callback), disk);
    let m = "class C:\n    def m(self): return 1\ndef f():\n    return 1\nx = C\n";
    let change = Change::new().set_text("/p/m.py", m);
    change.set_text("/p/a.py", "from m import f, x\n").apply(&mut db);
    let names = ["f", "x", "len"];
    let ask = |db: &RootDb| {
        ran.lock().expect("no test panics with it").clear();
        let file = db.file("/p/a.py").expect("there");
        let found: Vec<Definition> = names.iter().map(|it| resolve_global(db, file, it)).collect();
        (found, ran.lock().expect("no test panics with it").clone())
    };
    let (before, first) = ask(&db);
    assert_eq!(shown(&db, &before[0]), "def m.f");
    assert_eq!(shown(&db, &before[1]), "class m.C");
    assert!(first.contains(&"file_index".to_owned()), "{first:?}");

    let edited = m.replace("return 1", "return 2  # and more");
    Change::new().set_text("/p/m.py", edited).apply(&mut db);
    let (after, ran) = ask(&db);
    assert_eq!(before, after);
    let idle = ["file_index", "global", "stars", "resolved", "imported", "top_level"];
    assert!(!ran.iter().any(|it| idle.contains(&it.as_str())), "{ran:?}");

    // Another binding of the file: its index is made again, and no meaning of other names.
    Change::new().set_text("/p/m.py", format!("{m}y = 1\n")).apply(&mut db);
    let (after, ran) = ask(&db);
    assert_eq!(before, after);
    assert!(
        ran.contains(&"file_index".to_owned()) && !ran.contains(&"resolved".to_owned()),
        "{ran:?}"
    );
}
