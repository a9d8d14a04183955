//! The tree that rules look at: that of a whole file, or one in which only some functions have their
//! blocks.
//!
//! What a rule finds in a function nearly always follows from that function and from what stands
//! around functions. An excerpt has just these, so what was found stays while other functions are
//! edited, and nobody can look, by accident, at what must not count.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use refwise_syntax::SyntaxKind::FUNCTION_DEF;
use refwise_syntax::ast::AstNode;
use refwise_syntax::symtable::{NameId, ScopeId, SymbolTable};
use refwise_syntax::{GreenNode, NodeOrToken, SyntaxNode, TextRange, TextSize, ast};
use rowan::GreenNodeData;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bindings::Bindings;
use crate::db::{Db, File, parse, shared_table};
use crate::names::Attributes;
use crate::unit::Unit;

/// A tree, and what was learnt from it so far.
pub(crate) struct Excerpt {
    green: GreenNode,
    root: SyntaxNode,
    table: OnceCell<Arc<SymbolTable>>,
    text: OnceCell<String>,
    scopes: OnceCell<Vec<(TextSize, ScopeId)>>,
    /// Where its parts stand in the file.
    pub(crate) origin: Origin,
    pub(crate) bindings: RefCell<FxHashMap<ScopeId, Rc<Bindings>>>,
    pub(crate) bound_from_inside: OnceCell<FxHashSet<(ScopeId, NameId)>>,
    pub(crate) stored: OnceCell<FxHashSet<Box<str>>>,
    pub(crate) attributes: OnceCell<FxHashMap<Box<str>, Attributes>>,
}

/// Where the parts of an excerpt stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The functions that have their blocks, in the order of the text; nothing for a whole file.
    extents: Vec<Extent>,
    /// What is between them and between what is left out.
    pieces: Vec<Piece>,
}

/// Where a function with its block stands in an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Extent {
    unit: Unit,
    range: TextRange,
}

/// From here on an excerpt goes on like the tree without blocks, up to the next piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Piece {
    start: TextSize,
    /// The same place in the tree without blocks.
    short_start: TextSize,
    /// Something is left out before it.
    is_behind_gap: bool,
}

/// A place of the file.
pub(crate) enum Place {
    /// In a function, from its start on.
    InUnit(Unit, TextRange),
    /// In the tree without blocks.
    Around(TextRange),
}

/// A function that is to have its block, and where it starts in the tree without blocks.
pub(crate) struct Wanted<'a> {
    pub(crate) unit: Unit,
    pub(crate) start: TextSize,
    pub(crate) green: &'a GreenNodeData,
}

impl Excerpt {
    /// The whole of `file`.
    pub(crate) fn of_file(db: &dyn Db, file: File) -> Excerpt {
        let excerpt = Excerpt::whole(parse(db, file).green().clone());
        excerpt.table.get_or_init(|| Arc::clone(shared_table(db, file)));
        excerpt
    }

    /// The tree of a whole file.
    pub(crate) fn whole(green: GreenNode) -> Excerpt {
        let origin = Origin { extents: Vec::new(), pieces: vec![Piece::default()] };
        Excerpt::new(green, origin)
    }

    /// `top_level`, a tree without blocks of functions, with those of `wanted`, and with those of its
    /// statements that are `kept`, all in the order of the text.
    pub(crate) fn of_functions(
        top_level: &GreenNode,
        kept: Option<&[TextRange]>,
        wanted: &[Wanted<'_>],
    ) -> Excerpt {
        let origin = Origin { extents: Vec::new(), pieces: vec![Piece::default()] };
        let mut filler = Filler { wanted, shift: 0, origin };
        let green = match kept {
            Some(kept) => Some(filler.fill_kept(top_level, kept)),
            None => filler.fill(top_level, TextSize::new(0)),
        };
        Excerpt::new(green.unwrap_or_else(|| top_level.clone()), filler.origin)
    }

    fn new(green: GreenNode, origin: Origin) -> Excerpt {
        Excerpt {
            root: SyntaxNode::new_root(green.clone()),
            green,
            table: OnceCell::new(),
            text: OnceCell::new(),
            scopes: OnceCell::new(),
            origin,
            bindings: RefCell::default(),
            bound_from_inside: OnceCell::new(),
            stored: OnceCell::new(),
            attributes: OnceCell::new(),
        }
    }

    /// The tree without places.
    pub(crate) fn green(&self) -> &GreenNodeData {
        &self.green
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &SyntaxNode {
        &self.root
    }

    /// The scopes of the tree.
    pub(crate) fn table(&self) -> &SymbolTable {
        self.table.get_or_init(|| {
            let file = ast::File::cast(self.root.clone()).expect("the root is a file");
            Arc::new(refwise_syntax::symtable::symbol_table(&file))
        })
    }

    /// The text of the tree.
    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| self.green.to_string())
    }

    /// The scopes that nodes in `range` open, in the order of the text.
    pub(crate) fn scopes_in(&self, range: TextRange) -> impl Iterator<Item = ScopeId> {
        let all = self.scopes.get_or_init(|| {
            let start =
                |it: (ScopeId, &refwise_syntax::symtable::Scope)| (it.1.node.range.start(), it.0);
            let mut all: Vec<_> = self.table().scopes().map(start).collect();
            all.sort_unstable();
            all
        });
        let first = all.partition_point(|it| it.0 < range.start());
        let all = all[first..].iter().take_while(move |it| it.0 < range.end());
        all.map(|it| it.1).filter(|it| *it != ScopeId::MODULE)
    }
}

