//! Strings with white space put in: `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.

use super::{Str, StrBuilder, Unit, each_width};

impl Str {
    /// `before` times `fill`, the string, `behind` times `fill`.
    pub fn pad(&self, before: usize, behind: usize, fill: u32) -> Str {
        let mut out = StrBuilder::with_capacity(self.len() + before + behind);
        out.push_repeated(fill, before);
        out.push_py(self);
        out.push_repeated(fill, behind);
        out.finish()
    }

    /// `self.ljust(width, fill)`. Where `width` is not above the length, the result is `self`.
    pub fn ljust(&self, width: usize, fill: u32) -> Str {
        self.pad(0, width.saturating_sub(self.len()), fill)
    }

    /// `self.rjust(width, fill)`.
    pub fn rjust(&self, width: usize, fill: u32) -> Str {
        self.pad(width.saturating_sub(self.len()), 0, fill)
    }

    /// `self.center(width, fill)`.
    pub fn center(&self, width: usize, fill: u32) -> Str {
        let (before, behind) = margins(self.len(), width);
        self.pad(before, behind, fill)
    }

    /// `self.zfill(width)`: zeros go behind a sign.
    pub fn zfill(&self, width: usize) -> Str {
        let zeros = width.saturating_sub(self.len());
        let sign = usize::from(matches!(self.get(0), Some(0x2b | 0x2d)));
        let mut out = StrBuilder::with_capacity(self.len() + zeros);
        out.push_py(&self.slice(0..sign));
        out.push_repeated(0x30, zeros);
        out.push_py(&self.slice(sign..self.len()));
        out.finish()
    }

    /// `self.expandtabs(tabsize)`. [`expanded_len`](Str::expanded_len) tells how long it gets.
    pub fn expandtabs(&self, tabsize: usize) -> Str {
        each_width!(self.view(), units => Unit::to_str(&expand_tabs(units, tabsize)))
    }

    /// How many code points `self.expandtabs(tabsize)` has.
    pub fn expanded_len(&self, tabsize: usize) -> usize {
        each_width!(self.view(), units => expanded_len(units, tabsize))
    }
}

/// How much `center` puts before and behind. Source: `stringlib_center_impl`.
pub fn margins(len: usize, width: usize) -> (usize, usize) {
    let margin = width.saturating_sub(len);
    let before = margin / 2 + (margin & width & 1);
    (before, margin - before)
}

/// `units.expandtabs(tabsize)`.
pub fn expand_tabs<T: Unit>(units: &[T], tabsize: usize) -> Vec<T> {
    let mut out = Vec::with_capacity(units.len());
    let mut column = 0;
    for &unit in units {
        match unit.code() {
            0x09 => {
                let spaces = spaces_to(column, tabsize);
                out.resize(out.len() + spaces, T::of(0x20));
                column += spaces;
            }
            0x0a | 0x0d => {
                out.push(unit);
                column = 0;
            }
            _ => {
                out.push(unit);
                column += 1;
            }
        }
    }
    out
}

/// How many units `expandtabs` makes.
pub fn expanded_len<T: Unit>(units: &[T], tabsize: usize) -> usize {
    let (mut len, mut column) = (0usize, 0usize);
    for unit in units {
        let width = match unit.code() {
            0x09 => spaces_to(column, tabsize),
            _ => 1,
        };
        len = len.saturating_add(width);
        column = if matches!(unit.code(), 0x0a | 0x0d) { 0 } else { column.saturating_add(width) };
    }
    len
}

fn spaces_to(column: usize, tabsize: usize) -> usize {
    match tabsize {
        0 => 0,
        _ => tabsize - column % tabsize,
    }
}
