//! `time.strftime`, in the C locale and UTC.

use super::calendar::{days_from_date, weekday};
use super::parts::{self, DAYS, MONTHS, Parts};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

const LONG_DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const LONG_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn strftime(vm: &Vm, _: &Ref, args: Args) -> Res {
    let Some(format) = vm.str_text(&args[0]) else {
        let given = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("strftime() argument 1 must be str, not {given}")));
    };
    let given = match args.get(1) {
        Some(it) => parts::parts_from(vm, it, "strftime")?,
        None => parts::parts_of((vm.wall_clock() / 1_000_000_000) as i64),
    };
    let parts = parts::checked(vm, given)?;
    vm.reserve(format.len() as u64 * 16)?;
    Ok(vm.str(&formatted(&format, &parts)))
}

fn formatted(format: &str, parts: &Parts) -> String {
    let mut text = String::new();
    let mut rest = format.chars();
    while let Some(letter) = rest.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut pad = None;
        let mut next = rest.next();
        while let Some(flag @ ('-' | '_' | '0' | '^' | '#' | 'E' | 'O')) = next {
            pad = Some(flag);
            next = rest.next();
        }
        match next {
            Some(letter) => directive(&mut text, letter, pad, parts),
            None => text.push('%'),
        }
    }
    text
}

fn number(text: &mut String, value: i64, width: usize, fill: char, flag: Option<char>) {
    let fill = match flag {
        Some('-') => return text.push_str(&value.to_string()),
        Some('_') => ' ',
        Some('0') => '0',
        _ => fill,
    };
    let digits = value.unsigned_abs().to_string();
    let sign = if value < 0 { "-" } else { "" };
    let missing = width.saturating_sub(digits.len() + sign.len());
    text.push_str(sign);
    text.extend(std::iter::repeat_n(fill, missing));
    text.push_str(&digits);
}

fn word(text: &mut String, word: &str, flag: Option<char>) {
    if flag == Some('^') { text.push_str(&word.to_uppercase()) } else { text.push_str(word) }
}

fn directive(text: &mut String, letter: char, flag: Option<char>, parts: &Parts) {
    let [year, month, day, hour, minute, second, week_day, year_day, _] = *parts;
    let half = match hour % 12 {
        0 => 12,
        other => other,
    };
    let again = |text: &mut String, format: &str| text.push_str(&formatted(format, parts));
    match letter {
        'a' => word(text, DAYS[week_day as usize], flag),
        'A' => word(text, LONG_DAYS[week_day as usize], flag),
        'b' | 'h' => word(text, MONTHS[month as usize - 1], flag),
        'B' => word(text, LONG_MONTHS[month as usize - 1], flag),
        'c' => again(text, "%a %b %e %H:%M:%S %Y"),
        'C' => number(text, year.div_euclid(100), 2, '0', flag),
        'd' => number(text, day, 2, '0', flag),
        'D' | 'x' => again(text, "%m/%d/%y"),
        'e' => number(text, day, 2, ' ', flag),
        'F' => again(text, "%Y-%m-%d"),
        'g' => number(text, iso_week(parts).0.rem_euclid(100), 2, '0', flag),
        'G' => number(text, iso_week(parts).0, 1, '0', flag),
        'H' => number(text, hour, 2, '0', flag),
        'I' => number(text, half, 2, '0', flag),
        'j' => number(text, year_day, 3, '0', flag),
        'k' => number(text, hour, 2, ' ', flag),
        'l' => number(text, half, 2, ' ', flag),
        'm' => number(text, month, 2, '0', flag),
        'M' => number(text, minute, 2, '0', flag),
        'n' => text.push('\n'),
        'p' => word(text, if hour < 12 { "AM" } else { "PM" }, flag),
        'P' => text.push_str(if hour < 12 { "am" } else { "pm" }),
        'r' => again(text, "%I:%M:%S %p"),
        'R' => again(text, "%H:%M"),
        's' => {
            let days = days_from_date(year, month, day);
            let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
            number(text, seconds, 1, '0', flag);
        }
        'S' => number(text, second, 2, '0', flag),
        't' => text.push('\t'),
        'T' | 'X' => again(text, "%H:%M:%S"),
        'u' => number(text, week_day + 1, 1, '0', flag),
        'U' => number(text, (year_day - 1 + 7 - (week_day + 1) % 7) / 7, 2, '0', flag),
        'V' => number(text, iso_week(parts).1, 2, '0', flag),
        'w' => number(text, (week_day + 1) % 7, 1, '0', flag),
        'W' => number(text, (year_day - 1 + 7 - week_day) / 7, 2, '0', flag),
        'y' => number(text, year.rem_euclid(100), 2, '0', flag),
        'Y' => number(text, year, 1, '0', flag),
        'z' => text.push_str("+0000"),
        'Z' => text.push_str("UTC"),
        '%' => text.push('%'),
        other => {
            text.push('%');
            text.push(other);
        }
    }
}

/// Year and week by ISO 8601.
fn iso_week(parts: &Parts) -> (i64, i64) {
    let [year, .., week_day, year_day, _] = *parts;
    let week = (year_day - 1 - week_day + 10) / 7;
    if week < 1 {
        return (year - 1, weeks_in(year - 1));
    }
    if week > weeks_in(year) { (year + 1, 1) } else { (year, week) }
}

fn weeks_in(year: i64) -> i64 {
    let first = weekday(days_from_date(year, 1, 1));
    let is_leap = days_from_date(year + 1, 1, 1) - days_from_date(year, 1, 1) == 366;
    if first == 3 || (first == 2 && is_leap) { 53 } else { 52 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_c_prints_it() {
        let parts = parts::parts_of(1_700_000_000);
        let text = formatted("%A %d %B %Y %I:%M %p week %V %U %W %j %-d|%e", &parts);
        assert_eq!(text, "Tuesday 14 November 2023 10:13 PM week 46 46 46 318 14|14");
    }
}
