//! What a name means: the variable, where it is bound, the builtin or import behind it.

mod facts;

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr};
use refwise_syntax::symtable::{NameId, NodePtr, Resolution, ScopeId, ScopeKind, SymbolTable};
use refwise_syntax::{NodeOrToken, SyntaxNode, TextRange};
use rowan::GreenNodeData;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bindings::{Binding, Bindings, How};
use crate::db::{Db, File};
use crate::excerpt::Excerpt;
use crate::green::nodes;
use crate::origin::is_store_from_outside;
use crate::unit::Unit;
use crate::walk::Walk;

/// The names of one tree, looked up when a rule asks.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    excerpt: &'a Excerpt,
    /// What answers questions about the whole file where the tree is looked at for a part of it.
    around: Option<&'a Around<'a>>,
}

/// The file around the part of it that is looked at.
pub(crate) struct Around<'a> {
    pub(crate) db: &'a dyn Db,
    pub(crate) file: File,
    /// The unit that is looked at, where it is just one.
    pub(crate) unit: Option<Unit>,
    /// The part, in the tree.
    pub(crate) part: TextRange,
    /// Somebody wanted to see what the tree need not show.
    pub(crate) is_left: Cell<bool>,
}

/// Where attributes of one name stand, and, when somebody has asked, the attributes.
#[derive(Default)]
pub(crate) struct Attributes {
    places: Vec<TextRange>,
    nodes: OnceCell<Vec<ast::AttributeExpr>>,
}

/// The variable that a name means.
pub(crate) struct Variable {
    /// The scope that holds it.
    pub(crate) scope: ScopeId,
    /// Where that scope binds its names.
    pub(crate) bindings: Rc<Bindings>,
    /// Code outside the scope's own text may bind or read it: it is global, or inner functions
    /// reach it.
    pub(crate) is_shared: bool,
}

impl<'a> Names<'a> {
    /// The names of a whole file.
    pub(crate) fn new(excerpt: &'a Excerpt) -> Names<'a> {
        Names { excerpt, around: None }
    }

    /// Those of a part of a file.
    pub(crate) fn of_part(excerpt: &'a Excerpt, around: &'a Around<'a>) -> Names<'a> {
        Names { excerpt, around: Some(around) }
    }

    /// The symbol table of the tree.
    pub(crate) fn table(&self) -> &'a SymbolTable {
        self.excerpt.table()
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &'a SyntaxNode {
        self.excerpt.root()
    }

    /// Somebody looks at the functions inside `node`, which need not be in the tree, nor stay as they
    /// are while what is found in this part of the file does.
    pub(crate) fn look_into(&self, node: &SyntaxNode) {
        if let Some(around) = self.around
            && !around.part.contains_range(node.text_range())
        {
            around.is_left.set(true);
        }
    }

    /// Somebody looks at all of the file.
    pub(crate) fn look_everywhere(&self) {
        if let Some(around) = self.around {
            around.is_left.set(true);
        }
    }

    /// The scope in which `node` runs.
    pub(crate) fn scope_at(&self, node: &SyntaxNode) -> ScopeId {
        let mut inner = node.clone();
        while let Some(outer) = inner.parent() {
            if runs_inside(&inner, &outer)
                && let Some(scope) = self.table().scope_of(&outer)
            {
                return scope;
            }
            inner = outer;
        }
        ScopeId::MODULE
    }

    /// The variable that `name` means, `None` where no scope binds it: then it is a builtin, or
    /// nothing.
    pub(crate) fn variable(&self, name: &ast::NameExpr) -> Option<Variable> {
        let scope = self.scope_at(name.syntax());
        let text = name.name()?;
        let mangled = self.table().mangled(scope, text.text());
        let (owner, symbol) = self.table().resolve(scope, &mangled)?;
        let is_shared = owner == ScopeId::MODULE || symbol.resolution == Resolution::Cell;
        Some(Variable { scope: owner, bindings: self.bindings(owner)?, is_shared })
    }

    /// The only binding of the variable that `name` means; `None` where there are several, none, or
    /// it may be bound elsewhere.
    pub(crate) fn sole_binding(&self, name: &ast::NameExpr) -> Option<Binding> {
        let variable = self.variable(name)?;
        let text = name.name()?;
        if variable.is_shared && self.is_bound_from_inside(variable.scope, text.text()) {
            return None;
        }
        match variable.bindings.of_name(text.text()) {
            [binding] => Some(binding.clone()),
            _ => None,
        }
    }

    /// The full path of what `expr` means: `builtins.float`, `math.nan`, `collections.deque`;
    /// `None` where it is not certain.
    pub(crate) fn path(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Paren(it) => self.path(&it.value()?),
            Expr::Attribute(it) => {
                Some(format!("{}.{}", self.path(&it.value()?)?, it.name()?.text()))
            }
            Expr::Name(it) => self.path_of_name(it),
            _ => None,
        }
    }

