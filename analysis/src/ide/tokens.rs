//! Names that are more than local: captured by a function, free in one, global, shared as a default.

use refwise_syntax::ast::Expr;
use refwise_syntax::symtable::{Resolution, ScopeId, SymbolTable};
use refwise_syntax::{SyntaxKind, SyntaxToken, TextRange, WalkEvent};

use crate::bindings::How;
use crate::db::{Db, File, parse};
use crate::excerpt::Excerpt;
use crate::fresh::container;
use crate::names::{Names, is_function};

/// A name that is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The name.
    pub range: TextRange,
    /// It is a parameter.
    pub is_parameter: bool,
    /// Why it is marked.
    pub mark: Mark,
}

/// Why a name is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A variable of this function that a function inside captures: it lives in a cell.
    Captured,
    /// A variable of a function around.
    Free,
    /// A variable of the module, in a function.
    Global,
    /// A parameter whose default is one object for all calls, and can be changed.
    SharedDefault,
}

impl Mark {
    /// All of them, in the order of [`Mark::index`].
    pub const NAMES: [&'static str; 4] = ["captured", "free", "global", "sharedDefault"];

    /// Its place in [`Mark::NAMES`].
    pub const fn index(self) -> u32 {
        match self {
            Mark::Captured => 0,
            Mark::Free => 1,
            Mark::Global => 2,
            Mark::SharedDefault => 3,
        }
    }
}

/// The marked names of `file` in `range`, in the order of the text.
pub fn tokens(db: &dyn Db, file: File, range: TextRange) -> Vec<Token> {
    let parse = parse(db, file);
    let root = parse.syntax();
    let excerpt = Excerpt::of_file(db, file);
    let names = Names::new(&excerpt);
    let mut found = Vec::new();
    let mut walk = root.preorder_with_tokens();
    while let Some(event) = walk.next() {
        let WalkEvent::Enter(element) = event else { continue };
        if element.text_range().intersect(range).is_none() {
            walk.skip_subtree();
            continue;
        }
        if let Some(token) = element.into_token().filter(|it| it.kind() == SyntaxKind::NAME) {
            db.unwind_if_revision_cancelled();
            found.extend(marked(&names, &token));
        }
    }
    found
}

fn marked(names: &Names<'_>, token: &SyntaxToken) -> Option<Token> {
    let parent = token.parent()?;
    let table = names.table();
    let is_definition = matches!(
        parent.kind(),
        SyntaxKind::PARAM | SyntaxKind::VARARG_PARAM | SyntaxKind::KWARG_PARAM
    );
    let scope = match parent.kind() {
        SyntaxKind::NAME_EXPR => table.scope_at(&parent),
        _ if is_definition => table.scope_of(&parent.parent()?.parent()?)?,
        _ => return None,
    };
    let name = table.mangled(scope, token.text());
    let (owner, symbol) = table.resolve(scope, &name)?;
    let default = || shared_default(names, owner, &name);
    let inside = running_in(table, scope);
    if inside == ScopeId::MODULE {
        return None;
    }
    let seen = table.symbol_named(inside, &name).map(|it| it.resolution);
    let mark = match seen.unwrap_or(table.symbol_named(scope, &name)?.resolution) {
        Resolution::Free => Mark::Free,
        Resolution::Cell if is_captured(table, owner, &name) => Mark::Captured,
        _ if is_function(table, owner) && default() => Mark::SharedDefault,
        Resolution::GlobalExplicit => Mark::Global,
        Resolution::GlobalImplicit if is_state(names, &name) => Mark::Global,
        _ => return None,
    };
    let is_parameter =
        is_definition || symbol.flags.contains(refwise_syntax::symtable::SymbolFlags::PARAM);
    Some(Token { range: token.text_range(), is_parameter, mark })
}

/// The scope in whose frame `scope` runs: most comprehensions run in the one around them.
fn running_in(table: &SymbolTable, mut scope: ScopeId) -> ScopeId {
    while let Some(parent) = table.scope(scope).parent.filter(|_| table.scope(scope).is_inlined) {
        scope = parent;
    }
    scope
}

/// A cell that only an inlined comprehension shares is none.
fn is_captured(table: &SymbolTable, owner: ScopeId, name: &str) -> bool {
    let Some(id) = table.name_id(name) else { return false };
    table.capturers(owner, id).next().is_some()
}

/// Does a parameter `name` of `scope` have a default that can be changed?
fn shared_default(names: &Names<'_>, scope: ScopeId, name: &str) -> bool {
    let Some(bindings) = names.bindings(scope) else { return false };
    bindings.of_name(name).iter().any(|it| match &it.how {
        How::Param(param) => param.default().is_some_and(|it| is_mutable(names, &it)),
        _ => false,
    })
}

fn is_mutable(names: &Names<'_>, expr: &Expr) -> bool {
    container(names, expr).is_some()
}

/// Is the global `name` bound to values, rather than imported or defined?
fn is_state(names: &Names<'_>, name: &str) -> bool {
    let Some(bindings) = names.bindings(ScopeId::MODULE) else { return false };
    bindings.of_name(name).iter().any(|it| matches!(it.how, How::Assign(_) | How::Other))
}

#[cfg(test)]
mod tests {
    use refwise_syntax::TextSize;

    use super::*;
    use crate::{Change, RootDb};

    fn check(text: &str, expected: &[&str]) {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let all = TextRange::up_to(TextSize::of(text));
        let found = tokens(&db, file, all);
        let show = |it: &Token| {
            let line = text[..usize::from(it.range.start())].matches('\n').count() + 1;
            format!("{line} {} {}", &text[it.range], Mark::NAMES[it.mark.index() as usize])
        };
        assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn captured_and_free_names() {
        check("def f(a):\n    b = 1\n    return lambda: a\n", &["1 a captured", "3 a free"]);
    }

    #[test]
    fn globals_that_hold_values() {
        check(
            "import os\ncount = 0\ndef f():\n    global count\n    count = os.x\ndef g():\n    return count, f\n",
            &["5 count global", "7 count global"],
        );
    }

    #[test]
    fn shared_defaults() {
        check(
            "def f(a=[], b=None, c={}):\n    return a, b\n",
            &["1 a sharedDefault", "1 c sharedDefault", "2 a sharedDefault"],
        );
    }

    #[test]
    fn comprehensions_capture_nothing() {
        check("def f(a):\n    return [a for b in a]\n", &[]);
    }
}
