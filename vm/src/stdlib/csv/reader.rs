//! `csv.reader`: lines to rows, character by character (`parse_process_char`).

use std::cell::Cell;

use super::{Dialect, LIMIT, Quoting, error, first_and_dialect};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::text;
use crate::typedef::{FINAL, TypeDef, flag, member};
use crate::vm::Vm;

/// What reads rows of lines.
pub(crate) struct Reader {
    lines: Ref,
    dialect: Ref,
    line_num: Cell<i64>,
}

impl Payload for Reader {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.lines);
        visit(&self.dialect);
    }
}

/// `_csv.reader`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_csv.reader",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    getset: &[
        member("dialect", |_, it| Ok(it.expect::<Reader>().dialect.clone())),
        member("line_num", |vm, it| Ok(vm.int(it.expect::<Reader>().line_num.get()))),
    ],
    size: (80, 0),
    ..FINAL
};

pub(super) fn new(vm: &Vm, args: Args) -> Res {
    let (lines, dialect) = first_and_dialect(vm, args)?;
    let lines = vm.iter(&lines)?;
    let it = Reader { lines, dialect, line_num: Cell::new(0) };
    Ok(Ref::new(Some(vm.type_of(&DEF)), it))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    EscapedChar,
    InField,
    InQuotedField,
    EscapeInQuotedField,
    QuoteInQuotedField,
    EatCrNl,
    AfterEscapedCrNl,
}

/// The end of a line.
const END: Option<u32> = None;

struct Row<'a> {
    vm: &'a Vm,
    dialect: &'a Dialect,
    state: State,
    field: Vec<u32>,
    fields: Vec<Ref>,
    /// Was the field quoted?
    is_quoted: bool,
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<Reader>();
    let mut row = Row {
        vm,
        dialect: it.dialect.expect::<Dialect>(),
        state: State::StartRecord,
        field: Vec::new(),
        fields: Vec::new(),
        is_quoted: false,
    };
    loop {
        let Some(line) = vm.next(&it.lines)? else { return row.at_end() };
        let Some(line) = line.get::<Str>() else {
            let class = vm.type_name(&line);
            let text = format!(
                "iterator should return strings, not {class} (the file should be opened in text mode)"
            );
            return Err(error(vm, &text));
        };
        it.line_num.set(it.line_num.get() + 1);
        vm.charge_len(line.len() * 8)?;
        for code in line.code_points() {
            row.put(Some(code))?;
        }
        row.put(END)?;
        if row.state == State::StartRecord {
            return Ok(Some(vm.list(row.fields)));
        }
    }
}

