//! How a name gets into a scope: mangling, flags, and the errors of the moment.

use rowan::TextRange;
use unicode_normalization::UnicodeNormalization;

use super::builder::{Builder, Context};
use super::green::{Node, Token};
use super::names::{NameId, known};
use super::queries::is_private;
use super::symbol::{Resolution, Symbol, SymbolFlags};
use super::{ScopeId, ScopeKind};
use crate::kind::SyntaxKind::{COLONEQUAL, NAME, NAME_EXPR};

impl<'a> Builder<'a> {
    /// The name that `token` spells. Identifiers are compared in their NFKC form.
    pub(super) fn intern(&mut self, token: Token<'a>) -> NameId {
        let text = token.text();
        if text.is_ascii() {
            return self.names.intern(text);
        }
        let normal: String = text.nfkc().collect();
        self.names.intern(&normal)
    }

    /// A name in an expression.
    pub(super) fn name_expr(&mut self, node: Node<'a>, context: Context) {
        let Some(token) = node.name() else { return };
        if context == Context::Store {
            return self.define(token, SymbolFlags::LOCAL);
        }
        let name = self.intern(token);
        self.add(name, SymbolFlags::USE, token.range());
        // `super()` reaches the class through its cell.
        if name == known::SUPER && self.current_kind().is_function_like() {
            self.add(known::CLASS, SymbolFlags::USE, token.range());
        }
    }

    /// The token's name is bound in the current scope.
    pub(super) fn define(&mut self, token: Token<'a>, flags: SymbolFlags) {
        let name = self.intern(token);
        self.add(name, flags, token.range());
    }

    /// The current scope does `flags` with `name` (`symtable_add_def`). `range` is for errors.
    pub(super) fn add(&mut self, name: NameId, flags: SymbolFlags, range: TextRange) {
        let scope = self.current();
        if flags.contains(SymbolFlags::TYPE_PARAM)
            && let Some(set) = self.blocks[scope.index()].mangled
            && !self.mangled[set].contains(&name)
        {
            self.mangled[set].push(name);
        }
        self.add_to(scope, name, flags, range);
    }

    /// `scope`, one of the open ones, does `flags` with `name` (`symtable_add_def_helper`).
    pub(super) fn add_to(
        &mut self,
        scope: ScopeId,
        name: NameId,
        flags: SymbolFlags,
        range: TextRange,
    ) {
        let mangled = self.mangle(self.current(), name);
        let old = self.flags(scope, mangled);
        if flags.contains(SymbolFlags::PARAM) && old.contains(SymbolFlags::PARAM) {
            self.error_with_name(range, "duplicate argument '{}' in function definition", name);
        }
        if flags.contains(SymbolFlags::TYPE_PARAM) && old.contains(SymbolFlags::TYPE_PARAM) {
            self.error_with_name(range, "duplicate type parameter '{}'", name);
        }
        let mut new = flags;
        if self.blocks[scope.index()].iter_target {
            if old.union(flags).intersects(SymbolFlags::GLOBAL | SymbolFlags::NONLOCAL) {
                let text =
                    "comprehension inner loop cannot rebind assignment expression target '{}'";
                self.error_with_name(range, text, name);
            }
            new |= SymbolFlags::COMP_ITER;
        }
        self.set_flags(scope, mangled, new);
        if flags.contains(SymbolFlags::PARAM) {
            self.blocks[scope.index()].parameters.push(mangled);
        } else if flags.contains(SymbolFlags::GLOBAL) {
            self.set_flags(ScopeId::MODULE, mangled, flags);
        }
    }

    fn set_flags(&mut self, scope: ScopeId, name: NameId, flags: SymbolFlags) {
        match self.slot(scope, name) {
            Some(slot) => self.blocks[scope.index()].symbols[slot].flags |= flags,
            None => self
                .add_symbol(scope, Symbol { name, flags, resolution: Resolution::GlobalImplicit }),
        }
    }

    /// The flags of `name` in the current scope so far (`symtable_lookup`).
    pub(super) fn lookup(&mut self, scope: ScopeId, name: NameId) -> SymbolFlags {
        let mangled = self.mangle(scope, name);
        self.flags(scope, mangled)
    }

    /// The private form of `name` in `scope` (`_Py_MaybeMangle`): `__x` of class `A` is `_A__x`.
    pub(super) fn mangle(&mut self, scope: ScopeId, name: NameId) -> NameId {
        let Some(class) = self.private else {
            return name;
        };
        let text = self.names.text(name);
        // The names that only CPython makes up hold dots, so they never start with underscores.
        if !is_private(text) {
            return name;
        }
        if let Some(set) = self.blocks[scope.index()].mangled
            && !self.mangled[set].contains(&name)
        {
            return name;
        }
        let class = self.names.text(class).trim_start_matches('_');
        if class.is_empty() {
            return name;
        }
        self.buffer.clear();
        self.buffer.extend(["_", class, text]);
        self.names.intern(&self.buffer)
    }

