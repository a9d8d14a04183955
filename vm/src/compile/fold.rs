//! CPython's AST optimiser, as a view: typed nodes to expressions whose constants are computed.
//!
//! `Python/ast_opt.c` rewrites the tree; ours belongs to the editor and stays. So an expression is
//! folded when the code generator asks for it, bottom-up while it is turned into
//! [`tree::Expr`](super::tree::Expr), and dropped behind its statement.

mod expressions;
mod format;
mod numbers;
mod operators;
mod parameters;
mod strings;

use std::cell::Cell;
use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind;
use refwise_syntax::symtable::green::Node;
use refwise_syntax::symtable::{NodePtr, ScopeId, SymbolTable};
use refwise_syntax::{LineCol, LineIndex, SyntaxNode, TextRange, TextSize, literal};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::code::Constant;

use super::Places;
use super::sequence::Location;
use super::tree::{Expr, ExprKind};

/// Is an expression read or written? Only what is read is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Load,
    Store,
}

/// Makes expressions of the nodes of one file.
pub(super) struct Fold<'a> {
    lines: &'a LineIndex,
    /// Where nodes stand instead.
    places: Option<&'a Places>,
    /// The last of them that was found.
    last_place: Cell<Location>,
    table: &'a SymbolTable,
    root: SyntaxNode,
    optimize: i32,
    /// Are constants computed? Annotations that become text stay as they are written.
    folds: bool,
    names: FxHashSet<Arc<str>>,
    /// The line that was looked up last, and where it is.
    last_line: Cell<(u32, TextRange)>,
}

impl<'a> Fold<'a> {
    /// For the file below `root`; `optimize` is the level of `-O`.
    pub(super) fn new(
        (lines, places): (&'a LineIndex, Option<&'a Places>),
        table: &'a SymbolTable,
        root: SyntaxNode,
        optimize: i32,
    ) -> Fold<'a> {
        // About as many as a file of this length has.
        let n_names = usize::from(root.text_range().len()) / 100;
        Fold {
            lines,
            places,
            last_place: Cell::new(Location::NONE),
            table,
            root,
            optimize,
            folds: true,
            names: FxHashSet::with_capacity_and_hasher(n_names, FxBuildHasher),
            last_line: Cell::default(),
        }
    }

    /// `node` as it is written.
    pub(super) fn unfolded(&mut self, node: Node<'a>) -> Expr {
        self.folds = false;
        let expr = self.expr(node, Context::Load);
        self.folds = true;
        expr
    }

    /// The name that `text` spells, kept once.
    pub(super) fn name(&mut self, text: &str) -> Arc<str> {
        let text = literal::identifier(text);
        if let Some(it) = self.names.get(&*text) {
            return it.clone();
        }
        let name: Arc<str> = text.into();
        self.names.insert(name.clone());
        name
    }

    /// The place of `range` as CPython's trees tell it.
    pub(super) fn location(&self, range: TextRange) -> Location {
        if let Some(places) = self.places {
            // What is no node of a tree stands where the node before it does.
            let found = places.get(&range).copied().unwrap_or(self.last_place.get());
            self.last_place.set(found);
            return found;
        }
        let (start, end) = (self.line_col(range.start()), self.line_col(range.end()));
        Location {
            lineno: start.line as i32 + 1,
            end_lineno: end.line as i32 + 1,
            col_offset: start.col as i32,
            end_col_offset: end.col as i32,
        }
    }

    /// What is asked for mostly stands on the line that was asked for last.
    fn line_col(&self, offset: TextSize) -> LineCol {
        let (line, range) = self.last_line.get();
        if range.start() <= offset && offset < range.end() {
            return LineCol { line, col: (offset - range.start()).into() };
        }
        let found = self.lines.line_col(offset);
        if let Some(range) = self.lines.line_range(found.line) {
            self.last_line.set((found.line, range));
        }
        found
    }

    /// The scope that `node` opens.
    pub(super) fn scope(&self, node: Node<'_>) -> ScopeId {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        self.table.scopes_of(ptr).last().map_or(ScopeId::MODULE, |it| it.1)
    }

    /// The expression that the child of `node` behind a token of `kind` is.
    pub(super) fn after(&mut self, node: Node<'a>, kind: SyntaxKind) -> Option<Expr> {
        node.after(kind).map(|it| self.expr(it, Context::Load))
    }

    /// What stands for a part that is missing; only broken trees have such parts, and they are not
    /// compiled.
    fn missing(&self, node: Node<'_>) -> Expr {
        Expr { kind: ExprKind::Constant(Constant::None), location: self.location(node.range()) }
    }
}

pub(super) use expressions::{bin_op, folded_iter};
pub(super) use operators::{frozenset, tuple as constant_tuple};

/// The values of `exprs`, where all are constants.
pub(super) fn constants<'e>(exprs: impl Iterator<Item = &'e Expr>) -> Option<Arc<[Constant]>> {
    constant_tuple(exprs.map(Expr::constant))
}
