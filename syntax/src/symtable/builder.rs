//! The first pass: what each scope does with each name (`symtable_visit_*` of CPython).
//!
//! CPython recurses; here the rest of the work waits in a list of [`Task`]s, so that no tree is too
//! deep. A visit does at once what CPython does first and schedules what comes after, in order.

use rowan::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::future::Future;
use super::green::{Node, Token};
use super::names::{NameId, Names, known};
use super::symbol::{Symbol, SymbolFlags};
use super::{NodePtr, ScopeId, ScopeKind, SymbolTable, analyze, future, queries};
use crate::error::Stage;
use crate::kind::SyntaxKind;
use crate::{SyntaxError, SyntaxNode};

/// Both passes over a tree.
pub(super) fn build(root: &SyntaxNode) -> SymbolTable {
    let file = Node::root(root.green(), root.text_range().start());
    let mut builder = Builder::new(file);
    builder.errors.append(&mut builder.future.errors);
    builder.enter(
        ScopeKind::Module,
        known::TOP,
        NodePtr { kind: file.kind, range: file.range() },
        file.start,
    );
    builder.visit(file, Context::Load);
    builder.run();
    analyze::analyze(&mut builder);
    queries::finish(builder)
}

/// How an expression is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// It is read.
    Load,
    /// It is assigned or deleted.
    Store,
}

