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

use rowan::{NodeOrToken, TextRange};

use self::context::{Access, Context, Scope};
use self::functions::Functions;
use self::place::{Elements, Node, Token};
use crate::ast::{self, AstNode};
use crate::error::{Stage, SyntaxError};
use crate::kind::SyntaxKind::{self, *};

/// What `Python/compile.c` refuses in `file`, in the order of the text.
pub fn validate(file: &ast::File) -> Vec<SyntaxError> {
    let green = file.syntax().green();
    let root = Node { green, start: 0.into() };
    let mut walker = Walker::new(statements::has_future_annotations(root));
    walker.walk(root);
    walker.errors.sort_by_key(|it| it.range.start());
    walker.errors
}

struct Walker<'a> {
    errors: Vec<SyntaxError>,
    /// Are annotations left alone (`from __future__ import annotations`)?
    future_annotations: bool,
    functions: Functions<'a>,
    /// The outermost comprehensions that may not be asynchronous; `None` where that was reported.
    sync_comprehensions: Vec<Option<TextRange>>,
}

/// A node whose children are being walked.
struct Frame<'a> {
    elements: Elements<'a>,
    node: Node<'a>,
    kind: SyntaxKind,
    context: Context,
    /// What the parts of the node belong to that are not its own; differs in comprehensions.
    inner: Context,
    /// How many of the tokens that part the node (`in`, `=`, `:`, …) were passed.
    phase: u32,
}

impl<'a> Walker<'a> {
    fn new(future_annotations: bool) -> Walker<'a> {
        Walker {
            errors: Vec::new(),
            future_annotations,
            functions: Functions::default(),
            sync_comprehensions: Vec::new(),
        }
    }

    fn report(&mut self, range: TextRange, text: impl Into<std::borrow::Cow<'static, str>>) {
        self.errors.push(SyntaxError::new(range, text).stage(Stage::Compile));
    }

    fn walk(&mut self, root: Node<'a>) {
        let mut stack = vec![self.enter(root, FILE, Context::new(Scope::Module))];
        while let Some(frame) = stack.last_mut() {
            match frame.elements.next() {
                None => {
                    stack.pop();
                }
                Some(NodeOrToken::Token(token)) => frame.pass(token),
                Some(NodeOrToken::Node(node)) => {
                    let kind = node.kind();
                    if is_harmless(kind) && frame.inner.access == Access::Load && !binds(frame.kind)
                    {
                        continue;
                    }
                    let parent = frame.kind;
                    let Some(context) = self.child_context(&stack, kind) else {
                        continue;
                    };
                    if kind == NAME_EXPR {
                        self.check_name(node, context.access);
                        continue;
                    }
                    let frame = self.enter(node, parent, context);
                    stack.push(frame);
                }
            }
        }
    }

    /// Checks `node` itself, and opens what its children stand in.
    fn enter(&mut self, node: Node<'a>, parent: SyntaxKind, context: Context) -> Frame<'a> {
        let kind = node.kind();
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
                inner = self.open_comprehension(node, context.load());
            }
            COMP_FOR => self.check_comp_for(node, context),
            AWAIT_EXPR => self.check_await(node, context),
            YIELD_EXPR | YIELD_FROM_EXPR => self.check_yield(node, context),
            _ => inner = context.load(),
        }
        Frame { elements: node.elements(), node, kind, context, inner, phase }
    }

    /// What a child of the innermost node stands in; `None` where CPython does not compile it.
    fn child_context(&mut self, stack: &[Frame<'a>], child: SyntaxKind) -> Option<Context> {
        let frame = stack.last().expect("the child's parent is on the stack");
        let context = frame.inner;
        Some(match (frame.kind, child) {
            (ASSIGN_STMT, _) if frame.phase > 0 => context.store(),
            (ANN_ASSIGN_STMT, _) => return self.annotated_part(frame),
            (FOR_STMT, BLOCK) | (WHILE_STMT, BLOCK) => context.loop_body(),
            (FOR_STMT | COMP_FOR, _) if frame.phase == 0 => context.store(),
            (COMP_FOR, _) if child != COMP_FOR && child != COMP_IF => comp_for_part(stack),
            (WITH_ITEM, _) if frame.phase > 0 => context.store(),
            (NAMED_EXPR, _) if frame.phase == 0 => context.store(),
            (TRY_STMT, _) => statements::try_part(frame.node, child, context),
            (EXCEPT_CLAUSE, BLOCK) => context.more_blocks(2),
            (WITH_STMT, BLOCK) => context.more_blocks(statements::count_items(frame.node)),
            (CASE_CLAUSE, _) if ast::Pattern::can_cast(child) => return None,
            (FUNCTION_DEF, BLOCK) => self.functions.open(frame.node),
            (FUNCTION_DEF, _) if frame.phase > 0 && self.future_annotations => return None,
            (PARAM | VARARG_PARAM | KWARG_PARAM, _)
                if frame.phase == 1 && self.future_annotations =>
            {
                return None;
            }
            (FUNCTION_DEF | CLASS_DEF | TYPE_ALIAS_STMT, TYPE_PARAM_LIST) => {
                Context::new(Scope::Type)
            }
            (TYPE_ALIAS_STMT, _) if frame.phase > 0 => Context::new(Scope::Type),
            (CLASS_DEF, BLOCK) => Context::new(Scope::Class),
            (LAMBDA_EXPR, _) if frame.phase > 0 => Context::new(Scope::Lambda),
            _ => context,
        })
    }

    fn annotated_part(&self, frame: &Frame<'a>) -> Option<Context> {
        let context = frame.inner;
        match frame.phase {
            0 if frame.node.token(EQUAL).is_some() => Some(context.store()),
            0 => Some(context.load()),
            // A function's variables are annotated for the reader alone.
            1 if self.future_annotations || context.is_function_like() => None,
            _ => Some(context.load()),
        }
    }
}

/// The first iterable of a comprehension belongs to the code around it.
fn comp_for_part(stack: &[Frame<'_>]) -> Context {
    let [.., comprehension, clause] = stack else {
        return stack[0].context;
    };
    let is_first = comprehension.node.node(COMP_FOR).map(|it| it.start) == Some(clause.node.start);
    let context = if is_first { comprehension.context } else { comprehension.inner };
    context.load()
}

/// Can nothing be wrong in a node of this kind whose value is only read?
fn is_harmless(kind: SyntaxKind) -> bool {
    matches!(kind, NAME_EXPR | CONSTANT_EXPR | DOTTED_NAME | PASS_STMT | GLOBAL_STMT)
}

/// Does a node of this kind have targets among its children?
fn binds(kind: SyntaxKind) -> bool {
    matches!(kind, ASSIGN_STMT | ANN_ASSIGN_STMT | FOR_STMT | COMP_FOR | WITH_ITEM | NAMED_EXPR)
}

impl Frame<'_> {
    fn pass(&mut self, token: Token<'_>) {
        let kind = token.kind();
        match self.kind {
            ASSIGN_STMT => self.phase -= u32::from(kind == EQUAL && self.phase > 0),
            ANN_ASSIGN_STMT | PARAM | VARARG_PARAM | KWARG_PARAM => match kind {
                COLON => self.phase = 1,
                EQUAL => self.phase = 2,
                _ => {}
            },
            FOR_STMT | COMP_FOR => self.phase += u32::from(kind == IN_KW),
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
