//! Builds the green tree from the leaves upwards.
//!
//! Finished elements lie on one stack; finishing a node takes those above a mark and puts the node
//! there. That gives for free what events and rowan's checkpoints cost extra: wrapping what has
//! been built already, looking at it, and refusing to build too high a tree. Equal tokens and equal
//! small nodes are shared, which is what keeps the tree at a few bytes for a byte of source.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rowan::{GreenNode, GreenToken, NodeOrToken};
use rustc_hash::FxHasher;

use crate::kind::SyntaxKind;

pub(crate) type GreenElement = NodeOrToken<GreenNode, GreenToken>;

/// How high a tree may become. Walking and dropping one recurses, so this bounds their stack.
pub(crate) const MAX_HEIGHT: u16 = 3_000;

/// Nodes with more children than this are rarely equal.
const MAX_SHARED_CHILDREN: usize = 3;

/// About so many bytes of a text stand for one token, and one small node, that no other equals.
const BYTES_PER_SHARED: usize = 40;

#[derive(Clone, Copy)]
struct Facts {
    height: u16,
    /// Every equal element is this very one, so its address stands for it.
    shared: bool,
}

pub(crate) struct Builder {
    elements: Vec<GreenElement>,
    facts: Vec<Facts>,
    /// Tokens with one spelling, by kind.
    fixed: Vec<Option<GreenToken>>,
    space: GreenToken,
    tokens: HashTable<GreenToken>,
    nodes: HashTable<SharedNode>,
}

struct SharedNode {
    hash: u64,
    node: GreenNode,
    height: u16,
}

impl Builder {
    /// For a text of `len` bytes.
    pub(crate) fn new(len: usize) -> Builder {
        Builder {
            elements: Vec::with_capacity(64),
            facts: Vec::with_capacity(64),
            fixed: vec![None; SyntaxKind::FILE as usize],
            space: GreenToken::new(raw(SyntaxKind::WHITESPACE), " "),
            tokens: HashTable::with_capacity(len / BYTES_PER_SHARED),
            nodes: HashTable::with_capacity(len / BYTES_PER_SHARED),
        }
    }

    /// A place on the stack, for [`Self::finish`].
    pub(crate) fn mark(&self) -> usize {
        self.elements.len()
    }

    pub(crate) fn token(&mut self, kind: SyntaxKind, text: &str) {
        let token = self.shared_token(kind, text);
        self.elements.push(NodeOrToken::Token(token));
        self.facts.push(Facts { height: 1, shared: true });
    }

    fn shared_token(&mut self, kind: SyntaxKind, text: &str) -> GreenToken {
        if kind.text().is_some_and(|it| it.len() == text.len()) {
            let slot = &mut self.fixed[kind as usize];
            return slot.get_or_insert_with(|| GreenToken::new(raw(kind), text)).clone();
        }
        if kind == SyntaxKind::WHITESPACE && text == " " {
            return self.space.clone();
        }
        let hash = token_hash(kind, text);
        let same = |it: &GreenToken| it.text() == text && it.kind() == raw(kind);
        let rehash = |it: &GreenToken| token_hash(kind_of(it.kind()), it.text());
        let entry = self.tokens.entry(hash, same, rehash);
        entry.or_insert_with(|| GreenToken::new(raw(kind), text)).get().clone()
    }

    /// Makes one node of all that was built since `mark`.
    pub(crate) fn finish(&mut self, mark: usize, kind: SyntaxKind) {
        let facts = self.facts_since(mark);
        let (node, facts) = if facts.shared && self.elements.len() - mark <= MAX_SHARED_CHILDREN {
            self.shared_node(mark, kind, facts)
        } else {
            let node = GreenNode::new(raw(kind), self.elements.drain(mark..));
            (node, Facts { shared: false, ..facts })
        };
        self.facts.truncate(mark);
        self.elements.push(NodeOrToken::Node(node));
        self.facts.push(facts);
    }

