//! Instructions in columns (`dis.Formatter`).

use std::fmt::Write;

use super::labels::Labels;
use super::{Instruction, Options, caches};
use crate::code::CodeObject;
use crate::opcode::Opcode;

const OPNAME_WIDTH: usize = 20;
const OPARG_WIDTH: usize = 5;
const NO_LINENO: &str = "  --";

pub(super) struct Formatter<'a> {
    code: &'a [u8],
    /// Zero leaves the column out.
    lineno_width: usize,
    /// Zero leaves the column out.
    offset_width: usize,
    label_width: usize,
    show_caches: bool,
    out: &'a mut String,
}

impl<'a> Formatter<'a> {
    pub(super) fn new(
        code: &'a CodeObject,
        labels: &Labels,
        options: Options,
        out: &'a mut String,
    ) -> Formatter<'a> {
        let last_offset = code.co_code.len().saturating_sub(2).max(9999);
        Formatter {
            code: &code.co_code,
            lineno_width: lineno_width(code),
            offset_width: if options.show_offsets { width(last_offset) } else { 0 },
            label_width: 4 + width(labels.len()),
            show_caches: options.show_caches,
            out,
        }
    }

    pub(super) fn instruction(&mut self, instruction: &Instruction) {
        if self.lineno_width > 0 && instruction.starts_line.is_some() && instruction.offset > 0 {
            self.out.push('\n');
        }
        self.line(instruction);
        if let Some(opcode) = instruction.opcode.filter(|_| self.show_caches) {
            self.caches(opcode, instruction.offset);
        }
    }

    pub(super) fn exception_table(&mut self, labels: &Labels) {
        for (index, line) in labels.exceptions().enumerate() {
            if index == 0 {
                self.out.push_str("ExceptionTable:\n");
            }
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// The columns have a blank between them, beside their own; none ends a line.
    fn line(&mut self, instruction: &Instruction) {
        let start = self.out.len();
        if self.lineno_width > 0 {
            self.lineno(instruction.starts_line);
        }
        let label = instruction.label.map(|it| format!("L{it}:")).unwrap_or_default();
        self.right(&label, self.label_width);
        if self.offset_width > 0 {
            self.right(&instruction.offset.to_string(), self.offset_width);
            self.out.push_str("  ");
        }
        let name = instruction.name();
        self.write(format_args!("    {name:OPNAME_WIDTH$}"));
        if let Some(arg) = instruction.arg {
            // A long name takes the room of the argument.
            let excess = name.len().saturating_sub(OPNAME_WIDTH);
            let width = OPARG_WIDTH.saturating_sub(excess);
            self.write(format_args!(" {arg:>width$}"));
        }
        if !instruction.argrepr.is_empty() {
            self.write(format_args!(" ({})", instruction.argrepr));
        }
        let end = self.out[start..].trim_end().len();
        self.out.truncate(start + end);
        self.out.push('\n');
    }

    fn lineno(&mut self, starts_line: Option<Option<i32>>) {
        let lineno = match starts_line {
            Some(Some(line)) => line.to_string(),
            Some(None) => NO_LINENO.to_string(),
            None => String::new(),
        };
        self.right(&lineno, self.lineno_width);
    }

    /// Each code unit of the cache is a line; the first of each part has its name and value.
    fn caches(&mut self, opcode: Opcode, offset: usize) {
        let mut offset = offset;
        for &(name, units) in caches::format(opcode) {
            let value = self.cached(offset + 2, units);
            for unit in 0..units {
                offset += 2;
                let argrepr = if unit == 0 { format!("{name}: {value}") } else { String::new() };
                self.line(&cache(offset, argrepr));
            }
        }
    }

    /// The number in `units` code units at `start`, low bytes first.
    fn cached(&self, start: usize, units: usize) -> u64 {
        let bytes = self.code.iter().skip(start).take(2 * units);
        bytes.rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
    }

    /// `text` at the right of a column, and the blank behind it.
    fn right(&mut self, text: &str, width: usize) {
        self.write(format_args!("{text:>width$} "));
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).expect("a String takes every text");
    }
}

fn cache(offset: usize, argrepr: String) -> Instruction {
    Instruction {
        number: 0,
        opcode: Some(Opcode::CACHE),
        arg: Some(0),
        argrepr,
        offset,
        starts_line: None,
        label: None,
    }
}

/// Source: `_get_lineno_width`.
fn lineno_width(code: &CodeObject) -> usize {
    let lines: Vec<Option<i32>> = code.co_lines().map(|it| it.1).collect();
    let Some(last) = lines.iter().flatten().copied().filter(|&it| it != 0).max() else { return 0 };
    if last == -1 {
        return 0;
    }
    let width = last.to_string().len().max(3);
    if lines.contains(&None) { width.max(NO_LINENO.len()) } else { width }
}

fn width(number: usize) -> usize {
    number.to_string().len()
}
