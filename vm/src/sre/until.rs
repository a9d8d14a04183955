//! Repetition of what may be wider than one character: `REPEAT … UNTIL` and its possessive form.

use super::code::MAXREPEAT;
use super::stack::{Repeat, Resume, Step};
use super::{Matcher, UNSET};
use crate::text::Unit;

impl<U: Unit> Matcher<'_, U> {
    fn push_repeat(&mut self, code: usize) {
        let repeat = Repeat { count: -1, code, prev: self.repeat, last_at: UNSET };
        self.repeats.push(repeat);
        let index = self.repeats.len() - 1;
        self.repeat = Some(index);
        self.frame().repeat = index;
    }

    fn pop_repeat(&mut self) {
        let index = self.frame().repeat;
        self.repeat = self.repeats[index].prev;
        self.repeats.truncate(index);
    }

    /// The repetition that the frame's operator belongs to.
    fn repetition(&mut self) -> &mut Repeat {
        let index = self.frame().repeat;
        &mut self.repeats[index]
    }

    fn is_below_max(&self, count: isize, code: usize) -> bool {
        let max = self.word(code + 2);
        max == MAXREPEAT || count < max as isize
    }

    /// `REPEAT skip min max item UNTIL`: the work is done by the operator that is skipped to.
    pub(super) fn begin_repeat(&mut self) -> Step {
        let frame = *self.frame();
        self.push_repeat(frame.code);
        self.at = frame.at;
        let (code, toplevel) = (self.skipped(frame.code), frame.toplevel);
        Step::Try { code, toplevel, resume: Resume::Repeat }
    }

    pub(super) fn after_repeat(&mut self, matched: bool) -> Step {
        self.pop_repeat();
        if matched { Step::Matched } else { Step::Failed }
    }

    /// What both kinds of `UNTIL` begin with: `None` where the item has to match first.
    fn begin_until(&mut self, resume: Resume) -> Result<Repeat, Step> {
        let Some(index) = self.repeat else { return Err(Step::Failed) };
        let repeat = self.repeats[index];
        let frame = self.frame();
        frame.repeat = index;
        frame.count = repeat.count + 1;
        let frame = *frame;
        self.at = frame.at;
        if frame.count < self.word(repeat.code + 1) as isize {
            self.repetition().count = frame.count;
            let (code, toplevel) = (repeat.code + 3, frame.toplevel);
            return Err(Step::Try { code, toplevel, resume });
        }
        Ok(repeat)
    }

    pub(super) fn after_needed_item(&mut self, matched: bool) -> Step {
        if matched {
            return Step::Matched;
        }
        self.take_count_back();
        Step::Failed
    }

    fn take_count_back(&mut self) {
        let frame = *self.frame();
        self.repetition().count = frame.count - 1;
        self.at = frame.at;
    }

    /// `MAX_UNTIL`: one more item where that goes, else the tail.
    pub(super) fn max_until(&mut self) -> Step {
        let repeat = match self.begin_until(Resume::MaxUntilItem) {
            Ok(repeat) => repeat,
            Err(step) => return step,
        };
        let frame = *self.frame();
        if !self.is_below_max(frame.count, repeat.code) || frame.at == repeat.last_at {
            return self.try_tail_of_max_until();
        }
        self.repetition().count = frame.count;
        self.save_lastmark();
        self.push_marks();
        self.push_last_at();
        let (code, toplevel) = (repeat.code + 3, frame.toplevel);
        Step::Try { code, toplevel, resume: Resume::MaxUntilMore }
    }

    /// Notes where the item is tried, so that it does not match nothing there again and again.
    fn push_last_at(&mut self) {
        let at = self.at;
        let last_at = std::mem::replace(&mut self.repetition().last_at, at);
        self.saved.push(last_at);
    }

    fn pop_last_at(&mut self) {
        let last_at = self.saved.pop().expect("it was pushed before the item was tried");
        self.repetition().last_at = last_at;
    }

    pub(super) fn after_max_until_more(&mut self, matched: bool) -> Step {
        self.pop_last_at();
        if matched {
            self.discard_marks();
            return Step::Matched;
        }
        self.pop_marks();
        self.restore_lastmark();
        self.take_count_back();
        self.try_tail_of_max_until()
    }

    fn try_tail_of_max_until(&mut self) -> Step {
        let prev = self.repetition().prev;
        self.repeat = prev;
        let frame = *self.frame();
        Step::Try { code: frame.code, toplevel: frame.toplevel, resume: Resume::MaxUntilTail }
    }

    pub(super) fn after_max_until_tail(&mut self, matched: bool) -> Step {
        let frame = *self.frame();
        self.repeat = Some(frame.repeat);
        if matched {
            return Step::Matched;
        }
        self.at = frame.at;
        Step::Failed
    }

    /// `MIN_UNTIL`: the tail where that goes, else one more item.
    pub(super) fn min_until(&mut self) -> Step {
        let repeat = match self.begin_until(Resume::MinUntilItem) {
            Ok(repeat) => repeat,
            Err(step) => return step,
        };
        self.repeat = repeat.prev;
        self.save_lastmark();
        if self.repeat.is_some() {
            self.push_marks();
        }
        let frame = *self.frame();
        Step::Try { code: frame.code, toplevel: frame.toplevel, resume: Resume::MinUntilTail }
    }

    pub(super) fn after_min_until_tail(&mut self, matched: bool) -> Step {
        if matched {
            self.discard_marks_in_repeat();
            self.repeat = Some(self.frame().repeat);
            return Step::Matched;
        }
        self.restore_marks_in_repeat();
        self.discard_marks_in_repeat();
        let frame = *self.frame();
        self.repeat = Some(frame.repeat);
        self.at = frame.at;
        let repeat = *self.repetition();
        if !self.is_below_max(frame.count, repeat.code) || frame.at == repeat.last_at {
            return Step::Failed;
        }
        self.repetition().count = frame.count;
        self.push_last_at();
        let (code, toplevel) = (repeat.code + 3, frame.toplevel);
        Step::Try { code, toplevel, resume: Resume::MinUntilMore }
    }

    pub(super) fn after_min_until_more(&mut self, matched: bool) -> Step {
        self.pop_last_at();
        self.after_needed_item(matched)
    }

    /// `POSSESSIVE_REPEAT skip min max item SUCCESS`: nothing is given back.
    ///
    /// In 3.13 it is no repetition for what its item tries: groups that failed keep their starts.
    pub(super) fn possessive_repeat(&mut self) -> Step {
        let frame = self.frame();
        frame.count = 0;
        self.at = frame.at;
        self.next_possessive_least()
    }

    fn next_possessive_least(&mut self) -> Step {
        let frame = *self.frame();
        if frame.count < self.word(frame.code + 1) as isize {
            let code = frame.code + 3;
            return Step::Try { code, toplevel: false, resume: Resume::PossessiveLeast };
        }
        self.frame().at = UNSET;
        self.next_possessive_more()
    }

    pub(super) fn after_possessive_least(&mut self, matched: bool) -> Step {
        if matched {
            self.frame().count += 1;
            return self.next_possessive_least();
        }
        self.at = self.frame().at;
        Step::Failed
    }

    /// The frame's `at` is where the item was tried last.
    fn next_possessive_more(&mut self) -> Step {
        let frame = *self.frame();
        if !self.is_below_max(frame.count, frame.code) || self.at == frame.at {
            return self.end_possessive_repeat();
        }
        self.save_lastmark();
        self.push_marks();
        let at = self.at;
        self.frame().at = at;
        Step::Try { code: frame.code + 3, toplevel: false, resume: Resume::PossessiveMore }
    }

    pub(super) fn after_possessive_more(&mut self, matched: bool) -> Step {
        if matched {
            self.discard_marks();
            self.frame().count += 1;
            return self.next_possessive_more();
        }
        self.pop_marks();
        self.restore_lastmark();
        self.at = self.frame().at;
        self.end_possessive_repeat()
    }

    fn end_possessive_repeat(&mut self) -> Step {
        let code = self.frame().code;
        let behind_success = self.skipped(code) + 1;
        let at = self.at;
        let frame = self.frame();
        (frame.code, frame.at) = (behind_success, at);
        Step::Next
    }
}
