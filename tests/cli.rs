//! The program from outside: what it prints, how it exits, what it does with bad input.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use serde_json::Value;
use support::program;
use tempfile::TempDir;

/// A folder of its own, with Python files in it, where the program runs.
struct Scratch {
    folder: TempDir,
}

/// What a run has left.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Scratch {
    fn new(files: &[(&str, &str)]) -> Scratch {
        let scratch = Scratch { folder: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| scratch.write(path, text.as_bytes()));
        scratch
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.args(args).current_dir(self.folder.path());
        command.stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        let text = |it| String::from_utf8(it).unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs with `input` on standard input.
    fn run_with(&self, args: &[&str], input: &[u8]) -> Run {
        self.write("input", input);
        let file = fs::File::open(self.path("input")).unwrap();
        let output = self.command(args).stdin(file).output().unwrap();
        let text = |it| String::from_utf8(it).unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Compares a run's exit code and both streams.
    fn check(&self, args: &[&str], expected: Expect) {
        let run = self.run(args);
        expected.assert_eq(&run.told());
    }
}

impl Run {
    fn told(&self) -> String {
        format!("exit {}\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

const NONE_EQUAL: &str = "def f(x):\n    if x == None:\n        return 1\n";
const BROKEN: &str = "x = = 1\n";

#[test]
fn findings_are_shown_in_their_lines() {
    let scratch = Scratch::new(&[("b.py", NONE_EQUAL), ("a.py", BROKEN), ("c.py", "pass\n")]);
    scratch.check(
        &["check"],
        expect![[r#"
            exit 1
            error[syntax-error]: invalid syntax
             --> a.py:1:5
              |
            1 | x = = 1
              |     ^

            warning[eq-none]: `==` with `None` asks `x` whether it is equal; whether it is `None` is what `is` tells
             --> b.py:2:8
              |
            2 |     if x == None:
              |        ^^^^^^^^^
              |
              = help: compare identity, with `is`
            help: Compare identity (unsafe: look at it first)
              |
            2 -     if x == None:
            2 +     if x is None:
              |

            --- stderr
            Found 2 findings in 2 files (3 checked).
        "#]],
    );
}

#[test]
fn a_line_for_each_finding() {
    let scratch = Scratch::new(&[("b.py", NONE_EQUAL), ("pkg/a.py", BROKEN), ("c.pyi", "pass\n")]);
    scratch.check(
        &["check", "--output-format", "concise", "."],
        expect![[r#"
            exit 1
            b.py:2:8: warning[eq-none] `==` with `None` asks `x` whether it is equal; whether it is `None` is what `is` tells
            pkg/a.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            Found 2 findings in 2 files (3 checked).
        "#]],
    );
}

#[test]
fn nothing_found() {
    let scratch = Scratch::new(&[("a.py", "pass\n"), ("b.txt", BROKEN)]);
    scratch.check(
        &["check"],
        expect![[r#"
        exit 0
        --- stderr
        All checks passed! (1 file checked)
    "#]],
    );
    scratch.check(
        &["check", "--quiet"],
        expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
    scratch.check(
        &["check", "--output-format=json"],
        expect![[r#"
        exit 0
        []
        --- stderr
        All checks passed! (1 file checked)
    "#]],
    );
    fs::create_dir(scratch.path("empty")).unwrap();
    scratch.check(
        &["check", "empty"],
        expect![[r#"
        exit 0
        --- stderr
        No Python files found.
    "#]],
    );
}

#[test]
fn json_is_one_array() {
    let scratch = Scratch::new(&[("b.py", NONE_EQUAL), ("a.py", BROKEN)]);
    let run = scratch.run(&["check", "--output-format", "json"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let key = |it: &Value| format!("{} {} {}", it["file"], it["line"], it["rule"]);
    let keys: Vec<_> = found.as_array().unwrap().iter().map(key).collect();
    assert_eq!(keys, ["\"a.py\" 1 \"syntax-error\"", "\"b.py\" 2 \"eq-none\""]);
    let names = ["file", "line", "column", "end_line", "end_column", "rule", "severity", "message"];
    assert!(names.iter().all(|it| !found[1][it].is_null()), "{found:#}");
    assert!(found[1]["related"].is_array());
}

#[test]
fn sarif_is_one_log() {
    let scratch = Scratch::new(&[("p/b.py", NONE_EQUAL), ("p/a.py", BROKEN)]);
    let run = scratch.run(&["check", "--output-format", "sarif", "p", "gone.py"]);
    assert_eq!(run.code, 2);
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let run = &log["runs"][0];
    let root = run["originalUriBaseIds"]["SRCROOT"]["uri"].as_str().unwrap();
    assert!(root.starts_with("file:///") && root.ends_with('/'), "{root}");
    let place = |it: &Value| {
        let place = &it["locations"][0]["physicalLocation"];
        format!("{} {}", place["artifactLocation"]["uri"], place["region"]["startLine"])
    };
    let places: Vec<_> = run["results"].as_array().unwrap().iter().map(place).collect();
    assert_eq!(places, ["\"p/a.py\" 1", "\"p/b.py\" 2"]);
    let told = &run["invocations"][0];
    assert_eq!(told["executionSuccessful"], false);
    let problem = told["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(problem.starts_with("gone.py: "), "{problem}");
    let clean =
        scratch.run(&["check", "--output-format", "sarif", "--select=is-literal", "p/b.py"]);
    let log: Value = serde_json::from_str(&clean.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn github_shows_findings_beside_their_lines() {
    let scratch = Scratch::new(&[("a.py", NONE_EQUAL)]);
    let run = scratch.run(&["check", "--output-format", "github"]);
    let start = "::warning file=a.py,line=2,col=8,endLine=2,endColumn=17,title=refwise (eq-none)::";
    assert!(run.stdout.starts_with(start), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[test]
fn colour_is_for_those_who_want_it() {
    let scratch = Scratch::new(&[("a.py", BROKEN)]);
    let is_coloured = |args: &[&str]| scratch.run(args).stdout.contains('\x1b');
    assert!(!is_coloured(&["check"]));
    assert!(is_coloured(&["check", "--color", "always"]));
    assert!(is_coloured(&["check", "--color", "always", "--output-format", "concise"]));
    assert!(!is_coloured(&["check", "--color", "always", "--output-format", "json"]));
}

#[test]
fn findings_need_not_fail() {
    let scratch = Scratch::new(&[("a.py", NONE_EQUAL)]);
    assert_eq!(scratch.run(&["check"]).code, 1);
    assert_eq!(scratch.run(&["check", "--exit-zero"]).code, 0);
    assert_eq!(scratch.run(&["check", "--exit-zero", "none.py"]).code, 2);
}

#[test]
fn objects_are_explained() {
    let scratch = Scratch::new(&[("a.py", "def f():\n    d = {}\n    d['self'] = d\n")]);
    let run = scratch.run(&["explain", "a.py:3:5"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("only the cycle collector frees"), "{}", run.stdout);
    for wrong in ["a.py", "a.py:9:1", "a.py:0:1", "missing.py:1:1", ":1:1"] {
        let run = scratch.run(&["explain", wrong]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{wrong}");
    }
}

#[test]
fn rules_are_chosen() {
    let scratch =
        Scratch::new(&[("a.py", "def f(x):\n    if x == None or x is 'a':\n        return 1\n")]);
    let rules = |args: &[&str]| {
        let run = scratch.run(&[&["check", "--output-format=json"], args].concat());
        let found: Value = serde_json::from_str(&run.stdout).unwrap();
        let found = found.as_array().unwrap().iter();
        found.map(|it| it["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rules(&[]), ["eq-none", "is-literal"]);
    assert_eq!(rules(&["--select", "is-literal"]), ["is-literal"]);
    assert_eq!(rules(&["--ignore", "is-literal"]), ["eq-none"]);
    assert_eq!(rules(&["--select", "is-literal,eq-none", "--ignore=eq-none"]), ["is-literal"]);
    assert_eq!(rules(&["--ignore", "is-literal,eq-none"]), [""; 0]);
}

#[test]
fn hints_are_for_those_who_want_them() {
    let scratch = Scratch::new(&[("a.py", NONE_EQUAL)]);
    let severity = |args: &[&str]| {
        let run = scratch.run(&[&["check", "--output-format=json"], args].concat());
        let found: Value = serde_json::from_str(&run.stdout).unwrap();
        (run.code, found[0]["severity"].as_str().unwrap_or_default().to_owned())
    };
    let choose = |text: &str| scratch.write("pyproject.toml", text.as_bytes());
    choose("[tool.refwise.rules]\neq-none = 'error'\n");
    assert_eq!(severity(&[]), (1, "error".to_owned()));
    choose("[tool.refwise.rules]\neq-none = 'hint'\n");
    assert_eq!(severity(&[]), (0, String::new()));
    assert_eq!(severity(&["--hints"]), (1, "hint".to_owned()));
    assert_eq!(severity(&["--select", "eq-none"]), (1, "hint".to_owned()));
    choose("[tool.refwise]\nhints = true\nrules = { eq-none = 'hint' }\n");
    assert_eq!(severity(&[]), (1, "hint".to_owned()));
}

#[test]
fn a_wrong_command_line_is_told() {
    let scratch = Scratch::new(&[("a.py", BROKEN)]);
    let first_line = |args: &[&str]| {
        let run = scratch.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        run.stderr.lines().next().unwrap().to_owned()
    };
    expect!["error: invalid value 'is-litteral' for '--select <RULE>': unknown rule `is-litteral`; did you mean `is-literal`?"].assert_eq(&first_line(&["check", "--select", "is-litteral"]));
    expect!["error: invalid value '2.7' for '--target-version <VERSION>': `2.7` is no Python version from 3.8 to 3.14"].assert_eq(&first_line(&["check", "--target-version", "2.7"]));
    expect!["error: invalid value 'xml' for '--output-format <FORMAT>'"].assert_eq(&first_line(&[
        "check",
        "--output-format",
        "xml",
    ]));
    expect!["error: invalid value '0' for '--jobs <N>': 0 is not in 1..=65535"]
        .assert_eq(&first_line(&["check", "--jobs", "0"]));
    expect!["error: the following required arguments were not provided:"]
        .assert_eq(&first_line(&["check", "--unsafe-fixes"]));
    expect!["refwise: `--fix` writes files; it cannot mend standard input"]
        .assert_eq(&first_line(&["check", "--fix", "-"]));
    expect!["error: unrecognized subcommand 'chekc'"].assert_eq(&first_line(&["chekc"]));
}

#[test]
fn the_target_version_comes_from_where_it_is_named() {
    let scratch = Scratch::new(&[("p/a.py", "type X = int\n")]);
    let code = |args: &[&str]| scratch.run(&[&["check", "-q", "p"], args].concat()).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--target-version", "3.11"]), 1);
    scratch.write("p/pyproject.toml", b"[project]\nrequires-python = '>=3.10'\n");
    assert_eq!(code(&[]), 1);
    assert_eq!(code(&["--isolated"]), 0);
    scratch.write("p/pyproject.toml", b"[tool.refwise]\ntarget-version = '3.12'\n");
    assert_eq!(code(&[]), 0);
}

#[test]
fn a_project_chooses() {
    let scratch = Scratch::new(&[("a.py", NONE_EQUAL), ("gen/b.py", BROKEN)]);
    let told = |text: &str| {
        scratch.write("pyproject.toml", text.as_bytes());
        let run = scratch.run(&["check", "--output-format=concise"]);
        let stderr = run.stderr.replace(scratch.path("").to_str().unwrap(), "");
        format!("exit {}\n{}{stderr}", run.code, run.stdout)
    };
    expect![[r#"
        exit 0
        All checks passed! (1 file checked)
    "#]]
    .assert_eq(&told("[tool.refwise]\nexclude = ['gen/']\nrules = { eq-none = 'off' }\n"));
    expect![[r#"
        exit 0
        No Python files found.
    "#]]
    .assert_eq(&told("[tool.refwise]\nexclude = ['/a.py', 'b.*']\n"));
    expect![[r#"
        exit 2
        refwise: pyproject.toml:2:11: unknown rule `eq-non`; did you mean `eq-none`?
    "#]]
    .assert_eq(&told("[tool.refwise]\nrules = { eq-non = 'off' }\n"));
    expect![[r#"
        exit 2
        refwise: pyproject.toml:2:1: unknown key `exlude` in `tool.refwise`; did you mean `exclude`?
    "#]]
    .assert_eq(&told("[tool.refwise]\nexlude = []\n"));
    expect![[r#"
        exit 2
        refwise: pyproject.toml:1:14: unclosed table, expected `]`
    "#]]
    .assert_eq(&told("[tool.refwise\n"));
}

#[test]
fn a_walk_leaves_out_what_is_not_ours() {
    let scratch = Scratch::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".gitignore", "/build\n*_pb2.py\n"),
        ("build/a.py", BROKEN),
        ("x_pb2.py", BROKEN),
        (".hidden/a.py", BROKEN),
        ("node_modules/m/a.py", BROKEN),
        ("lib/site-packages/a.py", BROKEN),
        ("env/pyvenv.cfg", ""),
        ("env/a.py", BROKEN),
        ("skipped/a.py", BROKEN),
        ("good.py", "pass\n"),
    ]);
    let run = scratch.run(&["check", "--exclude", "skipped"]);
    expect![[r#"
        exit 0
        --- stderr
        All checks passed! (1 file checked)
    "#]]
    .assert_eq(&run.told());
    // What is named is checked.
    let run = scratch.run(&["check", "--output-format=concise", "env", "x_pb2.py", "good.py"]);
    expect![[r#"
        exit 1
        env/a.py:1:5: error[syntax-error] invalid syntax
        x_pb2.py:1:5: error[syntax-error] invalid syntax
        --- stderr
        Found 2 findings in 2 files (3 checked).
    "#]]
    .assert_eq(&run.told());
}

#[test]
fn a_file_is_checked_once() {
    let scratch = Scratch::new(&[("a.py", BROKEN)]);
    let run = scratch.run(&["check", "--output-format=concise", "a.py", ".", "./a.py"]);
    expect![[r#"
        exit 1
        a.py:1:5: error[syntax-error] invalid syntax
        --- stderr
        Found 1 finding in 1 file (1 checked).
    "#]]
    .assert_eq(&run.told());
}

#[test]
fn standard_input_is_a_file() {
    let scratch = Scratch::new(&[]);
    let run = scratch.run_with(&["check", "-"], NONE_EQUAL.as_bytes());
    expect![[r#"
        exit 1
        warning[eq-none]: `==` with `None` asks `x` whether it is equal; whether it is `None` is what `is` tells
         --> <stdin>:2:8
          |
        2 |     if x == None:
          |        ^^^^^^^^^
          |
          = help: compare identity, with `is`
        help: Compare identity (unsafe: look at it first)
          |
        2 -     if x == None:
        2 +     if x is None:
          |

        --- stderr
        Found 1 finding in 1 file (1 checked).
    "#]]
    .assert_eq(&run.told());
}

#[test]
fn fixes_are_written() {
    let scratch = Scratch::new(&[
        ("a.py", "def f(x: int | None):\r\n    return x == None, x is 'a'\r\n"),
        ("b.py", BROKEN),
    ]);
    scratch.check(&["check", "--fix", "--output-format=concise"], expect![[r#"
        exit 1
        a.py:2:23: error[is-literal] `is` asks for the same object, but `'a'` is a str value, of which there may be many equal objects
        b.py:1:5: error[syntax-error] invalid syntax
        --- stderr
        Found 2 findings in 2 files (2 checked). Fixed 1 finding.
    "#]]);
    expect![[r#""def f(x: int | None):\r\n    return x is None, x is 'a'\r\n""#]]
        .assert_eq(&format!("{:?}", scratch.read("a.py")));
    let run = scratch.run(&["check", "--fix", "--unsafe-fixes", "--output-format=concise", "a.py"]);
    expect![[r#"
        exit 0
        --- stderr
        All checks passed! (1 file checked) Fixed 1 finding.
    "#]]
    .assert_eq(&run.told());
    expect![[r#""def f(x: int | None):\r\n    return x is None, x == 'a'\r\n""#]]
        .assert_eq(&format!("{:?}", scratch.read("a.py")));
}

#[test]
fn what_is_missing_is_named_and_the_rest_checked() {
    let scratch = Scratch::new(&[("a.py", BROKEN)]);
    scratch.check(
        &["check", "--output-format=concise", "none", "a.py", "none.py"],
        expect![[r#"
        exit 2
        a.py:1:5: error[syntax-error] invalid syntax
        --- stderr
        refwise: none.py: no such file or directory
        refwise: none: no such file or directory
        Found 1 finding in 1 file (1 checked). Could not check 2 paths.
    "#]],
    );
}

#[test]
fn bytes_that_are_no_text_are_a_finding() {
    let scratch = Scratch::new(&[("good.py", "pass\n")]);
    scratch.write("a.py", b"ok = 1\nx = '\xe9'\n");
    scratch.write("b.py", b"# coding: xyz\n");
    scratch.write("c.py", b"# coding: latin-1\nx = '\xe9' is y\n");
    scratch.write("d.py", b"# coding: hz\n");
    scratch.write("e.py", b"x = 1\0\n");
    scratch.check(&["check", "--output-format=concise"], expect![[r#"
        exit 2
        a.py:2:6: error[syntax-error] Non-UTF-8 code starting with '\xe9' on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for details
        b.py:1:11: error[syntax-error] unknown encoding: xyz
        c.py:2:5: error[is-literal] `is` asks for the same object, but `'é'` is a str value, of which there may be many equal objects
        e.py:1:6: error[syntax-error] source code cannot contain null bytes
        --- stderr
        refwise: d.py: refwise cannot decode `hz`
        Found 4 findings in 4 files (5 checked). Could not check 1 path.
    "#]]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn loops_of_links_end() {
        let scratch = Scratch::new(&[("pkg/a.py", BROKEN)]);
        symlink(scratch.path("pkg"), scratch.path("pkg/again")).unwrap();
        symlink("loop.py", scratch.path("loop.py")).unwrap();
        symlink("nowhere.py", scratch.path("dangling.py")).unwrap();
        symlink("pkg/a.py", scratch.path("link.py")).unwrap();
        scratch.check(
            &["check", "--output-format=concise"],
            expect![[r#"
            exit 2
            link.py:1:5: error[syntax-error] invalid syntax
            pkg/a.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            refwise: dangling.py: no such file or directory
            refwise: loop.py: too many levels of symbolic links
            Found 2 findings in 2 files (2 checked). Could not check 2 paths.
        "#]],
        );
    }

    #[test]
    fn pipes_are_not_opened() {
        let scratch = Scratch::new(&[("a.py", BROKEN)]);
        let made = Command::new("mkfifo").arg(scratch.path("pipe.py")).status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(scratch.path("socket.py")).unwrap();
        scratch.check(
            &["check", "--output-format=concise"],
            expect![[r#"
            exit 2
            a.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            refwise: pipe.py: a named pipe, not a file
            refwise: socket.py: a socket, not a file
            Found 1 finding in 1 file (1 checked). Could not check 2 paths.
        "#]],
        );
        scratch.check(
            &["check", "pipe.py", "/dev/null"],
            expect![[r#"
                exit 2
                --- stderr
                refwise: /dev/null: a device, not a file
                refwise: pipe.py: a named pipe, not a file
                Could not check 2 paths.
            "#]],
        );
        scratch.check(
            &["tree", "pipe.py"],
            expect![[r#"
            exit 2
            --- stderr
            refwise: pipe.py: a named pipe, not a file
        "#]],
        );
    }

    #[test]
    fn what_may_not_be_read_is_named() {
        let scratch = Scratch::new(&[("a.py", BROKEN), ("b.py", ""), ("closed/c.py", "")]);
        let close =
            |path| fs::set_permissions(scratch.path(path), fs::Permissions::from_mode(0o000));
        close("b.py").unwrap();
        close("closed").unwrap();
        if fs::read(scratch.path("b.py")).is_ok() {
            eprintln!("this user may read everything: not tested");
            return;
        }
        scratch.check(
            &["check", "--output-format=concise"],
            expect![[r#"
            exit 2
            a.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            refwise: closed: permission denied
            refwise: b.py: permission denied
            Found 1 finding in 1 file (1 checked). Could not check 2 paths.
        "#]],
        );
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(scratch.path("closed"), open).unwrap();
    }

    #[test]
    fn settings_are_not_read_from_pipes() {
        let scratch = Scratch::new(&[("a.py", BROKEN)]);
        let made = Command::new("mkfifo").arg(scratch.path("pyproject.toml")).status();
        assert!(made.unwrap().success());
        let run = scratch.run(&["check"]);
        assert_eq!(run.code, 2);
        assert!(
            run.stderr.ends_with("pyproject.toml: a named pipe, not a file\n"),
            "{}",
            run.told()
        );
    }

    #[test]
    fn a_file_without_end_is_not_read() {
        let scratch = Scratch::new(&[("a.py", BROKEN)]);
        let long = fs::File::create(scratch.path("long.py")).unwrap();
        long.set_len(1 << 32).unwrap();
        scratch.check(
            &["check", "--output-format=concise"],
            expect![[r#"
            exit 2
            a.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            refwise: long.py: longer than 1 GiB
            Found 1 finding in 1 file (1 checked). Could not check 1 path.
        "#]],
        );
    }

    #[test]
    fn names_need_not_be_unicode() {
        use std::os::unix::ffi::OsStrExt;

        let scratch = Scratch::new(&[]);
        let name = std::ffi::OsStr::from_bytes(b"\xff.py");
        if fs::write(scratch.folder.path().join(name), BROKEN).is_err() {
            eprintln!("this file system wants Unicode: not tested");
            return;
        }
        scratch.check(
            &["check", "--output-format=concise"],
            expect![[r#"
            exit 1
            �.py:1:5: error[syntax-error] invalid syntax
            --- stderr
            Found 1 finding in 1 file (1 checked).
        "#]],
        );
    }

    #[test]
    fn a_reader_may_leave() {
        let text = "x = = 1\n".repeat(50);
        let scratch = Scratch::new(&[]);
        (0..200).for_each(|it| scratch.write(&format!("{it}.py"), text.as_bytes()));
        let mut command = scratch.command(&["check"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }

    #[test]
    fn files_may_vanish() {
        let scratch = Scratch::new(&[("a.py", BROKEN)]);
        (0..3000).for_each(|it| scratch.write(&format!("many/{it}.py"), b"pass\n"));
        let mut command = scratch.command(&["check", "--output-format=concise", "-q"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        fs::remove_dir_all(scratch.path("many")).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.lines().all(|it| it.ends_with(": no such file or directory")), "{stderr}");
        let expected = if stderr.is_empty() { 1 } else { 2 };
        assert_eq!(output.status.code(), Some(expected));
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("a.py:1:5:"));
    }
}

#[test]
fn deep_and_long_code_is_read() {
    let scratch = Scratch::new(&[]);
    scratch.write("brackets.py", "(".repeat(100_000).as_bytes());
    scratch.write("chain.py", format!("x = a{}\n", ".b".repeat(100_000)).as_bytes());
    scratch.write("sum.py", format!("x = 1{}\n", " + 1".repeat(100_000)).as_bytes());
    scratch.write("not.py", format!("x = {}1\n", "not ".repeat(100_000)).as_bytes());
    let run = scratch.run(&["check", "--output-format=concise"]);
    assert!(matches!(run.code, 0 | 1), "{}", run.told());
    assert!(run.stderr.contains("4 checked") || run.stderr.contains("4 files"), "{}", run.told());
    assert!(
        run.stdout.contains("brackets.py:1:201: error[syntax-error] too many nested parentheses")
    );
}

#[test]
fn the_tree_holds_every_byte() {
    let scratch = Scratch::new(&[]);
    let run = scratch.run_with(&["tree", "-"], b"if x:\n\ty = 1 # c\n");
    expect![[r##"
        exit 0
        FILE@0..17
          IF_STMT@0..17
            IF_KW@0..2 "if"
            WHITESPACE@2..3 " "
            NAME_EXPR@3..4
              NAME@3..4 "x"
            COLON@4..5 ":"
            NEWLINE@5..6 "\n"
            WHITESPACE@6..7 "\t"
            BLOCK@7..17
              ASSIGN_STMT@7..12
                NAME_EXPR@7..8
                  NAME@7..8 "y"
                WHITESPACE@8..9 " "
                EQUAL@9..10 "="
                WHITESPACE@10..11 " "
                CONSTANT_EXPR@11..12
                  INT@11..12 "1"
              WHITESPACE@12..13 " "
              COMMENT@13..16 "# c"
              NEWLINE@16..17 "\n"
        --- stderr
    "##]]
    .assert_eq(&run.told());
}

/// Recorded from `python3.13 -m ast` and `python3.13 -m symtable`; of a traceback the end.
#[test]
fn trees_and_tables_are_pythons() {
    let scratch =
        Scratch::new(&[("f.py", "def f(a):\n  return lambda: a\n"), ("b.py", "if x:\ny\n")]);
    let told = |args: &[&str], input: &str| scratch.run_with(args, input.as_bytes()).told();
    expect![[r#"
        exit 0
        Module(
         body=[
          Expr(
           value=Name(
            id='x',
            ctx=Load(),
            lineno=1,
            col_offset=0,
            end_lineno=1,
            end_col_offset=1),
           lineno=1,
           col_offset=0,
           end_lineno=1,
           end_col_offset=1)])
        --- stderr
    "#]]
    .assert_eq(&told(&["ast", "-a", "-i", "1"], "x\n"));
    expect![[r#"
        exit 0
        symbol table for module from file 'f.py':
            local symbol 'f': def_local

            symbol table for function 'f':
                cell symbol 'a': def_param

                symbol table for nested function 'lambda':
                    free symbol 'a': use

        --- stderr
    "#]]
    .assert_eq(&told(&["symtable", "f.py"], ""));
    expect![[r#"
        exit 1
        --- stderr
          File "b.py", line 2
            y
            ^
        IndentationError: expected an indented block after 'if' statement on line 1
    "#]]
    .assert_eq(&told(&["ast", "b.py"], ""));
    expect![[r#"
        exit 1
        --- stderr
          File "<stdin>", line 2
            f(a b)
              ^^^
        SyntaxError: invalid syntax. Perhaps you forgot a comma?
    "#]]
    .assert_eq(&told(&["symtable", "-"], "pass\nf(a b)\n"));
    expect![[r#"
        exit 1
        --- stderr
          File "<stdin>", line 1
            nonlocal x
            ^^^^^^^^^^
        SyntaxError: nonlocal declaration not allowed at module level
    "#]]
    .assert_eq(&told(&["symtable", "-"], "nonlocal x\n"));
}

/// Recorded from `python3.13 -m dis`.
#[test]
fn bytecode_is_pythons() {
    let scratch = Scratch::new(&[("b.py", "x = = 1\n")]);
    let source = b"def f(a):\n  return 1000 * a\n";
    let run = scratch.run_with(&["dis", "-O"], source);
    expect![[r#"
        exit 0
          0          0       RESUME                   0

          1          2       LOAD_CONST               0 (<code object f at 0x000000000000, file "<stdin>", line 1>)
                     4       MAKE_FUNCTION
                     6       STORE_NAME               0 (f)
                     8       RETURN_CONST             1 (None)

        Disassembly of <code object f at 0x000000000000, file "<stdin>", line 1>:
          1          0       RESUME                   0

          2          2       LOAD_CONST               1 (1000)
                     4       LOAD_FAST                0 (a)
                     6       BINARY_OP                5 (*)
                    10       RETURN_VALUE
        --- stderr
    "#]]
    .assert_eq(&run.told());
    scratch.check(
        &["dis", "b.py"],
        expect![[r#"
            exit 1
            --- stderr
              File "b.py", line 1
                x = = 1
                    ^
            SyntaxError: invalid syntax
        "#]],
    );
}

#[test]
fn bytecode_is_written_and_read() {
    let scratch =
        Scratch::new(&[("a/b.py", "x = 1\n"), ("a/c/d.py", "y = x + 2\n"), ("a/e.txt", "")]);
    let compiled = "exit 0\nCompiling 'a/b.py'...\nCompiling 'a/c/d.py'...\n--- stderr\n";
    assert_eq!(scratch.run(&["compile", "a"]).told(), compiled);
    assert_eq!(scratch.run(&["compile", "a"]).told(), "exit 0\n--- stderr\n");
    assert_eq!(scratch.run(&["compile", "--force", "a"]).told(), compiled);
    let cached = "a/c/__pycache__/d.cpython-313.pyc";
    let shown = scratch.run(&["dis", "a/c/d.py"]).told();
    assert_eq!(scratch.run(&["dis", cached]).told(), shown);
    let alone = ["compile", "-q", "a/c/d.py", "-o", "d.pyc", "--invalidation-mode", "checked-hash"];
    assert_eq!(scratch.run(&alone).told(), "exit 0\n--- stderr\n");
    assert_eq!(scratch.run(&["dis", "d.pyc"]).told(), shown);
    scratch.write("bad.py", b"x = = 1\n");
    scratch.write("d.pyc", b"\xf3\r\r\n");
    scratch.check(
        &["compile", "bad.py", "missing.py"],
        expect![[r#"
            exit 2
            --- stderr
              File "bad.py", line 1
                x = = 1
                    ^
            SyntaxError: invalid syntax
            missing.py: no such file or directory
        "#]],
    );
    scratch.check(
        &["dis", "d.pyc"],
        expect![[r#"
            exit 2
            --- stderr
            refwise: d.pyc: reached EOF while reading pyc header
        "#]],
    );
    scratch.check(
        &["compile", "a", "-o", "d.pyc"],
        expect![[r#"
            exit 2
            --- stderr
            refwise: `--output` is for one file
        "#]],
    );
}

#[test]
fn rules_are_explained() {
    let scratch = Scratch::new(&[]);
    let list = scratch.run(&["rule"]);
    assert!(list.stdout.contains("is-literal"), "{}", list.stdout);
    let page = scratch.run(&["rule", "is-literal"]);
    assert!(page.stdout.starts_with("# is-literal (RW1"), "{}", page.stdout);
    assert_eq!(page.stdout, scratch.run(&["rule", &page.stdout[14..19]]).stdout);
    let written = scratch.run(&["rule", "--all", "--out", "docs/rules"]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    assert_eq!(scratch.read("docs/rules/is-literal.md"), page.stdout);
    assert_eq!(scratch.run(&["rule", "nope"]).code, 2);
}

#[test]
fn help_and_version_and_completions() {
    let scratch = Scratch::new(&[]);
    let ok = |args: &[&str]| {
        let run = scratch.run(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        run.stdout
    };
    assert_eq!(ok(&["--version"]), format!("refwise {}\n", env!("CARGO_PKG_VERSION")));
    for command in ["check", "ast", "symtable", "dis", "compile", "tree", "rule", "server"] {
        assert!(ok(&["--help"]).contains(&format!("\n  {command} ")), "{command}");
        assert!(ok(&[command, "--help"]).contains("Usage: refwise"), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(ok(&["completions", shell]).contains("refwise"), "{shell}");
    }
}
