//! Many small edits as few.
//!
//! Typing sends one edit per key, and an editor that falls behind or runs a macro sends thousands at
//! once. Each would cost a re-parse of its block; edits that lie beside each other need one
//! together.

use refwise_syntax::{TextEdit, TextRange, TextSize};

/// Edits with at most so many bytes between them become one: about what a re-parse takes as well.
const NEAR: u32 = 4096;

/// More edits than this become one that spans all, so that a batch never costs more than one full
/// parse and this many small ones.
const MAX_EDITS: usize = 8;

/// Edits of a text, gathered since some moment.
#[derive(Debug, Default)]
pub(super) struct GatheredEdits {
    /// In the order of the text, none near another.
    spans: Vec<Span>,
}

/// What stood at `old` in the text at the start stands at `new` in the text now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    old: TextRange,
    new: TextRange,
}

impl GatheredEdits {
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Adds an edit of the text as it is now: `delete` is replaced by `insert_len` bytes.
    pub(super) fn push(&mut self, delete: TextRange, insert_len: TextSize) {
        let near = TextSize::new(NEAR);
        let first = self.spans.partition_point(|it| it.new.end() + near < delete.start());
        let behind = self.spans.partition_point(|it| it.new.start() <= delete.end() + near);
        let touched = &self.spans[first..behind];
        let new = touched.iter().fold(delete, |range, it| range.cover(it.new));
        let old = TextRange::new(self.old(new.start(), first), self.old(new.end(), behind));
        let moved = |at: TextSize| at - delete.len() + insert_len;
        for later in &mut self.spans[behind..] {
            later.new = TextRange::new(moved(later.new.start()), moved(later.new.end()));
        }
        let new = TextRange::new(new.start(), moved(new.end()));
        self.spans.splice(first..behind, [Span { old, new }]);
        if let ([first, .., last], true) = (&self.spans[..], self.spans.len() > MAX_EDITS) {
            self.spans =
                vec![Span { old: first.old.cover(last.old), new: first.new.cover(last.new) }];
        }
    }

    /// The edits, each of the text that those before it leave. `text` is the text behind all.
    pub(super) fn finish(self, text: &str) -> Vec<TextEdit> {
        // From the last to the first: none moves the place of one behind it in the list.
        let spans = self.spans.iter().rev();
        spans.map(|it| TextEdit::replace(it.old, &text[it.new])).collect()
    }

    /// Where `at`, which has `n_before` spans before it and is inside none, stood at the start.
    fn old(&self, at: TextSize, n_before: usize) -> TextSize {
        match n_before.checked_sub(1).map(|it| self.spans[it]) {
            Some(span) => at - span.new.end() + span.old.end(),
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator of numbers, so that a failure can be repeated.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % (end as u64 + 1)) as usize
        }
    }

    fn check(seed: u64, n_edits: usize) {
        let mut numbers = Numbers(seed);
        let before: String = (0..20_000).map(|it| char::from(b'a' + (it % 26) as u8)).collect();
        let mut text = before.clone();
        let mut gathered = GatheredEdits::default();
        for _ in 0..n_edits {
            let start = numbers.below(text.len());
            let end = (start + numbers.below(9)).min(text.len());
            let insert = "1234567"[..numbers.below(7)].to_owned();
            gathered.push(
                TextRange::new((start as u32).into(), (end as u32).into()),
                TextSize::of(&*insert),
            );
            text.replace_range(start..end, &insert);
        }
        let edits = gathered.finish(&text);
        assert!(edits.len() <= MAX_EDITS);
        assert_eq!(edits.iter().fold(before, |text, it| it.apply(&text)), text, "seed {seed}");
    }

    #[test]
    fn few_edits_do_what_many_did() {
        for seed in 1..200 {
            for n_edits in [1, 2, 3, 5, 40] {
                check(seed, n_edits);
            }
        }
    }

    #[test]
    fn typing_is_one_edit() {
        let mut gathered = GatheredEdits::default();
        for at in 0..100 {
            gathered.push(TextRange::empty((10 + at).into()), 1.into());
        }
        let text = "x".repeat(200);
        let expected = TextEdit::insert(10.into(), "x".repeat(100));
        assert_eq!(gathered.finish(&text), [expected]);
    }
}
