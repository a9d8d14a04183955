//! `.pyc` files that CPython wrote: read, written again, and read by CPython.

mod common;

use std::fs;

use common::pycs;
use common::python::Python;
use common::report::Report;
use refwise_vm::pyc::{self, Validation};

#[test]
fn every_file_is_read_and_written_again() {
    let Some(python) = Python::find() else { return };
    let (mut files, mut identical, mut wrong) = (0, 0, Vec::new());
    let mut report = Report::default();
    for path in pycs::of_the_standard_library(&python) {
        let theirs = fs::read(&path).expect("a file that can be read");
        let read = pyc::read(&theirs).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
        let ours = pyc::write(&read).expect("not too deep");
        let again = pyc::read(&ours).expect("what we wrote");
        report.compare(&path.to_string_lossy(), &again.code, &read.code);
        files += 1;
        identical += usize::from(ours == theirs);
        if again != read {
            wrong.push(path);
        }
    }
    println!(
        "{files} files, {} code objects, {identical} files equal byte for byte",
        report.objects
    );
    assert_eq!(wrong, Vec::<std::path::PathBuf>::new());
    assert_eq!(report.equal, report.objects, "{report}");
}

#[test]
fn python_reads_what_we_write() {
    let Some(python) = Python::find() else { return };
    let folder = pycs::scratch("written");
    let list = folder.join("list");
    let mut lines = String::new();
    for (number, path) in pycs::of_the_standard_library(&python).iter().step_by(8).enumerate() {
        let read = pyc::read(&fs::read(path).expect("a file that can be read")).expect("a .pyc");
        let ours = folder.join(format!("{number}.pyc"));
        fs::write(&ours, pyc::write(&read).expect("not too deep")).expect("room on the disk");
        lines += &format!("{}\n{}\n", path.display(), ours.display());
    }
    fs::write(&list, &lines).expect("room on the disk");
    let mut command = python.script("same_pyc.py");
    let answer = python.answer(command.arg(format!("@{}", list.display())));
    let answer = String::from_utf8_lossy(&answer);
    assert_eq!(answer.lines().count(), lines.lines().count() / 2);
    assert!(answer.lines().all(|it| it == "same"), "{answer}");
}

/// What `record_pyc.py` recorded of CPython 3.13.0.
#[test]
fn a_recorded_file_comes_out_as_it_went_in() {
    let theirs = include_bytes!("recorded/snippets.pyc");
    let read = pyc::read(theirs).expect("a .pyc");
    let source = include_bytes!("recorded/snippets.py");
    let source_hash = pyc::source_hash(source);
    assert_eq!(read.validation, Validation::Hash { source_hash, check_source: false });
    assert!(pyc::write(&read).is_ok_and(|it| it == theirs));
}
