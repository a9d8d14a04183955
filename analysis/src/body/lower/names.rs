//! What names mean: noted during the walk, decided behind it.
//!
//! A *symbol* is one name in one scope, with what the scope does with it. During the walk the arenas
//! hold the number of a symbol in place of a variable; [`resolve`] decides, for each symbol, whose
//! variable it is, as `analyze_name` of `Python/symtable.c` does, and puts that in its place.

use refwise_syntax::literal::identifier;
use refwise_syntax::symtable::green::Token;
use rustc_hash::FxHashMap;

use super::{DeclaredGlobal, Lowerer, Source};
use crate::body::{Body, BodyScope, Expr, Name, Pattern, ScopeKind, Stmt, Var, VarId, VarRef};

/// The scope reads the name.
pub(super) const USE: u8 = 1;
/// The scope binds or deletes the name.
pub(super) const BOUND: u8 = 2;
/// The scope declares it `global`.
pub(super) const GLOBAL: u8 = 4;
/// The scope declares it `nonlocal`, or binds it outside by a walrus.
pub(super) const NONLOCAL: u8 = 8;

/// A scope as a plain number: that of a [`BodyScope`], or [`OUTSIDE`].
type ScopeNumber = u32;

/// Where the decorators, defaults and annotations of the unit's own function are evaluated.
const OUTSIDE: ScopeNumber = u32::MAX;

/// How private names are mangled.
#[derive(Clone, Debug)]
pub(crate) struct Private {
    /// `_Class`, nothing for a class of underscores only.
    prefix: String,
    /// The only names that are mangled; all where there is no list.
    only: Option<Vec<Name>>,
}

/// One name in one scope.
struct Symbol {
    scope: ScopeNumber,
    name: u32,
    flags: u8,
}

/// The names of a unit.
pub(super) struct Names<'a> {
    texts: Vec<Name>,
    /// By the text of a token, which may be mangled and in another normal form than the name.
    numbers: FxHashMap<&'a str, u32>,
    /// By name; only of names that are not as their token spells them.
    odd: FxHashMap<Name, u32>,
    /// For each name the symbol that was asked for last: most names come several times in a scope.
    recent: Vec<(ScopeNumber, u32)>,
    symbols: Vec<Symbol>,
    slots: FxHashMap<(ScopeNumber, u32), u32>,
    /// For each scope its symbols.
    by_scope: Vec<Vec<u32>>,
    pub(super) private: Option<Private>,
}

impl Private {
    /// All private names in `class`.
    pub(crate) fn of_class(class: Name) -> Private {
        let bare = class.trim_start_matches('_');
        let prefix = if bare.is_empty() { String::new() } else { format!("_{bare}") };
        Private { prefix, only: None }
    }

    /// Beside the type parameters of a class only they are mangled for it.
    pub(super) fn of_type_params(class: Name, only: Vec<Name>) -> Private {
        Private { only: Some(only), ..Private::of_class(class) }
    }

    /// What `name` is mangled to, if it is.
    pub(crate) fn mangle(&self, name: &str) -> Option<Name> {
        let is_private = name.starts_with("__") && !name.ends_with("__");
        let is_meant = self.only.as_ref().is_none_or(|it| it.iter().any(|it| it == name));
        (is_private && is_meant && !self.prefix.is_empty())
            .then(|| format!("{}{name}", self.prefix).into())
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(private: Option<Private>) -> Names<'a> {
        Names {
            texts: Vec::new(),
            numbers: FxHashMap::default(),
            odd: FxHashMap::default(),
            recent: Vec::new(),
            symbols: Vec::new(),
            slots: FxHashMap::default(),
            by_scope: Vec::new(),
            private,
        }
    }

    /// The name that a text means here.
    pub(super) fn mangled(&self, text: &str) -> Name {
        let name = identifier(text);
        match self.private.as_ref().and_then(|it| it.mangle(&name)) {
            Some(mangled) => mangled,
            None => name.as_ref().into(),
        }
    }

