//! `search`: where a match can begin at all.

use super::code::{info, op};
use super::{Interrupted, Matcher, charset};
use crate::text::Unit;

impl<U: Unit> Matcher<'_, U> {
    /// `SRE(search)`.
    pub(super) fn search(&mut self) -> Result<bool, Interrupted> {
        if self.start > self.end {
            return Ok(false);
        }
        if self.word(0) != op::INFO {
            return self.search_anywhere(0, self.end);
        }
        let (flags, min_width) = (self.word(2), self.word(3) as usize);
        if self.end - self.start < min_width {
            return Ok(false);
        }
        let code = 1 + self.word(1) as usize;
        if flags & info::PREFIX != 0 {
            return self.search_prefix(code, flags & info::LITERAL != 0);
        }
        if flags & info::CHARSET != 0 {
            return self.search_charset(code);
        }
        let last = if min_width > 1 { self.end - (min_width - 1) } else { self.end };
        self.search_anywhere(code, last)
    }

    fn try_from(&mut self, start: usize, at: usize, code: usize) -> Result<bool, Interrupted> {
        self.forget_groups();
        self.start = start;
        self.at = at;
        self.match_at(code, false)
    }

    /// From each place on up to `last`; only the first match may have to move on.
    fn search_anywhere(&mut self, code: usize, last: usize) -> Result<bool, Interrupted> {
        self.at = self.start;
        let matched = self.match_at(code, true)?;
        self.must_advance = false;
        if matched {
            return Ok(true);
        }
        if self.word(code) == op::AT && matches!(self.word(code + 1), 0 | 2) {
            return Ok(false);
        }
        for start in self.start + 1..=last {
            if self.try_from(start, start, code)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `INFO skip flags min max LENGTH SKIP prefix overlap`: the text a match begins with is known.
    fn search_prefix(&mut self, code: usize, is_literal: bool) -> Result<bool, Interrupted> {
        let len = self.word(5) as usize;
        let skip = self.word(6) as usize;
        let words = self.code;
        let prefix = words.get(7..7 + len).unwrap_or(&[]);
        self.must_advance = false;
        let mut from = self.start;
        while let Some(start) = self.find_prefix(prefix, from)? {
            self.start = start;
            self.at = start + skip;
            if is_literal || self.try_from(start, start + skip, code + 2 * skip)? {
                return Ok(true);
            }
            from = start + 1;
        }
        Ok(false)
    }

    fn find_prefix(&mut self, prefix: &[u32], from: usize) -> Result<Option<usize>, Interrupted> {
        let Some(first) = prefix.first() else { return Ok(None) };
        let mut start = from;
        while start + prefix.len() <= self.end {
            let begins = |it: &U| it.code() == *first;
            let rest = &self.subject[start..=self.end - prefix.len()];
            let Some(ahead) = rest.iter().position(begins) else {
                self.count_step(rest.len() as u64)?;
                return Ok(None);
            };
            start += ahead;
            self.count_step(ahead as u64 + 1)?;
            let here = &self.subject[start..start + prefix.len()];
            if here.iter().zip(prefix).all(|(unit, code)| unit.code() == *code) {
                return Ok(Some(start));
            }
            start += 1;
        }
        Ok(None)
    }

    /// `INFO skip flags min max charset`: the characters a match begins with are known.
    fn search_charset(&mut self, code: usize) -> Result<bool, Interrupted> {
        self.must_advance = false;
        let mut start = self.start;
        loop {
            let words = self.code;
            let begins = |it: &U| charset::contains(words, 5, it.code());
            let rest = &self.subject[start..self.end];
            let ahead = rest.iter().position(begins);
            self.count_step(ahead.unwrap_or(rest.len()) as u64 + 1)?;
            let Some(ahead) = ahead else { return Ok(false) };
            start += ahead;
            if self.try_from(start, start, code)? {
                return Ok(true);
            }
            start += 1;
        }
    }
}
