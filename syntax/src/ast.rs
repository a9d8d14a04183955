//! Typed views of the tree: what a node of each kind holds.
//!
//! A view is a [`SyntaxNode`] whose kind is known. Every part may be missing, because a broken file
//! has a tree too; so every accessor answers `Option` or an iterator. `nodes!` and `choices!` make
//! the types; what they hold is written in the files beside this one.
//! Names without meaning of their own (a function's, a parameter's, an attribute's) are tokens;
//! only a name in an expression is a node, [`NameExpr`].

mod clauses;
mod expressions;
mod ext;
mod parameters;
mod patterns;
mod simple;

pub use ext::{BinOp, CompareOp, Comparison, significant_end, text_range};

use crate::builder::kind_of;
use crate::kind::SyntaxKind::{self, *};
use crate::{SyntaxElement, SyntaxNode, SyntaxToken, TextRange};

/// A view of nodes of one kind, or of a choice of kinds.
pub trait AstNode: Sized {
    /// Is a node of this kind such a node?
    fn can_cast(kind: SyntaxKind) -> bool;
    /// The view of `node`, `None` where its kind is another.
    fn cast(node: SyntaxNode) -> Option<Self>;
    /// The node under the view.
    fn syntax(&self) -> &SyntaxNode;
}

macro_rules! nodes {
    ($($name:ident = $kind:ident,)*) => {$(
        #[doc = concat!("A view of a `", stringify!($kind), "` node.")]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(SyntaxNode);

        impl AstNode for $name {
            fn can_cast(kind: SyntaxKind) -> bool {
                kind == $kind
            }
            fn cast(node: SyntaxNode) -> Option<Self> {
                Self::can_cast(node.kind()).then_some(Self(node))
            }
            fn syntax(&self) -> &SyntaxNode {
                &self.0
            }
        }
    )*};
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident($node:ident) = $kind:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is named after its node")]
        pub enum $name {
            $($variant($node),)*
        }

        impl AstNode for $name {
            fn can_cast(kind: SyntaxKind) -> bool {
                matches!(kind, $($kind)|*)
            }
            fn cast(node: SyntaxNode) -> Option<Self> {
                match node.kind() {
                    $($kind => Some(Self::$variant($node(node))),)*
                    _ => None,
                }
            }
            fn syntax(&self) -> &SyntaxNode {
                match self {
                    $(Self::$variant(it) => it.syntax(),)*
                }
            }
        }

        $(impl From<$node> for $name {
            fn from(node: $node) -> Self {
                Self::$variant(node)
            }
        })*
    )*};
}