    fn intern(&mut self, text: &'a str) -> u32 {
        let is_plain = text.is_ascii() && !text.starts_with("__");
        if !is_plain {
            let name = self.mangled(text);
            return self.intern_name(name);
        }
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = match self.odd.get(text) {
            Some(&number) => number,
            None => self.add_name(text.into()),
        };
        self.numbers.insert(text, number);
        number
    }

    fn intern_name(&mut self, name: Name) -> u32 {
        if let Some(&number) = self.numbers.get(name.as_str()).or_else(|| self.odd.get(&name)) {
            return number;
        }
        let number = self.add_name(name.clone());
        self.odd.insert(name, number);
        number
    }

    fn add_name(&mut self, name: Name) -> u32 {
        self.texts.push(name);
        self.recent.push((OUTSIDE, u32::MAX));
        self.texts.len() as u32 - 1
    }

    fn symbol(&mut self, scope: ScopeNumber, name: u32) -> u32 {
        let recent = self.recent[name as usize];
        if recent.0 == scope && recent.1 != u32::MAX {
            return recent.1;
        }
        let symbol = match self.slots.get(&(scope, name)) {
            Some(&symbol) => symbol,
            None => self.add_symbol(scope, name),
        };
        self.recent[name as usize] = (scope, symbol);
        symbol
    }

    fn add_symbol(&mut self, scope: ScopeNumber, name: u32) -> u32 {
        let symbol = self.symbols.len() as u32;
        self.symbols.push(Symbol { scope, name, flags: 0 });
        self.slots.insert((scope, name), symbol);
        if scope != OUTSIDE {
            let scope = scope as usize;
            if self.by_scope.len() <= scope {
                self.by_scope.resize_with(scope + 1, Vec::new);
            }
            self.by_scope[scope].push(symbol);
        }
        symbol
    }

    fn flags(&self, scope: BodyScope, name: u32) -> Option<u8> {
        let symbol = self.slots.get(&(scope.index() as u32, name))?;
        Some(self.symbols[*symbol as usize].flags)
    }

    /// The names that some scope declares `global`.
    pub(super) fn declared_globals(&self) -> Vec<DeclaredGlobal> {
        let mut found: Vec<DeclaredGlobal> = Vec::new();
        for symbol in self.symbols.iter().filter(|it| it.flags & GLOBAL != 0) {
            let name = &self.texts[symbol.name as usize];
            let is_bound = symbol.flags & BOUND != 0;
            match found.iter_mut().find(|it| it.name == *name) {
                Some(it) => it.is_bound |= is_bound,
                None => found.push(DeclaredGlobal { name: name.clone(), is_bound }),
            }
        }
        found
    }
}

impl<'a> Lowerer<'a> {
    /// The current scope does `flags` with the token's name. The answer is the number of the symbol
    /// in the place of a variable.
    pub(super) fn mention(&mut self, token: Token<'a>, flags: u8) -> VarRef {
        let name = self.names.intern(token.text());
        self.mention_name(name, flags)
    }

    fn mention_name(&mut self, name: u32, flags: u8) -> VarRef {
        let scope = number(self.scope);
        let symbol = self.names.symbol(scope, name);
        let unseen = if self.unevaluated > 0 { USE } else { 0 };
        self.names.symbols[symbol as usize].flags |= flags & !unseen;
        VarRef::Local(VarId::new(symbol as usize))
    }

    /// A parameter of the current scope, which the scope's next variable is.
    pub(super) fn define_param(&mut self, token: Option<Token<'a>>) {
        let name = match token {
            Some(it) => self.names.intern(it.text()),
            None => self.names.intern_name(Name::default()),
        };
        self.mention_name(name, BOUND);
    }

