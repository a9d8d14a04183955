//! Functions and lambdas.

use std::borrow::Cow;
use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::code::{CodeObject, Constant};
use crate::compile::sequence::{Arg, Location};
use crate::compile::tree::{Expr, ExprKind, Lambda, Parameter, Parameters};
use crate::compile::unparse;
use crate::opcode::Opcode;

use super::docstrings::clean_doc;
use super::names::Access;
use super::scope::UnitKind;
use super::{Compiler, FUTURE_ANNOTATIONS};

// What `SET_FUNCTION_ATTRIBUTE` sets. Source: `Include/internal/pycore_opcode_utils.h`.
const DEFAULTS: usize = 1;
const KWDEFAULTS: usize = 2;
const ANNOTATIONS: usize = 4;
const CLOSURE: usize = 8;

/// `INTRINSIC_STOPITERATION_ERROR`. Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const STOPITERATION_ERROR: usize = 3;
/// `INTRINSIC_SET_FUNCTION_TYPE_PARAMS`, from the same place.
const SET_FUNCTION_TYPE_PARAMS: usize = 4;

impl<'a> Compiler<'a, '_> {
    /// `compiler_function`.
    pub(super) fn function(&mut self, node: Node<'a>) {
        let name = self.fold.name(node.name().map_or("", |it| it.text()));
        let decorators = self.decorators(node);
        let location = self.definition_location(node, DEF_KW);
        let firstlineno = decorators.first().map_or(location.lineno, |it| it.lineno);
        let evaluates = self.future & FUTURE_ANNOTATIONS == 0;
        let list = node.node(PARAM_LIST);
        let parameters = list.map(|it| self.fold.parameters(it, evaluates)).unwrap_or_default();
        let mut flags = self.default_arguments(&parameters, location);
        let type_params = node.node(TYPE_PARAM_LIST);
        let n_handed = (flags & DEFAULTS != 0) as usize + (flags & KWDEFAULTS != 0) as usize;
        if let Some(list) = type_params {
            if n_handed == 2 {
                self.op_i(Opcode::SWAP, 2, location);
            }
            self.enter_type_params(&name, list, firstlineno);
            self.type_params(list);
            self.unit.argcount = n_handed;
            for at in 0..n_handed {
                self.op_i(Opcode::LOAD_FAST, at, location);
            }
        }
        let returns = node.after(RARROW).map(|it| match evaluates {
            true => self.load(it),
            false => self.fold.unfolded(it),
        });
        flags |= self.annotations(&parameters, returns, location);
        self.function_body(node, &name, &parameters, flags, firstlineno, location);
        if type_params.is_some() {
            self.op_i(Opcode::SWAP, 2, location);
            self.op_i(Opcode::CALL_INTRINSIC_2, SET_FUNCTION_TYPE_PARAMS, location);
            self.leave_type_params(n_handed, location);
        }
        self.apply_decorators(&decorators);
        self.nameop(&name, Access::Store, location);
    }

    /// `compiler_function_body`: makes the function.
    fn function_body(
        &mut self,
        node: Node<'a>,
        name: &Arc<str>,
        parameters: &Parameters,
        flags: usize,
        firstlineno: i32,
        location: Location,
    ) {
        let is_async = node.token(ASYNC_KW).is_some();
        let kind = if is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        self.enter_scope(name.clone(), kind, self.fold.scope(node), firstlineno);
        let block = node.node(BLOCK);
        let mut statements = block.into_iter().flat_map(Node::nodes).peekable();
        let docstring = statements.peek().copied().and_then(|it| self.docstring(it));
        let has_docstring = docstring.is_some();
        if has_docstring {
            statements.next();
        }
        let docstring = docstring.filter(|_| self.optimize < 2).map(|it| clean_doc(&it.0));
        self.unit.add_const(Cow::Owned(docstring.map_or(Constant::None, Constant::Str)));
        self.count_parameters(parameters);
        if !has_docstring {
            self.folded_string(&mut statements);
        }
        for statement in statements {
            self.stmt(statement);
        }
        let scope = self.ste();
        if scope.is_coroutine || scope.is_generator {
            self.wrap_in_stopiteration_handler();
        }
        let (code, freevars) = self.exit_scope(true);
        self.make_closure(code, freevars, flags, location);
    }

    fn count_parameters(&mut self, parameters: &Parameters) {
        self.unit.argcount = parameters.args.len();
        self.unit.posonlyargcount = parameters.posonlyargs.len();
        self.unit.kwonlyargcount = parameters.kwonlyargs.len();
    }

    /// `compiler_lambda`.
    pub(super) fn lambda(&mut self, lambda: &Lambda, location: Location) {
        let flags = self.default_arguments(&lambda.parameters, location);
        self.enter_scope("<lambda>".into(), UnitKind::Lambda, lambda.scope, location.lineno);
        // The first constant is the docstring.
        self.unit.add_const(Cow::Owned(Constant::None));
        self.count_parameters(&lambda.parameters);
        self.expr(&lambda.body);
        let is_generator = self.ste().is_generator;
        if !is_generator {
            self.op(Opcode::RETURN_VALUE, lambda.body.location);
        }
        let (code, freevars) = self.exit_scope(!is_generator);
        self.make_closure(code, freevars, flags, location);
    }

    /// `wrap_in_stopiteration_handler`: a `StopIteration` that leaves a generator is an error.
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.new_label();
        let sequence = &mut self.unit.instructions;
        sequence.insert_first(Opcode::SETUP_CLEANUP, Arg::Label(handler), Location::NONE);
        self.load_const(Constant::None, Location::NONE);
        self.op(Opcode::RETURN_VALUE, Location::NONE);
        self.use_label(handler);
        self.op_i(Opcode::CALL_INTRINSIC_1, STOPITERATION_ERROR, Location::NONE);
        self.op_i(Opcode::RERAISE, 1, Location::NONE);
    }

    /// `compiler_make_closure`.
    pub(super) fn make_closure(
        &mut self,
        code: Arc<CodeObject>,
        freevars: Vec<Arc<str>>,
        flags: usize,
        location: Location,
    ) {
        for name in &freevars {
            // A class can have a method and a free variable of one name: the variable is meant.
            let is_cell = self.is_cell(name);
            let index = self.deref_index(name, is_cell);
            self.op_i(Opcode::LOAD_CLOSURE, index, location);
        }
        let mut flags = flags;
        if !freevars.is_empty() {
            flags |= CLOSURE;
            self.op_i(Opcode::BUILD_TUPLE, freevars.len(), location);
        }
        self.load_const(Constant::Code(code), location);
        self.op(Opcode::MAKE_FUNCTION, location);
        for flag in [CLOSURE, ANNOTATIONS, KWDEFAULTS, DEFAULTS] {
            if flags & flag != 0 {
                self.op_i(Opcode::SET_FUNCTION_ATTRIBUTE, flag, location);
            }
        }
    }

    // ---- around a definition ------------------------------------------------------------------

    /// Where a `def` or `class` stands: from that word (or `async`) on, without its decorators.
    pub(super) fn definition_location(
        &self,
        node: Node<'_>,
        word: refwise_syntax::SyntaxKind,
    ) -> Location {
        let token = node.tokens().find(|it| it.kind == word || it.kind == ASYNC_KW);
        let start = token.map_or(node.start, |it| it.start);
        self.fold.location(refwise_syntax::TextRange::new(start, node.significant_end()))
    }

    /// Evaluates the decorators; tells where they stand.
    pub(super) fn decorators(&mut self, node: Node<'a>) -> Vec<Location> {
        let mut places = Vec::new();
        for decorator in node.nodes().filter(|it| it.kind == DECORATOR) {
            if let Some(value) = decorator.nodes().next() {
                let value = self.load(value);
                self.expr(&value);
                places.push(value.location);
            }
        }
        places
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Location]) {
        for location in decorators.iter().rev() {
            self.op_i(Opcode::CALL, 0, *location);
        }
    }

    // ---- defaults and annotations -------------------------------------------------------------

    /// `compiler_default_arguments`: which attributes of the function are on the stack.
    fn default_arguments(&mut self, parameters: &Parameters, location: Location) -> usize {
        let mut flags = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let defaults: Vec<&Expr> = positional.filter_map(|it| it.default.as_ref()).collect();
        if !defaults.is_empty() {
            defaults.iter().for_each(|it| self.expr(it));
            self.op_i(Opcode::BUILD_TUPLE, defaults.len(), location);
            flags |= DEFAULTS;
        }
        let mut names = Vec::new();
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let mangled = self.mangled(&parameter.name);
                names.push(Constant::Str((&*mangled).into()));
                self.expr(default);
            }
        }
        if !names.is_empty() {
            let n_names = names.len();
            self.load_const(Constant::Tuple(names.into()), location);
            self.op_i(Opcode::BUILD_CONST_KEY_MAP, n_names, location);
            flags |= KWDEFAULTS;
        }
        flags
    }

    /// `compiler_visit_annotations`: names and values in one tuple.
    fn annotations(
        &mut self,
        parameters: &Parameters,
        returns: Option<Expr>,
        location: Location,
    ) -> usize {
        let mut n_values = 0;
        let all = (parameters.args.iter())
            .chain(&parameters.posonlyargs)
            .chain(&parameters.vararg)
            .chain(&parameters.kwonlyargs)
            .chain(&parameters.kwarg);
        for Parameter { name, annotation, .. } in all {
            if let Some(annotation) = annotation {
                let mangled = self.mangled(name);
                self.parameter_annotation(&mangled, annotation, location);
                n_values += 2;
            }
        }
        if let Some(returns) = returns {
            self.parameter_annotation("return", &returns, location);
            n_values += 2;
        }
        if n_values == 0 {
            return 0;
        }
        self.op_i(Opcode::BUILD_TUPLE, n_values, location);
        ANNOTATIONS
    }

    fn parameter_annotation(&mut self, name: &str, annotation: &Expr, location: Location) {
        self.load_str(name, location);
        if self.future & FUTURE_ANNOTATIONS != 0 {
            return self.annotation_text(annotation);
        }
        match &annotation.kind {
            // `*args: *Ts`
            ExprKind::Starred(value) => {
                self.expr(value);
                self.op_i(Opcode::UNPACK_SEQUENCE, 1, location);
            }
            _ => self.expr(annotation),
        }
    }

    /// `compiler_visit_annexpr`: the annotation as a string.
    pub(super) fn annotation_text(&mut self, annotation: &Expr) {
        let text = unparse::expression(annotation);
        self.load_const(Constant::Str(text), annotation.location);
    }
}
