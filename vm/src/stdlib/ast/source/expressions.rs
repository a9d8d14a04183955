//! Expressions, in as few parentheses as their precedence lets.

use super::Writer;
use crate::error::Res;
use crate::heap::Ref;

/// How tight operators bind, loosest first (`_Precedence` of Lib/ast.py).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    Named,
    Yield,
    Test,
    Or,
    And,
    Not,
    Comparison,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

use Precedence::*;

/// Operators between two values: what stands for them, how they bind, how the one on the right does.
const BINARY: [(&str, &str, Precedence, Precedence); 13] = [
    ("Add", "+", Sum, Term),
    ("Sub", "-", Sum, Term),
    ("Mult", "*", Term, Factor),
    ("MatMult", "@", Term, Factor),
    ("Div", "/", Term, Factor),
    ("Mod", "%", Term, Factor),
    ("FloorDiv", "//", Term, Factor),
    ("LShift", "<<", Shift, Sum),
    ("RShift", ">>", Shift, Sum),
    ("BitOr", "|", BitOr, BitXor),
    ("BitXor", "^", BitXor, BitAnd),
    ("BitAnd", "&", BitAnd, Shift),
    ("Pow", "**", Power, Factor),
];

const UNARY: [(&str, &str, Precedence); 4] =
    [("Invert", "~", Factor), ("Not", "not ", Not), ("UAdd", "+", Factor), ("USub", "-", Factor)];

const COMPARISONS: [(&str, &str); 10] = [
    ("Eq", "=="),
    ("NotEq", "!="),
    ("Lt", "<"),
    ("LtE", "<="),
    ("Gt", ">"),
    ("GtE", ">="),
    ("Is", "is"),
    ("IsNot", "is not"),
    ("In", "in"),
    ("NotIn", "not in"),
];

