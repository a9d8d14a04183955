//! `textDocument/documentSymbol`: the functions, classes and globals of a document.

use refwise_analysis::ide::symbols::{Symbol, SymbolKind, symbols};

use crate::backend::lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind as Kind,
};
use crate::state::Snapshot;
use crate::view::View;

/// The symbols, in each other.
pub(super) fn document_symbols(
    snapshot: &Snapshot,
    params: &DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    if !snapshot.options.features.document_symbol {
        return None;
    }
    let found = symbols(&snapshot.db, view.file);
    let shown = found.iter().filter(|it| view.holds(it.range)).map(|it| shown(&view, it));
    Some(DocumentSymbolResponse::Nested(shown.collect()))
}

fn shown(view: &View<'_>, symbol: &Symbol) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.iter().map(|it| shown(view, it)).collect();
    #[expect(deprecated, reason = "the type has the field")]
    DocumentSymbol {
        name: symbol.name.clone(),
        detail: None,
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: view.range(symbol.range),
        selection_range: view.range(symbol.name_range),
        children: (!children.is_empty()).then_some(children),
    }
}

/// The protocol's word.
pub(super) fn kind(kind: SymbolKind) -> Kind {
    match kind {
        SymbolKind::Class => Kind::CLASS,
        SymbolKind::Function => Kind::FUNCTION,
        SymbolKind::Method => Kind::METHOD,
        SymbolKind::Variable => Kind::VARIABLE,
        SymbolKind::Constant => Kind::CONSTANT,
        SymbolKind::Attribute => Kind::FIELD,
    }
}
