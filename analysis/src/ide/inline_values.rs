//! Which variables a debugger shows the values of while it stands in a line.

use refwise_syntax::{SyntaxKind, TextRange};

use crate::db::{Db, File, parse, symbol_table};
use crate::names::is_function;

/// The names of local variables in `range` that stand before the end of `stopped`, each in the
/// function in which the program stands.
pub fn variables(db: &dyn Db, file: File, range: TextRange, stopped: TextRange) -> Vec<TextRange> {
    let root = parse(db, file).syntax();
    let table = symbol_table(db, file);
    let at = stopped.start().min(root.text_range().end());
    let Some(token) = root.token_at_offset(at).right_biased() else { return Vec::new() };
    let Some(node) = token.parent() else { return Vec::new() };
    let scope = table.scope_at(&node);
    if !is_function(table, scope) {
        return Vec::new();
    }
    let Some(function) = table.scope(scope).node.to_node(&root) else { return Vec::new() };
    let names = function.descendants().filter(|it| {
        let is_name = matches!(it.kind(), SyntaxKind::NAME_EXPR | SyntaxKind::PARAM);
        let place = it.text_range();
        is_name && range.contains_range(place) && place.end() <= stopped.end()
    });
    let tokens = names.filter_map(|it| {
        let token = it.first_token().filter(|it| it.kind() == SyntaxKind::NAME)?;
        let is_param = it.kind() == SyntaxKind::PARAM;
        let inside = if is_param { scope } else { table.scope_at(&it) };
        let (owner, _) = table.resolve(inside, &table.mangled(inside, token.text()))?;
        (owner == scope).then(|| token.text_range())
    });
    tokens.collect()
}

#[cfg(test)]
mod tests {
    use refwise_syntax::TextSize;

    use super::*;
    use crate::{Change, RootDb};

    #[test]
    fn locals_before_the_line_are_shown() {
        let text = "g = 1\ndef f(a):\n    b = a + g\n    c = b\n    d = c\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let line = text.find("c = b").expect("there");
        let line = TextRange::at(TextSize::new(line as u32), TextSize::new(5));
        let all = TextRange::up_to(TextSize::of(text));
        let shown: Vec<&str> =
            variables(&db, file, all, line).iter().map(|it| &text[*it]).collect();
        assert_eq!(shown, ["a", "b", "a", "c", "b"]);
        let top = TextRange::up_to(TextSize::new(3));
        assert!(variables(&db, file, all, top).is_empty());
    }
}
