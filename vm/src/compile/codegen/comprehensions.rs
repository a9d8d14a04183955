//! Comprehensions: functions of their own, or inlined (PEP 709).

use std::sync::Arc;

use refwise_syntax::symtable::{Resolution, Symbol, SymbolFlags};

use crate::code::Constant;
use crate::compile::sequence::{Label, Location};
use crate::compile::tree::{Comprehension, ComprehensionKind, Expr, ExprKind, Generator};
use crate::opcode::Opcode;

use super::Compiler;
use super::scope::UnitKind;

/// What has to be undone behind an inlined comprehension (`inlined_comprehension_state`).
struct Inlined {
    /// Outer values of the comprehension's names, on the stack.
    pushed: Vec<Arc<str>>,
    /// How many overrides there were before.
    n_overrides: usize,
    /// Names that became fast locals, by place among `fast_hidden`.
    hidden: Vec<usize>,
    /// The handler that restores the names, and what follows.
    labels: Option<(Label, Label)>,
}

impl Compiler<'_, '_> {
    /// `compiler_comprehension`.
    pub(super) fn comprehension(&mut self, it: &Comprehension, location: Location) {
        let scope = self.table.scope(it.scope);
        let Some(outermost) = it.generators.first() else {
            return;
        };
        if scope.is_inlined {
            self.comprehension_iter(outermost);
            let state = self.push_inlined_state(it, location);
            self.build(it.kind, location);
            self.op_i(Opcode::SWAP, 2, location);
            self.generators(it, 0, 0, true, location);
            return self.pop_inlined_state(state, location);
        }
        let name = match it.kind {
            ComprehensionKind::Generator => "<genexpr>",
            ComprehensionKind::List => "<listcomp>",
            ComprehensionKind::Set => "<setcomp>",
            ComprehensionKind::Dict => "<dictcomp>",
        };
        let is_generator = it.kind == ComprehensionKind::Generator;
        self.enter_scope(name.into(), UnitKind::Comprehension, it.scope, location.lineno);
        if !is_generator {
            self.build(it.kind, location);
        }
        self.generators(it, 0, 0, false, location);
        if is_generator {
            self.wrap_in_stopiteration_handler();
        } else {
            self.op(Opcode::RETURN_VALUE, location);
        }
        let (code, freevars) = self.exit_scope(true);
        self.make_closure(code, freevars, 0, location);
        self.comprehension_iter(outermost);
        self.op_i(Opcode::CALL, 0, location);
        if scope.is_coroutine && !is_generator {
            self.await_value(0, location);
        }
    }

    fn build(&mut self, kind: ComprehensionKind, location: Location) {
        let opcode = match kind {
            ComprehensionKind::Generator => return,
            ComprehensionKind::List => Opcode::BUILD_LIST,
            ComprehensionKind::Set => Opcode::BUILD_SET,
            ComprehensionKind::Dict => Opcode::BUILD_MAP,
        };
        self.op_i(opcode, 0, location);
    }

    /// `compiler_comprehension_iter`.
    fn comprehension_iter(&mut self, generator: &Generator) {
        self.expr(&generator.iter);
        let opcode = if generator.is_async { Opcode::GET_AITER } else { Opcode::GET_ITER };
        self.op(opcode, generator.iter.location);
    }

    // ---- the loops ----------------------------------------------------------------------------

    /// `compiler_comprehension_generator`: the `for` clauses from `at` on. `depth` says how many
    /// iterators lie above the result.
    fn generators(
        &mut self,
        it: &Comprehension,
        at: usize,
        depth: usize,
        iter_on_stack: bool,
        location: Location,
    ) {
        match it.generators[at].is_async {
            true => self.async_generator(it, at, depth, iter_on_stack, location),
            false => self.sync_generator(it, at, depth, iter_on_stack, location),
        }
    }

