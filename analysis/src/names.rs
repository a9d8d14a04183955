//! What a name means: the variable, where it is bound, the builtin or import behind it.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr};
use refwise_syntax::symtable::{NameId, NodePtr, Resolution, ScopeId, ScopeKind, SymbolTable};
use refwise_syntax::{NodeOrToken, Parse, SyntaxNode, TextRange};
use rowan::GreenNodeData;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bindings::{Binding, Bindings, How};
use crate::green::nodes;
use crate::walk::Walk;

/// The names of one file, looked up when a rule asks.
pub(crate) struct Names<'a> {
    table: &'a SymbolTable,
    parse: &'a Parse,
    root: SyntaxNode,
    bindings: RefCell<FxHashMap<ScopeId, Rc<Bindings>>>,
    bound_from_inside: OnceCell<FxHashSet<(ScopeId, NameId)>>,
    stored: OnceCell<FxHashSet<&'a str>>,
    attributes: OnceCell<FxHashMap<&'a str, Attributes>>,
}

/// Where attributes of one name stand, and, when somebody has asked, the attributes.
#[derive(Default)]
struct Attributes {
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
    pub(crate) fn new(table: &'a SymbolTable, parse: &'a Parse) -> Names<'a> {
        Names {
            table,
            parse,
            root: parse.syntax(),
            bindings: RefCell::default(),
            bound_from_inside: OnceCell::new(),
            stored: OnceCell::new(),
            attributes: OnceCell::new(),
        }
    }

    /// The symbol table of the file.
    pub(crate) fn table(&self) -> &'a SymbolTable {
        self.table
    }

    /// The tree of the file.
    pub(crate) fn root(&self) -> &SyntaxNode {
        &self.root
    }

    /// The scope in which `node` runs.
    pub(crate) fn scope_at(&self, node: &SyntaxNode) -> ScopeId {
        let mut inner = node.clone();
        while let Some(outer) = inner.parent() {
            if runs_inside(&inner, &outer)
                && let Some(scope) = self.table.scope_of(&outer)
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
        let mangled = self.table.mangled(scope, text.text());
        let (owner, symbol) = self.table.resolve(scope, &mangled)?;
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
        let name = self.table.name_id(name);
        let scopes = self.table.scopes().filter(move |(scope, it)| {
            let symbol = || self.table.symbol(*scope, name?);
            it.kind == ScopeKind::Class && symbol().is_some_and(|it| it.is_bound())
        });
        scopes.filter_map(|(_, it)| ast::ClassDef::cast(it.node.to_node(&self.root)?))
    }

    /// Does an assignment or `del` of the file change an attribute `name` of any object, or does a
    /// class body assign that name?
    pub(crate) fn is_attribute_stored(&self, name: &str) -> bool {
        self.stored.get_or_init(|| stored_attributes(self.parse)).contains(name)
    }

    /// The attributes `name` that the file mentions, in the order of the text.
    pub(crate) fn attributes(&self, name: &str) -> &[ast::AttributeExpr] {
        let all = self.attributes.get_or_init(|| attributes(self.parse));
        let Some(found) = all.get(name) else { return &[] };
        found.nodes.get_or_init(|| {
            let nodes = found.places.iter().filter_map(|it| {
                let ptr = NodePtr { kind: ATTRIBUTE_EXPR, range: *it };
                ast::AttributeExpr::cast(ptr.to_node(&self.root)?)
            });
            nodes.collect()
        })
    }

    /// Does a scope of the file bind the variable that `name` means, and is it a global?
    pub(crate) fn is_global(&self, name: &ast::NameExpr) -> bool {
        let scope = self.scope_at(name.syntax());
        let Some(text) = name.name() else { return false };
        let mangled = self.table.mangled(scope, text.text());
        self.table.resolve(scope, &mangled).is_some_and(|it| it.0 == ScopeId::MODULE)
    }

    /// May the scope that `node` opens bind `name`?
    pub(crate) fn is_bound_in(&self, node: &SyntaxNode, name: &str) -> bool {
        let Some(scope) = self.table.scope_of(node) else { return true };
        let name = self.table.name_id(&self.table.mangled(scope, name));
        let symbol = name.and_then(|it| self.table.symbol(scope, it));
        symbol.is_some_and(|it| it.is_bound())
    }

    /// The bindings of `scope`.
    pub(crate) fn bindings(&self, scope: ScopeId) -> Option<Rc<Bindings>> {
        if let Some(known) = self.bindings.borrow().get(&scope) {
            return Some(Rc::clone(known));
        }
        let node = self.table.scope(scope).node.to_node(&self.root)?;
        let new = Rc::new(Bindings::of(&node));
        self.bindings.borrow_mut().insert(scope, Rc::clone(&new));
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
            let inner = self.table.scope_at(it.syntax());
            inner == scope || self.table.resolve(inner, name).is_some_and(|it| it.0 == scope)
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
        let bound = self.bound_from_inside.get_or_init(|| bound_from_inside(self.table));
        self.table.name_id(name).is_some_and(|it| bound.contains(&(scope, it)))
    }
}

/// What is behind [`Names::attributes`]: where they stand.
fn attributes(parse: &Parse) -> FxHashMap<&str, Attributes> {
    let mut found: FxHashMap<&str, Attributes> = FxHashMap::default();
    let mut walk = Walk::new(parse);
    while let Some(node) = walk.next_node() {
        if node.kind().0 == ATTRIBUTE_EXPR as u16
            && let Some(name) = name_of(node)
        {
            found.entry(name).or_default().places.push(walk.range());
        }
    }
    found
}

/// The names behind [`Names::is_attribute_stored`].
fn stored_attributes(parse: &Parse) -> FxHashSet<&str> {
    const STORES: [u16; 4] =
        [ASSIGN_STMT as u16, ANN_ASSIGN_STMT as u16, AUG_ASSIGN_STMT as u16, DELETE_STMT as u16];
    let mut found = FxHashSet::default();
    let mut walk = Walk::new(parse);
    while let Some(node) = walk.next_node() {
        if !STORES.contains(&node.kind().0) {
            continue;
        }
        let in_class = walk.kind_above(2) == CLASS_DEF;
        let is_stored = |it: &&GreenNodeData| {
            let kind = it.kind().0;
            kind == ATTRIBUTE_EXPR as u16 || in_class && kind == NAME_EXPR as u16
        };
        found.extend(nodes(node).filter(is_stored).filter_map(name_of));
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
