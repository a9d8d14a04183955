//! Expressions.

use rowan::TextRange;

use super::{Context, Dump, Sink, Step, Value, range_of};
use crate::SyntaxToken;
use crate::ast::{self, AstNode, BinOp, CompareOp, DictEntry, Expr};
use crate::kind::SyntaxKind::*;

impl<S: Sink> Dump<'_, S> {
    pub(super) fn expr(&mut self, expr: Expr, context: Context) {
        match expr {
            Expr::Name(it) => {
                self.add(Step::Node("Name"));
                self.name("id", it.name());
                self.text("ctx", context.text());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Constant(it) => self.constant(it),
            Expr::String(it) => self.string(it),
            Expr::Tuple(it) => self.elements("Tuple", it.elements(), context, range_of(&it)),
            Expr::List(it) => self.elements("List", it.elements(), context, range_of(&it)),
            Expr::Paren(it) => {
                if let Some(inner) = it.value() {
                    self.add(Step::Expr(inner, context));
                }
            }
            Expr::Set(it) => {
                self.add(Step::Node("Set"));
                self.loads("elts", it.elements());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Dict(it) => self.dict(it),
            Expr::ListComp(it) => {
                self.comprehension("ListComp", it.element(), it.generators(), range_of(&it));
            }
            Expr::SetComp(it) => {
                self.comprehension("SetComp", it.element(), it.generators(), range_of(&it));
            }
            Expr::Generator(it) => {
                let range = generator_range(&it);
                self.comprehension("GeneratorExp", it.element(), it.generators(), range);
            }
            Expr::DictComp(it) => self.dict_comp(it),
            Expr::Bin(it) => self.bin(it),
            Expr::Unary(it) => self.unary(it),
            Expr::Bool(it) => self.bool(it),
            Expr::Compare(it) => self.compare(it),
            Expr::If(it) => {
                self.add(Step::Node("IfExp"));
                self.load("test", it.test());
                self.load("body", it.body());
                self.load("orelse", it.orelse());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Lambda(it) => {
                self.add(Step::Node("Lambda"));
                self.add(Step::Field("args"));
                self.arguments(it.params());
                self.load("body", it.body());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Named(it) => {
                self.add(Step::Node("NamedExpr"));
                self.target("target", it.target(), Context::Store);
                self.load("value", it.value());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Await(it) => self.around("Await", it.value(), range_of(&it)),
            Expr::Yield(it) => self.around("Yield", it.value(), range_of(&it)),
            Expr::YieldFrom(it) => self.around("YieldFrom", it.value(), range_of(&it)),
            Expr::Starred(it) => self.starred(it, context),
            Expr::Call(it) => self.call(it),
            Expr::Attribute(it) => {
                self.add(Step::Node("Attribute"));
                self.load("value", it.value());
                self.name("attr", it.name());
                self.text("ctx", context.text());
                self.add(Step::EndAt(range_of(&it)));
            }
            Expr::Subscript(it) => self.subscript(it, context),
            Expr::Slice(it) => {
                self.add(Step::Node("Slice"));
                self.load("lower", it.lower());
                self.load("upper", it.upper());
                self.load("step", it.step());
                self.add(Step::EndAt(range_of(&it)));
            }
        }
    }

    fn constant(&mut self, expr: ast::ConstantExpr) {
        self.add(Step::Node("Constant"));
        if let Some(token) = expr.token() {
            self.field("value", constant_value(token));
        }
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn elements(
        &mut self,
        class: &'static str,
        elements: impl Iterator<Item = Expr>,
        context: Context,
        range: TextRange,
    ) {
        self.add(Step::Node(class));
        self.targets("elts", elements, context);
        self.text("ctx", context.text());
        self.add(Step::EndAt(range));
    }

    fn dict(&mut self, expr: ast::DictExpr) {
        let (keys, values): (Vec<_>, Vec<_>) = expr
            .entries()
            .map(|entry| match entry {
                DictEntry::Item(it) => (it.key(), it.value()),
                DictEntry::Unpack(it) => (None, it.value()),
            })
            .unzip();
        self.add(Step::Node("Dict"));
        self.list("keys", keys, |dump, it| match it {
            Some(it) => dump.add(Step::Expr(it, Context::Load)),
            None => dump.add(Step::Value(Value::None)),
        });
        self.loads("values", values.into_iter().flatten());
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn comprehension(
        &mut self,
        class: &'static str,
        element: Option<Expr>,
        generators: impl Iterator<Item = ast::CompFor>,
        range: TextRange,
    ) {
        self.add(Step::Node(class));
        self.load("elt", element);
        self.list("generators", generators, Self::generator);
        self.add(Step::EndAt(range));
    }

    fn dict_comp(&mut self, expr: ast::DictCompExpr) {
        self.add(Step::Node("DictComp"));
        if let Some(item) = expr.item() {
            self.load("key", item.key());
            self.load("value", item.value());
        }
        self.list("generators", expr.generators(), Self::generator);
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn generator(&mut self, clause: ast::CompFor) {
        self.add(Step::Node("comprehension"));
        self.target("target", clause.target(), Context::Store);
        self.load("iter", clause.iter());
        self.loads("ifs", clause.ifs().filter_map(|it| it.test()));
        self.number("is_async", usize::from(clause.async_token().is_some()));
        self.add(Step::End);
    }

    fn bin(&mut self, expr: ast::BinExpr) {
        self.add(Step::Node("BinOp"));
        self.load("left", expr.left());
        if let Some(op) = expr.op() {
            self.text("op", bin_op(op));
        }
        self.load("right", expr.right());
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn unary(&mut self, expr: ast::UnaryExpr) {
        self.add(Step::Node("UnaryOp"));
        match expr.op().map(|it| it.kind()) {
            Some(PLUS) => self.text("op", "UAdd()"),
            Some(MINUS) => self.text("op", "USub()"),
            Some(TILDE) => self.text("op", "Invert()"),
            _ => self.text("op", "Not()"),
        }
        self.load("operand", expr.operand());
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn bool(&mut self, expr: ast::BoolExpr) {
        let is_and = expr.op().is_some_and(|it| it.kind() == AND_KW);
        self.add(Step::Node("BoolOp"));
        self.text("op", if is_and { "And()" } else { "Or()" });
        self.loads("values", expr.values());
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn compare(&mut self, expr: ast::CompareExpr) {
        self.add(Step::Node("Compare"));
        self.load("left", expr.operands().next());
        let ops = expr.pairs().into_iter().map(|it| compare_op(it.op));
        self.list("ops", ops, |dump, it| dump.add(Step::Value(Value::Word(it))));
        self.loads("comparators", expr.operands().skip(1));
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn around(&mut self, class: &'static str, value: Option<Expr>, range: TextRange) {
        self.add(Step::Node(class));
        self.load("value", value);
        self.add(Step::EndAt(range));
    }

    fn starred(&mut self, expr: ast::StarredExpr, context: Context) {
        self.add(Step::Node("Starred"));
        self.target("value", expr.value(), context);
        self.text("ctx", context.text());
        self.add(Step::EndAt(range_of(&expr)));
    }

    fn call(&mut self, expr: ast::CallExpr) {
        self.add(Step::Node("Call"));
        self.load("func", expr.func());
        if let Some(args) = expr.args() {
            self.loads("args", args.args());
            self.list("keywords", args.keywords(), Self::keyword);
        }
        self.add(Step::EndAt(range_of(&expr)));
    }

    pub(super) fn keyword(&mut self, arg: ast::KeywordArg) {
        self.add(Step::Node("keyword"));
        self.name("arg", arg.name());
        self.load("value", arg.value());
        self.add(Step::EndAt(range_of(&arg)));
    }

    fn subscript(&mut self, expr: ast::SubscriptExpr, context: Context) {
        self.add(Step::Node("Subscript"));
        self.load("value", expr.value());
        match expr.index() {
            // A starred index alone makes a tuple (PEP 646).
            Some(Expr::Starred(it)) => {
                self.add(Step::Field("slice"));
                let range = range_of(&it);
                self.elements("Tuple", [it.into()].into_iter(), Context::Load, range);
            }
            index => self.load("slice", index),
        }
        self.text("ctx", context.text());
        self.add(Step::EndAt(range_of(&expr)));
    }
}

/// A generator that is the only argument takes the parentheses of the call.
fn generator_range(expr: &ast::GeneratorExpr) -> TextRange {
    let args = expr.syntax().parent().and_then(ast::ArgList::cast);
    match args {
        Some(it) if !expr.is_parenthesized() => range_of(&it),
        _ => range_of(expr),
    }
}

fn constant_value(token: SyntaxToken) -> Step {
    match token.kind() {
        TRUE_KW => Step::Value(Value::True),
        FALSE_KW => Step::Value(Value::False),
        NONE_KW => Step::Value(Value::None),
        ELLIPSIS => Step::Value(Value::Ellipsis),
        kind => Step::Value(Value::Number(kind, token.text().to_owned())),
    }
}

pub(super) fn bin_op(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "Add()",
        BinOp::Sub => "Sub()",
        BinOp::Mult => "Mult()",
        BinOp::MatMult => "MatMult()",
        BinOp::Div => "Div()",
        BinOp::Mod => "Mod()",
        BinOp::Pow => "Pow()",
        BinOp::LShift => "LShift()",
        BinOp::RShift => "RShift()",
        BinOp::BitOr => "BitOr()",
        BinOp::BitXor => "BitXor()",
        BinOp::BitAnd => "BitAnd()",
        BinOp::FloorDiv => "FloorDiv()",
    }
}

fn compare_op(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "Eq()",
        CompareOp::NotEq => "NotEq()",
        CompareOp::Lt => "Lt()",
        CompareOp::LtE => "LtE()",
        CompareOp::Gt => "Gt()",
        CompareOp::GtE => "GtE()",
        CompareOp::Is => "Is()",
        CompareOp::IsNot => "IsNot()",
        CompareOp::In => "In()",
        CompareOp::NotIn => "NotIn()",
    }
}
