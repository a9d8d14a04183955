//! Typed views of the tree: what a node of each kind holds.
//!
//! A view is a [`SyntaxNode`] whose kind is known. Every part may be missing, because a broken file
//! has a tree too; so every accessor answers `Option` or an iterator. `nodes!` and `choices!` make
//! the types; what a type holds is written below them, in the order of CPython's `Python.asdl`.
//! Names without meaning of their own (a function's, a parameter's, an attribute's) are tokens;
//! only a name in an expression is a node, [`NameExpr`].

mod ext;

pub use ext::{BinOp, CompareOp, Comparison, significant_end, text_range};

use crate::kind::SyntaxKind::{self, *};
use crate::{SyntaxElement, SyntaxNode, SyntaxToken};

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
    node.children().find_map(N::cast)
}

fn nth<N: AstNode>(node: &SyntaxNode, n: usize) -> Option<N> {
    node.children().filter_map(N::cast).nth(n)
}

fn children<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> + use<N> {
    node.children().filter_map(N::cast)
}

fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    tokens(node).find(|it| it.kind() == kind)
}

fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(SyntaxElement::into_token)
}

/// The first `N` behind the first token of `kind`.
fn after<N: AstNode>(node: &SyntaxNode, kind: SyntaxKind) -> Option<N> {
    node.children_with_tokens()
        .skip_while(|it| it.kind() != kind)
        .skip(1)
        .find_map(|it| it.into_node().and_then(N::cast))
}

/// The first `N` before the first token of `kind`.
fn before<N: AstNode>(node: &SyntaxNode, kind: SyntaxKind) -> Option<N> {
    node.children_with_tokens()
        .take_while(|it| it.kind() != kind)
        .find_map(|it| it.into_node().and_then(N::cast))
}

// ---- files, blocks, clauses -------------------------------------------------------------------

impl File {
    /// The module's statements.
    pub fn body(&self) -> impl Iterator<Item = Stmt> + use<> {
        children(&self.0)
    }
}

impl Block {
    /// The statements of the block.
    pub fn body(&self) -> impl Iterator<Item = Stmt> + use<> {
        children(&self.0)
    }
}

macro_rules! with_body {
    ($($name:ident)*) => {$(
        impl $name {
            /// The block behind the colon.
            pub fn body(&self) -> Option<Block> {
                child(&self.0)
            }
        }
    )*};
}

with_body! {
    IfStmt WhileStmt ForStmt TryStmt WithStmt FunctionDef ClassDef
    ElifClause ElseClause ExceptClause FinallyClause CaseClause
}

macro_rules! with_test {
    ($($name:ident)*) => {$(
        impl $name {
            /// The condition.
            pub fn test(&self) -> Option<Expr> {
                child(&self.0)
            }
        }
    )*};
}

with_test! { IfStmt WhileStmt ElifClause AssertStmt Guard CompIf }

macro_rules! with_orelse {
    ($($name:ident)*) => {$(
        impl $name {
            /// The `else` clause.
            pub fn orelse(&self) -> Option<ElseClause> {
                child(&self.0)
            }
        }
    )*};
}

with_orelse! { IfStmt WhileStmt ForStmt TryStmt }

macro_rules! with_name {
    ($($name:ident)*) => {$(
        impl $name {
            /// The name.
            pub fn name(&self) -> Option<SyntaxToken> {
                token(&self.0, NAME)
            }
        }
    )*};
}

with_name! {
    FunctionDef ClassDef Param VarargParam KwargParam TypeVar TypeVarTuple ParamSpec
    KeywordArg NameExpr AttributeExpr Conversion ExceptClause
    CapturePattern StarPattern DoubleStarPattern KeywordPattern AsPattern WildcardPattern
}

macro_rules! with_async {
    ($($name:ident)*) => {$(
        impl $name {
            /// The word `async`, where it is there.
            pub fn async_token(&self) -> Option<SyntaxToken> {
                token(&self.0, ASYNC_KW)
            }
        }
    )*};
}

with_async! { FunctionDef ForStmt WithStmt CompFor }

