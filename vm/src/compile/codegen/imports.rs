//! `import` and `from … import`.

use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::{Child, Node};

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::opcode::Opcode;

use super::Compiler;
use super::names::Access;

impl<'a> Compiler<'a, '_> {
    /// `compiler_import`.
    pub(super) fn import(&mut self, node: Node<'a>) {
        let location = self.location(node);
        for alias in node.nodes().filter(|it| it.kind == IMPORT_ALIAS) {
            let parts = self.dotted(alias);
            self.load_const(Constant::Int(0.into()), location);
            self.load_const(Constant::None, location);
            let module = self.fold.name(&parts.join("."));
            self.op_name(Opcode::IMPORT_NAME, &module, location);
            match alias.name().map(|it| self.fold.name(it.text())) {
                Some(asname) => self.import_as(&parts, &asname, location),
                None => self.nameop(&parts[0], Access::Store, location),
            }
        }
    }

    /// `compiler_import_as`: from the package to the module that is named last.
    fn import_as(&mut self, parts: &[Arc<str>], asname: &Arc<str>, location: Location) {
        for (at, part) in parts.iter().enumerate().skip(1) {
            let index = self.unit.names.add(part.clone());
            self.op_i(Opcode::IMPORT_FROM, index, location);
            if at + 1 < parts.len() {
                self.op_i(Opcode::SWAP, 2, location);
                self.op(Opcode::POP_TOP, location);
            }
        }
        self.nameop(asname, Access::Store, location);
        if parts.len() > 1 {
            self.op(Opcode::POP_TOP, location);
        }
    }

    /// The names between the dots of an alias, at least one.
    fn dotted(&mut self, alias: Node<'a>) -> Vec<Arc<str>> {
        let name = alias.node(DOTTED_NAME);
        let names = name.into_iter().flat_map(Node::tokens).filter(|it| it.kind == NAME);
        let mut parts: Vec<_> = names.map(|it| self.fold.name(it.text())).collect();
        if parts.is_empty() {
            parts.push("".into());
        }
        parts
    }

    /// `compiler_from_import`.
    pub(super) fn import_from(&mut self, node: Node<'a>) {
        let location = self.location(node);
        self.load_const(Constant::Int(level(node).into()), location);
        let aliases: Vec<_> = node.nodes().filter(|it| it.kind == IMPORT_ALIAS).collect();
        let star = node.token(STAR);
        let names: Vec<Arc<str>> = match star {
            Some(_) => vec!["*".into()],
            None => aliases.iter().map(|it| self.dotted(*it)[0].clone()).collect(),
        };
        let tuple = names.iter().map(|it| Constant::Str((&**it).into())).collect();
        self.load_const(Constant::Tuple(tuple), location);
        let module = match node.node(DOTTED_NAME) {
            Some(_) => self.dotted(node).join("."),
            None => String::new(),
        };
        let module = self.fold.name(&module);
        self.op_name(Opcode::IMPORT_NAME, &module, location);
        if star.is_some() {
            self.op_i(Opcode::CALL_INTRINSIC_1, 2, location);
            return self.op(Opcode::POP_TOP, Location::NONE);
        }
        for (alias, name) in aliases.into_iter().zip(names) {
            self.op_name(Opcode::IMPORT_FROM, &name, location);
            let asname = alias.name().map(|it| self.fold.name(it.text()));
            self.nameop(&asname.unwrap_or(name), Access::Store, location);
        }
        self.op(Opcode::POP_TOP, location);
    }
}

/// How many dots stand before the module's name.
fn level(node: Node<'_>) -> u32 {
    let tokens = node.children().map_while(|it| match it {
        Child::Token(it) if it.kind != IMPORT_KW => Some(it.kind),
        _ => None,
    });
    tokens
        .map(|it| match it {
            DOT => 1,
            ELLIPSIS => 3,
            _ => 0,
        })
        .sum()
}
