//! Parts of expressions.

use super::*;

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
