//! A tree to code objects: CPython's passes in their order.
//!
//! Reading order: `tree` and `fold` (expressions with constants computed), `codegen` (instructions,
//! scope by scope), [`sequence`] and [`unit`] (what it hands on), `flowgraph` (the instructions as
//! a graph, optimised), `assemble` (bytes and tables).

mod assemble;
pub mod codegen;
mod consts;
mod flowgraph;
mod fold;
#[cfg(test)]
mod oracle;
pub mod sequence;
mod tree;
pub mod unit;
mod unparse;
pub mod warnings;

use std::sync::Arc;

use refwise_syntax::symtable::green::Node;
use refwise_syntax::symtable::symbol_table;
use refwise_syntax::validate::{Validation, validate};
use refwise_syntax::{LineIndex, Parse, PythonVersion, SyntaxError, TextRange};
use rustc_hash::FxHashMap;

use crate::code::CodeObject;
use sequence::Location;

/// Where the nodes of a text stand that was made of a tree, by their range in the text.
pub type Places = FxHashMap<TextRange, Location>;

pub use assemble::assemble_unit;

/// What a text is compiled as: the third argument of `compile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `"exec"`: a module.
    Exec,
    /// `"eval"`: one expression, whose value is returned.
    Eval,
    /// `"single"`: a statement of an interactive session, whose value is shown.
    Single,
}

/// The code object of a module, as CPython 3.13's `compile(text, filename, "exec")` makes it.
///
/// `parse` and `lines` are those of the text; `optimize` is the level of `-O`. Where CPython refuses
/// the file: what it finds, stage by stage (parser, symbol table, compiler); nothing is compiled
/// then. Syntax that came behind CPython 3.13 is refused too.
pub fn module(
    parse: &Parse,
    lines: &LineIndex,
    filename: &str,
    optimize: i32,
) -> Result<CodeObject, Vec<SyntaxError>> {
    compile(parse, lines, filename, optimize, Mode::Exec, None)
}

/// As [`module`], in any mode. A text that is no single expression is compiled as a module where an
/// expression is wanted: the caller looks first ([`is_expression`]). With `places` the code tells of
/// those, not of the text's own.
pub fn compile(
    parse: &Parse,
    lines: &LineIndex,
    filename: &str,
    optimize: i32,
    mode: Mode,
    places: Option<&Places>,
) -> Result<CodeObject, Vec<SyntaxError>> {
    if !parse.errors().is_empty() {
        return Err(parse.errors().to_vec());
    }
    let newer = newer_syntax(parse);
    if !newer.is_empty() {
        return Err(newer);
    }
    let file = parse.file();
    let table = symbol_table(&file);
    if !table.errors().is_empty() {
        return Err(table.errors().to_vec());
    }
    let Validation { errors, depth } = validate(&file);
    if !errors.is_empty() {
        return Err(errors);
    }
    let run = || {
        let filename: Arc<str> = filename.into();
        let mut assemble = |unit| assemble_unit(unit, filename.clone());
        let unit = codegen::module(parse, (lines, places), &table, optimize, mode, &mut assemble);
        assemble(unit)
    };
    Ok(if depth > DEEP { with_deep_stack(run) } else { run() })
}

/// Is the text one expression and nothing else?
pub fn is_expression(parse: &Parse) -> bool {
    let mut statements = Node::root(parse.green(), 0.into()).nodes();
    let first = statements.next();
    first.is_some_and(|it| it.kind == refwise_syntax::SyntaxKind::EXPR_STMT)
        && statements.next().is_none()
}

/// What our parser reads and CPython 3.13 does not.
fn newer_syntax(parse: &Parse) -> Vec<SyntaxError> {
    let target = PythonVersion::DEFAULT;
    let newer = parse.features().iter().filter(|it| it.1.since() > target);
    newer.map(|(range, feature)| SyntaxError::new(*range, feature.message(target))).collect()
}

/// From how many nodes inside each other on the stack of a thread (2 MB) might be too small.
const DEEP: usize = 200;

/// Room for the deepest trees that the parser lets pass, unoptimised builds included.
const STACK_SIZE: usize = 128 << 20;

/// Runs `compile` where deep trees cannot exhaust the stack; only what is used of it costs memory.
fn with_deep_stack<T: Send>(compile: impl Fn() -> T + Send + Sync) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_SIZE);
        match builder.spawn_scoped(scope, &compile).map(|it| it.join()) {
            Ok(Ok(it)) => it,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread to be had: most trees are not deep.
            Err(_) => compile(),
        }
    })
}

#[cfg(test)]
mod tests {
    use refwise_syntax::parse;

    use super::*;

    fn refused(text: &str) -> Vec<String> {
        let lines = LineIndex::new(text);
        let errors = module(&parse(text), &lines, "file.py", 0).err().unwrap_or_default();
        errors.iter().map(|it| it.message(&lines)).collect()
    }

    #[test]
    fn what_cpython_refuses_is_not_compiled() {
        assert_eq!(refused("f(a for b in"), ["'(' was never closed"]);
        assert_eq!(refused("def f(a, a): pass").len(), 1);
        assert_eq!(refused("break"), ["'break' outside loop"]);
        assert_eq!(refused("x = 1"), [""; 0]);
    }

    #[test]
    fn newer_syntax_is_not_compiled() {
        assert_eq!(refused("t'{x}'"), ["t-strings need Python 3.14 (the target version is 3.13)"]);
    }

    #[test]
    fn deep_trees_do_not_exhaust_the_stack() {
        for text in ["a".to_string() + &".b".repeat(2500), "a + ".repeat(2500) + "b"] {
            assert_eq!(refused(&text), [""; 0]);
        }
    }
}
