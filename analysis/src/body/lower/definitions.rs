//! Functions, lambdas, classes and comprehensions: what is evaluated outside, and what inside.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::symtable::green::{Child, Node};

use super::expressions::identifier;
use super::names::{BOUND, Private};
use super::statements::has_docstring;
use super::{Lowerer, empty_range};
use crate::body::{
    BodyScope, CompClause, CompKind, Expr, ExprId, Name, Param, ParamKind, ScopeKind, Stmt,
};

/// What of a function is evaluated outside it.
struct Header {
    decorators: Box<[ExprId]>,
    params: Box<[Param]>,
    names: Box<[TextRange]>,
    returns: Option<ExprId>,
    /// Where the names of its body are looked up next.
    parent: Option<BodyScope>,
}

impl<'a> Lowerer<'a> {
    // ---- functions ----------------------------------------------------------------------------

    /// The function that is the unit.
    pub(super) fn own_function(&mut self, node: Node<'a>) {
        let own = self.add_scope(
            ScopeKind::Function,
            name_of(node),
            None,
            name_range(node),
            block_range(node),
        );
        let header = self.header(node);
        self.parents[own.index()] = header.parent;
        self.fill_function(own, node, header);
        self.function_body(own, node);
    }

    /// A `def` inside the unit.
    pub(super) fn function_def(&mut self, node: Node<'a>) -> Stmt {
        let var = self.definition_var(node);
        let header = self.header(node);
        let parent = header.parent;
        let scope = self.add_scope(
            ScopeKind::Function,
            name_of(node),
            parent,
            name_range(node),
            block_range(node),
        );
        self.fill_function(scope, node, header);
        if self.is_file {
            self.body.scopes[scope.index()].is_elsewhere = true;
            self.elsewhere.push((node.start, scope));
            self.blocks_out.extend(node.node(BLOCK).map(|it| it.start));
        } else {
            self.function_body(scope, node);
        }
        Stmt::FunctionDef { scope, var }
    }

    fn header(&mut self, node: Node<'a>) -> Header {
        let decorators = self.decorators(node);
        let list = node.node(PARAM_LIST);
        let (mut params, names) = self.params(list);
        let outer = self.enter_type_params(node);
        self.annotate(list, &mut params);
        let returns = node.after(RARROW).filter(|it| it.kind != BLOCK);
        let returns = returns.map(|it| self.annotation(it));
        let parent = self.scope;
        self.scope = outer;
        Header { decorators, params: params.into(), names, returns, parent }
    }

    fn fill_function(&mut self, scope: BodyScope, node: Node<'a>, header: Header) {
        let filled = &mut self.body.scopes[scope.index()];
        filled.decorators = header.decorators;
        filled.params = header.params;
        filled.returns = header.returns;
        filled.is_coroutine = node.token(ASYNC_KW).is_some();
        self.map.params[scope.index()] = header.names;
        let outer = self.scope.replace(scope);
        self.define_params(node.node(PARAM_LIST));
        self.scope = outer;
    }

    fn function_body(&mut self, scope: BodyScope, node: Node<'a>) {
        let Some(block) = node.node(BLOCK) else { return };
        let outer = self.scope.replace(scope);
        let body = self.block(Some(block));
        self.scope = outer;
        let filled = &mut self.body.scopes[scope.index()];
        filled.body = body;
        filled.has_docstring = has_docstring(block);
    }

    pub(super) fn lambda(&mut self, node: Node<'a>) -> Expr {
        let list = node.node(PARAM_LIST);
        let (params, names) = self.params(list);
        let word = node.token(LAMBDA_KW).map_or(node.range(), |it| it.range());
        let scope =
            self.add_scope(ScopeKind::Lambda, Name::default(), self.scope, word, node.range());
        self.body.scopes[scope.index()].params = params.into();
        self.map.params[scope.index()] = names;
        let outer = self.scope.replace(scope);
        self.define_params(list);
        let result =
            self.expr_or_missing(node.nodes().find(|it| it.kind != PARAM_LIST), node.end());
        self.scope = outer;
        self.body.scopes[scope.index()].result = Some(result);
        Expr::Lambda(scope)
    }

    pub(super) fn decorators(&mut self, node: Node<'a>) -> Box<[ExprId]> {
        let decorators = node.nodes().filter(|it| it.kind == DECORATOR);
        decorators.map(|it| self.expr_or_missing(it.nodes().next(), it.end())).collect()
    }

    // ---- parameters ---------------------------------------------------------------------------

    /// The parameters with their defaults, which are evaluated here, and the places of their names.
    fn params(&mut self, list: Option<Node<'a>>) -> (Vec<Param>, Box<[TextRange]>) {
        let (mut params, mut names): (Vec<Param>, Vec<TextRange>) = Default::default();
        let mut kind = ParamKind::PositionalOrKeyword;
        for child in list.into_iter().flat_map(Node::children) {
            match child {
                Child::Token(it) if it.kind == STAR => kind = ParamKind::KeywordOnly,
                Child::Token(it) if it.kind == SLASH => {
                    params.iter_mut().for_each(|it| it.kind = ParamKind::PositionalOnly);
                }
                Child::Node(it) => {
                    let kind = match it.kind {
                        PARAM => kind,
                        VARARG_PARAM => {
                            kind = ParamKind::KeywordOnly;
                            ParamKind::VarPositional
                        }
                        KWARG_PARAM => ParamKind::VarKeyword,
                        _ => continue,
                    };
                    let name =
                        it.name().map(|it| self.names.mangled(it.text())).unwrap_or_default();
                    let default = it.after(EQUAL).map(|it| self.expr(it));
                    names.push(it.name().map_or(it.range(), |it| it.range()));
                    params.push(Param { name, kind, default, annotation: None });
                }
                Child::Token(_) => {}
            }
        }
        (params, names.into())
    }