    /// The target of `:=`: in a comprehension a variable of the scope around all comprehensions
    /// (`symtable_extend_namedexpr_scope`).
    pub(super) fn walrus_target(&mut self, token: Token<'a>) -> VarRef {
        let name = self.names.intern(token.text());
        if !self.scope.is_some_and(|it| self.body.scope(it).is_comp()) {
            return self.mention_name(name, BOUND);
        }
        let mut around = self.scope;
        while let Some(scope) = around
            && self.body.scope(scope).is_comp()
        {
            around = self.parents[scope.index()];
        }
        let is_class = around.is_some_and(|it| self.body.scope(it).is_class());
        if is_class {
            // CPython refuses it.
            return self.mention_name(name, BOUND);
        }
        let outer = self.names.symbol(number(around), name);
        self.names.symbols[outer as usize].flags |= BOUND;
        self.mention_name(name, BOUND | NONLOCAL)
    }

    /// The names of a `global` or `nonlocal` statement.
    pub(super) fn declare(&mut self, token: Token<'a>, flag: u8) {
        self.mention(token, flag);
    }
}

fn number(scope: Option<BodyScope>) -> ScopeNumber {
    scope.map_or(OUTSIDE, |it| it.index() as u32)
}

// ---- behind the walk --------------------------------------------------------------------------

/// Makes the variables of all scopes and puts them in the places of the symbols.
pub(super) fn resolve(lowerer: &mut Lowerer<'_>, source: &Source<'_>) {
    let mut resolver =
        Resolver { vars_of: vec![None; lowerer.names.symbols.len()], source, lowerer };
    resolver.add_vars();
    let answers = resolver.answers();
    put(&mut lowerer.body, &answers);
}

struct Resolver<'r, 'a> {
    lowerer: &'r mut Lowerer<'a>,
    source: &'r Source<'r>,
    /// The variable of each symbol whose scope owns it.
    vars_of: Vec<Option<VarId>>,
}

/// Who owns what a symbol means.
enum Owner {
    /// The symbol of the scope that owns it.
    Symbol(u32),
    /// A global of the file, for a unit that is a function.
    Global,
    /// A name of the class around the unit, or a type parameter of a class around it.
    Enclosing,
}

impl Resolver<'_, '_> {
    // ---- variables ----------------------------------------------------------------------------

    fn add_vars(&mut self) {
        let is_file = self.lowerer.is_file;
        if is_file {
            self.add_declared_globals();
        }
        for idx in 0..self.lowerer.body.scopes.len() {
            let scope = BodyScope::new(idx);
            let is_module = is_file && idx == 0;
            let mut vars = self.params(scope);
            let symbols = self.lowerer.names.by_scope.get_mut(idx).map(std::mem::take);
            for symbol in symbols.unwrap_or_default() {
                let flags = self.lowerer.names.symbols[symbol as usize].flags;
                let is_own = flags & BOUND != 0 && flags & (GLOBAL | NONLOCAL) == 0;
                let is_declared = is_module && flags & (BOUND | GLOBAL) != 0;
                if (is_own || is_declared) && self.vars_of[symbol as usize].is_none() {
                    vars.push(self.add_var(scope, symbol));
                }
            }
            self.lowerer.body.scopes[idx].vars = vars.into();
        }
    }

    /// One variable for each parameter; two of the same name, which CPython refuses, are two.
    fn params(&mut self, scope: BodyScope) -> Vec<VarId> {
        let names: Vec<Name> =
            self.lowerer.body.scope(scope).params.iter().map(|it| it.name.clone()).collect();
        let mut vars = Vec::with_capacity(names.len());
        for name in names {
            let number = self.lowerer.names.intern_name(name);
            let symbol = self.lowerer.names.symbol(scope.index() as u32, number);
            self.vars_of.resize(self.lowerer.names.symbols.len(), None);
            vars.push(self.add_var(scope, symbol));
        }
        vars
    }

    fn add_var(&mut self, scope: BodyScope, symbol: u32) -> VarId {
        let name = self.lowerer.names.symbols[symbol as usize].name;
        let name = self.lowerer.names.texts[name as usize].clone();
        let vars = &mut self.lowerer.body.vars;
        vars.push(Var { name, scope, is_shared: false, is_bound_inside: false });
        let var = VarId::new(vars.len() - 1);
        self.vars_of[symbol as usize].get_or_insert(var);
        var
    }

