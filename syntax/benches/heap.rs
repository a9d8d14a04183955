//! How many bytes of heap the trees of a corpus hold for each byte of source, beside
//! `ruff_python_parser` and `tree-sitter-python`.
//!
//! ```text
//! cargo bench -p refwise-syntax-benches --bench heap
//! ```
//!
//! tree-sitter allocates in C and is not counted.

use peak_alloc::PeakAlloc;
use refwise_syntax_benches::corpus;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() {
    let sources = corpus();
    let bytes: usize = sources.iter().map(|it| it.text.len()).sum();
    println!("{} files, {:.1} MB", sources.len(), bytes as f64 / 1e6);
    let ours = held(&sources, refwise_syntax::parse);
    let ruff = held(&sources, |text| {
        let parsed =
            ruff_python_parser::parse_unchecked_source(text, ruff_python_ast::PySourceType::Python);
        (parsed.tokens().to_vec(), parsed)
    });
    println!("refwise {:.2} bytes per byte", ours as f64 / bytes as f64);
    println!("ruff    {:.2} bytes per byte (AST and tokens)", ruff as f64 / bytes as f64);
}

/// How much more heap is in use once all sources are parsed and kept.
fn held<T>(sources: &[refwise_syntax_benches::Source], parse: impl Fn(&str) -> T) -> usize {
    let mut kept = Vec::with_capacity(sources.len());
    let before = ALLOCATOR.current_usage();
    kept.extend(sources.iter().map(|it| parse(&it.text)));
    ALLOCATOR.current_usage() - before
}
