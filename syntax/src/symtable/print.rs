//! The text that `python3.13 -m symtable FILE` prints.

use std::fmt::Write;

use super::{ScopeId, ScopeKind, SymbolFlags, SymbolTable};

impl SymbolTable {
    /// What `python3.13 -m symtable` prints for a file of that name (`<stdin>` for standard input).
    ///
    /// Symbols come in the order in which CPython meets them. CPython's own order differs where it
    /// adds names from a set: those that a scope only hands to scopes inside, last in the table.
    pub fn print(&self, filename: &str) -> String {
        let mut text = String::new();
        let mut open = vec![(ScopeId::MODULE, 0)];
        while let Some((scope, level)) = open.pop() {
            self.print_scope(&mut text, scope, level, filename);
            open.extend(self.children(scope).iter().rev().map(|&it| (it, level + 1)));
        }
        text
    }

    fn print_scope(&self, text: &mut String, id: ScopeId, level: usize, filename: &str) {
        let scope = self.scope(id);
        let indent = "    ".repeat(level);
        let nested = if scope.is_nested { "nested " } else { "" };
        let kind = scope.kind.type_name();
        let what = match scope.kind {
            ScopeKind::Module => format!("from file {}", repr(filename)),
            _ => repr(self.name(scope.name)),
        };
        let _ = writeln!(text, "{indent}symbol table for {nested}{kind} {what}:");
        for symbol in self.symbols(id) {
            let (resolution, name) = (symbol.resolution.as_str(), repr(self.name(symbol.name)));
            let flags = flag_names(symbol.flags);
            let _ = writeln!(text, "    {indent}{resolution} symbol {name}: {flags}");
        }
        text.push('\n');
    }
}

/// The flags that CPython's `symtable` module imports by name, in its order.
const FLAG_NAMES: &[(SymbolFlags, &str)] = &[
    (SymbolFlags::USE, "use"),
    (SymbolFlags::GLOBAL, "def_global"),
    (SymbolFlags::NONLOCAL, "def_nonlocal"),
    (SymbolFlags::LOCAL, "def_local"),
    (SymbolFlags::PARAM, "def_param"),
    (SymbolFlags::IMPORT, "def_import"),
    (SymbolFlags::BOUND, "def_bound"),
    (SymbolFlags::ANNOT, "def_annot"),
];

fn flag_names(flags: SymbolFlags) -> String {
    let names: Vec<&str> =
        FLAG_NAMES.iter().filter(|it| flags.contains(it.0)).map(|it| it.1).collect();
    names.join(", ")
}

/// Python's `repr` of a string.
fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut repr = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            '\\' => repr.push_str("\\\\"),
            _ if c == quote => repr.extend(['\\', c]),
            _ if c.is_control() => {
                let _ = write!(repr, "\\x{:02x}", u32::from(c));
            }
            _ => repr.push(c),
        }
    }
    repr.push(quote);
    repr
}
