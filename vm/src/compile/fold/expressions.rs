//! Expressions, each folded when its parts are.

use refwise_syntax::ast::{BinOp, CompareOp};
use refwise_syntax::kind::SyntaxKind::{self, *};
use refwise_syntax::literal::{self, Number};
use refwise_syntax::symtable::green::{Child, Node};

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::*;

use super::{Context, Fold, format, operators};

impl<'a> Fold<'a> {
    /// The expression `node`, folded where it is read.
    pub(in crate::compile) fn expr(&mut self, node: Node<'a>, context: Context) -> Expr {
        if node.kind == PAREN_EXPR {
            let inner = node.unparenthesized();
            if inner.kind != PAREN_EXPR {
                return self.expr(inner, context);
            }
            return self.missing(node);
        }
        if node.kind == STRING_EXPR {
            return self.string(node);
        }
        let location = self.location(node.range());
        let kind = match node.kind {
            NAME_EXPR => self.name_expr(node, context),
            CONSTANT_EXPR => ExprKind::Constant(constant(node)),
            TUPLE_EXPR => self.tuple(node, context),
            LIST_EXPR => ExprKind::List(self.elements(node, context)),
            SET_EXPR => ExprKind::Set(self.elements(node, context)),
            DICT_EXPR => self.dict(node),
            LIST_COMP_EXPR => self.comprehension(node, ComprehensionKind::List),
            SET_COMP_EXPR => self.comprehension(node, ComprehensionKind::Set),
            DICT_COMP_EXPR => self.comprehension(node, ComprehensionKind::Dict),
            GENERATOR_EXPR => self.comprehension(node, ComprehensionKind::Generator),
            BIN_EXPR => self.bin(node),
            UNARY_EXPR => return self.unary(node, location),
            BOOL_EXPR => {
                let is_and = node.token(AND_KW).is_some();
                ExprKind::BoolOp { is_and, values: self.elements(node, Context::Load) }
            }
            COMPARE_EXPR => self.compare(node),
            IF_EXPR => self.if_expr(node),
            LAMBDA_EXPR => self.lambda(node),
            NAMED_EXPR => self.named(node),
            AWAIT_EXPR => ExprKind::Await(self.only(node)),
            YIELD_EXPR => ExprKind::Yield(
                node.nodes().next().map(|it| Box::new(self.expr(it, Context::Load))),
            ),
            YIELD_FROM_EXPR => ExprKind::YieldFrom(self.only(node)),
            STARRED_EXPR => {
                let value = node.nodes().next().map(|it| self.expr(it, context));
                ExprKind::Starred(Box::new(value.unwrap_or_else(|| self.missing(node))))
            }
            CALL_EXPR => self.call(node),
            ATTRIBUTE_EXPR => {
                let value = self.only(node);
                ExprKind::Attribute { value, attr: self.token_name(node) }
            }
            SUBSCRIPT_EXPR => self.subscript(node, context),
            SLICE_EXPR => self.slice(node),
            _ => return self.missing(node),
        };
        Expr { kind, location }
    }

    /// The first expression inside `node`.
    fn only(&mut self, node: Node<'a>) -> Box<Expr> {
        let value = node.nodes().next().map(|it| self.expr(it, Context::Load));
        Box::new(value.unwrap_or_else(|| self.missing(node)))
    }

    fn elements(&mut self, node: Node<'a>, context: Context) -> Vec<Expr> {
        node.nodes().map(|it| self.expr(it, context)).collect()
    }

    /// The first name among the tokens of `node`.
    fn token_name(&mut self, node: Node<'a>) -> std::sync::Arc<str> {
        self.name(node.name().map_or("", |it| it.text()))
    }

    fn name_expr(&mut self, node: Node<'a>, context: Context) -> ExprKind {
        let name = self.token_name(node);
        if self.folds && context == Context::Load && &*name == "__debug__" {
            return ExprKind::Constant(Constant::Bool(self.optimize == 0));
        }
        ExprKind::Name(name)
    }

    fn tuple(&mut self, node: Node<'a>, context: Context) -> ExprKind {
        let elements = self.elements(node, context);
        if self.folds && context == Context::Load {
            return folded_tuple(elements);
        }
        ExprKind::Tuple(elements)
    }

    fn dict(&mut self, node: Node<'a>) -> ExprKind {
        let entries = node.nodes().map(|it| match it.kind {
            DICT_UNPACK => DictItem { key: None, value: *self.only(it) },
            _ => {
                let (key, value) = self.item(it);
                DictItem { key: Some(key), value }
            }
        });
        ExprKind::Dict(entries.collect())
    }

