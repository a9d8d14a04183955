//! Paths as URI references.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path};

use serde_json::{Value, json};

use super::ROOT;

/// Where a file is (§3.4): relative to the root of the sources, unless its path is absolute.
pub(super) fn artifact(path: &str) -> Value {
    match Path::new(path).is_absolute() {
        true => json!({ "uri": absolute(path) }),
        false => json!({ "uri": encoded(path), "uriBaseId": ROOT }),
    }
}

/// The URI of the file or folder at an absolute path.
fn absolute(path: &str) -> String {
    let path = encoded(path);
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}

/// The parts of `path` between slashes, with everything in them escaped that may not stand there.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' => uri.push('/'),
            _ if char::from(byte) == MAIN_SEPARATOR => uri.push('/'),
            b'-' | b'.' | b'_' | b'~' => uri.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(encoded("src/a b/é:#?%.py"), "src/a%20b/%C3%A9%3A%23%3F%25.py");
        assert_eq!(artifact("a.py"), json!({ "uri": "a.py", "uriBaseId": "SRCROOT" }));
    }

    #[test]
    #[cfg(unix)]
    fn an_absolute_path_stands_by_itself() {
        assert_eq!(artifact("/tmp/a.py"), json!({ "uri": "file:///tmp/a.py" }));
    }
}
