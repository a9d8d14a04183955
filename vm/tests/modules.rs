//! Modules of the standard library, compiled here: CPython finds the code objects it makes itself,
//! imports them and runs them.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::pycs;
use common::python::Python;
use refwise_syntax::{LineIndex, parse};
use refwise_vm::compile;
use refwise_vm::pyc::{self, Pyc, Validation};

/// How many modules are tried.
const MODULES: usize = 220;

/// A `.pyc` file of ours for the source at `path`; imports take it whatever the source says.
fn written(path: &Path) -> Option<Vec<u8>> {
    let source = fs::read_to_string(path).ok()?;
    let (parse, lines) = (parse(&source), LineIndex::new(&source));
    let code = compile::module(&parse, &lines, path.to_str()?, 0).ok()?;
    let source_hash = pyc::source_hash(source.as_bytes());
    let validation = Validation::Hash { source_hash, check_source: false };
    Some(pyc::write(&Pyc { validation, code: Arc::new(code) }).expect("not too deep"))
}

/// The modules that stand in the folder of the standard library itself or in these packages.
fn sources(stdlib: &Path) -> Vec<PathBuf> {
    let packages =
        ["", "json", "email", "asyncio", "importlib", "collections", "xml/etree", "http"];
    let packages = packages.iter().chain(&["logging", "concurrent/futures", "urllib", "unittest"]);
    let folders = packages.map(|it| stdlib.join(it));
    let entries = folders.flat_map(|it| fs::read_dir(it).expect("a folder of the library"));
    let paths = entries.map(|it| it.expect("an entry that can be read").path());
    let mut paths: Vec<_> =
        paths.filter(|it| it.extension().is_some_and(|it| it == "py")).collect();
    paths.sort();
    // What these do when they are imported is not for a test.
    paths.retain(|it| {
        !["antigravity", "this", "__main__"].iter().any(|name| it.ends_with(format!("{name}.py")))
    });
    paths.truncate(MODULES);
    paths
}

/// `json.decoder` for `…/json/decoder.py`.
fn module(stdlib: &Path, path: &Path) -> String {
    let path = path.strip_prefix(stdlib).expect("below the library").with_extension("");
    let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
    parts.join(".").trim_end_matches(".__init__").to_string()
}

/// Where a `.pyc` file stands below `PYTHONPYCACHEPREFIX`.
fn cached(prefix: &Path, source: &Path) -> PathBuf {
    let stem = source.file_stem().expect("a name").to_string_lossy();
    let folder = source.parent().expect("a folder").strip_prefix("/").expect("an absolute path");
    prefix.join(folder).join(format!("{stem}.cpython-313.pyc"))
}

/// What CPython says of our files beside its own, line by line.
fn comparison(python: &Python, sources: &[PathBuf], ours: &Path) -> String {
    let theirs = pycs::scratch("theirs");
    let mut compileall = python.command();
    compileall.env("PYTHONPYCACHEPREFIX", &theirs);
    compileall.args(["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]);
    python.answer(compileall.args(sources));
    let pairs = sources.iter().flat_map(|it| [cached(&theirs, it), cached(ours, it)]);
    let list = ours.join("list");
    fs::write(&list, pycs::lines(&pairs.collect::<Vec<_>>())).expect("room on the disk");
    let answer = python.answer(python.script("same_pyc.py").arg(format!("@{}", list.display())));
    String::from_utf8_lossy(&answer).into_owned()
}

/// Which of the modules cannot be imported, from `.pyc` files below `prefix`.
fn failed_imports(python: &Python, names: &[String], prefix: Option<&Path>) -> String {
    let mut import = python.script("import_all.py");
    import.env("PYTHONDONTWRITEBYTECODE", "1");
    import.envs(prefix.map(|it| ("PYTHONPYCACHEPREFIX", it)));
    String::from_utf8_lossy(&python.answer(import.args(names))).into_owned()
}

#[test]
fn python_loads_imports_and_runs_our_files() {
    let Some(python) = Python::find() else { return };
    let stdlib = python.stdlib();
    let ours = pycs::scratch("ours");
    let sources = sources(&stdlib);
    for source in &sources {
        let Some(bytes) = written(source) else { panic!("{} is refused", source.display()) };
        let place = cached(&ours, source);
        fs::create_dir_all(place.parent().expect("a folder")).expect("room on the disk");
        fs::write(place, bytes).expect("room on the disk");
    }
    let answer = comparison(&python, &sources, &ours);
    let different: Vec<_> = answer.lines().filter(|it| *it != "same").collect();
    println!("{} modules, {} different", sources.len(), different.len());
    assert_eq!(different, Vec::<&str>::new());
    let names: Vec<_> = sources.iter().map(|it| module(&stdlib, it)).collect();
    let usual = failed_imports(&python, &names, None);
    assert_eq!(failed_imports(&python, &names, Some(&ours)), usual);
}
