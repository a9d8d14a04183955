//! A body as text, for tests and for people who wonder what a rule sees.
//!
//! Statements look like Python, with every variable as `name.scope`, the number of the scope that
//! owns it; `name` alone is a global, `^name` one of the class around. What is parenthesized in
//! Python by precedence is here parenthesized always.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    Arg, ArgKind, Block, Body, BodyScope, CompKind, CompareOp, Const, Expr, ExprId, Param,
    ParamKind, Pattern, Scope, ScopeKind, Stmt, StmtId, VarRef,
};

impl Display for Body {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut shower = Shower { body: self, text: String::new() };
        shower.own();
        f.write_str(&shower.text)
    }
}

struct Shower<'a> {
    body: &'a Body,
    text: String,
}

impl Shower<'_> {
    fn own(&mut self) {
        let own = self.body.scope(BodyScope::OWN);
        match own.kind {
            ScopeKind::Module => {
                self.variables(BodyScope::OWN, 0);
                self.block(&own.body, 0);
            }
            _ => self.definition(BodyScope::OWN, "", 0),
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.text, "{:1$}{text}", "", depth * 2);
    }

    fn block(&mut self, block: &Block, depth: usize) {
        for stmt in block {
            self.stmt(*stmt, depth);
        }
    }

    /// A line for a scope with variables: `*` lives in a cell, `!` is bound in an inner scope.
    fn variables(&mut self, scope: BodyScope, depth: usize) {
        let Scope { vars, free, is_generator, is_coroutine, .. } = self.body.scope(scope);
        let mut words = Vec::new();
        for var in vars.iter().map(|it| self.body.var(*it)) {
            let shared = if var.is_shared { "*" } else { "" };
            let inside = if var.is_bound_inside { "!" } else { "" };
            words.push(format!("{}{shared}{inside}", var.name));
        }
        if !free.is_empty() {
            words.push(format!("free: {}", list(free, |it| self.var(&VarRef::Local(*it)))));
        }
        words.extend(is_generator.then(|| "generator".to_owned()));
        words.extend(is_coroutine.then(|| "coroutine".to_owned()));
        if !words.is_empty() {
            self.line(depth, &format!("# {}: {}", scope.index(), words.join(" ")));
        }
    }

    fn stmt(&mut self, stmt: StmtId, depth: usize) {
        let body = self.body;
        match body.stmt(stmt) {
            Stmt::If { branches, orelse } => {
                for (n, (test, block)) in branches.iter().enumerate() {
                    let word = if n == 0 { "if" } else { "elif" };
                    self.headed(&format!("{word} {}:", self.expr(*test)), block, depth);
                }
                self.optional("else:", orelse, depth);
            }
            Stmt::While { test, body, orelse } => {
                self.headed(&format!("while {}:", self.expr(*test)), body, depth);
                self.optional("else:", orelse, depth);
            }
            Stmt::For { is_async, target, iter, body, orelse } => {
                let (target, iter) = (self.expr(*target), self.expr(*iter));
                self.headed(&format!("{}for {target} in {iter}:", word(*is_async)), body, depth);
                self.optional("else:", orelse, depth);
            }
            Stmt::Try { body, handlers, orelse, finally } => {
                self.headed("try:", body, depth);
                for handler in handlers {
                    let star = if handler.is_star { "*" } else { "" };
                    let exc = handler.exc.map(|it| format!(" {}", self.expr(it)));
                    let var = handler.var.as_ref().map(|it| format!(" as {}", self.var(it)));
                    let head = format!(
                        "except{star}{}{}:",
                        exc.unwrap_or_default(),
                        var.unwrap_or_default()
                    );
                    self.headed(&head, &handler.body, depth);
                }
                self.optional("else:", orelse, depth);
                self.optional("finally:", finally, depth);
            }
            Stmt::With { is_async, items, body } => {
                let items = list(items, |it| match it.target {
                    Some(target) => {
                        format!("{} as {}", self.expr(it.context), self.expr(target))
                    }
                    None => self.expr(it.context),
                });
                self.headed(&format!("{}with {items}:", word(*is_async)), body, depth);
            }
            Stmt::Match { subject, cases } => {
                self.line(depth, &format!("match {}:", self.expr(*subject)));
                for case in cases {
                    let guard = case.guard.map(|it| format!(" if {}", self.expr(it)));
                    let pattern = self.pattern(&case.pattern);
                    let head = format!("case {pattern}{}:", guard.unwrap_or_default());
                    self.headed(&head, &case.body, depth + 1);
                }
            }
            Stmt::FunctionDef { scope, var } | Stmt::ClassDef { scope, var } => {
                self.definition(*scope, &self.var(var), depth);
            }
            simple => {
                let text = self.simple(simple);
                self.line(depth, &text);
            }
        }
    }

    fn headed(&mut self, head: &str, block: &Block, depth: usize) {
        self.line(depth, head);
        self.block(block, depth + 1);
    }

    fn optional(&mut self, head: &str, block: &Block, depth: usize) {
        if !block.is_empty() {
            self.headed(head, block, depth);
        }
    }

    fn simple(&self, stmt: &Stmt) -> String {
        let with = |word: &str, it: &Option<ExprId>| match it {
            Some(it) => format!("{word} {}", self.expr(*it)),
            None => word.to_owned(),
        };
        match stmt {
            Stmt::Expr(it) => self.expr(*it),
            Stmt::Assign { targets, value } => {
                let targets = targets.iter().map(|it| format!("{} = ", self.expr(*it)));
                format!("{}{}", targets.collect::<String>(), self.expr(*value))
            }
            Stmt::AugAssign { target, op, value } => {
                format!("{} {op:?}= {}", self.expr(*target), self.expr(*value))
            }
            Stmt::AnnAssign { target, annotation, value } => {
                let head = format!("{}: {}", self.expr(*target), self.expr(*annotation));
                value.map_or(head.clone(), |it| format!("{head} = {}", self.expr(it)))
            }
            Stmt::Return(it) => with("return", it),
            Stmt::Raise { exc, cause } => {
                let cause = cause.map(|it| format!(" from {}", self.expr(it)));
                with("raise", exc) + &cause.unwrap_or_default()
            }
            Stmt::Delete(it) => format!("del {}", self.exprs(it)),
            Stmt::Assert { test, message } => {
                let message = message.map(|it| format!(", {}", self.expr(it)));
                format!("assert {}{}", self.expr(*test), message.unwrap_or_default())
            }
            Stmt::Break => "break".to_owned(),
            Stmt::Continue => "continue".to_owned(),
            Stmt::Import(it) => {
                let names = list(&it.aliases, |it| {
                    let word = if it.has_as { "as" } else { "binds" };
                    format!("{} {word} {}", it.name, self.var(&it.var))
                });
                let from = it.from.as_ref();
                let from =
                    from.map(|from| format!("from {}{from} ", ".".repeat(it.level as usize)));
                let star = if it.is_star { "*" } else { "" };
                format!("{}import {names}{star}", from.unwrap_or_default())
            }
            Stmt::TypeAlias { var } => format!("type {}", self.var(var)),
            _ => "pass".to_owned(),
        }
    }

    fn definition(&mut self, scope: BodyScope, var: &str, depth: usize) {
        let body = self.body;
        let made = body.scope(scope);
        for decorator in &made.decorators {
            self.line(depth, &format!("@{}", self.expr(*decorator)));
        }
        let coroutine = word(made.is_coroutine && !made.is_class());
        let parts = match &made.kind {
            ScopeKind::Class { args } => format!("class {}({})", made.name, self.args(args)),
            _ => format!("{coroutine}def {}({})", made.name, self.params(&made.params)),
        };
        let returns = made.returns.map(|it| format!(" -> {}", self.expr(it)));
        let binds = if var.is_empty() { String::new() } else { format!(" binds {var}") };
        let elsewhere = if made.is_elsewhere { " ..elsewhere" } else { "" };
        let doc = if made.has_docstring { " ..documented" } else { "" };
        let tail = format!("{}:{binds}{elsewhere}{doc}", returns.unwrap_or_default());
        self.line(depth, &format!("{parts}{tail}"));
        if !made.is_elsewhere {
            self.variables(scope, depth + 1);
        }
        self.block(&made.body, depth + 1);
    }

    fn params(&self, params: &[Param]) -> String {
        list(params, |it| {
            let (before, behind) = match it.kind {
                ParamKind::PositionalOnly => ("", "/"),
                ParamKind::PositionalOrKeyword => ("", ""),
                ParamKind::VarPositional => ("*", ""),
                ParamKind::KeywordOnly => ("=", ""),
                ParamKind::VarKeyword => ("**", ""),
            };
            let annotation = it.annotation.map(|it| format!(": {}", self.expr(it)));
            let default = it.default.map(|it| format!(" = {}", self.expr(it)));
            let (annotation, default) =
                (annotation.unwrap_or_default(), default.unwrap_or_default());
            format!("{before}{}{behind}{annotation}{default}", it.name)
        })
    }

    // ---- expressions --------------------------------------------------------------------------

    fn var(&self, var: &VarRef) -> String {
        match var {
            VarRef::Local(it) => {
                let var = self.body.var(*it);
                format!("{}.{}", var.name, var.scope.index())
            }
            VarRef::Global(it) => it.to_string(),
            VarRef::Enclosing(it) => format!("^{it}"),
        }
    }

    fn exprs(&self, exprs: &[ExprId]) -> String {
        list(exprs, |it| self.expr(*it))
    }

    fn expr(&self, expr: ExprId) -> String {
        let one = |it: &ExprId| self.expr(*it);
        let part = |it: &Option<ExprId>| it.map(|it| self.expr(it)).unwrap_or_default();
        match self.body.expr(expr) {
            Expr::Missing => "<missing>".to_owned(),
            Expr::Name(it) => self.var(it),
            Expr::Const(it) => constant(it),
            Expr::FString(it) => format!("f<{}>", self.exprs(it)),
            Expr::Tuple(it) => format!("({},)", self.exprs(it)),
            Expr::List(it) => format!("[{}]", self.exprs(it)),
            Expr::Set(it) => format!("{{{}}}", self.exprs(it)),
            Expr::Dict(items) => {
                let items = list(items, |it| match it.key {
                    Some(key) => format!("{}: {}", self.expr(key), self.expr(it.value)),
                    None => format!("**{}", self.expr(it.value)),
                });
                format!("{{{items}}}")
            }
            Expr::Starred(it) => format!("*{}", one(it)),
            Expr::Comp(it) => self.comp(*it),
            Expr::Lambda(it) => self.lambda(*it),
            Expr::Bin { op, left, right } => format!("({} {op:?} {})", one(left), one(right)),
            Expr::Unary { op, operand } => format!("({op:?} {})", one(operand)),
            Expr::Bool { is_and, operands } => {
                let word = if *is_and { " and " } else { " or " };
                format!("({})", operands.iter().map(one).collect::<Vec<_>>().join(word))
            }
            Expr::If { test, then, orelse } => {
                format!("({} if {} else {})", one(then), one(test), one(orelse))
            }
            Expr::Compare { left, rest } => {
                let rest = rest.iter().map(|it| format!(" {} {}", comparison(it.0), one(&it.1)));
                format!("({}{})", one(left), rest.collect::<String>())
            }
            Expr::Call { func, args } => format!("{}({})", one(func), self.args(args)),
            Expr::Attr { value, name } => format!("{}.{name}", one(value)),
            Expr::Subscript { value, index } => format!("{}[{}]", one(value), one(index)),
            Expr::Slice(it) => {
                format!("{}:{}:{}", part(&it.lower), part(&it.upper), part(&it.step))
            }
            Expr::Walrus { target, value } => format!("({} := {})", self.var(target), one(value)),
            Expr::Await(it) => format!("(await {})", one(it)),
            Expr::Yield(it) => format!("(yield {})", part(it)),
            Expr::YieldFrom(it) => format!("(yield from {})", one(it)),
        }
    }

    fn args(&self, args: &[Arg]) -> String {
        list(args, |it| {
            let value = self.expr(it.value);
            match &it.kind {
                ArgKind::Positional => value,
                ArgKind::Star => format!("*{value}"),
                ArgKind::Keyword(name) => format!("{name}={value}"),
                ArgKind::DoubleStar => format!("**{value}"),
            }
        })
    }

    fn lambda(&self, scope: BodyScope) -> String {
        let made = self.body.scope(scope);
        let result = made.result.map(|it| self.expr(it)).unwrap_or_default();
        let free = self.free(made);
        format!("(lambda.{} {}: {result}{free})", scope.index(), self.params(&made.params))
    }

    fn free(&self, scope: &Scope) -> String {
        match &*scope.free {
            [] => String::new(),
            free => format!(" free: {}", list(free, |it| self.var(&VarRef::Local(*it)))),
        }
    }

    fn comp(&self, scope: BodyScope) -> String {
        let made = self.body.scope(scope);
        let ScopeKind::Comp { kind, clauses, key } = &made.kind else { return String::new() };
        let mut text = made.result.map(|it| self.expr(it)).unwrap_or_default();
        if let Some(key) = key {
            text = format!("{}: {text}", self.expr(*key));
        }
        for clause in clauses {
            let (target, iter) = (self.expr(clause.target), self.expr(clause.iter));
            text += &format!(" {}for {target} in {iter}", word(clause.is_async));
            for condition in &clause.conditions {
                text += &format!(" if {}", self.expr(*condition));
            }
        }
        text += &self.free(made);
        match kind {
            CompKind::List => format!("[{text}]"),
            CompKind::Set | CompKind::Dict => format!("{{{text}}}"),
            CompKind::Generator => format!("({text})"),
        }
    }

    // ---- patterns -----------------------------------------------------------------------------

    fn pattern(&self, pattern: &Pattern) -> String {
        let all = |it: &[Pattern]| list(it, |it| self.pattern(it));
        match pattern {
            Pattern::Wildcard => "_".to_owned(),
            Pattern::Value(it) => self.expr(*it),
            Pattern::Singleton(it) => format!("is {}", constant(it)),
            Pattern::Capture(it) => self.var(it),
            Pattern::As(inner, it) => format!("({} as {})", self.pattern(inner), self.var(it)),
            Pattern::Or(it) => format!("({})", all(it).replace(", ", " | ")),
            Pattern::Sequence(it) => format!("[{}]", all(it)),
            Pattern::Star(it) => {
                format!("*{}", it.as_ref().map_or("_".to_owned(), |it| self.var(it)))
            }
            Pattern::Mapping { items, rest } => {
                let items =
                    list(items, |it| format!("{}: {}", self.expr(it.0), self.pattern(&it.1)));
                let rest = rest.as_ref().map(|it| format!(", **{}", self.var(it)));
                format!("{{{items}{}}}", rest.unwrap_or_default())
            }
            Pattern::Class { class, patterns, keywords } => {
                let keywords =
                    keywords.iter().map(|it| format!("{}={}", it.0, self.pattern(&it.1)));
                let patterns = patterns.iter().map(|it| self.pattern(it)).chain(keywords);
                format!("{}({})", self.expr(*class), patterns.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn list<T>(items: &[T], show: impl FnMut(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn word(is_async: bool) -> &'static str {
    if is_async { "async " } else { "" }
}

fn constant(value: &Const) -> String {
    match value {
        Const::None => "None".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Ellipsis => "...".to_owned(),
        Const::Int(it) => it.to_string(),
        Const::BigInt(it) => it.to_string(),
        Const::Float(it) => format!("{:?}", f64::from_bits(*it)),
        Const::Imaginary(it) => format!("{:?}j", f64::from_bits(*it)),
        Const::Str(it) => format!("{it:?}"),
        Const::Bytes(it) => format!("b{:?}", String::from_utf8_lossy(it)),
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "==",
        CompareOp::NotEq => "!=",
        CompareOp::Lt => "<",
        CompareOp::LtE => "<=",
        CompareOp::Gt => ">",
        CompareOp::GtE => ">=",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is not",
        CompareOp::In => "in",
        CompareOp::NotIn => "not in",
    }
}
