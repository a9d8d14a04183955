//! Snippets with CPython's answers, and where they come from.

/// A piece of Python, and what CPython says of it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) source: String,
    pub(crate) answer: Option<Answer>,
}

/// An error as CPython's exception tells it: lines and columns from 1, -9 for `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) stage: String,
    pub(crate) class: String,
    pub(crate) place: [i64; 4],
    pub(crate) words: String,
}

/// The cases of a file of snippets: a snippet, then a line that begins with `#> `.
pub(crate) fn recorded(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut source = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("#> ") {
            Some(answer) => {
                let mut fields = answer.trim_end_matches('\n').splitn(4, ' ');
                let answer = Answer::from_fields(&mut fields);
                cases.push(Case { source: std::mem::take(&mut source), answer });
            }
            None => source.push_str(line),
        }
    }
    cases
}

impl Answer {
    fn from_fields<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<Answer> {
        let stage = fields.next()?.to_owned();
        let class = fields.next().unwrap_or_default().to_owned();
        let place: Vec<i64> =
            fields.next().unwrap_or_default().split(':').filter_map(|it| it.parse().ok()).collect();
        let words = fields.next().unwrap_or_default().to_owned();
        let place = place.try_into().ok()?;
        Some(Answer { stage, class, place, words })
    }
}

impl Case {
    /// A case of a file with one case a line.
    pub(crate) fn from_line(line: &str) -> Option<Case> {
        let fields: Vec<String> = line.split('\t').map(unescape).collect();
        let [.., source] = fields.as_slice() else {
            return None;
        };
        let answer = Answer::from_fields(&mut fields[..4].iter().map(String::as_str));
        Some(Case { source: source.clone(), answer })
    }
}

fn unescape(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('0') => '\0',
                other => other.unwrap_or('\\'),
            }),
            _ => out.push(c),
        }
    }
    out
}
