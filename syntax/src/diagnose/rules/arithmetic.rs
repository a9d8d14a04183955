//! Binary and unary operators, and what stands behind a primary.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::kind::SyntaxKind::{self, *};

/// Levels of binary operators, from the loosest.
const SHIFT: u8 = 3;
const SUM: u8 = 4;
const TERM: u8 = 5;

const BAD_NOT: &str = "'not' after an operator must be parenthesized";

fn level(operator: SyntaxKind) -> Option<u8> {
    Some(match operator {
        VBAR => 0,
        CIRCUMFLEX => 1,
        AMPER => 2,
        LEFTSHIFT | RIGHTSHIFT => SHIFT,
        PLUS | MINUS => SUM,
        STAR | SLASH | DOUBLESLASH | PERCENT | AT => TERM,
        _ => return None,
    })
}

impl Peg<'_> {
    pub(super) fn bitwise_or(&mut self) -> Outcome<Expr> {
        self.remember(Rule::BitwiseOr, |p| p.attempt(|p| p.binary(0)))
    }

    /// Operators of `lowest` level and above: the rules `bitwise_or` to `term` in one, which match
    /// the same and ask for the same tokens.
    fn binary(&mut self, lowest: u8) -> Outcome<Expr> {
        if lowest <= TERM {
            self.invalid_factor()?;
        }
        let start = self.start()?;
        let mut left = want!(self.factor());
        let mut in_first_sum = lowest <= SHIFT;
        loop {
            let operator = self.token()?;
            let Some(at) = level(operator.kind).filter(|it| *it >= lowest) else {
                break;
            };
            let right = self.attempt(|p| {
                want!(p.eat(operator.kind));
                if at == TERM { p.factor() } else { p.binary(at + 1) }
            })?;
            if right.is_none() {
                if in_first_sum && at >= SUM {
                    self.invalid_arithmetic()?;
                }
                break;
            }
            in_first_sum &= at >= SUM;
            left = self.node(Kind::Operation, start);
        }
        Ok(Some(left))
    }

    /// An operator, then `not`; the operator is the current token.
    fn invalid_arithmetic(&mut self) -> Outcome<()> {
        check!(self.invalid);
        self.attempt(|p| {
            want!(p.eat_any(&[PLUS, MINUS, STAR, SLASH, PERCENT, DOUBLESLASH, AT]));
            let not = want!(p.eat(NOT_KW));
            let operand = want!(p.inversion());
            p.raise_between(not, operand, BAD_NOT)
        })
    }

    fn invalid_factor(&mut self) -> Outcome<()> {
        check!(self.invalid);
        self.attempt(|p| {
            want!(p.eat_any(&[PLUS, MINUS, TILDE]));
            let not = want!(p.eat(NOT_KW));
            let operand = want!(p.factor());
            p.raise_between(not, operand, BAD_NOT)
        })
    }

    pub(super) fn factor(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Factor, |p| {
            choose!(
                p;
                |p| {
                    let sign = want!(p.eat_any(&[PLUS, MINUS, TILDE]));
                    want!(p.deeper(Self::factor));
                    Ok(Some(p.node(Kind::Operation, sign.start)))
                },
                Self::power,
            )
        })
    }

    fn power(&mut self) -> Outcome<Expr> {
        let start = self.start()?;
        let base = want!(self.await_primary());
        let exponent = self.attempt(|p| {
            want!(p.eat(DOUBLESTAR));
            p.deeper(Self::factor)
        })?;
        if exponent.is_none() {
            return Ok(Some(base));
        }
        Ok(Some(self.node(Kind::Operation, start)))
    }

    fn await_primary(&mut self) -> Outcome<Expr> {
        self.remember(Rule::AwaitPrimary, |p| {
            choose!(
                p;
                |p| {
                    let token = want!(p.eat(AWAIT_KW));
                    want!(p.primary());
                    Ok(Some(p.node(Kind::Await, token.start)))
                },
                Self::primary,
            )
        })
    }

    fn primary(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Primary, |p| {
            let start = p.start()?;
            let mut left = want!(p.atom());
            while let Some(kind) = p.attempt(Self::trailer)? {
                left = p.node(kind, start);
            }
            Ok(Some(left))
        })
    }

    /// What stands behind a primary, and what it makes of it. A generator is tried at every bracket:
    /// its rule for invalid code takes all of them.
    pub(super) fn trailer(&mut self) -> Outcome<Kind> {
        match self.kind()? {
            DOT => self.attribute(),
            LPAR => choose!(self; Self::genexp_call, Self::call),
            LSQB => choose!(self; Self::genexp_call, Self::subscript),
            LBRACE => self.genexp_call(),
            _ => Ok(None),
        }
    }

    pub(super) fn attribute(&mut self) -> Outcome<Kind> {
        want!(self.eat(DOT));
        want!(self.eat(NAME));
        Ok(Some(Kind::Attribute))
    }

    pub(super) fn genexp_call(&mut self) -> Outcome<Kind> {
        want!(self.deeper(Self::genexp));
        Ok(Some(Kind::Call))
    }

    pub(super) fn call(&mut self) -> Outcome<Kind> {
        want!(self.eat(LPAR));
        self.attempt(|p| p.deeper(Self::arguments))?;
        want!(self.eat(RPAR));
        Ok(Some(Kind::Call))
    }

    pub(super) fn subscript(&mut self) -> Outcome<Kind> {
        want!(self.eat(LSQB));
        want!(self.deeper(Self::slices));
        want!(self.eat(RSQB));
        Ok(Some(Kind::Subscript))
    }

    fn slices(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.slice());
                check!(!p.at(COMMA)?);
                Ok(Some(()))
            },
            |p| {
                want!(p.gather(COMMA, |p| {
                    choose!(p; Self::slice, |p| {
                        want!(p.starred_expression());
                        Ok(Some(()))
                    })
                }));
                p.skip(COMMA)?;
                Ok(Some(()))
            },
        )
    }

    fn slice(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                p.attempt(Self::expression)?;
                want!(p.eat(COLON));
                p.attempt(Self::expression)?;
                if p.skip(COLON)? {
                    p.attempt(Self::expression)?;
                }
                Ok(Some(()))
            },
            |p| {
                want!(p.named_expression());
                Ok(Some(()))
            },
        )
    }
}
