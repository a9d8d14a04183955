//! The scope that is being compiled: CPython's `struct compiler_unit`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use refwise_syntax::symtable::{
    NameId, Resolution, ScopeId, ScopeKind, Symbol, SymbolFlags, SymbolTable,
};
use rustc_hash::FxHashMap;

use crate::code::Constant;
use crate::compile::consts::Constants;
use crate::compile::sequence::InstructionSequence;
use crate::compile::unit::Unit;

use super::Compiler;
use super::blocks::FrameBlock;

/// `COMPILER_SCOPE_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    TypeParams,
}

/// Up to how many names are compared one by one; hashing costs more than that.
const FEW: usize = 8;

/// Names with their numbers, in order of first use.
#[derive(Default)]
pub(super) struct Names {
    list: Vec<Arc<str>>,
    /// By text, where there are more than a [`FEW`].
    numbers: FxHashMap<Arc<str>, usize>,
}

impl Names {
    /// The number of `name`, which gets the next one where it is new.
    pub(super) fn add(&mut self, name: Arc<str>) -> usize {
        let next = self.list.len();
        if next < FEW {
            if let Some(found) = self.list.iter().position(|it| is_same(it, &name)) {
                return found;
            }
            self.list.push(name);
            return next;
        }
        if self.numbers.is_empty() {
            self.numbers.extend(self.list.iter().cloned().zip(0..));
        }
        let list = &mut self.list;
        *self.numbers.entry(name).or_insert_with_key(|name| {
            list.push(name.clone());
            next
        })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn first(&self) -> Option<&Arc<str>> {
        self.list.first()
    }
}

/// Most names of a file are kept once, so that equal ones stand at one address.
fn is_same(a: &Arc<str>, b: &Arc<str>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

impl FromIterator<Arc<str>> for Names {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(names: I) -> Names {
        let mut all = Names::default();
        for name in names {
            all.add(name);
        }
        all
    }
}

/// A scope and its tables.
pub(super) struct Scope<'a> {
    pub(super) id: ScopeId,
    pub(super) kind: UnitKind,
    pub(super) name: Arc<str>,
    pub(super) qualname: Arc<str>,
    pub(super) firstlineno: i32,
    pub(super) argcount: usize,
    pub(super) posonlyargcount: usize,
    pub(super) kwonlyargcount: usize,
    pub(super) flags: u32,
    pub(super) instructions: InstructionSequence,
    consts: Constants,
    pub(super) names: Names,
    pub(super) varnames: Names,
    pub(super) cellvars: Names,
    pub(super) freevars: Names,
    /// Names of inlined comprehensions, and whether one of them is being compiled
    /// (`u_fasthidden`).
    pub(super) fast_hidden: Vec<(Arc<str>, bool)>,
    /// What names mean inside the inlined comprehension that is being compiled.
    pub(super) overrides: Vec<(NameId, Resolution)>,
    /// How many inlined comprehensions are being compiled (`u_in_inlined_comp`).
    pub(super) n_inlined: usize,
    pub(super) blocks: Vec<FrameBlock<'a>>,
    /// Attributes that the methods of a class set on `self`.
    pub(super) static_attributes: BTreeSet<Arc<str>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        table: &SymbolTable,
        id: ScopeId,
        kind: UnitKind,
        name: Arc<str>,
        firstlineno: i32,
    ) -> Scope<'a> {
        let scope = table.scope(id);
        let text = |name: NameId| Arc::<str>::from(table.name(name));
        let parameters = match scope.kind.is_function_like() {
            true => table.parameters(id).iter().map(|&it| text(it)).collect(),
            false => Names::default(),
        };
        let mut cellvars: Names = sorted(table, id, |it| {
            it.resolution == Resolution::Cell || it.flags.contains(SymbolFlags::COMP_CELL)
        });
        if scope.needs_class_closure {
            cellvars.add("__class__".into());
        }
        if scope.needs_classdict {
            cellvars.add("__classdict__".into());
        }
        let freevars = sorted(table, id, |it| {
            it.resolution == Resolution::Free || it.flags.contains(SymbolFlags::FREE_CLASS)
        });
        Scope {
            id,
            kind,
            qualname: name.clone(),
            name,
            firstlineno,
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            flags: 0,
            instructions: InstructionSequence::with_room(),
            consts: Constants::default(),
            names: Names::default(),
            varnames: parameters,
            cellvars,
            freevars,
            fast_hidden: Vec::new(),
            overrides: Vec::new(),
            n_inlined: 0,
            blocks: Vec::new(),
            static_attributes: BTreeSet::new(),
        }
    }

    /// The number of the constant among `co_consts`.
    pub(super) fn add_const(&mut self, value: Cow<'_, Constant>) -> usize {
        self.consts.add(value)
    }

    /// Is the name a fast local of an inlined comprehension that is being compiled?
    pub(super) fn is_fast_hidden(&self, name: &str) -> bool {
        self.fast_hidden.iter().any(|it| it.1 && &*it.0 == name)
    }

    /// What the assembler gets.
    pub(super) fn take(&mut self) -> Unit {
        Unit {
            name: self.name.clone(),
            qualname: self.qualname.clone(),
            firstlineno: self.firstlineno,
            argcount: self.argcount as u32,
            posonlyargcount: self.posonlyargcount as u32,
            kwonlyargcount: self.kwonlyargcount as u32,
            flags: self.flags,
            instructions: std::mem::take(&mut self.instructions),
            consts: self.consts.take(),
            names: std::mem::take(&mut self.names.list),
            varnames: std::mem::take(&mut self.varnames.list),
            cellvars: std::mem::take(&mut self.cellvars.list),
            freevars: std::mem::take(&mut self.freevars.list),
            fast_hidden: std::mem::take(&mut self.fast_hidden).into_iter().map(|it| it.0).collect(),
        }
    }
}

