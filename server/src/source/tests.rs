//! What CPython 3.13 says about bytes, recorded; and the same asked again where there is one.

use std::io::Write;
use std::process::{Command, Stdio};

use refwise_syntax::LineIndex;

use super::{Unreadable, decode};

/// Bytes, and the line and the words of CPython's `SyntaxError`, or `None` where it has no
/// objection. Where it names no line, ours is that of the declaration or of the bad byte.
type Case = (&'static [u8], Option<(u32, &'static str)>);

/// Recorded from `compile(bytes, "f.py", "exec")`.
const COMPILED: &[Case] = &[
    (b"", None),
    (b"\xef\xbb\xbf", None),
    (b"x = '\xc3\xa9'\n", None),
    (b"# coding: latin-1\nx = '\xe9'\n", None),
    (b"# coding: latin-1\rx = '\xe9'\r", None),
    (b"# -*- coding: Latin_1-unix -*-\nx = '\xe9'\n", None),
    (b"# hello\n# coding: iso-8859-15\nx = '\xa4'\n", None),
    (b"# vim: set fileencoding=koi8-r :\nx = '\xc1'\n", None),
    (b"# vim: set fileencoding=euc-jp :\nx = '\xa4\xa2'\n", None),
    (b"# coding: cp437\nx = '\x81'\n", None),
    (b"# coding: utf-8-sig\nx = 1\n", None),
    (b"\xef\xbb\xbf# coding: UTF_8\nx = 1\n", None),
    (b"x = 1 # coding: xyz\n", None),
    (b"x = 1\n# coding: xyz\n", None),
    (b"\\\n# coding: xyz\n", None),
    (b"\n\n# coding: xyz\n", None),
    (b"# CODING: xyz\n", None),
    (b"# coding : xyz\n", None),
    (b"# coding: \n", None),
    (b"# coding: utf-8\n# \xe9 in a comment\n", None),
    (b"# \xe9 coding: latin-1\n", None),
    (b"# \xe9\n# coding: latin-1\n", None),
    (b"# \xe9\n# coding: utf-8\n", None),
    (b"# coding: xyz\n", Some((1, "unknown encoding: xyz"))),
    (b"\x0c# coding=\t xyz\n", Some((1, "unknown encoding: xyz"))),
    (b"# a\r\n# coding: x.y_z-1\r\n", Some((2, "unknown encoding: x.y_z-1"))),
    (b"# coding coding: xyz\n", Some((1, "unknown encoding: xyz"))),
    (b"# coding: mbcs\n", Some((1, "unknown encoding: mbcs"))),
    (b"\xef\xbb\xbf# coding: xyz\n", Some((1, "encoding problem: xyz with BOM"))),
    (b"\xef\xbb\xbf# coding: utf8\n", Some((1, "encoding problem: utf8 with BOM"))),
    (b"\xef\xbb\xbf\n# coding: latin1\n", Some((2, "encoding problem: latin1 with BOM"))),
    (b"\xef\xbb\xbf\n# coding: latin-1\n", Some((2, "encoding problem: iso-8859-1 with BOM"))),
    (b"# coding: undefined\n", Some((1, "undefined encoding"))),
    (
        b"# coding: rot13\n",
        Some((1, "'rot13' is not a text encoding; use codecs.decode() to handle arbitrary codecs")),
    ),
    (
        b"# coding: ascii\r\nx = 1\r\n# \xe9\r\n",
        Some((3, "'ascii' codec can't decode byte 0xe9 in position 24: ordinal not in range(128)")),
    ),
    (
        b"# coding: cp1252\nx = '\x81'\n",
        Some((
            2,
            "'charmap' codec can't decode byte 0x81 in position 22: character maps to <undefined>",
        )),
    ),
    (
        b"# coding: shift_jis\nx = '\x81'\n",
        Some((
            2,
            "'shift_jis' codec can't decode byte 0x81 in position 25: illegal multibyte sequence",
        )),
    ),
    (
        b"# coding: u8\n\n\nx = '\xe9'\n",
        Some((4, "'utf-8' codec can't decode byte 0xe9 in position 20: invalid continuation byte")),
    ),
    (
        b"# coding: utf-8\nx = '\xe9'\n",
        Some((
            2,
            "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
        )),
    ),
    (
        b"# coding: utf-8\n# \xe9\nx = 'a' r'ab\\\xff'\n",
        Some((
            3,
            "(unicode error) 'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
        )),
    ),
    (
        b"# coding: utf-8\nx = '''\\n\n\xc3\xa9 \\n \xc3\xa9\xe9 \n'''\n",
        Some((
            2,
            "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 2: unexpected end of data",
        )),
    ),
    (
        b"\xef\xbb\xbf\nx = '''\n\xe9\n'''\n",
        Some((
            2,
            "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 1: invalid continuation byte",
        )),
    ),
    (
        b"# coding: utf-8\n\nab\xe9c = 1\n",
        Some((
            3,
            "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 2: invalid continuation byte",
        )),
    ),
];

