//! The table beside what CPython's `dict` did: `recorded.txt` has operations, sizes and order.
//!
//! A line is `OPERATIONS|sys.getsizeof AFTER EACH|KEYS AT THE END`. `n7` puts the int 7 in, `s7` the
//! string, `r7` removes both, `p` is `popitem`, `c` is `clear`.

use super::*;

fn hash_of(key: &str) -> i64 {
    let number: i64 = key[1..].parse().unwrap();
    if key.starts_with('n') {
        number
    } else {
        number.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64)
    }
}

fn apply(table: &mut DictTable<String, u32>, op: &str) {
    match op.as_bytes()[0] {
        b'n' | b's' => put(table, op),
        b'r' => {
            remove(table, &format!("n{}", &op[1..]));
            remove(table, &format!("s{}", &op[1..]));
        }
        b'p' => drop(table.pop_last()),
        _ => drop(table.take()),
    }
}

fn put(table: &mut DictTable<String, u32>, key: &str) {
    let is_str = key.starts_with('s');
    table.before_insert(is_str);
    match table.find_by(hash_of(key), |it| it == key) {
        Some(index) => drop(table.replace_at(index, 1)),
        None => drop(table.insert(hash_of(key), key.to_owned(), 0, is_str)),
    }
}

fn remove(table: &mut DictTable<String, u32>, key: &str) {
    if let Some(index) = table.find_by(hash_of(key), |it| it == key) {
        table.remove_at(index);
    }
}

#[test]
fn sizes_and_order_are_those_of_cpython() {
    for line in include_str!("recorded.txt").lines() {
        let mut parts = line.split('|');
        let mut table = DictTable::new();
        let ops = parts.next().unwrap();
        for (op, size) in ops.split(' ').zip(parts.next().unwrap().split(' ')) {
            apply(&mut table, op);
            assert_eq!(table.sizeof().to_string(), size, "after {op} in {ops}");
        }
        let keys: Vec<&str> = table.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(keys.join(" "), parts.next().unwrap());
        assert_eq!(keys.len(), table.len());
    }
}

#[test]
fn a_probe_meets_every_equal_hash_once() {
    let mut table = DictTable::new();
    for key in 0..20 {
        table.insert(i64::from(key % 2), key, (), false);
    }
    let mut probe = table.probe(1);
    let mut met: Vec<i32> = Vec::new();
    while let Some(index) = table.next_candidate(&mut probe) {
        met.push(*table.key_at(index).unwrap());
    }
    met.sort_unstable();
    assert_eq!(met, (0..20).filter(|it| it % 2 == 1).collect::<Vec<_>>());
}

#[test]
fn a_probe_notices_what_happened_meanwhile() {
    let mut table = DictTable::new();
    let index = table.insert(7, "a", (), true);
    let mut probe = table.probe(7);
    assert_eq!(table.next_candidate(&mut probe), Some(index));
    assert!(table.still_holds(&probe, index, |it| *it == "a"));
    let copy = table.take();
    assert!(!table.still_holds(&probe, index, |it| *it == "a"));
    assert!(copy.still_holds(&probe, index, |it| *it == "a"));
}

#[test]
fn displays_and_merges_have_cpythons_sizes() {
    // `sys.getsizeof(dict.fromkeys(range(n)))` shows what `estimate_log2_keysize` gives.
    let sizes: Vec<usize> = [0, 5, 6, 10, 11, 100]
        .map(|n| DictTable::<(), ()>::presized(n, KeysKind::General).sizeof())
        .into();
    assert_eq!(sizes, [64, 64, 352, 352, 632, 4688]);
}

#[test]
fn a_version_lasts_as_long_as_the_keys() {
    let mut table = DictTable::new();
    let index = table.insert(1, 1, 1, false);
    table.set_keys_version(9);
    table.replace_at(index, 2);
    assert_eq!(table.keys_version(), 9);
    table.insert(2, 2, 2, false);
    assert_eq!(table.keys_version(), 0);
}
