//! The second pass: who owns each name (`analyze_block` and what it calls).
//!
//! CPython hands sets of names down (`bound`, `global`, `type_params`) and up (`free`), and copies
//! them for every scope. Here each set that goes down is a bit of each name, changed on the way in
//! and changed back on the way out; those that go up lie on one stack, where the names that a child
//! leaves are already in their place among its parent's.

use rowan::TextRange;

use super::builder::{Block, Builder};
use super::names::{NameId, known};
use super::symbol::{Resolution, Symbol, SymbolFlags};
use super::{ScopeId, ScopeKind};

/// Resolves every symbol that the first pass found.
pub(super) fn analyze(builder: &mut Builder<'_>) {
    let n_names = builder.names.len();
    let mut analysis = Analysis {
        seen: vec![0; n_names],
        marks: vec![0; n_names],
        mark: 0,
        undo: Vec::new(),
        own: Vec::new(),
        free: Vec::new(),
        frames: Vec::new(),
        builder,
    };
    analysis.enter(ScopeId::MODULE, None);
    while let Some(frame) = analysis.frames.last_mut() {
        let (scope, child) = (frame.scope, frame.next_child);
        frame.next_child += 1;
        match analysis.builder.blocks[scope.index()].children.get(child) {
            Some(&child) => analysis.enter(child, analysis.class_seen_by(child)),
            None => analysis.leave(),
        }
    }
}

/// An enclosing function binds the name.
const BOUND: u8 = 1;
/// An enclosing scope declares the name `global`.
const GLOBAL: u8 = 2;
/// The innermost binding of the name is a type parameter.
const TYPE_PARAM: u8 = 4;

struct Analysis<'b, 'a> {
    builder: &'b mut Builder<'a>,
    /// For each name what the scope being entered sees of it.
    seen: Vec<u8>,
    /// What `seen` was before, to be put back on the way out.
    undo: Vec<(NameId, u8)>,
    /// Free names of the open scopes themselves.
    own: Vec<NameId>,
    /// Free names that the children of the open scopes left (`newfree`); may repeat.
    free: Vec<NameId>,
    frames: Vec<Frame>,
    /// Sets of names that live shortly: a name is in the set where its mark is the newest.
    marks: Vec<u32>,
    mark: u32,
}

/// A scope whose children are being analyzed. The numbers say where its part of a list starts.
struct Frame {
    scope: ScopeId,
    /// The class whose names the scope sees in front of those of the functions outside.
    class: Option<ScopeId>,
    next_child: usize,
    undo: usize,
    own: usize,
    free: usize,
    /// Cells of comprehensions that were inlined.
    inlined_cells: Vec<NameId>,
}

impl Analysis<'_, '_> {
    fn block(&self, scope: ScopeId) -> &Block {
        &self.builder.blocks[scope.index()]
    }

    /// The class whose names `child`, a child of the innermost scope, sees first.
    fn class_seen_by(&self, child: ScopeId) -> Option<ScopeId> {
        let frame = self.frames.last()?;
        if !self.block(child).can_see_class_scope {
            return None;
        }
        match self.block(frame.scope).kind {
            ScopeKind::Class => Some(frame.scope),
            _ => frame.class,
        }
    }

    // ---- the way in ---------------------------------------------------------------------------

    fn enter(&mut self, scope: ScopeId, class: Option<ScopeId>) {
        self.frames.push(Frame {
            scope,
            class,
            next_child: 0,
            undo: self.undo.len(),
            own: self.own.len(),
            free: self.free.len(),
            inlined_cells: Vec::new(),
        });
        for at in 0..self.block(scope).symbols.len() {
            let resolution = self.resolve(scope, at, class);
            self.builder.blocks[scope.index()].symbols[at].resolution = resolution;
        }
        if self.block(scope).kind == ScopeKind::Class {
            self.set(known::CLASS, BOUND, 0);
            self.set(known::CLASSDICT, BOUND, 0);
        }
    }

    /// `analyze_name`.
    fn resolve(&mut self, scope: ScopeId, at: usize, class: Option<ScopeId>) -> Resolution {
        let Symbol { name, flags, .. } = self.block(scope).symbols[at];
        let kind = self.block(scope).kind;
        if flags.contains(SymbolFlags::GLOBAL) {
            if flags.contains(SymbolFlags::NONLOCAL) {
                self.error(scope, name, "name '{}' is nonlocal and global");
            }
            self.set_visible(kind, name, GLOBAL, BOUND);
            return Resolution::GlobalExplicit;
        }
        if flags.contains(SymbolFlags::NONLOCAL) {
            return self.nonlocal(scope, name);
        }
        if flags.intersects(SymbolFlags::BOUND) {
            let bound = if kind.is_function_like() { BOUND } else { 0 };
            self.set_visible(kind, name, bound, GLOBAL);
            match flags.contains(SymbolFlags::TYPE_PARAM) {
                true => self.set(name, TYPE_PARAM, 0),
                false => self.set(name, 0, TYPE_PARAM),
            }
            return Resolution::Local;
        }
        if let Some(class) = class {
            let flags = self.builder.flags(class, name);
            if flags.contains(SymbolFlags::GLOBAL) {
                return Resolution::GlobalExplicit;
            }
            if flags.intersects(SymbolFlags::BOUND) && !flags.contains(SymbolFlags::NONLOCAL) {
                return Resolution::GlobalImplicit;
            }
        }
        if self.sees(name, BOUND) {
            self.own.push(name);
            return Resolution::Free;
        }
        Resolution::GlobalImplicit
    }

