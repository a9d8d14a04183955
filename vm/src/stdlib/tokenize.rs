//! `_tokenize`: the tokens of a text, as `tokenize` shows them, white space between them told apart.

use std::cell::Cell;

use refwise_syntax::{LineIndex, SyntaxKind, TextRange};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::bytes::Bytes;
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{BASE, ModuleDef, TypeDef, flag};
use crate::vm::Vm;

/// `_tokenize`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_tokenize",
    doc: "",
    functions: &[],
    fill: |vm, module| {
        let module = module.expect::<crate::objects::module::Module>();
        module.set(vm, "TokenizerIter", vm.type_of(&TOKENIZER));
        Ok(())
    },
};

/// Numbers of `token`.
mod number {
    pub(super) const ENDMARKER: i64 = 0;
    pub(super) const NAME: i64 = 1;
    pub(super) const NUMBER: i64 = 2;
    pub(super) const STRING: i64 = 3;
    pub(super) const NEWLINE: i64 = 4;
    pub(super) const INDENT: i64 = 5;
    pub(super) const DEDENT: i64 = 6;
    pub(super) const OP: i64 = 55;
    pub(super) const FSTRING_START: i64 = 59;
    pub(super) const FSTRING_MIDDLE: i64 = 60;
    pub(super) const FSTRING_END: i64 = 61;
    pub(super) const COMMENT: i64 = 62;
    pub(super) const NL: i64 = 63;
}

