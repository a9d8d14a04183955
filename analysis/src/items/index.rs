//! What the top level of one file binds, and its classes: one pass over its body.

use rustc_hash::FxHashMap;

use crate::body::{
    ArgKind, Block, Body, BodyScope, Const, Expr, ExprId, Import, Name, Pattern, Stmt, VarRef,
};
use crate::classes::ClassId;
use crate::db::{Db, File};
use crate::unit::{Segment, Unit, UnitPath, inner_unit, unit_body};

/// One binding of a global.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalBinding {
    /// What is bound.
    pub kind: BindingKind,
    /// It runs whenever the module does: it stands in no branch or loop.
    pub is_certain: bool,
    /// It is for type checkers only: in the branch of `if TYPE_CHECKING`.
    pub is_for_typing: bool,
    /// Its place among all bindings and star imports of the file.
    pub(super) order: u32,
}

/// What a binding binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// A function.
    Function(Unit),
    /// A class.
    Class(ClassId),
    /// The module `name`, by its full name.
    Module {
        /// The full name.
        name: Name,
    },
    /// `from {level dots}{module} import {name}`.
    Member {
        /// The dots before the module.
        level: u32,
        /// The module, empty behind dots alone.
        module: Name,
        /// What is imported from it.
        name: Name,
    },
    /// The value of an expression of the file's top level.
    Value {
        /// The expression.
        expr: ExprId,
        /// It is `None`.
        is_none: bool,
        /// The names in it, where it is only a dotted name: `b`, `c` in `a = b.c`.
        names: Box<[Name]>,
    },
    /// Nothing: it is deleted.
    Nothing,
    /// Something else: an element, what `with` gives, what a function assigns.
    Other,
}

/// `from module import *`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Star {
    pub(super) level: u32,
    pub(super) module: Name,
    pub(super) order: u32,
}

/// What the top level of a file binds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileIndex {
    bindings: FxHashMap<Name, Vec<GlobalBinding>>,
    pub(super) stars: Vec<Star>,
    /// The names in `__all__`; none where it is missing or more than literals.
    pub(super) exports: Option<Vec<Name>>,
    classes: Vec<(BodyScope, ClassId)>,
}

impl FileIndex {
    pub(super) fn bindings_of(&self, name: &Name) -> Box<[GlobalBinding]> {
        self.bindings.get(name).map_or_else(Box::default, |it| it.as_slice().into())
    }
}

#[salsa::tracked(returns(ref))]
pub(super) fn file_index(db: &dyn Db, file: File) -> FileIndex {
    let unit = Unit::of_file(db, file);
    let body = unit_body(db, unit);
    let mut builder = Builder {
        db,
        unit,
        body,
        index: FileIndex::default(),
        n_bindings: 0,
        is_certain: true,
        is_for_typing: false,
        exports: Exports::default(),
    };
    let Some(scope) = body.scopes.first() else { return FileIndex::default() };
    builder.classes(&scope.body);
    builder.block(&scope.body);
    builder.bound_otherwise();
    builder.index.exports = builder.exports.names();
    builder.index
}

/// The star imports of a file.
#[salsa::tracked(returns(deref))]
pub(super) fn stars(db: &dyn Db, file: File) -> Vec<Star> {
    file_index(db, file).stars.clone()
}

/// The names that `__all__` lists, if it is only literals.
#[salsa::tracked(returns(ref))]
pub(super) fn exports(db: &dyn Db, file: File) -> Option<Vec<Name>> {
    file_index(db, file).exports.clone()
}

/// The classes of a file that stand in no function, with their scopes in its top level; the outer
/// ones before the inner ones.
#[salsa::tracked(returns(deref))]
pub(crate) fn classes(db: &dyn Db, file: File) -> Vec<(BodyScope, ClassId)> {
    file_index(db, file).classes.clone()
}

