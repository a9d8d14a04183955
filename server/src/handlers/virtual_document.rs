//! `workspace/textDocumentContent`: documents that are made by us.
//!
//! `refwise-dis:PATH` is the bytecode of a file, `refwise-tree:PATH` its tree, `refwise-rule:NAME`
//! the page of a rule, `refwise-run:PATH` what a program printed.

use std::sync::Arc;

use refwise_analysis::{Db, File, rules};
use refwise_syntax::{LineIndex, TextSize};
use refwise_vm::code::{CodeObject, Constant};
use refwise_vm::dis::{Options, disassemble, repr};
use rustc_hash::FxHashMap;

use crate::backend::lsp_types::Uri;
use crate::cli::{code_object, refusal, tree};
use crate::event_loop::{Failure, VirtualDocument};
use crate::source::Source;
use crate::state::Snapshot;

/// The text at `uri`.
pub(super) fn content(snapshot: &Snapshot, uri: &Uri) -> Result<VirtualDocument, Failure> {
    let scheme = uri.scheme().as_str();
    if scheme == "refwise-rule" {
        let name = uri.path().as_str().trim_matches('/').trim_end_matches(".md");
        let rule = rules::find(name).map_err(|_| Failure::Refused("there is no such rule"))?;
        return Ok(VirtualDocument { text: rule.page() });
    }
    if scheme == "refwise-run" {
        let path = uri.path().decode().to_string().unwrap_or_default();
        let text = snapshot.outputs.get(&path).ok_or(Failure::Refused("that output is gone"))?;
        return Ok(VirtualDocument { text: text.to_owned() });
    }
    let file = file(snapshot, uri).ok_or(Failure::Refused("there is no such file"))?;
    let text = match scheme {
        "refwise-dis" => bytecode(&snapshot.db, file),
        "refwise-tree" => tree(&refwise_analysis::parse(&snapshot.db, file).syntax()),
        _ => return Err(Failure::Refused("the scheme is not one of ours")),
    };
    Ok(VirtualDocument { text })
}

/// The file behind a virtual document: the one of the same path, or what a query names.
fn file(snapshot: &Snapshot, uri: &Uri) -> Option<File> {
    if let Some(query) = uri.query() {
        let named: Uri = query.decode().to_string().ok()?.parse().ok()?;
        return Some(snapshot.view(&named)?.file);
    }
    let path = uri.path().decode().to_string().ok()?.into_owned();
    let path = path.trim_end_matches(".dis").trim_end_matches(".tree");
    snapshot.db.load(path).or_else(|| snapshot.db.file(path))
}

/// The bytecode of a file: each code object with its constants, and above the instructions of a line
/// that line. The refusal where CPython compiles nothing.
pub(crate) fn bytecode(db: &dyn Db, file: File) -> String {
    let text = file.text(db);
    let source = Source { text: text.to_owned(), refused: None, is_utf8: true };
    match code_object(file.path(db), &source, 0) {
        Ok(code) => {
            let lines = LineIndex::new(text);
            let objects = code.with_nested();
            let holders = Holders::new(&objects);
            let shown = objects.into_iter().map(|it| shown(it, &holders, text, &lines));
            shown.collect::<Vec<_>>().join("\n\n")
        }
        Err(error) => refusal(file.path(db), text, &error),
    }
}

/// The bytecode of the function `name` whose definition, its decorators included, begins at `start`;
/// `None` where there is no code object of it.
pub(super) fn bytecode_of(db: &dyn Db, file: File, name: &str, start: TextSize) -> Option<String> {
    let text = file.text(db);
    let source = Source { text: text.to_owned(), refused: None, is_utf8: true };
    let module = code_object(file.path(db), &source, 0).ok()?;
    let lines = LineIndex::new(text);
    let firstlineno = lines.line_col(start).line as i32 + 1;
    let objects = module.with_nested();
    let found = |it: &&&CodeObject| it.co_firstlineno == firstlineno && &*it.co_name == name;
    let code = *objects.iter().find(found)?;
    Some(shown(code, &Holders::new(&objects), text, &lines))
}

/// One code object.
fn shown(code: &CodeObject, holders: &Holders, text: &str, lines: &LineIndex) -> String {
    let mut shown = format!("# {} (line {})\n", code.co_qualname, code.co_firstlineno);
    for (kind, names) in
        [("cell variables", code.co_cellvars()), ("free variables", code.co_freevars())]
    {
        if !names.is_empty() {
            shown += &format!("# {kind}: {}\n", names.join(", "));
        }
    }
    for (idx, constant) in code.co_consts.iter().enumerate() {
        shown += &format!(
            "# constant {idx}: {}, {}\n",
            repr(constant),
            identity(constant, code, holders)
        );
    }
    let mut instructions = String::new();
    disassemble(code, Options::default(), &mut instructions);
    for line in instructions.lines().filter(|it| !it.is_empty()) {
        if let Some(source) = line_number(line).and_then(|it| lines.line_range(it - 1)) {
            shown += &format!("\n{}\n", text[source].trim());
        }
        shown += line;
        shown.push('\n');
    }
    shown
}