/// Recorded from `python3.13 FILE`, which looks at every byte (`compile` only at the bytes inside
/// of tokens). CPython names the file as well: `'\xe9' in file f.py on line 1`.
const RUN: &[Case] = &[
    (b"x = '\xe9'\n", Some((1, NOT_UTF8[0]))),
    (b"a = 1\r\n\r\nx = '\xe9'", Some((3, NOT_UTF8[1]))),
    (b"a = 1\rx = '\xe9'\r", Some((2, NOT_UTF8[2]))),
    (b"# \xe9\n", Some((1, NOT_UTF8[0]))),
    (b"x = = 1\nx = '\xe9'\n", Some((2, NOT_UTF8[2]))),
    (b"if 1:\n    x = '''\n\xed\xa0\x80'''\n", Some((3, NOT_UTF8[3]))),
];

const NOT_UTF8: [&str; 4] = [
    "Non-UTF-8 code starting with '\\xe9' on line 1, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
    "Non-UTF-8 code starting with '\\xe9' on line 3, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
    "Non-UTF-8 code starting with '\\xe9' on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
    "Non-UTF-8 code starting with '\\xed' on line 3, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
];

#[test]
fn bytes_are_refused_as_recorded() {
    for (bytes, expected) in COMPILED.iter().chain(RUN) {
        let source = decode(bytes.to_vec()).expect("these encodings are known");
        let lines = LineIndex::new(&source.text);
        let refused = source.refused.as_ref();
        let found =
            refused.map(|it| (lines.line_col(it.range.start()).line + 1, it.message(&lines)));
        let found = found.as_ref().map(|it| (it.0, it.1.as_str()));
        assert_eq!(found, *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn text_is_what_the_encoding_says() {
    let text = |bytes: &[u8]| decode(bytes.to_vec()).expect("known").text;
    assert_eq!(text(b"# coding: latin-1\n'\xe9\x81'"), "# coding: latin-1\n'é\u{81}'");
    assert_eq!(text(b"# coding: cp1252\n'\x80'"), "# coding: cp1252\n'€'");
    assert_eq!(text(b"# coding: koi8-r\n'\xc1'"), "# coding: koi8-r\n'а'");
    assert_eq!(text(b"\xef\xbb\xbfx\r\ny\r"), "\u{feff}x\r\ny\r");
    assert_eq!(text(b"x = '\xff'\n"), "x = '\u{fffd}'\n");
}

#[test]
fn a_limit_of_ours_is_no_mistake_of_the_file() {
    let unreadable = decode(b"# coding: hz\n".to_vec()).err();
    assert_eq!(unreadable, Some(Unreadable::Encoding("hz".to_owned())));
}

#[test]
fn cpython_still_says_so() {
    let script = "
import sys
for line in sys.stdin:
    data = bytes.fromhex(line)
    try:
        compile(data, 'f.py', 'exec')
        print('ok')
    except SyntaxError as error:
        print(error.lineno, error.msg)
";
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>() + "\n";
    let input: String = COMPILED.iter().map(|it| hex(it.0)).collect();
    let Some(output) = ask_python(script, &input) else { return };
    for ((bytes, expected), said) in COMPILED.iter().zip(output.lines()) {
        let Some((line, message)) = expected else {
            assert_eq!(said, "ok", "{}", bytes.escape_ascii());
            continue;
        };
        let (lineno, msg) = said.split_once(' ').unwrap_or((said, ""));
        assert_eq!(msg, *message, "{}", bytes.escape_ascii());
        assert!(lineno == "0" || lineno == line.to_string(), "{}", bytes.escape_ascii());
    }
}

/// Every byte of every encoding of one byte a character, and every name of every encoding.
#[test]
fn tables_and_names_are_cpythons() {
    let script = "
import encodings, encodings.aliases, pkgutil
for name in sys.stdin.read().split():
    try:
        row = [bytes([b]).decode(name, 'ignore') for b in range(128, 256)]
    except LookupError:
        row = ['-']
    print(' '.join('%x' % ord(c) if c else '-' for c in row))
names = {m.name for m in pkgutil.iter_modules(encodings.__path__)} | set(encodings.aliases.aliases)
print(*sorted(names))
";
    let tables: Vec<_> = super::encodings::tables().collect();
    let input = tables.iter().map(|it| format!("{}\n", it.0)).collect::<String>();
    let script = format!("import sys{script}");
    let Some(output) = ask_python(&script, &input) else { return };
    let mut lines = output.lines();
    for ((name, codec), said) in tables.into_iter().zip(&mut lines) {
        let char = |byte: u8| {
            let text = super::encodings::decode(name, codec, &[byte]).ok()?;
            text.chars().next().map(|it| format!("{:x}", u32::from(it)))
        };
        let ours: Vec<_> = (128..=255).map(|it| char(it).unwrap_or("-".to_owned())).collect();
        assert_eq!(ours.join(" "), said, "{name}");
    }
    // Windows' own, a module that is no encoding, and an alias that is never in lower case.
    let missing = ["mbcs", "ansi", "dbcs", "oem", "aliases", "csHPRoman8"];
    for name in lines.next().expect("the names come last").split(' ') {
        let is_known = super::encodings::lookup(name).is_some();
        assert_eq!(is_known, !missing.contains(&name), "{name}");
    }
}

/// The files of CPython's library that are not plain UTF-8: a handful, made to test just this.
#[test]
fn the_library_is_decoded_as_cpython_does() {
    let script = "
import pathlib, sys, sysconfig, tokenize
for path in sorted(pathlib.Path(sysconfig.get_path('stdlib')).rglob('*.py')):
    data = path.read_bytes()
    try:
        encoding = tokenize.detect_encoding(iter(data.splitlines(True)).__next__)[0]
        if encoding == 'utf-8':
            data.decode()
            continue
        text = data.decode(encoding).encode().hex()
    except (SyntaxError, UnicodeDecodeError):
        text = 'refused'
    print(path, text)
";
    let Some(output) = ask_python(script, "") else { return };
    assert_ne!(output, "");
    for line in output.lines() {
        let (path, expected) = line.rsplit_once(' ').unwrap();
        let source = decode(std::fs::read(path).unwrap()).unwrap();
        let hex = || source.text.bytes().map(|it| format!("{it:02x}")).collect::<String>();
        let found = source.refused.as_ref().map_or_else(hex, |_| "refused".to_owned());
        assert_eq!(found, expected, "{path}");
    }
}

/// What CPython 3.13 prints for `script`; `None` where there is none.
fn ask_python(script: &str, input: &str) -> Option<String> {
    let python = std::env::var_os("REFWISE_PYTHON").unwrap_or("python3.13".into());
    let mut command = Command::new(python);
    command.args(["-I", "-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).env("PYTHONUTF8", "1").spawn().ok()?;
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok()?;
    let output = child.wait_with_output().unwrap();
    if !output.status.success() {
        eprintln!("no python3.13 here: not compared");
        return None;
    }
    Some(String::from_utf8(output.stdout).unwrap())
}
