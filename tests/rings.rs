//! The oracle for reference cycles: what CPython leaves behind, for programs whose rings are known
//! and for generated ones.

use std::fs;
use std::path::Path;

use support::generated;
use support::predicted::predicted;
use support::rings::{Observed, Ring, observed, told};

/// The programs of `tests/rings/known`, each with its name.
fn known() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rings/known");
    let files = fs::read_dir(folder).expect("the folder is there").map(|it| it.unwrap().path());
    let mut all: Vec<_> = files
        .filter(|it| it.extension().is_some_and(|it| it == "py"))
        .map(|it| {
            (it.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(it).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// The rings that a program says it leaves: its lines `# ring: …`.
fn claimed(text: &str) -> Vec<String> {
    let mut rings: Vec<_> =
        text.lines().filter_map(|it| Some(it.strip_prefix("# ring: ")?.to_owned())).collect();
    rings.sort();
    rings
}

fn found(observed: &Observed) -> Vec<String> {
    let mut rings: Vec<String> = observed.rings.iter().map(told).collect();
    rings.sort();
    rings
}

#[test]
fn known_programs_leave_their_rings() {
    let programs = known();
    assert!(programs.len() >= 20, "{} programs", programs.len());
    for (name, text) in &programs {
        let says = text.contains("# ring: ") || text.contains("# no ring");
        assert!(says, "{name} does not say what it leaves");
    }
    let texts: Vec<String> = programs.iter().map(|it| it.1.clone()).collect();
    let Some(all) = observed(&texts) else { return };
    for ((name, text), observed) in programs.iter().zip(&all) {
        assert_eq!(observed.error, None, "{name}");
        assert_eq!(found(observed), claimed(text), "{name}");
    }
}

#[test]
fn rings_of_known_programs_are_foreseen() {
    let programs = known();
    let texts: Vec<String> = programs.iter().map(|it| it.1.clone()).collect();
    let Some(all) = observed(&texts) else { return };
    for ((name, text), observed) in programs.iter().zip(&all) {
        let predicted = predicted(text);
        let is_unforeseen = |ring: &&Ring| !predicted.iter().any(|it| it.is_in(ring));
        let unforeseen: Vec<String> =
            observed.rings.iter().filter(is_unforeseen).map(told).collect();
        let is_known_gap = text.contains("# FIXME not foreseen");
        assert_eq!(!unforeseen.is_empty(), is_known_gap, "{name}: {unforeseen:#?}");
    }
}

#[test]
fn generated_programs_are_the_same_each_time() {
    let first = generated::program(7);
    assert_eq!(first, generated::program(7));
    assert_ne!(first, generated::program(8));
    assert!(first.contains("def main():"));
}

/// How many generated programs are run here.
const PROGRAMS: u64 = 500;

#[test]
fn generated_programs_run_and_are_of_use() {
    let programs: Vec<String> = (0..PROGRAMS).map(generated::program).collect();
    let Some(all) = observed(&programs) else { return };
    for ((seed, text), observed) in (0..).zip(&programs).zip(&all) {
        assert_eq!(observed.error, None, "program {seed}:\n{text}");
    }
    let n_rings: usize = all.iter().map(|it| it.rings.len()).sum();
    let n_silent = all.iter().filter(|it| it.rings.is_empty()).count();
    assert!(n_rings > programs.len() / 2, "{n_rings} rings");
    assert!(n_silent > programs.len() / 20, "{n_silent} programs without rings");
    let kinds = |kind: &str| {
        all.iter().flat_map(|it| &it.rings).filter(|it| it.iter().any(|it| it.kind == kind)).count()
    };
    for kind in
        ["instance", "class", "cell", "method", "frame", "generator", "list", "dict", "partial"]
    {
        assert!(kinds(kind) > 0, "no ring with a {kind}");
    }
}

/// How many generated programs are predicted and run, from which seed.
fn chosen() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    (number("REFWISE_PROGRAMS").unwrap_or(PROGRAMS), number("REFWISE_SEED").unwrap_or(0))
}

/// Of a thousand rings that the collector finds, so many may be unforeseen.
const UNFORESEEN: usize = 5;

#[test]
fn predicted_rings_are_those_that_programs_leave() {
    let (n_programs, seed) = chosen();
    let programs: Vec<String> = (seed..seed + n_programs).map(generated::program).collect();
    let Some(all) = observed(&programs) else { return };
    let mut wrong = Vec::new();
    let mut unforeseen = Vec::new();
    let (mut n_certain, mut n_rings) = (0, 0);
    for ((seed, text), observed) in (seed..).zip(&programs).zip(&all) {
        let predicted = predicted(text);
        // Nothing but `main()` is sure to run.
        for it in predicted.iter().filter(|it| it.is_certain && it.function == "main") {
            n_certain += 1;
            if !observed.rings.iter().any(|ring| it.is_in(ring)) {
                wrong.push(format!("program {seed}: {}", it.path));
            }
        }
        for ring in &observed.rings {
            n_rings += 1;
            if !predicted.iter().any(|it| it.is_in(ring)) {
                unforeseen.push(format!("program {seed}: {}", told(ring)));
            }
        }
    }
    println!(
        "{n_programs} programs: {n_certain} certain rings, {} of them wrong; {n_rings} rings \
         observed, {} of them unforeseen",
        wrong.len(),
        unforeseen.len()
    );
    if std::env::var_os("REFWISE_SHOW").is_some() {
        unforeseen.iter().for_each(|it| println!("{it}"));
    }
    assert!(wrong.is_empty(), "certain, and not there:\n{}", wrong.join("\n"));
    let is_few = unforeseen.len() * 1000 <= n_rings * UNFORESEEN;
    assert!(is_few, "there, and unforeseen:\n{}", unforeseen.join("\n"));
}