    /// The full path of a decorator, or of the function whose call makes it.
    pub(crate) fn path_of_decorator(&self, decorator: &ast::Decorator) -> Option<String> {
        match decorator.value()? {
            Expr::Call(it) => self.path(&it.func()?),
            it => self.path(&it),
        }
    }

    /// The classes of the file whose bodies bind `name`.
    pub(crate) fn classes_with(&self, name: &str) -> impl Iterator<Item = ast::ClassDef> {
        // Functions may hold classes.
        self.look_everywhere();
        let name = self.table().name_id(name);
        let scopes = self.table().scopes().filter(move |(scope, it)| {
            let symbol = || self.table().symbol(*scope, name?);
            it.kind == ScopeKind::Class && symbol().is_some_and(|it| it.is_bound())
        });
        scopes.filter_map(|(_, it)| ast::ClassDef::cast(it.node.to_node(self.root())?))
    }

    /// Does an assignment or `del` of the file change an attribute `name` of any object, or does a
    /// class body assign that name?
    pub(crate) fn is_attribute_stored(&self, name: &str) -> bool {
        match self.around {
            Some(it) => facts::stored_names(it.db, it.file).contains(name),
            None => self.excerpt.stored.get_or_init(|| stored(self.excerpt.green())).contains(name),
        }
    }

    /// Does an assignment, a loop or the like bind an attribute `name` of an object that is not called
    /// `self` or `cls`, anywhere in the file?
    pub(crate) fn is_stored_from_outside(&self, name: &str) -> bool {
        match self.around {
            Some(it) => facts::stored_from_outside(it.db, it.file).contains(name),
            None => self.attributes(name).iter().any(is_store_from_outside),
        }
    }

    /// The attributes `name` that the tree mentions, in the order of the text.
    pub(crate) fn attributes(&self, name: &str) -> &'a [ast::AttributeExpr] {
        let all = self.excerpt.attributes.get_or_init(|| attributes(self.excerpt.green()));
        let Some(found) = all.get(name) else { return &[] };
        found.nodes.get_or_init(|| {
            let nodes = found.places.iter().filter_map(|it| {
                let ptr = NodePtr { kind: ATTRIBUTE_EXPR, range: *it };
                ast::AttributeExpr::cast(ptr.to_node(self.root())?)
            });
            nodes.collect()
        })
    }

    /// Does a scope of the file bind the variable that `name` means, and is it a global?
    pub(crate) fn is_global(&self, name: &ast::NameExpr) -> bool {
        let scope = self.scope_at(name.syntax());
        let Some(text) = name.name() else { return false };
        let mangled = self.table().mangled(scope, text.text());
        self.table().resolve(scope, &mangled).is_some_and(|it| it.0 == ScopeId::MODULE)
    }

    /// May the scope that `node` opens bind `name`?
    pub(crate) fn is_bound_in(&self, node: &SyntaxNode, name: &str) -> bool {
        let Some(scope) = self.table().scope_of(node) else { return true };
        let name = self.table().name_id(&self.table().mangled(scope, name));
        let symbol = name.and_then(|it| self.table().symbol(scope, it));
        symbol.is_some_and(|it| it.is_bound())
    }

    /// The bindings of `scope`.
    pub(crate) fn bindings(&self, scope: ScopeId) -> Option<Rc<Bindings>> {
        if let Some(known) = self.excerpt.bindings.borrow().get(&scope) {
            return Some(Rc::clone(known));
        }
        let node = self.table().scope(scope).node.to_node(self.root())?;
        let new = Rc::new(Bindings::of(&node));
        self.excerpt.bindings.borrow_mut().insert(scope, Rc::clone(&new));
        Some(new)
    }

    /// Where the variable `name` of `scope` is read in that scope, comprehensions included; what their
    /// own loop variables of that name do is left out.
    pub(crate) fn reads(&self, scope: ScopeId, name: &str) -> Vec<ast::NameExpr> {
        self.reads_in(scope, name, TextRange::new(0.into(), u32::MAX.into()))
    }

    /// The same within `range`.
    pub(crate) fn reads_in(
        &self,
        scope: ScopeId,
        name: &str,
        range: TextRange,
    ) -> Vec<ast::NameExpr> {
        let Some(bindings) = self.bindings(scope) else { return Vec::new() };
        let means = |it: &&ast::NameExpr| {
            let inner = self.table().scope_at(it.syntax());
            inner == scope || self.table().resolve(inner, name).is_some_and(|it| it.0 == scope)
        };
        let is_in = |it: &&ast::NameExpr| range.contains_range(it.syntax().text_range());
        bindings.reads(name).iter().filter(is_in).filter(means).cloned().collect()
    }

    fn path_of_name(&self, name: &ast::NameExpr) -> Option<String> {
        if self.variable(name).is_some() {
            let How::Import(path) = self.sole_binding(name)?.how else { return None };
            return Some(path);
        }
        let module = self.bindings(ScopeId::MODULE)?;
        (!module.has_star_import())
            .then(|| format!("builtins.{}", name.name().expect("it has one").text()))
    }

    /// Does an inner scope bind the variable `name` of `scope` (`nonlocal`, `global`)?
    pub(crate) fn is_bound_from_inside(&self, scope: ScopeId, name: &str) -> bool {
        let bound = self.excerpt.bound_from_inside.get_or_init(|| bound_from_inside(self.table()));
        self.table().name_id(name).is_some_and(|it| bound.contains(&(scope, it)))
    }
}

