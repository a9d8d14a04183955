//! The table as a value, and the questions it answers.

use super::builder::Builder;
use std::borrow::Cow;

use super::names::{NameId, known};
use super::symbol::{Resolution, Symbol, SymbolFlags};
use super::{NodePtr, Scope, ScopeId, ScopeKind, SymbolTable};
use crate::{SyntaxError, SyntaxNode};

/// Packs what the two passes found.
pub(super) fn finish(mut builder: Builder<'_>) -> SymbolTable {
    resolve_unevaluated(&mut builder);
    let n_scopes = builder.blocks.len();
    let n_symbols = builder.blocks.iter().map(|it| it.symbols.len()).sum();
    let mut table = SymbolTable {
        scopes: Vec::with_capacity(n_scopes),
        symbols: Vec::with_capacity(n_symbols),
        by_name: Vec::with_capacity(n_symbols),
        children: Vec::with_capacity(n_scopes),
        parameters: Vec::new(),
        by_node: Vec::with_capacity(n_scopes),
        names: builder.names,
        errors: builder.errors,
    };
    table.names.shrink();
    for block in builder.blocks {
        let first = table.symbols.len();
        let symbols = extend(&mut table.symbols, block.symbols);
        table.by_name.extend(symbols.clone());
        let all = &table.symbols;
        table.by_name[first..].sort_unstable_by_key(|&it| all[it as usize].name);
        table.by_node.push((block.node, ScopeId(table.scopes.len() as u32)));
        table.scopes.push(Scope {
            kind: block.kind,
            name: block.name,
            parent: block.parent,
            node: block.node,
            start: block.start,
            is_nested: block.is_nested,
            is_generator: block.is_generator,
            is_coroutine: block.is_coroutine,
            has_varargs: block.has_varargs,
            has_varkeywords: block.has_varkeywords,
            returns_value: block.returns_value,
            is_inlined: block.is_inlined,
            needs_class_closure: block.needs_class_closure,
            needs_classdict: block.needs_classdict,
            can_see_class_scope: block.can_see_class_scope,
            is_unevaluated: block.is_unevaluated,
            symbols,
            children: extend(&mut table.children, block.children),
            parameters: extend(&mut table.parameters, block.parameters),
        });
    }
    table.by_node.sort_unstable_by_key(|&(node, scope)| (node.sort_key(), scope));
    table
}

/// Appends `new` to `all` and says where it is.
fn extend<T>(all: &mut Vec<T>, new: Vec<T>) -> std::ops::Range<u32> {
    let start = all.len() as u32;
    all.extend(new);
    start..all.len() as u32
}

/// CPython never resolves the names of annotations that nothing runs; readers of the code still want
/// to know what they mean. No scope outside is changed by them.
fn resolve_unevaluated(builder: &mut Builder<'_>) {
    for at in 0..builder.blocks.len() {
        if !builder.blocks[at].is_unevaluated {
            continue;
        }
        for symbol in 0..builder.blocks[at].symbols.len() {
            let Symbol { name, flags, .. } = builder.blocks[at].symbols[symbol];
            let is_own = flags.intersects(SymbolFlags::BOUND)
                && !flags.intersects(SymbolFlags::GLOBAL | SymbolFlags::NONLOCAL);
            let resolution = match is_own {
                true => Resolution::Local,
                false => resolve_outwards(builder, ScopeId(at as u32), name),
            };
            builder.blocks[at].symbols[symbol].resolution = resolution;
        }
    }
}

fn resolve_outwards(builder: &mut Builder<'_>, scope: ScopeId, name: NameId) -> Resolution {
    let mut around = builder.blocks[scope.index()].parent;
    while let Some(scope) = around {
        around = builder.blocks[scope.index()].parent;
        if !builder.blocks[scope.index()].kind.is_function_like() {
            continue;
        }
        let Some(slot) = builder.slot(scope, name) else {
            continue;
        };
        match builder.blocks[scope.index()].symbols[slot].resolution {
            Resolution::GlobalExplicit => return Resolution::GlobalExplicit,
            Resolution::GlobalImplicit => {}
            Resolution::Local | Resolution::Cell | Resolution::Free => return Resolution::Free,
        }
    }
    Resolution::GlobalImplicit
}

