//! Names, literals, displays and comprehensions.

use crate::diagnose::nodes::{Expr, Kind, Targets};
use crate::diagnose::peg::{Outcome, Peg, check, choose, want};
use crate::diagnose::tokenizer::Token;
use crate::kind::SyntaxKind::*;

const FORGOT_PARENTHESES: &str = "did you forget parentheses around the comprehension target?";
const BAD_VALUE: &str = "cannot use a starred expression in a dictionary value";
const NO_VALUE: &str = "expression expected after dictionary key and ':'";

impl Peg<'_> {
    pub(super) fn atom(&mut self) -> Outcome<Expr> {
        let token = self.token()?;
        let kind = match token.kind {
            NAME => Kind::Name,
            TRUE_KW => Kind::True,
            FALSE_KW => Kind::False,
            NONE_KW => Kind::None,
            INT | FLOAT | IMAGINARY => return self.number_token(),
            ELLIPSIS => Kind::Ellipsis,
            STRING | FSTRING_START => return self.strings(),
            LPAR => {
                return self.deeper(|p| choose!(p; Self::tuple, Self::group, Self::genexp));
            }
            LSQB => return self.deeper(|p| choose!(p; Self::list, Self::listcomp)),
            LBRACE => {
                return self
                    .deeper(|p| choose!(p; Self::dict, Self::set, Self::dictcomp, Self::setcomp));
            }
            _ => return Ok(None),
        };
        self.mark += 1;
        Ok(Some(self.token_node(kind, token)))
    }

    fn group(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                want!(p.eat(LPAR));
                let inside = want!(choose_yield(p));
                want!(p.eat(RPAR));
                Ok(Some(inside))
            },
            Self::invalid_group,
        )
    }

    fn invalid_group(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.eat(LPAR));
                let starred = want!(p.starred_expression());
                want!(p.eat(RPAR));
                p.raise_at(starred, "cannot use starred expression here")
            },
            |p| {
                want!(p.eat(LPAR));
                let stars = want!(p.eat(DOUBLESTAR));
                want!(p.expression());
                want!(p.eat(RPAR));
                p.raise_at(stars, "cannot use double starred expression here")
            },
        )
    }

    pub(super) fn list(&mut self) -> Outcome<Expr> {
        let open = want!(self.eat(LSQB));
        let all = self.attempt(Self::star_named_expressions)?.unwrap_or_default();
        want!(self.eat(RSQB));
        Ok(Some(self.node_with(Kind::List, open.start, &all)))
    }

    pub(super) fn tuple(&mut self) -> Outcome<Expr> {
        let open = want!(self.eat(LPAR));
        let all = self.attempt(|p| {
            let mut all = vec![want!(p.star_named_expression())];
            want!(p.eat(COMMA));
            all.extend(p.attempt(Self::star_named_expressions)?.unwrap_or_default());
            Ok(Some(all))
        })?;
        want!(self.eat(RPAR));
        Ok(Some(self.node_with(Kind::Tuple, open.start, &all.unwrap_or_default())))
    }

    fn set(&mut self) -> Outcome<Expr> {
        let open = want!(self.eat(LBRACE));
        want!(self.star_named_expressions());
        want!(self.eat(RBRACE));
        Ok(Some(self.node(Kind::Set, open.start)))
    }

    // ---- dicts --------------------------------------------------------------------------------

    fn dict(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let open = want!(p.eat(LBRACE));
                p.attempt(|p| {
                    want!(p.gather(COMMA, Self::dict_item));
                    p.skip(COMMA)?;
                    Ok(Some(()))
                })?;
                want!(p.eat(RBRACE));
                Ok(Some(p.node(Kind::Dict, open.start)))
            },
            // This one takes part in the first pass too.
            |p| {
                let open = want!(p.eat(LBRACE));
                want!(p.invalid_dict_items());
                want!(p.eat(RBRACE));
                Ok(Some(p.node(Kind::Dict, open.start)))
            },
        )
    }

    fn dict_item(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(DOUBLESTAR));
                want!(p.bitwise_or());
                Ok(Some(()))
            },
            Self::key_and_value,
        )
    }

    fn key_and_value(&mut self) -> Outcome<()> {
        want!(self.expression());
        want!(self.eat(COLON));
        want!(self.expression());
        Ok(Some(()))
    }

    fn invalid_dict_items(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.gather(COMMA, Self::dict_item));
                want!(p.eat(COMMA));
                p.invalid_dict_item()
            },
            Self::starred_value,
            Self::missing_value,
        )
    }

    fn invalid_dict_item(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                let key = want!(p.expression());
                check!(!p.at(COLON)?);
                let at = p.tokenizer.at_column_of(key.start, key.end - 1);
                p.raise(at, "':' expected after dictionary key")
            },
            Self::starred_value,
            Self::missing_value,
        )
    }

    fn starred_value(&mut self) -> Outcome<()> {
        want!(self.expression());
        want!(self.eat(COLON));
        let star = want!(self.eat(STAR));
        want!(self.bitwise_or());
        self.raise_from(star, BAD_VALUE)
    }

    fn missing_value(&mut self) -> Outcome<()> {
        want!(self.expression());
        let colon = want!(self.eat(COLON));
        check!(self.at_any(&[RBRACE, COMMA])?);
        self.raise_at(colon, NO_VALUE)
    }

    // ---- comprehensions -----------------------------------------------------------------------

    fn listcomp(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let open = want!(p.eat(LSQB));
                want!(p.named_expression());
                want!(p.for_if_clauses());
                want!(p.eat(RSQB));
                Ok(Some(p.node(Kind::ListComp, open.start)))
            },
            Self::invalid_comprehension,
        )
    }

    fn setcomp(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let open = want!(p.eat(LBRACE));
                want!(p.named_expression());
                want!(p.for_if_clauses());
                want!(p.eat(RBRACE));
                Ok(Some(p.node(Kind::SetComp, open.start)))
            },
            Self::invalid_comprehension,
        )
    }

    pub(super) fn genexp(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let open = want!(p.eat(LPAR));
                want!(p.walrus_or_expression());
                want!(p.for_if_clauses());
                want!(p.eat(RPAR));
                Ok(Some(p.node(Kind::Generator, open.start)))
            },
            Self::invalid_comprehension,
        )
    }

    fn dictcomp(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let open = want!(p.eat(LBRACE));
                want!(p.key_and_value());
                want!(p.for_if_clauses());
                want!(p.eat(RBRACE));
                Ok(Some(p.node(Kind::DictComp, open.start)))
            },
            Self::invalid_dict_comprehension,
        )
    }

    fn invalid_comprehension(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.eat_any(&[LSQB, LPAR, LBRACE]));
                let starred = want!(p.starred_expression());
                want!(p.for_if_clauses());
                p.raise_at(starred, "iterable unpacking cannot be used in comprehension")
            },
            |p| {
                want!(p.eat_any(&[LSQB, LBRACE]));
                let first = want!(p.star_named_expression());
                want!(p.eat(COMMA));
                let rest = want!(p.star_named_expressions());
                want!(p.for_if_clauses());
                p.raise_between(first, *rest.last().unwrap_or(&first), FORGOT_PARENTHESES)
            },
            |p| {
                want!(p.eat_any(&[LSQB, LBRACE]));
                let first = want!(p.star_named_expression());
                let comma = want!(p.eat(COMMA));
                want!(p.for_if_clauses());
                p.raise_between(first, comma, FORGOT_PARENTHESES)
            },
        )
    }

    fn invalid_dict_comprehension(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        want!(self.eat(LBRACE));
        let stars = want!(self.eat(DOUBLESTAR));
        want!(self.bitwise_or());
        want!(self.for_if_clauses());
        want!(self.eat(RBRACE));
        self.raise_at(stars, "dict unpacking cannot be used in dict comprehension")
    }

    /// The last expression of the clauses (`_PyPegen_get_last_comprehension_item`).
    pub(super) fn for_if_clauses(&mut self) -> Outcome<Expr> {
        let mut last = want!(self.attempt(Self::for_if_clause));
        while let Some(it) = self.attempt(Self::for_if_clause)? {
            last = it;
        }
        Ok(Some(last))
    }

    fn for_if_clause(&mut self) -> Outcome<Expr> {
        let mark = self.mark;
        self.skip(ASYNC_KW)?;
        if self.skip(FOR_KW)? {
            let target = self.attempt(Self::star_targets)?;
            if target.is_some() && self.skip(IN_KW)? {
                // Behind `in` there is no way back.
                let mut last = want!(self.disjunction());
                while let Some(it) = self.attempt(|p| {
                    want!(p.eat(IF_KW));
                    p.disjunction()
                })? {
                    last = it;
                }
                return Ok(Some(last));
            }
        }
        self.mark = mark;
        choose!(
            self;
            |p| {
                p.skip(ASYNC_KW)?;
                want!(p.eat(FOR_KW));
                want!(p.bitwise_or());
                p.repeat(|p| {
                    want!(p.eat(COMMA));
                    p.bitwise_or()
                })?;
                p.skip(COMMA)?;
                check!(!p.at(IN_KW)?);
                p.raise_last("'in' expected after for-loop variables")
            },
            Self::invalid_for_target,
        )
    }

    pub(super) fn invalid_for_target<T>(&mut self) -> Outcome<T> {
        check!(self.invalid);
        self.skip(ASYNC_KW)?;
        want!(self.eat(FOR_KW));
        let target = want!(self.star_expressions());
        self.raise_if_no_target(target, Targets::For)
    }

    /// `RAISE_SYNTAX_ERROR_INVALID_TARGET`; matches nothing where the target is fine.
    pub(super) fn raise_if_no_target<T>(&mut self, expr: Expr, targets: Targets) -> Outcome<T> {
        let Some(bad) = self.invalid_target(expr, targets) else {
            return Ok(None);
        };
        let verb = if targets == Targets::Del { "delete" } else { "assign to" };
        self.raise_at(bad, format!("cannot {verb} {}", bad.kind.name()))
    }

    fn number_token(&mut self) -> Outcome<Expr> {
        let token = want!(self.eat_any(&[INT, FLOAT, IMAGINARY]));
        self.check_number(token)?;
        Ok(Some(self.token_node(Kind::Literal, token)))
    }

    fn check_number(&mut self, token: Token) -> Outcome<()> {
        match crate::literal::number_refused(self.text(token)) {
            Some(text) => self.raise(rowan::TextRange::empty(token.start.into()), text),
            None => Ok(Some(())),
        }
    }
}

fn choose_yield(p: &mut Peg<'_>) -> Outcome<Expr> {
    choose!(p; Peg::yield_expr, Peg::named_expression)
}
