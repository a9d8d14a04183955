//! A Python 3.13 to compare with, and its way of decoding source text.

use std::path::Path;
use std::process::Command;

/// A Python 3.13 on this machine.
pub(crate) struct Python {
    program: String,
}

impl Python {
    /// `REFWISE_PYTHON`, or `python3.13` of the path; says so where there is none.
    pub(crate) fn find() -> Option<Python> {
        let program = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
        let output = Command::new(&program).arg("--version").output();
        let version = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
        if version.as_ref().is_ok_and(|it| it.starts_with("Python 3.13.")) {
            return Some(Python { program });
        }
        println!("no Python 3.13 found as `{program}`: nothing to compare with");
        None
    }

    /// What `agreement.py` prints about the files below `folders`, or of the standard library.
    pub(crate) fn agreement(&self, kind: &str, folders: &[&str]) -> String {
        self.run("agreement.py", &[&[kind], folders].concat())
    }

    /// The whole answer for one file.
    pub(crate) fn show(&self, kind: &str, path: &Path) -> String {
        self.run("agreement.py", &["--show", kind, path.to_str().expect("a readable path")])
    }

    /// What a script of the folder `tests` prints.
    pub(crate) fn run(&self, script: &str, arguments: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
        let output = Command::new(&self.program).arg(script).args(arguments).output();
        let output = output.expect("Python was there a moment ago");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the script writes UTF-8")
    }
}

/// The text of a source file by its byte order mark or its encoding declaration (PEP 263); `None`
/// for encodings that browsers do not know.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let declared = declared_encoding(bytes);
    match declared.as_deref() {
        None | Some("utf-8" | "utf8") => String::from_utf8(bytes.to_vec()).ok(),
        Some("latin-1" | "latin1" | "iso-8859-1" | "iso-latin-1" | "iso8859-1") => {
            Some(bytes.iter().map(|&it| char::from(it)).collect())
        }
        Some(label) => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
            encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
        }
    }
}

/// The name behind `coding:` or `coding=` in a comment of the first two lines.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|&it| it == b'\n').take(2);
    lines.find_map(|line| {
        let line: String = line.iter().map(|&it| char::from(it)).collect();
        let (before, comment) = line.split_once('#')?;
        if !before.trim_matches([' ', '\t', '\x0c', 'ï', '»', '¿']).is_empty() {
            return None;
        }
        let (_, name) = comment.split_once("coding")?;
        let name = name.strip_prefix([':', '='])?.trim_start_matches([' ', '\t']);
        let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        let name: String = name.chars().take_while(|&it| is_part(it)).collect();
        Some(name.to_ascii_lowercase().replace('_', "-"))
    })
}