/// The number of the source line that begins in a line of instructions.
fn line_number(line: &str) -> Option<u32> {
    line.split_whitespace().next()?.parse().ok().filter(|it| *it > 0)
}

/// Where else the object of a constant is to be found.
fn identity(constant: &Constant, code: &CodeObject, holders: &Holders) -> String {
    let words = match constant {
        Constant::None | Constant::Bool(_) | Constant::Ellipsis => "a singleton",
        Constant::Int(it) if is_small(&it.to_string()) => "one small int of the interpreter",
        _ if constant.is_interned() => "interned: one object in the interpreter",
        Constant::Code(_) => "made once, when the module is compiled",
        _ => match holders.others(constant, code).as_slice() {
            [] => "one object as long as this code lives",
            [one] => return format!("the same object as the one in `{one}`"),
            [one, two] => return format!("the same object as the ones in `{one}` and `{two}`"),
            [one, rest @ ..] => {
                return format!("the same object as the ones in `{one}` and {} more", rest.len());
            }
        },
    };
    words.to_owned()
}

/// Which code objects of a module hold a constant: its compiler makes equal ones one object.
struct Holders(FxHashMap<String, Vec<Arc<str>>>);

impl Holders {
    fn new(objects: &[&CodeObject]) -> Holders {
        let mut holders: FxHashMap<String, Vec<Arc<str>>> = FxHashMap::default();
        for code in objects {
            for constant in code.co_consts.iter().filter(|it| !has_nan(it)) {
                holders.entry(repr(constant)).or_default().push(code.co_qualname.clone());
            }
        }
        Holders(holders)
    }

    /// The names of the code objects that hold `constant`, `code` aside.
    fn others(&self, constant: &Constant, code: &CodeObject) -> Vec<&str> {
        let all = self.0.get(&repr(constant)).into_iter().flatten();
        all.map(|it| &**it).filter(|it| *it != &*code.co_qualname).collect()
    }
}

/// No NaN is another, nor is what holds one.
fn has_nan(constant: &Constant) -> bool {
    match constant {
        Constant::Float(it) => it.is_nan(),
        Constant::Complex(real, imaginary) => real.is_nan() || imaginary.is_nan(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => items.iter().any(has_nan),
        _ => false,
    }
}

/// Is the int one of those that exist once?
fn is_small(digits: &str) -> bool {
    digits.parse().is_ok_and(|it: i64| (-5..=256).contains(&it))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use refwise_analysis::{Change, RootDb};

    use super::*;

    #[test]
    fn bytecode_stands_below_its_lines() {
        let text = "def f(x):\n    return lambda: x + 1000\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let shown = bytecode(&db, db.file("a.py").unwrap());
        expect![[r##"
            # <module> (line 1)
            # constant 0: <code object f at 0x000000000000, file "a.py", line 1>, made once, when the module is compiled
            # constant 1: None, a singleton
              0           RESUME                   0

            def f(x):
              1           LOAD_CONST               0 (<code object f at 0x000000000000, file "a.py", line 1>)
                          MAKE_FUNCTION
                          STORE_NAME               0 (f)
                          RETURN_CONST             1 (None)


            # f (line 1)
            # cell variables: x
            # constant 0: None, a singleton
            # constant 1: <code object <lambda> at 0x000000000000, file "a.py", line 2>, made once, when the module is compiled
              --           MAKE_CELL                0 (x)

            def f(x):
               1           RESUME                   0

            return lambda: x + 1000
               2           LOAD_FAST                0 (x)
                           BUILD_TUPLE              1
                           LOAD_CONST               1 (<code object <lambda> at 0x000000000000, file "a.py", line 2>)
                           MAKE_FUNCTION
                           SET_FUNCTION_ATTRIBUTE   8 (closure)
                           RETURN_VALUE


            # f.<locals>.<lambda> (line 2)
            # free variables: x
            # constant 0: None, a singleton
            # constant 1: 1000, one object as long as this code lives
              --           COPY_FREE_VARS           1

            return lambda: x + 1000
               2           RESUME                   0
                           LOAD_DEREF               0 (x)
                           LOAD_CONST               1 (1000)
                           BINARY_OP                0 (+)
                           RETURN_VALUE
        "##]].assert_eq(&shown);
    }

    #[test]
    fn equal_constants_are_one_object() {
        let text = "def f():\n    return 1000, x\ndef g():\n    return x + 1000\n\
                    def h():\n    return x + 1000.0\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").unwrap();
        let start = text.find("def g").unwrap() as u32;
        let shown = bytecode_of(&db, file, "g", start.into()).unwrap();
        assert!(shown.contains("1000, the same object as the one in `f`\n"), "{shown}");
        let start = text.find("def h").unwrap() as u32;
        let shown = bytecode_of(&db, file, "h", start.into()).unwrap();
        assert!(shown.contains("1000.0, one object as long as this code lives\n"), "{shown}");
        assert_eq!(bytecode_of(&db, file, "g", 0.into()), None);
    }

    #[test]
    fn what_python_refuses_has_no_bytecode() {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", "x = = 1\n").apply(&mut db);
        let shown = bytecode(&db, db.file("a.py").unwrap());
        assert!(shown.contains("SyntaxError: invalid syntax"), "{shown}");
    }
}