impl Row<'_> {
    /// There are no more lines.
    fn at_end(mut self) -> Res<Option<Ref>> {
        let is_open = !self.field.is_empty()
            || matches!(self.state, State::InQuotedField | State::AfterEscapedCrNl)
            || !self.fields.is_empty();
        if !is_open || (self.state == State::StartRecord && self.fields.is_empty()) {
            return Ok(None);
        }
        if self.dialect.strict {
            return Err(error(self.vm, "unexpected end of data"));
        }
        self.save()?;
        Ok(Some(self.vm.list(self.fields)))
    }

    fn save(&mut self) -> Res<()> {
        let vm = self.vm;
        let text = vm.new_str(text::Str::from_code_points(self.field.drain(..)));
        let is_empty = text.expect::<Str>().is_empty();
        let quoted = std::mem::take(&mut self.is_quoted);
        let quoting = self.dialect.quoting;
        let value = match quoting {
            Quoting::NotNull | Quoting::Strings if !quoted && is_empty => vm.none.clone(),
            Quoting::NonNumeric | Quoting::Strings if !quoted && !is_empty => {
                vm.call(&vm.types.float, Args::one(text))?
            }
            _ => text,
        };
        self.fields.push(value);
        Ok(())
    }

    fn add(&mut self, code: u32) -> Res<()> {
        let limit = LIMIT.with(Cell::get);
        if self.field.len() as i64 >= limit {
            return Err(error(self.vm, &format!("field larger than field limit ({limit})")));
        }
        self.field.push(code);
        Ok(())
    }

    fn bad_newline(&self) -> Raised {
        let text = "new-line character seen in unquoted field - do you need to open the file with newline=''?";
        error(self.vm, text)
    }

    /// The state behind the end of a line or a record.
    fn behind_line(code: Option<u32>) -> State {
        if code.is_none() { State::StartRecord } else { State::EatCrNl }
    }

    fn put(&mut self, code: Option<u32>) -> Res<()> {
        let dialect = self.dialect;
        let is_line_end = matches!(code, None | Some(0x0a | 0x0d));
        match self.state {
            State::StartRecord if code.is_none() => {}
            State::StartRecord if is_line_end => self.state = State::EatCrNl,
            State::StartRecord | State::StartField => return self.start_field(code, is_line_end),
            State::EscapedChar => match code {
                Some(code @ (0x0a | 0x0d)) => {
                    self.add(code)?;
                    self.state = State::AfterEscapedCrNl;
                }
                _ => {
                    self.add(code.unwrap_or(0x0a))?;
                    self.state = State::InField;
                }
            },
            State::AfterEscapedCrNl if code.is_none() => {}
            State::AfterEscapedCrNl | State::InField => {
                if code.is_some() && code == dialect.escape && !is_line_end {
                    self.state = State::EscapedChar;
                } else if self.end_field(code, is_line_end)? {
                    return Ok(());
                } else if let Some(code) = code {
                    self.add(code)?;
                    self.state = State::InField;
                }
            }
            State::InQuotedField => match code {
                None => {}
                _ if code == dialect.escape => self.state = State::EscapeInQuotedField,
                _ if code == dialect.quote && dialect.quoting != Quoting::None => {
                    self.state = match dialect.double_quote {
                        true => State::QuoteInQuotedField,
                        false => State::InField,
                    };
                }
                Some(code) => self.add(code)?,
            },
            State::EscapeInQuotedField => {
                self.add(code.unwrap_or(0x0a))?;
                self.state = State::InQuotedField;
            }
            State::QuoteInQuotedField => return self.behind_quote(code, is_line_end),
            State::EatCrNl => match code {
                Some(0x0a | 0x0d) => {}
                None => self.state = State::StartRecord,
                Some(_) => return Err(self.bad_newline()),
            },
        }
        Ok(())
    }

    fn start_field(&mut self, code: Option<u32>, is_line_end: bool) -> Res<()> {
        let dialect = self.dialect;
        if self.end_field(code, is_line_end)? {
            return Ok(());
        }
        if self.is_quote(code) {
            self.is_quoted = true;
            self.state = State::InQuotedField;
        } else if code == dialect.escape {
            self.state = State::EscapedChar;
        } else if code == Some(0x20) && dialect.skip_initial_space {
            // Blanks at the start are skipped.
            self.state = State::StartField;
        } else if let Some(code) = code {
            self.add(code)?;
            self.state = State::InField;
        }
        Ok(())
    }

    fn is_quote(&self, code: Option<u32>) -> bool {
        code == self.dialect.quote && self.dialect.quoting != Quoting::None
    }

    /// The end of a line or a delimiter ends a field; true where it was one.
    fn end_field(&mut self, code: Option<u32>, is_line_end: bool) -> Res<bool> {
        self.state = match code {
            _ if is_line_end => Self::behind_line(code),
            Some(code) if code == self.dialect.delimiter => State::StartField,
            _ => return Ok(false),
        };
        self.save()?;
        Ok(true)
    }

    /// A quote in a quoted field: the end of it, or one of two.
    fn behind_quote(&mut self, code: Option<u32>, is_line_end: bool) -> Res<()> {
        let dialect = self.dialect;
        if !self.is_quote(code) && self.end_field(code, is_line_end)? {
            return Ok(());
        }
        if self.is_quote(code) {
            self.add(code.unwrap_or_default())?;
            self.state = State::InQuotedField;
        } else if dialect.strict {
            let shown = |code: Option<u32>| {
                code.and_then(char::from_u32).map(String::from).unwrap_or_default()
            };
            let (delimiter, quote) = (shown(Some(dialect.delimiter)), shown(dialect.quote));
            return Err(error(self.vm, &format!("'{delimiter}' expected after '{quote}'")));
        } else if let Some(code) = code {
            self.add(code)?;
            self.state = State::InField;
        }
        Ok(())
    }
}
