//! What CPython's compiler refuses in a tree that its parser and symbol table accept.
//!
//! The source of the facts is `Python/compile.c` of CPython 3.13. The walk keeps its own stack, so
//! that deep trees cost memory and not the thread's stack, and it goes over the green tree: it runs
//! for every file that is checked.

mod calls;
mod comprehensions;
mod context;
mod functions;
mod keys;
mod names;
mod patterns;
mod place;
mod statements;
mod targets;
mod traits;

use std::borrow::Cow;

use rowan::{Children, GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize};

use self::context::{Access, Context, Scope};
use self::functions::Functions;
use self::place::Node;
use self::traits::Traits;
use crate::ast::{self, AstNode};
use crate::builder::kind_of;
use crate::error::{Stage, SyntaxError};
use crate::kind::SyntaxKind::{self, *};

/// What a walk over a tree tells.
pub struct Validation {
    /// What `Python/compile.c` refuses, in the order of the text.
    pub errors: Vec<SyntaxError>,
    /// At least as many nodes stand inside each other as in the deepest place, the leaves not
    /// counted: who recurses over the tree asks it.
    pub depth: usize,
}

/// What `Python/compile.c` refuses in `file`, and how deep its tree is.
pub fn validate(file: &ast::File) -> Validation {
    let green = file.syntax().green();
    let root = Node { green, start: 0.into() };
    let mut walker = Walker::new(statements::has_future_annotations(root));
    walker.walk(root);
    walker.placed.sort_by_key(|it| it.range.start());
    Validation { errors: walker.placed, depth: walker.depth }
}

struct Walker<'a> {
    /// What was found in the node being entered; places count from its start.
    errors: Vec<SyntaxError>,
    /// What was found so far, in its place.
    placed: Vec<SyntaxError>,
    /// The nodes whose children are being walked, outermost first.
    path: Vec<Frame<'a>>,
    /// How long `path` was at most, or would have been with the parts that are not walked.
    depth: usize,
    /// What stands in [`Frame::context`] and [`Frame::inner`]; most nodes share their parent's.
    contexts: Vec<Context>,
    /// Are annotations left alone (`from __future__ import annotations`)?
    future_annotations: bool,
    functions: Functions<'a>,
}

/// A node whose children are being walked.
struct Frame<'a> {
    children: Children<'a>,
    green: &'a GreenNodeData,
    /// What the node stands in: an index.
    context: u32,
    /// What its parts stand in; differs in comprehensions, targets and the like.
    inner: u32,
    /// How many of the tokens that part the node (`in`, `=`, `:`, …) were passed; in a
    /// comprehension, how many clauses.
    phase: u32,
    kind: SyntaxKind,
    traits: Traits,
    /// Do all parts stand in the same, where expressions are read?
    reads: bool,
    /// A comprehension that was reported as a whole.
    is_blamed: bool,
}

