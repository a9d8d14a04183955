//! Expressions.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::symtable::green::{Child, Node, Token};
use refwise_syntax::{TextRange, TextSize};

use super::Lowerer;
use super::names::{BOUND, USE};
use crate::body::{
    Arg, ArgKind, CompareOp, DictItem, Expr, ExprId, Name, Operator, Slice, UnaryOp,
};

impl<'a> Lowerer<'a> {
    /// An expression that is read.
    ///
    /// Chains (`a.b().c`, `1 + 1 + ..`) are deep to the left; what waits for its first operand is
    /// kept in a list, so that only what lies to the right goes down the stack.
    pub(super) fn expr(&mut self, node: Node<'a>) -> ExprId {
        let base = self.spine.len();
        let mut at = node;
        while starts_with_operand(at.kind)
            && let Some(first) = at.nodes().next()
        {
            self.spine.push(at);
            at = first;
        }
        let mut expr = self.leaf(at);
        while self.spine.len() > base {
            let around = self.spine.pop().expect("longer than its base");
            if around.kind != PAREN_EXPR {
                expr = self.around(around, expr);
            }
        }
        expr
    }

    /// A node whose operands, if it has any, are no chain.
    fn leaf(&mut self, node: Node<'a>) -> ExprId {
        match node.kind {
            NAME_EXPR => self.name(node, USE),
            CONSTANT_EXPR => self.constant(node),
            STRING_EXPR => self.deeper(|it| it.strings(node)),
            _ => self.deeper(|it| it.inner(node)),
        }
    }

    fn inner(&mut self, node: Node<'a>) -> ExprId {
        let expr = match node.kind {
            TUPLE_EXPR => Expr::Tuple(self.all(node)),
            LIST_EXPR => Expr::List(self.all(node)),
            SET_EXPR => Expr::Set(self.all(node)),
            DICT_EXPR => self.dict(node),
            LAMBDA_EXPR => self.lambda(node),
            LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR => {
                self.comprehension(node)
            }
            NAMED_EXPR => self.walrus(node),
            SLICE_EXPR => self.slice(node),
            YIELD_EXPR => {
                self.is_generator();
                Expr::Yield(None)
            }
            _ => {
                self.all(node);
                Expr::Missing
            }
        };
        self.add_expr(node.range(), expr)
    }

    /// A node whose first operand is `first`.
    fn around(&mut self, node: Node<'a>, first: ExprId) -> ExprId {
        let expr = match node.kind {
            ATTRIBUTE_EXPR => Expr::Attr { value: first, name: self.attribute(node) },
            CALL_EXPR => {
                let args = node.node(ARG_LIST).map(|it| self.deeper(|this| this.args(it)));
                Expr::Call { func: first, args: args.unwrap_or_default() }
            }
            SUBSCRIPT_EXPR => Expr::Subscript { value: first, index: self.second(node) },
            BIN_EXPR => self.binary(node, first),
            BOOL_EXPR => self.bool_expr(node, first),
            COMPARE_EXPR => self.compare(node, first),
            IF_EXPR => self.if_expr(node, first),
            UNARY_EXPR => Expr::Unary { op: unary_operator(node), operand: first },
            STARRED_EXPR => Expr::Starred(first),
            AWAIT_EXPR => {
                self.is_coroutine();
                Expr::Await(first)
            }
            YIELD_FROM_EXPR => {
                self.is_generator();
                Expr::YieldFrom(first)
            }
            YIELD_EXPR => {
                self.is_generator();
                Expr::Yield(Some(first))
            }
            _ => Expr::Missing,
        };
        self.add_expr(node.range(), expr)
    }

    /// The nodes below `node` as expressions.
    pub(super) fn all(&mut self, node: Node<'a>) -> Box<[ExprId]> {
        node.nodes().filter(|it| it.kind != ERROR).map(|it| self.expr(it)).collect()
    }