    /// The globals that functions and classes of the file declare are its variables.
    fn add_declared_globals(&mut self) {
        let declared = self.lowerer.names.declared_globals();
        for global in self.source.globals.iter().chain(&declared) {
            let names = &mut self.lowerer.names;
            let name = names.intern_name(global.name.clone());
            let symbol = names.symbol(0, name);
            names.symbols[symbol as usize].flags |= GLOBAL;
        }
        self.vars_of.resize(self.lowerer.names.symbols.len(), None);
    }

    // ---- owners -------------------------------------------------------------------------------

    fn answers(&mut self) -> Vec<VarRef> {
        self.mark_declared_globals();
        (0..self.lowerer.names.symbols.len() as u32).map(|it| self.answer(it)).collect()
    }

    fn answer(&mut self, symbol: u32) -> VarRef {
        let Symbol { scope, name, flags } = self.lowerer.names.symbols[symbol as usize];
        let name = &self.lowerer.names.texts[name as usize];
        match self.owner(symbol) {
            Owner::Enclosing => VarRef::Enclosing(name.clone()),
            Owner::Global => VarRef::Global(name.clone()),
            Owner::Symbol(owner) => match self.vars_of[owner as usize] {
                None => VarRef::Global(name.clone()),
                Some(var) => {
                    if owner != symbol && flags != 0 && scope != OUTSIDE {
                        self.reach(BodyScope::new(scope as usize), var, flags);
                    }
                    VarRef::Local(var)
                }
            },
        }
    }

    fn owner(&self, symbol: u32) -> Owner {
        let names = &self.lowerer.names;
        let Symbol { scope, name, flags } = names.symbols[symbol as usize];
        if flags & GLOBAL != 0 {
            return self.global(name);
        }
        if flags & BOUND != 0 && flags & NONLOCAL == 0 {
            return Owner::Symbol(symbol);
        }
        let mut at = (scope != OUTSIDE).then(|| BodyScope::new(scope as usize));
        // Type parameters and the values of type aliases see the class that they stand in.
        let mut sees_class = true;
        let mut is_first = true;
        while let Some(scope) = at {
            let kind = &self.lowerer.body.scope(scope).kind;
            let is_visible = match kind {
                ScopeKind::Module => false,
                ScopeKind::Class { .. } => is_first || sees_class,
                _ => true,
            };
            sees_class &= matches!(kind, ScopeKind::Other);
            if is_visible && let Some(flags) = names.flags(scope, name) {
                if flags & GLOBAL != 0 {
                    return self.global(name);
                }
                let is_own = flags & BOUND != 0 && flags & NONLOCAL == 0;
                if is_own {
                    return Owner::Symbol(names.slots[&(scope.index() as u32, name)]);
                }
            }
            is_first = false;
            at = self.lowerer.parents[scope.index()];
        }
        match self.lowerer.is_file {
            true => self.global(name),
            false => self.outside(name, sees_class),
        }
    }

    fn global(&self, name: u32) -> Owner {
        let found = self.lowerer.names.slots.get(&(0, name)).filter(|_| self.lowerer.is_file);
        found.map_or(Owner::Global, |it| Owner::Symbol(*it))
    }

    /// What a function that is a unit finds around it.
    fn outside(&self, name: u32, sees_class: bool) -> Owner {
        let surroundings = self.source.surroundings;
        let name = &self.lowerer.names.texts[name as usize];
        let is_class_cell = name == "__class__";
        let is_known = is_class_cell || sees_class || surroundings.type_params.contains(name);
        match surroundings.class.is_some() && is_known {
            true => Owner::Enclosing,
            false => Owner::Global,
        }
    }

    // ---- closures -----------------------------------------------------------------------------

