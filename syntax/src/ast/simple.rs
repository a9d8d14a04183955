//! Parts of simple statements.

use super::*;

impl AssignStmt {
    /// The targets, left to right.
    pub fn targets(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0).take(self.n_equals())
    }
    /// What is assigned.
    pub fn value(&self) -> Option<Expr> {
        let n_equals = self.n_equals();
        let mut n_passed = 0;
        let is_behind = |it: SyntaxKind| {
            n_passed += usize::from(it == EQUAL);
            n_equals > 0 && n_passed == n_equals && Expr::can_cast(it)
        };
        part(&self.0, is_behind)?.into_node().and_then(Expr::cast)
    }
    fn n_equals(&self) -> usize {
        self.0.green().children().filter(|it| kind_of(it.kind()) == EQUAL).count()
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