    /// Key and value of a `DICT_ITEM`.
    fn item(&mut self, node: Node<'a>) -> (Expr, Expr) {
        let key = *self.only(node);
        let value = self.after(node, COLON).unwrap_or_else(|| self.missing(node));
        (key, value)
    }

    fn comprehension(&mut self, node: Node<'a>, kind: ComprehensionKind) -> ExprKind {
        let scope = self.scope(node);
        let mut element = None;
        let mut value = None;
        let mut generators = Vec::new();
        for child in node.nodes() {
            match child.kind {
                COMP_FOR => generators.push(self.generator(child)),
                DICT_ITEM => {
                    let (key, item_value) = self.item(child);
                    element = Some(key);
                    value = Some(item_value);
                }
                _ => element = Some(self.expr(child, Context::Load)),
            }
        }
        let element = element.unwrap_or_else(|| self.missing(node));
        ExprKind::Comprehension(Box::new(Comprehension { kind, scope, element, value, generators }))
    }

    fn generator(&mut self, node: Node<'a>) -> Generator {
        let ifs = node.nodes().filter(|it| it.kind == COMP_IF);
        let ifs = ifs.map(|it| *self.only(it)).collect();
        let target = node.nodes().next().map(|it| self.expr(it, Context::Store));
        let iter = self.after(node, IN_KW).unwrap_or_else(|| self.missing(node));
        Generator {
            target: target.unwrap_or_else(|| self.missing(node)),
            iter: if self.folds { folded_iter(iter) } else { iter },
            ifs,
            is_async: node.token(ASYNC_KW).is_some(),
        }
    }

    fn bin(&mut self, node: Node<'a>) -> ExprKind {
        let left = self.only(node);
        let right = node.nodes().nth(1).map(|it| self.expr(it, Context::Load));
        let right = Box::new(right.unwrap_or_else(|| self.missing(node)));
        let op = node.tokens().find_map(|it| bin_op(it.kind)).unwrap_or(BinOp::Add);
        if !self.folds {
            return ExprKind::BinOp { left, op, right };
        }
        if let (BinOp::Mod, Some(Constant::Str(text)), ExprKind::Tuple(items)) =
            (op, left.constant(), &right.kind)
        {
            let has_starred = items.iter().any(Expr::is_starred);
            if let Some(parts) = format::parts(text, items).filter(|_| !has_starred) {
                return ExprKind::JoinedStr(parts);
            }
        }
        let value = match (left.constant(), right.constant()) {
            (Some(Constant::Str(_) | Constant::Bytes(_)), _) if op == BinOp::Mod => None,
            (Some(a), Some(b)) => operators::binary(op, a, b),
            _ => None,
        };
        value.map_or(ExprKind::BinOp { left, op, right }, ExprKind::Constant)
    }

    fn unary(&mut self, node: Node<'a>, location: Location) -> Expr {
        let op = node.tokens().find_map(|it| match it.kind {
            TILDE => Some(UnaryOp::Invert),
            NOT_KW => Some(UnaryOp::Not),
            PLUS => Some(UnaryOp::UAdd),
            MINUS => Some(UnaryOp::USub),
            _ => None,
        });
        let op = op.unwrap_or(UnaryOp::Not);
        let operand = *self.only(node);
        if self.folds {
            if let Some(value) = operand.constant().and_then(|it| operators::unary(op, it)) {
                return Expr { kind: ExprKind::Constant(value), location };
            }
            if op == UnaryOp::Not && inverted(&operand).is_some() {
                // The comparison keeps its own place.
                return inverted(&operand).unwrap_or(operand);
            }
        }
        Expr { kind: ExprKind::UnaryOp { op, operand: Box::new(operand) }, location }
    }

    fn compare(&mut self, node: Node<'a>) -> ExprKind {
        let mut left = None;
        let mut rest = Vec::new();
        let mut op = None;
        for child in node.children() {
            match child {
                Child::Token(it) => op = compare_op(op, it.kind).or(op),
                Child::Node(it) => {
                    let operand = self.expr(it, Context::Load);
                    match op.take() {
                        Some(op) => rest.push((op, operand)),
                        None => left = Some(operand),
                    }
                }
            }
        }
        if self.folds
            && let Some((CompareOp::In | CompareOp::NotIn, _)) = rest.last()
            && let Some((op, operand)) = rest.pop()
        {
            rest.push((op, folded_iter(operand)));
        }
        let left = Box::new(left.unwrap_or_else(|| self.missing(node)));
        ExprKind::Compare { left, rest }
    }

