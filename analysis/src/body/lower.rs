//! From the green tree to a [`Body`]: names resolved, text and places left behind.
//!
//! One walk over the tree makes the arenas. What a name means is known only when all of its unit has
//! been seen, so the walk leaves a number for each name of each scope ([`names`]) and a last pass
//! over the arenas puts the answer in its place. Nothing here asks the symbol table of the file, so
//! that one function can be lowered alone; tests hold the two together.

mod constants;
mod definitions;
mod expressions;
mod names;
mod patterns;
mod statements;
mod type_params;

use std::cell::Cell;
use std::sync::Arc;

use refwise_syntax::symtable::green::Node;
use refwise_syntax::{GreenNode, SyntaxKind, TextRange, TextSize};

use super::{Body, BodyMap, BodyScope, Expr, ExprId, Name, Scope, ScopeKind, Stmt, StmtId};
use names::Names;
pub(crate) use names::Private;

/// What a unit is made from.
pub(crate) struct Source<'a> {
    /// The `FILE` with its functions' blocks taken out, or a `FUNCTION_DEF`.
    pub(crate) green: &'a GreenNode,
    /// The surroundings of a function; nothing for a file.
    pub(crate) surroundings: &'a Surroundings,
    /// The file has `from __future__ import annotations`.
    pub(crate) future_annotations: bool,
    /// For a file: the names that its functions declare `global`.
    pub(crate) globals: &'a [DeclaredGlobal],
}

/// What a function that is a unit sees of the classes around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The class for which private names are mangled.
    pub(crate) class: Option<Name>,
    /// The type parameters of the classes around it.
    pub(crate) type_params: Box<[Name]>,
}

/// A name that a `global` statement of a function names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeclaredGlobal {
    pub(crate) name: Name,
    pub(crate) is_bound: bool,
}

/// A unit, lowered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lowered {
    pub(crate) body: Arc<Body>,
    /// Of a file: as if the blocks of its functions were empty.
    pub(crate) map: Arc<BodyMap>,
    /// The names that scopes of the unit declare `global`.
    pub(crate) globals: Vec<DeclaredGlobal>,
    /// Of a file: the scopes whose bodies are elsewhere, with the starts of their definitions.
    pub(crate) elsewhere: Vec<(TextSize, BodyScope)>,
}

/// Lowers a unit.
pub(crate) fn lower(source: &Source<'_>) -> Lowered {
    let root = Node::root(source.green, TextSize::new(0));
    let is_file = root.kind == SyntaxKind::FILE;
    let mut lowerer = Lowerer::new(source, is_file);
    match is_file {
        true => lowerer.file(root),
        false => lowerer.own_function(root),
    }
    let globals = lowerer.names.declared_globals();
    names::resolve(&mut lowerer, source);
    let Lowerer { body: mut full, map: mut full_map, elsewhere, .. } = lowerer;
    let (body, map) = (fitting_body(&mut full), fitting_map(&mut full_map));
    SCRATCH.set((full, full_map));
    Lowered { body: Arc::new(body), map: Arc::new(map), globals, elsewhere }
}

thread_local! {
    /// Arenas to fill: they grow once for all units of a thread.
    static SCRATCH: Cell<(Body, BodyMap)> = Cell::default();
}

/// What is in `full`, which is empty then, without room to grow: it stays for long.
fn fitting_body(full: &mut Body) -> Body {
    Body {
        exprs: full.exprs.drain(..).collect(),
        stmts: full.stmts.drain(..).collect(),
        scopes: full.scopes.drain(..).collect(),
        vars: full.vars.drain(..).collect(),
    }
}

/// The same for a map.
fn fitting_map(full: &mut BodyMap) -> BodyMap {
    BodyMap {
        exprs: full.exprs.drain(..).collect(),
        stmts: full.stmts.drain(..).collect(),
        scopes: full.scopes.drain(..).collect(),
        extents: full.extents.drain(..).collect(),
        params: full.params.drain(..).collect(),
    }
}

/// From how many visits inside each other on the stack of a thread (2 MB) might be too small.
const DEEP: u32 = 150;

/// Room for the deepest trees that the parser lets pass, unoptimised builds included.
const STACK_SIZE: usize = 256 << 20;

