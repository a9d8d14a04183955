//! How the tree of a file falls into units.

use std::ops::Range;

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::{GreenNode, NodeOrToken, TextRange, TextSize};
use rowan::{GreenNodeData, GreenToken};
use rustc_hash::FxHashMap;

use super::{OuterClass, Segment, Unit, UnitPath, UnitSource};
use crate::body::Name;
use crate::body::lower::{Private, Surroundings};
use crate::db::{Db, File};

/// The units of a tree.
#[derive(Debug)]
pub struct UnitIndex {
    /// The functions in the order of the text.
    pub(super) entries: Vec<Entry>,
    by_unit: FxHashMap<Unit, u32>,
    /// The classes that stand in no other and in no function.
    pub(super) classes: Vec<ClassEntry>,
    file: Unit,
    /// The tree with the blocks of the functions taken out.
    pub(super) top_level: Green,
    /// The file has `from __future__ import annotations`.
    pub(super) future_annotations: bool,
}

/// A function that is a unit.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) unit: Unit,
    pub(super) range: TextRange,
    /// Where it starts in the tree without blocks.
    pub(super) short_start: TextSize,
    /// Its block, empty where there is none.
    pub(super) block: Block,
    pub(super) green: Green,
    pub(super) surroundings: Surroundings,
    has_globals: bool,
}

/// A class that is in no other and in no function.
#[derive(Debug)]
pub(super) struct ClassEntry {
    pub(super) class: OuterClass,
    pub(super) start: TextSize,
    /// Where it starts in the tree without blocks.
    pub(super) short_start: TextSize,
    /// Its functions, among the entries.
    pub(super) functions: Range<usize>,
}

/// A block that was taken out.
#[derive(Debug)]
pub(super) struct Block {
    /// Where it was in the tree without blocks.
    pub(super) short_start: TextSize,
    pub(super) len: TextSize,
    /// Where its last significant token ends in the whole tree.
    pub(super) significant_end: TextSize,
}

/// A tree that is compared cheaply: after an edit nearly all of it is shared with the one before.
#[derive(Clone, Debug)]
pub(crate) struct Green(pub(crate) GreenNode);

impl PartialEq for Green {
    fn eq(&self, other: &Green) -> bool {
        is_same(&self.0, &other.0)
    }
}

impl Eq for Green {}

fn is_same(a: &GreenNodeData, b: &GreenNodeData) -> bool {
    if std::ptr::eq(a, b) {
        return true;
    }
    let (children, others) = (a.children(), b.children());
    a.kind() == b.kind()
        && a.text_len() == b.text_len()
        && children.len() == others.len()
        && children.zip(others).all(|pair| match pair {
            (NodeOrToken::Node(a), NodeOrToken::Node(b)) => is_same(a, b),
            (NodeOrToken::Token(a), NodeOrToken::Token(b)) => std::ptr::eq(a, b) || a == b,
            _ => false,
        })
}

/// Cuts the tree of `text`, which `file` has.
pub(super) fn of_file(db: &dyn Db, file: File, text: &str, green: &GreenNode) -> UnitIndex {
    let may_have_globals = memchr::memmem::find(text.as_bytes(), b"global").is_some();
    let mut cutter = Cutter {
        db,
        file,
        may_have_globals,
        entries: Vec::new(),
        outer: Vec::new(),
        taken: TextSize::new(0),
        classes: Vec::new(),
        private: None,
        type_params: Vec::new(),
        counts: vec![Counts::default()],
    };
    let top_level = cutter.cut(green, TextSize::new(0)).unwrap_or_else(|| green.clone());
    let (entries, classes) = (cutter.entries, cutter.outer);
    let by_unit = entries.iter().enumerate().map(|(idx, it)| (it.unit, idx as u32)).collect();
    UnitIndex {
        entries,
        by_unit,
        classes,
        file: Unit::of_file(db, file),
        top_level: Green(top_level),
        future_annotations: has_future_annotations(green),
    }
}

impl UnitIndex {
    pub(super) fn units(&self) -> impl Iterator<Item = Unit> {
        std::iter::once(self.file).chain(self.entries.iter().map(|it| it.unit))
    }

    pub(super) fn with_globals(&self) -> impl Iterator<Item = Unit> {
        self.entries.iter().filter(|it| it.has_globals).map(|it| it.unit)
    }

    /// What the top level is made from.
    pub(super) fn top_level_source(&self) -> UnitSource {
        UnitSource {
            green: self.top_level.clone(),
            surroundings: Surroundings::default(),
            future_annotations: self.future_annotations,
        }
    }

    /// What a function is made from.
    pub(super) fn source(&self, entry: &Entry) -> UnitSource {
        UnitSource {
            green: entry.green.clone(),
            surroundings: entry.surroundings.clone(),
            future_annotations: self.future_annotations,
        }
    }

