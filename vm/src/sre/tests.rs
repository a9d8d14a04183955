//! Code that no compiler made: it is refused, or it runs without harm.

use super::*;

const RECORD: &str = include_str!("../../tests/recorded/patterns.txt");

fn recorded() -> impl Iterator<Item = (Vec<u32>, usize)> {
    RECORD.lines().filter_map(|it| it.strip_prefix("P ")).map(|line| {
        let words = line.split('#').next().unwrap();
        let mut numbers = words.split_whitespace().map(|it| it.parse::<u32>().unwrap());
        let n_groups = numbers.next().unwrap() as usize;
        (numbers.collect(), n_groups)
    })
}

/// Runs code that may be anything; `None` where the check refuses it.
fn run(code: Vec<u32>, n_groups: usize) -> Option<()> {
    let program = Program::new(code, n_groups).ok()?;
    for mode in [Mode::Search, Mode::Full] {
        let mut steps = 0;
        let mut watch = |work, held| {
            steps += work;
            if steps < 100_000 && held < 1 << 24 { Ok(()) } else { Err(Interrupted) }
        };
        let subject = b"abcab,a1 b\naab";
        let _ = Matcher::new(&program, subject, 0, subject.len(), &mut watch).run(mode);
    }
    Some(())
}

#[test]
fn changed_code_is_refused_or_runs() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let (mut ran, mut refused) = (0, 0);
    for (code, n_groups) in recorded() {
        for _ in 0..20 {
            let mut code = code.clone();
            let at = random(code.len());
            code[at] = [random(50) as u32, random(4) as u32, u32::MAX][random(3)];
            let outcome = run(code, n_groups);
            *if outcome.is_some() { &mut ran } else { &mut refused } += 1;
        }
    }
    assert!(ran > 1000 && refused > 1000, "{ran} ran, {refused} were refused");
}

#[test]
fn code_without_an_end_is_refused() {
    for code in [vec![], vec![16], vec![16, 97], vec![13, 9, 1], vec![7, 1], vec![2; 9]] {
        assert_eq!(Program::new(code.clone(), 0), Err(validate::Invalid), "{code:?}");
    }
}

#[test]
fn deep_code_is_refused() {
    let mut code = vec![1];
    for _ in 0..100_000 {
        let skip = code.len() as u32 + 1;
        code.extend([skip, 27]);
    }
    code.reverse();
    code.push(1);
    assert!(Program::new(code, 0).is_err());
}
