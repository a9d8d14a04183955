//! All places of a variable in its file: where it is bound, read, deleted or declared.

use refwise_syntax::symtable::{ScopeId, SymbolTable};
use refwise_syntax::{SyntaxKind, SyntaxToken, TextEdit, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::db::{Db, File, parse, symbol_table};
use crate::excerpt::Excerpt;
use crate::names::Names;

/// One place of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The name.
    pub range: TextRange,
    /// It is bound, deleted or declared here.
    pub is_write: bool,
}

/// A variable: the scope that owns it, and its name there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    scope: ScopeId,
    name: String,
}

/// All places of the variable at `offset`, in the order of the text; nothing where none is.
pub fn occurrences(db: &dyn Db, file: File, offset: TextSize) -> Vec<Occurrence> {
    let tokens = tokens_of(db, file, offset);
    let excerpt = Excerpt::of_file(db, file);
    let names = Names::new(&excerpt);
    let mut writes = Writes { names: &names, by_scope: FxHashMap::default() };
    let place =
        |it: &SyntaxToken| Occurrence { range: it.text_range(), is_write: writes.contains(it) };
    tokens.iter().map(place).collect()
}

/// The names that mean the variable at `offset`.
fn tokens_of(db: &dyn Db, file: File, offset: TextSize) -> Vec<SyntaxToken> {
    let table = symbol_table(db, file);
    let Some((token, variable)) = variable_at(db, file, offset) else { return Vec::new() };
    let root = parse(db, file).syntax();
    let tokens = root.descendants_with_tokens().filter_map(|it| it.into_token());
    let same = tokens.filter(|it| it.kind() == SyntaxKind::NAME && it.text() == token.text());
    same.filter(|it| variable_of(table, it).as_ref() == Some(&variable)).collect()
}

/// Where the variable at `offset` is bound.
pub fn bindings(db: &dyn Db, file: File, offset: TextSize) -> Vec<TextRange> {
    let all = occurrences(db, file, offset);
    all.into_iter().filter(|it| it.is_write).map(|it| it.range).collect()
}

/// The name at `offset` that [`rename`] would change.
///
/// # Errors
/// Why it cannot be changed, for the user.
pub fn renamed_at(db: &dyn Db, file: File, offset: TextSize) -> Result<TextRange, &'static str> {
    let (token, variable) = variable_at(db, file, offset).ok_or("there is no variable here")?;
    if variable.scope == ScopeId::MODULE && !token.text().starts_with('_') {
        return Err("other files may use this name");
    }
    if is_class_scope(db, file, variable.scope) {
        return Err("this is an attribute of its class");
    }
    let all = tokens_of(db, file, offset);
    let parents = || all.iter().filter_map(|it| it.parent());
    let is_parameter = parents().any(|it| it.kind() == SyntaxKind::PARAM);
    if is_parameter && is_passed_by_keyword(db, file, token.text()) {
        return Err("it is passed by keyword");
    }
    let mut imported = parents().filter(|it| it.kind() == SyntaxKind::DOTTED_NAME);
    if imported.any(|it| it.children_with_tokens().count() > 1) {
        return Err("it is the name of a package");
    }
    Ok(token.text_range())
}

/// The edits that give the variable at `offset` the name `new`.
///
/// # Errors
/// Why it cannot be done, for the user.
pub fn rename(
    db: &dyn Db,
    file: File,
    offset: TextSize,
    new: &str,
) -> Result<Vec<TextEdit>, &'static str> {
    renamed_at(db, file, offset)?;
    let is_keyword = || !refwise_syntax::parse(&format!("{new} = 0\n")).errors().is_empty();
    if !crate::db::is_identifier(new) || is_keyword() {
        return Err("that is no name");
    }
    let table = symbol_table(db, file);
    if table.scopes().any(|(scope, _)| table.symbol_named(scope, new).is_some()) {
        return Err("the file uses that name already");
    }
    let edit = |it: &SyntaxToken| match it.parent().map(|it| it.kind()) {
        Some(SyntaxKind::DOTTED_NAME) => {
            TextEdit::replace(it.text_range(), format!("{} as {new}", it.text()))
        }
        _ => TextEdit::replace(it.text_range(), new),
    };
    Ok(tokens_of(db, file, offset).iter().map(edit).collect())
}

/// Does any call of the file pass an argument of this name?
fn is_passed_by_keyword(db: &dyn Db, file: File, name: &str) -> bool {
    let root = parse(db, file).syntax();
    let arguments = root.descendants().filter(|it| it.kind() == SyntaxKind::KEYWORD_ARG);
    let mut first = arguments.filter_map(|it| it.first_token());
    first.any(|it| it.text() == name)
}

fn is_class_scope(db: &dyn Db, file: File, scope: ScopeId) -> bool {
    symbol_table(db, file).scope(scope).kind == refwise_syntax::symtable::ScopeKind::Class
}

fn variable_at(db: &dyn Db, file: File, offset: TextSize) -> Option<(SyntaxToken, Variable)> {
    let root = parse(db, file).syntax();
    if offset > root.text_range().end() {
        return None;
    }
    let mut tokens = root.token_at_offset(offset);
    let token = tokens.find(|it| it.kind() == SyntaxKind::NAME)?;
    let variable = variable_of(symbol_table(db, file), &token)?;
    Some((token, variable))
}