/// The walk. Everything in it is `Send`, so that it can go on with a larger stack.
struct Lowerer<'a> {
    body: Body,
    map: BodyMap,
    names: Names<'a>,
    /// The scope that runs what is being visited; none in the decorators, defaults and annotations
    /// of the function that is the unit.
    scope: Option<BodyScope>,
    /// For each scope the one where the lookup of names goes on.
    parents: Vec<Option<BodyScope>>,
    is_file: bool,
    future_annotations: bool,
    /// How many annotations that nothing evaluates are open.
    unevaluated: u32,
    elsewhere: Vec<(TextSize, BodyScope)>,
    /// Where blocks of functions were taken out.
    blocks_out: Vec<TextSize>,
    /// What waits for its first operand; see [`Lowerer::expr`].
    spine: Vec<Node<'a>>,
    depth: u32,
}

impl<'a> Lowerer<'a> {
    fn new(source: &Source<'_>, is_file: bool) -> Lowerer<'a> {
        let private = source.surroundings.class.clone().map(Private::of_class);
        let (body, map) = SCRATCH.take();
        Lowerer {
            body,
            map,
            names: Names::new(private),
            scope: None,
            parents: Vec::new(),
            is_file,
            future_annotations: source.future_annotations,
            unevaluated: 0,
            elsewhere: Vec::new(),
            blocks_out: Vec::new(),
            spine: Vec::new(),
            depth: 0,
        }
    }

    fn file(&mut self, root: Node<'a>) {
        let scope =
            self.add_scope(ScopeKind::Module, Name::default(), None, empty_range(), root.range());
        self.scope = Some(scope);
        let body = self.statements(root);
        self.body.scopes[scope.index()].has_docstring = statements::has_docstring(root);
        self.body.scopes[scope.index()].body = body;
    }

    /// Visits deeper, on a larger stack if need be.
    fn deeper<T: Send>(&mut self, visit: impl FnOnce(&mut Self) -> T + Send) -> T {
        self.depth += 1;
        let found = if self.depth == DEEP { on_large_stack(|| visit(self)) } else { visit(self) };
        self.depth -= 1;
        found
    }

    // ---- arenas -------------------------------------------------------------------------------

    fn add_expr(&mut self, range: TextRange, expr: Expr) -> ExprId {
        self.body.exprs.push(expr);
        self.map.exprs.push(range);
        ExprId::new(self.body.exprs.len() - 1)
    }

    fn add_stmt(&mut self, node: Node<'_>, stmt: Stmt) -> StmtId {
        self.body.stmts.push(stmt);
        // Only what has a block ends behind its last significant token.
        let is_compound = node.kind as u16 >= SyntaxKind::IF_STMT as u16;
        let mut end = if is_compound { node.significant_end() } else { node.end() };
        if let Some(&block) = self.blocks_out.last()
            && node.start <= block
            && end < block
        {
            // Its last part is a function whose block was taken out.
            end = block;
        }
        self.map.stmts.push(TextRange::new(node.start, end));
        StmtId::new(self.body.stmts.len() - 1)
    }

    /// A scope whose parts are filled in later.
    fn add_scope(
        &mut self,
        kind: ScopeKind,
        name: Name,
        parent: Option<BodyScope>,
        range: TextRange,
        extent: TextRange,
    ) -> BodyScope {
        let scope = BodyScope::new(self.body.scopes.len());
        self.body.scopes.push(Scope {
            kind,
            parent,
            name,
            decorators: Box::default(),
            params: Box::default(),
            returns: None,
            body: Box::default(),
            result: None,
            is_coroutine: false,
            is_generator: false,
            is_elsewhere: false,
            has_docstring: false,
            vars: Box::default(),
            free: Box::default(),
        });
        self.map.scopes.push(range);
        self.map.extents.push(extent);
        self.map.params.push(Box::default());
        self.parents.push(parent);
        scope
    }

    /// The scope that runs what is being visited.
    fn current(&mut self) -> Option<&mut Scope> {
        self.scope.map(|it| &mut self.body.scopes[it.index()])
    }
}

fn empty_range() -> TextRange {
    TextRange::empty(TextSize::new(0))
}

fn on_large_stack<T: Send>(visit: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
        let thread = thread.spawn_scoped(scope, visit).expect("the system has threads");
        match thread.join() {
            Ok(found) => found,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests;