/// The scope of a class in the top level of its file; none where there is no such class.
pub(crate) fn class_scope(db: &dyn Db, class: ClassId) -> Option<BodyScope> {
    classes(db, class.file(db)).iter().find(|it| it.1 == class).map(|it| it.0)
}

/// What is known of `__all__`.
#[derive(Default)]
struct Exports {
    names: Vec<Name>,
    is_set: bool,
    is_unclear: bool,
}

impl Exports {
    fn names(self) -> Option<Vec<Name>> {
        (self.is_set && !self.is_unclear).then_some(self.names)
    }
}

struct Builder<'db> {
    db: &'db dyn Db,
    unit: Unit,
    body: &'db Body,
    index: FileIndex,
    n_bindings: u32,
    is_certain: bool,
    is_for_typing: bool,
    exports: Exports,
}

impl<'db> Builder<'db> {
    fn block(&mut self, block: &'db Block) {
        for &stmt in block {
            self.statement(self.body.stmt(stmt));
        }
    }

    /// What may not run, or run more than once.
    fn branch(&mut self, block: &'db Block) {
        let outer = std::mem::replace(&mut self.is_certain, false);
        self.block(block);
        self.is_certain = outer;
    }

    fn statement(&mut self, stmt: &'db Stmt) {
        match stmt {
            Stmt::Assign { targets, value } => self.assign(targets, *value),
            Stmt::AnnAssign { target, value: Some(value), .. } => self.assign(&[*target], *value),
            Stmt::AugAssign { target, value, .. } => self.augment(*target, *value),
            Stmt::Expr(it) => self.expression(*it),
            Stmt::Delete(targets) => {
                targets.iter().for_each(|it| self.target(*it, &BindingKind::Nothing));
            }
            Stmt::FunctionDef { scope, var } => {
                let unit = inner_unit(self.db, self.unit, *scope);
                self.bind(var, unit.map_or(BindingKind::Other, BindingKind::Function));
            }
            Stmt::ClassDef { scope, var } => {
                let class = self.index.classes.iter().find(|it| it.0 == *scope);
                self.bind(var, class.map_or(BindingKind::Other, |it| BindingKind::Class(it.1)));
            }
            Stmt::Import(it) => self.import(it),
            Stmt::TypeAlias { var } => self.bind(var, BindingKind::Other),
            Stmt::If { branches, orelse } => self.conditional(branches, orelse),
            Stmt::While { body, orelse, .. } => {
                self.branch(body);
                self.branch(orelse);
            }
            Stmt::For { target, body, orelse, .. } => {
                self.in_branch(|it| it.target(*target, &BindingKind::Other));
                self.branch(body);
                self.branch(orelse);
            }
            Stmt::Try { body, handlers, orelse, finally } => {
                self.branch(body);
                for handler in handlers {
                    self.in_branch(|it| {
                        handler.var.iter().for_each(|var| it.bind(var, BindingKind::Other));
                    });
                    self.branch(&handler.body);
                }
                self.branch(orelse);
                self.block(finally);
            }
            Stmt::With { items, body, .. } => {
                let targets = items.iter().filter_map(|it| it.target);
                targets.for_each(|it| self.target(it, &BindingKind::Other));
                self.block(body);
            }
            Stmt::Match { cases, .. } => {
                for case in cases {
                    self.in_branch(|it| it.pattern(&case.pattern));
                    self.branch(&case.body);
                }
            }
            _ => {}
        }
    }

