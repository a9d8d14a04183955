//! The loop over the operators.

use super::category::{is_line_break, is_unicode_word, is_word, lower_ascii, lower_unicode};
use super::code::op;
use super::stack::{Resume, Step};
use super::{Interrupted, Matcher, UNSET, charset};
use crate::text::Unit;

type Outcome = Result<Step, Interrupted>;

impl<U: Unit> Matcher<'_, U> {
    /// `SRE(match)`: matches the code at `code` from `self.at` on, and leaves `self.at` behind it.
    pub(super) fn match_at(&mut self, code: usize, toplevel: bool) -> Result<bool, Interrupted> {
        let Some(code) = self.skip_info(code) else { return Ok(false) };
        self.enter(code, toplevel);
        let mut step = Step::Next;
        loop {
            step = match step {
                Step::Next => self.run_frame()?,
                Step::Try { code, toplevel, resume } => {
                    self.frame().resume = resume;
                    self.enter(code, toplevel);
                    Step::Next
                }
                Step::Matched | Step::Failed => {
                    let matched = step == Step::Matched;
                    self.frames.pop();
                    match self.frames.last() {
                        None => return Ok(matched),
                        Some(frame) => self.resume(frame.resume, matched)?,
                    }
                }
            };
        }
    }

    /// Where the code begins behind its `INFO` block; `None` when the subject is too short for it.
    fn skip_info(&self, code: usize) -> Option<usize> {
        if self.word(code) != op::INFO {
            return Some(code);
        }
        let min_width = self.word(code + 3) as usize;
        (self.end.wrapping_sub(self.at) >= min_width)
            .then(|| code + 1 + self.word(code + 1) as usize)
    }

    /// Runs operators until one needs another attempt, or the frame is done.
    fn run_frame(&mut self) -> Outcome {
        let (mut code, mut at) = {
            let frame = self.frame();
            (frame.code, frame.at)
        };
        loop {
            self.count_step(1)?;
            let args = code + 1;
            match self.word(code) {
                op::LITERAL => {
                    if at >= self.end || self.subject[at].code() != self.word(args) {
                        return Ok(Step::Failed);
                    }
                    (code, at) = (code + 2, at + 1);
                }
                op::MARK => {
                    self.set_mark(self.word(args) as usize, at);
                    code += 2;
                }
                op::JUMP | op::INFO => code = self.skipped(args),
                op::AT if self.is_at(self.word(args), at) => code += 2,
                op::SUCCESS => return Ok(self.succeed(at)),
                op::AT | op::FAILURE => return Ok(Step::Failed),
                operator if at < self.end && self.takes_next(code, at) == Some(true) => {
                    debug_assert_ne!(operator, op::SUCCESS);
                    (code, at) = (code + charset::width(self.code, code), at + 1);
                }
                operator => {
                    let frame = self.frame();
                    (frame.code, frame.at) = (args, at);
                    match self.run_operator(operator)? {
                        Step::Next => (code, at) = (self.frame().code, self.frame().at),
                        step => return Ok(step),
                    }
                }
            }
        }
    }

    #[inline]
    fn takes_next(&self, code: usize, at: usize) -> Option<bool> {
        charset::takes(self.code, code, self.subject[at].code())
    }

    /// Operators with attempts of their own; those that look at one character have failed here.
    fn run_operator(&mut self, operator: u32) -> Outcome {
        Ok(match operator {
            op::BRANCH => self.branch(),
            op::REPEAT => self.begin_repeat(),
            op::MAX_UNTIL => self.max_until(),
            op::MIN_UNTIL => self.min_until(),
            op::REPEAT_ONE => self.repeat_one()?,
            op::MIN_REPEAT_ONE => self.min_repeat_one()?,
            op::POSSESSIVE_REPEAT_ONE => self.possessive_repeat_one()?,
            op::POSSESSIVE_REPEAT => self.possessive_repeat(),
            op::ATOMIC_GROUP => self.atomic_group(),
            op::ASSERT => self.assert(),
            op::ASSERT_NOT => self.assert_not(),
            op::GROUPREF
            | op::GROUPREF_IGNORE
            | op::GROUPREF_LOC_IGNORE
            | op::GROUPREF_UNI_IGNORE => self.group_reference(operator)?,
            op::GROUPREF_EXISTS => self.group_exists(),
            _ => Step::Failed,
        })
    }

    /// Goes on where an attempt that has ended was waited for.
    fn resume(&mut self, resume: Resume, matched: bool) -> Outcome {
        Ok(match resume {
            Resume::Branch => self.after_branch(matched),
            Resume::Repeat => self.after_repeat(matched),
            Resume::RepeatOne => self.after_repeat_one(matched),
            Resume::MinRepeatOne => self.after_min_repeat_one(matched)?,
            Resume::MaxUntilItem | Resume::MinUntilItem => self.after_needed_item(matched),
            Resume::MaxUntilMore => self.after_max_until_more(matched),
            Resume::MaxUntilTail => self.after_max_until_tail(matched),
            Resume::MinUntilTail => self.after_min_until_tail(matched),
            Resume::MinUntilMore => self.after_min_until_more(matched),
            Resume::PossessiveLeast => self.after_possessive_least(matched),
            Resume::PossessiveMore => self.after_possessive_more(matched),
            Resume::Assert => self.after_assert(matched),
            Resume::AssertNot => self.after_assert_not(matched),
            Resume::Atomic => self.after_atomic_group(matched),
        })
    }

    /// Where a skip leads that stands at `at` and counts from there.
    #[inline]
    pub(super) fn skipped(&self, at: usize) -> usize {
        at + self.word(at) as usize
    }

    /// Whether a match that ends here is none, because it has to reach the end or to move.
    pub(super) fn is_refused(&self, at: usize, toplevel: bool) -> bool {
        toplevel && (self.match_all && at != self.end || self.must_advance && at == self.start)
    }

    fn succeed(&mut self, at: usize) -> Step {
        let toplevel = self.frame().toplevel;
        if self.is_refused(at, toplevel) {
            return Step::Failed;
        }
        self.at = at;
        Step::Matched
    }

    fn set_mark(&mut self, mark: usize, at: usize) {
        if mark >= self.marks.len() {
            return;
        }
        if mark % 2 == 1 {
            self.lastindex = mark as isize / 2 + 1;
        }
        if mark as isize > self.lastmark {
            let first_new = (self.lastmark + 1) as usize;
            self.marks[first_new..mark].fill(UNSET);
            self.lastmark = mark as isize;
        }
        self.marks[mark] = at;
    }

    /// `SRE(at)`: the places by the numbers of `re._constants.ATCODES`.
    fn is_at(&self, place: u32, at: usize) -> bool {
        match place {
            0 | 2 => at == 0,
            1 => at == 0 || is_line_break(self.subject[at - 1].code()),
            5 => at == self.end || at + 1 == self.end && self.breaks_line(at),
            6 => at == self.end || self.breaks_line(at),
            7 => at == self.end,
            3 | 8 => self.is_boundary(at, is_word),
            4 | 9 => self.is_no_boundary(at, is_word),
            10 => self.is_boundary(at, is_unicode_word),
            11 => self.is_no_boundary(at, is_unicode_word),
            _ => false,
        }
    }

    fn breaks_line(&self, at: usize) -> bool {
        self.subject.get(at).is_some_and(|it| is_line_break(it.code()))
    }

    /// Whether words are on just one side; in an empty subject there is no boundary, and no place
    /// that is none.
    fn is_boundary(&self, at: usize, is_word: fn(u32) -> bool) -> bool {
        let before = at > 0 && is_word(self.subject[at - 1].code());
        let behind = at < self.end && is_word(self.subject[at].code());
        self.end > 0 && before != behind
    }

    fn is_no_boundary(&self, at: usize, is_word: fn(u32) -> bool) -> bool {
        self.end > 0 && !self.is_boundary(at, is_word)
    }

    /// `BRANCH`, then for each way: its skip, its code, `JUMP` behind them all; then 0.
    fn branch(&mut self) -> Step {
        self.save_lastmark();
        if self.repeat.is_some() {
            self.push_marks();
        }
        self.next_way()
    }

    fn next_way(&mut self) -> Step {
        loop {
            let frame = *self.frame();
            if self.word(frame.code) == 0 {
                self.discard_marks_in_repeat();
                return Step::Failed;
            }
            if self.may_begin(frame.code + 1, frame.at) {
                self.at = frame.at;
                let (code, toplevel) = (frame.code + 1, frame.toplevel);
                return Step::Try { code, toplevel, resume: Resume::Branch };
            }
            self.frame().code = self.skipped(frame.code);
        }
    }

    fn may_begin(&self, code: usize, at: usize) -> bool {
        match self.word(code) {
            op::LITERAL | op::IN => at < self.end && self.takes_next(code, at) == Some(true),
            _ => true,
        }
    }

    fn after_branch(&mut self, matched: bool) -> Step {
        if matched {
            self.discard_marks_in_repeat();
            return Step::Matched;
        }
        self.restore_marks_in_repeat();
        let code = self.frame().code;
        self.frame().code = self.skipped(code);
        self.next_way()
    }

    pub(super) fn discard_marks_in_repeat(&mut self) {
        if self.repeat.is_some() {
            self.discard_marks();
        }
    }

    /// What every way that failed has to give back.
    pub(super) fn restore_marks_in_repeat(&mut self) {
        if self.repeat.is_some() {
            self.restore_marks();
        }
        self.restore_lastmark();
    }

    /// Goes on with the code behind a skip, from `at` on.
    pub(super) fn go_on_behind(&mut self, skip: usize, at: usize) -> Step {
        let code = self.skipped(skip);
        let frame = self.frame();
        (frame.code, frame.at) = (code, at);
        Step::Next
    }

    /// `ATOMIC_GROUP skip code SUCCESS`.
    fn atomic_group(&mut self) -> Step {
        let frame = *self.frame();
        self.at = frame.at;
        Step::Try { code: frame.code + 1, toplevel: false, resume: Resume::Atomic }
    }

    fn after_atomic_group(&mut self, matched: bool) -> Step {
        let frame = *self.frame();
        if !matched {
            self.at = frame.at;
            return Step::Failed;
        }
        self.go_on_behind(frame.code, self.at)
    }

    /// `ASSERT skip back code SUCCESS`.
    fn assert(&mut self) -> Step {
        let frame = *self.frame();
        let Some(at) = frame.at.checked_sub(self.word(frame.code + 1) as usize) else {
            return Step::Failed;
        };
        self.at = at;
        Step::Try { code: frame.code + 2, toplevel: false, resume: Resume::Assert }
    }

    fn after_assert(&mut self, matched: bool) -> Step {
        let frame = *self.frame();
        if matched { self.go_on_behind(frame.code, frame.at) } else { Step::Failed }
    }

    fn assert_not(&mut self) -> Step {
        let frame = *self.frame();
        let Some(at) = frame.at.checked_sub(self.word(frame.code + 1) as usize) else {
            return self.go_on_behind(frame.code, frame.at);
        };
        self.at = at;
        self.save_lastmark();
        if self.repeat.is_some() {
            self.push_marks();
        }
        Step::Try { code: frame.code + 2, toplevel: false, resume: Resume::AssertNot }
    }

    fn after_assert_not(&mut self, matched: bool) -> Step {
        if matched {
            self.discard_marks_in_repeat();
            return Step::Failed;
        }
        self.restore_marks_in_repeat();
        self.discard_marks_in_repeat();
        let frame = *self.frame();
        self.go_on_behind(frame.code, frame.at)
    }

    /// What a group matched that is closed; groups are counted from 0 here.
    fn closed_group(&self, group: u32) -> Option<(usize, usize)> {
        self.group(group as usize + 1)
    }

    fn group_reference(&mut self, operator: u32) -> Outcome {
        let frame = *self.frame();
        let fold: fn(u32) -> u32 = match operator {
            op::GROUPREF => |it| it,
            op::GROUPREF_UNI_IGNORE => lower_unicode,
            _ => lower_ascii,
        };
        let Some((start, end)) = self.closed_group(self.word(frame.code)) else {
            return Ok(Step::Failed);
        };
        let len = end - start;
        if len > 0 && frame.at + len > self.end {
            return Ok(Step::Failed);
        }
        self.count_step(len as u64)?;
        let (group, here) = (&self.subject[start..end], &self.subject[frame.at..frame.at + len]);
        if group.iter().zip(here).any(|(a, b)| fold(a.code()) != fold(b.code())) {
            return Ok(Step::Failed);
        }
        let frame = self.frame();
        frame.code += 1;
        frame.at += len;
        Ok(Step::Next)
    }

    /// `GROUPREF_EXISTS group skip yes JUMP no`.
    fn group_exists(&mut self) -> Step {
        let code = self.frame().code;
        let exists = self.closed_group(self.word(code)).is_some();
        let skip = self.word(code + 1) as usize;
        self.frame().code = if exists { code + 2 } else { code + skip };
        Step::Next
    }
}
