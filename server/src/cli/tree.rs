//! `refwise tree FILE`: the lossless tree, a line for each node and token.

use std::fmt::Write;
use std::path::PathBuf;

use refwise_syntax::{NodeOrToken, SyntaxNode, WalkEvent, parse};

use super::output::print;
use super::{Status, input};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Example:
  echo 'x = 1' | refwise tree -

Every line is a node or a token: its kind, the bytes it covers, and the text of a token.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file to read; `-` is standard input
    file: PathBuf,
}

/// Prints the tree of a file, whatever is wrong with it.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let (_, source) = input::read(&args.file)?;
    print(&tree(&parse(&source.text).syntax()))?;
    Ok(Status::Clean)
}

/// The lines for a tree.
pub(crate) fn tree(root: &SyntaxNode) -> String {
    let mut text = String::new();
    let mut depth = 0;
    for event in root.preorder_with_tokens() {
        let element = match event {
            WalkEvent::Enter(element) => element,
            WalkEvent::Leave(element) => {
                depth -= usize::from(element.as_node().is_some());
                continue;
            }
        };
        let (kind, range) = (element.kind(), element.text_range());
        let _ = write!(text, "{:1$}{kind:?}@{range:?}", "", 2 * depth);
        match element {
            NodeOrToken::Node(_) => {
                depth += 1;
                text.push('\n');
            }
            NodeOrToken::Token(token) => {
                let _ = writeln!(text, " {:?}", token.text());
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_element() {
        let text = tree(&parse("x = 1\n").syntax());
        assert!(text.starts_with("FILE@0..6\n  "), "{text}");
        assert!(text.lines().skip(1).all(|it| it.starts_with("  ")), "{text}");
    }
}
