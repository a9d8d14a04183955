//! The keywords of a call or a class. Mirrors `validate_keywords`.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Walker;
use super::context::Access;
use super::names::{DEBUG, identifier};
use super::place::Node;
use crate::kind::SyntaxKind::*;

impl<'a> Walker<'a> {
    /// Reports the first bad keyword: CPython takes them in order, and for each one looks for its
    /// next namesake.
    pub(super) fn check_arguments(&mut self, node: Node<'a>) {
        let mut keywords = node.nodes().filter(|it| it.kind() == KEYWORD_ARG);
        let Some(first) = keywords.next() else { return };
        let mut bad: Option<(usize, Node<'a>)> = None;
        let mut seen = FxHashMap::default();
        for (i, keyword) in std::iter::once(first).chain(keywords).enumerate() {
            let Some(name) = keyword.token(NAME).map(identifier) else {
                continue;
            };
            let blamed = match seen.entry(name) {
                Entry::Vacant(it) => {
                    let is_debug = *it.key() == DEBUG;
                    it.insert(i);
                    if !is_debug {
                        continue;
                    }
                    i
                }
                Entry::Occupied(it) => *it.get(),
            };
            if bad.is_none_or(|it| blamed < it.0) {
                bad = Some((blamed, keyword));
            }
        }
        let Some((_, keyword)) = bad else { return };
        let name = keyword.token(NAME).map(identifier).unwrap_or_default();
        if name == DEBUG {
            return self.forbid(keyword.range(), Access::Store);
        }
        self.report(keyword.range(), format!("keyword argument repeated: {name}"));
    }
}
