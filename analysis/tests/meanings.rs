//! What CPython's library means: the globals of its modules and the orders of its classes, as they
//! are found without running it, beside those of the modules that CPython has imported.
//!
//! Wants `python3.13` on the path, or its path in `REFWISE_PYTHON`; says so and passes where there
//! is none.

#![allow(clippy::disallowed_methods, reason = "only the library itself reads no files")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use refwise_analysis::classes::{ClassRef, class_model};
use refwise_analysis::items::{Definition, resolve_global};
use refwise_analysis::{Change, Entry, File, Loader, RootDb, SearchPaths};

/// Prints `module`, its file, a global, what it is, its name, and the names of a class's order.
const QUESTION: &str = r#"
import importlib, inspect, pkgutil, sys, sysconfig, warnings
warnings.simplefilter("ignore")
sys.stdout, out = sys.stderr, sys.stdout
lib = sysconfig.get_path("stdlib")
skipped = {"antigravity", "this", "idlelib", "turtledemo", "test", "lib2to3", "__main__", "turtle"}
names = sorted(sys.stdlib_module_names - skipped)
for package in "asyncio collections concurrent.futures ctypes email encodings.idna html http importlib json logging multiprocessing unittest urllib xml.dom xml.etree xml.sax".split():
    try:
        path = importlib.import_module(package).__path__
    except (ImportError, AttributeError):
        continue
    names += sorted(f"{package}.{it.name}" for it in pkgutil.iter_modules(path) if it.name != "__main__")
for name in names:
    try:
        module = importlib.import_module(name)
    except BaseException:
        continue
    file = getattr(module, "__file__", None) or ""
    if not file.startswith(lib) or not file.endswith(".py"):
        continue
    for key, value in sorted(vars(module).items()):
        if key.startswith("__") or not key.isidentifier():
            continue
        order = ""
        if isinstance(value, type):
            kind, own = "class", value.__name__
            # A base that `namedtuple` made is taken for a tuple.
            is_made = lambda it: it is not value and "_field_defaults" in vars(it) and "_make" in vars(it)
            order = " ".join(it.__name__ for it in value.__mro__ if not is_made(it))
        elif inspect.isfunction(value):
            kind, own = "function", value.__code__.co_name
        elif inspect.ismodule(value):
            kind, own = "module", value.__name__
        else:
            kind, own = "other", "-"
        print(name, file, key, kind, own, order, sep="\t", file=out)
"#;

#[derive(Debug)]
struct Disk;

impl Loader for Disk {
    fn key(&self, path: &str) -> Arc<str> {
        path.into()
    }

    fn shown(&self, key: &str) -> Arc<str> {
        key.into()
    }

    fn read(&self, key: &str) -> Option<Arc<str>> {
        std::fs::read_to_string(key).ok().map(Arc::from)
    }

    fn list(&self, key: &str) -> Option<Vec<Entry>> {
        let entries = std::fs::read_dir(key).ok()?.flatten();
        let entry = |it: std::fs::DirEntry| Entry {
            is_folder: it.path().is_dir(),
            name: it.file_name().to_string_lossy().into_owned(),
        };
        Some(entries.map(entry).collect())
    }
}

#[test]
fn names_mean_what_they_are_bound_to() {
    let python = std::env::var_os("REFWISE_PYTHON").unwrap_or("python3.13".into());
    let version = Command::new(&python).arg("-V").output();
    if !version.is_ok_and(|it| it.stdout.starts_with(b"Python 3.13")) {
        eprintln!("skipped: no Python 3.13 as `python3.13` or in REFWISE_PYTHON");
        return;
    }
    let output = Command::new(&python).args(["-I", "-c", QUESTION]).output().expect("it starts");
    let answer = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut compared = Compared::default();
    let mut library: Option<RootDb> = None;
    for line in answer.lines() {
        let [_, path, global, kind, own, order] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let db = library.get_or_insert_with(|| database(path));
        let file = db.load(path).expect("Python has read it");
        compared.global(db, file, line, global, (kind, own, order));
    }
    eprintln!("{:?}, of {} globals", compared.counts, answer.lines().count());
    assert!(compared.wrong.is_empty(), "{}", compared.wrong.join("\n"));
}