    fn sync_generator(
        &mut self,
        it: &Comprehension,
        at: usize,
        depth: usize,
        iter_on_stack: bool,
        location: Location,
    ) {
        let generator = &it.generators[at];
        let (start, if_cleanup, anchor) = (self.new_label(), self.new_label(), self.new_label());
        let mut loops = true;
        if !iter_on_stack && at == 0 {
            self.outermost_argument(location);
        } else if !iter_on_stack {
            match only_element(&generator.iter) {
                // `for y in [f(x)]` is an assignment.
                Some(element) => {
                    self.expr(element);
                    loops = false;
                }
                None => {
                    self.expr(&generator.iter);
                    self.op(Opcode::GET_ITER, generator.iter.location);
                }
            }
        }
        let depth = depth + usize::from(loops);
        if loops {
            self.use_label(start);
            self.jump(Opcode::FOR_ITER, anchor, generator.iter.location);
        }
        self.store(&generator.target);
        for test in &generator.ifs {
            self.jump_if(test, if_cleanup, false);
        }
        let element_location = self.inner(it, at, depth, location);
        self.use_label(if_cleanup);
        if loops {
            self.jump(Opcode::JUMP, start, element_location);
            self.use_label(anchor);
            self.op(Opcode::END_FOR, Location::NONE);
            self.op(Opcode::POP_TOP, Location::NONE);
        }
    }

    fn async_generator(
        &mut self,
        it: &Comprehension,
        at: usize,
        depth: usize,
        iter_on_stack: bool,
        location: Location,
    ) {
        let generator = &it.generators[at];
        let (start, except, if_cleanup) = (self.new_label(), self.new_label(), self.new_label());
        if !iter_on_stack && at == 0 {
            self.outermost_argument(location);
        } else if !iter_on_stack {
            self.expr(&generator.iter);
            self.op(Opcode::GET_AITER, generator.iter.location);
        }
        self.use_label(start);
        self.jump(Opcode::SETUP_FINALLY, except, location);
        self.op(Opcode::GET_ANEXT, location);
        self.load_const(Constant::None, location);
        self.add_yield_from(true, location);
        self.op(Opcode::POP_BLOCK, location);
        self.store(&generator.target);
        for test in &generator.ifs {
            self.jump_if(test, if_cleanup, false);
        }
        let element_location = self.inner(it, at, depth + 1, location);
        self.use_label(if_cleanup);
        self.jump(Opcode::JUMP, start, element_location);
        self.use_label(except);
        self.op(Opcode::END_ASYNC_FOR, location);
    }

    /// The outermost iterator comes as the function's only argument.
    fn outermost_argument(&mut self, location: Location) {
        self.unit.argcount = 1;
        self.op_i(Opcode::LOAD_FAST, 0, location);
    }

    /// The next `for` clause, or the element behind the last; tells where the element stands.
    fn inner(
        &mut self,
        it: &Comprehension,
        at: usize,
        depth: usize,
        location: Location,
    ) -> Location {
        let element_location = it.element.location;
        if at + 1 < it.generators.len() {
            self.generators(it, at + 1, depth, false, location);
            return element_location;
        }
        self.expr(&it.element);
        match it.kind {
            ComprehensionKind::Generator => {
                self.add_yield(element_location);
                self.op(Opcode::POP_TOP, element_location);
            }
            ComprehensionKind::List => {
                self.op_i(Opcode::LIST_APPEND, depth + 1, element_location);
            }
            ComprehensionKind::Set => self.op_i(Opcode::SET_ADD, depth + 1, element_location),
            ComprehensionKind::Dict => return self.map_add(it, depth),
        }
        element_location
    }

    fn map_add(&mut self, it: &Comprehension, depth: usize) -> Location {
        let mut location = it.element.location;
        if let Some(value) = &it.value {
            self.expr(value);
            location.end_lineno = value.location.end_lineno;
            location.end_col_offset = value.location.end_col_offset;
        }
        self.op_i(Opcode::MAP_ADD, depth + 1, location);
        location
    }

    // ---- inlining -----------------------------------------------------------------------------

    /// `push_inlined_comprehension_state`: the comprehension's names must not be seen outside.
    ///
    /// They are handled in the order of the symbol table. Where two names only pass through the
    /// comprehension, CPython's order there is that of a set, and differs from run to run.
    fn push_inlined_state(&mut self, it: &Comprehension, location: Location) -> Inlined {
        let in_class_block = self.is_class_block() && self.unit.n_inlined == 0;
        self.unit.n_inlined += 1;
        let mut state = Inlined {
            pushed: Vec::new(),
            n_overrides: self.unit.overrides.len(),
            hidden: Vec::new(),
            labels: None,
        };
        for symbol in self.table.symbols(it.scope) {
            self.isolate(symbol, in_class_block, &mut state, location);
        }
        if !state.pushed.is_empty() {
            // The outermost iterator was there before.
            self.op_i(Opcode::SWAP, state.pushed.len() + 1, location);
            let (cleanup, end) = (self.new_label(), self.new_label());
            self.jump(Opcode::SETUP_FINALLY, cleanup, location);
            state.labels = Some((cleanup, end));
        }
        state
    }

