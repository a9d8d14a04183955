//! Functions, lambdas and classes: what is visited outside their scope, and what inside.

use rowan::TextRange;

use super::builder::{Builder, Context, Task};
use super::green::{Child, Node, Token};
use super::names::known;
use super::symbol::SymbolFlags;
use super::{NodePtr, ScopeKind};
use crate::kind::SyntaxKind::*;

/// The kinds of parameters, as CPython keeps them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Positional,
    KeywordOnly,
    Vararg,
    Kwarg,
}

impl<'a> Builder<'a> {
    // ---- functions ----------------------------------------------------------------------------

    pub(super) fn function_def(&mut self, node: Node<'a>) {
        if let Some(name) = node.name() {
            self.define(name, SymbolFlags::LOCAL);
        }
        let params = node.node(PARAM_LIST);
        self.defaults(params);
        self.decorators(node);
        let type_params = node.node(TYPE_PARAM_LIST);
        if type_params.is_some() {
            self.then(Task::EnterTypeParams(node));
        }
        self.param_annotations(params);
        if let Some(returns) = node.after(RARROW).filter(|it| it.kind != BLOCK) {
            self.annotation(returns);
        }
        self.then(Task::EnterFunction(node));
        if let Some(body) = node.node(BLOCK) {
            self.then_visit(body);
        }
        self.then(Task::Exit);
        if type_params.is_some() {
            self.then(Task::Exit);
        }
    }

    pub(super) fn enter_function(&mut self, node: Node<'a>) {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        let name = self.definition_name(node);
        self.enter(ScopeKind::Function, name, ptr, definition_start(node));
        self.block().is_coroutine = node.token(ASYNC_KW).is_some();
        self.params(node.node(PARAM_LIST));
    }

    pub(super) fn lambda(&mut self, node: Node<'a>) {
        self.defaults(node.node(PARAM_LIST));
        self.then(Task::EnterLambda(node));
        for body in node.nodes().filter(|it| it.kind != PARAM_LIST) {
            self.then_visit(body);
        }
        self.then(Task::Exit);
    }

    pub(super) fn enter_lambda(&mut self, node: Node<'a>) {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        self.enter(ScopeKind::Lambda, known::LAMBDA, ptr, node.start);
        self.params(node.node(PARAM_LIST));
    }

    fn decorators(&mut self, node: Node<'a>) {
        for decorator in node.nodes().filter(|it| it.kind == DECORATOR) {
            self.then_visit(decorator);
        }
    }

    // ---- parameters ---------------------------------------------------------------------------

    fn defaults(&mut self, params: Option<Node<'a>>) {
        for (_, param) in params.into_iter().flat_map(grouped) {
            if let Some(default) = param.after(EQUAL) {
                self.then_visit(default);
            }
        }
    }

    /// CPython's order: `*args` and `**kwargs` come before the keyword-only parameters.
    fn param_annotations(&mut self, params: Option<Node<'a>>) {
        let Some(params) = params else { return };
        if self.future.annotations {
            let ptr = NodePtr { kind: params.kind, range: params.range() };
            self.then(Task::EnterAnnotation(ptr));
        }
        for group in [Group::Positional, Group::Vararg, Group::Kwarg, Group::KeywordOnly] {
            for (_, param) in grouped(params).filter(|it| it.0 == group) {
                if let Some(annotation) = annotation_of(param) {
                    self.then_visit(annotation);
                }
            }
        }
        if self.future.annotations {
            self.then(Task::Exit);
        }
    }

    /// Binds the parameters in the function's own scope (`symtable_visit_arguments`).
    fn params(&mut self, params: Option<Node<'a>>) {
        let Some(params) = params else { return };
        for group in [Group::Positional, Group::KeywordOnly, Group::Vararg, Group::Kwarg] {
            for (_, param) in grouped(params).filter(|it| it.0 == group) {
                self.param(param, group);
            }
        }
    }

    fn param(&mut self, param: Node<'a>, group: Group) {
        let Some(token) = param.name() else { return };
        let name = self.intern(token);
        self.add(name, SymbolFlags::PARAM, arg_range(param, token));
        match group {
            Group::Vararg => self.block().has_varargs = true,
            Group::Kwarg => self.block().has_varkeywords = true,
            Group::Positional | Group::KeywordOnly => {}
        }
    }

    // ---- classes ------------------------------------------------------------------------------

    pub(super) fn class_def(&mut self, node: Node<'a>) {
        if let Some(name) = node.name() {
            self.define(name, SymbolFlags::LOCAL);
        }
        self.decorators(node);
        let type_params = node.node(TYPE_PARAM_LIST);
        if type_params.is_some() {
            self.then(Task::EnterTypeParams(node));
        }
        if let Some(arguments) = node.node(ARG_LIST) {
            self.then(Task::Visit(arguments, Context::Load));
        }
        self.then(Task::EnterClass(node));
        if let Some(body) = node.node(BLOCK) {
            self.then_visit(body);
        }
        self.then(Task::Exit);
        if type_params.is_some() {
            self.then(Task::Exit);
        }
        self.then(Task::Private(self.private));
    }

    pub(super) fn enter_class(&mut self, node: Node<'a>) {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        let (name, range) = (self.definition_name(node), node.range());
        self.enter(ScopeKind::Class, name, ptr, definition_start(node));
        self.private = Some(name);
        if node.node(TYPE_PARAM_LIST).is_some() {
            self.add(known::DUNDER_TYPE_PARAMS, SymbolFlags::LOCAL, range);
            self.add(known::TYPE_PARAMS, SymbolFlags::USE, range);
        }
    }

    /// The name of a function or class; empty where the file has none.
    pub(super) fn definition_name(&mut self, node: Node<'a>) -> super::NameId {
        match node.name() {
            Some(token) => self.intern(token),
            None => self.names.intern(""),
        }
    }
}

/// Where CPython says that a definition starts: behind its decorators.
pub(super) fn definition_start(node: Node<'_>) -> rowan::TextSize {
    let word = node.tokens().find(|it| matches!(it.kind, ASYNC_KW | DEF_KW | CLASS_KW));
    word.map_or(node.start, |it| it.start)
}

/// The parameters with their groups, in the order of the text.
fn grouped(params: Node<'_>) -> impl Iterator<Item = (Group, Node<'_>)> {
    let mut plain = Group::Positional;
    params.children().filter_map(move |child| match child {
        Child::Token(it) if it.kind == STAR => {
            plain = Group::KeywordOnly;
            None
        }
        Child::Token(_) => None,
        Child::Node(it) => match it.kind {
            PARAM => Some((plain, it)),
            VARARG_PARAM => {
                plain = Group::KeywordOnly;
                Some((Group::Vararg, it))
            }
            KWARG_PARAM => Some((Group::Kwarg, it)),
            _ => None,
        },
    })
}

pub(super) fn annotation_of(param: Node<'_>) -> Option<Node<'_>> {
    let annotation = param.after(COLON)?;
    let default = param.after(EQUAL);
    (default.map(|it| it.start) != Some(annotation.start)).then_some(annotation)
}

/// CPython's `arg`: the name with its annotation, without stars and default.
fn arg_range(param: Node<'_>, name: Token<'_>) -> TextRange {
    match annotation_of(param) {
        Some(annotation) => TextRange::new(name.start, annotation.end()),
        None => name.range(),
    }
}

/// Has a function defaults of keyword-only parameters?
pub(super) fn has_keyword_only_defaults(params: Node<'_>) -> bool {
    grouped(params)
        .any(|(group, param)| group == Group::KeywordOnly && param.after(EQUAL).is_some())
}
