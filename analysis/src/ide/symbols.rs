//! The functions, classes and globals of a file, in each other as in the text.

use refwise_syntax::ast::{self, AstNode, significant_end};
use refwise_syntax::symtable::ScopeId;
use refwise_syntax::{SyntaxKind, SyntaxNode, SyntaxToken, TextRange};

use crate::db::{Db, File, parse};
use crate::excerpt::Excerpt;
use crate::names::Names;

/// A function, class or variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The whole definition.
    pub range: TextRange,
    /// The name.
    pub name_range: TextRange,
    /// What stands in it.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum SymbolKind {
    Class,
    Function,
    Method,
    Variable,
    Constant,
    Attribute,
}

/// What is deeper is not told: editors get symbols in each other, and some read no deeper.
const MAX_DEPTH: usize = 32;

/// The symbols of `file`.
pub fn symbols(db: &dyn Db, file: File) -> Vec<Symbol> {
    let parse = parse(db, file);
    let excerpt = Excerpt::of_file(db, file);
    let names = Names::new(&excerpt);
    let mut found = Vec::new();
    collect(&names, &parse.syntax(), Around::File, &mut found);
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    File,
    Class,
    Function,
}

fn collect(names: &Names<'_>, node: &SyntaxNode, around: Around, found: &mut Vec<Symbol>) {
    for child in node.children() {
        match child.kind() {
            SyntaxKind::FUNCTION_DEF => {
                let Some(def) = ast::FunctionDef::cast(child.clone()) else { continue };
                let kind = match around {
                    Around::Class => SymbolKind::Method,
                    _ => SymbolKind::Function,
                };
                add(names, &child, def.name(), kind, Around::Function, found);
            }
            SyntaxKind::CLASS_DEF => {
                let Some(class) = ast::ClassDef::cast(child.clone()) else { continue };
                add(names, &child, class.name(), SymbolKind::Class, Around::Class, found);
            }
            SyntaxKind::NAME_EXPR if around != Around::Function => {
                variable(names, &child, around, found);
            }
            SyntaxKind::LAMBDA_EXPR => {}
            _ => collect(names, &child, around, found),
        }
    }
}

fn add(
    names: &Names<'_>,
    node: &SyntaxNode,
    name: Option<SyntaxToken>,
    kind: SymbolKind,
    inside: Around,
    found: &mut Vec<Symbol>,
) {
    let Some(name) = name else { return };
    let mut children = Vec::new();
    let is_definition =
        |it: &SyntaxNode| matches!(it.kind(), SyntaxKind::FUNCTION_DEF | SyntaxKind::CLASS_DEF);
    if node.ancestors().filter(is_definition).count() < MAX_DEPTH {
        node.children()
            .filter(|it| it.kind() == SyntaxKind::BLOCK)
            .for_each(|it| collect(names, &it, inside, &mut children));
    }
    found.push(Symbol {
        name: name.text().to_owned(),
        kind,
        range: TextRange::new(node.text_range().start(), significant_end(node)),
        name_range: name.text_range(),
        children,
    });
}

/// A variable where it is first bound.
fn variable(names: &Names<'_>, node: &SyntaxNode, around: Around, found: &mut Vec<Symbol>) {
    let Some(name) = ast::NameExpr::cast(node.clone()).and_then(|it| it.name()) else { return };
    let scope = names.table().scope_at(node);
    if around == Around::File && scope != ScopeId::MODULE {
        return;
    }
    let Some(bindings) = names.bindings(scope) else { return };
    let is_first = bindings.of_name(name.text()).first().map(|it| it.range);
    if is_first != Some(name.text_range()) || found.iter().any(|it| it.name == name.text()) {
        return;
    }
    let is_constant =
        name.text().chars().all(|it| it.is_ascii_uppercase() || "_0123456789".contains(it));
    let kind = match around {
        _ if is_constant => SymbolKind::Constant,
        Around::Class => SymbolKind::Attribute,
        _ => SymbolKind::Variable,
    };
    let range = node.ancestors().find(|it| ast::Stmt::can_cast(it.kind()));
    let range = range.map_or(name.text_range(), |it| {
        TextRange::new(it.text_range().start(), significant_end(&it))
    });
    found.push(Symbol {
        name: name.text().to_owned(),
        kind,
        range: range.cover(name.text_range()),
        name_range: name.text_range(),
        children: Vec::new(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    #[test]
    fn symbols_stand_in_each_other() {
        let text = "LIMIT = 1\nx = y = 2\nx = 3\nclass C:\n    a = 1\n    def m(self):\n        z = 1\n        def inner(): pass\nasync def f(): pass\nif x:\n    def g(): pass\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        fn show(all: &[Symbol]) -> Vec<String> {
            let one = |it: &Symbol| format!("{:?} {}{:?}", it.kind, it.name, show(&it.children));
            all.iter().map(one).collect()
        }
        let shown = show(&symbols(&db, db.file("a.py").expect("just added")));
        assert_eq!(shown[..3], ["Constant LIMIT[]", "Variable x[]", "Variable y[]"]);
        let methods = r#"Method m[\"Function inner[]\"]"#;
        assert_eq!(shown[3], format!("Class C[\"Attribute a[]\", \"{methods}\"]"));
        assert_eq!(shown[4..], ["Function f[]", "Function g[]"]);
    }
}
