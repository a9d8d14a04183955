//! From a tree of nodes back to a text that parses to the same tree, so that programs' trees go the
//! way of all source through the compiler.
//!
//! The text is for the compiler alone. Beside it stand the places that the nodes have themselves,
//! and names that no text could spell (`compile` takes any).

mod expressions;
mod fields;
mod literals;
mod patterns;
mod statements;

use refwise_syntax::kind::SyntaxKind;
use refwise_syntax::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::classes::{Shape, shapes};
use crate::code::{CodeObject, Constant};
use crate::compile::Places;
use crate::compile::sequence::Location;
use crate::error::Res;
use crate::heap::Ref;
use crate::text;
use crate::vm::Vm;
use std::sync::Arc;

/// A tree as text.
#[derive(Default)]
pub(super) struct Source {
    pub(super) text: String,
    /// Where the nodes say that they stand, by their range in the text.
    pub(super) places: Places,
    names: Names,
}

/// Names that are not spelled as Python spells names, and what stands for them in the text.
#[derive(Default)]
struct Names(Vec<(String, String)>);

/// The text of a tree: `Module`, `Interactive` or `Expression`.
pub(super) fn source(vm: &Vm, tree: &Ref) -> Res<Source> {
    let mut writer = Writer { vm, shapes: shapes(vm)?, made: Source::default(), indent: 0 };
    writer.module(tree)?;
    Ok(writer.made)
}

struct Writer<'a> {
    vm: &'a Vm,
    shapes: FxHashMap<&'static str, Shape>,
    made: Source,
    /// How many blocks are open.
    indent: usize,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.made.text.push_str(text);
    }

    fn here(&self) -> TextSize {
        TextSize::of(&self.made.text)
    }

    /// Writes what the node's place belongs to.
    fn placed(&mut self, location: Location, write: impl FnOnce(&mut Self) -> Res<()>) -> Res<()> {
        let start = self.here();
        write(self)?;
        self.place(start, location);
        Ok(())
    }

    /// What was written from `start` on stands there. A node inside that is as long stood first.
    fn place(&mut self, start: TextSize, location: Location) {
        let range = TextRange::new(start, self.here());
        self.made.places.entry(range).or_insert(location);
    }

    /// Writes all of `items`, with commas between them.
    fn separated<T>(
        &mut self,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T) -> Res<()>,
    ) -> Res<()> {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            write(self, item)?;
        }
        Ok(())
    }

    /// A name with dots, or one without.
    fn name(&mut self, name: &str) {
        for (at, part) in name.split('.').enumerate() {
            if at > 0 {
                self.push(".");
            }
            let spelled = self.made.names.spell(part);
            self.push(&spelled);
        }
    }
}

impl Names {
    fn spell(&mut self, name: &str) -> String {
        let is_name = text::Str::from(name).isidentifier();
        if is_name && SyntaxKind::from_keyword(name).is_none() {
            return name.to_owned();
        }
        if let Some((known, _)) = self.0.iter().find(|it| it.1 == name) {
            return known.clone();
        }
        let made = format!("_unspelled_{}_", self.0.len());
        self.0.push((made.clone(), name.to_owned()));
        made
    }

    fn original(&self, name: &Arc<str>) -> Arc<str> {
        let mut found = name.to_string();
        for (spelled, original) in &self.0 {
            found = found.replace(spelled, original);
        }
        found.into()
    }
}

impl Source {
    /// The code with the names that the tree has.
    pub(super) fn named(&self, code: CodeObject) -> CodeObject {
        if self.names.0.is_empty() { code } else { self.renamed(code) }
    }

    fn renamed(&self, code: CodeObject) -> CodeObject {
        let all = |names: &[Arc<str>]| names.iter().map(|it| self.names.original(it)).collect();
        let constant = |it: Constant| match it {
            Constant::Code(code) => Constant::Code(Arc::new(self.renamed((*code).clone()))),
            other => other,
        };
        CodeObject {
            co_names: all(&code.co_names),
            co_localsplusnames: all(&code.co_localsplusnames),
            co_name: self.names.original(&code.co_name),
            co_qualname: self.names.original(&code.co_qualname),
            co_consts: code.co_consts.into_iter().map(constant).collect(),
            ..code
        }
    }
}
