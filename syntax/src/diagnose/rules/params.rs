//! Parameters of functions and lambdas, and type parameters.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::kind::SyntaxKind::{self, *};

const TWO_SLASHES: &str = "/ may appear only once";
const TWO_STARS: &str = "* argument may appear only once";
const SLASH_FIRST: &str = "at least one argument must precede /";
const SLASH_BEHIND_STAR: &str = "/ must be ahead of *";
const NO_COMMA: &str = "expected comma between / and *";
const NO_DEFAULT: &str = "parameter without a default follows parameter with a default";
const BARE_STAR: &str = "named arguments must follow bare *";
const VARARG_DEFAULT: &str = "var-positional argument cannot have default value";
const KWARG_DEFAULT: &str = "var-keyword argument cannot have default value";
const BEHIND_KWARG: &str = "arguments cannot follow var-keyword argument";

/// Whose parameters they are; lambdas have no annotations and end with a colon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Function,
    Lambda,
}

impl Style {
    fn end(self) -> SyntaxKind {
        match self {
            Style::Function => RPAR,
            Style::Lambda => COLON,
        }
    }
}

impl Peg<'_> {
    pub(super) fn params(&mut self, style: Style) -> Outcome<()> {
        choose!(self; |p| p.invalid_parameters(style), |p| p.parameters(style))
    }

    fn parameters(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.slash_no_default(style));
                p.repeat(|p| p.param_no_default(style))?;
                p.repeat(|p| p.param_with_default(style))?;
                p.attempt(|p| p.star_etc(style))?;
                Ok(Some(()))
            },
            |p| {
                want!(p.slash_with_default(style));
                p.repeat(|p| p.param_with_default(style))?;
                p.attempt(|p| p.star_etc(style))?;
                Ok(Some(()))
            },
            |p| {
                want!(p.attempt(|p| p.param_no_default(style)));
                p.repeat(|p| p.param_no_default(style))?;
                p.repeat(|p| p.param_with_default(style))?;
                p.attempt(|p| p.star_etc(style))?;
                Ok(Some(()))
            },
            |p| {
                want!(p.attempt(|p| p.param_with_default(style)));
                p.repeat(|p| p.param_with_default(style))?;
                p.attempt(|p| p.star_etc(style))?;
                Ok(Some(()))
            },
            |p| p.star_etc(style),
        )
    }

    /// A comma, or the end, which is not taken.
    fn param_end(&mut self, style: Style) -> Outcome<()> {
        check!(self.skip(COMMA)? || self.at(style.end())?);
        Ok(Some(()))
    }

    fn slash_no_default(&mut self, style: Style) -> Outcome<()> {
        want!(self.attempt(|p| p.param_no_default(style)));
        self.repeat(|p| p.param_no_default(style))?;
        want!(self.eat(SLASH));
        self.param_end(style)
    }

    fn slash_with_default(&mut self, style: Style) -> Outcome<()> {
        self.repeat(|p| p.param_no_default(style))?;
        want!(self.attempt(|p| p.param_with_default(style)));
        self.repeat(|p| p.param_with_default(style))?;
        want!(self.eat(SLASH));
        self.param_end(style)
    }

    fn slash(&mut self, style: Style) -> Outcome<()> {
        choose!(self; |p| p.slash_no_default(style), |p| p.slash_with_default(style))
    }

    fn star_etc(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| p.invalid_star_etc(style),
            |p| {
                want!(p.eat(STAR));
                want!(p.param_no_default(style));
                p.repeat(|p| p.param_maybe_default(style))?;
                p.attempt(|p| p.kwds(style))?;
                Ok(Some(()))
            },
            |p| {
                check!(style == Style::Function);
                want!(p.eat(STAR));
                want!(p.eat(NAME));
                want!(p.eat(COLON));
                want!(p.star_expression());
                want!(p.param_end(style));
                p.repeat(|p| p.param_maybe_default(style))?;
                p.attempt(|p| p.kwds(style))?;
                Ok(Some(()))
            },
            |p| {
                want!(p.eat(STAR));
                want!(p.eat(COMMA));
                want!(p.attempt(|p| p.param_maybe_default(style)));
                p.repeat(|p| p.param_maybe_default(style))?;
                p.attempt(|p| p.kwds(style))?;
                Ok(Some(()))
            },
            |p| p.kwds(style),
        )
    }

    fn kwds(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| p.invalid_kwds(style),
            |p| {
                want!(p.eat(DOUBLESTAR));
                want!(p.param_no_default(style));
                Ok(Some(()))
            },
        )
    }

    fn param(&mut self, style: Style) -> Outcome<Expr> {
        let name = want!(self.eat(NAME));
        if style == Style::Function {
            self.attempt(|p| {
                want!(p.eat(COLON));
                p.expression()
            })?;
        }
        Ok(Some(self.node(Kind::Other, name.start)))
    }

    fn param_no_default(&mut self, style: Style) -> Outcome<Expr> {
        let param = want!(self.param(style));
        want!(self.param_end(style));
        Ok(Some(param))
    }

    fn param_with_default(&mut self, style: Style) -> Outcome<()> {
        want!(self.param(style));
        want!(self.default());
        self.param_end(style)
    }

    fn param_maybe_default(&mut self, style: Style) -> Outcome<()> {
        want!(self.param(style));
        self.attempt(Self::default)?;
        self.param_end(style)
    }

    fn default(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(EQUAL));
                want!(p.expression());
                Ok(Some(()))
            },
            |p| {
                check!(p.invalid);
                let equal = want!(p.eat(EQUAL));
                check!(p.at_any(&[RPAR, COMMA])?);
                p.raise_at(equal, "expected default value expression")
            },
        )
    }

    // ---- invalid parameters -------------------------------------------------------------------

    fn invalid_parameters(&mut self, style: Style) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let slash = want!(p.eat(SLASH));
                want!(p.eat(COMMA));
                p.raise_at(slash, SLASH_FIRST)
            },
            |p| {
                want!(p.slash(style));
                p.repeat(|p| p.param_maybe_default(style))?;
                let slash = want!(p.eat(SLASH));
                p.raise_at(slash, TWO_SLASHES)
            },
            |p| {
                p.attempt(|p| p.slash_no_default(style))?;
                p.repeat(|p| p.param_no_default(style))?;
                want!(p.defaults_before(style));
                let param = want!(p.param_no_default(style));
                p.raise_at(param, NO_DEFAULT)
            },
            |p| p.parenthesized_params(style),
            |p| {
                p.attempt(|p| p.slash(style))?;
                p.repeat(|p| p.param_maybe_default(style))?;
                want!(p.eat(STAR));
                want!(p.comma_or_param(style));
                p.repeat(|p| p.param_maybe_default(style))?;
                let slash = want!(p.eat(SLASH));
                p.raise_at(slash, SLASH_BEHIND_STAR)
            },
            |p| {
                want!(p.attempt(|p| p.param_maybe_default(style)));
                p.repeat(|p| p.param_maybe_default(style))?;
                want!(p.eat(SLASH));
                let star = want!(p.eat(STAR));
                p.raise_at(star, NO_COMMA)
            },
        )
    }

    /// `invalid_parameters_helper`.
    fn defaults_before(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| p.slash_with_default(style),
            |p| {
                want!(p.attempt(|p| p.param_with_default(style)));
                p.repeat(|p| p.param_with_default(style))?;
                Ok(Some(()))
            },
        )
    }

    fn parenthesized_params(&mut self, style: Style) -> Outcome<()> {
        self.repeat(|p| p.param_no_default(style))?;
        let open = want!(self.eat(LPAR));
        let text = match style {
            Style::Function => {
                want!(self.attempt(|p| p.param_no_default(style)));
                self.repeat(|p| p.param_no_default(style))?;
                "Function parameters cannot be parenthesized"
            }
            Style::Lambda => {
                want!(self.gather(COMMA, |p| p.param(style)));
                "Lambda expression parameters cannot be parenthesized"
            }
        };
        self.skip(COMMA)?;
        let close = want!(self.eat(RPAR));
        self.raise_between(open, close, text)
    }

    fn comma_or_param(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| Ok(p.eat(COMMA)?.map(|_| ())),
            |p| Ok(p.param_no_default(style)?.map(|_| ())),
        )
    }

    fn invalid_star_etc(&mut self, style: Style) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let star = want!(p.eat(STAR));
                want!(p.nothing_behind_star(style));
                match style {
                    Style::Function => p.raise_at(star, BARE_STAR),
                    Style::Lambda => p.raise_last(BARE_STAR),
                }
            },
            |p| {
                want!(p.eat(STAR));
                want!(p.param(style));
                let equal = want!(p.eat(EQUAL));
                p.raise_at(equal, VARARG_DEFAULT)
            },
            |p| {
                want!(p.eat(STAR));
                want!(p.comma_or_param(style));
                p.repeat(|p| p.param_maybe_default(style))?;
                let star = want!(p.eat(STAR));
                want!(p.comma_or_param(style));
                p.raise_at(star, TWO_STARS)
            },
        )
    }

    fn nothing_behind_star(&mut self, style: Style) -> Outcome<()> {
        choose!(
            self;
            |p| Ok(p.eat(style.end())?.map(|_| ())),
            |p| {
                want!(p.eat(COMMA));
                Ok(p.eat_any(&[style.end(), DOUBLESTAR])?.map(|_| ()))
            },
        )
    }

    fn invalid_kwds(&mut self, style: Style) -> Outcome<()> {
        check!(self.invalid);
        want!(self.eat(DOUBLESTAR));
        want!(self.param(style));
        choose!(
            self;
            |p| {
                let equal = want!(p.eat(EQUAL));
                p.raise_at(equal, KWARG_DEFAULT)
            },
            |p| {
                want!(p.eat(COMMA));
                let param = want!(p.param(style));
                p.raise_at(param, BEHIND_KWARG)
            },
            |p| {
                want!(p.eat(COMMA));
                let token = want!(p.eat_any(&[STAR, DOUBLESTAR, SLASH]));
                p.raise_at(token, BEHIND_KWARG)
            },
        )
    }

    // ---- type parameters ----------------------------------------------------------------------

    pub(super) fn type_params(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                check!(p.invalid);
                want!(p.eat(LSQB));
                let close = want!(p.eat(RSQB));
                p.raise_from(close, "Type parameter list cannot be empty")
            },
            |p| {
                want!(p.eat(LSQB));
                want!(p.gather(COMMA, Self::type_param));
                p.skip(COMMA)?;
                want!(p.eat(RSQB));
                Ok(Some(()))
            },
        )
    }

    fn type_param(&mut self) -> Outcome<Expr> {
        self.remember(Rule::TypeParam, |p| {
            choose!(
                p;
                |p| {
                    let name = want!(p.eat(NAME));
                    p.attempt(|p| {
                        want!(p.eat(COLON));
                        p.expression()
                    })?;
                    p.attempt(Self::type_default)?;
                    Ok(Some(p.token_node(Kind::Other, name)))
                },
                |p| p.bound_of(STAR, "TypeVarTuple"),
                |p| {
                    let star = want!(p.eat(STAR));
                    want!(p.eat(NAME));
                    p.attempt(|p| {
                        want!(p.eat(EQUAL));
                        p.star_expression()
                    })?;
                    Ok(Some(p.token_node(Kind::Other, star)))
                },
                |p| p.bound_of(DOUBLESTAR, "ParamSpec"),
                |p| {
                    let stars = want!(p.eat(DOUBLESTAR));
                    want!(p.eat(NAME));
                    p.attempt(Self::type_default)?;
                    Ok(Some(p.token_node(Kind::Other, stars)))
                },
            )
        })
    }

    fn type_default(&mut self) -> Outcome<Expr> {
        want!(self.eat(EQUAL));
        self.expression()
    }

    /// Only plain type variables have bounds.
    fn bound_of(&mut self, stars: SyntaxKind, class: &str) -> Outcome<Expr> {
        want!(self.eat(stars));
        want!(self.eat(NAME));
        let colon = want!(self.eat(COLON));
        let bound = want!(self.expression());
        let what = if bound.kind == Kind::Tuple { "constraints" } else { "bound" };
        self.raise_from(colon, format!("cannot use {what} with {class}"))
    }
}
