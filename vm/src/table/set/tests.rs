//! The table beside what CPython's `set` did: `recorded.txt` has operations, sizes and order.
//!
//! A line is `OPERATIONS|sys.getsizeof AFTER EACH|KEYS AT THE END`, all keys ints. `a7` adds, `r7`
//! discards, `p` is `pop`, `m1,2` updates with the set that those keys make, `k` goes on with
//! a copy, `u` is `clear`.

use super::*;

/// Source: `long_hash`.
fn hash_of(key: i64) -> i64 {
    let hash = key % ((1 << 61) - 1);
    if hash == -1 { -2 } else { hash }
}

fn add(table: &mut SetTable<i64>, key: i64) {
    if table.find_by(hash_of(key), |it| *it == key).is_none() {
        table.insert(hash_of(key), key);
    }
}

/// `set_merge`.
fn merge(table: &mut SetTable<i64>, other: &SetTable<i64>) {
    if other.is_empty() {
        return;
    }
    table.reserve_for_merge(other.len());
    if !table.fill_from(other) {
        other.iter().for_each(|it| add(table, *it.1));
    }
}

fn apply(table: &mut SetTable<i64>, op: &str) {
    let number = || op[1..].parse().unwrap();
    match op.as_bytes()[0] {
        b'a' => add(table, number()),
        b'r' => {
            if let Some(slot) = table.find_by(hash_of(number()), |it| *it == number()) {
                table.remove_at(slot);
            }
        }
        b'p' => drop(table.pop()),
        b'm' => {
            let mut other = SetTable::new();
            let keys = op[1..].split(',').filter(|it| !it.is_empty());
            keys.for_each(|it| add(&mut other, it.parse().unwrap()));
            merge(table, &other);
        }
        b'k' => {
            let mut copy = SetTable::new();
            merge(&mut copy, table);
            *table = copy;
        }
        _ => drop(table.take()),
    }
}

#[test]
fn sizes_and_order_are_those_of_cpython() {
    for line in include_str!("recorded.txt").lines() {
        let mut parts = line.split('|');
        let mut table = SetTable::new();
        let ops = parts.next().unwrap();
        for (op, size) in ops.split(' ').zip(parts.next().unwrap().split(' ')) {
            apply(&mut table, op);
            assert_eq!(table.sizeof().to_string(), size, "after {op} in {ops}");
        }
        let keys: Vec<String> = table.iter().map(|it| it.1.to_string()).collect();
        assert_eq!(keys.join(" "), parts.next().unwrap(), "{ops}");
    }
}

#[test]
fn a_probe_notices_growth() {
    let mut table = SetTable::new();
    table.insert(3, 3);
    let mut probe = table.probe(3);
    let slot = table.next_candidate(&mut probe).unwrap();
    assert!(table.still_holds(&probe, slot, |it| *it == 3));
    (10..20).for_each(|it| table.insert(it, it));
    assert!(!table.still_holds(&probe, slot, |it| *it == 3));
}

#[test]
fn an_empty_set_finds_nothing() {
    let mut table = SetTable::<i64>::new();
    assert_eq!(table.find_by(0, |_| true), None);
    assert_eq!(table.pop(), None);
    assert_eq!(table.sizeof(), 216);
}
