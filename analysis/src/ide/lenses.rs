//! Where an editor offers to run a file: at the lines that run only when it is the program.

use refwise_syntax::TextRange;
use refwise_syntax::ast::{self, AstNode, CompareOp, Expr};

use crate::db::{Db, File, parse};

/// The first lines of the `if __name__ == "__main__":` statements at the top level of `file`.
pub fn main_guards(db: &dyn Db, file: File) -> Vec<TextRange> {
    let root = parse(db, file).syntax();
    let statements = root.children().filter_map(ast::IfStmt::cast);
    let guards = statements.filter_map(|it| {
        let test = it.test().filter(is_main)?;
        Some(TextRange::new(it.syntax().text_range().start(), test.syntax().text_range().end()))
    });
    guards.collect()
}

fn is_main(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let pairs = compare.pairs();
    let [pair] = pairs.as_slice() else { return false };
    let is = |it: &Expr, texts: &[&str]| {
        let text = it.syntax().text();
        texts.iter().any(|it| text == *it)
    };
    let is_name = |it: &Expr| is(it, &["__name__"]);
    let is_text = |it: &Expr| is(it, &["\"__main__\"", "'__main__'"]);
    let is_pair = |a: &Expr, b: &Expr| is_name(a) && is_text(b);
    pair.op == CompareOp::Eq
        && (is_pair(&pair.left, &pair.right) || is_pair(&pair.right, &pair.left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    fn guards(text: &str) -> Vec<String> {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        main_guards(&db, file).into_iter().map(|it| text[it].to_owned()).collect()
    }

    #[test]
    fn both_ways_to_write_it() {
        let text = "if __name__ == '__main__':\n    f()\nif \"__main__\" == __name__: f()\n";
        assert_eq!(guards(text), ["if __name__ == '__main__'", "if \"__main__\" == __name__"]);
    }

    #[test]
    fn other_tests_are_none() {
        assert!(guards("if __name__ != '__main__': f()\n").is_empty());
        assert!(guards("if name == '__main__': f()\n").is_empty());
        assert!(guards("def f():\n    if __name__ == '__main__': f()\n").is_empty());
    }
}
