//! What the functions of a file do to attributes, as far as rules ask of functions that they do not
//! look at: it hardly ever changes when one of them is edited.

use refwise_syntax::SyntaxKind::ATTRIBUTE_EXPR;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{self, AstNode};
use rowan::GreenNode;
use rustc_hash::FxHashSet;

use crate::db::{Db, File};
use crate::names::stored;
use crate::origin::is_store_from_outside;
use crate::unit::{Unit, unit_green, units};
use crate::walk::Walk;

/// The attributes that assignments and `del` of `file` change, and what class bodies assign.
#[salsa::tracked(returns(ref))]
pub(crate) fn stored_names(db: &dyn Db, file: File) -> FxHashSet<Box<str>> {
    units(db, file).iter().flat_map(|it| stored_in_unit(db, *it)).cloned().collect()
}

/// The attributes that `file` stores in objects that are not called `self` or `cls`.
#[salsa::tracked(returns(ref))]
pub(crate) fn stored_from_outside(db: &dyn Db, file: File) -> FxHashSet<Box<str>> {
    units(db, file).iter().flat_map(|it| stored_from_outside_in_unit(db, *it)).cloned().collect()
}

#[salsa::tracked(returns(ref))]
fn stored_in_unit(db: &dyn Db, unit: Unit) -> FxHashSet<Box<str>> {
    unit_green(db, unit).map(|it| stored(it)).unwrap_or_default()
}

#[salsa::tracked(returns(ref))]
fn stored_from_outside_in_unit(db: &dyn Db, unit: Unit) -> FxHashSet<Box<str>> {
    unit_green(db, unit).map(from_outside).unwrap_or_default()
}

fn from_outside(green: &GreenNode) -> FxHashSet<Box<str>> {
    let root = SyntaxNode::new_root(green.clone());
    let mut walk = Walk::of(green, &root);
    let mut found = FxHashSet::default();
    while let Some(node) = walk.next_node() {
        if node.kind().0 != ATTRIBUTE_EXPR as u16 {
            continue;
        }
        let attribute = ast::AttributeExpr::cast(walk.with_place()).expect("of this kind");
        if let Some(name) = attribute.name()
            && is_store_from_outside(&attribute)
        {
            found.insert(name.text().into());
        }
    }
    found
}