nodes! {
    File = FILE,
    Block = BLOCK,

    ExprStmt = EXPR_STMT,
    AssignStmt = ASSIGN_STMT,
    AnnAssignStmt = ANN_ASSIGN_STMT,
    AugAssignStmt = AUG_ASSIGN_STMT,
    ReturnStmt = RETURN_STMT,
    ImportStmt = IMPORT_STMT,
    ImportFromStmt = IMPORT_FROM_STMT,
    GlobalStmt = GLOBAL_STMT,
    NonlocalStmt = NONLOCAL_STMT,
    PassStmt = PASS_STMT,
    BreakStmt = BREAK_STMT,
    ContinueStmt = CONTINUE_STMT,
    DeleteStmt = DELETE_STMT,
    AssertStmt = ASSERT_STMT,
    RaiseStmt = RAISE_STMT,
    TypeAliasStmt = TYPE_ALIAS_STMT,

    IfStmt = IF_STMT,
    WhileStmt = WHILE_STMT,
    ForStmt = FOR_STMT,
    TryStmt = TRY_STMT,
    WithStmt = WITH_STMT,
    FunctionDef = FUNCTION_DEF,
    ClassDef = CLASS_DEF,
    MatchStmt = MATCH_STMT,

    ElifClause = ELIF_CLAUSE,
    ElseClause = ELSE_CLAUSE,
    ExceptClause = EXCEPT_CLAUSE,
    FinallyClause = FINALLY_CLAUSE,
    CaseClause = CASE_CLAUSE,
    Guard = GUARD,
    WithItem = WITH_ITEM,
    Decorator = DECORATOR,
    DottedName = DOTTED_NAME,
    ImportAlias = IMPORT_ALIAS,

    ParamList = PARAM_LIST,
    Param = PARAM,
    VarargParam = VARARG_PARAM,
    KwargParam = KWARG_PARAM,
    TypeParamList = TYPE_PARAM_LIST,
    TypeVar = TYPE_VAR,
    TypeVarTuple = TYPE_VAR_TUPLE,
    ParamSpec = PARAM_SPEC,
    ArgList = ARG_LIST,
    KeywordArg = KEYWORD_ARG,

    NameExpr = NAME_EXPR,
    ConstantExpr = CONSTANT_EXPR,
    StringExpr = STRING_EXPR,
    TupleExpr = TUPLE_EXPR,
    ParenExpr = PAREN_EXPR,
    ListExpr = LIST_EXPR,
    SetExpr = SET_EXPR,
    DictExpr = DICT_EXPR,
    ListCompExpr = LIST_COMP_EXPR,
    SetCompExpr = SET_COMP_EXPR,
    DictCompExpr = DICT_COMP_EXPR,
    GeneratorExpr = GENERATOR_EXPR,
    BinExpr = BIN_EXPR,
    UnaryExpr = UNARY_EXPR,
    BoolExpr = BOOL_EXPR,
    CompareExpr = COMPARE_EXPR,
    IfExpr = IF_EXPR,
    LambdaExpr = LAMBDA_EXPR,
    NamedExpr = NAMED_EXPR,
    AwaitExpr = AWAIT_EXPR,
    YieldExpr = YIELD_EXPR,
    YieldFromExpr = YIELD_FROM_EXPR,
    StarredExpr = STARRED_EXPR,
    CallExpr = CALL_EXPR,
    AttributeExpr = ATTRIBUTE_EXPR,
    SubscriptExpr = SUBSCRIPT_EXPR,
    SliceExpr = SLICE_EXPR,

    FString = FSTRING,
    TString = TSTRING,
    ReplacementField = REPLACEMENT_FIELD,
    Conversion = CONVERSION,
    FormatSpec = FORMAT_SPEC,
    DictItem = DICT_ITEM,
    DictUnpack = DICT_UNPACK,
    CompFor = COMP_FOR,
    CompIf = COMP_IF,

    LiteralPattern = LITERAL_PATTERN,
    ValuePattern = VALUE_PATTERN,
    CapturePattern = CAPTURE_PATTERN,
    WildcardPattern = WILDCARD_PATTERN,
    GroupPattern = GROUP_PATTERN,
    SequencePattern = SEQUENCE_PATTERN,
    StarPattern = STAR_PATTERN,
    MappingPattern = MAPPING_PATTERN,
    MappingItem = MAPPING_ITEM,
    DoubleStarPattern = DOUBLE_STAR_PATTERN,
    ClassPattern = CLASS_PATTERN,
    KeywordPattern = KEYWORD_PATTERN,
    OrPattern = OR_PATTERN,
    AsPattern = AS_PATTERN,
}

