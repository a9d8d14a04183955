//! Accessors that need more than a table: operators, the pairs of a comparison, true ends.

use crate::builder::kind_of;
use rowan::{TextRange, TextSize};

use super::{AstNode, AugAssignStmt, BinExpr, CompareExpr, Expr, tokens};
use crate::kind::SyntaxKind::{self, *};
use crate::{SyntaxElement, SyntaxNode};

/// A binary operator, by its class in CPython's `ast`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum BinOp {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// A comparison operator, by its class in CPython's `ast`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// One step of a comparison: `left op right`.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The operand before the operator.
    pub left: Expr,
    /// The operator.
    pub op: CompareOp,
    /// Where the operator stands; both words of `is not` and `not in`.
    pub op_range: TextRange,
    /// The operand behind the operator.
    pub right: Expr,
}

impl BinExpr {
    /// The operator.
    pub fn op(&self) -> Option<BinOp> {
        tokens(self.syntax()).find_map(|it| bin_operator(it.kind()))
    }
}

impl AugAssignStmt {
    /// The operator without its `=`.
    pub fn bin_op(&self) -> Option<BinOp> {
        self.op().and_then(|it| aug_operator(it.kind()))
    }
}

impl CompareExpr {
    /// The operands, two or more.
    pub fn operands(&self) -> impl Iterator<Item = Expr> + use<> {
        super::children(self.syntax())
    }

    /// Each operator with the operands beside it; `a < b < c` gives two.
    pub fn pairs(&self) -> Vec<Comparison> {
        let mut pairs = Vec::new();
        let mut left: Option<Expr> = None;
        let mut op: Option<(CompareOp, TextRange)> = None;
        let mut nodes = self.syntax().children();
        let mut start = self.syntax().text_range().start();
        for part in self.syntax().green().children() {
            let range = TextRange::at(start, part.text_len());
            start = range.end();
            if part.as_token().is_some() {
                if let Some(next) = compare_operator(op.map(|it| it.0), kind_of(part.kind())) {
                    op = Some((next, op.map_or(range, |it| it.1).cover(range)));
                }
                continue;
            }
            let Some(right) = nodes.next().and_then(Expr::cast) else { continue };
            if let (Some(left), Some((op, op_range))) = (left.take(), op.take()) {
                pairs.push(Comparison { left, op, op_range, right: right.clone() });
            }
            left = Some(right);
        }
        pairs
    }
}

/// The operator that `token` makes, behind the first word of a two-word operator if there was one.
fn compare_operator(before: Option<CompareOp>, token: SyntaxKind) -> Option<CompareOp> {
    Some(match (before, token) {
        (None, EQEQUAL) => CompareOp::Eq,
        (None, NOTEQUAL | LESSGREATER) => CompareOp::NotEq,
        (None, LESS) => CompareOp::Lt,
        (None, LESSEQUAL) => CompareOp::LtE,
        (None, GREATER) => CompareOp::Gt,
        (None, GREATEREQUAL) => CompareOp::GtE,
        (None, IN_KW) => CompareOp::In,
        (None, IS_KW) => CompareOp::Is,
        // `not` alone is no operator: its `in` always follows.
        (None, NOT_KW) => CompareOp::NotIn,
        (Some(CompareOp::NotIn), IN_KW) => CompareOp::NotIn,
        (Some(CompareOp::Is), NOT_KW) => CompareOp::IsNot,
        _ => return None,
    })
}

/// The operator that a token spells.
fn bin_operator(token: SyntaxKind) -> Option<BinOp> {
    Some(match token {
        PLUS => BinOp::Add,
        MINUS => BinOp::Sub,
        STAR => BinOp::Mult,
        AT => BinOp::MatMult,
        SLASH => BinOp::Div,
        PERCENT => BinOp::Mod,
        DOUBLESTAR => BinOp::Pow,
        LEFTSHIFT => BinOp::LShift,
        RIGHTSHIFT => BinOp::RShift,
        VBAR => BinOp::BitOr,
        CIRCUMFLEX => BinOp::BitXor,
        AMPER => BinOp::BitAnd,
        DOUBLESLASH => BinOp::FloorDiv,
        _ => return None,
    })
}

/// The operator of an augmented assignment.
pub(super) fn aug_operator(token: SyntaxKind) -> Option<BinOp> {
    Some(match token {
        PLUSEQUAL => BinOp::Add,
        MINEQUAL => BinOp::Sub,
        STAREQUAL => BinOp::Mult,
        ATEQUAL => BinOp::MatMult,
        SLASHEQUAL => BinOp::Div,
        PERCENTEQUAL => BinOp::Mod,
        DOUBLESTAREQUAL => BinOp::Pow,
        LEFTSHIFTEQUAL => BinOp::LShift,
        RIGHTSHIFTEQUAL => BinOp::RShift,
        VBAREQUAL => BinOp::BitOr,
        CIRCUMFLEXEQUAL => BinOp::BitXor,
        AMPEREQUAL => BinOp::BitAnd,
        DOUBLESLASHEQUAL => BinOp::FloorDiv,
        _ => return None,
    })
}

pub(super) fn is_interpolated_part(element: &SyntaxElement) -> bool {
    matches!(element.kind(), FSTRING_MIDDLE | TSTRING_MIDDLE | REPLACEMENT_FIELD)
}

/// Where `node` ends for a reader: before the line end and the comments that close its last block.
///
/// A semicolon before the line end belongs to the block, as CPython counts it
/// (`_PyPegen_get_last_nonnwhitespace_token`).
pub fn significant_end(node: &SyntaxNode) -> TextSize {
    let mut token = node.last_token();
    while let Some(it) = token {
        if !node.text_range().contains_range(it.text_range()) {
            break;
        }
        if !it.kind().is_trivia() && it.kind() != NEWLINE {
            return it.text_range().end();
        }
        token = it.prev_token();
    }
    node.text_range().start()
}

/// The range of `node` as CPython's `lineno` … `end_col_offset` tell it.
pub fn text_range(node: &SyntaxNode) -> TextRange {
    let start = node.text_range().start();
    TextRange::new(start, significant_end(node).max(start))
}
