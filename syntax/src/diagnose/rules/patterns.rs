//! `match`, its cases and their patterns.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::diagnose::tokenizer::Token;
use crate::kind::SyntaxKind::*;

impl Peg<'_> {
    pub(super) fn match_stmt(&mut self) -> Outcome<()> {
        let token = self.token()?;
        check!(token.kind == NAME && self.text(token) == "match");
        choose!(
            self;
            |p| {
                want!(p.match_header());
                want!(p.eat(COLON));
                want!(p.eat(NEWLINE));
                want!(p.eat(INDENT));
                check!(p.repeat(|p| p.deeper(Self::case_block))? > 0);
                Ok(p.eat(DEDENT)?.map(|_| ()))
            },
            |p| {
                check!(p.invalid);
                want!(p.match_header());
                p.lacks_colon()
            },
            |p| {
                check!(p.invalid);
                let keyword = want!(p.match_header());
                p.lacks_block("'match' statement", keyword)
            },
        )
    }

    fn match_header(&mut self) -> Outcome<Token> {
        let keyword = want!(self.soft("match"));
        let tuple = self.attempt(|p| {
            want!(p.star_named_expression());
            want!(p.eat(COMMA));
            p.attempt(Self::star_named_expressions)?;
            Ok(Some(()))
        })?;
        if tuple.is_none() {
            want!(self.named_expression());
        }
        Ok(Some(keyword))
    }

    fn case_block(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                check!(p.invalid);
                want!(p.case_header());
                p.lacks_colon()
            },
            |p| {
                check!(p.invalid);
                let keyword = want!(p.case_header());
                p.lacks_block("'case' statement", keyword)
            },
            |p| {
                want!(p.case_header());
                want!(p.eat(COLON));
                p.block()
            },
        )
    }

    fn case_header(&mut self) -> Outcome<Token> {
        let keyword = want!(self.soft("case"));
        want!(self.patterns());
        self.attempt(|p| {
            want!(p.eat(IF_KW));
            p.named_expression()
        })?;
        Ok(Some(keyword))
    }

    fn patterns(&mut self) -> Outcome<()> {
        choose!(
            self;
            Self::open_sequence_pattern,
            |p| Ok(p.pattern()?.map(|_| ())),
        )
    }

    fn pattern(&mut self) -> Outcome<Expr> {
        choose!(self; Self::as_pattern, Self::or_pattern)
    }

    fn as_pattern(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                let start = p.start()?;
                want!(p.or_pattern());
                want!(p.eat(AS_KW));
                want!(p.capture_target());
                Ok(Some(p.node(Kind::Other, start)))
            },
            |p| {
                check!(p.invalid);
                want!(p.or_pattern());
                want!(p.eat(AS_KW));
                let wildcard = want!(p.soft("_"));
                p.raise_at(wildcard, "cannot use '_' as a target")
            },
            |p| {
                check!(p.invalid);
                want!(p.or_pattern());
                want!(p.eat(AS_KW));
                check!(!p.at(NAME)?);
                let target = want!(p.expression());
                p.raise_at(target, "invalid pattern target")
            },
        )
    }

    fn or_pattern(&mut self) -> Outcome<Expr> {
        let start = self.start()?;
        want!(self.gather(VBAR, Self::closed_pattern));
        Ok(Some(self.node(Kind::Other, start)))
    }

    fn closed_pattern(&mut self) -> Outcome<Expr> {
        self.remember(Rule::ClosedPattern, |p| {
            let start = p.start()?;
            want!(p.attempt(|p| p.deeper(Self::closed_pattern_inside)));
            Ok(Some(p.node(Kind::Other, start)))
        })
    }

    fn closed_pattern_inside(&mut self) -> Outcome<()> {
        choose!(
            self;
            Self::literal,
            |p| Ok(p.capture_target()?.map(|_| ())),
            |p| Ok(p.soft("_")?.map(|_| ())),
            |p| {
                want!(p.attr());
                check!(!p.at_any(&[DOT, LPAR, EQUAL])?);
                Ok(Some(()))
            },
            |p| {
                want!(p.eat(LPAR));
                want!(p.pattern());
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            |p| {
                want!(p.eat(LSQB));
                p.attempt(Self::maybe_sequence_pattern)?;
                Ok(p.eat(RSQB)?.map(|_| ()))
            },
            |p| {
                want!(p.eat(LPAR));
                p.attempt(Self::open_sequence_pattern)?;
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            Self::mapping_pattern,
            Self::class_pattern,
        )
    }

    /// `literal_pattern` and `literal_expr`.
    fn literal(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                p.skip(MINUS)?;
                want!(p.eat_any(&[INT, FLOAT, IMAGINARY]));
                check!(!p.at_any(&[PLUS, MINUS])?);
                Ok(Some(()))
            },
            Self::complex_number,
            |p| Ok(p.strings()?.map(|_| ())),
            |p| Ok(p.eat_any(&[NONE_KW, TRUE_KW, FALSE_KW])?.map(|_| ())),
        )
    }

    /// Mirrors `_PyPegen_ensure_real` and `_PyPegen_ensure_imaginary`.
    fn complex_number(&mut self) -> Outcome<()> {
        self.skip(MINUS)?;
        let real = want!(self.eat_any(&[INT, FLOAT, IMAGINARY]));
        if self.is_imaginary(real) {
            return self.raise_at(real, "real number required in complex literal");
        }
        want!(self.eat_any(&[PLUS, MINUS]));
        let imaginary = want!(self.eat_any(&[INT, FLOAT, IMAGINARY]));
        if !self.is_imaginary(imaginary) {
            return self.raise_at(imaginary, "imaginary number required in complex literal");
        }
        Ok(Some(()))
    }

    fn is_imaginary(&self, number: Token) -> bool {
        self.text(number).ends_with(['j', 'J'])
    }

    /// A name that is bound: not `_`, and not the beginning of something else.
    fn capture_target(&mut self) -> Outcome<Token> {
        let name = want!(self.eat(NAME));
        check!(self.text(name) != "_");
        check!(!self.at_any(&[DOT, LPAR, EQUAL])?);
        Ok(Some(name))
    }

    fn attr(&mut self) -> Outcome<()> {
        want!(self.eat(NAME));
        check!(self.repeat(Self::attribute)? > 0);
        Ok(Some(()))
    }

    fn name_or_attr(&mut self) -> Outcome<()> {
        want!(self.eat(NAME));
        self.repeat(Self::attribute)?;
        Ok(Some(()))
    }

    fn open_sequence_pattern(&mut self) -> Outcome<()> {
        want!(self.maybe_star_pattern());
        want!(self.eat(COMMA));
        self.attempt(Self::maybe_sequence_pattern)?;
        Ok(Some(()))
    }

    fn maybe_sequence_pattern(&mut self) -> Outcome<()> {
        want!(self.gather(COMMA, Self::maybe_star_pattern));
        self.skip(COMMA)?;
        Ok(Some(()))
    }

    fn maybe_star_pattern(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| Ok(p.star_pattern()?.map(|_| ())),
            |p| Ok(p.pattern()?.map(|_| ())),
        )
    }

    fn star_pattern(&mut self) -> Outcome<Expr> {
        self.remember(Rule::StarPattern, |p| {
            p.attempt(|p| {
                let star = want!(p.eat(STAR));
                if p.attempt(Self::capture_target)?.is_none() {
                    want!(p.soft("_"));
                }
                Ok(Some(p.node(Kind::Other, star.start)))
            })
        })
    }

    fn mapping_pattern(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(LBRACE));
                Ok(p.eat(RBRACE)?.map(|_| ()))
            },
            |p| {
                want!(p.eat(LBRACE));
                want!(p.double_star_pattern());
                p.skip(COMMA)?;
                Ok(p.eat(RBRACE)?.map(|_| ()))
            },
            |p| {
                want!(p.eat(LBRACE));
                want!(p.gather(COMMA, Self::mapping_item));
                want!(p.eat(COMMA));
                want!(p.double_star_pattern());
                p.skip(COMMA)?;
                Ok(p.eat(RBRACE)?.map(|_| ()))
            },
            |p| {
                want!(p.eat(LBRACE));
                want!(p.gather(COMMA, Self::mapping_item));
                p.skip(COMMA)?;
                Ok(p.eat(RBRACE)?.map(|_| ()))
            },
        )
    }

    fn mapping_item(&mut self) -> Outcome<()> {
        if self.attempt(Self::literal)?.is_none() {
            want!(self.attempt(Self::attr));
        }
        want!(self.eat(COLON));
        Ok(self.pattern()?.map(|_| ()))
    }

    fn double_star_pattern(&mut self) -> Outcome<Token> {
        want!(self.eat(DOUBLESTAR));
        self.capture_target()
    }

    fn class_pattern(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.class_and_open());
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            |p| {
                want!(p.class_and_open());
                want!(p.gather(COMMA, Self::pattern));
                p.skip(COMMA)?;
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            |p| {
                want!(p.class_and_open());
                want!(p.gather(COMMA, Self::keyword_pattern));
                p.skip(COMMA)?;
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            |p| {
                want!(p.class_and_open());
                want!(p.gather(COMMA, Self::pattern));
                want!(p.eat(COMMA));
                want!(p.gather(COMMA, Self::keyword_pattern));
                p.skip(COMMA)?;
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            Self::invalid_class_pattern,
        )
    }

    fn class_and_open(&mut self) -> Outcome<Token> {
        want!(self.name_or_attr());
        self.eat(LPAR)
    }

    fn keyword_pattern(&mut self) -> Outcome<()> {
        want!(self.eat(NAME));
        want!(self.eat(EQUAL));
        Ok(self.pattern()?.map(|_| ()))
    }

    fn invalid_class_pattern(&mut self) -> Outcome<()> {
        check!(self.invalid);
        want!(self.class_and_open());
        self.attempt(|p| {
            want!(p.gather(COMMA, Self::pattern));
            p.eat(COMMA)
        })?;
        want!(self.gather(COMMA, Self::keyword_pattern));
        want!(self.eat(COMMA));
        let positional = want!(self.gather(COMMA, Self::pattern));
        let (Some(first), Some(last)) = (positional.first(), positional.last()) else {
            return Ok(None);
        };
        self.raise_between(*first, *last, "positional patterns follow keyword patterns")
    }
}
