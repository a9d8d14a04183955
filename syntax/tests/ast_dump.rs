//! The corpus prints as `record.py` has recorded it.

use std::path::{Path, PathBuf};

use refwise_syntax::dump::{self, Options};

/// The corpus' files that have an answer of this kind, with it.
fn recorded(kind: &str) -> Vec<(PathBuf, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter(|it| it.extension().is_some_and(|it| it == "py"))
        .filter_map(|it| {
            let answer = std::fs::read_to_string(it.with_extension(kind)).ok()?;
            Some((it.clone(), std::fs::read_to_string(it).unwrap(), answer))
        })
        .collect()
}

#[test]
fn corpus() {
    let files = recorded("ast");
    assert!(files.len() > 10);
    for (path, source, expected) in files {
        let parse = refwise_syntax::parse(&source);
        assert_eq!(parse.errors(), [], "{}", path.display());
        let options = Options { include_attributes: true, ..Options::default() };
        let dump = dump::dump(&parse.file(), &source, options).unwrap() + "\n";
        let first = dump.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
        assert_eq!(first, None, "{}", path.display());
        assert_eq!(dump.len(), expected.len(), "{}", path.display());
    }
}

/// `dump(source)` without places and with two blanks for a level.
fn check(source: &str, expected: &str) {
    let parse = refwise_syntax::parse(source);
    assert_eq!(parse.errors(), [], "{source}");
    let options = Options { indent: 2, ..Options::default() };
    assert_eq!(dump::dump(&parse.file(), source, options).unwrap(), expected.trim());
}

#[test]
fn up_to_three_plain_fields_on_one_line() {
    check(
        "x: int\n",
        "
Module(
  body=[
    AnnAssign(
      target=Name(id='x', ctx=Store()),
      annotation=Name(id='int', ctx=Load()),
      simple=1)])",
    );
}

#[test]
fn nothing_at_all() {
    check("", "Module()");
    check("# comment\n", "Module()");
    check(
        "lambda: _",
        "
Module(
  body=[
    Expr(
      value=Lambda(
        args=arguments(),
        body=Name(id='_', ctx=Load())))])",
    );
}

#[test]
fn type_comments_only_where_asked_for() {
    let source = "x = 1  # type: int\n";
    let parse = refwise_syntax::parse(source);
    let dump = |type_comments| {
        let options = Options { type_comments, ..Options::default() };
        dump::dump(&parse.file(), source, options).unwrap()
    };
    assert!(dump(true).contains("type_comment='int'"));
    assert!(!dump(false).contains("type_comment"));
}

#[test]
fn misplaced_type_comment() {
    for source in [
        "# type: int\n",
        "x: int = 1  # type: int\n",
        "x = [  # type: int\n]\n",
        "def f(): pass  # type: int\n",
        "if x:  # type: int\n    pass\n",
        "def f(a, /,  # type: int\n  b): pass\n",
        "x = 1; # type: int\n",
    ] {
        let parse = refwise_syntax::parse(source);
        let error = dump::dump(&parse.file(), source, Options::default()).unwrap_err();
        assert_eq!(&source[error.range], "int", "{source}");
    }
}

#[test]
fn deep_trees() {
    let deep = 2_900;
    for source in [
        format!("x{}\n", ".a".repeat(deep)),
        format!("x{}\n", "()".repeat(deep)),
        format!("x{}\n", " + x".repeat(deep)),
    ] {
        let parse = refwise_syntax::parse(&source);
        assert_eq!(parse.errors(), []);
        let options = Options { indent: 0, ..Options::default() };
        assert!(dump::dump(&parse.file(), &source, options).unwrap().lines().count() > deep);
    }
}

/// As Python 3.14 prints it.
#[test]
fn template_strings() {
    check(
        "t'a{ x + 1 !r:>{y}}{z =}'",
        "
Module(
  body=[
    Expr(
      value=TemplateStr(
        values=[
          Constant(value='a'),
          Interpolation(
            value=BinOp(
              left=Name(id='x', ctx=Load()),
              op=Add(),
              right=Constant(value=1)),
            str=' x + 1',
            conversion=114,
            format_spec=JoinedStr(
              values=[
                Constant(value='>'),
                FormattedValue(
                  value=Name(id='y', ctx=Load()),
                  conversion=-1)])),
          Constant(value='z ='),
          Interpolation(
            value=Name(id='z', ctx=Load()),
            str='z',
            conversion=114)]))])",
    );
}

/// There is nothing to compare with, but nothing may panic either.
#[test]
fn broken_files() {
    for source in [
        "f'{'",
        "f'{a",
        "f'{a=",
        "f'{a!",
        "f'{a:",
        "f'{a=:",
        "f'}é'",
        "f'{}'",
        "f'{a:{b=",
        "t'{",
        "'",
        "b'\\x",
        "'\\N{",
        "f'\\N{a",
        "x =",
        "def",
        "class",
        "for",
        "with a as",
        "import",
        "from",
        "x[",
        "{a:",
        "lambda",
        "match a:\n case",
        "# type: int",
        "def f(a, # type: int",
    ] {
        let parse = refwise_syntax::parse(source);
        let _ = dump::dump(&parse.file(), source, Options::default());
    }
}