/// A database that finds the library that the file at `path` belongs to.
fn database(path: &str) -> RootDb {
    let library = Path::new(path).ancestors().find(|it| it.join("os.py").is_file());
    let library = library.expect("the library has it").to_string_lossy();
    let mut db = RootDb::with_loader(Arc::new(Disk));
    let paths =
        SearchPaths { standard_library: Some(library.as_ref().into()), ..SearchPaths::default() };
    Change::new().set_search_paths(paths).apply(&mut db);
    db
}

#[derive(Default)]
struct Compared {
    counts: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Compared {
    fn global(
        &mut self,
        db: &RootDb,
        file: File,
        line: &str,
        global: &str,
        (kind, own, order): (&str, &str, &str),
    ) {
        let found = resolve_global(db, file, global);
        let (word, is_right) = match &found {
            Definition::Class(it) => {
                let name = &it.path(db).0.last().expect("a class has a name").name;
                let model = class_model(db, *it);
                let found = model.mro.as_deref();
                self.count(if found.is_some() { "order" } else { "no order" });
                // A decorator may return another class, as `dataclass(slots=True)` does.
                let right = found.is_none_or(|it| is_order(db, it, order));
                if !right {
                    self.wrong.push(format!(
                        "order of {line}: {:?}",
                        names(db, model.mro.as_deref().unwrap_or(&[]))
                    ));
                }
                ("class", kind == "class" && name == own || kind == "other")
            }
            Definition::Function(it) => {
                let name = &it.path(db).0.last().expect("a function has a name").name;
                // What a decorator has made may be anything.
                (
                    "function",
                    kind == "other"
                        || kind == "class"
                        || name == own
                        || own == "helper"
                        || own == "inner"
                        || own == "wrapper",
                )
            }
            // `None` where the import fails.
            Definition::Module(_) => ("module", kind == "module" || kind == "other"),
            Definition::Value { .. } => ("value", true),
            Definition::External(_) => ("external", true),
            Definition::Unknown => ("unknown", true),
        };
        self.count(word);
        if kind != "other" && matches!(found, Definition::Unknown | Definition::Value { .. }) {
            self.count(&format!("{word} {kind}"));
        }
        if !is_right {
            self.wrong.push(format!("{line}: {found:?}"));
        }
    }

    fn count(&mut self, word: &str) {
        *self.counts.entry(word.to_owned()).or_default() += 1;
    }
}

/// Is this the order that Python tells? Of classes of the model, which may stand for others, only
/// the builtins' places are compared.
fn is_order(db: &RootDb, order: &[ClassRef], told: &str) -> bool {
    let is_modelled = |it: &ClassRef| {
        matches!(it, ClassRef::External(_))
            && it.path(db).is_some_and(|it| !it.starts_with("builtins."))
    };
    if !order.iter().any(is_modelled) {
        return names(db, order) == told;
    }
    let mut told = told.split(' ');
    let mut known = order.iter().filter(|it| !is_modelled(it));
    known.all(|it| told.any(|name| name == names(db, std::slice::from_ref(it))))
}

fn names(db: &RootDb, order: &[ClassRef]) -> String {
    let path = order.iter().map(|it| it.path(db).unwrap_or_default());
    let names: Vec<String> = path.map(|it| name(&it).to_owned()).collect();
    names.join(" ")
}

/// The `__name__` of the class at `path`.
fn name(path: &str) -> &str {
    match path {
        "weakref.ref" => "ReferenceType",
        "types.ModuleType" => "module",
        _ => path.rsplit('.').next().unwrap_or_default(),
    }
}
