//! Type parameters and `type` statements (PEP 695, PEP 696).

use std::borrow::Cow;
use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;
use refwise_syntax::symtable::{NodePtr, ScopeId, ScopeKind};

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind};
use crate::opcode::Opcode;

use super::Compiler;
use super::names::Access;
use super::scope::UnitKind;

// `INTRINSIC_*`. Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const TYPEVAR: usize = 7;
const PARAMSPEC: usize = 8;
const TYPEVARTUPLE: usize = 9;
const TYPEALIAS: usize = 11;
const TYPEVAR_WITH_BOUND: usize = 2;
const TYPEVAR_WITH_CONSTRAINTS: usize = 3;
const SET_TYPEPARAM_DEFAULT: usize = 5;

impl<'a> Compiler<'a, '_> {
    /// Enters the scope around the definition of `name` that `list` opens.
    pub(super) fn enter_type_params(&mut self, name: &str, list: Node<'a>, firstlineno: i32) {
        let name = format!("<generic parameters of {name}>");
        self.enter_scope(name.into(), UnitKind::TypeParams, self.fold.scope(list), firstlineno);
    }

    /// Leaves it, and calls it with the values that are on the stack.
    pub(super) fn leave_type_params(&mut self, n_handed: usize, location: Location) {
        let (code, freevars) = self.exit_scope(false);
        self.make_closure(code, freevars, 0, location);
        if n_handed > 0 {
            self.op_i(Opcode::SWAP, n_handed + 1, location);
            self.op_i(Opcode::CALL, n_handed - 1, location);
        } else {
            self.op(Opcode::PUSH_NULL, location);
            self.op_i(Opcode::CALL, 0, location);
        }
    }

    /// `compiler_type_params`: makes each, stores it, and leaves a tuple of all.
    pub(super) fn type_params(&mut self, list: Node<'a>) {
        let params =
            list.nodes().filter(|it| matches!(it.kind, TYPE_VAR | TYPE_VAR_TUPLE | PARAM_SPEC));
        let mut n_params = 0;
        let mut first = Location::NONE;
        for param in params {
            let location = self.location(param);
            if n_params == 0 {
                first = location;
            }
            n_params += 1;
            self.type_param(param, location);
        }
        self.op_i(Opcode::BUILD_TUPLE, n_params, first);
    }

    fn type_param(&mut self, param: Node<'a>, location: Location) {
        let name = self.fold.name(param.name().map_or("", |it| it.text()));
        self.load_str(&name, location);
        let default = param.after(EQUAL);
        let bound = param.after(COLON).filter(|it| default.is_none_or(|d| d.start != it.start));
        match (param.kind, bound) {
            (TYPE_VAR, Some(bound)) => {
                let is_tuple = self.bound_or_default(bound, &name);
                let kind = if is_tuple { TYPEVAR_WITH_CONSTRAINTS } else { TYPEVAR_WITH_BOUND };
                self.op_i(Opcode::CALL_INTRINSIC_2, kind, location);
            }
            (TYPE_VAR, None) => self.op_i(Opcode::CALL_INTRINSIC_1, TYPEVAR, location),
            (TYPE_VAR_TUPLE, _) => self.op_i(Opcode::CALL_INTRINSIC_1, TYPEVARTUPLE, location),
            _ => self.op_i(Opcode::CALL_INTRINSIC_1, PARAMSPEC, location),
        }
        if let Some(default) = default {
            self.bound_or_default(default, &name);
            self.op_i(Opcode::CALL_INTRINSIC_2, SET_TYPEPARAM_DEFAULT, location);
        }
        self.op_i(Opcode::COPY, 1, location);
        self.nameop(&name, Access::Store, location);
    }

    /// `compiler_type_param_bound_or_default`: a function that makes the value when it is asked
    /// for. Tells whether the value is a tuple.
    fn bound_or_default(&mut self, node: Node<'a>, name: &Arc<str>) -> bool {
        let scope = self.type_variable_scope(node);
        let value = self.load(node);
        self.enter_scope(name.clone(), UnitKind::TypeParams, scope, value.location.lineno);
        self.unpacked(&value);
        self.op(Opcode::RETURN_VALUE, value.location);
        let (code, freevars) = self.exit_scope(true);
        self.make_closure(code, freevars, 0, value.location);
        matches!(value.kind, ExprKind::Tuple(_))
    }

    /// The value; `*Ts` is the one item that it unpacks to.
    fn unpacked(&mut self, value: &Expr) {
        match &value.kind {
            ExprKind::Starred(inner) => {
                self.expr(inner);
                self.op_i(Opcode::UNPACK_SEQUENCE, 1, value.location);
            }
            _ => self.expr(value),
        }
    }

    fn type_variable_scope(&self, node: Node<'a>) -> ScopeId {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        let scopes = self.table.scopes_of(ptr).iter().map(|it| it.1);
        let is_variable = |it: &ScopeId| self.table.scope(*it).kind == ScopeKind::TypeVariable;
        scopes.into_iter().find(is_variable).unwrap_or(ScopeId::MODULE)
    }

    /// `compiler_typealias`.
    pub(super) fn type_alias(&mut self, node: Node<'a>) {
        let location = self.location(node);
        let name = node.node(NAME_EXPR).and_then(|it| it.name());
        let name = self.fold.name(name.map_or("", |it| it.text()));
        let type_params = node.node(TYPE_PARAM_LIST);
        match type_params {
            Some(list) => {
                self.enter_type_params(&name, list, location.lineno);
                self.load_str(&name, location);
                self.type_params(list);
            }
            None => {
                self.load_str(&name, location);
                self.load_const(Constant::None, location);
            }
        }
        self.type_alias_body(node, &name, location);
        if type_params.is_some() {
            self.leave_type_params(0, location);
        }
        self.nameop(&name, Access::Store, location);
    }

    fn type_alias_body(&mut self, node: Node<'a>, name: &Arc<str>, location: Location) {
        let scope = self.fold.scope(node);
        self.enter_scope(name.clone(), UnitKind::Function, scope, location.lineno);
        // The first constant is the docstring.
        self.unit.add_const(Cow::Owned(Constant::None));
        if let Some(value) = self.load_after(node, EQUAL) {
            self.expr(&value);
        }
        self.op(Opcode::RETURN_VALUE, location);
        let (code, freevars) = self.exit_scope(false);
        self.make_closure(code, freevars, 0, location);
        self.op_i(Opcode::BUILD_TUPLE, 3, location);
        self.op_i(Opcode::CALL_INTRINSIC_1, TYPEALIAS, location);
    }
}
