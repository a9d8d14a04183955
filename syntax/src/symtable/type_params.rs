//! Type parameters and type aliases (PEP 695, PEP 696).

use super::blocks::{definition_start, has_keyword_only_defaults};
use super::builder::{Builder, Context, InClass, Part, Task};
use super::green::Node;
use super::names::known;
use super::symbol::SymbolFlags;
use super::{NodePtr, ScopeKind};
use crate::kind::SyntaxKind::*;

impl<'a> Builder<'a> {
    /// Opens the scope of a definition's type parameters, which also holds what CPython keeps
    /// there, and schedules the parameters (`symtable_enter_type_param_block`).
    pub(super) fn enter_type_params(&mut self, node: Node<'a>) {
        let Some(list) = node.node(TYPE_PARAM_LIST) else {
            return;
        };
        let in_class = self.current_kind() == ScopeKind::Class;
        let name = match node.kind {
            TYPE_ALIAS_STMT => self.alias_name(node),
            _ => self.definition_name(node),
        };
        let ptr = NodePtr { kind: list.kind, range: list.range() };
        self.enter(ScopeKind::TypeParameters, name, ptr, definition_start(node));
        if in_class {
            self.block().can_see_class_scope = true;
            self.add(known::CLASSDICT, SymbolFlags::USE, list.range());
        }
        match node.kind {
            CLASS_DEF => {
                for name in [known::TYPE_PARAMS, known::GENERIC_BASE] {
                    self.add(name, SymbolFlags::LOCAL | SymbolFlags::USE, list.range());
                }
                self.private = Some(name);
                self.mangled.push(Vec::new());
                self.block().mangled = Some(self.mangled.len() - 1);
            }
            FUNCTION_DEF => self.add_defaults(node, list),
            _ => {}
        }
        for param in list.nodes() {
            self.then(Task::TypeParam(param));
        }
    }

    /// CPython's parser always makes a list of defaults, so `.defaults` is always there.
    fn add_defaults(&mut self, node: Node<'a>, list: Node<'a>) {
        self.add(known::DEFAULTS, SymbolFlags::PARAM, list.range());
        if node.node(PARAM_LIST).is_some_and(has_keyword_only_defaults) {
            self.add(known::KWDEFAULTS, SymbolFlags::PARAM, list.range());
        }
    }

    /// One type parameter: its name here, its bound and its default in scopes of their own.
    pub(super) fn type_param(&mut self, node: Node<'a>) {
        let Some(token) = node.name() else { return };
        let name = self.intern(token);
        self.add(name, SymbolFlags::TYPE_PARAM | SymbolFlags::LOCAL, node.range());
        for part in [Part::Bound, Part::Default] {
            if let Some(value) = part_of(node, part) {
                self.then(Task::EnterTypeVariable(node, part));
                self.then(Task::Visit(value, Context::Load));
                self.then(Task::Exit);
            }
        }
    }

    pub(super) fn enter_type_variable(&mut self, param: Node<'a>, part: Part) {
        let (Some(value), Some(token)) = (part_of(param, part), param.name()) else {
            return;
        };
        let in_class = self.block().can_see_class_scope;
        let (name, inner) = (self.intern(token), value.unparenthesized());
        let ptr = NodePtr { kind: inner.kind, range: inner.range() };
        self.enter(ScopeKind::TypeVariable, name, ptr, inner.start);
        self.block().info = match (part, param.kind) {
            (Part::Bound, _) if inner.kind == TUPLE_EXPR => "a TypeVar constraint",
            (Part::Bound, _) => "a TypeVar bound",
            (Part::Default, TYPE_VAR_TUPLE) => "a TypeVarTuple default",
            (Part::Default, PARAM_SPEC) => "a ParamSpec default",
            (Part::Default, _) => "a TypeVar default",
        };
        self.see_class(in_class, value);
    }

    // ---- `type X = …` -------------------------------------------------------------------------

    pub(super) fn type_alias(&mut self, node: Node<'a>) {
        let in_class = self.current_kind() == ScopeKind::Class;
        if let Some(name) = node.node(NAME_EXPR) {
            self.then_visit_as(name, Context::Store);
        }
        let is_generic = node.node(TYPE_PARAM_LIST).is_some();
        if is_generic {
            self.then(Task::EnterTypeParams(node));
        }
        self.then(Task::EnterTypeAlias(node, in_class));
        if let Some(value) = node.after(EQUAL) {
            self.then(Task::Visit(value, Context::Load));
        }
        self.then(Task::Exit);
        if is_generic {
            self.then(Task::Exit);
        }
    }

    pub(super) fn enter_type_alias(&mut self, node: Node<'a>, in_class: InClass) {
        let name = self.alias_name(node);
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        self.enter(ScopeKind::TypeAlias, name, ptr, node.start);
        self.see_class(in_class, node);
    }

    /// The scope looks into the class around it, if there is one.
    fn see_class(&mut self, in_class: InClass, node: Node<'a>) {
        self.block().can_see_class_scope = in_class;
        if in_class {
            self.add(known::CLASSDICT, SymbolFlags::USE, node.range());
        }
    }

    fn alias_name(&mut self, node: Node<'a>) -> super::NameId {
        match node.node(NAME_EXPR).and_then(Node::name) {
            Some(token) => self.intern(token),
            None => self.names.intern(""),
        }
    }
}

fn part_of(param: Node<'_>, part: Part) -> Option<Node<'_>> {
    let default = param.after(EQUAL);
    match part {
        Part::Default => default,
        // Only a TypeVar has a bound; a missing one must not be mistaken for the default.
        Part::Bound if param.kind == TYPE_VAR => {
            param.after(COLON).filter(|it| default.is_none_or(|default| default.start != it.start))
        }
        Part::Bound => None,
    }
}
