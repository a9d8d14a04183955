//! What Unicode 15.1 says of code points: kinds, cases, digits. CPython 3.13 carries this version.
//!
//! `unicode/table.txt` records what CPython answers (`tests/unicode_tables.py`). It has three parts:
//! records, which many code points share; runs of code points with one record; and the cases that
//! are several characters. It is read when a character is first asked about.

use std::sync::OnceLock;

const TABLE: &str = include_str!("unicode/table.txt");

/// A question that is answered by yes or no, as a bit of [`Record::flags`].
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `str.isalpha`.
    Alpha = 1,
    /// `str.isdecimal`.
    Decimal = 1 << 1,
    /// `str.isdigit`.
    Digit = 1 << 2,
    /// `str.isnumeric`.
    Numeric = 1 << 3,
    /// `str.isspace`.
    Space = 1 << 4,
    /// `str.splitlines` splits there.
    LineBreak = 1 << 5,
    /// A lowercase letter.
    Lower = 1 << 6,
    /// An uppercase letter.
    Upper = 1 << 7,
    /// A titlecase letter.
    Title = 1 << 8,
    /// `repr` shows it as it is.
    Printable = 1 << 9,
    /// A name may begin with it.
    IdentifierStart = 1 << 10,
    /// A name may have it.
    Identifier = 1 << 11,
    /// It has a case, so that the next letter of a title is small.
    Cased = 1 << 12,
    /// It does not end a word for the final sigma.
    CaseIgnorable = 1 << 13,
}

/// What many code points have in common.
#[derive(Debug)]
struct Record {
    flags: u16,
    /// How far away lower, upper, title and folded case are; 0 where they are several characters.
    cases: [i32; 4],
    decimal: i8,
    digit: i8,
}

/// Which other case of a character is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Case {
    /// Small letters.
    Lower,
    /// Capital letters.
    Upper,
    /// The capital letter at the start of a word.
    Title,
    /// What is compared without case.
    Folded,
}

/// The characters that one becomes in another case: one to three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cased {
    codes: [u32; 3],
    len: u8,
}

impl Cased {
    fn one(code: u32) -> Cased {
        Cased { codes: [code, 0, 0], len: 1 }
    }

    /// The code points.
    pub fn codes(&self) -> &[u32] {
        &self.codes[..usize::from(self.len)]
    }
}

struct Table {
    records: Vec<Record>,
    /// Which record the code points below 0x10000 have.
    low: Vec<u8>,
    /// Where runs begin, and which record they have.
    runs: Vec<(u32, u8)>,
    /// Sorted by code point.
    special: Vec<(u32, [Cased; 4])>,
}

/// Is the code point of this kind?
pub fn is(code: u32, kind: Kind) -> bool {
    record(code).flags & kind as u16 != 0
}

/// White space that `str.split` and `str.strip` mean.
pub fn is_space(code: u32) -> bool {
    match code {
        0..0x80 => matches!(code, 0x20 | 0x09..=0x0d | 0x1c..=0x1f),
        _ => is(code, Kind::Space),
    }
}

/// The end of a line for `str.splitlines`.
pub fn is_line_break(code: u32) -> bool {
    matches!(code, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

/// Does `repr` show the code point as it is?
pub fn is_printable(code: u32) -> bool {
    match code {
        0..0x7f => code >= 0x20,
        _ => is(code, Kind::Printable),
    }
}

/// The value of a decimal digit, as `int()` reads it.
pub fn decimal(code: u32) -> Option<u8> {
    match code {
        0..0x80 => char::from(code as u8).to_digit(10).map(|it| it as u8),
        _ => u8::try_from(record(code).decimal).ok(),
    }
}

/// The value of a digit, superscripts among them: `unicodedata.digit`.
pub fn digit(code: u32) -> Option<u8> {
    u8::try_from(record(code).digit).ok()
}

/// The code point in another case, which can be several.
pub fn cased(code: u32, case: Case) -> Cased {
    let table = table();
    let change = table.record(code).cases[case as usize];
    if change != 0 || code < 0x80 {
        return Cased::one(code.wrapping_add_signed(change));
    }
    match table.special.binary_search_by_key(&code, |it| it.0) {
        Ok(at) => table.special[at].1[case as usize],
        Err(_) => Cased::one(code),
    }
}

fn record(code: u32) -> &'static Record {
    table().record(code)
}

impl Table {
    fn record(&self, code: u32) -> &Record {
        let id = match self.low.get(code as usize) {
            Some(&id) => id,
            None => self.runs[self.runs.partition_point(|it| it.0 <= code) - 1].1,
        };
        &self.records[usize::from(id)]
    }
}

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| read(TABLE))
}

