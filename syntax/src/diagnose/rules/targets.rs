//! What can be assigned to and deleted.

use crate::diagnose::nodes::{Expr, Kind};
use crate::diagnose::peg::{Outcome, Peg, Rule, check, choose, want};
use crate::kind::SyntaxKind::*;

impl Peg<'_> {
    pub(super) fn star_targets(&mut self) -> Outcome<()> {
        want!(self.attempt(Self::star_target));
        self.repeat(|p| {
            want!(p.eat(COMMA));
            p.star_target()
        })?;
        self.skip(COMMA)?;
        Ok(Some(()))
    }

    pub(super) fn star_target(&mut self) -> Outcome<Expr> {
        self.remember(Rule::StarTarget, |p| {
            choose!(
                p;
                |p| {
                    want!(p.eat(STAR));
                    check!(!p.at(STAR)?);
                    p.star_target()
                },
                Self::target_with_star_atom,
            )
        })
    }

    fn target_with_star_atom(&mut self) -> Outcome<Expr> {
        self.remember(Rule::TargetWithStarAtom, |p| choose!(p; Self::place_target, Self::star_atom))
    }

    fn star_atom(&mut self) -> Outcome<Expr> {
        match self.kind()? {
            NAME => self.name_target(),
            LPAR => choose!(
                self;
                |p| {
                    want!(p.eat(LPAR));
                    let target = want!(p.deeper(Self::target_with_star_atom));
                    want!(p.eat(RPAR));
                    Ok(Some(target))
                },
                |p| {
                    let open = want!(p.eat(LPAR));
                    p.attempt(|p| p.deeper(Self::star_targets_tuple))?;
                    want!(p.eat(RPAR));
                    Ok(Some(p.node(Kind::Tuple, open.start)))
                },
            ),
            LSQB => {
                let open = want!(self.eat(LSQB));
                self.attempt(|p| {
                    p.deeper(|p| {
                        want!(p.gather(COMMA, Self::star_target));
                        p.skip(COMMA)?;
                        Ok(Some(()))
                    })
                })?;
                want!(self.eat(RSQB));
                Ok(Some(self.node(Kind::List, open.start)))
            }
            _ => Ok(None),
        }
    }

    /// Targets with a comma among them or behind.
    fn star_targets_tuple(&mut self) -> Outcome<()> {
        want!(self.star_target());
        want!(self.eat(COMMA));
        while self.attempt(Self::star_target)?.is_some() {
            if !self.skip(COMMA)? {
                break;
            }
        }
        Ok(Some(()))
    }

    fn name_target(&mut self) -> Outcome<Expr> {
        let name = want!(self.eat(NAME));
        Ok(Some(self.token_node(Kind::Name, name)))
    }

    pub(super) fn single_target(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            Self::place_target,
            Self::name_target,
            |p| {
                want!(p.eat(LPAR));
                let target = want!(p.deeper(Self::single_target));
                want!(p.eat(RPAR));
                Ok(Some(target))
            },
        )
    }

    /// An attribute or an item (`single_subscript_attribute_target`).
    pub(super) fn place_target(&mut self) -> Outcome<Expr> {
        let start = self.start()?;
        want!(self.target_primary());
        let kind = match self.kind()? {
            DOT => want!(self.attribute()),
            LSQB => want!(self.subscript()),
            _ => return Ok(None),
        };
        check!(!self.target_continues()?);
        Ok(Some(self.node(kind, start)))
    }

    /// `t_lookahead`.
    fn target_continues(&mut self) -> Result<bool, crate::diagnose::peg::Raised> {
        self.at_any(&[LPAR, LSQB, DOT])
    }

    /// All of a chain but its last link (`t_primary`).
    fn target_primary(&mut self) -> Outcome<Expr> {
        self.remember(Rule::TargetPrimary, |p| {
            p.attempt(|p| {
                let start = p.start()?;
                let mut left = want!(p.atom());
                check!(p.target_continues()?);
                while let Some(kind) = p.attempt(|p| {
                    let kind = want!(p.target_trailer());
                    check!(p.target_continues()?);
                    Ok(Some(kind))
                })? {
                    left = p.node(kind, start);
                }
                Ok(Some(left))
            })
        })
    }

    fn target_trailer(&mut self) -> Outcome<Kind> {
        choose!(
            self;
            Self::attribute_link,
            Self::subscript_link,
            |p| {
                let kind = want!(p.genexp_call());
                check!(p.target_continues()?);
                Ok(Some(kind))
            },
            Self::call,
        )
    }

    fn attribute_link(&mut self) -> Outcome<Kind> {
        let kind = want!(self.attribute());
        check!(self.target_continues()?);
        Ok(Some(kind))
    }

    fn subscript_link(&mut self) -> Outcome<Kind> {
        let kind = want!(self.subscript());
        check!(self.target_continues()?);
        Ok(Some(kind))
    }

    pub(super) fn del_targets(&mut self) -> Outcome<()> {
        want!(self.gather(COMMA, Self::del_target));
        self.skip(COMMA)?;
        Ok(Some(()))
    }

    fn del_target(&mut self) -> Outcome<Expr> {
        self.remember(Rule::DelTarget, |p| choose!(p; Self::place_target, Self::del_atom))
    }

    fn del_atom(&mut self) -> Outcome<Expr> {
        match self.kind()? {
            NAME => self.name_target(),
            LPAR => choose!(
                self;
                |p| {
                    want!(p.eat(LPAR));
                    let target = want!(p.deeper(Self::del_target));
                    want!(p.eat(RPAR));
                    Ok(Some(target))
                },
                |p| p.del_display(LPAR, RPAR),
            ),
            LSQB => self.del_display(LSQB, RSQB),
            _ => Ok(None),
        }
    }

    fn del_display(
        &mut self,
        open: crate::kind::SyntaxKind,
        close: crate::kind::SyntaxKind,
    ) -> Outcome<Expr> {
        let token = want!(self.eat(open));
        self.attempt(|p| p.deeper(Self::del_targets))?;
        want!(self.eat(close));
        Ok(Some(self.node(Kind::Tuple, token.start)))
    }
}
