//! Simple statements.

use crate::diagnose::nodes::{Expr, Kind, Targets};
use crate::diagnose::peg::{Outcome, Peg, Raised, Rule, check, choose, want};
use crate::kind::SyntaxKind::{self, *};

const AUGMENTED: [SyntaxKind; 13] = [
    PLUSEQUAL,
    MINEQUAL,
    STAREQUAL,
    ATEQUAL,
    SLASHEQUAL,
    PERCENTEQUAL,
    AMPEREQUAL,
    VBAREQUAL,
    CIRCUMFLEXEQUAL,
    LEFTSHIFTEQUAL,
    RIGHTSHIFTEQUAL,
    DOUBLESTAREQUAL,
    DOUBLESLASHEQUAL,
];

const NO_NAMES: &str = "Expected one or more names after 'import'";

impl Peg<'_> {
    /// A file from a statement on; does it match?
    pub(crate) fn file(&mut self) -> Result<bool, Raised> {
        self.statements()?;
        self.at(ENDMARKER)
    }

    /// How many statements there are.
    pub(super) fn statements(&mut self) -> Result<usize, Raised> {
        self.repeat(Self::statement)
    }

    fn statement(&mut self) -> Outcome<()> {
        choose!(self; Self::compound_stmt, Self::simple_stmts)
    }

    pub(super) fn simple_stmts(&mut self) -> Outcome<()> {
        want!(self.gather(SEMI, Self::simple_stmt));
        self.skip(SEMI)?;
        Ok(self.eat(NEWLINE)?.map(|_| ()))
    }

    fn simple_stmt(&mut self) -> Outcome<()> {
        let found = self.remember(Rule::SimpleStmt, |p| {
            let start = p.start()?;
            want!(p.attempt(Self::simple_stmt_inside));
            Ok(Some(p.node(Kind::Other, start)))
        });
        Ok(found?.map(|_| ()))
    }

    fn simple_stmt_inside(&mut self) -> Outcome<()> {
        if self.attempt(Self::assignment)?.is_some() {
            return Ok(Some(()));
        }
        if self.attempt(Self::type_alias)?.is_some() {
            return Ok(Some(()));
        }
        if self.attempt(Self::star_expressions)?.is_some() {
            return Ok(Some(()));
        }
        match self.kind()? {
            RETURN_KW => {
                want!(self.eat(RETURN_KW));
                self.attempt(Self::star_expressions)?;
                Ok(Some(()))
            }
            IMPORT_KW | FROM_KW => self.import_stmt(),
            RAISE_KW => self.raise_stmt(),
            PASS_KW | BREAK_KW | CONTINUE_KW => {
                self.mark += 1;
                Ok(Some(()))
            }
            DEL_KW => self.del_stmt(),
            YIELD_KW => Ok(self.yield_expr()?.map(|_| ())),
            ASSERT_KW => self.assert_stmt(),
            GLOBAL_KW | NONLOCAL_KW => {
                self.mark += 1;
                Ok(self.gather(COMMA, |p| p.eat(NAME))?.map(|_| ()))
            }
            _ => Ok(None),
        }
    }

    // ---- assignments --------------------------------------------------------------------------

    fn assignment(&mut self) -> Outcome<()> {
        if self.attempt(Self::annotated_assignment)?.is_some() {
            return Ok(Some(()));
        }
        let plain = self.attempt(|p| {
            want!(p.attempt(Self::target_and_equal));
            p.repeat(Self::target_and_equal)?;
            want!(p.assigned_value());
            check!(!p.at(EQUAL)?);
            Ok(Some(()))
        })?;
        if plain.is_some() {
            return Ok(Some(()));
        }
        let mark = self.mark;
        if self.attempt(Self::single_target)?.is_some() && self.eat_any(&AUGMENTED)?.is_some() {
            // Behind the operator there is no way back.
            return Ok(self.assigned_value()?.map(|_| ()));
        }
        self.mark = mark;
        self.invalid_assignment()
    }

    fn target_and_equal(&mut self) -> Outcome<()> {
        want!(self.star_targets());
        Ok(self.eat(EQUAL)?.map(|_| ()))
    }

    fn annotated_assignment(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(NAME));
                p.annotation_and_value()
            },
            |p| {
                want!(p.attempt(Self::annotated_target));
                p.annotation_and_value()
            },
        )
    }

    fn annotated_target(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            |p| {
                want!(p.eat(LPAR));
                let target = want!(p.single_target());
                want!(p.eat(RPAR));
                Ok(Some(target))
            },
            Self::place_target,
        )
    }

    fn annotation_and_value(&mut self) -> Outcome<()> {
        want!(self.eat(COLON));
        want!(self.expression());
        self.attempt(|p| {
            want!(p.eat(EQUAL));
            p.assigned_value()
        })?;
        Ok(Some(()))
    }

    fn invalid_assignment(&mut self) -> Outcome<()> {
        check!(self.invalid);
        self.attempt(|p| p.invalid_annotation::<()>())?;
        let mark = self.mark;
        let not_a_target = self.attempt(|p| {
            p.repeat(Self::target_and_equal)?;
            let target = want!(p.star_expressions());
            want!(p.eat(EQUAL));
            Ok(Some(target))
        })?;
        if let Some(target) = not_a_target {
            return self.raise_if_no_target(target, Targets::Star);
        }
        self.mark = mark;
        choose!(
            self;
            |p| {
                p.repeat(Self::target_and_equal)?;
                let target = want!(p.yield_expr());
                want!(p.eat(EQUAL));
                p.raise_at(target, "assignment to yield expression not possible")
            },
            |p| {
                let target = want!(p.star_expressions());
                want!(p.eat_any(&AUGMENTED));
                want!(p.assigned_value());
                let name = target.kind.name();
                let text = format!("'{name}' is an illegal expression for augmented assignment");
                p.raise_at(target, text)
            },
        )
    }

    fn invalid_annotation<T>(&mut self) -> Outcome<T> {
        choose!(
            self;
            |p| {
                let target = want!(p.invalid_annotated_target());
                want!(p.eat(COLON));
                want!(p.expression());
                let name = target.kind.name();
                p.raise_at(target, format!("only single target (not {name}) can be annotated"))
            },
            |p| {
                let first = want!(p.star_named_expression());
                want!(p.eat(COMMA));
                p.repeat(Self::star_named_expressions)?;
                want!(p.eat(COLON));
                want!(p.expression());
                p.raise_at(first, "only single target (not tuple) can be annotated")
            },
            |p| {
                let target = want!(p.expression());
                want!(p.eat(COLON));
                want!(p.expression());
                p.raise_at(target, "illegal target for annotation")
            },
        )
    }

    fn invalid_annotated_target(&mut self) -> Outcome<Expr> {
        choose!(
            self;
            Self::list,
            Self::tuple,
            |p| {
                want!(p.eat(LPAR));
                let target = want!(p.deeper(Self::invalid_annotated_target));
                want!(p.eat(RPAR));
                Ok(Some(target))
            },
        )
    }

    // ---- statements with a keyword ------------------------------------------------------------

    fn type_alias(&mut self) -> Outcome<()> {
        want!(self.soft("type"));
        want!(self.eat(NAME));
        self.attempt(Self::type_params)?;
        want!(self.eat(EQUAL));
        Ok(self.expression()?.map(|_| ()))
    }

    fn raise_stmt(&mut self) -> Outcome<()> {
        want!(self.eat(RAISE_KW));
        if self.attempt(Self::expression)?.is_some() {
            self.attempt(|p| {
                want!(p.eat(FROM_KW));
                p.expression()
            })?;
        }
        Ok(Some(()))
    }

    fn assert_stmt(&mut self) -> Outcome<()> {
        want!(self.eat(ASSERT_KW));
        want!(self.expression());
        self.attempt(|p| {
            want!(p.eat(COMMA));
            p.expression()
        })?;
        Ok(Some(()))
    }

    fn del_stmt(&mut self) -> Outcome<()> {
        choose!(
            self;
            |p| {
                want!(p.eat(DEL_KW));
                want!(p.del_targets());
                check!(p.at_any(&[SEMI, NEWLINE])?);
                Ok(Some(()))
            },
            |p| {
                check!(p.invalid);
                want!(p.eat(DEL_KW));
                let target = want!(p.star_expressions());
                p.raise_if_no_target(target, Targets::Del)
            },
        )
    }

    // ---- imports ------------------------------------------------------------------------------

    fn import_stmt(&mut self) -> Outcome<()> {
        choose!(self; Self::invalid_import, Self::import_name, Self::import_from)
    }

    fn invalid_import(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                let import = want!(p.eat(IMPORT_KW));
                want!(p.gather(COMMA, Self::dotted_name));
                want!(p.eat(FROM_KW));
                want!(p.dotted_name());
                p.raise_from(import, "Did you mean to use 'from ... import ...' instead?")
            },
            |p| {
                want!(p.eat(IMPORT_KW));
                let newline = want!(p.eat(NEWLINE));
                p.raise_from(newline, NO_NAMES)
            },
        )
    }

    fn import_name(&mut self) -> Outcome<()> {
        want!(self.eat(IMPORT_KW));
        want!(self.gather(COMMA, |p| {
            want!(p.dotted_name());
            p.as_name()
        }));
        Ok(Some(()))
    }

    fn as_name(&mut self) -> Outcome<()> {
        self.attempt(|p| {
            want!(p.eat(AS_KW));
            p.eat(NAME)
        })?;
        Ok(Some(()))
    }

    fn dotted_name(&mut self) -> Outcome<()> {
        Ok(self.gather(DOT, |p| p.eat(NAME))?.map(|_| ()))
    }

    fn import_from(&mut self) -> Outcome<()> {
        want!(self.eat(FROM_KW));
        let n_dots = self.repeat(|p| p.eat_any(&[DOT, ELLIPSIS]))?;
        let name = self.attempt(Self::dotted_name)?;
        check!(n_dots > 0 || name.is_some());
        want!(self.eat(IMPORT_KW));
        choose!(
            self;
            |p| {
                want!(p.eat(LPAR));
                want!(p.imported_names());
                p.skip(COMMA)?;
                Ok(p.eat(RPAR)?.map(|_| ()))
            },
            |p| {
                want!(p.imported_names());
                check!(!p.at(COMMA)?);
                Ok(Some(()))
            },
            |p| Ok(p.eat(STAR)?.map(|_| ())),
            Self::invalid_import_targets,
        )
    }

    fn imported_names(&mut self) -> Outcome<()> {
        let names = self.gather(COMMA, |p| {
            want!(p.eat(NAME));
            p.as_name()
        });
        Ok(names?.map(|_| ()))
    }

    fn invalid_import_targets(&mut self) -> Outcome<()> {
        check!(self.invalid);
        choose!(
            self;
            |p| {
                want!(p.imported_names());
                want!(p.eat(COMMA));
                want!(p.eat(NEWLINE));
                p.raise_last("trailing comma not allowed without surrounding parentheses")
            },
            |p| {
                let newline = want!(p.eat(NEWLINE));
                p.raise_from(newline, NO_NAMES)
            },
        )
    }
}