fn read(text: &str) -> Table {
    let mut parts = text.split("# ").skip(2).map(|part| part.lines().skip(1));
    let mut part = || parts.next().expect("the table has three parts");
    let records = part().map(read_record).collect();
    let mut start = 0;
    let runs: Vec<(u32, u8)> = part()
        .map(|line| {
            let (distance, id) = line.split_once(' ').expect("two columns");
            start += hex(distance);
            (start, hex(id) as u8)
        })
        .collect();
    let mut special: Vec<_> = part().map(read_special).collect();
    special.sort_unstable_by_key(|it| it.0);
    Table { records, low: low(&runs), runs, special }
}

/// The records of the first 0x10000 code points.
fn low(runs: &[(u32, u8)]) -> Vec<u8> {
    const LEN: usize = 0x10000;
    let mut low = vec![0; LEN];
    let ends = runs.iter().skip(1).map(|it| it.0).chain([u32::MAX]);
    for (&(start, id), end) in runs.iter().zip(ends) {
        let Some(run) = low.get_mut(start as usize..LEN.min(end as usize)) else { break };
        run.fill(id);
    }
    low
}

fn read_record(line: &str) -> Record {
    let mut columns = line.split(' ');
    let flags = hex(columns.next().unwrap_or_default()) as u16;
    let mut number = || columns.next().and_then(|it| it.parse::<i32>().ok()).expect("a number");
    let cases = [number(), number(), number(), number()];
    Record { flags, cases, decimal: number() as i8, digit: number() as i8 }
}

fn read_special(line: &str) -> (u32, [Cased; 4]) {
    let mut columns = line.split(' ');
    let mut column = || columns.next().expect("five columns");
    (hex(column()), [(); 4].map(|()| read_cased(column())))
}

fn read_cased(column: &str) -> Cased {
    let mut cased = Cased { codes: [0; 3], len: 0 };
    for code in column.split('.') {
        cased.codes[usize::from(cased.len)] = hex(code);
        cased.len += 1;
    }
    cased
}

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).expect("hexadecimal digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for (code, case, expected) in [
            ('a', Case::Upper, "A"),
            ('ß', Case::Upper, "SS"),
            ('ß', Case::Title, "Ss"),
            ('ß', Case::Folded, "ss"),
            ('ŉ', Case::Upper, "ʼN"),
            ('ǆ', Case::Title, "ǅ"),
            ('İ', Case::Lower, "i\u{307}"),
            ('𐐀', Case::Lower, "𐐨"),
            ('€', Case::Upper, "€"),
        ] {
            let codes: Vec<u32> = expected.chars().map(u32::from).collect();
            assert_eq!(cased(code.into(), case).codes(), codes, "{code} {case:?}");
        }
    }

    #[test]
    fn digits() {
        assert_eq!(decimal('٣'.into()), Some(3));
        assert_eq!(decimal('²'.into()), None);
        assert_eq!(digit('²'.into()), Some(2));
        assert_eq!(decimal('𝟿'.into()), Some(9));
        assert!(is('⅔'.into(), Kind::Numeric));
        assert!(!is('⅔'.into(), Kind::Digit));
    }

    #[test]
    fn nothing_newer_than_15_1() {
        assert!(is_printable(0x2ebf0));
        assert!(!is_printable(0x1c89));
        assert!(!is(0xd800, Kind::Alpha));
        assert!(!is(0x10ffff, Kind::Identifier));
    }
}