impl<'a> Walker<'a> {
    fn new(future_annotations: bool) -> Walker<'a> {
        Walker {
            errors: Vec::new(),
            placed: Vec::new(),
            path: Vec::with_capacity(32),
            depth: 0,
            contexts: vec![Context::new(Scope::Module)],
            future_annotations,
            functions: Functions::default(),
        }
    }

    fn report(&mut self, range: TextRange, text: impl Into<Cow<'static, str>>) {
        self.errors.push(SyntaxError::new(range, text).stage(Stage::Compile));
    }

    /// Goes over all nodes. Nothing counts offsets on the way: most files have no errors.
    fn walk(&mut self, root: Node<'a>) {
        self.enter(root.green, FILE, 0);
        while let Some(frame) = self.path.last_mut() {
            match frame.children.next() {
                Some(NodeOrToken::Token(token)) => {
                    if frame.traits.contains(Traits::PARTED) {
                        frame.pass(kind_of(token.kind()));
                    }
                }
                Some(NodeOrToken::Node(node)) => {
                    let kind = kind_of(node.kind());
                    let traits = Traits::of(kind);
                    if frame.reads && traits.contains(Traits::PLAIN) {
                        if !traits.contains(Traits::LEAF) && !is_plain_string(node) {
                            let frame = frame.plain_child(node, kind, traits);
                            self.push(frame);
                        }
                    } else {
                        self.child(node);
                    }
                }
                None => {
                    let context = frame.context;
                    self.path.pop();
                    self.contexts.truncate(context as usize + 1);
                }
            }
        }
    }

    fn push(&mut self, frame: Frame<'a>) {
        self.path.push(frame);
        self.depth = self.depth.max(self.path.len());
    }

    fn child(&mut self, node: &'a GreenNodeData) {
        let kind = kind_of(node.kind());
        let parent = self.path.last().map_or(FILE, |it| it.kind);
        let Some(context) = self.child_context(kind) else {
            self.depth = self.depth.max(self.path.len() + depth_of(node));
            return;
        };
        if kind == NAME_EXPR {
            self.check_name(Node { green: node, start: 0.into() }, self.contexts[context].access);
            self.place_errors();
            return;
        }
        self.enter(node, parent, context);
    }

    /// The index of `context`, which most often is the one that `same` stands for.
    fn index_of(&mut self, context: Context, same: u32) -> usize {
        if self.contexts[same as usize] == context {
            return same as usize;
        }
        self.contexts.push(context);
        self.contexts.len() - 1
    }

    /// Moves the errors of the child that was taken last to their places.
    fn place_errors(&mut self) {
        if self.errors.is_empty() {
            return;
        }
        let base = self.start_of_last_child(self.path.len());
        for mut error in self.errors.drain(..) {
            error.range += base;
            self.placed.push(error);
        }
    }

    /// Where the child starts that the innermost of the first `depth` nodes has given last.
    fn start_of_last_child(&self, depth: usize) -> TextSize {
        let len = |it: NodeOrToken<&GreenNodeData, &GreenTokenData>| match it {
            NodeOrToken::Node(it) => it.text_len(),
            NodeOrToken::Token(it) => it.text_len(),
        };
        let before = |it: &Frame<'_>| {
            let taken = it.green.children().len() - it.children.len();
            it.green.children().take(taken.saturating_sub(1)).map(len).sum::<TextSize>()
        };
        self.path[..depth].iter().map(before).sum()
    }

    /// Checks `green` itself, and opens what its children stand in.
    fn enter(&mut self, green: &'a GreenNodeData, parent: SyntaxKind, index: usize) {
        let kind = kind_of(green.kind());
        let node = Node { green, start: 0.into() };
        let context = self.contexts[index];
        let mut inner = context;
        let mut phase = 0;
        match kind {
            ASSIGN_STMT => phase = self.count_targets(node),
            ANN_ASSIGN_STMT => self.check_annotated(node),
            AUG_ASSIGN_STMT => self.check_augmented(node),
            DELETE_STMT => inner = context.access(Access::Delete),
            RETURN_STMT => self.check_return(node, context),
            BREAK_STMT | CONTINUE_STMT => self.check_jump(node, context),
            IMPORT_STMT | IMPORT_FROM_STMT => self.check_import(node),
            TYPE_ALIAS_STMT => self.check_type_alias(node),
            WHILE_STMT => self.check_blocks(context, 1, || node.reported_range()),
            FOR_STMT => self.check_for(node, context),
            TRY_STMT => self.check_try(node, context),
            EXCEPT_CLAUSE => self.check_except_name(node),
            WITH_STMT => self.check_with(node, context),
            MATCH_STMT => self.check_match(node),
            FUNCTION_DEF | CLASS_DEF => self.check_definition_name(node),
            PARAM | VARARG_PARAM | KWARG_PARAM => self.check_parameter(node),
            TYPE_PARAM_LIST => self.check_type_params(node),
            ARG_LIST => self.check_arguments(node),
            TUPLE_EXPR | LIST_EXPR if context.access == Access::Store => self.check_stars(node),
            TUPLE_EXPR | LIST_EXPR | PAREN_EXPR => {}
            STARRED_EXPR => self.check_starred(node, parent, context),
            ATTRIBUTE_EXPR => {
                self.check_attribute(node, context.access);
                inner = context.load();
            }
            LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR => {
                inner = self.open_comprehension(kind, context.load());
            }
            COMP_FOR => {
                self.check_comp_for(node, context);
                phase = self.count_clause();
            }
            AWAIT_EXPR => self.check_await(node, context),
            YIELD_EXPR | YIELD_FROM_EXPR => self.check_yield(node, context),
            _ => inner = context.load(),
        }
        self.place_errors();
        let inner_index = self.index_of(inner, index as u32) as u32;
        let traits = Traits::of(kind);
        self.push(Frame {
            children: green.children(),
            green,
            context: index as u32,
            inner: inner_index,
            phase,
            kind,
            traits,
            reads: traits.contains(Traits::UNIFORM) && inner.access == Access::Load,
            is_blamed: false,
        });
    }

    /// What a child of the innermost node stands in; `None` where CPython does not compile it.
    fn child_context(&mut self, child: SyntaxKind) -> Option<usize> {
        let frame = self.path.last().expect("the child's parent is on the path");
        let inner = frame.inner;
        let node = Node { green: frame.green, start: 0.into() };
        let (kind, phase) = (frame.kind, frame.phase);
        let context = self.contexts[inner as usize];
        let context = match (kind, child) {
            (ASSIGN_STMT, _) if phase > 0 => context.store(),
            (ANN_ASSIGN_STMT, _) => self.annotated_part(node, phase, context)?,
            (FOR_STMT, BLOCK) | (WHILE_STMT, BLOCK) => context.loop_body(),
            (FOR_STMT, _) if phase == 0 => context.store(),
            (COMP_FOR, _) => self.comp_for_part(child, phase, context),
            (WITH_ITEM, _) if phase > 0 => context.store(),
            (NAMED_EXPR, _) if phase == 0 => context.store(),
            (TRY_STMT, _) => statements::try_part(node, child, context),
            (EXCEPT_CLAUSE, BLOCK) => context.more_blocks(2),
            (WITH_STMT, BLOCK) => context.more_blocks(statements::count_items(node)),
            (CASE_CLAUSE, _) if ast::Pattern::can_cast(child) => return None,
            (FUNCTION_DEF, BLOCK) => self.functions.open(node),
            (FUNCTION_DEF, _) if phase > 0 && self.future_annotations => return None,
            (PARAM | VARARG_PARAM | KWARG_PARAM, _) if phase == 1 && self.future_annotations => {
                return None;
            }
            (FUNCTION_DEF | CLASS_DEF | TYPE_ALIAS_STMT, TYPE_PARAM_LIST) => {
                Context::new(Scope::Type)
            }
            (TYPE_ALIAS_STMT, _) if phase > 0 => Context::new(Scope::Type),
            (CLASS_DEF, BLOCK) => Context::new(Scope::Class),
            (LAMBDA_EXPR, _) if phase > 0 => Context::new(Scope::Lambda),
            _ => return Some(inner as usize),
        };
        Some(self.index_of(context, inner))
    }

    fn annotated_part(&self, node: Node<'a>, phase: u32, context: Context) -> Option<Context> {
        match phase {
            0 if node.token(EQUAL).is_some() => Some(context.store()),
            0 => Some(context.load()),
            // A function's variables are annotated for the reader alone.
            1 if self.future_annotations || context.is_function_like() => None,
            _ => Some(context.load()),
        }
    }
}

