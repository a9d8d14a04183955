//! Expressions down to comparisons.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::kind::SyntaxKind::{self, *};

/// Words that are names but for certain places. CPython takes their beginnings for them too
/// (`_PyPegen_soft_keyword_token` compares as many letters as the name has).
const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

impl Peg<'_> {
    /// Elements between commas, as CPython writes `a=e b=(',' c=e)+ [',']`: a tuple where there is
    /// a comma.
    fn tuple_of(&mut self, mut element: impl FnMut(&mut Self) -> Outcome<Expr>) -> Outcome<Expr> {
        let start = self.start()?;
        let first = want!(self.attempt(&mut element));
        if !self.skip(COMMA)? {
            return Ok(Some(first));
        }
        let mut all = vec![first];
        while let Some(it) = self.attempt(&mut element)? {
            all.push(it);
            if !self.skip(COMMA)? {
                break;
            }
        }
        Ok(Some(self.node_with(Kind::Tuple, start, &all)))
    }

    pub(super) fn expressions(&mut self) -> Outcome<Expr> {
        self.tuple_of(Self::expression)
    }

    pub(super) fn star_expressions(&mut self) -> Outcome<Expr> {
        self.tuple_of(Self::star_expression)
    }

    pub(super) fn star_named_expressions(&mut self) -> Outcome<Vec<Expr>> {
        let all = want!(self.gather(COMMA, Self::star_named_expression));
        self.skip(COMMA)?;
        Ok(Some(all))
    }

    fn starred_bitwise_or(&mut self) -> Outcome<Expr> {
        let star = want!(self.eat(STAR));
        let value = want!(self.bitwise_or());
        Ok(Some(self.node_with(Kind::Starred, star.start, &[value])))
    }

    pub(super) fn star_expression(&mut self) -> Outcome<Expr> {
        self.remember(
            Rule::StarExpression,
            |p| choose!(p; Self::starred_bitwise_or, Self::expression),
        )
    }

    pub(super) fn star_named_expression(&mut self) -> Outcome<Expr> {
        choose!(self; Self::starred_bitwise_or, Self::named_expression)
    }

    /// `annotated_rhs`: what may stand behind `=`.
    pub(super) fn assigned_value(&mut self) -> Outcome<Expr> {
        choose!(self; Self::yield_expr, Self::star_expressions)
    }

    pub(super) fn yield_expr(&mut self) -> Outcome<Expr> {
        let token = want!(self.eat(YIELD_KW));
        let is_from = self.attempt(|p| {
            want!(p.eat(FROM_KW));
            p.expression()
        })?;
        if is_from.is_none() {
            self.attempt(Self::star_expressions)?;
        }
        Ok(Some(self.node(Kind::Yield, token.start)))
    }

    // ---- named and conditional expressions ----------------------------------------------------

    pub(super) fn assignment_expression(&mut self) -> Outcome<Expr> {
        let name = want!(self.eat(NAME));
        want!(self.eat(COLONEQUAL));
        want!(self.expression());
        Ok(Some(self.node(Kind::Named, name.start)))
    }

    pub(super) fn named_expression(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            Self::assignment_expression,
            Self::invalid_named_expression,
            Self::expression_without_walrus,
        )
    }

    /// `assignment_expression | expression !':='`.
    pub(super) fn walrus_or_expression(&mut self) -> Outcome<Expr> {
        choose!(self; Self::assignment_expression, Self::expression_without_walrus)
    }

    fn expression_without_walrus(&mut self) -> Outcome<Expr> {
        let expr = want!(self.expression());
        check!(!self.at(COLONEQUAL)?);
        Ok(Some(expr))
    }

    fn invalid_named_expression(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        self.remember(Rule::NamedInvalid, |p| {
            choose!(
                p;
                |p| {
                    let target = want!(p.expression());
                    want!(p.eat(COLONEQUAL));
                    want!(p.expression());
                    let name = target.kind.name();
                    p.raise_at(target, format!("cannot use assignment expressions with {name}"))
                },
                |p| {
                    let name = want!(p.eat(NAME));
                    want!(p.eat(EQUAL));
                    let value = want!(p.bitwise_or());
                    check!(!p.at_any(&[EQUAL, COLONEQUAL])?);
                    p.raise_between(
                        name,
                        value,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    )
                },
                |p| {
                    check!(!p.sees(Self::list)?);
                    check!(!p.sees(Self::tuple)?);
                    check!(!p.sees(Self::genexp)?);
                    check!(!p.at_any(&[TRUE_KW, NONE_KW, FALSE_KW])?);
                    let target = want!(p.bitwise_or());
                    want!(p.eat(EQUAL));
                    want!(p.bitwise_or());
                    check!(!p.at_any(&[EQUAL, COLONEQUAL])?);
                    let name = target.kind.name();
                    p.raise_at(
                        target,
                        format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"),
                    )
                },
            )
        })
    }

    pub(super) fn expression(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Expression, |p| {
            choose!(
                p;
                Self::invalid_expression,
                Self::invalid_legacy_expression,
                Self::conditional,
                Self::disjunction,
                Self::lambda,
            )
        })
    }

    fn conditional(&mut self) -> Outcome<Expr> {
        let start = self.start()?;
        want!(self.disjunction());
        want!(self.eat(IF_KW));
        want!(self.disjunction());
        want!(self.eat(ELSE_KW));
        want!(self.deeper(Self::expression));
        Ok(Some(self.node(Kind::IfExp, start)))
    }

    /// `expression` where the rules for invalid code take no part.
    fn expression_without_invalid(&mut self) -> Outcome<Expr> {
        let invalid = std::mem::take(&mut self.invalid);
        let outcome =
            self.attempt(|p| choose!(p; Self::conditional, Self::disjunction, Self::lambda));
        self.invalid = invalid;
        outcome
    }

    fn invalid_expression(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        let mark = self.mark;
        if let Some((left, right)) = self.attempt(Self::two_expressions)? {
            // Matched, but without words: CPython tries no other alternative.
            check!(!self.is_legacy(left) && self.level_behind() > 0);
            return self.raise_between(left, right, "invalid syntax. Perhaps you forgot a comma?");
        }
        self.mark = mark;
        choose!(
            self;
            |p| {
                let body = want!(p.disjunction());
                want!(p.eat(IF_KW));
                let test = want!(p.disjunction());
                check!(!p.at_any(&[ELSE_KW, COLON])?);
                p.raise_between(body, test, "expected 'else' after 'if' expression")
            },
            |p| {
                let lambda = want!(p.eat(LAMBDA_KW));
                p.attempt(|p| p.params(super::params::Style::Lambda))?;
                let colon = want!(p.eat(COLON));
                check!(p.at(FSTRING_MIDDLE)?);
                p.raise_between(
                    lambda,
                    colon,
                    "f-string: lambda expressions are not allowed without parentheses",
                )
            },
        )
    }

    /// Two expressions side by side; not a string with a bad prefix, not a soft keyword.
    fn two_expressions(&mut self) -> Outcome<(Expr, Expr)> {
        let first = self.token()?;
        if first.kind == NAME {
            check!(!SOFT_KEYWORDS.iter().any(|it| it.starts_with(self.text(first))));
            let is_prefix = self.sees(|p| {
                want!(p.eat(NAME));
                p.eat(STRING)
            })?;
            check!(!is_prefix);
        }
        let left = want!(self.disjunction());
        let right = want!(self.expression_without_invalid());
        Ok(Some((left, right)))
    }

    /// `print` or `exec` (`_PyPegen_check_legacy_stmt`).
    fn is_legacy(&self, expr: Expr) -> bool {
        expr.kind == Kind::Name
            && matches!(self.tokenizer.slice(expr.start, expr.end), "print" | "exec")
    }

    fn invalid_legacy_expression(&mut self) -> Outcome<Expr> {
        check!(self.invalid);
        let name = want!(self.eat(NAME));
        check!(!self.at(LPAR)?);
        let value = want!(self.deeper(Self::star_expressions));
        let name = self.token_node(Kind::Name, name);
        check!(self.is_legacy(name));
        let word = self.tokenizer.slice(name.start, name.end);
        let text = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
        self.raise_between(name, value, text)
    }

    pub(super) fn lambda(&mut self) -> Outcome<Expr> {
        let token = want!(self.eat(LAMBDA_KW));
        self.attempt(|p| p.params(super::params::Style::Lambda))?;
        want!(self.eat(COLON));
        want!(self.deeper(Self::expression));
        Ok(Some(self.node(Kind::Lambda, token.start)))
    }

    // ---- boolean operators and comparisons ----------------------------------------------------

    fn chain(
        &mut self,
        operator: SyntaxKind,
        mut operand: impl FnMut(&mut Self) -> Outcome<Expr>,
    ) -> Outcome<Expr> {
        let start = self.start()?;
        let first = want!(self.attempt(&mut operand));
        let n = self.repeat(|p| {
            want!(p.eat(operator));
            operand(p)
        })?;
        if n == 0 {
            return Ok(Some(first));
        }
        Ok(Some(self.node(Kind::Operation, start)))
    }

    pub(super) fn disjunction(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Disjunction, |p| p.chain(OR_KW, Self::conjunction))
    }

    fn conjunction(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Conjunction, |p| p.chain(AND_KW, Self::inversion))
    }

    pub(super) fn inversion(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Inversion, |p| {
            choose!(
                p;
                |p| {
                    let not = want!(p.eat(NOT_KW));
                    want!(p.deeper(Self::inversion));
                    Ok(Some(p.node(Kind::Operation, not.start)))
                },
                Self::comparison,
            )
        })
    }

    fn comparison(&mut self) -> Outcome<Expr> {
        let start = self.start()?;
        let left = want!(self.bitwise_or());
        let mut first = None;
        while let Some(is_in) = self.attempt(Self::compared)? {
            first.get_or_insert(is_in);
        }
        let kind = match first {
            None => return Ok(Some(left)),
            Some(true) => Kind::CompareIn,
            Some(false) => Kind::Compare,
        };
        Ok(Some(self.node_with(kind, start, &[left])))
    }

    /// An operator and its right operand; is the operator `in`?
    fn compared(&mut self) -> Outcome<bool> {
        let kind = self.kind()?;
        match kind {
            EQEQUAL | NOTEQUAL | LESSEQUAL | LESS | GREATEREQUAL | GREATER | IN_KW => {
                want!(self.eat(kind));
            }
            NOT_KW => {
                want!(self.eat(kind));
                want!(self.eat(IN_KW));
            }
            IS_KW => {
                want!(self.eat(kind));
                let negated = self.attempt(|p| {
                    want!(p.eat(NOT_KW));
                    p.bitwise_or()
                })?;
                if negated.is_some() {
                    return Ok(Some(false));
                }
            }
            _ => return Ok(None),
        }
        want!(self.bitwise_or());
        Ok(Some(kind == IN_KW))
    }
}
