//! `.pyc` files with something broken in them: no panic, no memory beyond 20 times their size.
//!
//! `REFWISE_CORRUPTIONS=1000000` asks for more of them than a quick run tries.

mod common;

use std::fs;

use common::pycs;
use common::python::Python;
use peak_alloc::PeakAlloc;
use refwise_vm::dis::{Options, dis};
use refwise_vm::pyc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// How many inputs a quick run tries.
const QUICK: usize = 5_000;

#[test]
fn broken_files_cost_little_and_never_panic() {
    let asked = std::env::var("REFWISE_CORRUPTIONS").ok().and_then(|it| it.parse().ok());
    let seeds = seeds();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut most) = (0_usize, 0.0_f64);
    for _ in 0..asked.unwrap_or(QUICK) {
        let mut bytes = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(3) {
            corrupt(&mut bytes, &mut random);
        }
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let result = pyc::read(&bytes);
        let taken = ALLOCATOR.peak_usage() - before;
        let most_of_it = 20 * bytes.len() + 96 * short_objects(&bytes);
        assert!(taken <= most_of_it, "{taken} bytes for {}", bytes.len());
        most = most.max(taken as f64 / bytes.len().max(1) as f64);
        let Ok(pyc) = result else { continue };
        read += 1;
        use_it(&pyc);
    }
    println!("{} seeds, {read} readable, at most {most:.1} times the size", seeds.len());
}

/// At most so many objects stand in `bytes` that take more than their part, as [`pyc::read`] says:
/// `None`, a bool, `...`, a tuple of a few, and what can be referred to.
fn short_objects(bytes: &[u8]) -> usize {
    let may_be = |it: &&u8| b"NTF.)(".contains(*it) || **it & 0x80 != 0;
    bytes.iter().filter(may_be).count()
}

/// Everything that can be asked of a code object.
fn use_it(pyc: &pyc::Pyc) {
    let lines = dis(&pyc.code, Options { show_caches: true, show_offsets: true }).len();
    for code in pyc.code.with_nested() {
        let units = code.co_positions().count() + code.co_lines().count() + lines;
        let names = code.co_varnames().len() + code.co_cellvars().len() + code.co_freevars().len();
        std::hint::black_box((units, names, code.exception_entries().count()));
    }
    let written = pyc::write(pyc).expect("not too deep, for it was read");
    assert_eq!(pyc::read(&written).as_ref(), Ok(pyc));
}

/// Small files that CPython wrote: what is small breaks more often in different places.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![include_bytes!("recorded/snippets.pyc").to_vec()];
    let Some(python) = Python::find() else { return seeds };
    let files = pycs::of_the_standard_library(&python).into_iter().step_by(7);
    let contents = files.map(|it| fs::read(it).expect("a file that can be read"));
    seeds.extend(contents.filter(|it| it.len() < 8 * 1024));
    seeds
}

/// Breaks `bytes` in one of the ways in which files break, and in some in which they are broken.
fn corrupt(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = 16 + random.below(bytes.len().saturating_sub(16).max(1));
    let at = at.min(bytes.len());
    match random.below(8) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, random.byte()),
        2 if at < bytes.len() => drop(bytes.remove(at)),
        3 if at + 4 <= bytes.len() => {
            let length = [0xff, 0xffff, 0x00ff_ffff, 0x7fff_ffff, -1][random.below(5)];
            bytes[at..at + 4].copy_from_slice(&i32::to_le_bytes(length));
        }
        4 => {
            let from = random.below(bytes.len());
            let piece = bytes[from..].iter().copied().take(random.below(64)).collect::<Vec<_>>();
            bytes.splice(at..at, piece);
        }
        5 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        6 if at < bytes.len() => bytes[at] = b"0NFTS.iIflgxysutaAzZ([)]{<>cr"[random.below(28)],
        _ if at < bytes.len() => bytes[at] = random.byte(),
        _ => bytes.push(random.byte()),
    }
}

/// Marsaglia's xorshift: the same inputs in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}