macro_rules! with_value {
    ($($name:ident)*) => {$(
        impl $name {
            /// The one expression it holds.
            pub fn value(&self) -> Option<Expr> {
                child(&self.0)
            }
        }
    )*};
}

with_value! {
    ExprStmt ReturnStmt AwaitExpr YieldExpr YieldFromExpr StarredExpr KeywordArg ParenExpr
    DictUnpack ReplacementField AttributeExpr SubscriptExpr LiteralPattern ValuePattern Decorator
}

impl IfStmt {
    /// The `elif` clauses.
    pub fn elifs(&self) -> impl Iterator<Item = ElifClause> + use<> {
        children(&self.0)
    }
}

impl ForStmt {
    /// What each item is bound to.
    pub fn target(&self) -> Option<Expr> {
        before(&self.0, IN_KW)
    }
    /// What is iterated over.
    pub fn iter(&self) -> Option<Expr> {
        after(&self.0, IN_KW)
    }
}

impl TryStmt {
    /// The `except` clauses.
    pub fn handlers(&self) -> impl Iterator<Item = ExceptClause> + use<> {
        children(&self.0)
    }
    /// The `finally` clause.
    pub fn finally(&self) -> Option<FinallyClause> {
        child(&self.0)
    }
}

impl ExceptClause {
    /// The star of `except*`.
    pub fn star(&self) -> Option<SyntaxToken> {
        token(&self.0, STAR)
    }
    /// The class or classes caught.
    pub fn class(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl WithStmt {
    /// The items, parentheses around all of them aside.
    pub fn items(&self) -> impl Iterator<Item = WithItem> + use<> {
        children(&self.0)
    }
}

impl WithItem {
    /// The context manager.
    pub fn context(&self) -> Option<Expr> {
        before(&self.0, AS_KW)
    }
    /// What `as` binds.
    pub fn target(&self) -> Option<Expr> {
        after(&self.0, AS_KW)
    }
}

impl FunctionDef {
    /// The decorators, outermost first.
    pub fn decorators(&self) -> impl Iterator<Item = Decorator> + use<> {
        children(&self.0)
    }
    /// The type parameters.
    pub fn type_params(&self) -> Option<TypeParamList> {
        child(&self.0)
    }
    /// The parameters with their parentheses.
    pub fn params(&self) -> Option<ParamList> {
        child(&self.0)
    }
    /// The annotation behind `->`.
    pub fn returns(&self) -> Option<Expr> {
        after(&self.0, RARROW)
    }
    /// The word `def`.
    pub fn def_token(&self) -> Option<SyntaxToken> {
        token(&self.0, DEF_KW)
    }
}

impl ClassDef {
    /// The decorators, outermost first.
    pub fn decorators(&self) -> impl Iterator<Item = Decorator> + use<> {
        children(&self.0)
    }
    /// The type parameters.
    pub fn type_params(&self) -> Option<TypeParamList> {
        child(&self.0)
    }
    /// Bases and keywords with their parentheses.
    pub fn args(&self) -> Option<ArgList> {
        child(&self.0)
    }
    /// The word `class`.
    pub fn class_token(&self) -> Option<SyntaxToken> {
        token(&self.0, CLASS_KW)
    }
}

impl MatchStmt {
    /// What is matched.
    pub fn subject(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The `case` clauses.
    pub fn cases(&self) -> impl Iterator<Item = CaseClause> + use<> {
        children(&self.0)
    }
}

impl CaseClause {
    /// The pattern.
    pub fn pattern(&self) -> Option<Pattern> {
        child(&self.0)
    }
    /// The condition behind the pattern.
    pub fn guard(&self) -> Option<Guard> {
        child(&self.0)
    }
}

// ---- simple statements ------------------------------------------------------------------------

impl AssignStmt {
    /// The targets, left to right.
    pub fn targets(&self) -> impl Iterator<Item = Expr> + use<> {
        let mut all: Vec<Expr> = children(&self.0).collect();
        if all.len() > 1 || token(&self.0, EQUAL).is_none() {
            all.truncate(tokens(&self.0).filter(|it| it.kind() == EQUAL).count());
        }
        all.into_iter()
    }
    /// What is assigned.
    pub fn value(&self) -> Option<Expr> {
        let last_equal = tokens(&self.0).filter(|it| it.kind() == EQUAL).last()?;
        let start = last_equal.text_range().end();
        children::<Expr>(&self.0).find(|it| it.syntax().text_range().start() >= start)
    }
}

impl AnnAssignStmt {
    /// The target.
    pub fn target(&self) -> Option<Expr> {
        before(&self.0, COLON)
    }
    /// The annotation.
    pub fn annotation(&self) -> Option<Expr> {
        after(&self.0, COLON)
    }
    /// What is assigned.
    pub fn value(&self) -> Option<Expr> {
        after(&self.0, EQUAL)
    }
}

impl AugAssignStmt {
    /// The target.
    pub fn target(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The operator with its `=`, for example `PLUSEQUAL`.
    pub fn op(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|it| ext::aug_operator(it.kind()).is_some())
    }
    /// What stands behind the operator.
    pub fn value(&self) -> Option<Expr> {
        after(&self.0, self.op()?.kind())
    }
}

impl ImportStmt {
    /// The modules, each with its `as`.
    pub fn names(&self) -> impl Iterator<Item = ImportAlias> + use<> {
        children(&self.0)
    }
}

impl ImportFromStmt {
    /// The module's dotted name, without leading dots.
    pub fn module(&self) -> Option<DottedName> {
        child(&self.0)
    }
    /// How many dots stand before the module's name.
    pub fn level(&self) -> usize {
        tokens(&self.0)
            .take_while(|it| it.kind() != IMPORT_KW)
            .map(|it| match it.kind() {
                DOT => 1,
                ELLIPSIS => 3,
                _ => 0,
            })
            .sum()
    }
    /// The star of `from m import *`.
    pub fn star(&self) -> Option<SyntaxToken> {
        token(&self.0, STAR)
    }
    /// The imported names, each with its `as`; none where it is a star.
    pub fn names(&self) -> impl Iterator<Item = ImportAlias> + use<> {
        children(&self.0)
    }
}

impl ImportAlias {
    /// What is imported: one name behind `from m import`, else a dotted one.
    pub fn name(&self) -> Option<DottedName> {
        child(&self.0)
    }
    /// The name behind `as`.
    pub fn asname(&self) -> Option<SyntaxToken> {
        token(&self.0, NAME)
    }
}

impl DottedName {
    /// The names between the dots.
    pub fn parts(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
        tokens(&self.0).filter(|it| it.kind() == NAME)
    }
}

macro_rules! with_names {
    ($($name:ident)*) => {$(
        impl $name {
            /// The names, in order.
            pub fn names(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
                tokens(&self.0).filter(|it| it.kind() == NAME)
            }
        }
    )*};
}

with_names! { GlobalStmt NonlocalStmt }

impl DeleteStmt {
    /// What is deleted.
    pub fn targets(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl AssertStmt {
    /// The message behind the comma.
    pub fn msg(&self) -> Option<Expr> {
        after(&self.0, COMMA)
    }
}

impl RaiseStmt {
    /// The exception.
    pub fn exc(&self) -> Option<Expr> {
        before(&self.0, FROM_KW)
    }
    /// The cause behind `from`.
    pub fn cause(&self) -> Option<Expr> {
        after(&self.0, FROM_KW)
    }
}

impl TypeAliasStmt {
    /// The name that is defined.
    pub fn name(&self) -> Option<NameExpr> {
        child(&self.0)
    }
    /// The type parameters.
    pub fn type_params(&self) -> Option<TypeParamList> {
        child(&self.0)
    }
    /// The type.
    pub fn value(&self) -> Option<Expr> {
        after(&self.0, EQUAL)
    }
}

// ---- parameters and arguments -----------------------------------------------------------------

impl ParamList {
    /// All parameters in source order, bare `*` and `/` aside.
    pub fn params(&self) -> impl Iterator<Item = Parameter> + use<> {
        children(&self.0)
    }
    /// The `/` behind the positional-only parameters.
    pub fn slash(&self) -> Option<SyntaxToken> {
        token(&self.0, SLASH)
    }
    /// The bare `*` before the keyword-only parameters.
    pub fn bare_star(&self) -> Option<SyntaxToken> {
        token(&self.0, STAR)
    }
    /// Parameters before the `/`.
    pub fn posonlyargs(&self) -> Vec<Param> {
        let Some(slash) = self.slash() else {
            return Vec::new();
        };
        let end = slash.text_range().start();
        children::<Param>(&self.0).filter(|it| it.0.text_range().end() <= end).collect()
    }
    /// Parameters that can be given by position or by name.
    pub fn args(&self) -> Vec<Param> {
        let start = self.slash().map(|it| it.text_range().end()).unwrap_or_default();
        let end = self.keyword_only_start();
        children::<Param>(&self.0)
            .filter(|it| it.0.text_range().start() >= start)
            .filter(|it| end.is_none_or(|end| it.0.text_range().end() <= end))
            .collect()
    }
    /// `*args`.
    pub fn vararg(&self) -> Option<VarargParam> {
        child(&self.0)
    }
    /// Parameters behind `*` or `*args`.
    pub fn kwonlyargs(&self) -> Vec<Param> {
        let Some(start) = self.keyword_only_start() else {
            return Vec::new();
        };
        children::<Param>(&self.0).filter(|it| it.0.text_range().start() >= start).collect()
    }
    /// `**kwargs`.
    pub fn kwarg(&self) -> Option<KwargParam> {
        child(&self.0)
    }
    fn keyword_only_start(&self) -> Option<rowan::TextSize> {
        let star = self.bare_star().map(|it| it.text_range().start());
        let vararg = self.vararg().map(|it| it.0.text_range().start());
        star.into_iter().chain(vararg).min()
    }
}

macro_rules! with_annotation {
    ($($name:ident)*) => {$(
        impl $name {
            /// The annotation behind the colon.
            pub fn annotation(&self) -> Option<Expr> {
                after(&self.0, COLON)
                    .filter(|it: &Expr| self.default().as_ref() != Some(it))
            }
            /// The default behind the `=`.
            pub fn default(&self) -> Option<Expr> {
                after(&self.0, EQUAL)
            }
        }
    )*};
}

with_annotation! { Param VarargParam KwargParam }

impl TypeParamList {
    /// The type parameters.
    pub fn params(&self) -> impl Iterator<Item = TypeParam> + use<> {
        children(&self.0)
    }
}

impl TypeVar {
    /// The bound, or the tuple of constraints, behind the colon.
    pub fn bound(&self) -> Option<Expr> {
        after(&self.0, COLON)
    }
}

impl TypeParam {
    /// The name, without stars.
    pub fn name(&self) -> Option<SyntaxToken> {
        token(self.syntax(), NAME)
    }
    /// The default behind the `=`.
    pub fn default(&self) -> Option<Expr> {
        after(self.syntax(), EQUAL)
    }
}

impl ArgList {
    /// Positional arguments, starred ones among them.
    pub fn args(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
    /// `name=value` and `**value`.
    pub fn keywords(&self) -> impl Iterator<Item = KeywordArg> + use<> {
        children(&self.0)
    }
}

impl KeywordArg {
    /// The stars of `**value`.
    pub fn double_star(&self) -> Option<SyntaxToken> {
        token(&self.0, DOUBLESTAR)
    }
}

// ---- expressions ------------------------------------------------------------------------------

macro_rules! with_elements {
    ($($name:ident)*) => {$(
        impl $name {
            /// The elements.
            pub fn elements(&self) -> impl Iterator<Item = Expr> + use<> {
                children(&self.0)
            }
        }
    )*};
}

with_elements! { TupleExpr ListExpr SetExpr }

macro_rules! with_generators {
    ($($name:ident)*) => {$(
        impl $name {
            /// The `for` clauses, outermost first.
            pub fn generators(&self) -> impl Iterator<Item = CompFor> + use<> {
                children(&self.0)
            }
        }
    )*};
}

with_generators! { ListCompExpr SetCompExpr DictCompExpr GeneratorExpr }

macro_rules! with_element {
    ($($name:ident)*) => {$(
        impl $name {
            /// What is made for each item.
            pub fn element(&self) -> Option<Expr> {
                child(&self.0)
            }
        }
    )*};
}

with_element! { ListCompExpr SetCompExpr GeneratorExpr }

impl TupleExpr {
    /// Does the tuple stand in parentheses of its own?
    pub fn is_parenthesized(&self) -> bool {
        self.0
            .first_token()
            .is_some_and(|it| it.kind() == LPAR && it.parent().as_ref() == Some(&self.0))
    }
}

impl GeneratorExpr {
    /// Does the generator stand in parentheses of its own? The only argument of a call does not.
    pub fn is_parenthesized(&self) -> bool {
        token(&self.0, LPAR).is_some()
    }
}

impl CompFor {
    /// What each item is bound to.
    pub fn target(&self) -> Option<Expr> {
        before(&self.0, IN_KW)
    }
    /// What is iterated over.
    pub fn iter(&self) -> Option<Expr> {
        after(&self.0, IN_KW)
    }
    /// The conditions.
    pub fn ifs(&self) -> impl Iterator<Item = CompIf> + use<> {
        children(&self.0)
    }
}

impl ConstantExpr {
    /// The literal: a number, `True`, `False`, `None` or `...`.
    pub fn token(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|it| !it.kind().is_trivia())
    }
}

impl StringExpr {
    /// The literals, one for each adjacent string: `STRING` tokens, `FSTRING` and `TSTRING` nodes.
    pub fn parts(&self) -> impl Iterator<Item = SyntaxElement> + use<> {
        self.0.children_with_tokens().filter(|it| matches!(it.kind(), STRING | FSTRING | TSTRING))
    }
}

impl DictExpr {
    /// The entries.
    pub fn entries(&self) -> impl Iterator<Item = DictEntry> + use<> {
        children(&self.0)
    }
}

impl DictCompExpr {
    /// Key and value that are made for each item.
    pub fn item(&self) -> Option<DictItem> {
        child(&self.0)
    }
}

impl DictItem {
    /// The key.
    pub fn key(&self) -> Option<Expr> {
        before(&self.0, COLON)
    }
    /// The value.
    pub fn value(&self) -> Option<Expr> {
        after(&self.0, COLON)
    }
}

impl BinExpr {
    /// The left operand.
    pub fn left(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The right operand.
    pub fn right(&self) -> Option<Expr> {
        nth(&self.0, 1)
    }
}

impl UnaryExpr {
    /// The operator: `PLUS`, `MINUS`, `TILDE` or `NOT_KW`.
    pub fn op(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|it| !it.kind().is_trivia())
    }
    /// The operand.
    pub fn operand(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl BoolExpr {
    /// The operator: `AND_KW` or `OR_KW`, the same between all values.
    pub fn op(&self) -> Option<SyntaxToken> {
        tokens(&self.0).find(|it| matches!(it.kind(), AND_KW | OR_KW))
    }
    /// The operands, two or more.
    pub fn values(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl IfExpr {
    /// The value where the test is true; it stands first.
    pub fn body(&self) -> Option<Expr> {
        before(&self.0, IF_KW)
    }
    /// The condition.
    pub fn test(&self) -> Option<Expr> {
        after(&self.0, IF_KW)
    }
    /// The value where the test is false.
    pub fn orelse(&self) -> Option<Expr> {
        after(&self.0, ELSE_KW)
    }
}

impl LambdaExpr {
    /// The parameters, without parentheses.
    pub fn params(&self) -> Option<ParamList> {
        child(&self.0)
    }
    /// What it returns.
    pub fn body(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl NamedExpr {
    /// The name before `:=`.
    pub fn target(&self) -> Option<Expr> {
        before(&self.0, COLONEQUAL)
    }
    /// The value behind `:=`.
    pub fn value(&self) -> Option<Expr> {
        after(&self.0, COLONEQUAL)
    }
}

impl CallExpr {
    /// What is called.
    pub fn func(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The arguments with their parentheses.
    pub fn args(&self) -> Option<ArgList> {
        child(&self.0)
    }
}

impl SubscriptExpr {
    /// What stands between the brackets.
    pub fn index(&self) -> Option<Expr> {
        after(&self.0, LSQB)
    }
}

impl SliceExpr {
    /// Before the first colon.
    pub fn lower(&self) -> Option<Expr> {
        self.part(0)
    }
    /// Behind the first colon.
    pub fn upper(&self) -> Option<Expr> {
        self.part(1)
    }
    /// Behind the second colon.
    pub fn step(&self) -> Option<Expr> {
        self.part(2)
    }
    fn part(&self, n: usize) -> Option<Expr> {
        let mut colons = 0;
        for element in self.0.children_with_tokens() {
            match element {
                SyntaxElement::Token(it) => colons += usize::from(it.kind() == COLON),
                SyntaxElement::Node(it) if colons == n => return Expr::cast(it),
                SyntaxElement::Node(_) => {}
            }
        }
        None
    }
}

impl Interpolated {
    /// `FSTRING_MIDDLE`/`TSTRING_MIDDLE` tokens and `REPLACEMENT_FIELD` nodes, in order.
    pub fn parts(&self) -> impl Iterator<Item = SyntaxElement> + use<> {
        self.syntax().children_with_tokens().filter(ext::is_interpolated_part)
    }
    /// The prefix and the opening quotes, for example `rf"""`.
    pub fn start(&self) -> Option<SyntaxToken> {
        tokens(self.syntax()).find(|it| matches!(it.kind(), FSTRING_START | TSTRING_START))
    }
}

impl ReplacementField {
    /// The `=` of a self-documenting field.
    pub fn equal(&self) -> Option<SyntaxToken> {
        token(&self.0, EQUAL)
    }
    /// The conversion behind `!`.
    pub fn conversion(&self) -> Option<Conversion> {
        child(&self.0)
    }
    /// The format specification behind the colon.
    pub fn format_spec(&self) -> Option<FormatSpec> {
        child(&self.0)
    }
}

impl FormatSpec {
    /// `FSTRING_MIDDLE`/`TSTRING_MIDDLE` tokens and `REPLACEMENT_FIELD` nodes, in order.
    pub fn parts(&self) -> impl Iterator<Item = SyntaxElement> + use<> {
        self.0.children_with_tokens().filter(ext::is_interpolated_part)
    }
}

// ---- patterns ---------------------------------------------------------------------------------

macro_rules! with_pattern {
    ($($name:ident)*) => {$(
        impl $name {
            /// The pattern inside.
            pub fn pattern(&self) -> Option<Pattern> {
                child(&self.0)
            }
        }
    )*};
}

with_pattern! { GroupPattern AsPattern KeywordPattern MappingItem }

macro_rules! with_patterns {
    ($($name:ident)*) => {$(
        impl $name {
            /// The patterns inside, in order.
            pub fn patterns(&self) -> impl Iterator<Item = Pattern> + use<> {
                children(&self.0)
            }
        }
    )*};
}

with_patterns! { SequencePattern OrPattern ClassPattern }

impl MappingPattern {
    /// `key: pattern`, in order.
    pub fn items(&self) -> impl Iterator<Item = MappingItem> + use<> {
        children(&self.0)
    }
    /// `**rest`.
    pub fn rest(&self) -> Option<DoubleStarPattern> {
        child(&self.0)
    }
}

impl MappingItem {
    /// The key: a literal or a dotted name.
    pub fn key(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl ClassPattern {
    /// The class: a name or a dotted name.
    pub fn class(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// `name=pattern`, in order.
    pub fn keywords(&self) -> impl Iterator<Item = KeywordPattern> + use<> {
        children(&self.0)
    }
}
