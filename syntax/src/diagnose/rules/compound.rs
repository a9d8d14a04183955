//! Compound statements, but for `match`.

use crate::diagnose::nodes::{Kind, Targets};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::diagnose::tokenizer::Token;
use crate::kind::SyntaxKind::{self, *};

use super::params::Style;

const NO_COLON: &str = "expected ':'";
const TWO_KINDS: &str = "cannot have both 'except' and 'except*' on the same 'try'";

impl Peg<'_> {
    pub(super) fn compound_stmt(&mut self) -> Outcome<()> {
        match self.kind()? {
            DEF_KW => self.function_def(),
            AT => choose!(self; Self::function_def, Self::class_def),
            ASYNC_KW => choose!(self; Self::function_def, Self::with_stmt, Self::for_stmt),
            IF_KW => self.if_stmt(),
            CLASS_KW => self.class_def(),
            WITH_KW => self.with_stmt(),
            FOR_KW => self.for_stmt(),
            TRY_KW => self.try_stmt(),
            WHILE_KW => self.while_stmt(),
            _ => self.match_stmt(),
        }
    }

    pub(super) fn block(&mut self) -> Outcome<()> {
        let found = self.remember(Rule::Block, |p| {
            let start = p.start()?;
            want!(p.attempt(|p| p.deeper(Self::block_inside)));
            Ok(Some(p.node(Kind::Other, start)))
        });
        Ok(found?.map(|_| ()))
    }

    fn block_inside(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(NEWLINE));
                want!(p.eat(INDENT));
                check!(p.statements()? > 0);
                Ok(p.eat(DEDENT)?.map(|_| ()))
            },
            Self::simple_stmts,
            |p| {
                check!(p.invalid);
                want!(p.eat(NEWLINE));
                check!(!p.at(INDENT)?);
                p.raise_indentation("expected an indented block")
            },
        )
    }

    /// `':' NEWLINE !INDENT`, the mark of a missing block.
    pub(super) fn lacks_block(&mut self, what: &str, keyword: Token) -> Outcome<()> {
        want!(self.eat(COLON));
        want!(self.eat(NEWLINE));
        check!(!self.at(INDENT)?);
        self.raise_missing_block(what, keyword)
    }

    /// `NEWLINE` where a colon should stand.
    pub(super) fn lacks_colon(&mut self) -> Outcome<()> {
        want!(self.eat(NEWLINE));
        self.raise_last(NO_COLON)
    }

    fn colon_and_block(&mut self) -> Outcome<()> {
        want!(self.eat(COLON));
        self.block()
    }

    // ---- definitions --------------------------------------------------------------------------

    fn decorators(&mut self) -> Outcome<()> {
        self.repeat(|p| {
            want!(p.eat(AT));
            want!(p.named_expression());
            p.eat(NEWLINE)
        })?;
        Ok(Some(()))
    }

    fn class_def(&mut self) -> Outcome<()> {
        want!(self.decorators());
        choose!(
            self;
            Self::invalid_class_def,
            |p| {
                want!(p.class_header());
                p.colon_and_block()
            },
        )
    }

    fn class_header(&mut self) -> Outcome<Token> {
        let keyword = want!(self.eat(CLASS_KW));
        want!(self.eat(NAME));
        self.attempt(Self::type_params)?;
        self.attempt(|p| {
            want!(p.eat(LPAR));
            p.attempt(Self::arguments)?;
            p.eat(RPAR)
        })?;
        Ok(Some(keyword))
    }

    fn invalid_class_def(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.class_header());
                p.lacks_colon()
            },
            |p| {
                let keyword = want!(p.class_header());
                p.lacks_block("class definition", keyword)
            },
        )
    }

    fn function_def(&mut self) -> Outcome<()> {
        want!(self.decorators());
        choose!(
            self;
            Self::invalid_def,
            |p| {
                want!(p.function_header());
                p.colon_and_block()
            },
        )
    }

    fn function_header(&mut self) -> Outcome<Token> {
        self.skip(ASYNC_KW)?;
        let keyword = want!(self.eat(DEF_KW));
        want!(self.eat(NAME));
        self.attempt(Self::type_params)?;
        want!(self.eat(LPAR));
        want!(self.function_header_end());
        Ok(Some(keyword))
    }

    fn function_header_end(&mut self) -> Outcome<()> {
        self.attempt(|p| p.params(Style::Function))?;
        want!(self.eat(RPAR));
        self.attempt(|p| {
            want!(p.eat(RARROW));
            p.expression()
        })?;
        Ok(Some(()))
    }

    fn invalid_def(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let keyword = want!(p.function_header());
                p.lacks_block("function definition", keyword)
            },
            |p| {
                p.skip(ASYNC_KW)?;
                want!(p.eat(DEF_KW));
                want!(p.eat(NAME));
                p.attempt(Self::type_params)?;
                p.force(LPAR)?;
                want!(p.function_header_end());
                p.force(COLON)?;
                p.block()
            },
        )
    }

    // ---- if and while -------------------------------------------------------------------------

    fn test_header(&mut self, keyword: SyntaxKind) -> Outcome<Token> {
        let token = want!(self.eat(keyword));
        want!(self.named_expression());
        Ok(Some(token))
    }

    fn invalid_test(&mut self, keyword: SyntaxKind, what: &str) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.test_header(keyword));
                p.lacks_colon()
            },
            |p| {
                let token = want!(p.test_header(keyword));
                p.lacks_block(what, token)
            },
        )
    }

    fn if_stmt(&mut self) -> Outcome<()> {
        self.attempt(|p| p.invalid_test(IF_KW, "'if' statement"))?;
        want!(self.test_header(IF_KW));
        want!(self.colon_and_block());
        self.elifs_and_else()
    }

    /// The clauses behind; CPython nests them.
    fn elifs_and_else(&mut self) -> Outcome<()> {
        self.repeat(|p| {
            p.attempt(|p| p.invalid_test(ELIF_KW, "'elif' statement"))?;
            want!(p.test_header(ELIF_KW));
            p.colon_and_block()
        })?;
        self.attempt(Self::else_block)?;
        Ok(Some(()))
    }

    fn else_block(&mut self) -> Outcome<()> {
        self.attempt(|p| {
            check!(p.invalid);
            let keyword = want!(p.eat(ELSE_KW));
            p.lacks_block("'else' statement", keyword)
        })?;
        want!(self.eat(ELSE_KW));
        self.force(COLON)?;
        self.block()
    }

    fn while_stmt(&mut self) -> Outcome<()> {
        self.attempt(|p| p.invalid_test(WHILE_KW, "'while' statement"))?;
        want!(self.test_header(WHILE_KW));
        want!(self.colon_and_block());
        self.attempt(Self::else_block)?;
        Ok(Some(()))
    }

    // ---- for ----------------------------------------------------------------------------------

    fn for_stmt(&mut self) -> Outcome<()> {
        self.attempt(Self::invalid_for)?;
        let mark = self.mark;
        self.skip(ASYNC_KW)?;
        if self.skip(FOR_KW)? {
            let target = self.attempt(Self::star_targets)?;
            if target.is_some() && self.skip(IN_KW)? {
                // Behind `in` there is no way back.
                want!(self.star_expressions());
                want!(self.colon_and_block());
                self.attempt(Self::else_block)?;
                return Ok(Some(()));
            }
        }
        self.mark = mark;
        self.invalid_for_target()
    }

    fn for_header(&mut self) -> Outcome<Token> {
        self.skip(ASYNC_KW)?;
        let keyword = want!(self.eat(FOR_KW));
        want!(self.star_targets());
        want!(self.eat(IN_KW));
        want!(self.star_expressions());
        Ok(Some(keyword))
    }

    fn invalid_for(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.for_header());
                p.lacks_colon()
            },
            |p| {
                let keyword = want!(p.for_header());
                p.lacks_block("'for' statement", keyword)
            },
        )
    }

    // ---- with ---------------------------------------------------------------------------------

    fn with_stmt(&mut self) -> Outcome<()> {
        choose!(
            self;
            Self::invalid_with_indent,
            |p| {
                p.skip(ASYNC_KW)?;
                want!(p.eat(WITH_KW));
                want!(p.eat(LPAR));
                want!(p.gather(COMMA, Self::with_item));
                p.skip(COMMA)?;
                want!(p.eat(RPAR));
                p.colon_and_block()
            },
            |p| {
                p.skip(ASYNC_KW)?;
                want!(p.eat(WITH_KW));
                want!(p.gather(COMMA, Self::with_item));
                p.colon_and_block()
            },
            Self::invalid_with,
        )
    }

    fn with_item(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.expression());
                want!(p.eat(AS_KW));
                want!(p.star_target());
                check!(p.at_any(&[COMMA, RPAR, COLON])?);
                Ok(Some(()))
            },
            |p| {
                check!(p.invalid);
                want!(p.expression());
                want!(p.eat(AS_KW));
                let target = want!(p.expression());
                check!(p.at_any(&[COMMA, RPAR, COLON])?);
                p.raise_if_no_target(target, Targets::Star)
            },
            |p| Ok(p.expression()?.map(|_| ())),
        )
    }

    fn as_target(&mut self) -> Outcome<()> {
        self.attempt(|p| {
            want!(p.eat(AS_KW));
            p.star_target()
        })?;
        Ok(Some(()))
    }

    fn with_header(&mut self) -> Outcome<Token> {
        self.skip(ASYNC_KW)?;
        let keyword = want!(self.eat(WITH_KW));
        want!(self.gather(COMMA, |p| {
            want!(p.expression());
            p.as_target()
        }));
        Ok(Some(keyword))
    }

    fn with_header_in_parentheses(&mut self) -> Outcome<Token> {
        self.skip(ASYNC_KW)?;
        let keyword = want!(self.eat(WITH_KW));
        want!(self.eat(LPAR));
        want!(self.gather(COMMA, |p| {
            want!(p.expressions());
            p.as_target()
        }));
        self.skip(COMMA)?;
        want!(self.eat(RPAR));
        Ok(Some(keyword))
    }

    fn invalid_with_indent(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let keyword = want!(p.with_header());
                p.lacks_block("'with' statement", keyword)
            },
            |p| {
                let keyword = want!(p.with_header_in_parentheses());
                p.lacks_block("'with' statement", keyword)
            },
        )
    }

    fn invalid_with(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.with_header());
                p.lacks_colon()
            },
            |p| {
                want!(p.with_header_in_parentheses());
                p.lacks_colon()
            },
        )
    }

    // ---- try ----------------------------------------------------------------------------------

    fn try_stmt(&mut self) -> Outcome<()> {
        choose!(
            self;
            Self::invalid_try,
            |p| {
                want!(p.try_and_block());
                p.finally_block()
            },
            |p| {
                want!(p.try_and_block());
                check!(p.repeat(Self::except_block)? > 0);
                p.behind_handlers()
            },
            |p| {
                want!(p.try_and_block());
                check!(p.repeat(Self::except_star_block)? > 0);
                p.behind_handlers()
            },
        )
    }

    fn try_and_block(&mut self) -> Outcome<()> {
        want!(self.eat(TRY_KW));
        self.force(COLON)?;
        self.block()
    }

    fn behind_handlers(&mut self) -> Outcome<()> {
        self.attempt(Self::else_block)?;
        self.attempt(Self::finally_block)?;
        Ok(Some(()))
    }

    fn finally_block(&mut self) -> Outcome<()> {
        self.attempt(|p| {
            check!(p.invalid);
            let keyword = want!(p.eat(FINALLY_KW));
            p.lacks_block("'finally' statement", keyword)
        })?;
        want!(self.eat(FINALLY_KW));
        self.force(COLON)?;
        self.block()
    }

    fn except_block(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                check!(p.invalid);
                let keyword = want!(p.except_header());
                p.lacks_block("'except' statement", keyword)
            },
            |p| {
                want!(p.except_header());
                p.colon_and_block()
            },
            Self::invalid_except,
        )
    }

    fn except_star_block(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                check!(p.invalid);
                let keyword = want!(p.except_star_header());
                p.lacks_block("'except*' statement", keyword)
            },
            |p| {
                want!(p.except_star_header());
                p.colon_and_block()
            },
            Self::invalid_except,
        )
    }

    fn exception_and_name(&mut self) -> Outcome<()> {
        want!(self.expression());
        self.attempt(|p| {
            want!(p.eat(AS_KW));
            p.eat(NAME)
        })?;
        Ok(Some(()))
    }

    fn except_header(&mut self) -> Outcome<Token> {
        let keyword = want!(self.eat(EXCEPT_KW));
        self.attempt(Self::exception_and_name)?;
        Ok(Some(keyword))
    }

    fn except_star_header(&mut self) -> Outcome<Token> {
        let keyword = want!(self.eat(EXCEPT_KW));
        want!(self.eat(STAR));
        want!(self.exception_and_name());
        Ok(Some(keyword))
    }

    fn invalid_try(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let keyword = want!(p.eat(TRY_KW));
                p.lacks_block("'try' statement", keyword)
            },
            |p| {
                want!(p.eat(TRY_KW));
                want!(p.eat(COLON));
                want!(p.block());
                check!(!p.at_any(&[EXCEPT_KW, FINALLY_KW])?);
                p.raise_last("expected 'except' or 'finally' block")
            },
            |p| {
                want!(p.eat(TRY_KW));
                want!(p.eat(COLON));
                p.repeat(Self::block)?;
                check!(p.repeat(Self::except_block)? > 0);
                let keyword = want!(p.eat(EXCEPT_KW));
                let star = want!(p.eat(STAR));
                want!(p.exception_and_name());
                want!(p.eat(COLON));
                p.raise_between(keyword, star, TWO_KINDS)
            },
            |p| {
                want!(p.eat(TRY_KW));
                want!(p.eat(COLON));
                p.repeat(Self::block)?;
                check!(p.repeat(Self::except_star_block)? > 0);
                let keyword = want!(p.except_header());
                want!(p.eat(COLON));
                p.raise_at(keyword, TWO_KINDS)
            },
        )
    }

    fn invalid_except(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.eat(EXCEPT_KW));
                p.skip(STAR)?;
                let first = want!(p.expression());
                want!(p.eat(COMMA));
                want!(p.expressions());
                p.attempt(|p| {
                    want!(p.eat(AS_KW));
                    p.eat(NAME)
                })?;
                want!(p.eat(COLON));
                p.raise_from(first, "multiple exception types must be parenthesized")
            },
            |p| {
                want!(p.eat(EXCEPT_KW));
                p.skip(STAR)?;
                want!(p.exception_and_name());
                p.lacks_colon()
            },
            |p| {
                want!(p.eat(EXCEPT_KW));
                p.lacks_colon()
            },
            |p| {
                want!(p.eat(EXCEPT_KW));
                want!(p.eat(STAR));
                want!(p.eat_any(&[NEWLINE, COLON]));
                p.raise_last("expected one or more exception types")
            },
        )
    }
}
