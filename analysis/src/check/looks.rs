//! Which rules look at what, and a walk over a tree on which they do.

use refwise_syntax::SyntaxKind;
use refwise_syntax::symtable::ScopeId;
use refwise_syntax::{TextRange, TextSize};

use crate::db::{Db, SettingsInput};
use crate::rule::{Look, NodeLook, Rule, RuleContext, Sees};
use crate::settings::RuleSet;
use crate::walk::Walk;

/// The rules that are not switched off and look at nodes or scopes.
pub(super) struct AllLooks {
    /// All of them.
    pub(super) all: Looks,
    /// Those for whom a function and what stands in none decides.
    pub(super) of_functions: Looks,
    /// The others, for whom all functions of a class do.
    pub(super) of_classes: Looks,
}

/// Some of the rules that look at nodes or scopes.
pub(super) struct Looks {
    /// Which rules look at nodes of which kind, by the kind's number.
    by_kind: Vec<Vec<(&'static Rule, NodeLook)>>,
    at_scopes: Vec<(&'static Rule, LookAtScope)>,
}

type LookAtScope = fn(&mut RuleContext<'_>, ScopeId);

/// The rules as the user has chosen them.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn looks(db: &dyn Db, settings: SettingsInput) -> AllLooks {
    let rules = &settings.value(db).rules;
    AllLooks {
        all: Looks::new(rules, |_| true),
        of_functions: Looks::new(rules, |it| it == Sees::Function),
        of_classes: Looks::new(rules, |it| it == Sees::Class),
    }
}

/// How many nodes are passed between two looks at whether the answer is still wanted.
const NODES_PER_BREATH: u32 = 4096;

impl Looks {
    fn new(rules: &RuleSet, is_wanted: impl Fn(Sees) -> bool) -> Looks {
        let mut looks =
            Looks { by_kind: vec![Vec::new(); SyntaxKind::ALL.len()], at_scopes: Vec::new() };
        for &rule in crate::rules::all().iter().filter(|it| rules.contains(it)) {
            match rule.look {
                Look::Nodes(it) if is_wanted(it.sees) => {
                    it.kinds.iter().for_each(|&kind| looks.by_kind[kind as usize].push((rule, it)));
                }
                Look::Scopes(look) if is_wanted(Sees::Function) => {
                    looks.at_scopes.push((rule, look));
                }
                _ => {}
            }
        }
        looks
    }

    /// Looks at all of a file.
    pub(super) fn look_at_whole(&self, cx: &mut RuleContext<'_>) {
        let excerpt = cx.excerpt();
        self.look_at_nodes(cx, Walk::of(excerpt.green(), excerpt.root()), |_, _| false);
        self.look_at_scopes(cx, TextRange::up_to(excerpt.green().text_len()), &[]);
    }

    /// Looks at each node of `walk`, in the order of the text, but not below those that `is_left_out`,
    /// by their kind and start.
    pub(super) fn look_at_nodes(
        &self,
        cx: &mut RuleContext<'_>,
        mut walk: Walk<'_>,
        mut is_left_out: impl FnMut(SyntaxKind, TextRange) -> bool,
    ) {
        let mut n_nodes = 0_u32;
        while let Some(node) = walk.next_node() {
            n_nodes += 1;
            if n_nodes.is_multiple_of(NODES_PER_BREATH) {
                cx.db().unwind_if_revision_cancelled();
            }
            let kind = usize::from(node.kind().0);
            if is_left_out(SyntaxKind::ALL[kind], walk.range()) {
                walk.skip();
                continue;
            }
            for (rule, it) in &self.by_kind[kind] {
                if (it.wants)(node) && cx.mentions_all(it.of) {
                    cx.set_rule(rule);
                    (it.look)(cx, walk.with_place());
                }
            }
        }
    }

    /// Looks at the scopes that nodes in `range` open, but for those in `left_out`.
    pub(super) fn look_at_scopes(
        &self,
        cx: &mut RuleContext<'_>,
        range: TextRange,
        left_out: &[TextRange],
    ) {
        if self.at_scopes.is_empty() {
            return;
        }
        let excerpt = cx.excerpt();
        let is_in = |at: TextSize| left_out.iter().any(|it| it.contains(at));
        for scope in excerpt.scopes_in(range) {
            if !left_out.is_empty() && is_in(excerpt.table().scope(scope).node.range.start()) {
                continue;
            }
            for (rule, look) in &self.at_scopes {
                cx.set_rule(rule);
                look(cx, scope);
            }
        }
    }
}