    fn annotate(&mut self, list: Option<Node<'a>>, params: &mut [Param]) {
        let nodes = list.into_iter().flat_map(Node::nodes).filter(|it| is_param(*it));
        for (param, node) in params.iter_mut().zip(nodes) {
            let default = node.after(EQUAL).map(|it| it.start);
            let annotation = node.after(COLON).filter(|it| Some(it.start) != default);
            param.annotation = annotation.map(|it| self.annotation(it));
        }
    }

    fn define_params(&mut self, list: Option<Node<'a>>) {
        for param in list.into_iter().flat_map(Node::nodes).filter(|it| is_param(*it)) {
            self.define_param(param.name());
        }
    }

    /// An annotation. Under `from __future__ import annotations` nothing evaluates it, so what it
    /// names is not reached by it.
    pub(super) fn annotation(&mut self, node: Node<'a>) -> ExprId {
        let step = u32::from(self.future_annotations);
        self.unevaluated += step;
        let annotation = self.expr(node);
        self.unevaluated -= step;
        annotation
    }

    // ---- classes ------------------------------------------------------------------------------

    pub(super) fn class_def(&mut self, node: Node<'a>) -> Stmt {
        let name = name_of(node);
        let decorators = self.decorators(node);
        let private = self.names.private.take();
        self.names.private.clone_from(&private);
        let outer = self.enter_type_params(node);
        let args = node.node(ARG_LIST).map(|it| self.args(it)).unwrap_or_default();
        let kind = ScopeKind::Class { args };
        let scope =
            self.add_scope(kind, name.clone(), self.scope, name_range(node), block_range(node));
        self.body.scopes[scope.index()].decorators = decorators;
        self.names.private = Some(Private::of_class(name));
        self.scope = Some(scope);
        let block = node.node(BLOCK);
        let body = self.block(block);
        let filled = &mut self.body.scopes[scope.index()];
        filled.body = body;
        filled.has_docstring = block.is_some_and(has_docstring);
        self.names.private = private;
        self.scope = outer;
        Stmt::ClassDef { scope, var: self.definition_var(node) }
    }

    fn definition_var(&mut self, node: Node<'a>) -> crate::body::VarRef {
        match node.name() {
            Some(it) => self.mention(it, BOUND),
            None => self.nameless(),
        }
    }

    // ---- comprehensions -----------------------------------------------------------------------

    /// The first iterable belongs to the scope outside, all the rest to the comprehension's own.
    pub(super) fn comprehension(&mut self, node: Node<'a>) -> Expr {
        let kind = match node.kind {
            LIST_COMP_EXPR => CompKind::List,
            SET_COMP_EXPR => CompKind::Set,
            DICT_COMP_EXPR => CompKind::Dict,
            _ => CompKind::Generator,
        };
        let first = node.node(COMP_FOR).and_then(|it| it.after(IN_KW));
        let mut first = Some(self.expr_or_missing(first, node.end()));
        let parent = self.scope;
        let made = ScopeKind::Comp { kind, clauses: Box::default(), key: None };
        let scope = self.add_scope(made, Name::default(), parent, node.range(), node.range());
        self.scope = Some(scope);
        let mut clauses = Vec::new();
        for clause in node.nodes().filter(|it| it.kind == COMP_FOR) {
            clauses.push(self.clause(clause, first.take()));
        }
        let (key, result) = self.element(node);
        self.scope = parent;
        let filled = &mut self.body.scopes[scope.index()];
        filled.kind = ScopeKind::Comp { kind, clauses: clauses.into(), key };
        filled.result = Some(result);
        filled.is_generator = kind == CompKind::Generator;
        if filled.is_coroutine && kind != CompKind::Generator {
            self.is_coroutine();
        }
        Expr::Comp(scope)
    }

    fn clause(&mut self, node: Node<'a>, iter: Option<ExprId>) -> CompClause {
        let is_async = node.token(ASYNC_KW).is_some();
        if is_async {
            self.is_coroutine();
        }
        let target = self.target_or_missing(node.nodes().next(), node.end());
        let iter = iter.unwrap_or_else(|| self.expr_or_missing(node.after(IN_KW), node.end()));
        let conditions = node.nodes().filter(|it| it.kind == COMP_IF);
        let conditions =
            conditions.map(|it| self.expr_or_missing(it.nodes().next(), it.end())).collect();
        CompClause { is_async, target, iter, conditions }
    }

    /// The key, where there is one, and the element or value.
    fn element(&mut self, node: Node<'a>) -> (Option<ExprId>, ExprId) {
        let element = node.nodes().next().filter(|it| it.kind != COMP_FOR);
        match element.filter(|it| it.kind == DICT_ITEM) {
            Some(item) => {
                let key = self.expr_or_missing(item.nodes().next(), item.start);
                (Some(key), self.expr_or_missing(item.after(COLON), item.end()))
            }
            None => (None, self.expr_or_missing(element, node.start)),
        }
    }
}

fn is_param(node: Node<'_>) -> bool {
    matches!(node.kind, PARAM | VARARG_PARAM | KWARG_PARAM)
}

/// The name of a definition, never mangled.
fn name_of(node: Node<'_>) -> Name {
    node.name().map(identifier).unwrap_or_default()
}

fn name_range(node: Node<'_>) -> TextRange {
    node.name().map_or(empty_range(), |it| it.range())
}

fn block_range(node: Node<'_>) -> TextRange {
    node.node(BLOCK).map_or(empty_range(), Node::range)
}