choices! {
    /// A statement.
    Stmt {
        Expr(ExprStmt) = EXPR_STMT,
        Assign(AssignStmt) = ASSIGN_STMT,
        AnnAssign(AnnAssignStmt) = ANN_ASSIGN_STMT,
        AugAssign(AugAssignStmt) = AUG_ASSIGN_STMT,
        Return(ReturnStmt) = RETURN_STMT,
        Import(ImportStmt) = IMPORT_STMT,
        ImportFrom(ImportFromStmt) = IMPORT_FROM_STMT,
        Global(GlobalStmt) = GLOBAL_STMT,
        Nonlocal(NonlocalStmt) = NONLOCAL_STMT,
        Pass(PassStmt) = PASS_STMT,
        Break(BreakStmt) = BREAK_STMT,
        Continue(ContinueStmt) = CONTINUE_STMT,
        Delete(DeleteStmt) = DELETE_STMT,
        Assert(AssertStmt) = ASSERT_STMT,
        Raise(RaiseStmt) = RAISE_STMT,
        TypeAlias(TypeAliasStmt) = TYPE_ALIAS_STMT,
        If(IfStmt) = IF_STMT,
        While(WhileStmt) = WHILE_STMT,
        For(ForStmt) = FOR_STMT,
        Try(TryStmt) = TRY_STMT,
        With(WithStmt) = WITH_STMT,
        FunctionDef(FunctionDef) = FUNCTION_DEF,
        ClassDef(ClassDef) = CLASS_DEF,
        Match(MatchStmt) = MATCH_STMT,
    }

    /// An expression, also as a target of an assignment.
    Expr {
        Name(NameExpr) = NAME_EXPR,
        Constant(ConstantExpr) = CONSTANT_EXPR,
        String(StringExpr) = STRING_EXPR,
        Tuple(TupleExpr) = TUPLE_EXPR,
        Paren(ParenExpr) = PAREN_EXPR,
        List(ListExpr) = LIST_EXPR,
        Set(SetExpr) = SET_EXPR,
        Dict(DictExpr) = DICT_EXPR,
        ListComp(ListCompExpr) = LIST_COMP_EXPR,
        SetComp(SetCompExpr) = SET_COMP_EXPR,
        DictComp(DictCompExpr) = DICT_COMP_EXPR,
        Generator(GeneratorExpr) = GENERATOR_EXPR,
        Bin(BinExpr) = BIN_EXPR,
        Unary(UnaryExpr) = UNARY_EXPR,
        Bool(BoolExpr) = BOOL_EXPR,
        Compare(CompareExpr) = COMPARE_EXPR,
        If(IfExpr) = IF_EXPR,
        Lambda(LambdaExpr) = LAMBDA_EXPR,
        Named(NamedExpr) = NAMED_EXPR,
        Await(AwaitExpr) = AWAIT_EXPR,
        Yield(YieldExpr) = YIELD_EXPR,
        YieldFrom(YieldFromExpr) = YIELD_FROM_EXPR,
        Starred(StarredExpr) = STARRED_EXPR,
        Call(CallExpr) = CALL_EXPR,
        Attribute(AttributeExpr) = ATTRIBUTE_EXPR,
        Subscript(SubscriptExpr) = SUBSCRIPT_EXPR,
        Slice(SliceExpr) = SLICE_EXPR,
    }

    /// A pattern of a `case`.
    Pattern {
        Literal(LiteralPattern) = LITERAL_PATTERN,
        Value(ValuePattern) = VALUE_PATTERN,
        Capture(CapturePattern) = CAPTURE_PATTERN,
        Wildcard(WildcardPattern) = WILDCARD_PATTERN,
        Group(GroupPattern) = GROUP_PATTERN,
        Sequence(SequencePattern) = SEQUENCE_PATTERN,
        Star(StarPattern) = STAR_PATTERN,
        Mapping(MappingPattern) = MAPPING_PATTERN,
        Class(ClassPattern) = CLASS_PATTERN,
        Or(OrPattern) = OR_PATTERN,
        As(AsPattern) = AS_PATTERN,
    }

    /// One entry between the parentheses of a function's parameters, bare `*` and `/` aside.
    Parameter {
        Plain(Param) = PARAM,
        Vararg(VarargParam) = VARARG_PARAM,
        Kwarg(KwargParam) = KWARG_PARAM,
    }

    /// A type parameter (PEP 695).
    TypeParam {
        TypeVar(TypeVar) = TYPE_VAR,
        TypeVarTuple(TypeVarTuple) = TYPE_VAR_TUPLE,
        ParamSpec(ParamSpec) = PARAM_SPEC,
    }

    /// An entry of a dict display.
    DictEntry {
        Item(DictItem) = DICT_ITEM,
        Unpack(DictUnpack) = DICT_UNPACK,
    }

    /// An f-string or a t-string.
    Interpolated {
        FString(FString) = FSTRING,
        TString(TString) = TSTRING,
    }
}

// ---- finding parts ----------------------------------------------------------------------------

fn child<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    part(node, N::can_cast)?.into_node().and_then(N::cast)
}

fn nth<N: AstNode>(node: &SyntaxNode, n: usize) -> Option<N> {
    node.children().filter_map(N::cast).nth(n)
}

fn children<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> + use<N> {
    node.children().filter_map(N::cast)
}

fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    part(node, |it| it == kind)?.into_token()
}

/// The first part of a kind that is `wanted`; it is asked for each, in the order of the text.
///
/// Looked for in the tree without places: each part that is passed there costs an allocation here.
fn part(node: &SyntaxNode, mut wanted: impl FnMut(SyntaxKind) -> bool) -> Option<SyntaxElement> {
    let green = node.green();
    let mut start = node.text_range().start();
    for (idx, child) in green.children().enumerate() {
        let kind = kind_of(child.kind());
        if wanted(kind) {
            if idx == 0 {
                return node.first_child_or_token();
            }
            let range = TextRange::at(start, child.text_len());
            let found = node.child_or_token_at_range(range);
            // One without text is not found by its range.
            let is_it = |it: &SyntaxElement| it.kind() == kind && it.text_range() == range;
            return found.filter(is_it).or_else(|| node.children_with_tokens().nth(idx));
        }
        start += child.text_len();
    }
    None
}

fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(SyntaxElement::into_token)
}

/// The first `N` behind the first token of `kind`.
fn after<N: AstNode>(node: &SyntaxNode, kind: SyntaxKind) -> Option<N> {
    let mut is_behind = false;
    let wanted = |it: SyntaxKind| {
        let was_behind = is_behind;
        is_behind |= it == kind;
        was_behind && N::can_cast(it)
    };
    part(node, wanted)?.into_node().and_then(N::cast)
}

/// The first `N` before the first token of `kind`.
fn before<N: AstNode>(node: &SyntaxNode, kind: SyntaxKind) -> Option<N> {
    let mut is_behind = false;
    let wanted = |it: SyntaxKind| {
        is_behind |= it == kind;
        !is_behind && N::can_cast(it)
    };
    part(node, wanted)?.into_node().and_then(N::cast)
}
