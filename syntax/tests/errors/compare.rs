//! How near our answers are to CPython's.

use std::fmt::Write;

use refwise_syntax::{
    Encoding, ErrorClass, Feature, LineIndex, PythonVersion, Stage, SyntaxError, TextRange,
    TextSize, first_reported, parse, symtable, validate,
};

use super::cases::{Answer, Case};

/// The error that we report first, told as CPython's exception tells it.
pub(crate) fn ours(source: &str) -> Option<Answer> {
    let parsed = parse(source);
    let mut errors = parsed.errors().to_vec();
    errors.extend(newer(parsed.features()));
    errors.extend_from_slice(symtable::symbol_table(&parsed.file()).errors());
    errors.extend(validate::validate(&parsed.file()).errors);
    first_reported(&errors).map(|it| answer(source, it))
}

/// Syntax that CPython 3.13 does not have yet. We name the version behind CPython's words.
fn newer(features: &[(TextRange, Feature)]) -> impl Iterator<Item = SyntaxError> {
    let newer = features.iter().filter(|it| it.1.since() > PythonVersion::DEFAULT);
    newer.map(|(range, feature)| {
        let message = feature.message(PythonVersion::DEFAULT);
        let words = message.split(" before Python").next().unwrap_or_default();
        SyntaxError::new(*range, words.to_owned())
    })
}

fn answer(source: &str, error: &SyntaxError) -> Answer {
    let lines = LineIndex::new(source);
    // Behind the parser, CPython counts bytes.
    let encoding = if error.stage <= Stage::Parse { Encoding::Utf32 } else { Encoding::Utf8 };
    let place = |offset: TextSize| {
        let it = lines.position(source, offset, encoding);
        [i64::from(it.line) + 1, i64::from(it.col) + 1]
    };
    let [line, col] = place(error.range.start());
    let [mut end_line, mut end_col] = place(error.range.end());
    // A line end is one column wide, also where the text ends without one.
    if error.range.is_empty() && usize::from(error.range.end()) == source.len() {
        end_col += 1;
    } else if source[error.range].ends_with(['\n', '\r']) {
        [end_line, end_col] = place(error.range.end() - TextSize::of('\n'));
        end_col += 1;
    }
    let stage = match error.stage {
        Stage::Tokens | Stage::Parse => "parse",
        Stage::Future | Stage::Symtable => "symtable",
        Stage::Compile => "compile",
    };
    let class = match error.class {
        ErrorClass::Syntax => "SyntaxError",
        ErrorClass::Indentation => "IndentationError",
        ErrorClass::Tab => "TabError",
    };
    Answer {
        stage: stage.to_owned(),
        class: class.to_owned(),
        place: [line, col, end_line, end_col],
        words: error.message(&lines),
    }
}

/// How many answers agree, and which do not.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) cases: usize,
    pub(crate) accepted_wrongly: usize,
    pub(crate) refused_wrongly: usize,
    pub(crate) line: usize,
    pub(crate) words: usize,
    pub(crate) class: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    differences: Vec<String>,
}

impl Score {
    pub(crate) fn add(&mut self, case: &Case) {
        self.cases += 1;
        let mine = ours(&case.source);
        match (&mine, &case.answer) {
            (None, None) => {
                self.line += 1;
                self.words += 1;
                self.class += 1;
                self.start += 1;
                self.end += 1;
            }
            (None, Some(_)) => self.accepted_wrongly += 1,
            (Some(_), None) => self.refused_wrongly += 1,
            (Some(mine), Some(theirs)) => self.add_pair(mine, theirs),
        }
        if !agrees(mine.as_ref(), case.answer.as_ref()) {
            let source = &case.source;
            let theirs = tell(case.answer.as_ref());
            let mine = tell(mine.as_ref());
            self.differences.push(format!("{source:?}\n  CPython  {theirs}\n  refwise  {mine}"));
        }
    }

    fn add_pair(&mut self, mine: &Answer, theirs: &Answer) {
        self.line += usize::from(same_line(mine, theirs));
        self.words += usize::from(mine.words == theirs.words);
        self.class += usize::from(mine.class == theirs.class);
        self.start += usize::from(same_start(mine, theirs));
        self.end += usize::from(same_end(mine, theirs));
    }

    /// How many are accepted by one and refused by the other.
    pub(crate) fn wrong_sides(&self) -> usize {
        self.accepted_wrongly + self.refused_wrongly
    }

    pub(crate) fn is_perfect(&self) -> bool {
        self.differences.is_empty()
    }

    pub(crate) fn report(&self) -> String {
        let mut out = String::new();
        for it in &self.differences {
            let _ = writeln!(out, "{it}");
        }
        let _ = writeln!(
            out,
            "{} cases: accepted wrongly {}, refused wrongly {}, line {}, class {}, words {}, start {}, end {}",
            self.cases,
            self.accepted_wrongly,
            self.refused_wrongly,
            self.line,
            self.class,
            self.words,
            self.start,
            self.end,
        );
        out
    }
}

fn tell(answer: Option<&Answer>) -> String {
    answer.map_or("accepted".to_owned(), |it| {
        format!("{} {} {:?} {}", it.stage, it.class, it.place, it.words)
    })
}

fn agrees(mine: Option<&Answer>, theirs: Option<&Answer>) -> bool {
    match (mine, theirs) {
        (None, None) => true,
        (Some(mine), Some(theirs)) => {
            same_line(mine, theirs)
                && mine.words == theirs.words
                && mine.class == theirs.class
                && mine.stage == theirs.stage
                && same_start(mine, theirs)
                && same_end(mine, theirs)
        }
        _ => false,
    }
}

/// CPython has no line for some errors.
fn same_line(mine: &Answer, theirs: &Answer) -> bool {
    theirs.place[0] < 1 || mine.place[0] == theirs.place[0]
}

fn same_start(mine: &Answer, theirs: &Answer) -> bool {
    theirs.place[0] < 1 || theirs.place[1] < 1 || mine.place[..2] == theirs.place[..2]
}

/// An end of 0 or before the start means none.
fn same_end(mine: &Answer, theirs: &Answer) -> bool {
    let [line, start, end_line, end] = theirs.place;
    line < 1 || end < 1 || (end_line, end) <= (line, start) || mine.place[2..] == [end_line, end]
}
