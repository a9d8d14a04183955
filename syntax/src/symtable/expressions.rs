//! Expressions and comprehensions (`symtable_visit_expr`, `symtable_handle_comprehension`).

use rowan::TextSize;

use super::builder::{Builder, Context, Task};
use super::green::Node;
use super::names::{NameId, known};
use super::symbol::SymbolFlags;
use super::{NodePtr, ScopeKind};
use crate::kind::SyntaxKind::{self, *};

impl<'a> Builder<'a> {
    pub(super) fn visit_expr(&mut self, node: Node<'a>, context: Context) {
        match node.kind {
            NAME_EXPR => self.name_expr(node, context),
            CONSTANT_EXPR => {}
            PAREN_EXPR | TUPLE_EXPR | LIST_EXPR | STARRED_EXPR => {
                for child in node.nodes() {
                    self.then_visit_as(child, context);
                }
            }
            NAMED_EXPR => self.named_expr(node),
            IF_EXPR => self.if_expr(node),
            DICT_EXPR => self.dict(node),
            ARG_LIST => self.arg_list(node),
            LAMBDA_EXPR => self.lambda(node),
            YIELD_EXPR | YIELD_FROM_EXPR => self.yield_expr(node),
            AWAIT_EXPR => self.await_expr(node),
            LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR => {
                self.comprehension(node, node.start);
            }
            _ => self.then_children(node),
        }
    }

    /// The condition is visited first.
    fn if_expr(&mut self, node: Node<'a>) {
        if let Some(test) = node.after(IF_KW) {
            self.then_visit(test);
        }
        if let Some(body) = node.nodes().next() {
            self.then_visit(body);
        }
        if let Some(orelse) = node.after(ELSE_KW) {
            self.then_visit(orelse);
        }
    }

    /// All keys, then all values.
    fn dict(&mut self, node: Node<'a>) {
        for item in node.nodes().filter(|it| it.kind == DICT_ITEM) {
            if let Some(key) = item.nodes().next() {
                self.then_visit(key);
            }
        }
        for item in node.nodes() {
            match item.kind {
                DICT_ITEM => {
                    if let Some(value) = item.after(COLON) {
                        self.then_visit(value);
                    }
                }
                _ => self.then_visit(item),
            }
        }
    }

    /// Positional arguments, then keyword arguments. A lone generator's place is that of the
    /// parentheses around it.
    fn arg_list(&mut self, node: Node<'a>) {
        for argument in node.nodes().filter(|it| it.kind != KEYWORD_ARG) {
            match argument.kind {
                GENERATOR_EXPR if argument.token(LPAR).is_none() => {
                    self.then(Task::LoneGenerator(argument, node.start));
                }
                _ => self.then_visit(argument),
            }
        }
        for argument in node.nodes().filter(|it| it.kind == KEYWORD_ARG) {
            self.then_visit(argument);
        }
    }

    fn yield_expr(&mut self, node: Node<'a>) {
        self.forbid_in_annotation(node, "yield expression");
        self.then_children(node);
        self.then(Task::Yielded(node));
    }

    pub(super) fn yielded(&mut self, node: Node<'a>) {
        self.block().is_generator = true;
        let text = match self.current_kind() {
            ScopeKind::ListComp => "'yield' inside list comprehension",
            ScopeKind::SetComp => "'yield' inside set comprehension",
            ScopeKind::DictComp => "'yield' inside dict comprehension",
            ScopeKind::GeneratorExpr => "'yield' inside generator expression",
            _ => return,
        };
        self.error(node.range(), text);
    }

    fn await_expr(&mut self, node: Node<'a>) {
        self.forbid_in_annotation(node, "await expression");
        self.then_children(node);
        self.then(Task::Awaited);
    }

    /// Refuses `what` in scopes that only hold a type (`symtable_raise_if_annotation_block`).
    pub(super) fn forbid_in_annotation(&mut self, node: Node<'a>, what: &str) {
        let place = match self.current_kind() {
            ScopeKind::Annotation => "an annotation",
            ScopeKind::TypeVariable => self.block().info,
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParameters => "the definition of a generic",
            _ => return,
        };
        self.error(node.range(), format!("{what} cannot be used within {place}"));
    }

    // ---- comprehensions -----------------------------------------------------------------------

    /// The first iterable belongs to the scope outside, all the rest to the comprehension's own.
    pub(super) fn comprehension(&mut self, node: Node<'a>, start: TextSize) {
        let mut generators = node.nodes().filter(|it| it.kind == COMP_FOR);
        let Some(first) = generators.next() else {
            return self.then_children(node);
        };
        self.iterable(first);
        self.then(Task::EnterComprehension(node, start));
        self.iteration_target(first);
        self.conditions(first);
        for generator in generators {
            self.iteration_target(generator);
            self.iterable(generator);
            self.conditions(generator);
            if generator.token(ASYNC_KW).is_some() {
                self.then(Task::Awaited);
            }
        }
        self.comprehension_element(node);
        self.then(Task::ExitComprehension);
    }

    fn iterable(&mut self, generator: Node<'a>) {
        let Some(iter) = generator.after(IN_KW) else {
            return;
        };
        self.then(Task::IterExpr(true));
        self.then(Task::Visit(iter, Context::Load));
        self.then(Task::IterExpr(false));
    }

    fn iteration_target(&mut self, generator: Node<'a>) {
        let Some(target) = generator.nodes().next() else {
            return;
        };
        self.then(Task::IterTarget(true));
        self.then(Task::Visit(target, Context::Store));
        self.then(Task::IterTarget(false));
    }

    fn conditions(&mut self, generator: Node<'a>) {
        for condition in generator.nodes().filter(|it| it.kind == COMP_IF) {
            self.then_visit(condition);
        }
    }

    /// Of a dict comprehension the value comes before the key.
    fn comprehension_element(&mut self, node: Node<'a>) {
        let Some(element) = node.nodes().next().filter(|it| it.kind != COMP_FOR) else {
            return;
        };
        if element.kind != DICT_ITEM {
            return self.then_visit(element);
        }
        if let Some(value) = element.after(COLON) {
            self.then_visit(value);
        }
        if let Some(key) = element.nodes().next() {
            self.then_visit(key);
        }
    }

    pub(super) fn enter_comprehension(&mut self, node: Node<'a>, start: TextSize) {
        let (kind, name) = comprehension_scope(node.kind);
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        self.enter(kind, name, ptr, start);
        let first = node.node(COMP_FOR);
        self.block().is_coroutine = first.is_some_and(|it| it.token(ASYNC_KW).is_some());
        self.add(known::IMPLICIT_ARGUMENT, SymbolFlags::PARAM, node.range());
    }

    pub(super) fn exit_comprehension(&mut self) {
        let is_generator = self.current_kind() == ScopeKind::GeneratorExpr;
        self.block().is_generator = is_generator;
        let is_async = self.block().is_coroutine && !is_generator;
        self.exit();
        self.block().is_coroutine |= is_async;
    }
}

fn comprehension_scope(kind: SyntaxKind) -> (ScopeKind, NameId) {
    match kind {
        LIST_COMP_EXPR => (ScopeKind::ListComp, known::LISTCOMP),
        SET_COMP_EXPR => (ScopeKind::SetComp, known::SETCOMP),
        DICT_COMP_EXPR => (ScopeKind::DictComp, known::DICTCOMP),
        _ => (ScopeKind::GeneratorExpr, known::GENEXPR),
    }
}
