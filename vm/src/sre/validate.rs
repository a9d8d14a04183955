//! Checks code words before they run: `_validate` of Modules/_sre/sre.c.
//!
//! Anybody can call `_sre.compile` with any list. The engine reads code that is not there as
//! `FAILURE`, so nothing breaks without this check; it is here for the `RuntimeError`.

use super::code::{MAXGROUPS, info, op};

/// `RuntimeError: invalid SRE code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invalid;

type Check<T = ()> = Result<T, Invalid>;

/// How deep patterns may nest; the parser, which is in Python, gives up long before.
const MAX_DEPTH: usize = 2000;
const LAST_CATEGORY: u32 = 17;
const LAST_PLACE: u32 = 11;

pub(super) fn validate(code: &[u32], n_groups: usize) -> Check {
    let (last, code) = code.split_last().ok_or(Invalid)?;
    ensure(*last == op::SUCCESS && n_groups <= MAXGROUPS as usize)?;
    Cursor { code, at: 0, n_groups, depth: 0 }.check_all()
}

fn ensure(holds: bool) -> Check {
    if holds { Ok(()) } else { Err(Invalid) }
}

#[derive(Clone, Copy)]
struct Cursor<'a> {
    code: &'a [u32],
    at: usize,
    n_groups: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    fn next(&mut self) -> Check<u32> {
        let word = *self.code.get(self.at).ok_or(Invalid)?;
        self.at += 1;
        Ok(word)
    }

    /// Reads a skip, and returns the place it leads to.
    fn next_skip(&mut self) -> Check<usize> {
        let from = self.at;
        let target = from + self.next()? as usize;
        ensure(target <= self.code.len() && target > from)?;
        Ok(target)
    }

    fn expect(&mut self, operator: u32) -> Check {
        ensure(self.next()? == operator)
    }

    /// What lies between here and `end`, from which it goes on.
    fn part(&mut self, end: usize) -> Check<Cursor<'a>> {
        ensure(self.at <= end && end <= self.code.len() && self.depth < MAX_DEPTH)?;
        let part = Cursor { code: &self.code[..end], depth: self.depth + 1, ..*self };
        self.at = end;
        Ok(part)
    }

    fn check_part(&mut self, end: Option<usize>) -> Check {
        self.part(end.ok_or(Invalid)?)?.check_all()
    }

    fn check_all(mut self) -> Check {
        while self.at < self.code.len() {
            self.check_operator()?;
        }
        Ok(())
    }

    fn check_operator(&mut self) -> Check {
        let operator = self.next()?;
        match operator {
            op::MARK => {
                let mark = self.next()? as usize;
                ensure(mark < 2 * self.n_groups)
            }
            op::LITERAL
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => self.next().map(drop),
            op::SUCCESS | op::FAILURE | op::ANY | op::ANY_ALL => Ok(()),
            op::AT => ensure(self.next()? <= LAST_PLACE),
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                let end = self.next_skip()?;
                self.check_charset_to(end)
            }
            op::INFO => self.check_info(),
            op::BRANCH => self.check_branch(),
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                let end = self.next_skip()?;
                self.check_bounds()?;
                self.check_part(end.checked_sub(1))?;
                self.expect(op::SUCCESS)
            }
            op::REPEAT => {
                let end = self.next_skip()?;
                self.check_bounds()?;
                self.check_part(Some(end))?;
                ensure(matches!(self.next()?, op::MAX_UNTIL | op::MIN_UNTIL))
            }
            op::POSSESSIVE_REPEAT => {
                let end = self.next_skip()?;
                self.check_bounds()?;
                self.check_part(Some(end))?;
                self.expect(op::SUCCESS)
            }
            op::ATOMIC_GROUP => {
                let end = self.next_skip()?;
                self.check_part(end.checked_sub(1))?;
                self.expect(op::SUCCESS)
            }
            op::ASSERT | op::ASSERT_NOT => {
                let end = self.next_skip()?;
                self.next()?;
                self.check_part(end.checked_sub(1))?;
                self.expect(op::SUCCESS)
            }
            op::GROUPREF
            | op::GROUPREF_IGNORE
            | op::GROUPREF_UNI_IGNORE
            | op::GROUPREF_LOC_IGNORE => self.check_group(),
            op::GROUPREF_EXISTS => self.check_group_exists(),
            _ => Err(Invalid),
        }
    }

    fn check_group(&mut self) -> Check {
        ensure((self.next()? as usize) < self.n_groups)
    }

    fn check_bounds(&mut self) -> Check {
        let (min, max) = (self.next()?, self.next()?);
        ensure(min <= max)
    }

    fn check_charset_to(&mut self, end: usize) -> Check {
        let mut set = self.part(end.checked_sub(1).ok_or(Invalid)?)?;
        while set.at < set.code.len() {
            set.check_member()?;
        }
        self.expect(op::FAILURE)
    }

    fn check_member(&mut self) -> Check {
        match self.next()? {
            op::NEGATE => Ok(()),
            op::LITERAL => self.next().map(drop),
            op::RANGE | op::RANGE_UNI_IGNORE => self.pass(2),
            op::CHARSET => self.pass(8),
            op::BIGCHARSET => {
                let n_blocks = self.next()?;
                let from = self.at;
                self.pass(64)?;
                let bytes = self.code[from..self.at].iter().flat_map(|it| it.to_le_bytes());
                ensure({ bytes }.all(|it| u32::from(it) < n_blocks))?;
                self.pass(n_blocks as usize * 8)
            }
            op::CATEGORY => ensure(self.next()? <= LAST_CATEGORY),
            _ => Err(Invalid),
        }
    }

    fn pass(&mut self, n: usize) -> Check {
        self.at += n;
        ensure(self.at <= self.code.len())
    }

    fn check_info(&mut self) -> Check {
        let end = self.next_skip()?;
        let flags = self.next()?;
        self.pass(2)?;
        ensure(flags & !(info::PREFIX | info::LITERAL | info::CHARSET) == 0)?;
        let has = |flag| flags & flag != 0;
        ensure(!(has(info::PREFIX) && has(info::CHARSET)))?;
        ensure(!has(info::LITERAL) || has(info::PREFIX))?;
        if has(info::PREFIX) {
            self.check_prefix()?;
        }
        if has(info::CHARSET) {
            return self.check_charset_to(end);
        }
        ensure(self.at == end)
    }

    fn check_prefix(&mut self) -> Check {
        let len = self.next()? as usize;
        let skip = self.next()? as usize;
        ensure(skip <= len)?;
        self.pass(len)?;
        let overlap = self.at;
        self.pass(len)?;
        ensure(self.code[overlap..self.at].iter().all(|it| (*it as usize) < len))
    }

    fn check_branch(&mut self) -> Check {
        let mut behind = None;
        while self.code.get(self.at).is_some_and(|it| *it != 0) {
            let end = self.next_skip()?;
            self.check_part(end.checked_sub(2))?;
            self.expect(op::JUMP)?;
            let target = self.next_skip()?;
            ensure(*behind.get_or_insert(target) == target)?;
        }
        self.expect(op::FAILURE)?;
        ensure(behind == Some(self.at))
    }

    /// The skip counts from the group's word, and there may be no second part.
    fn check_group_exists(&mut self) -> Check {
        let from = self.at;
        self.check_group()?;
        let end = from + self.next()? as usize;
        ensure(end <= self.code.len() && end >= self.at)?;
        let has_else = end >= self.at + 2 && self.code[end - 2] == op::JUMP;
        if !has_else {
            return self.check_part(Some(end));
        }
        self.check_part(Some(end - 2))?;
        self.next()?;
        let end = self.next_skip()?;
        self.check_part(Some(end))
    }
}