/// Work that waits.
#[derive(Clone, Copy)]
pub(super) enum Task<'a> {
    /// A statement, clause, expression or pattern.
    Visit(Node<'a>, Context),
    /// A name that is bound at this point of the walk.
    Define(Token<'a>, SymbolFlags),
    EnterFunction(Node<'a>),
    EnterLambda(Node<'a>),
    EnterClass(Node<'a>),
    EnterTypeParams(Node<'a>),
    EnterTypeAlias(Node<'a>, InClass),
    EnterTypeVariable(Node<'a>, Part),
    EnterComprehension(Node<'a>, TextSize),
    /// A generator without parentheses of its own starts where those of the call do.
    LoneGenerator(Node<'a>, TextSize),
    EnterAnnotation(NodePtr),
    TypeParam(Node<'a>),
    /// The innermost scope ends.
    Exit,
    ExitComprehension,
    /// Names are mangled for this class from here on.
    Private(Option<NameId>),
    IterTarget(bool),
    IterExpr(bool),
    Yielded(Node<'a>),
    Awaited,
    Returned,
}

/// The parts of a type parameter that have scopes of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Bound,
    Default,
}

/// Whether a type alias stands right inside a class.
pub(super) type InClass = bool;

/// A scope in the making.
pub(super) struct Block {
    pub(super) kind: ScopeKind,
    pub(super) name: NameId,
    pub(super) parent: Option<ScopeId>,
    pub(super) node: NodePtr,
    pub(super) start: TextSize,
    pub(super) symbols: Vec<Symbol>,
    pub(super) children: Vec<ScopeId>,
    pub(super) parameters: Vec<NameId>,
    /// Where `global` and `nonlocal` name a name; for the errors of the second pass.
    pub(super) directives: Vec<(NameId, TextRange)>,
    /// Index into `Builder::mangled`: the only names that are mangled here; all where `None`.
    pub(super) mangled: Option<usize>,
    /// What a type variable's scope is, in the words of an error message.
    pub(super) info: &'static str,
    /// How many iterables of comprehensions are being visited.
    pub(super) iter_exprs: u32,
    /// The target of a comprehension is being visited.
    pub(super) iter_target: bool,
    pub(super) is_nested: bool,
    pub(super) is_generator: bool,
    pub(super) is_coroutine: bool,
    pub(super) has_varargs: bool,
    pub(super) has_varkeywords: bool,
    pub(super) returns_value: bool,
    pub(super) is_inlined: bool,
    pub(super) needs_class_closure: bool,
    pub(super) needs_classdict: bool,
    pub(super) can_see_class_scope: bool,
    pub(super) is_unevaluated: bool,
}

pub(super) struct Builder<'a> {
    pub(super) blocks: Vec<Block>,
    pub(super) names: Names,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) future: Future,
    /// The scopes that are open, the module first (`st_stack`).
    pub(super) stack: Vec<ScopeId>,
    pub(super) private: Option<NameId>,
    /// Type parameters of generic classes: sets that the scopes inside share.
    pub(super) mangled: Vec<Vec<NameId>>,
    /// Where each name of each scope stands in `Block::symbols`.
    slots: FxHashMap<(ScopeId, NameId), u32>,
    /// For each name the slot asked for last; most names come several times in one scope.
    recent: Vec<Option<(ScopeId, u32)>>,
    /// What waits, the next at the end.
    tasks: Vec<Task<'a>>,
    /// From here on the tasks are those of the visit that is running, the next first.
    scheduled: usize,
    /// Where names are put together.
    pub(super) buffer: String,
}

impl<'a> Builder<'a> {
    fn new(file: Node<'a>) -> Builder<'a> {
        Builder {
            blocks: Vec::new(),
            names: Names::with_known(),
            errors: Vec::new(),
            future: future::of_file(file),
            stack: Vec::new(),
            private: None,
            mangled: Vec::new(),
            slots: FxHashMap::default(),
            recent: Vec::new(),
            tasks: Vec::new(),
            scheduled: 0,
            buffer: String::new(),
        }
    }

    fn run(&mut self) {
        loop {
            self.tasks[self.scheduled..].reverse();
            let Some(task) = self.tasks.pop() else { break };
            self.scheduled = self.tasks.len();
            self.perform(task);
        }
    }

    fn perform(&mut self, task: Task<'a>) {
        match task {
            Task::Visit(node, context) => self.visit(node, context),
            Task::Define(token, flags) => self.define(token, flags),
            Task::EnterFunction(node) => self.enter_function(node),
            Task::EnterLambda(node) => self.enter_lambda(node),
            Task::EnterClass(node) => self.enter_class(node),
            Task::EnterTypeParams(node) => self.enter_type_params(node),
            Task::EnterTypeAlias(node, in_class) => self.enter_type_alias(node, in_class),
            Task::EnterTypeVariable(node, part) => self.enter_type_variable(node, part),
            Task::EnterComprehension(node, start) => self.enter_comprehension(node, start),
            Task::LoneGenerator(node, start) => self.comprehension(node, start),
            Task::EnterAnnotation(node) => {
                self.enter(ScopeKind::Annotation, known::ANNOTATION, node, node.range.start());
            }
            Task::TypeParam(node) => self.type_param(node),
            Task::Exit => self.exit(),
            Task::ExitComprehension => self.exit_comprehension(),
            Task::Private(class) => self.private = class,
            Task::IterTarget(is_target) => self.block().iter_target = is_target,
            Task::IterExpr(true) => self.block().iter_exprs += 1,
            Task::IterExpr(false) => self.block().iter_exprs -= 1,
            Task::Yielded(node) => self.yielded(node),
            Task::Awaited => self.block().is_coroutine = true,
            Task::Returned => self.block().returns_value = true,
        }
    }

    /// Does `task` after what is scheduled so far by this visit, before all that waits longer.
    pub(super) fn then(&mut self, task: Task<'a>) {
        self.tasks.push(task);
    }

    /// Schedules the visit of an expression that is read, a statement, a clause or a pattern.
    pub(super) fn then_visit(&mut self, node: Node<'a>) {
        self.then_visit_as(node, Context::Load);
    }

    pub(super) fn then_visit_as(&mut self, node: Node<'a>, context: Context) {
        let is_next = self.tasks.len() == self.scheduled;
        match node.kind {
            SyntaxKind::CONSTANT_EXPR => {}
            SyntaxKind::STRING_EXPR if node.nodes().next().is_none() => {}
            SyntaxKind::NAME_EXPR if is_next => self.name_expr(node, context),
            _ => self.tasks.push(Task::Visit(node, context)),
        }
    }

    /// Schedules all nodes below `node`, in the order of the text.
    pub(super) fn then_children(&mut self, node: Node<'a>) {
        for child in node.nodes() {
            self.then_visit(child);
        }
    }

    // ---- scopes -------------------------------------------------------------------------------

    /// The innermost open scope.
    pub(super) fn current(&self) -> ScopeId {
        *self.stack.last().expect("the module stays open")
    }

    /// The innermost open scope.
    pub(super) fn block(&mut self) -> &mut Block {
        let current = self.current();
        &mut self.blocks[current.index()]
    }

    pub(super) fn current_kind(&self) -> ScopeKind {
        self.blocks[self.current().index()].kind
    }

    /// Opens a scope (`symtable_enter_block`).
    pub(super) fn enter(&mut self, kind: ScopeKind, name: NameId, node: NodePtr, start: TextSize) {
        let scope = ScopeId(self.blocks.len() as u32);
        let mut block = Block::new(kind, name, node, start);
        if let Some(&parent) = self.stack.last() {
            let around = &mut self.blocks[parent.index()];
            block.parent = Some(parent);
            block.is_nested = around.is_nested || around.kind.is_function_like();
            // Also inside nested comprehensions and lambdas (bpo-37757).
            block.iter_exprs = around.iter_exprs;
            block.is_unevaluated = around.is_unevaluated || kind == ScopeKind::Annotation;
            if kind != ScopeKind::Class {
                block.mangled = around.mangled;
            }
            if kind != ScopeKind::Annotation {
                around.children.push(scope);
            }
        }
        self.blocks.push(block);
        self.stack.push(scope);
    }

    pub(super) fn exit(&mut self) {
        self.stack.pop();
    }

    // ---- symbols ------------------------------------------------------------------------------

    /// Where `name` stands among the symbols of `scope`.
    pub(super) fn slot(&mut self, scope: ScopeId, name: NameId) -> Option<usize> {
        if let Some(Some((at, slot))) = self.recent.get(name.0 as usize)
            && *at == scope
        {
            return Some(*slot as usize);
        }
        let slot = *self.slots.get(&(scope, name))?;
        self.remember(scope, name, slot);
        Some(slot as usize)
    }

    /// A new symbol of `scope`, which has none of this name.
    pub(super) fn add_symbol(&mut self, scope: ScopeId, symbol: Symbol) {
        let symbols = &mut self.blocks[scope.index()].symbols;
        let slot = symbols.len() as u32;
        symbols.push(symbol);
        self.slots.insert((scope, symbol.name), slot);
        self.remember(scope, symbol.name, slot);
    }

    /// Takes `name` out of `scope`.
    pub(super) fn remove_symbol(&mut self, scope: ScopeId, name: NameId) {
        let Some(slot) = self.slots.remove(&(scope, name)) else {
            return;
        };
        self.recent[name.0 as usize] = None;
        self.blocks[scope.index()].symbols.remove(slot as usize);
        for at in slot as usize..self.blocks[scope.index()].symbols.len() {
            let moved = self.blocks[scope.index()].symbols[at].name;
            self.slots.insert((scope, moved), at as u32);
            self.remember(scope, moved, at as u32);
        }
    }

    fn remember(&mut self, scope: ScopeId, name: NameId, slot: u32) {
        let at = name.0 as usize;
        if self.recent.len() <= at {
            self.recent.resize(self.names.len().max(at + 1), None);
        }
        self.recent[at] = Some((scope, slot));
    }

    /// The flags of `name` in `scope` so far (`_PyST_GetSymbol`).
    pub(super) fn flags(&mut self, scope: ScopeId, name: NameId) -> SymbolFlags {
        match self.slot(scope, name) {
            Some(slot) => self.blocks[scope.index()].symbols[slot].flags,
            None => SymbolFlags::NONE,
        }
    }

    // ---- errors -------------------------------------------------------------------------------

    pub(super) fn error(
        &mut self,
        range: TextRange,
        text: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        self.errors.push(SyntaxError::new(range, text).stage(Stage::Symtable));
    }

    /// An error whose text has a name for `{}`.
    pub(super) fn error_with_name(&mut self, range: TextRange, text: &str, name: NameId) {
        let text = text.replace("{}", self.names.text(name));
        self.error(range, text);
    }
}

impl Block {
    fn new(kind: ScopeKind, name: NameId, node: NodePtr, start: TextSize) -> Block {
        Block {
            kind,
            name,
            parent: None,
            node,
            start,
            symbols: Vec::new(),
            children: Vec::new(),
            parameters: Vec::new(),
            directives: Vec::new(),
            mangled: None,
            info: "",
            iter_exprs: 0,
            iter_target: false,
            is_nested: false,
            is_generator: false,
            is_coroutine: false,
            has_varargs: false,
            has_varkeywords: false,
            returns_value: false,
            is_inlined: false,
            needs_class_closure: false,
            needs_classdict: false,
            can_see_class_scope: false,
            is_unevaluated: false,
        }
    }
}