/// How many nodes stand inside each other in `node`, itself included.
fn depth_of(node: &GreenNodeData) -> usize {
    let mut depth = 0;
    let mut path = vec![node.children()];
    while let Some(children) = path.last_mut() {
        match children.find_map(NodeOrToken::into_node) {
            Some(child) => path.push(child.children()),
            None => {
                depth = depth.max(path.len());
                path.pop();
            }
        }
    }
    depth
}

/// Is it a string without fields? Nothing can be wrong in one.
fn is_plain_string(node: &GreenNodeData) -> bool {
    node.children().len() == 1 && kind_of(node.kind()) == STRING_EXPR && {
        let mut children = node.children();
        matches!(children.next(), Some(NodeOrToken::Token(_)))
    }
}

impl<'a> Frame<'a> {
    /// The frame of a child that needs no look at itself.
    fn plain_child(&self, green: &'a GreenNodeData, kind: SyntaxKind, traits: Traits) -> Frame<'a> {
        Frame {
            children: green.children(),
            green,
            context: self.inner,
            inner: self.inner,
            phase: 0,
            kind,
            traits,
            reads: true,
            is_blamed: false,
        }
    }
}

impl Frame<'_> {
    fn pass(&mut self, kind: SyntaxKind) {
        match self.kind {
            ASSIGN_STMT => self.phase -= u32::from(kind == EQUAL && self.phase > 0),
            ANN_ASSIGN_STMT | PARAM | VARARG_PARAM | KWARG_PARAM => match kind {
                COLON => self.phase = 1,
                EQUAL => self.phase = 2,
                _ => {}
            },
            FOR_STMT => self.phase += u32::from(kind == IN_KW),
            COMP_FOR => self.phase |= comprehensions::BEHIND_IN * u32::from(kind == IN_KW),
            WITH_ITEM => self.phase += u32::from(kind == AS_KW),
            NAMED_EXPR => self.phase += u32::from(kind == COLONEQUAL),
            FUNCTION_DEF => self.phase += u32::from(kind == RARROW),
            TYPE_ALIAS_STMT => self.phase += u32::from(kind == EQUAL),
            LAMBDA_EXPR => self.phase += u32::from(kind == COLON),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
