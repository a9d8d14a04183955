//! A full parse of a corpus on one core, beside `ruff_python_parser` and `tree-sitter-python`.
//!
//! ```text
//! cargo bench -p refwise-syntax-benches --bench parse
//! ```
//!
//! ruff's parser makes an AST without white space and comments; tree-sitter's tree and ours hold
//! every byte. The three take turns, file by file, so that a change of the machine's speed meets
//! all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

use refwise_syntax_benches::corpus;

const ROUNDS: usize = 3;

fn main() {
    let sources = corpus();
    let bytes: usize = sources.iter().map(|it| it.text.len()).sum();
    let mut tree_sitter = tree_sitter::Parser::new();
    tree_sitter.set_language(&tree_sitter_python::LANGUAGE.into()).expect("versions fit");

    let mut best = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        let mut times = [Duration::ZERO; 3];
        for source in &sources {
            let text = source.text.as_str();
            times[0] += time(|| refwise_syntax::parse(text));
            times[1] += time(|| {
                ruff_python_parser::parse_unchecked_source(
                    text,
                    ruff_python_ast::PySourceType::Python,
                )
            });
            times[2] += time(|| tree_sitter.parse(text, None));
        }
        for (best, time) in best.iter_mut().zip(times) {
            *best = (*best).min(time);
        }
    }
    println!("{} files, {:.1} MB, best of {ROUNDS} rounds", sources.len(), bytes as f64 / 1e6);
    let speed = best.map(|it| bytes as f64 / 1e6 / it.as_secs_f64());
    for (name, speed) in ["refwise", "ruff", "tree-sitter"].iter().zip(speed) {
        println!("{name:12} {speed:7.1} MB/s");
    }
    println!("refwise / ruff         {:5.2}", speed[0] / speed[1]);
    println!("refwise / tree-sitter  {:5.2}", speed[0] / speed[2]);
}

fn time<T>(parse: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let tree = black_box(parse());
    let time = start.elapsed();
    drop(tree);
    time
}
