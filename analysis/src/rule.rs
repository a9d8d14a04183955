//! What a rule is: its metadata, its page, and the one function that looks.
//!
//! A rule is a `static`, not a type, and lives in one file under `rules/`. [`rule!`](crate::rule!)
//! makes it from a doc comment, which is its page, and a few words; the page's examples are the
//! rule's tests.

mod code_unit;
mod context;
mod page;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod words;

use refwise_syntax::ast::AstNode;
use refwise_syntax::symtable::ScopeId;
use refwise_syntax::{SyntaxKind, SyntaxNode};
use rowan::GreenNodeData;

use crate::diagnostic::Severity;
use crate::suppress::Unused;

pub use code_unit::CodeUnit;
pub use context::{Report, RuleContext};

pub(crate) use words::Words;

/// A rule, all that is known of it at compile time.
#[derive(Debug)]
pub struct Rule {
    /// The name that users write, for example `is-literal`.
    pub name: &'static str,
    /// The short code, for example `RW101`.
    pub code: &'static str,
    /// The topic.
    pub group: Group,
    /// How bad its findings are.
    pub severity: Severity,
    /// The best fix that it may offer.
    pub fix: FixKind,
    /// The version that brought it.
    pub since: &'static str,
    /// The codes of other linters' rules on the same topic, whose `# noqa` silences it too.
    pub noqa: &'static [&'static str],
    /// When and at what it looks.
    pub look: Look,
    pub(crate) doc: &'static str,
    /// The source file, for the tests that compare it with the name.
    #[cfg(test)]
    pub(crate) source: &'static str,
}

/// The topic of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Identity and equality.
    Identity,
    /// Aliases and shared mutable state.
    Aliasing,
    /// Reference cycles, lifetime, leaks.
    Lifetime,
    /// Closures and scopes.
    Closures,
    /// Comments that are addressed to refwise.
    Comments,
    /// Context managers and resources.
    Resources,
    /// Threads, processes, `async`.
    Concurrency,
    /// How classes are made, and their special methods.
    Classes,
    /// What costs time or memory.
    Performance,
}

/// What kind of fix a rule may offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FixKind {
    /// Some of its fixes are safe.
    Safe,
    /// Its fixes want a person's look.
    Unsafe,
    /// It offers none.
    None,
}

/// At what a rule looks.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// At the nodes of some kinds.
    Nodes(NodeLook),
    /// At each scope inside the file's own.
    Scopes(fn(&mut RuleContext<'_>, ScopeId)),
    /// At the comments that silence nothing, when all other rules have looked.
    Suppressions(fn(&mut RuleContext<'_>, &[Unused<'_>])),
    /// At each unit of the file: its top level, and each function that stands in no other.
    Units(fn(&mut RuleContext<'_>, &CodeUnit<'_>)),
}

/// A look at nodes.
#[derive(Clone, Copy, Debug)]
pub struct NodeLook {
    /// The kinds of the nodes.
    pub kinds: &'static [SyntaxKind],
    /// Is there anything to see? Asked first, of the tree without places, since that is cheap.
    pub wants: fn(&GreenNodeData) -> bool,
    /// How much of the file decides what is found.
    pub sees: Sees,
    /// Files that do not have all of these words are of no interest.
    pub(crate) of: Words,
    /// Looks at one node.
    pub look: fn(&mut RuleContext<'_>, SyntaxNode),
}

/// A node of any kind, for rules that look at several.
pub(crate) struct AnyNode(pub(crate) SyntaxNode);

impl AstNode for AnyNode {
    fn can_cast(_: SyntaxKind) -> bool {
        true
    }

    fn cast(node: SyntaxNode) -> Option<AnyNode> {
        Some(AnyNode(node))
    }

    fn syntax(&self) -> &SyntaxNode {
        &self.0
    }
}

/// How much of a file decides what a look at a node of it finds, beside all that stands in no function.
///
/// More is asked by [`Names`](crate::names::Names), which takes note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// The outermost function around the node.
    Function,
    /// All functions of the outermost class or function around the node.
    Class,
}

impl Group {
    /// The topic in words.
    pub const fn title(self) -> &'static str {
        match self {
            Group::Identity => "Identity and equality",
            Group::Aliasing => "Aliasing and shared mutable state",
            Group::Lifetime => "Reference cycles, lifetime, leaks",
            Group::Closures => "Closure captures and scopes",
            Group::Comments => "Comments for refwise",
            Group::Resources => "Context managers and resources",
            Group::Concurrency => "GIL, threads, async",
            Group::Classes => "Class construction, metaclass namespace, special methods",
            Group::Performance => "Memory and performance",
        }
    }
}

impl FixKind {
    /// The kind in words.
    pub const fn title(self) -> &'static str {
        match self {
            FixKind::Safe => "safe",
            FixKind::Unsafe => "unsafe",
            FixKind::None => "none",
        }
    }
}

/// Makes a rule from its page and its metadata: `pub(crate) static RULE: Rule` and the tests of the
/// page's examples.
#[macro_export]
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $name:literal,
        code: $code:literal, group: $group:ident, severity: $severity:ident, fix: $fix:ident,
        since: $since:literal,
        noqa: [$($noqa:literal),* $(,)?],
        look: $look:ident $(($kinds:expr))? $(if $wants:ident)? $(in $sees:ident)? $(of $word:literal)?
            => $check:ident $(,)?
    ) => {
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: $name,
            code: $code,
            group: $crate::rule::Group::$group,
            severity: $crate::diagnostic::Severity::$severity,
            fix: $crate::rule::FixKind::$fix,
            since: $since,
            noqa: &[$($noqa),*],
            look: $crate::rule!(
                @look $look $(($kinds))? $(if $wants)? $(in $sees)? $(of $word)? => $check
            ),
            doc: concat!($($doc, "\n"),+),
            #[cfg(test)]
            source: file!(),
        };

        #[cfg(test)]
        #[test]
        fn page() {
            $crate::rule::testing::check_page(&RULE);
        }

        #[cfg(test)]
        #[test]
        fn on_the_machine() {
            $crate::rule::testing::check_claims(&RULE);
        }
    };
    (
        @look Nodes($kinds:expr) $(if $wants:ident)? $(in $sees:ident)? $(of $word:literal)?
        => $check:ident
    ) => {
        $crate::rule::Look::Nodes($crate::rule::NodeLook {
            kinds: $kinds,
            wants: $crate::rule!(@wants $($wants)?),
            sees: $crate::rule!(@sees $($sees)?),
            of: $crate::rule::Words::of(&[$($word)?]),
            look: |cx, node| {
                if let Some(node) = refwise_syntax::ast::AstNode::cast(node) {
                    $check(cx, node);
                }
            },
        })
    };
    (@wants) => {
        |_| true
    };
    (@wants $wants:ident) => {
        $wants
    };
    (@sees) => {
        $crate::rule::Sees::Class
    };
    (@sees $sees:ident) => {
        $crate::rule::Sees::$sees
    };
    (@look Suppressions => $check:ident) => {
        $crate::rule::Look::Suppressions($check)
    };
    (@look Scopes => $check:ident) => {
        $crate::rule::Look::Scopes($check)
    };
    (@look Units => $check:ident) => {
        $crate::rule::Look::Units($check)
    };
}