/// Operators by the order of their numbers from 7 on.
const OPERATORS: [&str; 48] = [
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{",
    "}", "==", "!=", "<=", ">=", "~", "^", "<<", ">>", "**", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...", ":=", "!",
];

/// A token and its place in the text.
#[derive(Clone, Copy)]
struct Token {
    number: i64,
    start: usize,
    end: usize,
}

/// `TokenizerIter`: all tokens, and what is wrong behind them.
pub(crate) struct Tokenizer {
    text: String,
    /// The last line end is not in the text.
    has_implicit_newline: bool,
    /// Where lines begin.
    lines: Vec<usize>,
    tokens: Vec<Token>,
    error: Option<refwise_syntax::SyntaxError>,
    /// Are comments, line ends and only the one kind of operators given?
    extra: bool,
    at: Cell<usize>,
}

impl Payload for Tokenizer {
    const LEAF: bool = true;
}

static TOKENIZER: TypeDef = TypeDef {
    name: "_tokenize.TokenizerIter",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    size: (40, 0),
    ..BASE
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    const WRITTEN: &str = "tokenizeriter(readline, /, *, encoding=None, extra_tokens=False)";
    thread_local!(static SIGNATURE: Signature = Signature::parse(WRITTEN, false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    let encoding = args.get_not_none(vm, 1).cloned();
    let extra = args.get(2).map_or(Ok(false), |it| vm.is_true(it))?;
    let text = read_all(vm, &args[0], encoding.as_ref())?;
    Ok(type_::instantiate(class, Tokenizer::new(text, extra)))
}

/// All lines, until one is empty or there are no more.
fn read_all(vm: &Vm, readline: &Ref, encoding: Option<&Ref>) -> Res<String> {
    let mut text = String::new();
    loop {
        let line = match vm.call(readline, Args::none()) {
            Ok(line) => line,
            Err(error) if vm.is_raised(&error, &vm.exceptions.StopIteration) => return Ok(text),
            Err(error) => return Err(error),
        };
        let line = match (line.get::<Bytes>(), encoding) {
            (Some(_), Some(encoding)) => {
                vm.call_method(&line, "decode", Args::one(encoding.clone()))?
            }
            _ => line,
        };
        let Some(line) = vm.str_text(&line) else {
            let name = vm.type_name(&line);
            let text = format!("readline() returned a non-string object (type {name})");
            return Err(vm.type_error(text));
        };
        if line.is_empty() {
            return Ok(text);
        }
        vm.charge_len(line.len())?;
        text.push_str(&line);
    }
}

impl Tokenizer {
    fn new(mut text: String, extra: bool) -> Tokenizer {
        let has_implicit_newline = !text.is_empty() && !text.ends_with('\n');
        if has_implicit_newline {
            text.push('\n');
        }
        let (found, errors) = refwise_syntax::tokens(&text);
        // Characters that are no tokens to the grammar are some to `tokenize`.
        let is_shown = |at: usize| extra && text[at..].starts_with(['$', '?', '`', '!']);
        let errors = errors.into_iter().filter(|it| !is_shown(it.range.start().into()));
        let error = errors.min_by_key(|it| it.range.start());
        let limit = error.as_ref().map_or(usize::MAX, |it| it.range.start().into());
        let tokens = Cutter {
            text: &text,
            extra,
            tokens: Vec::new(),
            fields: Vec::new(),
            closed: usize::MAX,
        };
        let tokens = tokens.cut(found, limit);
        let after_line_end = |it: (usize, u8)| (it.1 == b'\n').then_some(it.0 + 1);
        let starts = text.bytes().enumerate().filter_map(after_line_end);
        let lines = std::iter::once(0).chain(starts).collect();
        let at = Cell::new(0);
        Tokenizer { text, has_implicit_newline, lines, tokens, error, extra, at }
    }

    /// Line, from one, and column in characters.
    fn place(&self, offset: usize) -> (i64, i64) {
        let line = self.lines.partition_point(|&it| it <= offset) - 1;
        let column = self.text[self.lines[line]..offset].chars().count();
        (line as i64 + 1, column as i64)
    }

    /// The lines that a token touches.
    fn line_of(&self, start: usize, end: usize) -> &str {
        let first = self.lines[self.lines.partition_point(|&it| it <= start) - 1];
        let rest = &self.text[end..];
        let is_behind = end > start && self.text[..end].ends_with('\n');
        let last = match rest.find('\n') {
            _ if is_behind => end,
            Some(it) => end + it + 1,
            None => self.text.len(),
        };
        let line = &self.text[first..last];
        let is_cut = self.has_implicit_newline && last == self.text.len();
        if is_cut { line.strip_suffix('\n').unwrap_or(line) } else { line }
    }

    fn info(&self, vm: &Vm, token: Token) -> Ref {
        let Token { number, start, end } = token;
        let is_implicit = self.has_implicit_newline && end == self.text.len() && end > start;
        let is_line_end = matches!(number, number::NEWLINE | number::NL);
        let text = if is_implicit && is_line_end { "" } else { &self.text[start..end] };
        let (first, mut last) = (self.place(start), self.place(end));
        if is_line_end {
            last = (first.0, first.1 + (end - start).max(1) as i64);
        }
        let line = if number == number::ENDMARKER { "" } else { self.line_of(start, end) };
        // Behind the last line there is none.
        let line = if start >= self.text.len() { "" } else { line };
        let pair = |it: (i64, i64)| vm.tuple(vec![vm.int(it.0), vm.int(it.1)]);
        vm.tuple(vec![vm.int(number), vm.str(text), pair(first), pair(last), vm.str(line)])
    }
}

/// Makes the tokens that `tokenize` shows of those of the grammar.
struct Cutter<'a> {
    text: &'a str,
    extra: bool,
    tokens: Vec<Token>,
    /// The fields of f-strings that are open.
    fields: Vec<Field>,
    /// Where the last one that was closed ends.
    closed: usize,
}

/// `{...}` in an f-string.
struct Field {
    /// How many brackets are open in it.
    depth: usize,
    /// Is it behind the colon?
    in_format: bool,
}

impl Cutter<'_> {
    fn cut(mut self, found: Vec<(SyntaxKind, TextRange)>, limit: usize) -> Vec<Token> {
        let (mut at, mut dedents) = (0, 0);
        for (kind, range) in found {
            // The end of a block is told of where the next line begins.
            if kind == SyntaxKind::DEDENT {
                dedents += 1;
                continue;
            }
            let start = usize::from(range.start());
            if start >= limit {
                break;
            }
            self.gap(at, start);
            for _ in 0..std::mem::take(&mut dedents) {
                self.push(number::DEDENT, start, start);
            }
            self.add(kind, range);
            at = range.end().into();
        }
        self.tokens
    }

    fn push(&mut self, number: i64, start: usize, end: usize) {
        self.tokens.push(Token { number, start, end });
    }

    /// Comments and line ends between two tokens.
    fn gap(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while self.extra && at < end {
            let from = at;
            match bytes[at] {
                b'#' => {
                    at = self.text[at..end].find(['\n', '\r']).map_or(end, |it| at + it);
                    self.push(number::COMMENT, from, at);
                }
                b'\\' => {
                    at += 1;
                    at += usize::from(bytes.get(at) == Some(&b'\r'));
                    at += usize::from(bytes.get(at) == Some(&b'\n'));
                }
                b'\n' => {
                    at += 1;
                    self.push(number::NL, from, at);
                }
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => {
                    at += 2;
                    self.push(number::NL, from, at);
                }
                _ => at += 1,
            }
        }
    }

    fn add(&mut self, kind: SyntaxKind, range: TextRange) {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        let number = match kind {
            SyntaxKind::ENDMARKER => number::ENDMARKER,
            SyntaxKind::NEWLINE => number::NEWLINE,
            SyntaxKind::INDENT => {
                let line = self.text[..start].rfind('\n').map_or(0, |it| it + 1);
                return self.push(number::INDENT, line, start);
            }
            SyntaxKind::INT | SyntaxKind::FLOAT | SyntaxKind::IMAGINARY => number::NUMBER,
            SyntaxKind::STRING => number::STRING,
            SyntaxKind::FSTRING_START => number::FSTRING_START,
            SyntaxKind::FSTRING_END => number::FSTRING_END,
            SyntaxKind::FSTRING_MIDDLE => return self.middles(start, end),
            SyntaxKind::ERRORTOKEN => number::OP,
            _ => match OPERATORS.iter().position(|it| *it == &self.text[start..end]) {
                Some(at) => return self.operator(at, start, end),
                None => number::NAME,
            },
        };
        self.push(number, start, end);
    }

    fn operator(&mut self, which: usize, start: usize, end: usize) {
        const FIRST: i64 = 7;
        let text = &self.text[start..end];
        let last = self.tokens.last().copied();
        let after_field = self.closed == start;
        let starts_field = text == "{" && self.starts_field(last);
        match (text, self.fields.last_mut()) {
            _ if starts_field => self.fields.push(Field { depth: 0, in_format: false }),
            ("(" | "[" | "{", Some(field)) => field.depth += 1,
            ("}", Some(field)) if field.depth == 0 => {
                // What stands behind a field in a format is text, even if there is none.
                if field.in_format && after_field {
                    self.push(number::FSTRING_MIDDLE, start, start);
                }
                self.fields.pop();
                self.closed = end;
            }
            (")" | "]" | "}", Some(field)) => field.depth = field.depth.saturating_sub(1),
            (":", Some(field)) if field.depth == 0 => field.in_format = true,
            _ => {}
        }
        self.push(if self.extra { number::OP } else { which as i64 + FIRST }, start, end);
    }

    /// Does a brace begin a field? It does behind the text of an f-string, behind another field of
    /// it, and in a format.
    fn starts_field(&self, last: Option<Token>) -> bool {
        let in_format = self.fields.last().is_some_and(|it| it.in_format && it.depth == 0);
        let behind = last.is_some_and(|it| {
            matches!(it.number, number::FSTRING_START | number::FSTRING_MIDDLE)
                || it.end == self.closed
        });
        in_format || behind
    }

    /// A doubled brace ends a piece, and shows one of its two.
    fn middles(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let (mut from, mut at) = (start, start);
        while at < end {
            let is_doubled =
                matches!(bytes[at], b'{' | b'}') && bytes.get(at + 1) == Some(&bytes[at]);
            if is_doubled && at + 1 < end {
                self.push(number::FSTRING_MIDDLE, from, at + 1);
                at += 2;
                from = at;
            } else {
                at += 1;
            }
        }
        if from < end {
            self.push(number::FSTRING_MIDDLE, from, end);
        }
    }
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<Tokenizer>();
    let at = it.at.get();
    it.at.set(at + 1);
    match (it.tokens.get(at), &it.error) {
        (Some(&token), _) => Ok(Some(it.info(vm, token))),
        (None, Some(error)) if at == it.tokens.len() => Err(refused(vm, it, error)),
        (None, _) => Ok(None),
    }
}

/// The error of what cannot be cut into tokens.
fn refused(vm: &Vm, it: &Tokenizer, error: &refwise_syntax::SyntaxError) -> Raised {
    let lines = LineIndex::new(&it.text);
    let (start, end) = (it.place(error.range.start().into()), it.place(error.range.end().into()));
    let line = it.line_of(error.range.start().into(), error.range.start().into());
    let message = error.message(&lines);
    let details = vm.tuple(vec![
        vm.str("<string>"),
        vm.int(start.0),
        vm.int(start.1 + 1),
        vm.str(line),
        vm.int(end.0),
        vm.int(end.1 + 1),
    ]);
    let class = match message.as_str() {
        text if text.starts_with("inconsistent use of tabs") => &vm.exceptions.TabError,
        text if text.contains("indent") => &vm.exceptions.IndentationError,
        _ => &vm.exceptions.SyntaxError,
    };
    debug_assert!(it.extra || it.tokens.iter().all(|it| it.number != number::COMMENT));
    vm.raise(class, vec![vm.str(&message), details])
}
