//! Which statements at the top level of a file can count for what is found in a part of it.
//!
//! A function sees what its names mean, and what the names in there mean. The rest of the file could
//! as well be missing, and is left out: names are found out faster where there are few.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::{NodeOrToken, TextRange, TextSize};
use rowan::GreenNodeData;
use rustc_hash::FxHashMap;

use crate::db::{Db, File};
use crate::unit::{Unit, unit_green};

/// The statements of the tree without blocks.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// Where they stand.
    ranges: Vec<TextRange>,
    /// Those that bind a name, or may say something else of what it means.
    of_name: FxHashMap<Box<str>, Vec<u32>>,
    /// For each statement those that bind what it mentions.
    needs: Vec<Vec<u32>>,
    /// What may bind any name, or says how the file is read.
    always: Vec<u32>,
}

/// The statements of `file`.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn statements(db: &dyn Db, file: File) -> Statements {
    let Some(green) = unit_green(db, Unit::of_file(db, file)) else {
        return Statements::default();
    };
    let mut found = Statements::default();
    let mut mentions: Vec<Vec<&str>> = Vec::new();
    let mut at = TextSize::new(0);
    for child in green.children() {
        let range = TextRange::at(at, child.text_len());
        at = range.end();
        let NodeOrToken::Node(node) = child else { continue };
        let number = found.ranges.len() as u32;
        found.ranges.push(range);
        mentions.push(found.add(number, node));
    }
    found.needs = mentions.iter().map(|it| found.that_bind(it)).collect();
    found
}

impl Statements {
    /// The statements that count for code with these `names`, beside those at `places`; they come in
    /// the order of the text.
    pub(super) fn that_count<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        places: &[TextSize],
    ) -> Vec<TextRange> {
        let mut is_kept = vec![false; self.ranges.len()];
        let mut waiting = self.always.clone();
        waiting.extend(places.iter().map(|it| self.at(*it)));
        waiting.extend(names.filter_map(|it| self.of_name.get(it)).flatten());
        while let Some(next) = waiting.pop() {
            if !std::mem::replace(&mut is_kept[next as usize], true) {
                waiting.extend(&self.needs[next as usize]);
            }
        }
        let kept = self.ranges.iter().zip(is_kept);
        kept.filter(|it| it.1).map(|it| *it.0).collect()
    }

    /// The statement at `offset`.
    fn at(&self, offset: TextSize) -> u32 {
        self.ranges.partition_point(|it| it.end() <= offset) as u32
    }

    /// Notes what the statement `node` binds; tells the names that it mentions.
    fn add<'t>(&mut self, number: u32, node: &'t GreenNodeData) -> Vec<&'t str> {
        let mut mentioned = Vec::new();
        match kind_of(node) {
            FUNCTION_DEF | CLASS_DEF => {
                self.bind(crate::green::name_of(node), number);
                add_mentioned(node, &mut mentioned);
            }
            kind => {
                add_names(node, &mut mentioned);
                mentioned.iter().for_each(|it| self.bind(it, number));
                let is_future =
                    kind == IMPORT_FROM_STMT && mentioned.first() == Some(&"__future__");
                if is_future || has_star_import(node) {
                    self.always.push(number);
                }
            }
        }
        mentioned
    }

    fn bind(&mut self, name: &str, number: u32) {
        match self.of_name.get_mut(name) {
            Some(it) if it.last() == Some(&number) => {}
            Some(it) => it.push(number),
            None => drop(self.of_name.insert(name.into(), vec![number])),
        }
    }

    fn that_bind(&self, names: &[&str]) -> Vec<u32> {
        let found = names.iter().filter_map(|it| self.of_name.get(*it)).flatten();
        let mut found: Vec<u32> = found.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn kind_of(node: &GreenNodeData) -> SyntaxKind {
    SyntaxKind::ALL[usize::from(node.kind().0)]
}

/// All names in `node`, those of attributes among them.
pub(super) fn add_names<'t>(node: &'t GreenNodeData, names: &mut Vec<&'t str>) {
    for child in node.children() {
        match child {
            NodeOrToken::Node(it) => add_names(it, names),
            NodeOrToken::Token(it) if it.kind().0 == NAME as u16 => names.push(it.text()),
            NodeOrToken::Token(_) => {}
        }
    }
}

/// The names in a definition but for the parameters and annotations of its functions: what they are
/// says nothing of what the definition is.
fn add_mentioned<'t>(node: &'t GreenNodeData, names: &mut Vec<&'t str>) {
    let is_function = kind_of(node) == FUNCTION_DEF;
    for child in node.children() {
        match child {
            NodeOrToken::Node(it) if is_function && kind_of(it) != DECORATOR => {}
            NodeOrToken::Node(it) => add_mentioned(it, names),
            NodeOrToken::Token(it) if it.kind().0 == NAME as u16 => names.push(it.text()),
            NodeOrToken::Token(_) => {}
        }
    }
}

fn has_star_import(node: &GreenNodeData) -> bool {
    match kind_of(node) {
        IMPORT_FROM_STMT => crate::green::has_token(node, STAR),
        _ => crate::green::nodes(node).any(has_star_import),
    }
}
