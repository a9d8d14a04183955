//! Statements, a line each, blocks indented by one column.

use super::Writer;
use super::expressions::Precedence::Test;
use crate::error::Res;
use crate::heap::Ref;

impl Writer<'_> {
    /// `Module`, `Interactive` or `Expression`.
    pub(super) fn module(&mut self, tree: &Ref) -> Res<()> {
        if self.kind(tree, "mod")? == "Expression" {
            return self.expr(&self.required(tree, "body")?, Test);
        }
        for statement in self.list(tree, "body")? {
            self.statement(&statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, node: &Ref) -> Res<()> {
        let _nested = self.vm.enter(" while traversing 'stmt' node")?;
        let kind = self.kind(node, "stmt")?;
        self.decorators(node, kind)?;
        self.begin_line();
        let start = self.here();
        let location = self.location(node, "stmt")?;
        self.statement_of(node, kind)?;
        self.place(start, location);
        self.end_line();
        Ok(())
    }

    fn begin_line(&mut self) {
        let indent = " ".repeat(self.indent);
        self.push(&indent);
    }

    /// A block has ended its last line.
    fn end_line(&mut self) {
        self.push("\n");
    }

    fn decorators(&mut self, node: &Ref, kind: &str) -> Res<()> {
        if !matches!(kind, "FunctionDef" | "AsyncFunctionDef" | "ClassDef") {
            return Ok(());
        }
        for decorator in self.list(node, "decorator_list")? {
            self.begin_line();
            self.push("@");
            self.expr(&decorator, Test)?;
            self.end_line();
        }
        Ok(())
    }

    /// `: …`, without the end of its last line.
    fn block(&mut self, node: &Ref, field: &str) -> Res<()> {
        let statements = self.not_empty(node, field)?;
        self.push(":\n");
        self.indent += 1;
        for statement in &statements {
            self.statement(statement)?;
        }
        self.indent -= 1;
        let text = &mut self.made.text;
        text.truncate(text.trim_end_matches('\n').len());
        Ok(())
    }

    /// A block behind a word, unless it is empty.
    fn clause(&mut self, node: &Ref, field: &str, word: &str) -> Res<()> {
        if self.list(node, field)?.is_empty() {
            return Ok(());
        }
        self.end_line();
        self.begin_line();
        self.push(word);
        self.block(node, field)
    }

    fn test(&mut self, node: &Ref, field: &str) -> Res<()> {
        let part = self.required(node, field)?;
        self.expr(&part, Test)
    }

    /// An expression behind `before`, if there is one.
    fn optional_part(&mut self, node: &Ref, field: &str, before: &str) -> Res<()> {
        if let Some(part) = self.optional(node, field)? {
            self.push(before);
            self.expr(&part, Test)?;
        }
        Ok(())
    }

    fn statement_of(&mut self, node: &Ref, kind: &str) -> Res<()> {
        match kind {
            "Expr" => self.test(node, "value"),
            "Pass" | "Break" | "Continue" => {
                self.push(&kind.to_ascii_lowercase());
                Ok(())
            }
            "Return" => {
                self.push("return");
                self.optional_part(node, "value", " ")
            }
            "Raise" => {
                if self.optional(node, "exc")?.is_none() && self.optional(node, "cause")?.is_some()
                {
                    let text = "Raise with cause but no exception";
                    return Err(self.vm.value_error(text.to_owned()));
                }
                self.push("raise");
                self.optional_part(node, "exc", " ")?;
                self.optional_part(node, "cause", " from ")
            }
            "Assert" => {
                self.push("assert ");
                self.test(node, "test")?;
                self.optional_part(node, "msg", ", ")
            }
            "Delete" => {
                self.push("del ");
                let targets = self.not_empty(node, "targets")?;
                self.separated(&targets, |it, target| it.target(target, "Del"))
            }
            "Global" | "Nonlocal" => {
                self.push(&format!("{} ", kind.to_ascii_lowercase()));
                self.not_empty(node, "names")?;
                let names = self.names(node, "names")?;
                self.separated(&names, |it, name| {
                    it.name(name);
                    Ok(())
                })
            }
            "Import" | "ImportFrom" => self.import(node, kind == "ImportFrom"),
            "Assign" | "AugAssign" | "AnnAssign" | "TypeAlias" => self.assignment(node, kind),
            _ => self.compound(node, kind),
        }
    }

    fn not_empty(&self, node: &Ref, field: &str) -> Res<Vec<Ref>> {
        let found = self.list(node, field)?;
        if found.is_empty() {
            let of = self.vm.type_name(node);
            return Err(self.vm.value_error(format!("empty {field} on {of}")));
        }
        Ok(found)
    }

    fn import(&mut self, node: &Ref, is_from: bool) -> Res<()> {
        if is_from {
            self.push("from ");
            let level = self.optional(node, "level")?.map_or(Ok(0), |_| self.int(node, "level"))?;
            let Ok(dots) = usize::try_from(level) else {
                return Err(self.vm.value_error("Negative ImportFrom level".to_owned()));
            };
            self.vm.reserve(dots as u64)?;
            self.push(&".".repeat(dots));
            if let Some(module) = self.optional_identifier(node, "module")? {
                self.name(&module);
            }
            self.push(" ");
        }
        self.push("import ");
        let names = self.not_empty(node, "names")?;
        self.separated(&names, |it, alias| {
            it.kind(alias, "alias")?;
            let location = it.location(alias, "alias")?;
            it.placed(location, |it| {
                match it.identifier(alias, "name")? {
                    star if star == "*" => it.push("*"),
                    name => it.name(&name),
                }
                if let Some(name) = it.optional_identifier(alias, "asname")? {
                    it.push(" as ");
                    it.name(&name);
                }
                Ok(())
            })
        })
    }

    fn assignment(&mut self, node: &Ref, kind: &str) -> Res<()> {
        match kind {
            "Assign" => {
                for target in self.not_empty(node, "targets")? {
                    self.target(&target, "Store")?;
                    self.push(" = ");
                }
                self.test(node, "value")
            }
            "AugAssign" => {
                self.target(&self.required(node, "target")?, "Store")?;
                let (_, op, ..) = self.binary(node)?;
                self.push(&format!(" {op}= "));
                self.test(node, "value")
            }
            "AnnAssign" => {
                let target = self.required(node, "target")?;
                let is_name = self.kind(&target, "expr")? == "Name";
                let is_bare = !is_name || self.int(node, "simple")? != 0;
                self.push(if is_bare { "" } else { "(" });
                self.target(&target, "Store")?;
                self.push(if is_bare { ": " } else { "): " });
                self.test(node, "annotation")?;
                self.optional_part(node, "value", " = ")
            }
            _ => {
                self.push("type ");
                self.target(&self.required(node, "name")?, "Store")?;
                self.type_params(node)?;
                self.push(" = ");
                self.test(node, "value")
            }
        }
    }

    fn compound(&mut self, node: &Ref, kind: &str) -> Res<()> {
        if kind.starts_with("Async") {
            self.push("async ");
        }
        match kind {
            "FunctionDef" | "AsyncFunctionDef" => self.function(node),
            "ClassDef" => self.class(node),
            "If" => self.if_(node),
            "While" => {
                self.push("while ");
                self.test(node, "test")?;
                self.block(node, "body")?;
                self.clause(node, "orelse", "else")
            }
            "For" | "AsyncFor" => {
                self.push("for ");
                self.target(&self.required(node, "target")?, "Store")?;
                self.push(" in ");
                self.test(node, "iter")?;
                self.block(node, "body")?;
                self.clause(node, "orelse", "else")
            }
            "With" | "AsyncWith" => self.with(node),
            "Match" => self.match_(node),
            _ => self.try_(node, if kind == "TryStar" { "except*" } else { "except" }),
        }
    }

    fn function(&mut self, node: &Ref) -> Res<()> {
        self.push("def ");
        let name = self.identifier(node, "name")?;
        self.name(&name);
        self.type_params(node)?;
        self.push("(");
        self.arguments(&self.required(node, "args")?)?;
        self.push(")");
        self.optional_part(node, "returns", " -> ")?;
        self.block(node, "body")
    }

    fn class(&mut self, node: &Ref) -> Res<()> {
        self.push("class ");
        let name = self.identifier(node, "name")?;
        self.name(&name);
        self.type_params(node)?;
        let (bases, keywords) = (self.list(node, "bases")?, self.list(node, "keywords")?);
        if !bases.is_empty() || !keywords.is_empty() {
            self.push("(");
            self.call_arguments(&bases, &keywords)?;
            self.push(")");
        }
        self.block(node, "body")
    }

    fn type_params(&mut self, node: &Ref) -> Res<()> {
        let params = self.list(node, "type_params")?;
        if params.is_empty() {
            return Ok(());
        }
        self.push("[");
        self.separated(&params, |it, param| {
            let kind = it.kind(param, "type_param")?;
            let location = it.location(param, "type_param")?;
            it.placed(location, |it| {
                it.push(match kind {
                    "TypeVar" => "",
                    "TypeVarTuple" => "*",
                    _ => "**",
                });
                let name = it.identifier(param, "name")?;
                it.name(&name);
                if kind == "TypeVar" {
                    it.optional_part(param, "bound", ": ")?;
                }
                it.optional_part(param, "default_value", " = ")
            })
        })?;
        self.push("]");
        Ok(())
    }

    /// A single `if` in the `else` is an `elif`: chains of them may be long.
    fn if_(&mut self, node: &Ref) -> Res<()> {
        self.push("if ");
        self.test(node, "test")?;
        self.block(node, "body")?;
        let orelse = self.list(node, "orelse")?;
        let [only] = &*orelse else { return self.clause(node, "orelse", "else") };
        if self.kind(only, "stmt")? != "If" {
            return self.clause(node, "orelse", "else");
        }
        let _nested = self.vm.enter(" while traversing 'stmt' node")?;
        self.end_line();
        self.begin_line();
        let location = self.location(only, "stmt")?;
        let start = self.here();
        self.push("el");
        self.if_(only)?;
        self.place(start, location);
        Ok(())
    }

    fn with(&mut self, node: &Ref) -> Res<()> {
        self.push("with ");
        let items = self.not_empty(node, "items")?;
        self.separated(&items, |it, item| {
            it.kind(item, "withitem")?;
            // Parentheses of its own, lest a tuple's are taken for those of the items.
            it.push("(");
            it.test(item, "context_expr")?;
            it.push(")");
            if let Some(target) = it.optional(item, "optional_vars")? {
                it.push(" as ");
                it.target(&target, "Store")?;
            }
            Ok(())
        })?;
        self.block(node, "body")
    }

    fn match_(&mut self, node: &Ref) -> Res<()> {
        self.push("match ");
        self.test(node, "subject")?;
        self.push(":");
        self.indent += 1;
        for case in self.not_empty(node, "cases")? {
            self.kind(&case, "match_case")?;
            self.end_line();
            self.begin_line();
            self.push("case ");
            self.pattern(&self.required(&case, "pattern")?)?;
            self.optional_part(&case, "guard", " if ")?;
            self.block(&case, "body")?;
        }
        self.indent -= 1;
        Ok(())
    }

    fn try_(&mut self, node: &Ref, word: &str) -> Res<()> {
        self.push("try");
        self.block(node, "body")?;
        let handlers = self.list(node, "handlers")?;
        if handlers.is_empty() && self.list(node, "finalbody")?.is_empty() {
            let of = self.vm.type_name(node);
            let text = format!("{of} has neither except handlers nor finalbody");
            return Err(self.vm.value_error(text));
        }
        if handlers.is_empty() && !self.list(node, "orelse")?.is_empty() {
            let of = self.vm.type_name(node);
            return Err(self.vm.value_error(format!("{of} has orelse but no except handlers")));
        }
        for handler in handlers {
            self.handler(&handler, word)?;
        }
        self.clause(node, "orelse", "else")?;
        self.clause(node, "finalbody", "finally")
    }

    fn handler(&mut self, node: &Ref, word: &str) -> Res<()> {
        self.kind(node, "excepthandler")?;
        let location = self.location(node, "excepthandler")?;
        self.end_line();
        self.begin_line();
        self.placed(location, |it| {
            it.push(word);
            it.optional_part(node, "type", " ")?;
            if let Some(name) = it.optional_identifier(node, "name")? {
                it.push(" as ");
                it.name(&name);
            }
            it.block(node, "body")
        })
    }
}
