//! Where a star may stand, in targets and in values.

use super::Walker;
use super::context::{Access, Context};
use super::place::Node;
use crate::kind::SyntaxKind::{self, *};

/// How many targets may stand before a star. Source: `unpack_helper`.
const MAX_BEFORE_STAR: usize = 255;

impl<'a> Walker<'a> {
    /// Mirrors `unpack_helper`.
    pub(super) fn check_stars(&mut self, node: Node<'a>) {
        let elements = node.nodes().enumerate();
        let mut stars = elements.filter(|(_, it)| it.kind() == STARRED_EXPR).map(|(i, _)| i);
        let Some(first) = stars.next() else { return };
        if first > MAX_BEFORE_STAR {
            self.report(node.range(), "too many expressions in star-unpacking assignment");
        } else if stars.next().is_some() {
            self.report(node.range(), "multiple starred expressions in assignment");
        }
    }

    /// Mirrors the case `Starred_kind` of `compiler_visit_expr1`: what no display, call or index
    /// takes apart.
    pub(super) fn check_starred(&mut self, node: Node<'a>, parent: SyntaxKind, context: Context) {
        let is_alone = matches!(
            parent,
            EXPR_STMT
                | ASSIGN_STMT
                | ANN_ASSIGN_STMT
                | AUG_ASSIGN_STMT
                | RETURN_STMT
                | YIELD_EXPR
                | FOR_STMT
                | COMP_FOR
                | WITH_ITEM
                | REPLACEMENT_FIELD
        );
        match context.access {
            Access::Store if is_alone => {
                self.report(node.range(), "starred assignment target must be in a list or tuple");
            }
            Access::Load if is_alone => {
                self.report(node.range(), "can't use starred expression here");
            }
            _ => {}
        }
    }
}
