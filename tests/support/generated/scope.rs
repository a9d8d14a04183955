//! Which names of a function are bound to what, at the place that is being written.

use crate::random::Random;

/// What a name is bound to, as far as it matters for what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of the class with this number.
    Instance(usize),
    List,
    Dict,
    Set,
    Deque,
    /// A function that was made by `def` or `lambda`.
    Function,
    Generator,
    /// Something to be kept, no more.
    Object,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    kind: Kind,
    depth: usize,
}

/// The names, and the blocks that are open.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    variables: Vec<Variable>,
    /// For each open block: is it run several times?
    blocks: Vec<bool>,
}

impl Scope {
    pub(super) fn enter(&mut self, is_loop: bool) {
        self.blocks.push(is_loop);
    }

    /// Forgets what was bound in the block: it may not have been run.
    pub(super) fn leave(&mut self) {
        self.blocks.pop();
        let depth = self.blocks.len();
        self.variables.retain(|it| it.depth <= depth);
    }

    pub(super) fn depth(&self) -> usize {
        self.blocks.len()
    }

    pub(super) fn bind(&mut self, name: String, kind: Kind) {
        self.variables.push(Variable { name, kind, depth: self.blocks.len() });
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.variables.retain(|it| it.name != name);
    }

    /// A name that is bound to something `wanted`.
    pub(super) fn any(
        &self,
        random: &mut Random,
        wanted: impl Fn(Kind) -> bool,
    ) -> Option<(String, Kind)> {
        let all: Vec<&Variable> = self.variables.iter().filter(|it| wanted(it.kind)).collect();
        let chosen = *all.get(random.below(all.len().max(1)))?;
        Some((chosen.name.clone(), chosen.kind))
    }

    /// A name that may be unbound here: it is not needed by another turn of a loop.
    pub(super) fn expendable(&self, random: &mut Random) -> Option<String> {
        let innermost = self.blocks.iter().rposition(|&it| it).map_or(0, |it| it + 1);
        let all: Vec<&Variable> =
            self.variables.iter().filter(|it| it.depth >= innermost).collect();
        all.get(random.below(all.len().max(1))).map(|it| it.name.clone())
    }
}