impl SymbolTable {
    /// All scopes, in CPython's order of creation; the module comes first.
    pub fn scopes(&self) -> impl ExactSizeIterator<Item = (ScopeId, &Scope)> {
        self.scopes.iter().enumerate().map(|(at, scope)| (ScopeId(at as u32), scope))
    }

    /// The scope of that number.
    pub fn scope(&self, scope: ScopeId) -> &Scope {
        &self.scopes[scope.index()]
    }

    /// The scopes right inside `scope`, in CPython's order. Scopes inside an inlined comprehension
    /// stand in its place.
    pub fn children(&self, scope: ScopeId) -> &[ScopeId] {
        let Scope { children, .. } = self.scope(scope);
        &self.children[children.start as usize..children.end as usize]
    }

    /// The parameters of `scope`, positional ones first, then keyword-only ones, `*args` and
    /// `**kwargs` (`varnames`).
    pub fn parameters(&self, scope: ScopeId) -> &[NameId] {
        let Scope { parameters, .. } = self.scope(scope);
        &self.parameters[parameters.start as usize..parameters.end as usize]
    }

    /// The symbols of `scope`, in the order in which CPython meets them.
    pub fn symbols(&self, scope: ScopeId) -> &[Symbol] {
        let Scope { symbols, .. } = self.scope(scope);
        &self.symbols[symbols.start as usize..symbols.end as usize]
    }

    /// What `scope` does with `name`; `None` where it does not mention it.
    pub fn symbol(&self, scope: ScopeId, name: NameId) -> Option<&Symbol> {
        let Scope { symbols, .. } = self.scope(scope);
        let by_name = &self.by_name[symbols.start as usize..symbols.end as usize];
        let found = by_name.binary_search_by_key(&name, |&it| self.symbols[it as usize].name);
        found.ok().map(|it| &self.symbols[by_name[it] as usize])
    }

    /// [`Self::symbol`] by text; a private name must be mangled ([`Self::mangled`]).
    pub fn symbol_named(&self, scope: ScopeId, name: &str) -> Option<&Symbol> {
        self.symbol(scope, self.name_id(name)?)
    }

    /// The text of a name.
    pub fn name(&self, name: NameId) -> &str {
        self.names.text(name)
    }

    /// The number of a name, in its NFKC form; `None` where no scope mentions it.
    pub fn name_id(&self, text: &str) -> Option<NameId> {
        self.names.get(text)
    }

    /// What CPython refuses, in the order in which it would find it: the first error of
    /// [`Stage::Future`](crate::Stage::Future), else the first of
    /// [`Stage::Symtable`](crate::Stage::Symtable), is the one that it raises.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    // ---- nodes --------------------------------------------------------------------------------

    /// The scope that `node` opens; where it opens two, the inner one. A `TYPE_PARAM_LIST` opens
    /// the scope of the type parameters; a bound or default that is a comprehension opens the
    /// comprehension's.
    pub fn scope_of(&self, node: &SyntaxNode) -> Option<ScopeId> {
        self.scopes_of(NodePtr::new(node)).last().map(|it| it.1)
    }

    /// The scope of the bound or default `node` of a type parameter.
    pub fn type_variable_scope(&self, node: &SyntaxNode) -> Option<ScopeId> {
        self.scopes_of(NodePtr::new(node))
            .iter()
            .map(|it| it.1)
            .find(|&it| self.scope(it).kind == ScopeKind::TypeVariable)
    }

    /// The scopes that the node at `node` opens, the outer first.
    pub fn scopes_of(&self, node: NodePtr) -> &[(NodePtr, ScopeId)] {
        let key = node.sort_key();
        let start = self.by_node.partition_point(|it| it.0.sort_key() < key);
        let len = self.by_node[start..].partition_point(|it| it.0.sort_key() == key);
        &self.by_node[start..start + len]
    }

    // ---- names --------------------------------------------------------------------------------