impl Origin {
    /// Where `range` of the excerpt comes from.
    pub(crate) fn place(&self, range: TextRange) -> Place {
        match self.extents.iter().find(|it| it.range.contains_range(range)) {
            Some(it) => Place::InUnit(it.unit, range - it.range.start()),
            None if range.is_empty() => Place::Around(TextRange::empty(self.short(range.start()))),
            None => Place::Around(TextRange::new(
                self.short(range.start()),
                self.short_end(range.end()),
            )),
        }
    }

    /// Where `range` is in the tree without blocks; `None` inside of functions.
    pub(crate) fn place_around(&self, range: TextRange) -> Option<TextRange> {
        match self.place(range) {
            Place::Around(it) => Some(it),
            Place::InUnit(..) => None,
        }
    }

    /// Where `unit`, a function with its block, starts.
    pub(crate) fn start_of(&self, unit: Unit) -> Option<TextSize> {
        self.extents.iter().find(|it| it.unit == unit).map(|it| it.range.start())
    }

    /// Where something starts that starts at `short` of the tree without blocks, and is kept.
    pub(crate) fn start_at(&self, short: TextSize) -> TextSize {
        let before = self.pieces.partition_point(|it| it.short_start <= short);
        let piece = self.pieces[before.max(1) - 1];
        piece.start + (short - piece.short_start)
    }

    fn short(&self, offset: TextSize) -> TextSize {
        self.piece(self.pieces.partition_point(|it| it.start <= offset), offset)
    }

    /// What ends before a gap does not reach over it.
    fn short_end(&self, offset: TextSize) -> TextSize {
        let before = self.pieces.partition_point(|it| it.start <= offset);
        let is_gap = |it: &Piece| it.start == offset && it.is_behind_gap;
        let n_gaps = self.pieces[..before].iter().rev().take_while(|it| is_gap(it)).count();
        self.piece(before - n_gaps, offset)
    }

    fn piece(&self, before: usize, offset: TextSize) -> TextSize {
        let piece = self.pieces[before.max(1) - 1];
        piece.short_start + (offset - piece.start)
    }
}

struct Filler<'a> {
    /// What is still to come.
    wanted: &'a [Wanted<'a>],
    /// How much farther behind things are than in the tree without blocks.
    shift: i64,
    origin: Origin,
}

impl Filler<'_> {
    /// The file with only those statements that are `kept`, each with what stands behind it.
    fn fill_kept(&mut self, file: &GreenNodeData, kept: &[TextRange]) -> GreenNode {
        let mut kept = kept.iter().map(|it| it.start()).peekable();
        let mut children = Vec::new();
        let mut at = TextSize::new(0);
        let (mut is_kept, mut left_out) = (true, TextSize::new(0));
        for child in file.children() {
            if child.as_node().is_some() {
                is_kept = kept.next_if_eq(&at).is_some();
            }
            if !is_kept {
                left_out += child.text_len();
            } else {
                if left_out > TextSize::new(0) {
                    self.shift -= i64::from(u32::from(std::mem::take(&mut left_out)));
                    self.begin_piece(at, true);
                }
                let new = child.into_node().and_then(|it| self.fill(it, at));
                children.push(new.map_or_else(|| child.to_owned(), NodeOrToken::Node));
            }
            at += child.text_len();
        }
        GreenNode::new(file.kind(), children)
    }

    /// `node`, which starts at `start` of the tree without blocks, with the blocks that are wanted;
    /// `None` where none is.
    fn fill(&mut self, node: &GreenNodeData, start: TextSize) -> Option<GreenNode> {
        let end = start + node.text_len();
        if self.wanted.first().is_none_or(|it| it.start >= end) {
            return None;
        }
        if node.kind().0 == FUNCTION_DEF as u16 && self.wanted[0].start == start {
            return Some(self.put(node, start));
        }
        let mut made = Vec::new();
        let mut at = start;
        for (idx, child) in node.children().enumerate() {
            let new = child.into_node().and_then(|it| self.fill(it, at));
            made.extend(new.map(|it| (idx, it)));
            at += child.text_len();
        }
        if made.is_empty() {
            return None;
        }
        let mut made = made.into_iter().peekable();
        let children =
            node.children().enumerate().map(|(idx, child)| match made.next_if(|it| it.0 == idx) {
                Some((_, new)) => NodeOrToken::Node(new),
                None => child.to_owned(),
            });
        let children: Vec<_> = children.collect();
        Some(GreenNode::new(node.kind(), children))
    }

    fn put(&mut self, short: &GreenNodeData, at: TextSize) -> GreenNode {
        let wanted = &self.wanted[0];
        let range = TextRange::at(self.shifted(at), wanted.green.text_len());
        self.origin.extents.push(Extent { unit: wanted.unit, range });
        let longer = wanted.green.text_len() - short.text_len();
        self.shift += i64::from(u32::from(longer));
        self.begin_piece(at + short.text_len(), false);
        self.wanted = &self.wanted[1..];
        wanted.green.to_owned()
    }

    fn begin_piece(&mut self, short_start: TextSize, is_behind_gap: bool) {
        let start = self.shifted(short_start);
        self.origin.pieces.push(Piece { start, short_start, is_behind_gap });
    }

    fn shifted(&self, at: TextSize) -> TextSize {
        let at = i64::from(u32::from(at)) + self.shift;
        TextSize::new(u32::try_from(at).expect("no more is left out than there is"))
    }
}
