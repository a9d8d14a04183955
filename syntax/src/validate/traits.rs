//! What the walk knows of a node by its kind alone, in a table: most nodes need no look.

use crate::kind::SyntaxKind::{self, *};

/// A set of the traits below.
#[derive(Clone, Copy)]
pub(super) struct Traits(u8);

impl Traits {
    /// Where it is read, nothing is to be checked at the node itself.
    pub(super) const PLAIN: Traits = Traits(1);
    /// Nothing is to be checked in its parts either.
    pub(super) const LEAF: Traits = Traits(2);
    /// All its parts stand in the same.
    pub(super) const UNIFORM: Traits = Traits(4);
    /// Tokens part it: what stands before and behind them differs.
    pub(super) const PARTED: Traits = Traits(8);

    pub(super) fn of(kind: SyntaxKind) -> Traits {
        TABLE[kind as usize]
    }

    pub(super) fn contains(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }
}

const TABLE: [Traits; SyntaxKind::ALL.len()] = {
    let mut table = [Traits(0); SyntaxKind::ALL.len()];
    let mut i = 0;
    while i < table.len() {
        table[i] = traits(SyntaxKind::ALL[i]);
        i += 1;
    }
    table
};

const fn traits(kind: SyntaxKind) -> Traits {
    let (plain, leaf, uniform, parted) =
        (Traits::PLAIN.0, Traits::LEAF.0, Traits::UNIFORM.0, Traits::PARTED.0);
    Traits(match kind {
        NAME_EXPR | CONSTANT_EXPR | DOTTED_NAME | PASS_STMT | GLOBAL_STMT | NONLOCAL_STMT
        | IMPORT_ALIAS => plain | leaf,
        EXPR_STMT | ASSERT_STMT | RAISE_STMT | IF_STMT | ELIF_CLAUSE | ELSE_CLAUSE
        | FINALLY_CLAUSE | GUARD | DECORATOR | PARAM_LIST | KEYWORD_ARG | STRING_EXPR
        | TUPLE_EXPR | PAREN_EXPR | LIST_EXPR | SET_EXPR | DICT_EXPR | BIN_EXPR | UNARY_EXPR
        | BOOL_EXPR | COMPARE_EXPR | IF_EXPR | CALL_EXPR | ATTRIBUTE_EXPR | SUBSCRIPT_EXPR
        | SLICE_EXPR | FSTRING | TSTRING | REPLACEMENT_FIELD | CONVERSION | FORMAT_SPEC
        | DICT_ITEM | DICT_UNPACK | COMP_IF | BLOCK => plain | uniform,
        FILE | RETURN_STMT | ARG_LIST | STARRED_EXPR | AWAIT_EXPR | YIELD_EXPR
        | YIELD_FROM_EXPR | AUG_ASSIGN_STMT | IMPORT_STMT | IMPORT_FROM_STMT | MATCH_STMT
        | GENERATOR_EXPR | LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR => uniform,
        ASSIGN_STMT | ANN_ASSIGN_STMT | PARAM | VARARG_PARAM | KWARG_PARAM | FOR_STMT
        | COMP_FOR | WITH_ITEM | NAMED_EXPR | FUNCTION_DEF | TYPE_ALIAS_STMT | LAMBDA_EXPR => {
            parted
        }
        _ => 0,
    })
}