    fn in_branch(&mut self, work: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_certain, false);
        work(self);
        self.is_certain = outer;
    }

    fn conditional(&mut self, branches: &'db [(ExprId, Block)], orelse: &'db Block) {
        for (test, block) in branches {
            let is_for_typing = self.is_for_typing || self.is_type_checking(*test);
            let outer = std::mem::replace(&mut self.is_for_typing, is_for_typing);
            self.branch(block);
            self.is_for_typing = outer;
        }
        self.branch(orelse);
    }

    fn is_type_checking(&self, test: ExprId) -> bool {
        match self.body.expr(test) {
            Expr::Name(var) => self.body.name_of(var) == "TYPE_CHECKING",
            Expr::Attr { name, .. } => name == "TYPE_CHECKING",
            _ => false,
        }
    }

    fn assign(&mut self, targets: &[ExprId], value: ExprId) {
        let is_none = *self.body.expr(value) == Expr::Const(Const::None);
        let names = self.dotted(value);
        for &target in targets {
            if self.global_name(target).is_some_and(|it| it == "__all__") {
                self.exports.names.clear();
                self.exports.is_set = true;
                self.export(value);
            }
            let kind = match self.body.expr(target) {
                Expr::Name(_) => BindingKind::Value { expr: value, is_none, names: names.clone() },
                _ => BindingKind::Other,
            };
            self.target(target, &kind);
        }
    }

    /// The names in `a.b.c`, if its first is that of a global; nothing for other expressions.
    fn dotted(&self, expr: ExprId) -> Box<[Name]> {
        let mut names = Vec::new();
        let mut expr = expr;
        while let Expr::Attr { value, name } = self.body.expr(expr) {
            names.push(name.clone());
            expr = *value;
        }
        match self.body.expr(expr) {
            Expr::Name(VarRef::Local(it)) if self.body.var(*it).scope != BodyScope::OWN => {
                return Box::default();
            }
            Expr::Name(it) => names.push(self.body.name_of(it).clone()),
            _ => return Box::default(),
        }
        names.reverse();
        names.into()
    }

    fn augment(&mut self, target: ExprId, value: ExprId) {
        if self.global_name(target).is_some_and(|it| it == "__all__") {
            self.export(value);
        }
        self.target(target, &BindingKind::Other);
    }

    /// `__all__.extend([..])`, `__all__.append(..)` and other ways to change it.
    fn expression(&mut self, expr: ExprId) {
        let Expr::Call { func, args } = self.body.expr(expr) else { return };
        let Expr::Attr { value, name } = self.body.expr(*func) else { return };
        if self.global_name(*value).is_none_or(|it| it != "__all__") {
            return;
        }
        match (name.as_str(), &**args) {
            ("extend", [arg]) if arg.kind == ArgKind::Positional => self.export(arg.value),
            ("append", [arg]) => self.export_one(arg.value),
            _ => self.exports.is_unclear = true,
        }
    }

    fn export(&mut self, names: ExprId) {
        match self.body.expr(names) {
            Expr::List(it) | Expr::Tuple(it) => it.iter().for_each(|it| self.export_one(*it)),
            _ => self.exports.is_unclear = true,
        }
    }

    fn export_one(&mut self, name: ExprId) {
        match self.body.expr(name) {
            Expr::Const(Const::Str(it)) => self.exports.names.push(it.clone()),
            _ => self.exports.is_unclear = true,
        }
    }

    fn import(&mut self, import: &Import) {
        if import.is_star {
            let module = import.from.clone().unwrap_or_default();
            let order = self.next();
            self.index.stars.push(Star { level: import.level, module, order });
            return;
        }
        for alias in &import.aliases {
            let kind = match &import.from {
                Some(module) => BindingKind::Member {
                    level: import.level,
                    module: module.clone(),
                    name: alias.name.clone(),
                },
                None if alias.has_as => BindingKind::Module { name: alias.name.clone() },
                None => {
                    let top = alias.name.split('.').next().unwrap_or_default();
                    BindingKind::Module { name: top.into() }
                }
            };
            self.bind(&alias.var, kind);
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Capture(var) | Pattern::Star(Some(var)) => self.bind(var, BindingKind::Other),
            Pattern::As(inner, var) => {
                self.pattern(inner);
                self.bind(var, BindingKind::Other);
            }
            Pattern::Or(all) | Pattern::Sequence(all) => all.iter().for_each(|it| self.pattern(it)),
            Pattern::Mapping { items, rest } => {
                items.iter().for_each(|it| self.pattern(&it.1));
                rest.iter().for_each(|it| self.bind(it, BindingKind::Other));
            }
            Pattern::Class { patterns, keywords, .. } => {
                patterns.iter().for_each(|it| self.pattern(it));
                keywords.iter().for_each(|it| self.pattern(&it.1));
            }
            Pattern::Wildcard | Pattern::Value(_) | Pattern::Singleton(_) | Pattern::Star(None) => {
            }
        }
    }

    /// Binds the names in a target; those in a tuple or list get something that is not known.
    fn target(&mut self, target: ExprId, kind: &BindingKind) {
        match self.body.expr(target) {
            Expr::Name(var) => self.bind(var, kind.clone()),
            Expr::Tuple(all) | Expr::List(all) => {
                let inner = match kind {
                    BindingKind::Nothing => &BindingKind::Nothing,
                    _ => &BindingKind::Other,
                };
                all.iter().for_each(|it| self.target(*it, inner));
            }
            Expr::Starred(it) => self.target(*it, &BindingKind::Other),
            _ => {}
        }
    }

    fn global_name(&self, expr: ExprId) -> Option<&'db Name> {
        let var = self.body.var(self.body.expr(expr).local()?);
        (var.scope == BodyScope::OWN).then_some(&var.name)
    }

    fn bind(&mut self, var: &VarRef, kind: BindingKind) {
        let VarRef::Local(var) = var else { return };
        let var = self.body.var(*var);
        if var.scope == BodyScope::OWN {
            let (is_certain, is_for_typing) = (self.is_certain, self.is_for_typing);
            let order = self.next();
            let binding = GlobalBinding { kind, is_certain, is_for_typing, order };
            self.index.bindings.entry(var.name.clone()).or_default().push(binding);
        }
    }

    fn next(&mut self) -> u32 {
        self.n_bindings += 1;
        self.n_bindings
    }

    /// What functions, classes and expressions bind, at any time.
    fn bound_otherwise(&mut self) {
        self.is_certain = false;
        for (_, expr) in self.body.exprs() {
            if let Expr::Walrus { target, .. } = expr {
                self.bind(target, BindingKind::Other);
            }
        }
        for var in &self.body.vars {
            if var.scope == BodyScope::OWN && var.is_bound_inside {
                let order = self.next();
                let binding = GlobalBinding {
                    kind: BindingKind::Other,
                    is_certain: false,
                    is_for_typing: false,
                    order,
                };
                self.index.bindings.entry(var.name.clone()).or_default().push(binding);
            }
        }
    }

    /// Finds the classes in `block`, the top level, and in them.
    fn classes(&mut self, block: &'db Block) {
        let mut queue = vec![(block, UnitPath::default())];
        let mut at = 0;
        while let Some((block, around)) = queue.get(at).cloned() {
            at += 1;
            let mut counts: FxHashMap<&Name, u32> = FxHashMap::default();
            let mut scopes = Vec::new();
            class_statements(self.body, block, &mut scopes);
            for scope in scopes {
                let name = &self.body.scope(scope).name;
                let count = counts.entry(name).or_default();
                let segment = Segment { name: name.clone(), ordinal: *count };
                *count += 1;
                let path: Vec<Segment> = around.0.iter().cloned().chain([segment]).collect();
                let path = UnitPath(path.into());
                let class = ClassId::new(self.db, self.unit.file(self.db), path.clone());
                self.index.classes.push((scope, class));
                queue.push((&self.body.scope(scope).body, path));
            }
        }
    }
}

/// The scopes of the classes in `block`, in the order of the text.
fn class_statements(body: &Body, block: &Block, found: &mut Vec<BodyScope>) {
    for &stmt in block {
        match body.stmt(stmt) {
            Stmt::ClassDef { scope, .. } => found.push(*scope),
            it => it.blocks(|block| class_statements(body, block, found)),
        }
    }
}
