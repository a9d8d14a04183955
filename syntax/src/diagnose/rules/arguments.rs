//! The arguments of calls and classes.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::kind::SyntaxKind::*;

const MAYBE_EQUALS: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
const BARE_GENERATOR: &str = "Generator expression must be parenthesized";

/// What the rule `args` gives: the call that CPython makes of it, as far as errors look at it.
#[derive(Clone, Copy, Default)]
struct Args {
    /// How many arguments are positional, starred ones included.
    n_positional: usize,
    last_positional: Option<Expr>,
    has_double_star: bool,
}

/// One entry of `kwargs`.
enum Keyword {
    Starred(Expr),
    Named,
    DoubleStar,
}

impl Peg<'_> {
    pub(super) fn arguments(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Arguments, |p| {
            choose!(
                p;
                |p| {
                    let start = p.start()?;
                    want!(p.args());
                    p.skip(COMMA)?;
                    check!(p.at(RPAR)?);
                    Ok(Some(p.node(Kind::Other, start)))
                },
                Self::invalid_arguments,
            )
        })
    }

    /// `starred_expression | (assignment_expression | expression !':=') !'='`.
    fn positional(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            Self::starred_expression,
            |p| {
                let expr = want!(p.walrus_or_expression());
                check!(!p.at(EQUAL)?);
                Ok(Some(expr))
            },
        )
    }

    fn args(&mut self) -> Outcome<Args> {
        let mut args = Args::default();
        let positional = self.attempt(|p| p.gather(COMMA, Self::positional))?;
        let keywords = match &positional {
            Some(_) => self.attempt(|p| {
                want!(p.eat(COMMA));
                p.kwargs()
            })?,
            None => Some(want!(self.attempt(Self::kwargs))),
        };
        for it in positional.unwrap_or_default() {
            args.n_positional += 1;
            args.last_positional = Some(it);
        }
        for it in keywords.unwrap_or_default() {
            match it {
                Keyword::Starred(it) => {
                    args.n_positional += 1;
                    args.last_positional = Some(it);
                }
                Keyword::Named => {}
                Keyword::DoubleStar => args.has_double_star = true,
            }
        }
        Ok(Some(args))
    }

    fn kwargs(&mut self) -> Outcome<Vec<Keyword>> {
        choose!(
            self;
            |p| {
                let mut all = want!(p.gather(COMMA, Self::keyword_or_starred));
                want!(p.eat(COMMA));
                all.extend(want!(p.gather(COMMA, Self::keyword_or_double_starred)));
                Ok(Some(all))
            },
            |p| p.gather(COMMA, Self::keyword_or_starred),
            |p| p.gather(COMMA, Self::keyword_or_double_starred),
        )
    }

    fn keyword(&mut self) -> Outcome<Keyword> {
        want!(self.eat(NAME));
        want!(self.eat(EQUAL));
        want!(self.expression());
        Ok(Some(Keyword::Named))
    }

    fn keyword_or_starred(&mut self) -> Outcome<Keyword> {
        choose!(
            self;
            Self::invalid_kwarg,
            Self::keyword,
            |p| Ok(Some(Keyword::Starred(want!(p.starred_expression())))),
        )
    }

    fn keyword_or_double_starred(&mut self) -> Outcome<Keyword> {
        choose!(
            self;
            Self::invalid_kwarg,
            Self::keyword,
            |p| {
                want!(p.eat(DOUBLESTAR));
                want!(p.expression());
                Ok(Some(Keyword::DoubleStar))
            },
        )
    }

    pub(super) fn starred_expression(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            Self::invalid_starred_expression,
            |p| {
                let star = want!(p.eat(STAR));
                let value = want!(p.expression());
                Ok(Some(p.node_with(Kind::Starred, star.start, &[value])))
            },
            |p| {
                want!(p.eat(STAR));
                p.raise_last("Invalid star expression")
            },
        )
    }

    fn invalid_starred_expression(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        let star = want!(self.eat(STAR));
        want!(self.expression());
        want!(self.eat(EQUAL));
        let value = want!(self.expression());
        self.raise_between(star, value, "cannot assign to iterable argument unpacking")
    }

    fn invalid_kwarg(&mut self) -> Outcome<Keyword> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let constant = want!(p.eat_any(&[TRUE_KW, FALSE_KW, NONE_KW]));
                let equal = want!(p.eat(EQUAL));
                let text = format!("cannot assign to {}", p.text(constant));
                p.raise_between(constant, equal, text)
            },
            Self::generator_for_keyword,
            |p| {
                let is_named = p.sees(|p| {
                    want!(p.eat(NAME));
                    p.eat(EQUAL)
                })?;
                check!(!is_named);
                let expr = want!(p.expression());
                let equal = want!(p.eat(EQUAL));
                p.raise_between(
                    expr,
                    equal,
                    "expression cannot contain assignment, perhaps you meant \"==\"?",
                )
            },
            |p| {
                let stars = want!(p.eat(DOUBLESTAR));
                want!(p.expression());
                want!(p.eat(EQUAL));
                let value = want!(p.expression());
                p.raise_between(stars, value, "cannot assign to keyword argument unpacking")
            },
        )
    }

    fn generator_for_keyword<T>(&mut self) -> Outcome<T> {
        let name = want!(self.eat(NAME));
        let equal = want!(self.eat(EQUAL));
        want!(self.expression());
        want!(self.for_if_clauses());
        self.raise_between(name, equal, MAYBE_EQUALS)
    }

    fn invalid_arguments(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        if let Some(it) = self.attempt(Self::star_behind_keywords)? {
            return Ok(Some(it));
        }
        if let Some(it) = self.attempt(Self::bare_generator_first)? {
            return Ok(Some(it));
        }
        self.attempt(Self::generator_for_keyword::<()>)?;
        self.attempt(Self::missing_keyword_value)?;
        let mark = self.mark;
        if let Some((args, last)) = self.attempt(|p| {
            let args = want!(p.args());
            Ok(Some((args, want!(p.for_if_clauses()))))
        })? {
            return self.generator_behind(args, last);
        }
        self.mark = mark;
        choose!(
            self;
            |p| {
                want!(p.args());
                want!(p.eat(COMMA));
                let expr = want!(p.expression());
                let last = want!(p.for_if_clauses());
                p.raise_between(expr, last, BARE_GENERATOR)
            },
            |p| {
                let args = want!(p.args());
                want!(p.eat(COMMA));
                want!(p.args());
                p.raise_last(if args.has_double_star {
                    "positional argument follows keyword argument unpacking"
                } else {
                    "positional argument follows keyword argument"
                })
            },
        )
    }

    fn star_behind_keywords(&mut self) -> Outcome<Expr> {
        let before = self.attempt(|p| {
            want!(p.gather(COMMA, Self::positional));
            want!(p.eat(COMMA));
            p.kwargs()
        })?;
        if before.is_none() {
            want!(self.attempt(Self::kwargs));
        }
        let comma = want!(self.eat(COMMA));
        want!(self.gather(COMMA, |p| {
            want!(p.starred_expression());
            check!(!p.at(EQUAL)?);
            Ok(Some(()))
        }));
        self.raise_from(comma, "iterable argument unpacking follows keyword argument unpacking")
    }

    fn bare_generator_first(&mut self) -> Outcome<Expr> {
        let expr = want!(self.expression());
        let last = want!(self.for_if_clauses());
        want!(self.eat(COMMA));
        let more = self.attempt(|p| Ok(p.args()?.map(|_| ())))?;
        if more.is_none() {
            self.attempt(|p| {
                want!(p.expression());
                p.for_if_clauses()
            })?;
        }
        self.raise_between(expr, last, BARE_GENERATOR)
    }

    fn missing_keyword_value(&mut self) -> Outcome<()> {
        self.attempt(|p| {
            want!(p.args());
            p.eat(COMMA)
        })?;
        let name = want!(self.eat(NAME));
        let equal = want!(self.eat(EQUAL));
        check!(self.at_any(&[COMMA, RPAR])?);
        self.raise_between(name, equal, "expected argument value expression")
    }

    /// `f(x, y for y in z)`; one argument alone is fine (`_PyPegen_nonparen_genexp_in_call`).
    fn generator_behind(&mut self, args: Args, last: Expr) -> Outcome<Expr> {
        let Some(first) = args.last_positional.filter(|_| args.n_positional > 1) else {
            return Ok(None);
        };
        self.raise_between(first, last, BARE_GENERATOR)
    }
}