    /// The expression `node`, or what is missing there.
    pub(super) fn expr_or_missing(&mut self, node: Option<Node<'a>>, at: TextSize) -> ExprId {
        match node.filter(|it| !matches!(it.kind, ERROR | BLOCK)) {
            Some(node) => self.expr(node),
            None => self.add_expr(TextRange::empty(at), Expr::Missing),
        }
    }

    fn second(&mut self, node: Node<'a>) -> ExprId {
        let second = node.nodes().nth(1);
        self.deeper(|it| it.expr_or_missing(second, node.end()))
    }

    // ---- names --------------------------------------------------------------------------------

    /// A name with what its scope does with it.
    pub(super) fn name(&mut self, node: Node<'a>, flags: u8) -> ExprId {
        let expr = match node.name() {
            Some(token) => Expr::Name(self.mention(token, flags)),
            None => Expr::Missing,
        };
        self.add_expr(node.range(), expr)
    }

    fn attribute(&mut self, node: Node<'a>) -> Name {
        let name = node.tokens().filter(|it| it.kind == NAME).last();
        name.map(|it| self.names.mangled(it.text())).unwrap_or_default()
    }

    /// `name := value`; inside a comprehension the scope around it binds the name.
    fn walrus(&mut self, node: Node<'a>) -> Expr {
        let target = node.nodes().next();
        let name = target.map(Node::unparenthesized).filter(|it| it.kind == NAME_EXPR);
        let value = node.after(COLONEQUAL);
        let value = self.expr_or_missing(value, node.end());
        match name.and_then(Node::name) {
            Some(token) => Expr::Walrus { target: self.walrus_target(token), value },
            None => Expr::Missing,
        }
    }

    /// A target of an assignment, a loop, `with` or `del`.
    pub(super) fn target(&mut self, node: Node<'a>) -> ExprId {
        let expr = match node.kind {
            NAME_EXPR => return self.name(node, BOUND),
            PAREN_EXPR => match node.nodes().next() {
                Some(inner) => return self.deeper(|it| it.target(inner)),
                None => Expr::Missing,
            },
            TUPLE_EXPR => Expr::Tuple(self.targets(node)),
            LIST_EXPR => Expr::List(self.targets(node)),
            STARRED_EXPR => match node.nodes().next() {
                Some(inner) => Expr::Starred(self.deeper(|it| it.target(inner))),
                None => Expr::Missing,
            },
            _ => return self.expr(node),
        };
        self.add_expr(node.range(), expr)
    }

    fn targets(&mut self, node: Node<'a>) -> Box<[ExprId]> {
        let targets = node.nodes().filter(|it| it.kind != ERROR);
        targets.map(|target| self.deeper(|it| it.target(target))).collect()
    }

    pub(super) fn target_or_missing(&mut self, node: Option<Node<'a>>, at: TextSize) -> ExprId {
        match node.filter(|it| !matches!(it.kind, ERROR | BLOCK)) {
            Some(node) => self.target(node),
            None => self.add_expr(TextRange::empty(at), Expr::Missing),
        }
    }

    // ---- operators ----------------------------------------------------------------------------

    fn binary(&mut self, node: Node<'a>, first: ExprId) -> Expr {
        let op = node.tokens().find_map(|it| operator(it.kind)).unwrap_or(Operator::Add);
        let mut nodes = node.children().skip_while(|it| !is_operator(*it));
        let right = nodes.find_map(as_node);
        let is_alone = node.nodes().nth(1).is_none();
        if is_alone && right.is_some() {
            let left = self.add_expr(TextRange::empty(node.start), Expr::Missing);
            return Expr::Bin { op, left, right: first };
        }
        let right = self.deeper(|it| it.expr_or_missing(right, node.end()));
        Expr::Bin { op, left: first, right }
    }

    fn bool_expr(&mut self, node: Node<'a>, first: ExprId) -> Expr {
        let is_and = node.token(AND_KW).is_some();
        let mut operands = vec![first];
        for operand in node.nodes().skip(1).filter(|it| it.kind != ERROR) {
            operands.push(self.deeper(|it| it.expr(operand)));
        }
        Expr::Bool { is_and, operands: operands.into() }
    }

