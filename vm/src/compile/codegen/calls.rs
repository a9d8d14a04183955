//! Calls, attributes that are read, and the shortcuts for methods and `super()`.

use std::sync::Arc;

use refwise_syntax::symtable::{Resolution, ScopeId, SymbolFlags};

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::{Call, Expr, ExprKind, Keyword};
use crate::opcode::Opcode;

use super::names::Access;
use super::targets::match_attr;
use super::{Compiler, STACK_USE_GUIDELINE};

impl Compiler<'_, '_> {
    /// `compiler_call`.
    pub(super) fn call(&mut self, call: &Call, location: Location) {
        if let ExprKind::Attribute { value, attr } = &call.func.kind
            && self.is_method_call(call, value)
        {
            return self.method_call(call, value, attr, location);
        }
        self.expr(&call.func);
        self.op(Opcode::PUSH_NULL, call.func.location);
        self.call_helper(0, &call.args, &call.keywords, location);
    }

    /// Can the method be loaded without being bound? (`maybe_optimize_method_call`)
    fn is_method_call(&self, call: &Call, value: &Expr) -> bool {
        let (n_args, n_keywords) = (call.args.len(), call.keywords.len());
        let n_values = n_args + n_keywords + usize::from(n_keywords != 0);
        !self.is_import_originated(value)
            && n_values < STACK_USE_GUIDELINE
            && !call.args.iter().any(Expr::is_starred)
            && call.keywords.iter().all(|it| it.name.is_some())
    }

    /// Does an import of the module bind the name?
    fn is_import_originated(&self, value: &Expr) -> bool {
        let ExprKind::Name(name) = &value.kind else {
            return false;
        };
        let Some(symbol) = self.table.symbol_named(ScopeId::MODULE, name) else {
            return false;
        };
        // A comprehension that is inlined into the module hides the import for as long.
        let module = self.outer.first().unwrap_or(&self.unit);
        let is_hidden = module.overrides.iter().any(|it| it.0 == symbol.name);
        symbol.flags.contains(SymbolFlags::IMPORT) && !is_hidden
    }

    fn method_call(&mut self, call: &Call, value: &Expr, attr: &Arc<str>, location: Location) {
        let func = &call.func;
        let mut place = func.location;
        if let Some(super_call) = self.super_call(value, attr) {
            self.load_args_for_super(super_call, value.location);
            self.super_attr(attr, true, super_call.args.is_empty(), place);
            place = match_attr(place, func, attr);
            self.op(Opcode::NOP, place);
        } else {
            self.expr(value);
            place = match_attr(place, func, attr);
            let index = self.name_index(attr);
            self.op_i(Opcode::LOAD_ATTR, index << 1 | 1, place);
        }
        call.args.iter().for_each(|it| self.expr(it));
        let n_values = call.args.len() + call.keywords.len();
        if call.keywords.is_empty() {
            let place = match_attr(location, func, attr);
            return self.op_i(Opcode::CALL, n_values, place);
        }
        call.keywords.iter().for_each(|it| self.expr(&it.value));
        self.keyword_names(&call.keywords, place);
        let place = match_attr(location, func, attr);
        self.op_i(Opcode::CALL_KW, n_values, place);
    }

    /// `compiler_call_simple_kw_helper`.
    fn keyword_names(&mut self, keywords: &[Keyword], location: Location) {
        let names = keywords.iter().filter_map(|it| it.name.as_ref());
        let names = names.map(|it| Constant::Str((&**it).into())).collect();
        self.load_const(Constant::Tuple(names), location);
    }

    /// `compiler_call_helper`: `pushed` arguments are on the stack already.
    pub(super) fn call_helper(
        &mut self,
        pushed: usize,
        args: &[Expr],
        keywords: &[Keyword],
        location: Location,
    ) {
        let is_big = args.len() + keywords.len() * 2 > STACK_USE_GUIDELINE;
        if is_big
            || args.iter().any(Expr::is_starred)
            || keywords.iter().any(|it| it.name.is_none())
        {
            return self.call_ex(pushed, args, keywords, location);
        }
        args.iter().for_each(|it| self.expr(it));
        let n_values = pushed + args.len() + keywords.len();
        if keywords.is_empty() {
            return self.op_i(Opcode::CALL, n_values, location);
        }
        keywords.iter().for_each(|it| self.expr(&it.value));
        self.keyword_names(keywords, location);
        self.op_i(Opcode::CALL_KW, n_values, location);
    }