/// The variable that the name `token` means; `None` for names of attributes, keywords and modules,
/// and for those that no scope binds.
fn variable_of(table: &SymbolTable, token: &SyntaxToken) -> Option<Variable> {
    use SyntaxKind::*;
    let parent = token.parent()?;
    let scope = match parent.kind() {
        NAME_EXPR | FUNCTION_DEF | CLASS_DEF | EXCEPT_CLAUSE | GLOBAL_STMT | NONLOCAL_STMT
        | CAPTURE_PATTERN | STAR_PATTERN | DOUBLE_STAR_PATTERN | AS_PATTERN | IMPORT_ALIAS => {
            table.scope_at(&parent)
        }
        PARAM | VARARG_PARAM | KWARG_PARAM => table.scope_of(&parent.parent()?.parent()?)?,
        DOTTED_NAME => {
            let alias = parent.parent().filter(|it| it.kind() == IMPORT_ALIAS)?;
            let is_first = parent.first_token().as_ref() == Some(token);
            let has_name = alias.children_with_tokens().any(|it| it.kind() == NAME);
            if has_name || !is_first {
                return None;
            }
            table.scope_at(&alias)
        }
        _ => return None,
    };
    let name = table.mangled(scope, token.text());
    let (owner, _) = table.resolve(scope, &name)?;
    Some(Variable { scope: owner, name: name.into_owned() })
}

/// Where names are bound, by scope.
struct Writes<'a> {
    names: &'a Names<'a>,
    by_scope: FxHashMap<ScopeId, FxHashSet<TextRange>>,
}

impl Writes<'_> {
    /// Is the name bound, deleted or declared where `token` stands?
    fn contains(&mut self, token: &SyntaxToken) -> bool {
        let Some(parent) = token.parent().filter(|it| it.kind() == SyntaxKind::NAME_EXPR) else {
            return true;
        };
        let table = self.names.table();
        // A walrus in a comprehension binds in the scope around it.
        let mut around = Some(table.scope_at(&parent));
        while let Some(scope) = around {
            let bound = self.by_scope.entry(scope).or_insert_with(|| {
                let bindings = self.names.bindings(scope);
                let of_name = bindings.iter().flat_map(|it| it.of_name(token.text()));
                of_name.map(|it| it.range).collect()
            });
            if bound.contains(&token.text_range()) {
                return true;
            }
            around = table.scope(scope).parent;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    fn open(text: &str) -> (RootDb, File, TextSize) {
        let offset = text.find("$0").expect("a place");
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text.replace("$0", "")).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        (db, file, TextSize::new(offset as u32))
    }

    /// Checks the places of the variable at `$0`; `w` and `r` in the last line stand below them.
    fn check(text: &str, expected: &[(u32, bool)]) {
        let (db, file, offset) = open(text);
        let found = occurrences(&db, file, offset);
        let found: Vec<_> = found.iter().map(|it| (it.range.start().into(), it.is_write)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_local_and_the_global_of_its_name_are_two() {
        check("x = 1\ndef f():\n    $0x = 2\n    return x\n", &[(19, true), (36, false)]);
        check("$0x = 1\ndef f():\n    x = 2\n    return x\nx\n", &[(0, true), (38, false)]);
    }

    #[test]
    fn closures_and_declarations_are_followed() {
        check(
            "def f(a$0):\n    def g():\n        nonlocal a\n        a = 1\n    return a\n",
            &[(6, true), (40, true), (50, true), (67, false)],
        );
        check("def f():\n    global x\n    $0x = 1\nx\n", &[(20, true), (26, true), (32, false)]);
    }

    #[test]
    fn other_bindings_are_found() {
        check("import a.b\n$0a\n", &[(7, true), (11, false)]);
        check("from m import a as b\n$0b\n", &[(19, true), (21, false)]);
        check("match 1:\n    case [*x]: $0x\n", &[(20, true), (24, false)]);
        check("try: pass\nexcept E as e: $0e\n", &[(22, true), (25, false)]);
        check("[y := 1 for _ in ()]\n$0y\n", &[(1, true), (21, false)]);
        check("o.a$0\n", &[]);
    }

    fn renamed(text: &str, new: &str) -> Result<String, &'static str> {
        let (db, file, offset) = open(text);
        let edits = rename(&db, file, offset, new)?;
        let text = file.text(&db).to_owned();
        Ok(edits.iter().rev().fold(text, |text, it| it.apply(&text)))
    }

    #[test]
    fn locals_are_renamed() {
        let text = "def f():\n    $0x = 1\n    return lambda: x\n";
        assert_eq!(
            renamed(text, "y").as_deref(),
            Ok("def f():\n    y = 1\n    return lambda: y\n")
        );
        let text = "def f():\n    from m import a\n    return $0a\n";
        let expected = "def f():\n    from m import a as b\n    return b\n";
        assert_eq!(renamed(text, "b").as_deref(), Ok(expected));
    }

    #[test]
    fn what_would_break_is_not_renamed() {
        assert!(renamed("$0x = 1\n", "y").is_err());
        assert!(renamed("def f():\n    $0x = 1\n    return x\n", "class").is_err());
        assert!(renamed("def f(y):\n    $0x = 1\n    return x, y\n", "y").is_err());
        assert!(renamed("def f($0x): pass\nf(x=1)\n", "y").is_err());
        assert!(renamed("class C:\n    $0x = 1\n", "y").is_err());
        assert!(renamed("f.$0x\n", "y").is_err());
    }
}