    fn compare(&mut self, node: Node<'a>, first: ExprId) -> Expr {
        let mut rest = Vec::new();
        let mut op = None;
        let mut is_first = true;
        for child in node.children() {
            match child {
                Child::Token(it) => op = compare_operator(op, it.kind).or(op),
                Child::Node(_) if std::mem::take(&mut is_first) => {
                    if let Some(op) = op.take() {
                        rest.push((op, first));
                    }
                }
                Child::Node(it) => {
                    let right = self.deeper(|this| this.expr(it));
                    rest.push((op.take().unwrap_or(CompareOp::Eq), right));
                }
            }
        }
        Expr::Compare { left: first, rest: rest.into() }
    }

    fn if_expr(&mut self, node: Node<'a>, then: ExprId) -> Expr {
        let (test, orelse) = (node.after(IF_KW), node.after(ELSE_KW));
        let test = self.deeper(|it| it.expr_or_missing(test, node.end()));
        let orelse = self.deeper(|it| it.expr_or_missing(orelse, node.end()));
        Expr::If { test, then, orelse }
    }

    // ---- displays, arguments ------------------------------------------------------------------

    fn dict(&mut self, node: Node<'a>) -> Expr {
        let mut items = Vec::new();
        for item in node.nodes() {
            match item.kind {
                DICT_ITEM => {
                    let key = item.nodes().next();
                    let key = Some(self.expr_or_missing(key, item.start));
                    let value = self.expr_or_missing(item.after(COLON), item.end());
                    items.push(DictItem { key, value });
                }
                DICT_UNPACK => {
                    let value = self.expr_or_missing(item.nodes().next(), item.end());
                    items.push(DictItem { key: None, value });
                }
                ERROR => {}
                _ => {
                    let value = self.expr(item);
                    items.push(DictItem { key: None, value });
                }
            }
        }
        Expr::Dict(items.into())
    }

    /// The arguments of a call or class.
    pub(super) fn args(&mut self, list: Node<'a>) -> Box<[Arg]> {
        let mut args = Vec::new();
        for node in list.nodes() {
            match node.kind {
                ERROR => {}
                KEYWORD_ARG => self.keyword(node, &mut args),
                STARRED_EXPR => {
                    let value = self.expr_or_missing(node.nodes().next(), node.end());
                    args.push(Arg { kind: ArgKind::Star, value });
                }
                _ => {
                    let value = self.expr(node);
                    args.push(Arg { kind: ArgKind::Positional, value });
                }
            }
        }
        args.into()
    }

    fn keyword(&mut self, node: Node<'a>, args: &mut Vec<Arg>) {
        if node.token(DOUBLESTAR).is_some() {
            let value = self.expr_or_missing(node.nodes().next(), node.end());
            return args.push(Arg { kind: ArgKind::DoubleStar, value });
        }
        let name = node.name().map(|it| identifier(it));
        if name.is_none()
            && let Some(odd) = node.nodes().next()
        {
            let value = self.expr(odd);
            args.push(Arg { kind: ArgKind::Positional, value });
        }
        let value = self.expr_or_missing(node.after(EQUAL), node.end());
        args.push(Arg { kind: ArgKind::Keyword(name.unwrap_or_default()), value });
    }

    fn slice(&mut self, node: Node<'a>) -> Expr {
        let mut slice = Slice::default();
        let mut colons = 0;
        for child in node.children() {
            match child {
                Child::Token(it) => colons += usize::from(it.kind == COLON),
                Child::Node(it) if it.kind == ERROR => {}
                Child::Node(it) => {
                    let part = Some(self.expr(it));
                    match colons {
                        0 => slice.lower = part,
                        1 => slice.upper = part,
                        _ => slice.step = part,
                    }
                }
            }
        }
        Expr::Slice(Box::new(slice))
    }

    fn is_generator(&mut self) {
        if let Some(scope) = self.current() {
            scope.is_generator = true;
        }
    }

    pub(super) fn is_coroutine(&mut self) {
        if let Some(scope) = self.current() {
            scope.is_coroutine = true;
        }
    }
}

