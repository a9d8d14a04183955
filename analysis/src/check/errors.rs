//! What Python refuses behind its parser, found in each function and around all of them.
//!
//! What `symtable.c` and `compile.c` refuse in a function follows from the function, the headers
//! around it and the `__future__` imports, so each function has a query of its own.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{self, AstNode};
use refwise_syntax::validate::validate;
use refwise_syntax::{GreenNode, NodeOrToken, SyntaxError, SyntaxNode, TextRange, TextSize};
use rowan::GreenNodeData;

use super::parts::Batch;
use crate::db::{Db, File};
use crate::unit::{Green, Outline, Unit, range_with_blocks, unit_green, unit_index, unit_start};
use crate::walk::Walk;

/// The errors of `file` that are no errors of its parser.
pub(super) fn errors(db: &dyn Db, file: File, outline: Outline) -> Vec<SyntaxError> {
    let mut all = Vec::new();
    for it in around_functions(db, file) {
        let range = range_with_blocks(unit_index(db, file), it.range);
        all.push(moved(it, range));
    }
    for (_, unit) in outline.starts(db) {
        let found = errors_in(db, *unit);
        if !found.is_empty() {
            let start = unit_start(db, *unit);
            all.extend(found.iter().map(|it| moved(it, it.range + start)));
        }
    }
    all
}

fn moved(it: &SyntaxError, range: TextRange) -> SyntaxError {
    let mut it = it.clone();
    it.range = range;
    it
}

/// The errors of both passes in a tree.
pub(super) fn of_tree(green: &GreenNode) -> Vec<SyntaxError> {
    let root = SyntaxNode::new_root(green.clone());
    let file = ast::File::cast(root).expect("the root is a file");
    let mut errors = refwise_syntax::symtable::symbol_table(&file).errors().to_vec();
    errors.extend(validate(&file).errors);
    errors
}

/// The errors in a function, at places that begin with it.
#[salsa::tracked(returns(ref))]
fn errors_in(db: &dyn Db, unit: Unit) -> Vec<SyntaxError> {
    let Some(green) = unit_green(db, unit) else { return Vec::new() };
    let Some((headers, start)) = headers(db, unit) else { return Vec::new() };
    let file = unit.file(db);
    if let Some(batch) = Batch::of(file)
        && batch.has_no_errors()
    {
        return Vec::new();
    }
    let tree = with_function(&headers.0, *start, green);
    let range = TextRange::at(*start, green.text_len());
    let inside = of_tree(&tree).into_iter().filter(|it| range.contains_range(it.range));
    inside.map(|it| moved(&it, it.range - *start)).collect()
}

/// The errors outside of functions, at places of the tree without blocks.
#[salsa::tracked(returns(ref))]
fn around_functions(db: &dyn Db, file: File) -> Vec<SyntaxError> {
    let Some(green) = unit_green(db, Unit::of_file(db, file)) else { return Vec::new() };
    let mut errors = of_tree(green);
    if !errors.is_empty() {
        let functions = functions(green);
        errors.retain(|it| !functions.iter().any(|function| function.contains_range(it.range)));
    }
    errors
}

/// Where the functions stand that are in no other.
fn functions(green: &GreenNodeData) -> Vec<TextRange> {
    let mut walk = Walk::new(green);
    let mut found = Vec::new();
    while let Some(node) = walk.next_node() {
        if node.kind().0 == FUNCTION_DEF as u16 {
            found.push(walk.range());
            walk.skip();
        }
    }
    found
}

/// A file with nothing but a function without its block, the headers of what stands around it and the
/// `__future__` imports; and where the function starts there.
#[salsa::tracked(returns(ref))]
fn headers(db: &dyn Db, unit: Unit) -> Option<(Green, TextSize)> {
    let file = unit.file(db);
    let outline = file.outline(db)?;
    let start = outline.starts(db).iter().find(|it| it.1 == unit)?.0;
    let top_level = unit_green(db, Unit::of_file(db, file))?;
    let mut at = TextSize::new(0);
    let tree = only(top_level, TextSize::new(0), start, &mut at)?;
    Some((Green(tree), at))
}

/// `node`, which starts at `at`, with the child that leads to the function at `start`, and without
/// other statements. `before` counts what stands before the function.
fn only(
    node: &GreenNodeData,
    at: TextSize,
    start: TextSize,
    before: &mut TextSize,
) -> Option<GreenNode> {
    let mut kept = Vec::new();
    let mut offset = at;
    for child in node.children() {
        let range = TextRange::at(offset, child.text_len());
        offset = range.end();
        match child {
            NodeOrToken::Node(it) if range.contains(start) => {
                let is_it = kind_of(it) == FUNCTION_DEF && range.start() == start;
                let inner =
                    if is_it { it.to_owned() } else { only(it, range.start(), start, before)? };
                kept.push(NodeOrToken::Node(inner));
                return Some(GreenNode::new(node.kind(), kept));
            }
            NodeOrToken::Node(it) if is_statement(kind_of(it)) && !is_header(it) => {}
            it => {
                *before += it.text_len();
                kept.push(it.to_owned());
            }
        }
    }
    None
}

fn is_statement(kind: SyntaxKind) -> bool {
    ast::Stmt::can_cast(kind) || matches!(kind, BLOCK | ERROR)
}

/// A docstring or a `__future__` import: what may stand before one.
fn is_header(node: &GreenNodeData) -> bool {
    match kind_of(node) {
        EXPR_STMT => crate::green::nodes(node).any(|it| kind_of(it) == STRING_EXPR),
        IMPORT_FROM_STMT => crate::green::nodes(node).any(|it| it.to_string() == "__future__"),
        _ => false,
    }
}

fn kind_of(node: &GreenNodeData) -> SyntaxKind {
    SyntaxKind::ALL[usize::from(node.kind().0)]
}

/// `tree`, in which a function without block starts at `start`, with the whole function `green`.
fn with_function(tree: &GreenNodeData, start: TextSize, green: &GreenNode) -> GreenNode {
    let mut at = TextSize::new(0);
    for (idx, child) in tree.children().enumerate() {
        let range = TextRange::at(at, child.text_len());
        at = range.end();
        let Some(node) = child.into_node().filter(|_| range.contains(start)) else { continue };
        let is_it = kind_of(node) == FUNCTION_DEF && range.start() == start;
        let inner = match is_it {
            true => green.clone(),
            false => with_function(node, start - range.start(), green),
        };
        return tree.replace_child(idx, NodeOrToken::Node(inner));
    }
    tree.to_owned()
}
