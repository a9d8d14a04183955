//! The house checks itself: what ARCHITECTURE.md and the style page promise is true of the files.
//!
//! The code map is the list items of ARCHITECTURE.md that begin with paths: "- `syntax/src/edit.rs`:
//! a change of a text". An item may name several paths. `NAME` stands for any name:
//! "- `analysis/src/rules/NAME.rs`: one rule each". A folder ends in `/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Files over 1,000 lines, and why each is one file.
const LONG: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the root").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of the project that git does not ignore, with `/` between folders.
fn files() -> Vec<String> {
    let root = root();
    let walk =
        ignore::WalkBuilder::new(&root).require_git(false).sort_by_file_name(Ord::cmp).build();
    let files =
        walk.map(|it| it.unwrap()).filter(|it| it.file_type().is_some_and(|it| it.is_file()));
    files
        .map(|it| it.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"))
        .collect()
}

fn rust_files() -> Vec<String> {
    files().into_iter().filter(|it| it.ends_with(".rs")).collect()
}

#[test]
fn every_file_says_what_it_holds() {
    let silent: Vec<_> =
        rust_files().into_iter().filter(|it| !read(it).starts_with("//! ")).collect();
    assert!(silent.is_empty(), "these do not open with `//!`: {silent:#?}");
}

#[test]
fn long_files_have_a_reason() {
    let is_long = |it: &String| read(it).lines().count() > 1000;
    let long: Vec<String> = rust_files().into_iter().filter(is_long).collect();
    let listed: Vec<&str> = LONG.iter().map(|it| it.0).collect();
    assert_eq!(long, listed, "files over 1,000 lines, and those that `LONG` gives a reason for");
}

#[test]
fn only_the_heap_is_unsafe() {
    let workspace = read("Cargo.toml");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    let manifests = files().into_iter().filter(|it| it.ends_with("/Cargo.toml"));
    let lax: Vec<_> = manifests
        .filter(|it| *it != MACHINE && !read(it).contains("[lints]\nworkspace = true"))
        .collect();
    assert!(lax.is_empty(), "these do not take the lints of the workspace: {lax:#?}");
    assert!(read(MACHINE).contains("unsafe_code = \"deny\""));
    // The allowance would stand in an attribute; the lint catches all else.
    let allowing: Vec<_> = rust_files()
        .into_iter()
        .filter(|it| read(it).contains(concat!("(unsafe", "_code)")))
        .collect();
    assert_eq!(allowing, ["vm/src/heap.rs"]);
}

/// The machine's heap, and nothing else, may hold unsafe code.
const MACHINE: &str = "vm/Cargo.toml";

#[test]
fn rules_equal_their_list() {
    let list = read("analysis/src/rules.rs");
    let listed: BTreeSet<String> = modules(&list).collect();
    let present: BTreeSet<String> = files()
        .iter()
        .filter_map(|it| it.strip_prefix("analysis/src/rules/")?.strip_suffix(".rs"))
        .filter(|it| !it.contains('/'))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, present, "`mod` lines of rules.rs, and the files in rules/");
    for rule in &listed {
        let name = format!("\"{}\"", rule.replace('_', "-"));
        let path = format!("analysis/src/rules/{rule}.rs");
        assert!(read(&path).contains(&name), "{path} is no rule called {name}");
        assert!(list.contains(&format!("{rule}::RULE")), "{rule} is not in the list of rules");
    }
}

/// The modules that `text` declares, tests aside.
fn modules(text: &str) -> impl Iterator<Item = String> + '_ {
    let declared = text.lines().filter_map(|it| {
        let it = it.strip_prefix("pub(crate) ").or(it.strip_prefix("pub ")).unwrap_or(it);
        it.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared.filter(|it| *it != "tests").map(str::to_owned)
}

/// The paths of the code map.
fn mapped() -> Vec<String> {
    let text = read("ARCHITECTURE.md");
    let items = text.lines().filter_map(|it| it.trim_start().strip_prefix("- `"));
    let paths = items.flat_map(|it| {
        let head = it.split_once("`:").map_or("", |it| it.0);
        head.split("`, `").map(str::to_owned).collect::<Vec<_>>()
    });
    paths.filter(|it| it.contains('/') || it.contains('.')).collect()
}

/// Is `path` what the map calls `item`?
fn is_named(item: &str, path: &str) -> bool {
    let (item, path): (Vec<&str>, Vec<&str>) =
        (item.split('/').collect(), path.split('/').collect());
    let same = |(item, path): (&&str, &&str)| match item.split_once("NAME") {
        Some((before, after)) => path.starts_with(before) && path.ends_with(after),
        None => item == path,
    };
    item.len() == path.len() && item.iter().zip(&path).all(same)
}

#[test]
fn the_code_map_is_the_code() {
    let map = mapped();
    assert!(!map.is_empty(), "ARCHITECTURE.md has no code map");
    let files = rust_files();
    let folders: BTreeSet<String> = files
        .iter()
        .flat_map(|it| {
            it.match_indices('/').map(|slash| it[..=slash.0].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let things = || files.iter().chain(&folders);
    // A folder is named by itself or by what it holds.
    let has_name = |thing: &&String| {
        map.iter()
            .any(|item| is_named(item, thing) || (thing.ends_with('/') && item.starts_with(*thing)))
    };
    let nameless: Vec<_> = things().filter(|it| !has_name(it)).collect();
    assert!(nameless.is_empty(), "the code map does not name these: {nameless:#?}");
    let exists =
        |item: &&String| things().any(|it| is_named(item, it)) || root().join(item).exists();
    let gone: Vec<_> = map.iter().filter(|it| !exists(it)).collect();
    assert!(gone.is_empty(), "the code map names what is not there: {gone:#?}");
}