/// The name that a token spells, never mangled.
pub(super) fn identifier(token: Token<'_>) -> Name {
    refwise_syntax::literal::identifier(token.text()).as_ref().into()
}

/// Nodes whose first node below is an operand that is evaluated first, or the only one.
const fn starts_with_operand(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        PAREN_EXPR
            | ATTRIBUTE_EXPR
            | CALL_EXPR
            | SUBSCRIPT_EXPR
            | BIN_EXPR
            | BOOL_EXPR
            | COMPARE_EXPR
            | IF_EXPR
            | UNARY_EXPR
            | STARRED_EXPR
            | AWAIT_EXPR
            | YIELD_FROM_EXPR
            | YIELD_EXPR
    )
}

fn as_node(child: Child<'_>) -> Option<Node<'_>> {
    match child {
        Child::Node(it) => Some(it),
        Child::Token(_) => None,
    }
}

fn is_operator(child: Child<'_>) -> bool {
    matches!(child, Child::Token(it) if operator(it.kind).is_some())
}

fn operator(token: SyntaxKind) -> Option<Operator> {
    Some(match token {
        PLUS => Operator::Add,
        MINUS => Operator::Sub,
        STAR => Operator::Mult,
        AT => Operator::MatMult,
        SLASH => Operator::Div,
        PERCENT => Operator::Mod,
        DOUBLESTAR => Operator::Pow,
        LEFTSHIFT => Operator::LShift,
        RIGHTSHIFT => Operator::RShift,
        VBAR => Operator::BitOr,
        CIRCUMFLEX => Operator::BitXor,
        AMPER => Operator::BitAnd,
        DOUBLESLASH => Operator::FloorDiv,
        _ => return None,
    })
}

/// The operator of an augmented assignment.
pub(super) fn augmented_operator(token: SyntaxKind) -> Option<Operator> {
    Some(match token {
        PLUSEQUAL => Operator::Add,
        MINEQUAL => Operator::Sub,
        STAREQUAL => Operator::Mult,
        ATEQUAL => Operator::MatMult,
        SLASHEQUAL => Operator::Div,
        PERCENTEQUAL => Operator::Mod,
        DOUBLESTAREQUAL => Operator::Pow,
        LEFTSHIFTEQUAL => Operator::LShift,
        RIGHTSHIFTEQUAL => Operator::RShift,
        VBAREQUAL => Operator::BitOr,
        CIRCUMFLEXEQUAL => Operator::BitXor,
        AMPEREQUAL => Operator::BitAnd,
        DOUBLESLASHEQUAL => Operator::FloorDiv,
        _ => return None,
    })
}

fn unary_operator(node: Node<'_>) -> UnaryOp {
    match node.tokens().next().map(|it| it.kind) {
        Some(NOT_KW) => UnaryOp::Not,
        Some(TILDE) => UnaryOp::Invert,
        Some(PLUS) => UnaryOp::UAdd,
        _ => UnaryOp::USub,
    }
}

/// The operator that `token` makes, behind the first word of a two-word operator if there was one.
fn compare_operator(before: Option<CompareOp>, token: SyntaxKind) -> Option<CompareOp> {
    Some(match (before, token) {
        (_, EQEQUAL) => CompareOp::Eq,
        (_, NOTEQUAL | LESSGREATER) => CompareOp::NotEq,
        (_, LESS) => CompareOp::Lt,
        (_, LESSEQUAL) => CompareOp::LtE,
        (_, GREATER) => CompareOp::Gt,
        (_, GREATEREQUAL) => CompareOp::GtE,
        (Some(CompareOp::NotIn), IN_KW) => CompareOp::NotIn,
        (_, IN_KW) => CompareOp::In,
        (Some(CompareOp::Is), NOT_KW) => CompareOp::IsNot,
        (_, IS_KW) => CompareOp::Is,
        // `not` alone is no operator: its `in` always follows.
        (_, NOT_KW) => CompareOp::NotIn,
        _ => return None,
    })
}
