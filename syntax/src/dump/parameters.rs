//! Parameters of functions and of types.

use rowan::TextRange;

use super::{Dump, Sink, Step, Value, range_of};
use crate::SyntaxToken;
use crate::ast::{self, AstNode, Expr, Parameter, TypeParam};

impl<S: Sink> Dump<'_, S> {
    /// The node `arguments`, with fields for all sorts of parameters.
    pub(super) fn arguments(&mut self, params: Option<ast::ParamList>) {
        self.add(Step::Node("arguments"));
        if let Some(it) = params {
            self.params(it);
        }
        self.add(Step::End);
    }

    fn params(&mut self, params: ast::ParamList) {
        let (posonly, args, kwonly) = (params.posonlyargs(), params.args(), params.kwonlyargs());
        let positional = posonly.iter().chain(&args);
        let defaults: Vec<Expr> = positional.filter_map(|it| it.default()).collect();
        let kw_defaults: Vec<Option<Expr>> = kwonly.iter().map(|it| it.default()).collect();

        let plain = |it: ast::Param| Parameter::Plain(it);
        self.list("posonlyargs", posonly.into_iter().map(plain), Self::arg);
        self.list("args", args.into_iter().map(plain), Self::arg);
        if let Some(it) = params.vararg() {
            self.add(Step::Field("vararg"));
            self.arg(it.into());
        }
        self.list("kwonlyargs", kwonly.into_iter().map(plain), Self::arg);
        self.list("kw_defaults", kw_defaults, |dump, it| match it {
            Some(it) => dump.add(Step::Expr(it, super::Context::Load)),
            None => dump.add(Step::Value(Value::None)),
        });
        if let Some(it) = params.kwarg() {
            self.add(Step::Field("kwarg"));
            self.arg(it.into());
        }
        self.loads("defaults", defaults);
    }

    /// The node `arg`: a parameter without stars and default.
    fn arg(&mut self, param: Parameter) {
        let (name, annotation) = match &param {
            Parameter::Plain(it) => (it.name(), it.annotation()),
            Parameter::Vararg(it) => (it.name(), it.annotation()),
            Parameter::Kwarg(it) => (it.name(), it.annotation()),
        };
        let range = arg_range(&param, name.as_ref(), annotation.as_ref());
        self.add(Step::Node("arg"));
        self.name("arg", name);
        self.load("annotation", annotation);
        let comment = self.comments.of_parameter(self.source, param.syntax());
        self.type_comment(comment);
        self.add(Step::EndAt(range));
    }

    pub(super) fn type_params(&mut self, params: Option<ast::TypeParamList>) {
        self.list("type_params", params.into_iter().flat_map(|it| it.params()), Self::type_param);
    }

    fn type_param(&mut self, param: TypeParam) {
        self.add(Step::Node(match &param {
            TypeParam::TypeVar(_) => "TypeVar",
            TypeParam::TypeVarTuple(_) => "TypeVarTuple",
            TypeParam::ParamSpec(_) => "ParamSpec",
        }));
        self.name("name", param.name());
        if let TypeParam::TypeVar(it) = &param {
            let default = param.default();
            self.load("bound", it.bound().filter(|it| default.as_ref() != Some(it)));
        }
        self.load("default_value", param.default());
        self.add(Step::EndAt(range_of(&param)));
    }
}

fn arg_range(
    param: &Parameter,
    name: Option<&SyntaxToken>,
    annotation: Option<&Expr>,
) -> TextRange {
    let Some(name) = name.map(|it| it.text_range()) else {
        return range_of(param);
    };
    annotation.map_or(name, |it| name.cover(range_of(it)))
}