    /// `scope` reads or binds `var` of a scope around it.
    fn reach(&mut self, scope: BodyScope, var: VarId, flags: u8) {
        let owner = self.lowerer.body.var(var).scope;
        self.lowerer.body.vars[var.index()].is_bound_inside |= flags & BOUND != 0;
        if matches!(
            self.lowerer.body.scope(owner).kind,
            ScopeKind::Module | ScopeKind::Class { .. }
        ) {
            return;
        }
        self.lowerer.body.vars[var.index()].is_shared = true;
        let mut at = Some(scope);
        while let Some(scope) = at.filter(|it| *it != owner) {
            let scope_data = &mut self.lowerer.body.scopes[scope.index()];
            if !scope_data.free.contains(&var) {
                let mut free = std::mem::take(&mut scope_data.free).into_vec();
                free.push(var);
                scope_data.free = free.into();
            }
            at = self.lowerer.parents[scope.index()];
        }
    }

    /// What functions and classes of the file do with its globals.
    fn mark_declared_globals(&mut self) {
        if !self.lowerer.is_file {
            return;
        }
        for global in self.source.globals {
            self.mark_global(global);
        }
        let inner = |it: &&Symbol| it.flags & GLOBAL != 0 && it.scope != 0;
        let symbols = self.lowerer.names.symbols.iter().filter(inner);
        let declared: Vec<DeclaredGlobal> = symbols
            .map(|it| DeclaredGlobal {
                name: self.lowerer.names.texts[it.name as usize].clone(),
                is_bound: it.flags & BOUND != 0,
            })
            .collect();
        for global in &declared {
            self.mark_global(global);
        }
    }

    fn mark_global(&mut self, global: &DeclaredGlobal) {
        let name = self.lowerer.names.intern_name(global.name.clone());
        let Some(&symbol) = self.lowerer.names.slots.get(&(0, name)) else { return };
        let Some(var) = self.vars_of[symbol as usize] else { return };
        let var = &mut self.lowerer.body.vars[var.index()];
        var.is_shared = true;
        var.is_bound_inside |= global.is_bound;
    }
}

// ---- into the arenas --------------------------------------------------------------------------

fn put(body: &mut Body, answers: &[VarRef]) {
    for expr in &mut body.exprs {
        match expr {
            Expr::Name(it) | Expr::Walrus { target: it, .. } => put_one(it, answers),
            _ => {}
        }
    }
    for stmt in &mut body.stmts {
        match stmt {
            Stmt::FunctionDef { var, .. }
            | Stmt::ClassDef { var, .. }
            | Stmt::TypeAlias { var } => put_one(var, answers),
            Stmt::Import(it) => {
                it.aliases.iter_mut().for_each(|it| put_one(&mut it.var, answers));
            }
            Stmt::Try { handlers, .. } => {
                let vars = handlers.iter_mut().filter_map(|it| it.var.as_mut());
                vars.for_each(|it| put_one(it, answers));
            }
            Stmt::Match { cases, .. } => {
                cases.iter_mut().for_each(|it| put_in_pattern(&mut it.pattern, answers));
            }
            _ => {}
        }
    }
}

fn put_one(var: &mut VarRef, answers: &[VarRef]) {
    if let VarRef::Local(symbol) = var {
        *var = answers[symbol.index()].clone();
    }
}

fn put_in_pattern(pattern: &mut Pattern, answers: &[VarRef]) {
    let all = |it: &mut [Pattern]| it.iter_mut().for_each(|it| put_in_pattern(it, answers));
    match pattern {
        Pattern::Wildcard | Pattern::Value(_) | Pattern::Singleton(_) | Pattern::Star(None) => {}
        Pattern::Capture(it) | Pattern::Star(Some(it)) => put_one(it, answers),
        Pattern::As(inner, it) => {
            put_in_pattern(inner, answers);
            put_one(it, answers);
        }
        Pattern::Or(it) | Pattern::Sequence(it) => all(it),
        Pattern::Mapping { items, rest } => {
            items.iter_mut().for_each(|it| put_in_pattern(&mut it.1, answers));
            if let Some(it) = rest {
                put_one(it, answers);
            }
        }
        Pattern::Class { patterns, keywords, .. } => {
            all(patterns);
            keywords.iter_mut().for_each(|it| put_in_pattern(&mut it.1, answers));
        }
    }
}
