//! The code generator: CPython's `Python/compile.c` (3.13) before the control-flow graph.
//!
//! It walks statements in the tree, asks [`fold`](super::fold) for their expressions, and writes
//! instructions for a stack machine, scope by scope. What CPython refuses here is refused in
//! `refwise_syntax::validate`; so nothing can fail any more. Function names are CPython's.
//!
//! Reading order: `scope` (what is known of the scope being compiled), `names`, `blocks` (what a
//! jump out of a statement has to undo), then what the files are named after.

mod blocks;
mod calls;
mod classes;
mod comprehensions;
mod conditions;
mod displays;
mod docstrings;
mod expressions;
mod functions;
mod imports;
mod loops;
mod names;
mod patterns;
mod scope;
mod statements;
mod strings;
mod targets;
mod try_;
mod try_star;
mod type_params;
mod with;

use std::borrow::Cow;
use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind;
use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;
use refwise_syntax::symtable::{ScopeId, SymbolTable};
use refwise_syntax::{LineIndex, Parse, TextRange};

use crate::code::{CodeObject, Constant};
use crate::compile::Places;
use crate::opcode::Opcode;

use super::Mode;
use super::fold::{Context, Fold};
use super::sequence::{Arg, Label, Location};
use super::tree::Expr;
use super::unit::Unit;
use names::Recent;
use scope::{Scope, UnitKind};

/// How many values CPython puts on the stack before it builds a collection step by step.
///
/// Source: `STACK_USE_GUIDELINE` (Python/compile.c, CPython 3.13).
const STACK_USE_GUIDELINE: usize = 30;

/// `CO_FUTURE_*`. Source: `Include/cpython/code.h` (CPython 3.13).
const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
const FUTURE_ANNOTATIONS: u32 = 0x100_0000;

/// Makes code objects of units: the control-flow graph and the assembler.
pub type Assemble<'a> = dyn FnMut(Unit) -> CodeObject + 'a;

/// The unit of the module `parse`; `assemble` is called for every scope inside when it is left.
///
/// `parse` and `table` must be without errors, those of `refwise_syntax::validate` included.
/// `optimize` is the level of `-O`; `places` take the place of those in the text.
pub fn module(
    parse: &Parse,
    (lines, places): (&LineIndex, Option<&Places>),
    table: &SymbolTable,
    optimize: i32,
    mode: Mode,
    assemble: &mut Assemble<'_>,
) -> Unit {
    let root = parse.syntax();
    let file = Node::root(parse.green(), 0.into());
    let future = future_flags(file);
    let mut compiler = Compiler {
        fold: Fold::new((lines, places), table, root, optimize),
        table,
        optimize,
        mode,
        future,
        unit: Scope::new(table, ScopeId::MODULE, UnitKind::Module, "<module>".into(), 1),
        outer: Vec::new(),
        recent: Recent::new(),
        assemble,
    };
    compiler.unit.qualname = compiler.unit.name.clone();
    compiler.op_i(Opcode::RESUME, 0, Location { lineno: 0, ..line(1) });
    if mode == Mode::Eval && compiler.expression(file) {
        return compiler.finish(false);
    }
    compiler.body(file, line(1));
    compiler.finish(true)
}

/// The place of code that belongs to a line as a whole.
fn line(lineno: i32) -> Location {
    Location { lineno, end_lineno: lineno, col_offset: 0, end_col_offset: 0 }
}

/// What the `__future__` imports at the beginning of the file ask for.
fn future_flags(file: Node<'_>) -> u32 {
    let mut flags = 0;
    for (at, statement) in file.nodes().enumerate() {
        let is_docstring = at == 0 && statement.kind == EXPR_STMT;
        let module = statement.node(DOTTED_NAME).and_then(|it| it.name());
        let is_future = statement.kind == IMPORT_FROM_STMT
            && module.is_some_and(|it| it.text() == "__future__");
        if !is_future && !is_docstring {
            break;
        }
        for alias in statement.nodes().filter(|it| it.kind == IMPORT_ALIAS) {
            flags |= match alias.node(DOTTED_NAME).and_then(|it| it.name()).map(|it| it.text()) {
                Some("annotations") => FUTURE_ANNOTATIONS,
                Some("barry_as_FLUFL") => FUTURE_BARRY_AS_BDFL,
                _ => 0,
            };
        }
    }
    flags
}

