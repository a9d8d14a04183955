//! `textDocument/semanticTokens`: names that are captured, free, global or shared defaults.

use refwise_analysis::ide::tokens::{Mark, Token, tokens};
use refwise_syntax::{TextRange, TextSize};
use serde_json::{Value, json};

use crate::backend::lsp_types::{
    Position, SemanticToken, SemanticTokens, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult,
};
use crate::state::Snapshot;
use crate::view::View;

/// What the numbers in the answers mean.
pub(crate) fn legend() -> Value {
    json!({"tokenTypes": ["variable", "parameter"], "tokenModifiers": Mark::NAMES})
}

/// The tokens of a document.
pub(super) fn full(
    snapshot: &Snapshot,
    params: &SemanticTokensParams,
) -> Option<SemanticTokensResult> {
    let view = snapshot.view(&params.text_document.uri)?;
    let all = TextRange::up_to(TextSize::of(view.file.text(&snapshot.db)));
    Some(SemanticTokensResult::Tokens(in_range(&view, all)?))
}

/// The tokens of a part of a document.
pub(super) fn range(
    snapshot: &Snapshot,
    params: &SemanticTokensRangeParams,
) -> Option<SemanticTokensRangeResult> {
    let view = snapshot.view(&params.text_document.uri)?;
    let range = view.text_range(params.range);
    Some(SemanticTokensRangeResult::Tokens(in_range(&view, range)?))
}

fn in_range(view: &View<'_>, range: TextRange) -> Option<SemanticTokens> {
    if !view.snapshot.options.features.semantic_tokens {
        return None;
    }
    let found = tokens(&view.snapshot.db, view.file, range);
    let mut last = Position::default();
    let shown = found.iter().filter(|it| view.holds(it.range)).map(|it| shown(view, it, &mut last));
    Some(SemanticTokens { result_id: None, data: shown.collect() })
}

/// A token, relative to the one before, which ends at `last`.
fn shown(view: &View<'_>, token: &Token, last: &mut Position) -> SemanticToken {
    let range = view.range(token.range);
    let is_same_line = range.start.line == last.line;
    let shown = SemanticToken {
        delta_line: range.start.line - last.line,
        delta_start: range.start.character - if is_same_line { last.character } else { 0 },
        length: range.end.character - range.start.character,
        token_type: u32::from(token.is_parameter),
        token_modifiers_bitset: 1 << token.mark.index(),
    };
    *last = range.start;
    shown
}
