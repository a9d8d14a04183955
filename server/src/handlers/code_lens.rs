//! `textDocument/codeLens`: what runs a program.

use refwise_analysis::ide::lenses::main_guards;
use serde_json::json;

use crate::backend::lsp_types::{CodeLens, CodeLensParams, Command};
use crate::commands::RUN;
use crate::state::Snapshot;

/// One lens for each `if __name__ == "__main__":`; none where nothing may be run.
pub(super) fn code_lenses(snapshot: &Snapshot, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    if !snapshot.options.features.run || snapshot.options.is_untrusted {
        return None;
    }
    let view = snapshot.view(&params.text_document.uri)?;
    let guards = main_guards(&snapshot.db, view.file);
    let lens = |range| CodeLens {
        range: view.range(range),
        command: Some(Command {
            title: "Run".to_owned(),
            command: RUN.to_owned(),
            arguments: Some(vec![json!(view.uri.as_str())]),
        }),
        data: None,
    };
    Some(guards.into_iter().filter(|it| view.holds(*it)).map(lens).collect())
}
