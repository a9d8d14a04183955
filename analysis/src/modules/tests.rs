//! Which module an import means.

use std::fmt::Write;

use super::*;
use crate::fixture::{Disk, Fixture};

/// What `import`s in the last file of `fixture` lead to, one in a line: `.a.b` or `a.b`.
fn check(fixture: &str, imports: &[(&str, &str)]) {
    let fixture = Fixture::new(fixture);
    let from = *fixture.files().last().expect("a file");
    let mut expected = String::new();
    let mut actual = String::new();
    for (import, module) in imports {
        let name = import.trim_start_matches('.');
        let level = (import.len() - name.len()) as u32;
        let found = resolve_import(&fixture.db, from, level, name);
        writeln!(expected, "{import}: {module}").unwrap();
        writeln!(actual, "{import}: {}", shown(&fixture.db, found)).unwrap();
    }
    assert_eq!(actual, expected);
}

fn shown(db: &dyn Db, module: Option<Module>) -> String {
    match module {
        None => "-".to_owned(),
        Some(Module::File(it)) => it.path(db).to_owned(),
        Some(Module::Namespace(it)) => {
            let keys: Vec<&str> = it.portions(db).iter().map(|it| &**it.key(db)).collect();
            keys.join(" + ")
        }
    }
}

#[test]
fn packages_modules_and_what_is_not_there() {
    check(
        "#- /p/src/pkg/__init__.py\n#- /p/src/pkg/a.py\n#- /p/src/pkg/sub/__init__.py\n#- /p/main.py\n",
        &[
            ("pkg", "/p/src/pkg/__init__.py"),
            ("pkg.a", "/p/src/pkg/a.py"),
            ("pkg.a.b", "-"),
            ("pkg.sub", "/p/src/pkg/sub/__init__.py"),
            ("pkg.none", "-"),
            ("main", "/p/main.py"),
            ("src.pkg", "/p/src/pkg/__init__.py"),
        ],
    );
}

#[test]
fn relative_imports() {
    check(
        "#- /p/pkg/__init__.py\n#- /p/pkg/b.py\n#- /p/pkg/sub/__init__.py\n#- /p/pkg/sub/a.py\n",
        &[
            (".", "/p/pkg/sub/__init__.py"),
            (".a", "/p/pkg/sub/a.py"),
            ("..", "/p/pkg/__init__.py"),
            ("..b", "/p/pkg/b.py"),
            ("..sub.a", "/p/pkg/sub/a.py"),
            ("...pkg.b", "/p/pkg/b.py"),
            ("......x", "-"),
        ],
    );
}

#[test]
fn a_package_goes_before_a_module_and_a_module_before_a_folder() {
    check(
        "#- /p/a/__init__.py\n#- /p/a.py\n#- /p/b/c.py\n#- /p/b.py\n#- /site/d/__init__.py\n#- /p/d/x.py\n#- /p/main.py\n",
        &[
            ("a", "/p/a/__init__.py"),
            ("b", "/p/b.py"),
            ("b.c", "-"),
            ("d", "/site/d/__init__.py"),
            ("d.x", "-"),
        ],
    );
}

#[test]
fn namespace_packages_join_their_folders() {
    check(
        "#- /p/ns/a.py\n#- /site/ns/b.py\n#- /site/ns/inner/c.py\n#- /p/main.py\n",
        &[
            ("ns", "/p/ns + /site/ns"),
            ("ns.a", "/p/ns/a.py"),
            ("ns.b", "/site/ns/b.py"),
            ("ns.inner.c", "/site/ns/inner/c.py"),
            ("ns.none", "-"),
        ],
    );
}

#[test]
fn the_project_hides_the_library_but_not_what_is_built_in() {
    check(
        "#- /lib/json/__init__.py\n#- /lib/queue.py\n#- /lib/sys.py\n#- /p/queue.py\n#- /p/time.py\n#- /p/main.py\n",
        &[("json", "/lib/json/__init__.py"), ("queue", "/p/queue.py"), ("time", "-"), ("sys", "-")],
    );
}

