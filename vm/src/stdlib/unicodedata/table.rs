//! The recorded table: what CPython's `unicodedata` answers (`tests/unicodedata_tables.py`).
//!
//! For each version: rows, which many code points share, and runs of code points with one row. Then
//! what characters decompose to, which of these are never composed again, and where Unicode 3.2
//! differs. It is read when something is first asked for.

use std::sync::OnceLock;

use crate::text::unicode;
use rustc_hash::{FxHashMap, FxHashSet};

const TABLE: &str = include_str!("table.txt");

/// What code points have in common.
pub(super) struct Row {
    pub(super) category: &'static str,
    pub(super) bidirectional: &'static str,
    pub(super) combining: u8,
    pub(super) east_asian_width: &'static str,
    pub(super) is_mirrored: bool,
    pub(super) numeric: Option<f64>,
}

/// The versions that there are.
#[derive(Clone, Copy)]
pub(super) enum Version {
    /// 15.1.0
    Now,
    /// 3.2.0
    Old,
}

/// All that a version says.
pub(super) struct Database {
    rows: Vec<Row>,
    /// Where runs begin, and which row they have.
    runs: Vec<(u32, u16)>,
    /// Canonical decompositions that this version has in place of the newest ones.
    other: FxHashMap<u32, Vec<u32>>,
    other_digits: FxHashMap<u32, (Option<u8>, Option<u8>)>,
}

/// A decomposition: `<compat>` or another tag where it is not canonical.
pub(super) struct Decomposition {
    pub(super) tag: Option<&'static str>,
    pub(super) codes: Vec<u32>,
}

/// What the versions share.
pub(super) struct Shared {
    pub(super) decompositions: FxHashMap<u32, Decomposition>,
    /// The character that two compose to.
    pub(super) compositions: FxHashMap<(u32, u32), u32>,
}

pub(super) fn database(version: Version) -> &'static Database {
    static DATABASES: OnceLock<[Database; 2]> = OnceLock::new();
    &DATABASES.get_or_init(|| {
        let it = sections();
        [Database::read(&it[0], &it[1], &[], &[]), Database::read(&it[2], &it[3], &it[6], &it[7])]
    })[version as usize]
}

pub(super) fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let sections = sections();
        let excluded: FxHashSet<u32> = sections[5].iter().map(|it| hex(it)).collect();
        let decompositions: FxHashMap<u32, Decomposition> =
            sections[4].iter().filter_map(|it| decomposition(it)).collect();
        let composed = |(&code, it): (&u32, &Decomposition)| match it.codes.as_slice() {
            &[a, b] if it.tag.is_none() && !excluded.contains(&code) => Some(((a, b), code)),
            _ => None,
        };
        let compositions = decompositions.iter().filter_map(composed).collect();
        Shared { decompositions, compositions }
    })
}

/// The lines of each section. Those that only tell the version have none.
fn sections() -> Vec<Vec<&'static str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    for line in TABLE.lines() {
        match line.strip_prefix("# ") {
            Some(title) if title.starts_with("Unicode") => {}
            Some(_) => found.push(Vec::new()),
            None => found.last_mut().expect("a title stands first").push(line),
        }
    }
    found
}

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).expect("the table is well formed")
}

fn decomposition(line: &'static str) -> Option<(u32, Decomposition)> {
    let mut parts = line.split(' ').peekable();
    let code = hex(parts.next()?);
    let tag = parts.next_if(|it| it.starts_with('<'));
    Some((code, Decomposition { tag, codes: parts.map(hex).collect() }))
}

impl Database {
    fn read(
        rows: &[&'static str],
        runs: &[&'static str],
        other: &[&'static str],
        digits: &[&'static str],
    ) -> Database {
        let mut start = 0;
        let runs = runs.iter().filter_map(|line| {
            let (step, row) = line.split_once(' ')?;
            start += hex(step);
            Some((start, hex(row) as u16))
        });
        let other = other.iter().filter_map(|it| decomposition(it)).map(|it| (it.0, it.1.codes));
        let digits = digits.iter().filter_map(|line| {
            let (code, digits) = line.split_once(' ')?;
            let (decimal, digit) = digits.split_once(' ')?;
            Some((hex(code), (decimal.parse().ok(), digit.parse().ok())))
        });
        Database {
            rows: rows.iter().filter_map(|it| row(it)).collect(),
            runs: runs.collect(),
            other: other.collect(),
            other_digits: digits.collect(),
        }
    }

    pub(super) fn row(&self, code: u32) -> &Row {
        let run = self.runs.partition_point(|it| it.0 <= code) - 1;
        &self.rows[usize::from(self.runs[run].1)]
    }

    /// `decimal` and `digit`; the latter is that of the newest version always.
    pub(super) fn digits(&self, code: u32) -> (Option<u8>, Option<u8>) {
        if self.row(code).category == "Cn" {
            return (None, unicode::digit(code));
        }
        if let Some(&known) = self.other_digits.get(&code) {
            return known;
        }
        (unicode::decimal(code), unicode::digit(code))
    }

    /// What a character decomposes to in one step; `is_canonical`: without a tag.
    pub(super) fn decomposition(&self, code: u32) -> Option<(&[u32], bool)> {
        if let Some(other) = self.other.get(&code) {
            return Some((other, true));
        }
        if self.row(code).category == "Cn" {
            return None;
        }
        shared().decompositions.get(&code).map(|it| (it.codes.as_slice(), it.tag.is_none()))
    }

    /// As `unicodedata.decomposition` writes it.
    pub(super) fn decomposition_text(&self, code: u32) -> String {
        let Some(found) = shared().decompositions.get(&code) else { return String::new() };
        if self.row(code).category == "Cn" {
            return String::new();
        }
        let codes = found.codes.iter().map(|it| format!("{it:04X}"));
        let tag = found.tag.map(|it| tag_as_written(it).to_owned());
        tag.into_iter().chain(codes).collect::<Vec<_>>().join(" ")
    }
}

/// The table is in small letters, the one tag that is not in small letters too.
fn tag_as_written(tag: &'static str) -> &'static str {
    if tag == "<nobreak>" { "<noBreak>" } else { tag }
}

fn row(line: &'static str) -> Option<Row> {
    let mut parts = line.split(' ');
    let mut next = || parts.next().map(|it| if it == "-" { "" } else { it });
    Some(Row {
        category: next()?,
        bidirectional: next()?,
        combining: next()?.parse().ok()?,
        east_asian_width: next()?,
        is_mirrored: next()? == "1",
        numeric: numeric(next()?),
    })
}

fn numeric(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    Some(above.parse::<f64>().ok()? / below.parse::<f64>().ok()?)
}
