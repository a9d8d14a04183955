//! `textDocument/hover`: what is known of the object under the cursor, and the page of the rule that
//! a comment here silences, or that has found something here.

use refwise_analysis::{File, Rule, check, parse, rules};
use refwise_syntax::{SyntaxKind, SyntaxToken, TextRange, TextSize};

use crate::backend::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use crate::state::Snapshot;

use super::virtual_document::bytecode_of;

/// What is known of a place and the pages of the rules that found something there; `None` where there
/// is nothing to say.
pub(super) fn hover(snapshot: &Snapshot, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let view = snapshot.view(&at.text_document.uri)?;
    let (file, offset) = (view.file, view.offset(at.position));
    let facts = match snapshot.options.features.hover {
        true => refwise_analysis::ide::hover::hover(&snapshot.db, file, offset),
        false => None,
    };
    let rules =
        silenced_rule(snapshot, file, offset).or_else(|| found_rules(snapshot, file, offset));
    let bytecode = match snapshot.options.features.hover {
        true => bytecode(snapshot, file, offset),
        false => None,
    };
    let range = facts.as_ref().map(|it| it.range).or(rules.as_ref().map(|it| it.0));
    let range = range.or(bytecode.as_ref().map(|it| it.0))?;
    let facts = facts.iter().map(|it| it.markdown());
    let pages = rules.iter().flat_map(|it| &it.1).map(|it| it.page());
    let texts: Vec<String> = facts.chain(pages).chain(bytecode.map(|it| it.1)).collect();
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: match snapshot.client.markdown {
                true => MarkupKind::Markdown,
                false => MarkupKind::PlainText,
            },
            value: texts.join("\n---\n\n"),
        }),
        range: Some(view.range(range)),
    })
}

/// How many lines of bytecode a hover shows; a virtual document shows all.
const MAX_LINES: usize = 60;

/// The bytecode of the function whose name is defined at `offset`, and the place of that name.
fn bytecode(snapshot: &Snapshot, file: File, offset: TextSize) -> Option<(TextRange, String)> {
    let root = parse(&snapshot.db, file).syntax();
    let is_name = |it: &SyntaxToken| it.kind() == SyntaxKind::NAME;
    let name = root.token_at_offset(offset).find(is_name)?;
    let definition = name.parent().filter(|it| it.kind() == SyntaxKind::FUNCTION_DEF)?;
    let start = definition.text_range().start();
    let shown = bytecode_of(&snapshot.db, file, name.text(), start)?;
    let mut lines: Vec<&str> = shown.trim_end().lines().collect();
    if lines.len() > MAX_LINES {
        lines.truncate(MAX_LINES);
        lines.push("…");
    }
    let text = format!("Bytecode of CPython 3.13:\n\n```text\n{}\n```\n", lines.join("\n"));
    Some((name.text_range(), text))
}

/// The rules whose findings hold `offset`, each once, and the smallest of the findings.
fn found_rules(
    snapshot: &Snapshot,
    file: File,
    offset: TextSize,
) -> Option<(TextRange, Vec<&'static Rule>)> {
    let all = check(&snapshot.db, file).iter();
    let mut found: Vec<_> = all.filter(|it| it.range.contains_inclusive(offset)).collect();
    found.sort_by_key(|it| it.range.len());
    let mut rules: Vec<&Rule> = Vec::new();
    for rule in found.iter().filter_map(|it| rules::find(it.rule).ok()) {
        if !rules.iter().any(|it| it.name == rule.name) {
            rules.push(rule);
        }
    }
    let range = found.first()?.range;
    (!rules.is_empty()).then_some((range, rules))
}

/// The rule whose name stands at `offset` in a comment of ours.
fn silenced_rule(
    snapshot: &Snapshot,
    file: File,
    offset: TextSize,
) -> Option<(TextRange, Vec<&'static Rule>)> {
    let root = parse(&snapshot.db, file).syntax();
    let mut tokens = root.token_at_offset(offset);
    let comment = tokens.find(|it| it.kind() == SyntaxKind::COMMENT)?;
    let start = comment.text_range().start();
    let word = word_at(comment.text(), usize::from(offset - start))?;
    let names = comment.text().find("refwise:").filter(|&it| it < word.start)?;
    let bracket = comment.text()[names..word.start].contains('[');
    let rule = rules::find(&comment.text()[word.clone()]).ok().filter(|_| bracket)?;
    let at = |offset: usize| start + TextSize::new(offset as u32);
    Some((TextRange::new(at(word.start), at(word.end)), vec![rule]))
}

/// The name of a rule around the byte `at`.
fn word_at(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let before = text.get(..at)?.trim_end_matches(is_part).len();
    let behind = text[at..].trim_start_matches(is_part).len();
    let word = before..text.len() - behind;
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_from_any_side() {
        let text = "# refwise: ignore[is-literal, x]";
        for at in 18..=28 {
            assert_eq!(&text[word_at(text, at).unwrap()], "is-literal");
        }
        assert_eq!(word_at(text, 0), None);
        assert_eq!(word_at(text, 99), None);
    }
}