    /// A call with a tuple and a dict of arguments.
    fn call_ex(&mut self, pushed: usize, args: &[Expr], keywords: &[Keyword], location: Location) {
        match args {
            [only] if pushed == 0 && only.is_starred() => self.expr(only),
            _ => self.argument_tuple(args, pushed, location),
        }
        let mut has_dict = false;
        let mut n_waiting = 0;
        for (at, keyword) in keywords.iter().enumerate() {
            if keyword.name.is_some() {
                n_waiting += 1;
                continue;
            }
            if n_waiting > 0 {
                self.sub_keywords(&keywords[at - n_waiting..at], &mut has_dict, location);
                n_waiting = 0;
            }
            if !has_dict {
                self.op_i(Opcode::BUILD_MAP, 0, location);
                has_dict = true;
            }
            self.expr(&keyword.value);
            self.op_i(Opcode::DICT_MERGE, 1, location);
        }
        if n_waiting > 0 {
            self.sub_keywords(&keywords[keywords.len() - n_waiting..], &mut has_dict, location);
        }
        self.op_i(Opcode::CALL_FUNCTION_EX, usize::from(!keywords.is_empty()), location);
    }

    /// `compiler_subkwargs`: keywords without `**`; they go into the dict where there is one.
    fn sub_keywords(&mut self, keywords: &[Keyword], has_dict: &mut bool, location: Location) {
        let n = keywords.len();
        let is_big = n * 2 > STACK_USE_GUIDELINE;
        if n > 1 && !is_big {
            keywords.iter().for_each(|it| self.expr(&it.value));
            self.keyword_names(keywords, location);
            self.op_i(Opcode::BUILD_CONST_KEY_MAP, n, location);
        } else {
            if is_big {
                self.op_i(Opcode::BUILD_MAP, 0, Location::NONE);
            }
            for keyword in keywords {
                self.load_str(keyword.name.as_deref().unwrap_or_default(), location);
                self.expr(&keyword.value);
                if is_big {
                    self.op_i(Opcode::MAP_ADD, 1, Location::NONE);
                }
            }
            if !is_big {
                self.op_i(Opcode::BUILD_MAP, n, location);
            }
        }
        if *has_dict {
            self.op_i(Opcode::DICT_MERGE, 1, location);
        }
        *has_dict = true;
    }

    // ---- attributes and super -----------------------------------------------------------------

    pub(super) fn load_attribute(&mut self, value: &Expr, attr: &Arc<str>, expr: &Expr) {
        let location = match_attr(expr.location, expr, attr);
        if let Some(super_call) = self.super_call(value, attr) {
            self.load_args_for_super(super_call, value.location);
            self.super_attr(attr, false, super_call.args.is_empty(), expr.location);
            return self.op(Opcode::NOP, location);
        }
        self.expr(value);
        let index = self.name_index(attr);
        self.op_i(Opcode::LOAD_ATTR, index << 1, location);
    }

    /// The low bits of `LOAD_SUPER_ATTR`: a method is meant, `super` has arguments.
    fn super_attr(&mut self, attr: &Arc<str>, is_method: bool, is_zero: bool, location: Location) {
        let flags = usize::from(is_method) | if is_zero { 0 } else { 2 };
        let index = self.name_index(attr);
        self.op_i(Opcode::LOAD_SUPER_ATTR, index << 2 | flags, location);
    }

    /// `can_optimize_super_call`: the call, where `value.attr` is an attribute of the real `super`.
    fn super_call<'e>(&self, value: &'e Expr, attr: &str) -> Option<&'e Call> {
        let ExprKind::Call(call) = &value.kind else {
            return None;
        };
        let is_super = matches!(&call.func.kind, ExprKind::Name(name) if &**name == "super");
        if !is_super || attr == "__class__" || !call.keywords.is_empty() {
            return None;
        }
        if self.resolution("super") != Some(Resolution::GlobalImplicit)
            || self.table.symbol_named(ScopeId::MODULE, "super").is_some()
        {
            return None;
        }
        let is_safe = match &call.args[..] {
            [] => {
                self.unit.argcount + self.unit.posonlyargcount > 0
                    && !self.is_cell("__class__")
                    && self.resolution("__class__") == Some(Resolution::Free)
            }
            [a, b] => !a.is_starred() && !b.is_starred(),
            _ => false,
        };
        is_safe.then_some(call)
    }

    fn load_args_for_super(&mut self, call: &Call, location: Location) {
        self.load_name("super", call.func.location);
        if !call.args.is_empty() {
            return call.args.iter().for_each(|it| self.expr(it));
        }
        self.load_name("__class__", location);
        if let Some(first) = self.unit.varnames.first().cloned() {
            self.nameop(&first, Access::Load, location);
        }
    }
}
