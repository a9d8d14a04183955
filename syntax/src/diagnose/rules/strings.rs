//! Strings, and the fields of f-strings.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Raised, Rule, check, choose, want};
use crate::diagnose::tokenizer::Token;
use crate::grammar::CONVERSION_SPACE;
use crate::kind::SyntaxKind::{self, *};
use crate::literal;

impl Peg<'_> {
    pub(super) fn strings(&mut self) -> Outcome<Expr> {
        self.remember(Rule::Strings, |p| {
            let start = p.start()?;
            let first = want!(p.attempt(Self::string_part));
            let (mut n_bytes, mut n_parts, mut interpolated) = (0, 0, false);
            let mut next = Some(first);
            while let Some(part) = next {
                n_parts += 1;
                n_bytes += usize::from(part == Part::Bytes);
                interpolated |= part == Part::Interpolated;
                next = p.attempt(Self::string_part)?;
            }
            if n_bytes > 0 && n_bytes < n_parts {
                return p.raise_last("cannot mix bytes and nonbytes literals");
            }
            let kind = if interpolated { Kind::JoinedStr } else { Kind::Literal };
            Ok(Some(p.node(kind, start)))
        })
    }

    fn string_part(&mut self) -> Outcome<Part> {
        match self.kind()? {
            STRING => {
                let token = want!(self.eat(STRING));
                self.check_string(token)?;
                let text = self.text(token);
                let prefix = &text[..text.find(['"', '\'']).unwrap_or(0)];
                let is_bytes = prefix.contains(['b', 'B']);
                Ok(Some(if is_bytes { Part::Bytes } else { Part::Text }))
            }
            FSTRING_START => {
                let first = self.mark;
                want!(self.eat(FSTRING_START));
                self.repeat(|p| p.deeper(Self::fstring_middle))?;
                want!(self.eat(FSTRING_END));
                self.check_middles(first)?;
                Ok(Some(Part::Interpolated))
            }
            _ => Ok(None),
        }
    }

    fn fstring_middle(&mut self) -> Outcome<()> {
        choose!(
            self;
            Self::replacement_field,
            |p| Ok(p.eat(FSTRING_MIDDLE)?.map(|_| ())),
        )
    }

    fn replacement_field(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(LBRACE));
                want!(p.assigned_value());
                p.skip(EQUAL)?;
                let conversion = p.attempt(Self::conversion)?;
                p.attempt(Self::format_spec)?;
                want!(p.eat(RBRACE));
                conversion.map_or(Ok(Some(())), |it| p.check_conversion(it))
            },
            Self::invalid_replacement_field,
        )
    }

    /// Mirrors `_PyPegen_check_fstring_conversion`.
    fn conversion(&mut self) -> Outcome<Token> {
        let mark = want!(self.eat(EXCLAMATION));
        let name = want!(self.eat(NAME));
        if mark.end != name.start {
            return self.raise_between(mark, name, CONVERSION_SPACE);
        }
        Ok(Some(name))
    }

    /// Mirrors `_PyPegen_formatted_value`, which comes when the field is closed.
    fn check_conversion(&mut self, name: Token) -> Outcome<()> {
        let text = self.text(name);
        if matches!(text, "s" | "r" | "a") {
            return Ok(Some(()));
        }
        let text =
            format!("f-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
        self.raise_at(name, text)
    }

    fn format_spec(&mut self) -> Outcome<()> {
        want!(self.eat(COLON));
        self.repeat(Self::format_spec_part)?;
        Ok(Some(()))
    }

    fn format_spec_part(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                let token = want!(p.eat(FSTRING_MIDDLE));
                p.check_middle(token)?;
                Ok(Some(()))
            },
            |p| p.deeper(Self::replacement_field),
        )
    }

    // ---- invalid fields -----------------------------------------------------------------------

    fn invalid_replacement_field(&mut self) -> Outcome<()> {
        check!(self.invalid);
        for (kind, sign) in [(EQUAL, '='), (EXCLAMATION, '!'), (COLON, ':'), (RBRACE, '}')] {
            self.attempt(|p| p.nothing_before::<()>(kind, sign))?;
        }
        choose!(
            self;
            |p| {
                want!(p.eat(LBRACE));
                check!(!p.sees(Self::assigned_value)?);
                p.raise_next("f-string: expecting a valid expression after '{'")
            },
            |p| {
                want!(p.field_value());
                p.raise_unless(
                    &[EQUAL, EXCLAMATION, COLON, RBRACE],
                    "f-string: expecting '=', or '!', or ':', or '}'",
                )
            },
            |p| {
                want!(p.field_value());
                want!(p.eat(EQUAL));
                p.raise_unless(
                    &[EXCLAMATION, COLON, RBRACE],
                    "f-string: expecting '!', or ':', or '}'",
                )
            },
            |p| {
                want!(p.field_value());
                p.skip(EQUAL)?;
                p.invalid_conversion()
            },
            |p| {
                want!(p.field_to_conversion());
                p.raise_unless(&[COLON, RBRACE], "f-string: expecting ':' or '}'")
            },
            |p| {
                want!(p.field_to_conversion());
                want!(p.eat(COLON));
                p.repeat(Self::format_spec_part)?;
                p.raise_unless(&[RBRACE], "f-string: expecting '}', or format specs")
            },
            |p| {
                want!(p.field_to_conversion());
                p.raise_unless(&[RBRACE], "f-string: expecting '}'")
            },
        )
    }

    fn nothing_before<T>(&mut self, kind: SyntaxKind, sign: char) -> Outcome<T> {
        want!(self.eat(LBRACE));
        let token = want!(self.eat(kind));
        self.raise_at(token, format!("f-string: valid expression required before '{sign}'"))
    }

    fn field_value(&mut self) -> Outcome<()> {
        want!(self.eat(LBRACE));
        Ok(self.assigned_value()?.map(|_| ()))
    }

    fn field_to_conversion(&mut self) -> Outcome<()> {
        want!(self.field_value());
        self.skip(EQUAL)?;
        self.attempt(|p| {
            want!(p.eat(EXCLAMATION));
            p.eat(NAME)
        })?;
        Ok(Some(()))
    }

    fn raise_unless<T>(&mut self, kinds: &[SyntaxKind], text: &'static str) -> Outcome<T> {
        check!(!self.at_any(kinds)?);
        self.raise_next(text)
    }

    fn invalid_conversion(&mut self) -> Outcome<()> {
        want!(self.eat(EXCLAMATION));
        if self.at_any(&[COLON, RBRACE])? {
            return self.raise_next("f-string: missing conversion character");
        }
        check!(!self.at(NAME)?);
        self.raise_next("f-string: invalid conversion character")
    }

    fn check_string(&mut self, token: Token) -> Result<(), Raised> {
        let Some(text) = literal::string_refused(self.text(token)) else { return Ok(()) };
        if text.starts_with("bytes") {
            return self.raise_at(token, text);
        }
        self.raise_last(text)
    }

    /// What stands between the fields is read when the string ends.
    fn check_middles(&mut self, first: usize) -> Result<(), Raised> {
        let start = self.tokens[first];
        if literal::prefix(self.text(start)).raw {
            return Ok(());
        }
        let mut depth = 0;
        for i in first + 1..self.mark {
            let token = self.tokens[i];
            match token.kind {
                LBRACE | FSTRING_START => depth += 1,
                RBRACE | FSTRING_END => depth -= 1,
                FSTRING_MIDDLE if depth == 0 => self.check_middle(token)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn check_middle(&mut self, token: Token) -> Result<(), Raised> {
        match literal::piece_refused(self.text(token)) {
            Some(text) => self.raise_last(text),
            None => Ok(()),
        }
    }
}

/// What a piece of a concatenation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Bytes,
    Interpolated,
}