    /// The scope that holds the variable which `name` means in `scope`, the module's for globals
    /// (which may be builtins). A scope that does not mention the name is asked like one that
    /// reads it.
    ///
    /// For a variable of an inlined comprehension the answer is the comprehension's scope, where the
    /// variable belongs by the text, although it lives in the frame of the function around.
    pub fn owner(&self, scope: ScopeId, name: NameId) -> ScopeId {
        let mut at = scope;
        loop {
            let is_visible = at == scope || self.scope(at).kind.is_function_like();
            match self.symbol(at, name).filter(|_| is_visible).map(|it| it.resolution) {
                Some(it) if it.is_own() => return at,
                Some(it) if it.is_global() => return ScopeId::MODULE,
                _ if self.is_class_cell(at, name) => return at,
                _ => {}
            }
            match self.scope(at).parent {
                Some(parent) => at = parent,
                None => return at,
            }
        }
    }

    /// `__class__` and `__classdict__` are made by the class that their users stand in.
    fn is_class_cell(&self, scope: ScopeId, name: NameId) -> bool {
        let scope = self.scope(scope);
        scope.needs_class_closure && name == known::CLASS
            || scope.needs_classdict && name == known::CLASSDICT
    }

    /// The scope that holds the variable which `name` means in `scope`, and the symbol there;
    /// `None` where no scope binds it, so that only a builtin can be meant.
    pub fn resolve(&self, scope: ScopeId, name: &str) -> Option<(ScopeId, &Symbol)> {
        let name = self.name_id(name)?;
        let owner = self.owner(scope, name);
        let symbol = self.symbol(owner, name)?;
        let is_there = symbol.is_bound() || symbol.flags.contains(SymbolFlags::GLOBAL);
        is_there.then_some((owner, symbol))
    }

    /// The variables of `scope` that inner functions reach.
    pub fn captured(&self, scope: ScopeId) -> impl Iterator<Item = &Symbol> {
        self.symbols(scope).iter().filter(|it| it.resolution == Resolution::Cell)
    }

    /// The variables of outer functions that `scope` reaches, or hands to scopes inside.
    pub fn free(&self, scope: ScopeId) -> impl Iterator<Item = &Symbol> {
        self.symbols(scope).iter().filter(|it| it.resolution == Resolution::Free)
    }

    /// The scopes inside `scope`, at any depth, that reach its variable `name`.
    pub fn capturers(&self, scope: ScopeId, name: NameId) -> impl Iterator<Item = ScopeId> {
        self.scopes().skip(scope.index() + 1).map(|it| it.0).filter(move |&it| {
            self.symbol(it, name).is_some_and(|it| it.resolution == Resolution::Free)
                && self.owner(it, name) == scope
        })
    }

    /// `name` as code in `scope` means it: `__x` inside `class A` is `_A__x`.
    pub fn mangled<'n>(&self, scope: ScopeId, name: &'n str) -> Cow<'n, str> {
        if !is_private(name) {
            return name.into();
        }
        let mut at = Some(scope);
        while let Some(scope) = at {
            let Scope { kind, parent, .. } = *self.scope(scope);
            match kind {
                ScopeKind::Class => return self.mangled_for(scope, name),
                ScopeKind::TypeParameters if self.symbol(scope, known::GENERIC_BASE).is_some() => {
                    return self.mangled_type_parameter(scope, name);
                }
                _ => at = parent,
            }
        }
        name.into()
    }

    /// Beside the type parameters of a class only they are mangled for it.
    fn mangled_type_parameter<'n>(&self, scope: ScopeId, name: &'n str) -> Cow<'n, str> {
        let mangled = self.mangled_for(scope, name);
        match self.symbol_named(scope, &mangled) {
            Some(symbol) if symbol.flags.contains(SymbolFlags::TYPE_PARAM) => mangled,
            _ => name.into(),
        }
    }

    fn mangled_for<'n>(&self, class: ScopeId, name: &'n str) -> Cow<'n, str> {
        match self.name(self.scope(class).name).trim_start_matches('_') {
            "" => name.into(),
            class => format!("_{class}{name}").into(),
        }
    }
}

/// Is `name` mangled inside a class?
pub(super) fn is_private(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}
