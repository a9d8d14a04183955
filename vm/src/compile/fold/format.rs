//! `'%s' % (a,)` becomes an f-string: `optimize_format` (Python/ast_opt.c, CPython 3.13).

use refwise_syntax::literal::PyStr;

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind, FormattedValue};

/// How many digits a width or a precision may not have.
const MAXDIGITS: usize = 3;

/// The parts of the f-string that formats `items`; `None` where CPython leaves it to run time.
pub(super) fn parts(format: &PyStr, items: &[Expr]) -> Option<Vec<Expr>> {
    let codes: Vec<u32> = format.code_points().collect();
    let mut parser = Parser { codes: &codes, pos: 0 };
    let mut parts = Vec::with_capacity(items.len() * 2 + 1);
    let mut items = items.iter();
    loop {
        if let Some(text) = parser.literal() {
            parts.push(constant(text));
        }
        if parser.pos >= codes.len() {
            break;
        }
        parser.pos += 1;
        parts.push(parser.field(items.next()?)?);
    }
    items.next().is_none().then_some(parts)
}

/// Constants of the format have no place in the source.
fn constant(text: PyStr) -> Expr {
    Expr { kind: ExprKind::Constant(Constant::Str(text)), location: Location::NONE }
}

struct Parser<'a> {
    codes: &'a [u32],
    pos: usize,
}

impl Parser<'_> {
    fn peek(&self, offset: usize) -> Option<char> {
        self.codes.get(self.pos + offset).map(|&it| char::from_u32(it).unwrap_or('\u{fffd}'))
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.pos += 1;
        Some(c)
    }

    /// Text before the next field; `%%` is a percent sign.
    fn literal(&mut self) -> Option<PyStr> {
        let mut text = PyStr::new();
        while let Some(&code) = self.codes.get(self.pos) {
            if code == u32::from('%') {
                if self.peek(1) != Some('%') {
                    break;
                }
                self.pos += 1;
            }
            text.push(code);
            self.pos += 1;
        }
        (!text.is_empty()).then_some(text)
    }

    /// The field behind a percent sign: only `s`, `r` and `a`.
    fn field(&mut self, item: &Expr) -> Option<Expr> {
        let mut is_left = false;
        let mut c = loop {
            match self.next()? {
                '-' => is_left = true,
                '+' | ' ' | '#' | '0' => {}
                c => break c,
            }
        };
        let mut width = None;
        if c.is_ascii_digit() {
            width = Some(self.digits(&mut c)?);
        }
        let mut precision = None;
        if c == '.' {
            c = self.next()?;
            precision = Some(if c.is_ascii_digit() { self.digits(&mut c)? } else { 0 });
        }
        if !matches!(c, 's' | 'r' | 'a') {
            return None;
        }
        let mut spec = String::new();
        if !is_left && width.is_some_and(|it| it > 0) {
            spec.push('>');
        }
        if let Some(width) = width {
            spec += &width.to_string();
        }
        if let Some(precision) = precision {
            spec += &format!(".{precision}");
        }
        let format_spec = (!spec.is_empty()).then(|| constant(spec.into()));
        let field = FormattedValue { value: item.clone(), conversion: Some(c), format_spec };
        Some(Expr { location: item.location, kind: ExprKind::FormattedValue(Box::new(field)) })
    }

    /// The number that starts with the digit `c`, which is replaced by what follows.
    fn digits(&mut self, c: &mut char) -> Option<u32> {
        let (mut value, mut count) = (0, 0);
        while let Some(digit) = c.to_digit(10) {
            value = value * 10 + digit;
            *c = self.next()?;
            count += 1;
            if count >= MAXDIGITS {
                return None;
            }
        }
        Some(value)
    }
}
