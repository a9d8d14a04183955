//! A table in the form that `dump.py` writes CPython's in.

use std::fmt::Write;

use refwise_syntax::symtable::{ScopeId, SymbolTable};
use refwise_syntax::{LineIndex, Stage, first_reported};

use crate::raised::place_and_message;

/// One line a scope: depth, type, name, line, nested, optimized, parameters, symbols with CPython's
/// number for all their flags and their resolution, sorted. Where CPython raises an error instead:
/// that.
pub(crate) fn canonical(table: &SymbolTable, text: &str) -> String {
    let error = first_reported(table.errors());
    if let Some(error) = error.filter(|it| it.stage <= Stage::Symtable) {
        let (place, message) = place_and_message(error, text);
        return format!("error\t{place}\t{message}\n");
    }
    let lines = LineIndex::new(text);
    let mut canonical = String::new();
    let mut open = vec![(ScopeId::MODULE, 0)];
    while let Some((scope, depth)) = open.pop() {
        write_scope(&mut canonical, table, &lines, scope, depth);
        open.extend(table.children(scope).iter().rev().map(|&it| (it, depth + 1)));
    }
    canonical
}

fn write_scope(
    text: &mut String,
    table: &SymbolTable,
    lines: &LineIndex,
    id: ScopeId,
    depth: usize,
) {
    let scope = table.scope(id);
    let parameters: Vec<&str> = table.parameters(id).iter().map(|&it| table.name(it)).collect();
    let mut symbols: Vec<(&str, u32)> = table
        .symbols(id)
        .iter()
        .map(|it| (table.name(it.name), u32::from(it.flags.bits()) | it.resolution.number() << 12))
        .collect();
    symbols.sort_unstable();
    let symbols: Vec<String> =
        symbols.iter().map(|(name, flags)| format!("{name}:{flags}")).collect();
    let _ = writeln!(
        text,
        "{depth}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        scope.kind.type_name(),
        table.name(scope.name),
        scope.line(lines),
        if scope.is_nested { "nested" } else { "-" },
        if scope.is_optimized() { "optimized" } else { "-" },
        parameters.join(","),
        symbols.join(" "),
    );
}