    fn isolate(
        &mut self,
        symbol: &Symbol,
        in_class_block: bool,
        state: &mut Inlined,
        location: Location,
    ) {
        let (inside, outside) = (symbol.resolution, self.resolution_of(symbol.name));
        let is_free_cell = inside == Resolution::Cell && outside == Some(Resolution::Free);
        let differs = outside != Some(inside) && inside != Resolution::Free && !is_free_cell;
        if differs || in_class_block {
            self.unit.overrides.push((symbol.name, inside));
        }
        // A walrus binds its name outside: `LOCAL` and `NONLOCAL`.
        let is_bound = symbol.flags.contains(SymbolFlags::LOCAL)
            && !symbol.flags.contains(SymbolFlags::NONLOCAL);
        // Inside a class CPython isolates all names, those that the comprehension only reads too.
        if is_bound || in_class_block {
            let name = self.fold.name(self.table.name(symbol.name));
            self.hide(&name, state);
            self.push_local(name, inside, outside, state, location);
        }
    }

    /// Where names are no fast locals, those of the comprehension become some.
    fn hide(&mut self, name: &Arc<str>, state: &mut Inlined) {
        if self.is_function_like() || self.unit.is_fast_hidden(name) {
            return;
        }
        let hidden = &mut self.unit.fast_hidden;
        let at = hidden.iter().position(|it| it.0 == *name).unwrap_or(hidden.len());
        match hidden.get_mut(at) {
            Some(it) => it.1 = true,
            None => hidden.push((name.clone(), true)),
        }
        state.hidden.push(at);
    }

    fn push_local(
        &mut self,
        name: Arc<str>,
        inside: Resolution,
        outside: Option<Resolution>,
        state: &mut Inlined,
        location: Location,
    ) {
        let index = self.unit.varnames.add(name.clone());
        self.op_i(Opcode::LOAD_FAST_AND_CLEAR, index, location);
        if inside == Resolution::Cell {
            let index = self.deref_index(&name, outside != Some(Resolution::Free));
            self.op_i(Opcode::MAKE_CELL, index, location);
        }
        state.pushed.push(name);
    }

    /// `pop_inlined_comprehension_state`.
    fn pop_inlined_state(&mut self, state: Inlined, location: Location) {
        self.unit.n_inlined -= 1;
        self.unit.overrides.truncate(state.n_overrides);
        if let Some((cleanup, end)) = state.labels {
            self.op(Opcode::POP_BLOCK, Location::NONE);
            self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
            // An exception: the unfinished result is dropped.
            self.use_label(cleanup);
            self.op_i(Opcode::SWAP, 2, Location::NONE);
            self.op(Opcode::POP_TOP, Location::NONE);
            self.restore_locals(&state, location);
            self.op_i(Opcode::RERAISE, 0, Location::NONE);
            self.use_label(end);
            self.restore_locals(&state, location);
        }
        for at in state.hidden {
            self.unit.fast_hidden[at].1 = false;
        }
    }

    /// `restore_inlined_comprehension_locals`.
    fn restore_locals(&mut self, state: &Inlined, location: Location) {
        self.op_i(Opcode::SWAP, state.pushed.len() + 1, location);
        for name in state.pushed.iter().rev() {
            let index = self.unit.varnames.add(name.clone());
            self.op_i(Opcode::STORE_FAST_MAYBE_NULL, index, location);
        }
    }
}

/// The element of a list or tuple that has just one, without a star.
fn only_element(iter: &Expr) -> Option<&Expr> {
    match &iter.kind {
        ExprKind::List(elements) | ExprKind::Tuple(elements) => match &elements[..] {
            [only] if !only.is_starred() => Some(only),
            _ => None,
        },
        _ => None,
    }
}