#[test]
fn the_own_root_of_a_nested_package() {
    check(
        "#- /p/back/app/__init__.py\n#- /p/back/util.py\n#- /lib/queue.py\n#- /p/back/queue.py\n#- /p/back/app/a.py\n",
        &[
            ("app", "/p/back/app/__init__.py"),
            ("util", "/p/back/util.py"),
            ("queue", "/lib/queue.py"),
            ("back.util", "/p/back/util.py"),
        ],
    );
}

#[test]
fn extension_modules_hide_what_is_behind_them() {
    let disk = Disk::default();
    disk.add("/p/fast.cpython-313-x86_64-linux-gnu.so", "");
    disk.add("/site/fast.py", "");
    disk.add("/site/slow.pyi", "");
    disk.add("/p/main.py", "");
    let fixture = Fixture::of(disk);
    let from = fixture.db.load("/p/main.py").unwrap();
    assert_eq!(resolve_import(&fixture.db, from, 0, "fast"), None);
    assert_eq!(resolve_import(&fixture.db, from, 0, "slow"), None);
}

#[test]
fn without_search_paths_neighbours_are_found() {
    let mut db = crate::RootDb::default();
    crate::Change::new().set_text("a.py", "").set_text("pkg/b.py", "").apply(&mut db);
    let from = db.file("a.py").unwrap();
    assert_eq!(shown(&db, resolve_import(&db, from, 0, "pkg.b")), "pkg/b.py");
    assert_eq!(module_name(&db, db.file("pkg/b.py").unwrap()), "b");
    assert_eq!(shown(&db, resolve_import(&db, from, 0, "threading")), "-");
}

#[test]
fn names_of_modules() {
    let fixture = Fixture::new(
        "#- /p/src/pkg/__init__.py\n#- /p/src/pkg/a.py\n#- /p/tools/x.py\n#- /p/my-tools/t/__init__.py\n#- /p/my-tools/t/y.py\n#- /lib/posixpath.py\n#- /lib/os.py\n#- /elsewhere/z.py\n",
    );
    let names: Vec<&str> =
        fixture.files().into_iter().map(|it| module_name(&fixture.db, it).as_str()).collect();
    assert_eq!(names, ["pkg", "pkg.a", "tools.x", "t", "t.y", "os.path", "os", "z"]);
    let db = &fixture.db;
    let from = db.load("/p/src/pkg/a.py").unwrap();
    assert_eq!(imported_name(db, from, 1, "b").unwrap(), "pkg.b");
    assert_eq!(imported_name(db, from, 0, "_io").unwrap(), "io");
    assert_eq!(shown(db, resolve_import(db, from, 0, "os.path")), "/lib/posixpath.py");
}

#[test]
fn what_appears_later_is_seen() {
    let disk = Disk::default();
    disk.add("/p/main.py", "import pkg.a\n");
    let mut fixture = Fixture::of(disk.clone());
    let found = |it: &Fixture| {
        let from = it.db.load("/p/main.py").unwrap();
        shown(&it.db, resolve_import(&it.db, from, 0, "pkg.a"))
    };
    assert_eq!(found(&fixture), "-");
    crate::Change::new().set_text("/p/pkg/a.py", "x = 1\n").apply(&mut fixture.db);
    assert_eq!(found(&fixture), "/p/pkg/a.py");
    crate::Change::new().remove("/p/pkg/a.py").apply(&mut fixture.db);
    assert_eq!(found(&fixture), "-");
    disk.add("/p/pkg/a.py", "x = 2\n");
    crate::Change::new().reload("/p/pkg/a.py").apply(&mut fixture.db);
    assert_eq!(found(&fixture), "/p/pkg/a.py");
    assert_eq!(fixture.db.file("/p/pkg/a.py").unwrap().text(&fixture.db), "x = 2\n");
    disk.remove("/p/pkg/a.py");
    crate::Change::new().reload("/p/pkg/a.py").apply(&mut fixture.db);
    assert_eq!(found(&fixture), "-");
}