    fn nonlocal(&mut self, scope: ScopeId, name: NameId) -> Resolution {
        if scope == ScopeId::MODULE {
            self.error(scope, name, "nonlocal declaration not allowed at module level");
            return Resolution::GlobalImplicit;
        }
        if !self.sees(name, BOUND) {
            self.error(scope, name, "no binding for nonlocal '{}' found");
            return Resolution::GlobalImplicit;
        }
        if self.sees(name, TYPE_PARAM) {
            self.error(scope, name, "nonlocal binding not allowed for type parameter '{}'");
        }
        self.own.push(name);
        Resolution::Free
    }

    /// An error at the statement that declares the name (`error_at_directive`).
    fn error(&mut self, scope: ScopeId, name: NameId, text: &str) {
        let block = self.block(scope);
        let directive = block.directives.iter().find(|it| it.0 == name);
        let range = directive.map_or(TextRange::empty(block.start), |it| it.1);
        self.builder.error_with_name(range, text, name);
    }

    fn sees(&self, name: NameId, bit: u8) -> bool {
        self.seen[name.0 as usize] & bit != 0
    }

    /// Changes what the children see of `name`. A class hides its names from them.
    fn set_visible(&mut self, kind: ScopeKind, name: NameId, add: u8, remove: u8) {
        if kind != ScopeKind::Class {
            self.set(name, add, remove);
        }
    }

    fn set(&mut self, name: NameId, add: u8, remove: u8) {
        let seen = &mut self.seen[name.0 as usize];
        let new = (*seen | add) & !remove;
        if new != *seen {
            self.undo.push((name, *seen));
            *seen = new;
        }
    }

