//! Expressions as text: annotations under `from __future__ import annotations`.
//!
//! Source: `Python/ast_unparse.c` (CPython 3.13), with its parentheses and quirks.

use refwise_syntax::ast::{BinOp, CompareOp};
use refwise_syntax::literal::PyStr;
use refwise_syntax::repr;

use crate::code::Constant;

use super::tree::*;

/// How tightly an expression binds (`PR_*`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Cmp,
    BOr,
    BXor,
    BAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

use Level::*;

/// Lowest of all but bare tuples; also for `|` etc., where CPython starts (`PR_EXPR`).
const EXPR: Level = BOr;

/// The text of `expr`.
pub(super) fn expression(expr: &Expr) -> PyStr {
    let mut out = Writer { text: PyStr::new() };
    out.expr(expr, Test);
    out.text
}

struct Writer {
    text: PyStr,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn put_if(&mut self, is_needed: bool, text: &str) {
        if is_needed {
            self.put(text);
        }
    }

    fn parenthesized(&mut self, is_needed: bool, write: impl FnOnce(&mut Self)) {
        self.put_if(is_needed, "(");
        write(self);
        self.put_if(is_needed, ")");
    }

    fn list<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>, level: Level) {
        for (at, expr) in exprs.into_iter().enumerate() {
            self.put_if(at > 0, ", ");
            self.expr(expr, level);
        }
    }

    fn expr(&mut self, expr: &Expr, level: Level) {
        match &expr.kind {
            ExprKind::BoolOp { is_and, values } => self.bool_op(*is_and, values, level),
            ExprKind::NamedExpr { target, value } => self.parenthesized(level > Tuple, |out| {
                out.expr(target, Atom);
                out.put(" := ");
                out.expr(value, Atom);
            }),
            ExprKind::BinOp { left, op, right } => self.bin_op(left, *op, right, level),
            ExprKind::UnaryOp { op, operand } => self.unary(*op, operand, level),
            ExprKind::Lambda(it) => self.parenthesized(level > Test, |out| {
                // CPython looks at these parameters only.
                out.put(if it.parameters.args.is_empty() { "lambda" } else { "lambda " });
                out.parameters(&it.parameters);
                out.put(": ");
                out.expr(&it.body, Test);
            }),
            ExprKind::IfExp { test, body, orelse } => self.parenthesized(level > Test, |out| {
                out.expr(body, next(Test));
                out.put(" if ");
                out.expr(test, next(Test));
                out.put(" else ");
                out.expr(orelse, Test);
            }),
            ExprKind::Dict(items) => self.dict(items),
            ExprKind::Set(elements) => {
                self.put("{");
                self.list(elements, Test);
                self.put("}");
            }
            ExprKind::Comprehension(it) => self.comprehension(it),
            ExprKind::Await(value) => self.parenthesized(level > Await, |out| {
                out.put("await ");
                out.expr(value, Atom);
            }),
            ExprKind::Yield(value) => {
                self.put(if value.is_some() { "(yield " } else { "(yield" });
                value.iter().for_each(|it| self.expr(it, Test));
                self.put(")");
            }
            ExprKind::YieldFrom(value) => {
                self.put("(yield from ");
                self.expr(value, Test);
                self.put(")");
            }
            ExprKind::Compare { left, rest } => self.parenthesized(level > Cmp, |out| {
                out.expr(left, next(Cmp));
                for (op, right) in rest {
                    out.put(compare_op(*op));
                    out.expr(right, next(Cmp));
                }
            }),
            ExprKind::Call(call) => self.call(call),
            ExprKind::FormattedValue(_) | ExprKind::JoinedStr(_) => {
                self.put("f");
                self.put(&repr::py_str(&format_body(expr)));
            }
            ExprKind::Constant(it) => self.constant(it),
            ExprKind::Attribute { value, attr } => {
                self.expr(value, Atom);
                let is_int = matches!(value.constant(), Some(Constant::Int(_)));
                self.put(if is_int { " ." } else { "." });
                self.put(attr);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value, Atom);
                self.put("[");
                self.expr(slice, Tuple);
                self.put("]");
            }
            ExprKind::Starred(value) => {
                self.put("*");
                self.expr(value, EXPR);
            }
            ExprKind::Name(name) => self.put(name),
            ExprKind::List(elements) => {
                self.put("[");
                self.list(elements, Test);
                self.put("]");
            }
            ExprKind::Tuple(elements) => self.tuple(elements, level),
            ExprKind::Slice(it) => self.slice(it),
        }
    }

    fn bool_op(&mut self, is_and: bool, values: &[Expr], level: Level) {
        let own = if is_and { And } else { Or };
        self.parenthesized(level > own, |out| {
            for (at, value) in values.iter().enumerate() {
                out.put_if(at > 0, if is_and { " and " } else { " or " });
                out.expr(value, next(own));
            }
        });
    }

    fn bin_op(&mut self, left: &Expr, op: BinOp, right: &Expr, level: Level) {
        let (text, own) = match op {
            BinOp::Add => (" + ", Arith),
            BinOp::Sub => (" - ", Arith),
            BinOp::Mult => (" * ", Term),
            BinOp::MatMult => (" @ ", Term),
            BinOp::Div => (" / ", Term),
            BinOp::Mod => (" % ", Term),
            BinOp::LShift => (" << ", Shift),
            BinOp::RShift => (" >> ", Shift),
            BinOp::BitOr => (" | ", BOr),
            BinOp::BitXor => (" ^ ", BXor),
            BinOp::BitAnd => (" & ", BAnd),
            BinOp::FloorDiv => (" // ", Term),
            BinOp::Pow => (" ** ", Power),
        };
        let is_right = op == BinOp::Pow;
        self.parenthesized(level > own, |out| {
            out.expr(left, if is_right { next(own) } else { own });
            out.put(text);
            out.expr(right, if is_right { own } else { next(own) });
        });
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr, level: Level) {
        let (text, own) = match op {
            UnaryOp::Invert => ("~", Factor),
            UnaryOp::Not => ("not ", Not),
            UnaryOp::UAdd => ("+", Factor),
            UnaryOp::USub => ("-", Factor),
        };
        self.parenthesized(level > own, |out| {
            out.put(text);
            out.expr(operand, own);
        });
    }

    fn dict(&mut self, items: &[DictItem]) {
        self.put("{");
        for (at, item) in items.iter().enumerate() {
            self.put_if(at > 0, ", ");
            match &item.key {
                Some(key) => {
                    self.expr(key, Test);
                    self.put(": ");
                    self.expr(&item.value, Test);
                }
                None => {
                    self.put("**");
                    self.expr(&item.value, EXPR);
                }
            }
        }
        self.put("}");
    }

    fn comprehension(&mut self, it: &Comprehension) {
        let (open, close) = match it.kind {
            ComprehensionKind::Generator => ("(", ")"),
            ComprehensionKind::List => ("[", "]"),
            ComprehensionKind::Set | ComprehensionKind::Dict => ("{", "}"),
        };
        self.put(open);
        self.expr(&it.element, Test);
        if let Some(value) = &it.value {
            self.put(": ");
            self.expr(value, Test);
        }
        for generator in &it.generators {
            self.put(if generator.is_async { " async for " } else { " for " });
            self.expr(&generator.target, Tuple);
            self.put(" in ");
            self.expr(&generator.iter, next(Test));
            for test in &generator.ifs {
                self.put(" if ");
                self.expr(test, next(Test));
            }
        }
        self.put(close);
    }

    fn call(&mut self, call: &Call) {
        self.expr(&call.func, Atom);
        if let ([only], []) = (&call.args[..], &call.keywords[..])
            && let ExprKind::Comprehension(it) = &only.kind
            && it.kind == ComprehensionKind::Generator
        {
            return self.expr(only, Test);
        }
        self.put("(");
        self.list(&call.args, Test);
        for (at, keyword) in call.keywords.iter().enumerate() {
            self.put_if(at > 0 || !call.args.is_empty(), ", ");
            match &keyword.name {
                Some(name) => {
                    self.put(name);
                    self.put("=");
                }
                None => self.put("**"),
            }
            self.expr(&keyword.value, Test);
        }
        self.put(")");
    }

    fn constant(&mut self, value: &Constant) {
        match value {
            Constant::None => self.put("None"),
            Constant::Bool(true) => self.put("True"),
            Constant::Bool(false) => self.put("False"),
            Constant::Ellipsis => self.put("..."),
            Constant::Int(it) => self.put(&it.to_string()),
            // Infinity has no literal: `1e309` reads as one.
            Constant::Float(it) => self.put(&repr::float(*it).replace("inf", "1e309")),
            Constant::Complex(_, it) => {
                let text = repr::number(&refwise_syntax::literal::Number::Imaginary(*it));
                self.put(&text.replace("inf", "1e309"));
            }
            Constant::Str(it) => self.put(&repr::py_str(it)),
            Constant::Bytes(it) => self.put(&repr::bytes(it)),
            // Nothing is folded in annotations that become text.
            Constant::Tuple(_) | Constant::FrozenSet(_) | Constant::Code(_) => {}
        }
    }

    fn tuple(&mut self, elements: &[Expr], level: Level) {
        if elements.is_empty() {
            return self.put("()");
        }
        self.parenthesized(level > Tuple, |out| {
            out.list(elements, Test);
            out.put_if(elements.len() == 1, ",");
        });
    }

    fn slice(&mut self, slice: &Slice) {
        slice.lower.iter().for_each(|it| self.expr(it, Test));
        self.put(":");
        slice.upper.iter().for_each(|it| self.expr(it, Test));
        if let Some(step) = &slice.step {
            self.put(":");
            self.expr(step, Test);
        }
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let n_positional = parameters.posonlyargs.len() + parameters.args.len();
        let mut is_first = true;
        let mut separate = |out: &mut Writer| {
            out.put(if std::mem::take(&mut is_first) { "" } else { ", " });
        };
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for (at, parameter) in positional.enumerate() {
            separate(self);
            self.parameter(parameter);
            if at + 1 == parameters.posonlyargs.len() && at < n_positional {
                self.put(", /");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            separate(self);
            self.put("*");
            parameters.vararg.iter().for_each(|it| self.parameter(it));
        }
        for parameter in &parameters.kwonlyargs {
            separate(self);
            self.parameter(parameter);
        }
        if let Some(kwarg) = &parameters.kwarg {
            separate(self);
            self.put("**");
            self.parameter(kwarg);
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.put(&parameter.name);
        if let Some(default) = &parameter.default {
            self.put("=");
            self.expr(default, Test);
        }
    }
}

/// The next tighter level.
fn next(level: Level) -> Level {
    const ALL: [Level; 16] = [
        Tuple, Test, Or, And, Not, Cmp, BOr, BXor, BAnd, Shift, Arith, Term, Factor, Power, Await,
        Atom,
    ];
    let at = ALL.iter().position(|&it| it == level).unwrap_or_default();
    ALL.get(at + 1).copied().unwrap_or(Atom)
}

fn compare_op(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => " == ",
        CompareOp::NotEq => " != ",
        CompareOp::Lt => " < ",
        CompareOp::LtE => " <= ",
        CompareOp::Gt => " > ",
        CompareOp::GtE => " >= ",
        CompareOp::Is => " is ",
        CompareOp::IsNot => " is not ",
        CompareOp::In => " in ",
        CompareOp::NotIn => " not in ",
    }
}

/// What stands between the quotes of an f-string, braces of text doubled.
fn format_body(expr: &Expr) -> PyStr {
    let mut body = Writer { text: PyStr::new() };
    match &expr.kind {
        ExprKind::Constant(Constant::Str(it)) => {
            for code in it.code_points() {
                body.text.push(code);
                if code == u32::from('{') || code == u32::from('}') {
                    body.text.push(code);
                }
            }
        }
        ExprKind::JoinedStr(parts) => {
            parts.iter().for_each(|it| body.text.append(&format_body(it)))
        }
        ExprKind::FormattedValue(it) => {
            let mut value = Writer { text: PyStr::new() };
            value.expr(&it.value, next(Test));
            let is_brace = value.text.code_points().next() == Some(u32::from('{'));
            body.put(if is_brace { "{ " } else { "{" });
            body.text.append(&value.text);
            if let Some(conversion) = it.conversion {
                body.put("!");
                body.put(conversion.encode_utf8(&mut [0; 4]));
            }
            if let Some(spec) = &it.format_spec {
                body.put(":");
                body.text.append(&format_body(spec));
            }
            body.put("}");
        }
        _ => {}
    }
    body.text
}
