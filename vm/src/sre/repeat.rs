//! Repetition of what is one character wide: counted ahead, then given back.

use super::code::{MAXREPEAT, op};
use super::stack::{Resume, Step};
use super::{Interrupted, Matcher, charset};
use crate::text::Unit;

type Outcome = Result<Step, Interrupted>;

impl<U: Unit> Matcher<'_, U> {
    /// `SRE(count)`: how often the operator at `code` takes the next character.
    fn count(&mut self, code: usize, at: usize, max: u32) -> Result<usize, Interrupted> {
        let left = &self.subject[at..self.end];
        let left = if max == MAXREPEAT { left } else { &left[..left.len().min(max as usize)] };
        let words = self.code;
        let n = match self.word(code) {
            op::ANY_ALL => left.len(),
            op::LITERAL => {
                let literal = self.word(code + 1);
                run_length(left, |it| it == literal)
            }
            op::NOT_LITERAL => {
                let literal = self.word(code + 1);
                run_length(left, |it| it != literal)
            }
            op::IN => run_length(left, |it| charset::contains(words, code + 2, it)),
            _ => run_length(left, |it| charset::takes(words, code, it) == Some(true)),
        };
        self.count_step(n as u64)?;
        Ok(n)
    }

    /// Whether nothing is behind the repetition, so that it may end here at once.
    fn ends_here(&mut self, tail: usize, at: usize) -> bool {
        let toplevel = self.frame().toplevel;
        self.word(tail) == op::SUCCESS
            && at == self.end
            && !(toplevel && self.must_advance && at == self.start)
    }

    /// Counts ahead as far as it goes; `None` where that is less than the minimum.
    fn count_all(&mut self) -> Result<Option<usize>, Interrupted> {
        let frame = *self.frame();
        let (min, max) = (self.word(frame.code + 1), self.word(frame.code + 2));
        if frame.at + min as usize > self.end {
            return Ok(None);
        }
        let n = self.count(frame.code + 3, frame.at, max)?;
        Ok((n >= min as usize).then_some(n))
    }

    /// `REPEAT_ONE skip min max item SUCCESS`, greedy.
    pub(super) fn repeat_one(&mut self) -> Outcome {
        let Some(n) = self.count_all()? else { return Ok(Step::Failed) };
        let frame = self.frame();
        frame.count = n as isize;
        frame.at += n;
        let frame = *frame;
        if self.ends_here(self.skipped(frame.code), frame.at) {
            self.at = frame.at;
            return Ok(Step::Matched);
        }
        self.save_lastmark();
        if self.repeat.is_some() {
            self.push_marks();
        }
        Ok(self.try_behind_repeat_one())
    }

    /// Tries the tail behind as many as are still counted; places where a literal tail cannot begin
    /// are passed over.
    fn try_behind_repeat_one(&mut self) -> Step {
        let frame = *self.frame();
        let min = self.word(frame.code + 1) as isize;
        let tail = self.skipped(frame.code);
        let literal = (self.word(tail) == op::LITERAL).then(|| self.word(tail + 1));
        let (mut at, mut count) = (frame.at, frame.count);
        if let Some(literal) = literal {
            let is_there = |at: usize| at < self.end && self.subject[at].code() == literal;
            while count >= min && !is_there(at) {
                count -= 1;
                at = at.wrapping_sub(1);
            }
            self.steps += (frame.count - count) as u64;
        }
        if count < min {
            self.discard_marks_in_repeat();
            return Step::Failed;
        }
        let frame = self.frame();
        (frame.at, frame.count) = (at, count);
        let toplevel = frame.toplevel;
        self.at = at;
        Step::Try { code: tail, toplevel, resume: Resume::RepeatOne }
    }

    pub(super) fn after_repeat_one(&mut self, matched: bool) -> Step {
        if matched {
            self.discard_marks_in_repeat();
            return Step::Matched;
        }
        self.restore_marks_in_repeat();
        let frame = self.frame();
        frame.at = frame.at.wrapping_sub(1);
        frame.count -= 1;
        self.try_behind_repeat_one()
    }

    /// `MIN_REPEAT_ONE skip min max item SUCCESS`, lazy.
    pub(super) fn min_repeat_one(&mut self) -> Outcome {
        let frame = *self.frame();
        let min = self.word(frame.code + 1);
        if frame.at + min as usize > self.end {
            return Ok(Step::Failed);
        }
        let n = if min == 0 { 0 } else { self.count(frame.code + 3, frame.at, min)? };
        if n < min as usize {
            return Ok(Step::Failed);
        }
        let at = frame.at + n;
        let tail = self.skipped(frame.code);
        if self.word(tail) == op::SUCCESS && !self.is_refused(at, frame.toplevel) {
            self.at = at;
            return Ok(Step::Matched);
        }
        let frame = self.frame();
        (frame.at, frame.count) = (at, n as isize);
        self.save_lastmark();
        if self.repeat.is_some() {
            self.push_marks();
        }
        Ok(self.try_behind_min_repeat_one())
    }

    fn try_behind_min_repeat_one(&mut self) -> Step {
        let frame = *self.frame();
        let max = self.word(frame.code + 2);
        if max != MAXREPEAT && frame.count > max as isize {
            self.discard_marks_in_repeat();
            return Step::Failed;
        }
        self.at = frame.at;
        let (code, toplevel) = (self.skipped(frame.code), frame.toplevel);
        Step::Try { code, toplevel, resume: Resume::MinRepeatOne }
    }

    pub(super) fn after_min_repeat_one(&mut self, matched: bool) -> Outcome {
        if matched {
            self.discard_marks_in_repeat();
            return Ok(Step::Matched);
        }
        self.restore_marks_in_repeat();
        let frame = *self.frame();
        if self.count(frame.code + 3, frame.at, 1)? == 0 {
            self.discard_marks_in_repeat();
            return Ok(Step::Failed);
        }
        let frame = self.frame();
        frame.at += 1;
        frame.count += 1;
        Ok(self.try_behind_min_repeat_one())
    }

    /// `POSSESSIVE_REPEAT_ONE skip min max item SUCCESS`: nothing is given back.
    pub(super) fn possessive_repeat_one(&mut self) -> Outcome {
        let Some(n) = self.count_all()? else { return Ok(Step::Failed) };
        let frame = *self.frame();
        let at = frame.at + n;
        if self.ends_here(self.skipped(frame.code), at) {
            self.at = at;
            return Ok(Step::Matched);
        }
        Ok(self.go_on_behind(frame.code, at))
    }
}

fn run_length<U: Unit>(units: &[U], mut takes: impl FnMut(u32) -> bool) -> usize {
    units.iter().position(|it| !takes(it.code())).unwrap_or(units.len())
}
