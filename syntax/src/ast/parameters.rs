//! Parts of parameters, type parameters and arguments.

use super::*;

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
