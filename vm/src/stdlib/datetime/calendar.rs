//! The proleptic Gregorian calendar: days since the first of January of the year 1, which is 1.

const DAYS_BEFORE: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// The last day: 9999-12-31.
pub(super) const MAX_ORDINAL: i64 = 3_652_059;

pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)
}

pub(super) fn days_before_month(year: i64, month: i64) -> i64 {
    DAYS_BEFORE[month as usize] + i64::from(month > 2 && is_leap(year))
}

/// The number of a day.
pub(super) fn ordinal(year: i64, month: i64, day: i64) -> i64 {
    days_before_year(year) + days_before_month(year, month) + day
}

/// Year, month and day of a number (`ord_to_ymd`).
pub(super) fn from_ordinal(ordinal: i64) -> (i64, i64, i64) {
    let mut year = (ordinal * 400).div_euclid(146_097).max(0) + 1;
    while days_before_year(year) >= ordinal {
        year -= 1;
    }
    while days_before_year(year + 1) < ordinal {
        year += 1;
    }
    let day_of_year = ordinal - days_before_year(year);
    let month = (1..=12).rev().find(|&it| days_before_month(year, it) < day_of_year).unwrap_or(1);
    (year, month, day_of_year - days_before_month(year, month))
}

/// Monday is 0.
pub(super) fn weekday(year: i64, month: i64, day: i64) -> i64 {
    (ordinal(year, month, day) + 6).rem_euclid(7)
}

/// The Monday of the first week that has a Thursday in this year.
fn first_monday(year: i64) -> i64 {
    let first = ordinal(year, 1, 1);
    let weekday = (first + 6).rem_euclid(7);
    if weekday > 3 { first - weekday + 7 } else { first - weekday }
}

/// Year, week and weekday (Monday is 1) of ISO 8601.
pub(super) fn iso(year: i64, month: i64, day: i64) -> (i64, i64, i64) {
    let today = ordinal(year, month, day);
    let week_of = |year: i64| (today - first_monday(year)).div_euclid(7);
    let weekday = (today + 6).rem_euclid(7) + 1;
    match week_of(year) {
        week if week < 0 => (year - 1, week_of(year - 1) + 1, weekday),
        week if week >= 52 && today >= first_monday(year + 1) => (year + 1, 1, weekday),
        week => (year, week + 1, weekday),
    }
}

/// Why there is no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDay {
    Year,
    Week,
    Weekday,
}

/// The day of a week of ISO 8601 (`iso_to_ymd`).
pub(super) fn from_iso(year: i64, week: i64, weekday: i64) -> Result<(i64, i64, i64), NoDay> {
    if !(1..=9999).contains(&year) {
        return Err(NoDay::Year);
    }
    let first = (ordinal(year, 1, 1) + 6).rem_euclid(7);
    let has_53 = first == 3 || first == 2 && is_leap(year);
    let n_weeks = if has_53 { 53 } else { 52 };
    if !(1..=n_weeks).contains(&week) {
        return Err(NoDay::Week);
    }
    if !(1..=7).contains(&weekday) {
        return Err(NoDay::Weekday);
    }
    Ok(from_ordinal(first_monday(year) + (week - 1) * 7 + weekday - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        for number in (1..=MAX_ORDINAL).step_by(97) {
            let (year, month, day) = from_ordinal(number);
            assert_eq!(ordinal(year, month, day), number);
            let (year, week, weekday) = iso(year, month, day);
            if (1..=9999).contains(&year) {
                assert_eq!(from_iso(year, week, weekday), Ok(from_ordinal(number)));
            }
        }
        assert_eq!(from_ordinal(MAX_ORDINAL), (9999, 12, 31));
    }
}
