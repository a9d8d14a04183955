//! What an editor can fold: blocks, brackets, strings, imports, comments.

use refwise_syntax::{NodeOrToken, SyntaxElement, SyntaxKind, TextRange};

use crate::db::{Db, File, line_index, parse};

/// Lines that can be folded into their first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From the end of what stays to the end of what is hidden.
    pub range: TextRange,
    /// What it is.
    pub kind: FoldKind,
}

/// What is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// Code.
    Code,
    /// Comments of several lines.
    Comment,
    /// Several imports.
    Imports,
}

/// The folds of `file`, the outer ones before those in them.
pub fn folds(db: &dyn Db, file: File) -> Vec<Fold> {
    let lines = line_index(db, file);
    let line =
        |range: TextRange| (lines.line_col(range.start()).line, lines.line_col(range.end()).line);
    let mut found = Vec::new();
    let root = parse(db, file).syntax();
    let mut runs = Runs::default();
    for element in root.descendants_with_tokens() {
        runs.take(&element, |it| lines.line_col(it).line, &mut found);
        let NodeOrToken::Node(node) = &element else { continue };
        let Some(range) = hidden(node) else { continue };
        let (first, last) = line(range);
        if first < last {
            found.push(Fold { range, kind: FoldKind::Code });
        }
    }
    runs.end(&mut found);
    found.sort_by_key(|it| (it.range.start(), std::cmp::Reverse(it.range.end())));
    found
}

/// What of a node is hidden when it is folded.
fn hidden(node: &refwise_syntax::SyntaxNode) -> Option<TextRange> {
    use SyntaxKind::*;
    let end = refwise_syntax::ast::significant_end(node);
    match node.kind() {
        BLOCK => {
            let before = node.parent()?.children_with_tokens().filter(|it| {
                it.kind() == COLON && it.text_range().end() <= node.text_range().start()
            });
            Some(TextRange::new(before.last()?.text_range().end().min(end), end))
        }
        LIST_EXPR | SET_EXPR | DICT_EXPR | TUPLE_EXPR | PAREN_EXPR | ARG_LIST | PARAM_LIST
        | LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR | STRING_EXPR
        | FSTRING => {
            let first = node.first_token()?;
            Some(TextRange::new(first.text_range().start(), end))
        }
        _ => None,
    }
}

/// Comments, or imports, that stand in lines below each other.
#[derive(Default)]
struct Runs {
    current: Option<(FoldKind, TextRange, u32)>,
}

impl Runs {
    fn take(
        &mut self,
        element: &SyntaxElement,
        line: impl Fn(refwise_syntax::TextSize) -> u32,
        found: &mut Vec<Fold>,
    ) {
        let kind = match element.kind() {
            SyntaxKind::COMMENT => FoldKind::Comment,
            SyntaxKind::IMPORT_STMT | SyntaxKind::IMPORT_FROM_STMT => FoldKind::Imports,
            _ => return,
        };
        let range = match element {
            NodeOrToken::Node(it) => {
                TextRange::new(it.text_range().start(), refwise_syntax::ast::significant_end(it))
            }
            NodeOrToken::Token(it) => it.text_range(),
        };
        let (first, last) = (line(range.start()), line(range.end()));
        match &mut self.current {
            Some((same, run, end)) if *same == kind && first <= *end + 1 => {
                *run = run.cover(range);
                *end = last;
            }
            _ => {
                self.end(found);
                self.current = Some((kind, range, last));
            }
        }
    }

    fn end(&mut self, found: &mut Vec<Fold>) {
        if let Some((kind, range, _)) = self.current.take() {
            found.push(Fold { range, kind });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    /// The first and last lines of the folds, from one.
    fn lines(text: &str) -> Vec<(u32, u32, FoldKind)> {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let lines = line_index(&db, file);
        let line = |it| lines.line_col(it).line + 1;
        let found = folds(&db, file);
        let all = found.iter().map(|it| (line(it.range.start()), line(it.range.end()), it.kind));
        all.filter(|it| it.0 < it.1).collect()
    }

    #[test]
    fn blocks_and_brackets_fold() {
        let text = "def f(\n    x,\n):\n    if x:\n        return [\n            1,\n        ]\n\n\ny = 1\n";
        let code = FoldKind::Code;
        assert_eq!(lines(text), [(1, 3, code), (3, 7, code), (4, 7, code), (5, 7, code)]);
    }

    #[test]
    fn comments_and_imports_fold() {
        let text = "# a\n# b\nimport a\nfrom b import c\n\nx = '''\n'''\n";
        let kinds = [(1, 2, FoldKind::Comment), (3, 4, FoldKind::Imports), (6, 7, FoldKind::Code)];
        assert_eq!(lines(text), kinds);
    }
}