    fn if_expr(&mut self, node: Node<'a>) -> ExprKind {
        let body = self.only(node);
        let test = self.after(node, IF_KW).unwrap_or_else(|| self.missing(node));
        let orelse = self.after(node, ELSE_KW).unwrap_or_else(|| self.missing(node));
        ExprKind::IfExp { test: Box::new(test), body, orelse: Box::new(orelse) }
    }

    fn lambda(&mut self, node: Node<'a>) -> ExprKind {
        let scope = self.scope(node);
        let parameters = node.node(PARAM_LIST).map(|it| self.parameters(it, true));
        let body = node.nodes().find(|it| it.kind != PARAM_LIST);
        let body = body.map(|it| self.expr(it, Context::Load));
        let body = body.unwrap_or_else(|| self.missing(node));
        let parameters = parameters.unwrap_or_default();
        ExprKind::Lambda(Box::new(Lambda { scope, parameters, body }))
    }

    fn named(&mut self, node: Node<'a>) -> ExprKind {
        let target = node.nodes().next().map(|it| self.expr(it, Context::Store));
        let value = self.after(node, COLONEQUAL).unwrap_or_else(|| self.missing(node));
        let target = Box::new(target.unwrap_or_else(|| self.missing(node)));
        ExprKind::NamedExpr { target, value: Box::new(value) }
    }

    fn call(&mut self, node: Node<'a>) -> ExprKind {
        let func = *self.only(node);
        let (args, keywords) = match node.node(ARG_LIST) {
            Some(it) => self.arguments(it),
            None => (Vec::new(), Vec::new()),
        };
        ExprKind::Call(Box::new(Call { func, args, keywords }))
    }

    /// The arguments of an `ARG_LIST`.
    pub(in crate::compile) fn arguments(&mut self, list: Node<'a>) -> (Vec<Expr>, Vec<Keyword>) {
        let (mut args, mut keywords) = (Vec::new(), Vec::new());
        for child in list.nodes() {
            if child.kind == KEYWORD_ARG {
                let name = child.name().map(|it| self.name(it.text()));
                keywords.push(Keyword { name, value: *self.only(child) });
                continue;
            }
            let mut arg = self.expr(child, Context::Load);
            // A generator that is the only argument takes the parentheses of the call.
            if child.kind == GENERATOR_EXPR && child.token(LPAR).is_none() {
                arg.location = self.location(list.range());
            }
            args.push(arg);
        }
        (args, keywords)
    }

    fn subscript(&mut self, node: Node<'a>, context: Context) -> ExprKind {
        let value = self.only(node);
        let index = node.after(LSQB).map(|it| self.expr(it, Context::Load));
        let mut slice = index.unwrap_or_else(|| self.missing(node));
        if slice.is_starred() {
            // A starred index alone makes a tuple (PEP 646).
            slice = Expr { location: slice.location, kind: ExprKind::Tuple(vec![slice]) };
        }
        if self.folds
            && context == Context::Load
            && let (Some(value), Some(index)) = (value.constant(), slice.constant())
            && let Some(item) = operators::subscript(value, index)
        {
            return ExprKind::Constant(item);
        }
        ExprKind::Subscript { value, slice: Box::new(slice) }
    }

    fn slice(&mut self, node: Node<'a>) -> ExprKind {
        let mut parts = [None, None, None];
        let mut at = 0;
        for child in node.children() {
            match child {
                Child::Token(it) => at += usize::from(it.kind == COLON),
                Child::Node(it) => {
                    let part = self.expr(it, Context::Load);
                    if let Some(slot) = parts.get_mut(at) {
                        *slot = Some(part);
                    }
                }
            }
        }
        let [lower, upper, step] = parts;
        ExprKind::Slice(Box::new(Slice { lower, upper, step }))
    }
}

/// The tuple as a constant, where all elements are constants.
fn folded_tuple(elements: Vec<Expr>) -> ExprKind {
    match operators::tuple(elements.iter().map(Expr::constant)) {
        Some(it) => ExprKind::Constant(Constant::Tuple(it)),
        None => ExprKind::Tuple(elements),
    }
}

