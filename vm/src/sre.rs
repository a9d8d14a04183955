//! Regular expressions: the engine behind `_sre`, for the code words of CPython 3.13's `re._compiler`.
//!
//! A [`Program`] is checked code, a [`Matcher`] one attempt on a subject of any width. Which path
//! backtracking takes is Modules/_sre/sre_lib.h's, because groups that took part in failed tries
//! show it. Nothing recurses: what is still to try lies on a stack of our own, and a [`Watch`] is
//! asked again and again whether to go on, so that patterns that never end can be ended.

mod category;
mod charset;
mod code;
mod engine;
mod repeat;
mod search;
mod stack;
mod until;
mod validate;

use crate::text::Unit;

pub use category::{is_cased_ascii, is_cased_unicode, lower_ascii, lower_unicode};
pub use code::{MAGIC, MAXGROUPS, MAXREPEAT, Program};

use stack::{Frame, Repeat};

/// What `start` of a group that took no part is.
const UNSET: usize = usize::MAX;

/// Whoever looked at the work said that it is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// Is asked now and then, with the steps since the last time and the bytes that are held now.
pub type Watch<'a> = &'a mut dyn FnMut(u64, usize) -> Result<(), Interrupted>;

/// How much of the subject has to be matched, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `match`: from the start.
    Match,
    /// `fullmatch`: from the start to the end.
    Full,
    /// `search`: anywhere.
    Search,
}

/// A subject, a place in it, and the groups that were found: `SRE_STATE`.
///
/// Places are counted in code units of the subject, which are code points for a `str`.
pub struct Matcher<'a, U> {
    code: &'a [u32],
    subject: &'a [U],
    /// Where the match begins.
    start: usize,
    /// Where the subject ends for this attempt (`endpos`).
    end: usize,
    /// Where the match ends so far.
    at: usize,
    match_all: bool,
    must_advance: bool,
    /// Starts and ends of groups by turns; those above `lastmark` mean nothing.
    marks: Vec<usize>,
    lastmark: isize,
    lastindex: isize,
    /// The innermost repetition that runs (an index into `repeats`).
    repeat: Option<usize>,
    repeats: Vec<Repeat>,
    frames: Vec<Frame>,
    saved: Vec<usize>,
    steps: u64,
    watch: Watch<'a>,
}

impl<'a, U: Unit> Matcher<'a, U> {
    /// An attempt on `subject[..end]`, from `start` on; both are cut to fit the subject.
    ///
    /// `start` may lie behind `end`: there, CPython matches what matches nothing.
    pub fn new(
        program: &'a Program,
        subject: &'a [U],
        start: usize,
        end: usize,
        watch: Watch<'a>,
    ) -> Self {
        let (start, end) = (start.min(subject.len()), end.min(subject.len()));
        Self {
            code: program.code(),
            subject,
            start,
            end,
            at: start,
            match_all: false,
            must_advance: false,
            marks: vec![UNSET; program.n_groups() * 2],
            lastmark: -1,
            lastindex: -1,
            repeat: None,
            repeats: Vec::new(),
            frames: Vec::new(),
            saved: Vec::new(),
            steps: 0,
            watch,
        }
    }

    /// Tries once; whether it matched.
    ///
    /// # Errors
    /// When the watch said so.
    pub fn run(&mut self, mode: Mode) -> Result<bool, Interrupted> {
        self.forget_groups();
        self.at = self.start;
        self.match_all = mode == Mode::Full;
        let found = match mode {
            Mode::Search => self.search()?,
            Mode::Match | Mode::Full => self.match_at(0, true)?,
        };
        self.ask_watch()?;
        Ok(found)
    }

    /// Says that a match at the start may not be empty, as [`Self::advance`] does where one was.
    pub fn set_must_advance(&mut self, must_advance: bool) {
        self.must_advance = must_advance;
    }

    /// Goes on behind what matched, as `finditer`, `sub` and scanners do: the next match is not
    /// empty where this one was.
    pub fn advance(&mut self) {
        self.must_advance = self.at == self.start;
        self.start = self.at;
    }

    /// Where the whole match begins and ends.
    pub fn span(&self) -> (usize, usize) {
        (self.start, self.at)
    }

    /// Where a group begins and ends, counted from 1; `None` where it took no part.
    pub fn group(&self, index: usize) -> Option<(usize, usize)> {
        if index == 0 {
            return Some(self.span());
        }
        let mark = (index - 1) * 2;
        if mark as isize >= self.lastmark {
            return None;
        }
        let (start, end) = (*self.marks.get(mark)?, *self.marks.get(mark + 1)?);
        (start != UNSET && end != UNSET && start <= end).then_some((start, end))
    }

    /// `Match.lastindex`: the group that was closed last.
    pub fn lastindex(&self) -> Option<usize> {
        usize::try_from(self.lastindex).ok()
    }

    fn forget_groups(&mut self) {
        self.lastmark = -1;
        self.lastindex = -1;
        self.repeat = None;
        self.repeats.clear();
        self.frames.clear();
        self.saved.clear();
    }
}

#[cfg(test)]
mod tests;
