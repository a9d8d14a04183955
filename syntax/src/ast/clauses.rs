//! Parts of files, blocks, compound statements and their clauses.

use super::*;

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