    fn facts_since(&self, mark: usize) -> Facts {
        let mut facts = Facts { height: 0, shared: true };
        for it in &self.facts[mark..] {
            facts.height = facts.height.max(it.height);
            facts.shared &= it.shared;
        }
        facts.height += 1;
        facts
    }

    fn shared_node(&mut self, mark: usize, kind: SyntaxKind, facts: Facts) -> (GreenNode, Facts) {
        let children = &self.elements[mark..];
        let hash = node_hash(kind, children);
        let same = |it: &SharedNode| {
            it.hash == hash
                && it.node.kind() == raw(kind)
                && it.node.children().len() == children.len()
                && it.node.children().zip(children).all(|(a, b)| address_of_ref(&a) == address(b))
        };
        if let Some(found) = self.nodes.find(hash, same) {
            let facts = Facts { height: found.height, shared: true };
            let node = found.node.clone();
            self.elements.truncate(mark);
            return (node, facts);
        }
        let node = GreenNode::new(raw(kind), self.elements.drain(mark..));
        let shared = SharedNode { hash, node: node.clone(), height: facts.height };
        self.nodes.insert_unique(hash, shared, |it| it.hash);
        (node, facts)
    }

    /// How high a node around all since `mark` would be.
    pub(crate) fn height_since(&self, mark: usize) -> u16 {
        self.facts_since(mark).height
    }

    /// The kinds of the elements since `mark`.
    pub(crate) fn kinds_since(&self, mark: usize) -> impl DoubleEndedIterator<Item = SyntaxKind> {
        self.elements[mark..].iter().map(element_kind)
    }

    /// The elements since `mark`.
    pub(crate) fn since(&self, mark: usize) -> &[GreenElement] {
        &self.elements[mark..]
    }

    /// Puts the only token of the last element, a node, in its place.
    pub(crate) fn unwrap_token(&mut self) {
        let Some(NodeOrToken::Node(node)) = self.elements.pop() else {
            return;
        };
        self.facts.pop();
        if let Some(NodeOrToken::Token(token)) = node.children().next() {
            self.elements.push(NodeOrToken::Token(token.to_owned()));
            self.facts.push(Facts { height: 1, shared: true });
        }
    }

    /// All that was built.
    pub(crate) fn take(self) -> Vec<GreenElement> {
        self.elements
    }
}

fn raw(kind: SyntaxKind) -> rowan::SyntaxKind {
    rowan::SyntaxKind(kind as u16)
}

pub(crate) fn kind_of(kind: rowan::SyntaxKind) -> SyntaxKind {
    SyntaxKind::ALL[kind.0 as usize]
}

pub(crate) fn element_kind(element: &GreenElement) -> SyntaxKind {
    match element {
        NodeOrToken::Node(it) => kind_of(it.kind()),
        NodeOrToken::Token(it) => kind_of(it.kind()),
    }
}

fn address(element: &GreenElement) -> usize {
    match element {
        NodeOrToken::Node(it) => std::ptr::from_ref::<rowan::GreenNodeData>(it).addr(),
        NodeOrToken::Token(it) => std::ptr::from_ref::<rowan::GreenTokenData>(it).addr(),
    }
}

fn address_of_ref(element: &NodeOrToken<&rowan::GreenNodeData, &rowan::GreenTokenData>) -> usize {
    match element {
        NodeOrToken::Node(it) => std::ptr::from_ref::<rowan::GreenNodeData>(it).addr(),
        NodeOrToken::Token(it) => std::ptr::from_ref::<rowan::GreenTokenData>(it).addr(),
    }
}

fn token_hash(kind: SyntaxKind, text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    kind.hash(&mut hasher);
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn node_hash(kind: SyntaxKind, children: &[GreenElement]) -> u64 {
    let mut hasher = FxHasher::default();
    kind.hash(&mut hasher);
    for child in children {
        address(child).hash(&mut hasher);
    }
    hasher.finish()
}