impl Writer<'_> {
    /// An expression where operators that bind as `least` may stand.
    pub(super) fn expr(&mut self, node: &Ref, least: Precedence) -> Res<()> {
        self.expr_in(node, least, "Load")
    }

    /// What is assigned to or deleted: `context` is `Store` or `Del`.
    pub(super) fn target(&mut self, node: &Ref, context: &'static str) -> Res<()> {
        self.expr_in(node, Atom, context)
    }

    fn expr_in(&mut self, node: &Ref, least: Precedence, context: &'static str) -> Res<()> {
        let _nested = self.vm.enter(" while traversing 'expr' node")?;
        let kind = self.kind(node, "expr")?;
        self.check_context(node, kind, context)?;
        if kind == "Constant" {
            return self.constant_expr(node, least);
        }
        let own = self.precedence(node, kind)?;
        if own < least {
            self.push("(");
        }
        let location = self.location(node, "expr")?;
        self.placed(location, |it| match kind {
            "Tuple" | "List" | "Starred" => it.nested_targets(node, kind, context),
            _ => it.expr_of(node, kind),
        })?;
        if own < least {
            self.push(")");
        }
        Ok(())
    }

    fn check_context(&self, node: &Ref, kind: &str, wanted: &str) -> Res<()> {
        let has = match kind {
            "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple" => {
                self.operator(node, "ctx", "expr_context")?
            }
            _ if wanted == "Load" => return Ok(()),
            _ => {
                let text = format!("expression which can't be assigned to in {wanted} context");
                return Err(self.vm.value_error(text));
            }
        };
        if has == wanted {
            return Ok(());
        }
        let text = format!("expression must have {wanted} context but has {has} instead");
        Err(self.vm.value_error(text))
    }

    /// What is assigned to whole where the whole is.
    fn nested_targets(&mut self, node: &Ref, kind: &str, context: &'static str) -> Res<()> {
        match kind {
            "Starred" => {
                self.push("*");
                self.expr_in(&self.required(node, "value")?, BitOr, context)
            }
            "List" => {
                self.push("[");
                self.elements(&self.list(node, "elts")?, context)?;
                self.push("]");
                Ok(())
            }
            _ => {
                self.push("(");
                self.tuple_items(node, context)?;
                self.push(")");
                Ok(())
            }
        }
    }

    fn constant_expr(&mut self, node: &Ref, least: Precedence) -> Res<()> {
        let location = self.location(node, "expr")?;
        let text = self.constant_text(&self.field(node, "value")?)?;
        // `1.real` is no attribute.
        let is_bare = least < Atom || text.starts_with(['"', 'b', '(', '.']);
        if !is_bare || text.starts_with('-') && least > Factor {
            self.push("(");
            self.placed(location, |it| {
                it.push(&text);
                Ok(())
            })?;
            self.push(")");
            return Ok(());
        }
        self.placed(location, |it| {
            it.push(&text);
            Ok(())
        })
    }

    fn precedence(&self, node: &Ref, kind: &str) -> Res<Precedence> {
        Ok(match kind {
            "NamedExpr" => Named,
            "Yield" | "YieldFrom" => Yield,
            "Lambda" | "IfExp" => Test,
            "BoolOp" if self.operator(node, "op", "boolop")? == "Or" => Or,
            "BoolOp" => And,
            "Compare" => Comparison,
            "BinOp" => self.binary(node)?.2,
            "UnaryOp" => self.unary(node)?.2,
            "Await" => Await,
            _ => Atom,
        })
    }

    fn operator(&self, node: &Ref, field: &str, sort: &str) -> Res<&'static str> {
        self.kind(&self.field(node, field)?, sort)
    }

    pub(super) fn binary(
        &self,
        node: &Ref,
    ) -> Res<(&'static str, &'static str, Precedence, Precedence)> {
        let op = self.operator(node, "op", "operator")?;
        let found = BINARY.into_iter().find(|it| it.0 == op);
        found.ok_or_else(|| {
            self.vm.type_error(format!("expected some sort of operator, but got {op}"))
        })
    }

    fn unary(&self, node: &Ref) -> Res<(&'static str, &'static str, Precedence)> {
        let op = self.operator(node, "op", "unaryop")?;
        let found = UNARY.into_iter().find(|it| it.0 == op);
        found.ok_or_else(|| {
            self.vm.type_error(format!("expected some sort of unaryop, but got {op}"))
        })
    }

    fn part(&mut self, node: &Ref, field: &str, least: Precedence) -> Res<()> {
        let part = self.required(node, field)?;
        self.expr(&part, least)
    }

    /// A field that may be neither missing nor `None`.
    pub(super) fn required(&self, node: &Ref, field: &str) -> Res {
        let found = self.field(node, field)?;
        if found.is(&self.vm.none) {
            let of = self.vm.type_name(node);
            return Err(self.vm.value_error(format!("field '{field}' is required for {of}")));
        }
        Ok(found)
    }

    fn expr_of(&mut self, node: &Ref, kind: &str) -> Res<()> {
        match kind {
            "Name" => {
                let name = self.identifier(node, "id")?;
                self.name(&name);
            }
            "Attribute" => {
                self.part(node, "value", Atom)?;
                self.push(".");
                let name = self.identifier(node, "attr")?;
                self.name(&name);
            }
            "Call" => self.call(node)?,
            "Subscript" => {
                self.part(node, "value", Atom)?;
                self.push("[");
                self.subscript(&self.required(node, "slice")?)?;
                self.push("]");
            }
            "NamedExpr" => {
                self.target(&self.required(node, "target")?, "Store")?;
                self.push(" := ");
                self.part(node, "value", Test)?;
            }
            "BoolOp" => self.bool_op(node)?,
            "BinOp" => {
                let (_, op, own, right) = self.binary(node)?;
                self.part(node, "left", if own == Power { Await } else { own })?;
                self.push(&format!(" {op} "));
                self.part(node, "right", right)?;
            }
            "UnaryOp" => {
                let (_, op, own) = self.unary(node)?;
                self.push(op);
                self.part(node, "operand", own)?;
            }
            "Lambda" => {
                self.push("lambda ");
                self.arguments(&self.required(node, "args")?)?;
                self.push(": ");
                self.part(node, "body", Test)?;
            }
            "IfExp" => {
                self.part(node, "body", Or)?;
                self.push(" if ");
                self.part(node, "test", Or)?;
                self.push(" else ");
                self.part(node, "orelse", Test)?;
            }
            "Compare" => self.compare(node)?,
            "Await" => {
                self.push("await ");
                self.part(node, "value", Atom)?;
            }
            "Yield" => {
                self.push("yield");
                if let Some(value) = self.optional(node, "value")? {
                    self.push(" ");
                    self.expr(&value, Test)?;
                }
            }
            "YieldFrom" => {
                self.push("yield from ");
                self.part(node, "value", Test)?;
            }
            "JoinedStr" => self.joined_str(&self.list(node, "values")?)?,
            "FormattedValue" => self.lone_value(node)?,
            "Slice" => self.slice(node)?,
            _ => self.display(node, kind)?,
        }
        Ok(())
    }

    /// What stands in brackets.
    fn display(&mut self, node: &Ref, kind: &str) -> Res<()> {
        match kind {
            "Set" => {
                let elements = self.list(node, "elts")?;
                self.push("{");
                match elements.is_empty() {
                    true => self.push("*()"),
                    false => self.elements(&elements, "Load")?,
                }
                self.push("}");
            }
            "Dict" => self.dict(node)?,
            "ListComp" => self.comprehension(node, "[", "]")?,
            "SetComp" => self.comprehension(node, "{", "}")?,
            "GeneratorExp" => self.comprehension(node, "(", ")")?,
            _ => {
                self.push("{");
                self.part(node, "key", Test)?;
                self.push(": ");
                self.part(node, "value", Test)?;
                self.generators(node)?;
                self.push("}");
            }
        }
        Ok(())
    }

    fn elements(&mut self, elements: &[Ref], context: &'static str) -> Res<()> {
        self.separated(elements, |it, element| it.expr_in(element, Test, context))
    }

    fn tuple_items(&mut self, node: &Ref, context: &'static str) -> Res<()> {
        let elements = self.list(node, "elts")?;
        self.elements(&elements, context)?;
        if elements.len() == 1 {
            self.push(",");
        }
        Ok(())
    }

    fn dict(&mut self, node: &Ref) -> Res<()> {
        let (keys, values) = (self.list(node, "keys")?, self.list(node, "values")?);
        if keys.len() != values.len() {
            let text = "Dict doesn't have the same number of keys as values";
            return Err(self.vm.value_error(text.to_owned()));
        }
        self.push("{");
        let items: Vec<(Ref, Ref)> = keys.into_iter().zip(values).collect();
        self.separated(&items, |it, (key, value)| {
            if key.is(&it.vm.none) {
                it.push("**");
                return it.expr(value, BitOr);
            }
            it.expr(key, Test)?;
            it.push(": ");
            it.expr(value, Test)
        })?;
        self.push("}");
        Ok(())
    }

    fn comprehension(&mut self, node: &Ref, open: &str, close: &str) -> Res<()> {
        self.push(open);
        self.part(node, "elt", Test)?;
        self.generators(node)?;
        self.push(close);
        Ok(())
    }

    fn generators(&mut self, node: &Ref) -> Res<()> {
        let generators = self.list(node, "generators")?;
        if generators.is_empty() {
            let text = "comprehension with no generators";
            return Err(self.vm.value_error(text.to_owned()));
        }
        for generator in generators {
            self.kind(&generator, "comprehension")?;
            let is_async = self.int(&generator, "is_async")? != 0;
            self.push(if is_async { " async for " } else { " for " });
            self.target(&self.required(&generator, "target")?, "Store")?;
            self.push(" in ");
            self.part(&generator, "iter", Or)?;
            for condition in self.list(&generator, "ifs")? {
                self.push(" if ");
                self.expr(&condition, Or)?;
            }
        }
        Ok(())
    }

    fn bool_op(&mut self, node: &Ref) -> Res<()> {
        let is_or = self.operator(node, "op", "boolop")? == "Or";
        let (word, inner) = if is_or { (" or ", And) } else { (" and ", Not) };
        let values = self.list(node, "values")?;
        if values.len() < 2 {
            let text = "BoolOp with less than 2 values";
            return Err(self.vm.value_error(text.to_owned()));
        }
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.push(word);
            }
            self.expr(value, inner)?;
        }
        Ok(())
    }

    fn compare(&mut self, node: &Ref) -> Res<()> {
        let (ops, values) = (self.list(node, "ops")?, self.list(node, "comparators")?);
        if values.is_empty() {
            return Err(self.vm.value_error("Compare with no comparators".to_owned()));
        }
        if ops.len() != values.len() {
            let text = "Compare has a different number of comparators and operands";
            return Err(self.vm.value_error(text.to_owned()));
        }
        self.part(node, "left", BitOr)?;
        for (op, value) in ops.iter().zip(&values) {
            let kind = self.kind(op, "cmpop")?;
            let word = COMPARISONS.iter().find(|it| it.0 == kind).map_or("==", |it| it.1);
            self.push(&format!(" {word} "));
            self.expr(value, BitOr)?;
        }
        Ok(())
    }

    fn call(&mut self, node: &Ref) -> Res<()> {
        self.part(node, "func", Atom)?;
        self.push("(");
        self.call_arguments(&self.list(node, "args")?, &self.list(node, "keywords")?)?;
        self.push(")");
        Ok(())
    }

    /// What stands in the parentheses of a call, or of a class.
    pub(super) fn call_arguments(&mut self, args: &[Ref], keywords: &[Ref]) -> Res<()> {
        self.elements(args, "Load")?;
        if !args.is_empty() && !keywords.is_empty() {
            self.push(", ");
        }
        self.separated(keywords, |it, keyword| {
            it.kind(keyword, "keyword")?;
            let location = it.location(keyword, "keyword")?;
            it.placed(location, |it| {
                let name = it.optional_identifier(keyword, "arg")?;
                match &name {
                    Some(name) => {
                        it.name(name);
                        it.push("=");
                    }
                    None => it.push("**"),
                }
                it.part(keyword, "value", if name.is_some() { Test } else { BitOr })
            })
        })
    }

    /// A tuple in brackets has no parentheses of its own where slices are in it.
    fn subscript(&mut self, node: &Ref) -> Res<()> {
        if self.kind(node, "expr")? == "Tuple" && self.has_slices(node)? {
            let location = self.location(node, "expr")?;
            self.check_context(node, "Tuple", "Load")?;
            return self.placed(location, |it| it.tuple_items(node, "Load"));
        }
        self.expr(node, Test)
    }

    fn has_slices(&self, node: &Ref) -> Res<bool> {
        for element in self.list(node, "elts")? {
            if self.kind(&element, "expr")? == "Slice" {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn slice(&mut self, node: &Ref) -> Res<()> {
        if let Some(it) = self.optional(node, "lower")? {
            self.expr(&it, Test)?;
        }
        self.push(":");
        if let Some(it) = self.optional(node, "upper")? {
            self.expr(&it, Test)?;
        }
        if let Some(it) = self.optional(node, "step")? {
            self.push(":");
            self.expr(&it, Test)?;
        }
        Ok(())
    }

    // ---- parameters -----------------------------------------------------------------------------

    pub(super) fn arguments(&mut self, node: &Ref) -> Res<()> {
        self.kind(node, "arguments")?;
        let (posonly, args) = (self.list(node, "posonlyargs")?, self.list(node, "args")?);
        let defaults = self.list(node, "defaults")?;
        let positional = posonly.len() + args.len();
        if defaults.len() > positional {
            let text = "more positional defaults than args on arguments";
            return Err(self.vm.value_error(text.to_owned()));
        }
        let without = positional - defaults.len();
        let mut parts = Parts { is_first: true };
        for (at, arg) in posonly.iter().chain(&args).enumerate() {
            parts.next(self);
            self.arg(arg)?;
            if let Some(default) = at.checked_sub(without).and_then(|it| defaults.get(it)) {
                self.push("=");
                self.expr(default, Test)?;
            }
            if at + 1 == posonly.len() {
                self.push(", /");
            }
        }
        self.keyword_only(node, &mut parts)?;
        if let Some(it) = self.optional(node, "kwarg")? {
            parts.next(self);
            self.push("**");
            self.arg(&it)?;
        }
        Ok(())
    }

    fn keyword_only(&mut self, node: &Ref, parts: &mut Parts) -> Res<()> {
        let (names, defaults) = (self.list(node, "kwonlyargs")?, self.list(node, "kw_defaults")?);
        if names.len() != defaults.len() {
            let text = "length of kwonlyargs is not the same as kw_defaults on arguments";
            return Err(self.vm.value_error(text.to_owned()));
        }
        let vararg = self.optional(node, "vararg")?;
        if vararg.is_some() || !names.is_empty() {
            parts.next(self);
            self.push("*");
        }
        if let Some(it) = vararg {
            self.arg(&it)?;
        }
        for (name, default) in names.iter().zip(&defaults) {
            parts.next(self);
            self.arg(name)?;
            if !default.is(&self.vm.none) {
                self.push("=");
                self.expr(default, Test)?;
            }
        }
        Ok(())
    }

    fn arg(&mut self, node: &Ref) -> Res<()> {
        self.kind(node, "arg")?;
        let location = self.location(node, "arg")?;
        self.placed(location, |it| {
            let name = it.identifier(node, "arg")?;
            it.name(&name);
            if let Some(annotation) = it.optional(node, "annotation")? {
                it.push(": ");
                it.expr(&annotation, Test)?;
            }
            Ok(())
        })
    }
}

/// Writes a comma before all parts but the first.
struct Parts {
    is_first: bool,
}

impl Parts {
    fn next(&mut self, writer: &mut Writer<'_>) {
        if !std::mem::replace(&mut self.is_first, false) {
            writer.push(", ");
        }
    }
}