    /// Where `unit`, a function, starts.
    pub(crate) fn start_of(&self, unit: Unit) -> Option<TextSize> {
        self.entry(unit).map(|it| it.range.start())
    }

    /// Where `class` starts.
    pub(crate) fn start_of_class(&self, class: OuterClass) -> Option<TextSize> {
        self.classes.iter().find(|it| it.class == class).map(|it| it.start)
    }

    pub(super) fn entry(&self, unit: Unit) -> Option<&Entry> {
        self.by_unit.get(&unit).map(|&it| &self.entries[it as usize])
    }

    /// The function at `offset` of the text.
    pub(super) fn at(&self, offset: TextSize) -> Option<Unit> {
        let behind = self.entries.partition_point(|it| it.range.start() <= offset);
        let found = self.entries[..behind].last()?;
        found.range.contains(offset).then_some(found.unit)
    }

    /// The function that starts at `offset` of the tree without blocks.
    pub(super) fn starting_at(&self, offset: TextSize) -> Option<Unit> {
        let found = self.entries.binary_search_by_key(&offset, |it| it.short_start).ok()?;
        Some(self.entries[found].unit)
    }
}

impl Entry {
    /// The same function with the same code, wherever it stands.
    pub(super) fn is_same(&self, other: &Entry) -> bool {
        self.unit == other.unit
            && self.green == other.green
            && self.surroundings == other.surroundings
    }
}

type Counts = FxHashMap<(SyntaxKind, Name), u32>;

struct Cutter<'a> {
    db: &'a dyn Db,
    file: File,
    /// The text has the word `global` somewhere.
    may_have_globals: bool,
    entries: Vec<Entry>,
    outer: Vec<ClassEntry>,
    /// How much was taken out so far.
    taken: TextSize,
    /// The open classes.
    classes: Vec<Segment>,
    /// The class for which private names are mangled.
    private: Option<Name>,
    type_params: Vec<Name>,
    /// What definitions were seen, for the file and each open class.
    counts: Vec<Counts>,
}

impl Cutter<'_> {
    /// `node` without the blocks of functions, `None` where it has none.
    fn cut(&mut self, node: &GreenNodeData, start: TextSize) -> Option<GreenNode> {
        let mut made: Option<Vec<NodeOrToken<GreenNode, GreenToken>>> = None;
        let mut at = start;
        for (idx, child) in node.children().enumerate() {
            let new = child.into_node().and_then(|it| self.cut_child(it, at));
            at += child.text_len();
            if new.is_some() && made.is_none() {
                made = Some(node.children().take(idx).map(owned).collect());
            }
            if let Some(made) = &mut made {
                made.push(new.map_or_else(|| owned(child), NodeOrToken::Node));
            }
        }
        made.map(|it| GreenNode::new(node.kind(), it))
    }

    fn cut_child(&mut self, node: &GreenNodeData, start: TextSize) -> Option<GreenNode> {
        match kind_of(node) {
            FUNCTION_DEF => self.function(node, start),
            CLASS_DEF => self.class(node, start),
            kind if holds_statements(kind) => self.cut(node, start),
            _ => None,
        }
    }

    fn class(&mut self, node: &GreenNodeData, start: TextSize) -> Option<GreenNode> {
        let segment = self.segment(CLASS_DEF, node);
        let n_type_params = self.type_params.len();
        let private = Private::of_class(segment.name.clone());
        let mangled = |it: Name| private.mangle(&it).unwrap_or(it);
        self.type_params.extend(type_params(node).map(mangled));
        let private = self.private.replace(segment.name.clone());
        self.classes.push(segment);
        self.counts.push(Counts::default());
        let (first, short_start) = (self.entries.len(), start - self.taken);
        let new = self.cut(node, start);
        if let [class] = &self.classes[..] {
            let class = OuterClass::new(self.db, self.file, class.clone());
            let functions = first..self.entries.len();
            self.outer.push(ClassEntry { class, start, short_start, functions });
        }
        self.counts.pop();
        self.classes.pop();
        self.private = private;
        self.type_params.truncate(n_type_params);
        new
    }

    fn function(&mut self, node: &GreenNodeData, start: TextSize) -> Option<GreenNode> {
        let mut path = self.classes.clone();
        path.push(self.segment(FUNCTION_DEF, node));
        let unit = Unit::new(self.db, self.file, UnitPath(path.into()));
        let (block, new) = self.without_block(node, start);
        self.entries.push(Entry {
            unit,
            range: TextRange::new(start, significant_end(node, start)),
            short_start: start - self.taken,
            green: Green(node.to_owned()),
            surroundings: Surroundings {
                class: self.private.clone(),
                type_params: self.type_params.clone().into(),
            },
            has_globals: self.may_have_globals && has_globals(node),
            block,
        });
        let entry = self.entries.last().expect("just pushed");
        self.taken += entry.block.len;
        new
    }

    /// The function with nothing behind the line end of its header.
    fn without_block(&self, node: &GreenNodeData, start: TextSize) -> (Block, Option<GreenNode>) {
        let mut at = start;
        let mut first = (0, start);
        for (idx, child) in node.children().enumerate() {
            match child {
                NodeOrToken::Node(it) if kind_of(it) == BLOCK => {
                    let block = Block {
                        short_start: first.1 - self.taken,
                        len: at + it.text_len() - first.1,
                        significant_end: significant_end(it, at),
                    };
                    let nothing = NodeOrToken::Node(GreenNode::new(it.kind(), []));
                    return (block, Some(node.splice_children(first.0..=idx, [nothing])));
                }
                // A comment may follow the header.
                NodeOrToken::Token(it) if is_blank(it.kind()) => {}
                _ => first = (idx + 1, at + child.text_len()),
            }
            at += child.text_len();
        }
        let none = TextSize::new(0);
        (Block { short_start: at - self.taken, len: none, significant_end: at }, None)
    }

    fn segment(&mut self, kind: SyntaxKind, node: &GreenNodeData) -> Segment {
        let name = name_of(node);
        let counts = self.counts.last_mut().expect("that of the file");
        let count = counts.entry((kind, name.clone())).or_default();
        let ordinal = *count;
        *count += 1;
        Segment { name, ordinal }
    }
}

