//! "Did you mean": the name that was probably meant (`Python/suggestions.c`, CPython 3.13).

const MAX_CANDIDATES: usize = 750;
const MAX_LENGTH: usize = 40;
const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;

/// The candidate that is nearest to `name`, if one is near enough.
pub fn closest(name: &str, candidates: impl IntoIterator<Item = String>) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    let candidates: Vec<String> = candidates.into_iter().take(MAX_CANDIDATES).collect();
    if candidates.len() == MAX_CANDIDATES {
        return None;
    }
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        // No more than one third of the characters involved should need changing.
        let max = (name.chars().count() + candidate.chars().count() + 3) * MOVE_COST / 6;
        let max = match &best {
            Some((0, _)) => break,
            Some((distance, _)) => max.min(distance - 1),
            None => max,
        };
        let distance = distance(name, &candidate, max);
        if distance <= max && best.as_ref().is_none_or(|it| distance < it.0) {
            best = Some((distance, candidate));
        }
    }
    best.map(|it| it.1)
}

fn substitution(a: char, b: char) -> usize {
    match () {
        () if a == b => 0,
        () if a.eq_ignore_ascii_case(&b) => CASE_COST,
        () => MOVE_COST,
    }
}

/// What differs: without the characters that both begin and end with.
fn without_common_ends<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// The Levenshtein distance, or more than `max` where it is larger (`levenshtein_distance`).
fn distance(a: &str, b: &str, max: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let (a, b) = without_common_ends(&a, &b);
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return max + 1;
    }
    let mut row: Vec<usize> = (0..=a.len()).map(|it| it * MOVE_COST).collect();
    for (line, &other) in b.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (line + 1) * MOVE_COST;
        for (column, &own) in a.iter().enumerate() {
            let replaced = diagonal + substitution(own, other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column].min(diagonal) + MOVE_COST);
        }
    }
    row[a.len()].min(max + 1).max(if row[a.len()] > max { max + 1 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found() {
        let names = || ["append", "extend", "insert"].map(str::to_owned);
        assert_eq!(closest("apend", names()), Some("append".to_owned()));
        assert_eq!(closest("Insert", names()), Some("insert".to_owned()));
        assert_eq!(closest("zzz", names()), None);
    }
}
