//! Where the operator of an expression stands, or its brackets: there carets are `^`, elsewhere `~`
//! (`_extract_caret_anchors_from_line_segment`).

use refwise_syntax::ast::{self, AstNode, Expr, Stmt};
use refwise_syntax::{LineIndex, Stage, SyntaxNode};

use super::carets::characters;
use super::lines::split;

/// A line of the segment and a character in it.
type Place = (usize, usize);

/// From where to where carets are `^`.
pub(super) struct Anchors {
    pub(super) left: Place,
    pub(super) right: Place,
}

/// The anchors of an expression's text.
pub(super) fn find(segment: &str) -> Option<Anchors> {
    // As in traceback.py: in parentheses it may be written over several lines.
    let text = format!("(\n{segment}\n)");
    let parse = refwise_syntax::parse(&text);
    if parse.errors().iter().any(|it| it.stage <= Stage::Parse) {
        return None;
    }
    let mut statements = parse.file().body();
    let (Some(Stmt::Expr(statement)), None) = (statements.next(), statements.next()) else {
        return None;
    };
    let expr = without_parentheses(statement.value()?);
    let index = LineIndex::new(&text);
    let finder = Finder { lines: split(segment), index };
    match &expr {
        Expr::Bin(it) => finder.operator(it),
        Expr::Subscript(it) => finder.bracket(expr.syntax(), it.syntax(), '['),
        Expr::Call(it) => finder.bracket(expr.syntax(), it.syntax(), '('),
        _ => None,
    }
}

fn without_parentheses(mut expr: Expr) -> Expr {
    while let Expr::Paren(it) = &expr {
        match it.syntax().children().find_map(Expr::cast) {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

struct Finder {
    lines: Vec<Vec<char>>,
    index: LineIndex,
}

impl Finder {
    fn place(&self, offset: refwise_syntax::TextSize) -> Option<Place> {
        let at = self.index.line_col(offset);
        // The first line holds the parenthesis that was added.
        let line = (at.line as usize).checked_sub(1)?;
        Some((line, characters(self.lines.get(line)?, at.col as usize)))
    }

    fn start_of(&self, node: &SyntaxNode) -> Option<Place> {
        self.place(ast::text_range(node).start())
    }

    fn end_of(&self, node: &SyntaxNode) -> Option<Place> {
        self.place(ast::text_range(node).end())
    }

    /// The same place, or the first character behind it.
    fn valid(&self, (mut line, mut column): Place) -> Option<Place> {
        while column >= self.lines.get(line)?.len() {
            column = 0;
            line += 1;
        }
        Some((line, column))
    }

    /// The first character from `place` on that is wanted and in no comment.
    fn until(&self, place: Place, is_wanted: impl Fn(char) -> bool) -> Option<Place> {
        let mut at = self.valid(place)?;
        loop {
            let c = self.lines[at.0][at.1];
            if matches!(c, '\\' | '#') {
                at = self.valid((at.0 + 1, 0))?;
            } else if is_wanted(c) {
                return Some(at);
            } else {
                at = self.valid((at.0, at.1 + 1))?;
            }
        }
    }

    fn operator(&self, expr: &ast::BinExpr) -> Option<Anchors> {
        let left = without_parentheses(expr.left()?);
        let right = without_parentheses(expr.right()?);
        let (line, column) =
            self.until(self.end_of(left.syntax())?, |it| !it.is_whitespace() && it != ')')?;
        let next = column + 1;
        let right = self.start_of(right.syntax())?;
        let is_two = self.lines[line].get(next).is_some_and(|&it| {
            (right.0 > line || next < right.1) && !it.is_whitespace() && !matches!(it, '\\' | '#')
        });
        Some(Anchors { left: (line, column), right: (line, next + usize::from(is_two)) })
    }

    /// From the bracket behind what is called or subscripted to the end.
    fn bracket(&self, whole: &SyntaxNode, node: &SyntaxNode, bracket: char) -> Option<Anchors> {
        let value = without_parentheses(node.children().find_map(Expr::cast)?);
        let left = self.until(self.end_of(value.syntax())?, |it| it == bracket)?;
        Some(Anchors { left, right: self.end_of(whole)? })
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn operators_and_brackets_are_found() {
        let shown = |text| find(text).map(|it| (it.left, it.right));
        assert_eq!(shown("a + b"), Some(((0, 2), (0, 3))));
        assert_eq!(shown("(a) ** b"), Some(((0, 4), (0, 6))));
        assert_eq!(shown("a[1][2]"), Some(((0, 4), (0, 7))));
        assert_eq!(shown("f(x)"), Some(((0, 1), (0, 4))));
        assert_eq!(shown("a\n+\nb"), Some(((1, 0), (1, 1))));
        assert_eq!(shown("a.b"), None);
        assert_eq!(shown("a +"), None);
    }
}
