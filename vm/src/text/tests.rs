//! What every string promises, whatever its width.

use super::*;

fn check(text: &str, kind: usize, sizeof: usize, hash: i64) {
    let value = Str::from(text);
    assert_eq!(value.kind(), kind, "{text:?}");
    assert_eq!(value.sizeof(), sizeof, "{text:?}");
    assert_eq!(value.hash(), hash, "{text:?}");
    assert_eq!(value.to_utf8().as_deref(), Some(text));
    assert_eq!(value.len(), text.chars().count());
    assert_eq!(Str::from_code_points(value.code_points()), value);
    assert_eq!(value.slice(0..value.len()), value);
}

/// Recorded from CPython 3.13.0 with `PYTHONHASHSEED=0`.
#[test]
fn stored_as_in_python() {
    check("", 1, 41, 0);
    check("a", 1, 42, 4644417185603328019);
    check("name", 1, 45, -6269146191053140058);
    check("é", 1, 61, 6047309291227476195);
    check("h\u{e4}", 1, 59, -8944948397906534620);
    check("\u{20ac}", 2, 60, -5529981157763016009);
    check("\u{1f600}", 4, 64, -3536540696076613844);
}

#[test]
fn small() {
    assert_eq!(size_of::<Str>(), 32);
    assert_eq!(Str::from("twenty-four ASCII chars!").heap_bytes(), 0);
}

#[test]
fn surrogates_are_code_points() {
    let value = Str::from_code_points([0x61, 0xd800]);
    assert_eq!(value.to_utf8(), None);
    assert_eq!(value.to_string_lossy(), "a\u{fffd}");
    assert_eq!(value.get(1), Some(0xd800));
    assert_eq!(Str::from(&PyStr::from(&value)), value);
}

#[test]
fn slices_take_the_narrowest_width() {
    let value = Str::from("abé€😀");
    for (range, kind) in [(0..2, 1), (0..3, 1), (1..4, 2), (3..5, 4)] {
        assert_eq!(value.slice(range.clone()).kind(), kind, "{range:?}");
    }
    assert!(value.slice(0..2).is_ascii());
    assert_eq!(value.step(Slice::new(None, None, -1, 5)), "😀€éba");
    assert_eq!(value.step(Slice::new(Some(0), None, 2, 5)), "aé😀");
}

#[test]
fn append_equals_concat() {
    let all = ["", "ab", "é", "€x", "😀"].map(Str::from);
    for left in &all {
        for right in &all {
            let mut grown = left.clone();
            grown.hash();
            grown.append(right);
            assert_eq!(grown, left.concat(right));
            assert_eq!(grown.hash(), left.concat(right).hash());
            assert_eq!(grown.to_string_lossy(), format!("{left}{right}"));
        }
    }
}

#[test]
fn joined_and_repeated() {
    let items = ["a", "é", "c"].map(Str::from);
    let items: Vec<&Str> = items.iter().collect();
    assert_eq!(Str::from(", ").join(&items), "a, é, c");
    assert_eq!(Str::from(", ").join_len(&items), 7);
    assert_eq!(Str::from("é€").repeat(3), "é€é€é€");
    assert_eq!(Str::from("€").repeat(0).kind(), 1);
}

#[test]
fn order_is_by_code_point() {
    let mut values = ["b", "é", "", "€", "a😀", "ab", "\u{ffff}", "😀"].map(Str::from);
    values.sort();
    assert_eq!(values, ["", "ab", "a😀", "b", "é", "€", "\u{ffff}", "😀"]);
}
