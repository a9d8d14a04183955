//! `workspace/symbol`: the functions, classes and globals of all files in the client's folders.

use refwise_analysis::File;
use refwise_analysis::ide::symbols::{Symbol, symbols};

use super::document_symbol::kind;
use crate::backend::lsp_types::{
    SymbolInformation, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};
use crate::projects;
use crate::state::Snapshot;

/// More are not shown.
const MAX_SYMBOLS: usize = 512;

/// The symbols in whose names the letters of the query stand in their order.
pub(super) fn workspace_symbols(
    snapshot: &Snapshot,
    params: &WorkspaceSymbolParams,
) -> Option<WorkspaceSymbolResponse> {
    if !snapshot.options.features.workspace_symbol {
        return None;
    }
    let query = params.query.to_lowercase();
    let mut found = Vec::new();
    for file in projects::files(snapshot) {
        snapshot.db.give_way();
        for symbol in symbols(&snapshot.db, file) {
            add(snapshot, file, &symbol, None, &query, &mut found);
        }
        if found.len() >= MAX_SYMBOLS {
            found.truncate(MAX_SYMBOLS);
            break;
        }
    }
    Some(WorkspaceSymbolResponse::Flat(found))
}

fn add(
    snapshot: &Snapshot,
    file: File,
    symbol: &Symbol,
    container: Option<&str>,
    query: &str,
    found: &mut Vec<SymbolInformation>,
) {
    if matches(&symbol.name, query)
        && let Some(location) = snapshot.location(file, symbol.name_range)
    {
        #[expect(deprecated, reason = "the type has the field")]
        found.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: kind(symbol.kind),
            tags: None,
            deprecated: None,
            location,
            container_name: container.map(str::to_owned),
        });
    }
    for child in &symbol.children {
        add(snapshot, file, child, Some(&symbol.name), query, found);
    }
}

/// Do the letters of `query` stand in `name`, in their order?
fn matches(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().all(|wanted| letters.any(|it| it == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_in_their_order() {
        assert!(matches("HttpServer", "hs"));
        assert!(matches("HttpServer", ""));
        assert!(!matches("HttpServer", "sh"));
    }
}