    // ---- `global`, `nonlocal` -----------------------------------------------------------------

    /// A `global` or `nonlocal` statement.
    pub(super) fn directive(&mut self, node: Node<'a>, flag: SymbolFlags) {
        for token in node.tokens().filter(|it| it.kind == NAME) {
            let name = self.intern(token);
            let so_far = self.lookup(self.current(), name);
            if let Some(text) = directive_error(so_far, flag) {
                self.error_with_name(node.range(), text, name);
            }
            self.add(name, flag, node.range());
            self.record_directive(name, node.range());
        }
    }

    fn record_directive(&mut self, name: NameId, range: TextRange) {
        let mangled = self.mangle(self.current(), name);
        self.block().directives.push((mangled, range));
    }

    // ---- walrus -------------------------------------------------------------------------------

    /// `name := value`.
    pub(super) fn named_expr(&mut self, node: Node<'a>) {
        self.forbid_in_annotation(node, "named expression");
        let target = node.nodes().next();
        if self.block().iter_exprs > 0 {
            let text =
                "assignment expression cannot be used in a comprehension iterable expression";
            self.error(node.range(), text);
        } else if self.current_kind().is_comprehension()
            && let Some(name) = target.filter(|it| it.kind == NAME_EXPR).and_then(Node::name)
        {
            self.bind_outside_comprehension(name);
        }
        if let Some(value) = node.after(COLONEQUAL) {
            self.then_visit(value);
        }
        if let Some(target) = target {
            self.then_visit_as(target, Context::Store);
        }
    }

    /// The target of a walrus inside a comprehension belongs to the scope around all comprehensions
    /// (`symtable_extend_namedexpr_scope`).
    fn bind_outside_comprehension(&mut self, token: Token<'a>) {
        let (name, range) = (self.intern(token), token.range());
        for at in (0..self.stack.len()).rev() {
            let scope = self.stack[at];
            let kind = self.blocks[scope.index()].kind;
            if kind.is_comprehension() {
                let both = SymbolFlags::COMP_ITER | SymbolFlags::LOCAL;
                if self.lookup(scope, name).contains(both) {
                    let text =
                        "assignment expression cannot rebind comprehension iteration variable '{}'";
                    return self.error_with_name(range, text, name);
                }
                continue;
            }
            match kind {
                ScopeKind::Function | ScopeKind::Lambda => {
                    return self.bind_in_function(scope, name, range);
                }
                ScopeKind::Module => {
                    self.add(name, SymbolFlags::GLOBAL, range);
                    self.record_directive(name, range);
                    return self.add_to(scope, name, SymbolFlags::GLOBAL, range);
                }
                _ => {}
            }
            if let Some(text) = comprehension_walrus_error(kind) {
                return self.error(range, text);
            }
        }
    }

    fn bind_in_function(&mut self, scope: ScopeId, name: NameId, range: TextRange) {
        let is_global = self.lookup(scope, name).contains(SymbolFlags::GLOBAL);
        let flag = if is_global { SymbolFlags::GLOBAL } else { SymbolFlags::NONLOCAL };
        self.add(name, flag, range);
        self.record_directive(name, range);
        self.add_to(scope, name, SymbolFlags::LOCAL, range);
    }
}

/// Why a name with the flags `so_far` can't be declared `global` or `nonlocal`.
fn directive_error(so_far: SymbolFlags, flag: SymbolFlags) -> Option<&'static str> {
    let is_global = flag == SymbolFlags::GLOBAL;
    let (global, nonlocal) = if so_far.contains(SymbolFlags::PARAM) {
        ("name '{}' is parameter and global", "name '{}' is parameter and nonlocal")
    } else if so_far.contains(SymbolFlags::USE) {
        (
            "name '{}' is used prior to global declaration",
            "name '{}' is used prior to nonlocal declaration",
        )
    } else if so_far.contains(SymbolFlags::ANNOT) {
        ("annotated name '{}' can't be global", "annotated name '{}' can't be nonlocal")
    } else if so_far.contains(SymbolFlags::LOCAL) {
        (
            "name '{}' is assigned to before global declaration",
            "name '{}' is assigned to before nonlocal declaration",
        )
    } else {
        return None;
    };
    Some(if is_global { global } else { nonlocal })
}

/// Why a walrus in a comprehension can't bind in a scope of this kind.
fn comprehension_walrus_error(kind: ScopeKind) -> Option<&'static str> {
    Some(match kind {
        ScopeKind::Class => {
            "assignment expression within a comprehension cannot be used in a class body"
        }
        ScopeKind::TypeParameters => {
            "assignment expression within a comprehension cannot be used within the definition of a generic"
        }
        ScopeKind::TypeAlias => {
            "assignment expression within a comprehension cannot be used in a type alias"
        }
        ScopeKind::TypeVariable => {
            "assignment expression within a comprehension cannot be used in a TypeVar bound"
        }
        _ => return None,
    })
}
