//! Source text that a program gives: a str, or bytes in the encoding that they name (PEP 263).

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

/// The text of a str or bytes, an argument of `function` that has to be `what`.
pub(super) fn source_text(
    vm: &Vm,
    source: &Ref,
    filename: &str,
    function: &str,
    what: &str,
) -> Res<String> {
    if let Some(text) = vm.str_text(source) {
        if text.contains('\0') {
            return Err(vm.raise(
                &vm.exceptions.SyntaxError,
                vec![vm.str("source code string cannot contain null bytes")],
            ));
        }
        return Ok(text);
    }
    match crate::objects::bytes::as_bytes(source) {
        Some(bytes) if bytes.contains(&0) => Err(vm.raise(
            &vm.exceptions.SyntaxError,
            vec![vm.str("source code string cannot contain null bytes")],
        )),
        Some(bytes) => decoded(vm, &bytes, filename),
        None => Err(vm.type_error(format!("{function}() arg 1 must be a {what}"))),
    }
}

/// Source text in bytes, in the encoding that it names.
fn decoded(vm: &Vm, bytes: &[u8], filename: &str) -> Res<String> {
    let encoding = encoding_of(bytes);
    let (is_marked, is_utf8) = (bytes.starts_with(BOM), encoding == "utf-8");
    if is_marked && !is_utf8 {
        let text = format!("encoding problem: {encoding} with BOM");
        return Err(undecoded(vm, &text, filename));
    }
    if is_utf8 {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    let args = Args::positional([vm.str(&encoding)]);
    match vm.call_method(&vm.bytes(bytes.to_vec()), "decode", args) {
        Ok(text) => Ok(vm.text(&text)),
        Err(error) if vm.is_raised(&error, &vm.exceptions.LookupError) => {
            Err(undecoded(vm, &format!("unknown encoding: {encoding}"), filename))
        }
        Err(error) if vm.is_raised(&error, &vm.exceptions.UnicodeError) => {
            let text = vm.text(&vm.str_of(&error.0)?);
            Err(undecoded(vm, &text, filename))
        }
        Err(error) => Err(error),
    }
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// What the tokenizer cannot read at all is in line 0.
fn undecoded(vm: &Vm, message: &str, filename: &str) -> Raised {
    let place = vec![vm.str(filename), vm.int(0), vm.int(-1), vm.none.clone()];
    vm.raise(&vm.exceptions.SyntaxError, vec![vm.str(message), vm.tuple(place)])
}

/// What a comment of the first two lines says: `coding: NAME`; else UTF-8.
fn encoding_of(bytes: &[u8]) -> String {
    for line in bytes.split(|it| *it == b'\n').take(2) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_start_matches([' ', '\t', '\x0c', '\u{feff}']);
        if let Some(name) = line.starts_with('#').then(|| named_encoding(line)).flatten() {
            return normal_name(&name.to_lowercase().replace('_', "-"));
        }
        if !line.starts_with('#') && !line.trim().is_empty() {
            break;
        }
    }
    "utf-8".to_owned()
}

/// `get_normal_name` (Parser/tokenizer/helpers.c).
fn normal_name(name: &str) -> String {
    let is = |known: &str| {
        name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if is("utf-8") {
        return "utf-8".to_owned();
    }
    let is_latin = ["latin-1", "iso-8859-1", "iso-latin-1"].into_iter().any(is);
    if is_latin { "iso-8859-1".to_owned() } else { name.to_owned() }
}

fn named_encoding(comment: &str) -> Option<String> {
    let behind = comment
        .match_indices("coding")
        .find_map(|(at, word)| comment[at + word.len()..].strip_prefix([':', '=']))?;
    let is_part = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let name: String = behind.trim_start_matches([' ', '\t']).chars().take_while(is_part).collect();
    (!name.is_empty()).then_some(name)
}