/// The code generator at work.
struct Compiler<'a, 'f> {
    fold: Fold<'a>,
    table: &'a SymbolTable,
    optimize: i32,
    mode: Mode,
    future: u32,
    /// The innermost scope.
    unit: Scope<'a>,
    /// The scopes around it, outermost first.
    outer: Vec<Scope<'a>>,
    recent: Recent,
    assemble: &'f mut Assemble<'f>,
}

impl<'a> Compiler<'a, '_> {
    // ---- scopes -------------------------------------------------------------------------------

    /// `compiler_enter_scope`.
    fn enter_scope(&mut self, name: Arc<str>, kind: UnitKind, scope: ScopeId, lineno: i32) {
        let unit = Scope::new(self.table, scope, kind, name, lineno);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        self.unit.qualname = self.qualname();
        self.op_i(Opcode::RESUME, 0, line(lineno));
    }

    /// `optimize_and_assemble` and `compiler_exit_scope`: the code object and its free variables.
    fn exit_scope(&mut self, add_none: bool) -> (Arc<CodeObject>, Vec<Arc<str>>) {
        let unit = self.finish(add_none);
        self.unit = self.outer.pop().expect("the module's scope is left last");
        let freevars = unit.freevars.clone();
        (Arc::new((self.assemble)(unit)), freevars)
    }

    /// What stands in the scope; every way through it ends in a return.
    fn finish(&mut self, add_none: bool) -> Unit {
        if add_none {
            self.load_const(Constant::None, Location::NONE);
        }
        self.op(Opcode::RETURN_VALUE, Location::NONE);
        self.unit.flags = self.code_flags();
        self.unit.take()
    }

    // ---- instructions -------------------------------------------------------------------------

    fn op(&mut self, opcode: Opcode, location: Location) {
        self.unit.instructions.add(opcode, Arg::None, location);
    }

    fn op_i(&mut self, opcode: Opcode, value: usize, location: Location) {
        self.unit.instructions.add(opcode, Arg::Value(value as u32), location);
    }

    fn jump(&mut self, opcode: Opcode, label: Label, location: Location) {
        self.unit.instructions.add(opcode, Arg::Label(label), location);
    }

    fn new_label(&mut self) -> Label {
        self.unit.instructions.new_label()
    }

    fn use_label(&mut self, label: Label) {
        self.unit.instructions.use_label(label);
    }

    fn load_const(&mut self, value: Constant, location: Location) {
        self.load_constant(Cow::Owned(value), location);
    }

    /// A borrowed value is copied only where it is a new one.
    fn load_constant(&mut self, value: Cow<'_, Constant>, location: Location) {
        let index = self.unit.add_const(value);
        self.op_i(Opcode::LOAD_CONST, index, location);
    }

    fn load_str(&mut self, text: &str, location: Location) {
        self.load_const(Constant::Str(text.into()), location);
    }

    /// An instruction on an entry of `co_names`; `name` is mangled where it is private.
    fn op_name(&mut self, opcode: Opcode, name: &Arc<str>, location: Location) {
        let index = self.name_index(name);
        self.op_i(opcode, index, location);
    }

    /// The place of `name`, mangled where it is private, among `co_names`.
    fn name_index(&mut self, name: &Arc<str>) -> usize {
        let mangled = self.mangled(name);
        self.unit.names.add(mangled)
    }

    // ---- nodes --------------------------------------------------------------------------------

    /// `node`, folded.
    fn load(&mut self, node: Node<'a>) -> Expr {
        self.fold.expr(node, Context::Load)
    }

    /// The child of `node` behind its token of `kind`, folded.
    fn load_after(&mut self, node: Node<'a>, kind: SyntaxKind) -> Option<Expr> {
        self.fold.after(node, kind)
    }

    /// Where `node` stands; compound statements end with their last token that counts.
    fn location(&self, node: Node<'_>) -> Location {
        self.fold.location(TextRange::new(node.start, node.significant_end()))
    }
}