/// `dictbytype`: the names of some symbols, sorted.
fn sorted(table: &SymbolTable, id: ScopeId, is_wanted: impl Fn(&Symbol) -> bool) -> Names {
    let symbols = table.symbols(id).iter().filter(|it| is_wanted(it));
    let mut names: Vec<&str> = symbols.map(|it| table.name(it.name)).collect();
    names.sort_unstable();
    names.into_iter().map(Arc::from).collect()
}

// Source: `CO_*` (Include/cpython/code.h, CPython 3.13).
const OPTIMIZED: u32 = 0x1;
const NEWLOCALS: u32 = 0x2;
const VARARGS: u32 = 0x4;
const VARKEYWORDS: u32 = 0x8;
const NESTED: u32 = 0x10;
const GENERATOR: u32 = 0x20;
const COROUTINE: u32 = 0x80;
const ASYNC_GENERATOR: u32 = 0x200;

impl<'a> Compiler<'a, '_> {
    /// The symbol table's view of the scope that is being compiled.
    pub(super) fn ste(&self) -> &'a refwise_syntax::symtable::Scope {
        self.table.scope(self.unit.id)
    }

    /// `compute_code_flags`.
    pub(super) fn code_flags(&self) -> u32 {
        let scope = self.ste();
        let mut flags = self.future;
        if !scope.kind.is_function_like() {
            return flags;
        }
        flags |= NEWLOCALS | OPTIMIZED;
        let mut add = |flag, is_there| flags |= if is_there { flag } else { 0 };
        add(NESTED, scope.is_nested);
        add(GENERATOR, scope.is_generator && !scope.is_coroutine);
        add(COROUTINE, !scope.is_generator && scope.is_coroutine);
        add(ASYNC_GENERATOR, scope.is_generator && scope.is_coroutine);
        add(VARARGS, scope.has_varargs);
        add(VARKEYWORDS, scope.has_varkeywords);
        flags
    }

    /// `compiler_set_qualname`, for a scope that is entered.
    pub(super) fn qualname(&self) -> Arc<str> {
        let name = &self.unit.name;
        let mut around = self.outer.iter().rev();
        let Some(mut parent) = around.next() else {
            return name.clone();
        };
        let mut is_in_module = self.outer.len() == 1;
        if parent.kind == UnitKind::TypeParams {
            let Some(grandparent) = around.next() else {
                return name.clone();
            };
            is_in_module = self.outer.len() == 2;
            if is_in_module {
                return name.clone();
            }
            parent = grandparent;
        }
        use UnitKind::{AsyncFunction, Function, Lambda};
        if is_in_module || self.is_global_in(parent, name) {
            return name.clone();
        }
        match parent.kind {
            Function | AsyncFunction | Lambda => {
                format!("{}.<locals>.{name}", parent.qualname).into()
            }
            _ => format!("{}.{name}", parent.qualname).into(),
        }
    }

    /// Does a `global` statement of `parent` name the function or class that is entered?
    fn is_global_in(&self, parent: &Scope<'_>, name: &Arc<str>) -> bool {
        use UnitKind::{AsyncFunction, Class, Function};
        if !matches!(self.unit.kind, Function | AsyncFunction | Class) {
            return false;
        }
        let mangled = self.table.mangled(parent.id, name);
        let symbol = self.table.symbol_named(parent.id, &mangled);
        symbol.is_some_and(|it| it.resolution == Resolution::GlobalExplicit)
    }

    /// Names live in fast locals and cells here.
    pub(super) fn is_function_like(&self) -> bool {
        self.ste().kind.is_function_like()
    }

    pub(super) fn is_class_block(&self) -> bool {
        self.ste().kind == ScopeKind::Class
    }
}