    // ---- the way out --------------------------------------------------------------------------

    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let scope = frame.scope;
        self.splice_inlined(scope);
        self.mark_cells(&frame);
        self.drop_class_cells(&frame);
        self.add_free(&frame);
        for (name, seen) in self.undo.drain(frame.undo..).rev() {
            self.seen[name.0 as usize] = seen;
        }
        self.free.extend(self.own.drain(frame.own..));
        self.forget_repeats(frame.free);
        if let Some(parent) = self.frames.last().map(|it| it.scope)
            && self.is_inlined_in(scope, parent)
        {
            self.inline(scope, parent, frame.free);
            self.builder.blocks[scope.index()].is_inlined = true;
        }
    }

    /// Children of inlined comprehensions take the comprehensions' places.
    fn splice_inlined(&mut self, scope: ScopeId) {
        if !self.block(scope).children.iter().any(|&it| self.block(it).is_inlined) {
            return;
        }
        let children = std::mem::take(&mut self.builder.blocks[scope.index()].children);
        let mut spliced = Vec::with_capacity(children.len());
        for child in children {
            match self.block(child).is_inlined {
                true => spliced.extend_from_slice(&self.block(child).children),
                false => spliced.push(child),
            }
        }
        self.builder.blocks[scope.index()].children = spliced;
    }

    /// Local names that a child needs become cells, and are free no more (`analyze_cells`).
    fn mark_cells(&mut self, frame: &Frame) {
        if !self.block(frame.scope).kind.is_function_like() {
            return;
        }
        let inlined = frame.inlined_cells.len();
        if self.free.len() == frame.free && inlined == 0 {
            return;
        }
        let needed = self.mark_free(frame.free);
        for name in &frame.inlined_cells {
            self.marks[name.0 as usize] = needed;
        }
        for symbol in &mut self.builder.blocks[frame.scope.index()].symbols {
            let mark = &mut self.marks[symbol.name.0 as usize];
            if symbol.resolution == Resolution::Local && *mark == needed {
                symbol.resolution = Resolution::Cell;
                *mark = 0;
            }
        }
        self.keep_marked(frame.free, needed);
    }

    /// `drop_class_free`.
    fn drop_class_cells(&mut self, frame: &Frame) {
        if self.block(frame.scope).kind != ScopeKind::Class {
            return;
        }
        let free = self.mark_free(frame.free);
        let [class, classdict] =
            [known::CLASS, known::CLASSDICT].map(|it| self.marks[it.0 as usize] == free);
        self.unmark(&[known::CLASS, known::CLASSDICT]);
        self.keep_marked(frame.free, free);
        let block = &mut self.builder.blocks[frame.scope.index()];
        block.needs_class_closure = class;
        block.needs_classdict = classdict;
    }

    /// Notes in the scope what its children need from outside (`update_symbols`).
    fn add_free(&mut self, frame: &Frame) {
        let scope = frame.scope;
        for &name in &frame.inlined_cells {
            if let Some(slot) = self.builder.slot(scope, name) {
                self.builder.blocks[scope.index()].symbols[slot].flags |= SymbolFlags::COMP_CELL;
            }
        }
        self.forget_repeats(frame.free);
        let block = self.block(scope);
        let is_class = block.kind == ScopeKind::Class || block.can_see_class_scope;
        for at in frame.free..self.free.len() {
            let name = self.free[at];
            match self.builder.slot(scope, name) {
                Some(slot) if is_class => {
                    self.builder.blocks[scope.index()].symbols[slot].flags |=
                        SymbolFlags::FREE_CLASS;
                }
                Some(_) => {}
                None if scope == ScopeId::MODULE || self.sees(name, BOUND) => {
                    let flags = SymbolFlags::NONE;
                    let resolution = Resolution::Free;
                    self.builder.add_symbol(scope, Symbol { name, flags, resolution });
                }
                None => {}
            }
        }
    }

    // ---- inlined comprehensions (PEP 709) -----------------------------------------------------

    fn is_inlined_in(&self, scope: ScopeId, parent: ScopeId) -> bool {
        let kind = self.block(scope).kind;
        kind.is_comprehension()
            && kind != ScopeKind::GeneratorExpr
            && !self.block(parent).can_see_class_scope
    }

    /// Takes the names of the comprehension `comp`, whose free names start at `free`, over into
    /// `scope` (`inline_comprehension`).
    fn inline(&mut self, comp: ScopeId, scope: ScopeId, free: usize) {
        let is_class = self.block(scope).kind == ScopeKind::Class;
        let is_free = self.mark_free(free);
        let mut not_free = Vec::new();
        for at in 0..self.block(comp).symbols.len() {
            let Symbol { name, flags, mut resolution } = self.block(comp).symbols[at];
            if flags.contains(SymbolFlags::PARAM) {
                continue;
            }
            if resolution == Resolution::Cell || flags.contains(SymbolFlags::COMP_CELL) {
                self.add_inlined_cell(name);
            }
            // `__class__` is never free through a class.
            if resolution == Resolution::Free && is_class && name == known::CLASS {
                resolution = Resolution::GlobalImplicit;
                not_free.push(name);
            }
            let Some(slot) = self.builder.slot(scope, name) else {
                self.builder.add_symbol(scope, Symbol { name, flags, resolution });
                continue;
            };
            // What is free in the comprehension may be local here, unless an inner scope needs it.
            if !is_class
                && self.block(scope).symbols[slot].is_bound()
                && self.marks[name.0 as usize] == is_free
                && !self.is_free_in_a_child(comp, name)
            {
                not_free.push(name);
            }
        }
        if is_class && not_free.contains(&known::CLASS) {
            self.builder.remove_symbol(comp, known::CLASS);
        }
        self.unmark(&not_free);
        self.keep_marked(free, is_free);
    }

    fn add_inlined_cell(&mut self, name: NameId) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if !frame.inlined_cells.contains(&name) {
            frame.inlined_cells.push(name);
        }
    }

    fn is_free_in_a_child(&mut self, comp: ScopeId, name: NameId) -> bool {
        (0..self.block(comp).children.len()).any(|at| {
            let child = self.block(comp).children[at];
            let slot = self.builder.slot(child, name);
            slot.is_some_and(|it| self.block(child).symbols[it].resolution == Resolution::Free)
        })
    }

    // ---- sets of names ------------------------------------------------------------------------

    fn new_mark(&mut self) -> u32 {
        self.mark += 1;
        self.mark
    }

    /// Marks the free names from `start` on.
    fn mark_free(&mut self, start: usize) -> u32 {
        let mark = self.new_mark();
        for name in &self.free[start..] {
            self.marks[name.0 as usize] = mark;
        }
        mark
    }

    fn unmark(&mut self, names: &[NameId]) {
        for name in names {
            self.marks[name.0 as usize] = 0;
        }
    }

    /// Keeps one of each free name from `start` on, the first.
    fn forget_repeats(&mut self, start: usize) {
        if self.free.len() - start < 2 {
            return;
        }
        let met = self.new_mark();
        let mut kept = start;
        for at in start..self.free.len() {
            let name = self.free[at];
            let mark = &mut self.marks[name.0 as usize];
            if *mark != met {
                *mark = met;
                self.free[kept] = name;
                kept += 1;
            }
        }
        self.free.truncate(kept);
    }

    /// Keeps the free names from `start` on that still have the mark.
    fn keep_marked(&mut self, start: usize, mark: u32) {
        let mut kept = start;
        for at in start..self.free.len() {
            let name = self.free[at];
            if self.marks[name.0 as usize] == mark {
                self.free[kept] = name;
                kept += 1;
            }
        }
        self.free.truncate(kept);
    }
}