/// What is behind [`Names::attributes`]: where they stand.
fn attributes(root: &GreenNodeData) -> FxHashMap<Box<str>, Attributes> {
    let mut found: FxHashMap<Box<str>, Attributes> = FxHashMap::default();
    let mut walk = Walk::new(root);
    while let Some(node) = walk.next_node() {
        if node.kind().0 == ATTRIBUTE_EXPR as u16
            && let Some(name) = name_of(node)
        {
            match found.get_mut(name) {
                Some(it) => it.places.push(walk.range()),
                None => found.entry(name.into()).or_default().places.push(walk.range()),
            }
        }
    }
    found
}

/// The names behind [`Names::is_attribute_stored`].
pub(crate) fn stored(root: &GreenNodeData) -> FxHashSet<Box<str>> {
    const STORES: [u16; 4] =
        [ASSIGN_STMT as u16, ANN_ASSIGN_STMT as u16, AUG_ASSIGN_STMT as u16, DELETE_STMT as u16];
    let mut found: FxHashSet<Box<str>> = FxHashSet::default();
    let mut walk = Walk::new(root);
    while let Some(node) = walk.next_node() {
        if !STORES.contains(&node.kind().0) {
            continue;
        }
        let in_class = walk.kind_above(2) == CLASS_DEF;
        let is_stored = |it: &&GreenNodeData| {
            let kind = it.kind().0;
            kind == ATTRIBUTE_EXPR as u16 || in_class && kind == NAME_EXPR as u16
        };
        for name in nodes(node).filter(is_stored).filter_map(name_of) {
            if !found.contains(name) {
                found.insert(name.into());
            }
        }
    }
    found
}

/// The name of an attribute, or of a variable.
fn name_of(node: &GreenNodeData) -> Option<&str> {
    let mut tokens = node.children().filter_map(NodeOrToken::into_token);
    tokens.find(|it| it.kind().0 == NAME as u16).map(|it| it.text())
}

/// The variables that a scope inside their own binds.
fn bound_from_inside(table: &SymbolTable) -> FxHashSet<(ScopeId, NameId)> {
    let symbols = table
        .scopes()
        .flat_map(|(scope, _)| table.symbols(scope).iter().map(move |symbol| (scope, symbol)));
    symbols
        .filter(|(_, symbol)| symbol.is_bound() && !symbol.resolution.is_own())
        .map(|(scope, symbol)| (table.owner(scope, symbol.name), symbol.name))
        .collect()
}

/// Does `inner`, a child of `outer`, run in the scope that `outer` opens, if it opens one?
fn runs_inside(inner: &SyntaxNode, outer: &SyntaxNode) -> bool {
    match outer.kind() {
        FUNCTION_DEF | CLASS_DEF => inner.kind() == BLOCK,
        LAMBDA_EXPR => inner.kind() != PARAM_LIST,
        FILE | LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR => true,
        _ => false,
    }
}

/// Is `scope` that of a function or lambda, whose names nobody outside sees?
pub(crate) fn is_function(table: &SymbolTable, scope: ScopeId) -> bool {
    matches!(table.scope(scope).kind, ScopeKind::Function | ScopeKind::Lambda)
}
