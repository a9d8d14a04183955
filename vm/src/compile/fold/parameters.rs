//! Parameters of functions.

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::{Child, Node};

use crate::compile::tree::{Parameter, Parameters};

use super::{Context, Fold};

impl<'a> Fold<'a> {
    /// The parameters of a `PARAM_LIST`; annotations are left out where they are not evaluated.
    pub(in crate::compile) fn parameters(
        &mut self,
        list: Node<'a>,
        annotations: bool,
    ) -> Parameters {
        let mut parameters = Parameters::default();
        let mut is_keyword_only = false;
        for child in list.children() {
            match child {
                Child::Node(it) if it.kind == PARAM => {
                    let parameter = self.parameter(it, annotations);
                    match is_keyword_only {
                        true => parameters.kwonlyargs.push(parameter),
                        false => parameters.args.push(parameter),
                    }
                }
                Child::Node(it) if it.kind == VARARG_PARAM => {
                    parameters.vararg = Some(self.parameter(it, annotations));
                    is_keyword_only = true;
                }
                Child::Node(it) if it.kind == KWARG_PARAM => {
                    parameters.kwarg = Some(self.parameter(it, annotations));
                }
                Child::Token(it) if it.kind == STAR => is_keyword_only = true,
                Child::Token(it) if it.kind == SLASH => {
                    parameters.posonlyargs = std::mem::take(&mut parameters.args);
                }
                _ => {}
            }
        }
        parameters
    }

    fn parameter(&mut self, node: Node<'a>, annotations: bool) -> Parameter {
        let name = node.name().map_or("", |it| it.text());
        let default = node.after(EQUAL);
        let annotation = node.after(COLON).filter(|it| default.is_none_or(|d| d.start != it.start));
        Parameter {
            name: self.name(name),
            annotation: annotation.map(|it| match annotations {
                true => self.expr(it, Context::Load),
                false => self.unfolded(it),
            }),
            default: default.map(|it| self.expr(it, Context::Load)),
        }
    }
}
