//! The rules: one file each, listed here.

mod eq_none;
mod is_literal;
mod self_compare;

use crate::rule::Rule;

static RULES: &[&Rule] = &[&is_literal::RULE, &eq_none::RULE, &self_compare::RULE];

/// All rules, in the order of their codes.
pub fn all() -> &'static [&'static Rule] {
    RULES
}

/// The rule that is called `name` (or has this code); else the name that it is most like, if any.
pub fn find(name: &str) -> Result<&'static Rule, Option<&'static str>> {
    let known = all().iter().find(|it| it.name == name || it.code.eq_ignore_ascii_case(name));
    known.copied().ok_or_else(|| nearest(name))
}

fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('_', "-");
    let likeness = |it: &&'static str| strsim::jaro_winkler(it, &name);
    let best = all().iter().map(|it| it.name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) > 0.7).then_some(best)
}