/// `fold_iter`: nobody sees whether it was a list or a tuple, a set or a frozenset.
pub(in crate::compile) fn folded_iter(expr: Expr) -> Expr {
    let location = expr.location;
    let kind = match expr.kind {
        ExprKind::List(elements) if !elements.iter().any(Expr::is_starred) => {
            folded_tuple(elements)
        }
        ExprKind::Set(elements) => match operators::tuple(elements.iter().map(Expr::constant)) {
            Some(it) => ExprKind::Constant(operators::frozenset(&it)),
            None => ExprKind::Set(elements),
        },
        kind => kind,
    };
    Expr { kind, location }
}

/// `not a is b` is `a is not b`, and so on; other comparisons may answer what they like.
fn inverted(operand: &Expr) -> Option<Expr> {
    let ExprKind::Compare { left, rest } = &operand.kind else {
        return None;
    };
    let [(op, right)] = &rest[..] else {
        return None;
    };
    let op = match op {
        CompareOp::Is => CompareOp::IsNot,
        CompareOp::IsNot => CompareOp::Is,
        CompareOp::In => CompareOp::NotIn,
        CompareOp::NotIn => CompareOp::In,
        _ => return None,
    };
    let kind = ExprKind::Compare { left: left.clone(), rest: vec![(op, right.clone())] };
    Some(Expr { kind, location: operand.location })
}

/// The value of a `CONSTANT_EXPR`.
fn constant(node: Node<'_>) -> Constant {
    let Some(token) = node.tokens().find(|it| !it.kind.is_trivia()) else {
        return Constant::None;
    };
    match token.kind {
        TRUE_KW => Constant::Bool(true),
        FALSE_KW => Constant::Bool(false),
        ELLIPSIS => Constant::Ellipsis,
        INT if let Some(value) = small_int(token.text()) => Constant::Int(value.into()),
        kind => match literal::number(kind, token.text()) {
            Some(Number::Int(it)) => Constant::Int(it.into()),
            Some(Number::Float(it)) => Constant::Float(it),
            Some(Number::Imaginary(it)) => Constant::Complex(0.0, it),
            None => Constant::None,
        },
    }
}

/// The value of a decimal that is short enough to be read without arbitrary precision.
fn small_int(digits: &str) -> Option<u64> {
    // No number below 10**19 overflows; only a zero begins with a zero.
    let is_short = digits.len() < 20 && digits.bytes().all(|it| it.is_ascii_digit());
    is_short.then(|| digits.bytes().fold(0, |value, it| value * 10 + u64::from(it - b'0')))
}

/// The operator that a token spells.
pub(in crate::compile) fn bin_op(token: SyntaxKind) -> Option<BinOp> {
    Some(match token {
        PLUS | PLUSEQUAL => BinOp::Add,
        MINUS | MINEQUAL => BinOp::Sub,
        STAR | STAREQUAL => BinOp::Mult,
        AT | ATEQUAL => BinOp::MatMult,
        SLASH | SLASHEQUAL => BinOp::Div,
        PERCENT | PERCENTEQUAL => BinOp::Mod,
        DOUBLESTAR | DOUBLESTAREQUAL => BinOp::Pow,
        LEFTSHIFT | LEFTSHIFTEQUAL => BinOp::LShift,
        RIGHTSHIFT | RIGHTSHIFTEQUAL => BinOp::RShift,
        VBAR | VBAREQUAL => BinOp::BitOr,
        CIRCUMFLEX | CIRCUMFLEXEQUAL => BinOp::BitXor,
        AMPER | AMPEREQUAL => BinOp::BitAnd,
        DOUBLESLASH | DOUBLESLASHEQUAL => BinOp::FloorDiv,
        _ => return None,
    })
}

/// The operator that `token` makes, behind the first word of a two-word operator if there was one.
fn compare_op(before: Option<CompareOp>, token: SyntaxKind) -> Option<CompareOp> {
    Some(match (before, token) {
        (None, EQEQUAL) => CompareOp::Eq,
        (None, NOTEQUAL | LESSGREATER) => CompareOp::NotEq,
        (None, LESS) => CompareOp::Lt,
        (None, LESSEQUAL) => CompareOp::LtE,
        (None, GREATER) => CompareOp::Gt,
        (None, GREATEREQUAL) => CompareOp::GtE,
        (None, IN_KW) => CompareOp::In,
        (None, IS_KW) => CompareOp::Is,
        // `not` alone is no operator: its `in` always follows.
        (None, NOT_KW) => CompareOp::NotIn,
        (Some(CompareOp::Is), NOT_KW) => CompareOp::IsNot,
        _ => return None,
    })
}
