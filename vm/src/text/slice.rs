//! Parts of strings, and strings put together: slices, concatenation, repetition, `join`.

use std::ops::Range;

use compact_str::CompactString;

use super::{Data, Str, StrBuilder, Unit, View, each_width};

/// The range that Python's `start` and `end` mean in a sequence of `len` items; `None` where `start`
/// lies behind the end or behind `end`, where even the empty string is not found.
///
/// Negative ones count from the end. Source: `ADJUST_INDICES` (Objects/stringlib/find.h).
pub fn bounds(start: isize, end: isize, len: usize) -> Option<Range<usize>> {
    let from_end = |it: isize| match it {
        ..0 => len.saturating_sub(it.unsigned_abs()),
        _ => it as usize,
    };
    let (start, end) = (from_end(start), from_end(end).min(len));
    (start <= end).then_some(start..end)
}

/// Which items `seq[start:stop:step]` takes: `len` of them, from `start` on, every `step`th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The first one.
    pub start: usize,
    /// How far the next one is; negative backwards.
    pub step: isize,
    /// How many there are.
    pub len: usize,
}

impl Slice {
    /// The slice in a sequence of `len` items; `step` is not zero.
    ///
    /// `None` stands for what was left out. Source: `PySlice_AdjustIndices` (Objects/sliceobject.c).
    pub fn new(start: Option<isize>, stop: Option<isize>, step: isize, len: usize) -> Slice {
        let n = len as isize;
        let backwards = step < 0;
        let (low, high) = if backwards { (-1, n - 1) } else { (0, n) };
        let clamped = |it: isize| {
            let from_start = if it < 0 { it.saturating_add(n) } else { it };
            from_start.clamp(low, high)
        };
        let start = start.map_or(if backwards { high } else { low }, clamped);
        let stop = stop.map_or(if backwards { low } else { high }, clamped);
        let distance = if backwards { start - stop } else { stop - start };
        let len = match distance {
            ..=0 => 0,
            _ => (distance as usize - 1) / step.unsigned_abs() + 1,
        };
        Slice { start: start.max(0) as usize, step, len }
    }

    /// The items' indices.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        let at =
            move |n: usize| self.start.wrapping_add_signed((n as isize).wrapping_mul(self.step));
        (0..self.len).map(at)
    }
}

impl Str {
    /// The code points of a range, which lies within the string.
    pub fn slice(&self, range: Range<usize>) -> Str {
        self.view().slice(range)
    }

    /// `str[start:stop:step]`.
    pub fn step(&self, slice: Slice) -> Str {
        if slice.step == 1 || slice.len <= 1 {
            return self.slice(slice.start..slice.start + slice.len);
        }
        each_width!(self.view(), units => {
            let picked: Vec<_> = slice.indices().map(|it| units[it]).collect();
            Unit::to_str(&picked)
        })
    }

    /// `self + other`.
    pub fn concat(&self, other: &Str) -> Str {
        if let (Data::Ascii(a), Data::Ascii(b)) = (&self.data, &other.data) {
            let mut text = CompactString::with_capacity(a.len() + b.len());
            text.push_str(a);
            text.push_str(b);
            return Str::from_ascii_string(text);
        }
        concat_all([self, other])
    }

    /// `self += other`, where nobody else holds `self`. Repeated calls take time in the length of
    /// what is appended.
    pub fn append(&mut self, other: &Str) {
        if let (Data::Ascii(a), Data::Ascii(b)) = (&mut self.data, &other.data) {
            a.push_str(b);
            self.hash.set(-1);
            return;
        }
        let data = std::mem::replace(&mut self.data, Data::Ascii(CompactString::const_new("")));
        let whole = match (data, &other.view()) {
            (Data::Ascii(a), View::Ascii(b)) => Data::Ascii(a + b),
            (Data::Latin1(a), b @ (View::Ascii(_) | View::Latin1(_))) => {
                Data::Latin1(grown(a, &b.widened()))
            }
            (Data::Ucs2(a), b) if !matches!(b, View::Ucs4(_)) => Data::Ucs2(grown(a, &b.widened())),
            (Data::Ucs4(a), b) => Data::Ucs4(grown(a, &b.widened())),
            (data, _) => concat_all([&Str::from_data(data), other]).data,
        };
        *self = Str::from_data(whole);
    }

    /// `self * n`. Its length, [`len`](Str::len) times `n`, must have been asked for before.
    pub fn repeat(&self, n: usize) -> Str {
        match &self.data {
            _ if n == 0 => Str::new(),
            Data::Ascii(it) => Str::from_ascii_string(it.repeat(n)),
            Data::Latin1(it) => Str::from_data(Data::Latin1(it.repeat(n).into())),
            Data::Ucs2(it) => Str::from_data(Data::Ucs2(it.repeat(n).into())),
            Data::Ucs4(it) => Str::from_data(Data::Ucs4(it.repeat(n).into())),
        }
    }

    /// `self.join(items)`.
    pub fn join(&self, items: &[&Str]) -> Str {
        let Some((first, rest)) = items.split_first() else { return Str::new() };
        if rest.is_empty() {
            return (*first).clone();
        }
        let mut builder = StrBuilder::with_capacity(self.join_len(items));
        builder.push_py(first);
        for item in rest {
            builder.push_py(self);
            builder.push_py(item);
        }
        builder.finish()
    }

    /// How long `self.join(items)` is.
    pub fn join_len(&self, items: &[&Str]) -> usize {
        let own = self.len().saturating_mul(items.len().saturating_sub(1));
        items.iter().fold(own, |sum, it| sum.saturating_add(it.len()))
    }
}

/// All of `items`, one behind the other: what an f-string does.
pub fn concat_all<'a>(items: impl IntoIterator<Item = &'a Str, IntoIter: Clone>) -> Str {
    let items = items.into_iter();
    let len = items.clone().map(Str::len).sum();
    let mut builder = StrBuilder::with_capacity(len);
    items.for_each(|it| builder.push_py(it));
    builder.finish()
}

fn grown<T: Unit>(units: Box<[T]>, more: &[T]) -> Box<[T]> {
    let mut units = units.into_vec();
    units.reserve_exact(more.len());
    units.extend_from_slice(more);
    units.into()
}
