//! Patterns of `match`.

use super::Writer;
use super::expressions::Precedence::{Atom, BitOr, Factor};
use crate::error::Res;
use crate::heap::Ref;

impl Writer<'_> {
    /// A pattern; those that bind loosely are in parentheses.
    pub(super) fn pattern(&mut self, node: &Ref) -> Res<()> {
        let _nested = self.vm.enter(" while traversing 'pattern' node")?;
        let kind = self.kind(node, "pattern")?;
        let is_loose =
            kind == "MatchOr" || kind == "MatchAs" && self.optional(node, "pattern")?.is_some();
        if is_loose {
            self.push("(");
        }
        let location = self.location(node, "pattern")?;
        self.placed(location, |it| it.pattern_of(node, kind))?;
        if is_loose {
            self.push(")");
        }
        Ok(())
    }

    fn pattern_of(&mut self, node: &Ref, kind: &str) -> Res<()> {
        match kind {
            "MatchValue" => self.pattern_value(&self.required(node, "value")?)?,
            "MatchSingleton" => {
                let text = self.constant_text(&self.field(node, "value")?)?;
                self.push(&text);
            }
            "MatchSequence" => {
                self.push("[");
                self.separated(&self.list(node, "patterns")?, |it, part| it.pattern(part))?;
                self.push("]");
            }
            "MatchStar" => {
                self.push("*");
                self.capture(node, "name")?;
            }
            "MatchAs" => {
                if let Some(part) = self.optional(node, "pattern")? {
                    self.pattern(&part)?;
                    self.push(" as ");
                }
                self.capture(node, "name")?;
            }
            "MatchOr" => {
                for (at, part) in self.list(node, "patterns")?.iter().enumerate() {
                    if at > 0 {
                        self.push(" | ");
                    }
                    self.pattern(part)?;
                }
            }
            "MatchMapping" => self.mapping_pattern(node)?,
            _ => self.class_pattern(node)?,
        }
        Ok(())
    }

    fn capture(&mut self, node: &Ref, field: &str) -> Res<()> {
        match self.optional_identifier(node, field)? {
            Some(name) => self.name(&name),
            None => self.push("_"),
        }
        Ok(())
    }

    /// A number, a sum of two, a str, bytes, or a name with dots: no parentheses may stand here.
    fn pattern_value(&mut self, node: &Ref) -> Res<()> {
        let location = self.location(node, "expr")?;
        match self.kind(node, "expr")? {
            "Constant" => {
                let text = self.constant_text(&self.field(node, "value")?)?;
                let text = text.trim_matches(['(', ')']).to_owned();
                self.placed(location, |it| {
                    it.push(&text);
                    Ok(())
                })
            }
            "BinOp" => self.placed(location, |it| {
                let (_, op, ..) = it.binary(node)?;
                it.expr(&it.required(node, "left")?, Factor)?;
                it.push(op);
                it.expr(&it.required(node, "right")?, Factor)
            }),
            _ => self.expr(node, BitOr),
        }
    }

    fn mapping_pattern(&mut self, node: &Ref) -> Res<()> {
        let (keys, parts) = (self.list(node, "keys")?, self.list(node, "patterns")?);
        if keys.len() != parts.len() {
            let text = "MatchMapping doesn't have the same number of keys as patterns";
            return Err(self.vm.value_error(text.to_owned()));
        }
        self.push("{");
        let items: Vec<(Ref, Ref)> = keys.into_iter().zip(parts).collect();
        self.separated(&items, |it, (key, part)| {
            it.pattern_value(key)?;
            it.push(": ");
            it.pattern(part)
        })?;
        if let Some(rest) = self.optional_identifier(node, "rest")? {
            self.push(if items.is_empty() { "**" } else { ", **" });
            self.name(&rest);
        }
        self.push("}");
        Ok(())
    }

    fn class_pattern(&mut self, node: &Ref) -> Res<()> {
        self.expr(&self.required(node, "cls")?, Atom)?;
        self.push("(");
        let parts = self.list(node, "patterns")?;
        self.separated(&parts, |it, part| it.pattern(part))?;
        let (names, values) = (self.names(node, "kwd_attrs")?, self.list(node, "kwd_patterns")?);
        if names.len() != values.len() {
            let text = "MatchClass doesn't have the same number of keyword attributes as patterns";
            return Err(self.vm.value_error(text.to_owned()));
        }
        if !parts.is_empty() && !names.is_empty() {
            self.push(", ");
        }
        let items: Vec<(String, Ref)> = names.into_iter().zip(values).collect();
        self.separated(&items, |it, (name, part)| {
            it.name(name);
            it.push("=");
            it.pattern(part)
        })?;
        self.push(")");
        Ok(())
    }
}