fn owned(
    child: NodeOrToken<&GreenNodeData, &rowan::GreenTokenData>,
) -> NodeOrToken<GreenNode, GreenToken> {
    match child {
        NodeOrToken::Node(it) => NodeOrToken::Node(it.to_owned()),
        NodeOrToken::Token(it) => NodeOrToken::Token(it.to_owned()),
    }
}

fn kind_of(node: &GreenNodeData) -> SyntaxKind {
    SyntaxKind::ALL[usize::from(node.kind().0)]
}

fn is_blank(token: rowan::SyntaxKind) -> bool {
    let kind = SyntaxKind::ALL[usize::from(token.0)];
    kind.is_trivia() || matches!(kind, NEWLINE | INDENT)
}

/// Nodes that may have statements below them, definitions aside.
const fn holds_statements(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        BLOCK
            | ERROR
            | IF_STMT
            | WHILE_STMT
            | FOR_STMT
            | TRY_STMT
            | WITH_STMT
            | MATCH_STMT
            | ELIF_CLAUSE
            | ELSE_CLAUSE
            | EXCEPT_CLAUSE
            | FINALLY_CLAUSE
            | CASE_CLAUSE
    )
}

/// The name of a definition or type parameter.
fn name_of(node: &GreenNodeData) -> Name {
    let mut tokens = node.children().filter_map(NodeOrToken::into_token);
    let name = tokens.find(|it| it.kind().0 == NAME as u16);
    name.map(|it| refwise_syntax::literal::identifier(it.text()).as_ref().into())
        .unwrap_or_default()
}

fn type_params(class: &GreenNodeData) -> impl Iterator<Item = Name> {
    let lists = crate::green::nodes(class).filter(|it| kind_of(it) == TYPE_PARAM_LIST);
    lists.flat_map(crate::green::nodes).map(name_of)
}

fn has_globals(node: &GreenNodeData) -> bool {
    crate::green::nodes(node).any(|it| match kind_of(it) {
        GLOBAL_STMT => true,
        FUNCTION_DEF | CLASS_DEF => has_globals(it),
        kind => holds_statements(kind) && has_globals(it),
    })
}

/// Where the last token below `node` ends that is no trivia and no line end; its start if there is
/// none.
fn significant_end(node: &GreenNodeData, start: TextSize) -> TextSize {
    refwise_syntax::symtable::green::Node::root(node, start).significant_end()
}

/// Does the file begin with `from __future__ import annotations`, among others like it?
fn has_future_annotations(file: &GreenNodeData) -> bool {
    let mut statements = crate::green::nodes(file).peekable();
    statements.next_if(|it| kind_of(it) == EXPR_STMT);
    let imports = statements.map_while(|it| {
        let is_import = kind_of(it) == IMPORT_FROM_STMT;
        let text = is_import.then(|| it.to_owned().to_string())?;
        let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
        let is_future = words.iter().filter(|it| !it.is_empty()).nth(1) == Some(&"__future__");
        is_future.then(|| words.contains(&"annotations"))
    });
    imports.fold(false, |found, it| found | it)
}
