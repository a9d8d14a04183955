//! Where one scope binds its names and where it reads them.
//!
//! The symbol table says in which scope a name lives; this says where in that scope, and how. It is
//! made for a scope when a rule first asks, from the scope's own nodes: those of inner functions,
//! classes and lambdas belong to these, except what is computed outside (defaults, decorators,
//! bases).

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{self, AstNode, Expr};
use refwise_syntax::{SyntaxNode, SyntaxToken, TextRange};
use rustc_hash::FxHashMap;

/// The bindings and reads of one scope, by name.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    by_name: FxHashMap<String, Vec<Binding>>,
    reads: FxHashMap<String, Vec<ast::NameExpr>>,
    has_star_import: bool,
}

/// One place where a name is bound (or unbound).
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// The name itself, in the place.
    pub(crate) range: TextRange,
    pub(crate) how: How,
}

/// How a name is bound.
#[derive(Clone, Debug)]
pub(crate) enum How {
    /// `x = value`, `x: T = value` or `x := value`, to this name alone.
    Assign(Expr),
    /// `import a.b as x` and `from a import b as x`, with the full path of what `x` is.
    Import(String),
    Param(ast::Param),
    Def(ast::FunctionDef),
    Class(ast::ClassDef),
    /// `except … as x`; the name is unbound again where the handler ends.
    Except,
    Delete,
    /// Any other way: unpacking, a loop, `with`, `+=`, `*args`, a pattern.
    Other,
}

impl Bindings {
    /// The bindings of the scope that `node` opens: a file, function, lambda, class or comprehension.
    pub(crate) fn of(node: &SyntaxNode) -> Bindings {
        let mut bindings = Bindings::default();
        if let Some(params) = node.children().find_map(ast::ParamList::cast) {
            bindings.add_params(&params);
        }
        let mut nodes = own_nodes(node);
        while let Some(it) = nodes.next_node() {
            bindings.add(&it, node);
        }
        bindings
    }

    /// Where `name` is bound, in the order of the text.
    pub(crate) fn of_name(&self, name: &str) -> &[Binding] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Where the scope itself reads `name`, in the order of the text.
    pub(crate) fn reads(&self, name: &str) -> &[ast::NameExpr] {
        self.reads.get(name).map_or(&[], Vec::as_slice)
    }

    /// A `from m import *` may bind any name.
    pub(crate) fn has_star_import(&self) -> bool {
        self.has_star_import
    }

    fn add_params(&mut self, params: &ast::ParamList) {
        for param in params.params() {
            match param {
                ast::Parameter::Plain(it) => self.bind(it.name(), How::Param(it)),
                ast::Parameter::Vararg(it) => self.bind(it.name(), How::Other),
                ast::Parameter::Kwarg(it) => self.bind(it.name(), How::Other),
            }
        }
    }

    fn add(&mut self, node: &SyntaxNode, scope: &SyntaxNode) {
        match node.kind() {
            NAME_EXPR => self.add_name(node, scope),
            FUNCTION_DEF => {
                let def = ast::FunctionDef::cast(node.clone()).expect("of this kind");
                self.bind(def.name(), How::Def(def));
            }
            CLASS_DEF => {
                let class = ast::ClassDef::cast(node.clone()).expect("of this kind");
                self.bind(class.name(), How::Class(class));
            }
            EXCEPT_CLAUSE => {
                let clause = ast::ExceptClause::cast(node.clone()).expect("of this kind");
                self.bind(clause.name(), How::Except);
            }
            IMPORT_ALIAS => self.add_import(node),
            IMPORT_FROM_STMT => {
                let import = ast::ImportFromStmt::cast(node.clone()).expect("of this kind");
                self.has_star_import |= import.star().is_some();
            }
            CAPTURE_PATTERN | STAR_PATTERN | DOUBLE_STAR_PATTERN | AS_PATTERN => {
                let name = tokens(node).find(|it| it.kind() == NAME);
                self.bind(name, How::Other);
            }
            _ => {}
        }
    }

    fn add_import(&mut self, node: &SyntaxNode) {
        let alias = ast::ImportAlias::cast(node.clone()).expect("of this kind");
        let Some(dotted) = alias.name() else { return };
        let parts: Vec<SyntaxToken> = dotted.parts().collect();
        let path = parts.iter().map(SyntaxToken::text).collect::<Vec<_>>().join(".");
        let from = node.parent().and_then(ast::ImportFromStmt::cast);
        let path = match from {
            Some(from) => {
                let module = from.module().map(|it| it.syntax().text().to_string());
                format!("{}{}.{path}", ".".repeat(from.level()), module.unwrap_or_default())
            }
            // `import a.b` binds `a`.
            None if alias.asname().is_none() => parts.first().map_or("", |it| it.text()).to_owned(),
            None => path,
        };
        self.bind(alias.asname().or_else(|| parts.first().cloned()), How::Import(path));
    }

    fn add_name(&mut self, node: &SyntaxNode, scope: &SyntaxNode) {
        let name = ast::NameExpr::cast(node.clone()).expect("of this kind");
        let Some(token) = name.name() else { return };
        match role(node, scope) {
            Role::Read => self.read(&token, name),
            Role::Bound(how) => self.bind(Some(token), how),
            Role::ReadAndBound => {
                self.read(&token, name);
                self.bind(Some(token), How::Other);
            }
            Role::OfInnerScope => {}
        }
    }

    fn bind(&mut self, name: Option<SyntaxToken>, how: How) {
        let Some(name) = name else { return };
        let binding = Binding { range: name.text_range(), how };
        match self.by_name.get_mut(name.text()) {
            Some(it) => it.push(binding),
            None => drop(self.by_name.insert(name.text().to_owned(), vec![binding])),
        }
    }

    fn read(&mut self, token: &SyntaxToken, name: ast::NameExpr) {
        match self.reads.get_mut(token.text()) {
            Some(it) => it.push(name),
            None => drop(self.reads.insert(token.text().to_owned(), vec![name])),
        }
    }
}

/// What a name in an expression does.
enum Role {
    Read,
    Bound(How),
    /// The target of `+=`.
    ReadAndBound,
    /// A loop variable of a comprehension inside the scope.
    OfInnerScope,
}

fn role(name: &SyntaxNode, scope: &SyntaxNode) -> Role {
    let mut node = name.clone();
    let mut is_alone = true;
    loop {
        let Some(parent) = node.parent() else { return Role::Read };
        match parent.kind() {
            PAREN_EXPR => {}
            TUPLE_EXPR | LIST_EXPR | STARRED_EXPR => is_alone = false,
            kind => return role_in(kind, &parent, &node, is_alone, scope),
        }
        node = parent;
    }
}

/// The role of the target (or operand) `node` of `parent`.
fn role_in(
    kind: SyntaxKind,
    parent: &SyntaxNode,
    node: &SyntaxNode,
    is_alone: bool,
    scope: &SyntaxNode,
) -> Role {
    let how = |value: Option<Expr>| match value {
        Some(value) if is_alone => How::Assign(value),
        _ => How::Other,
    };
    let is = |it: Option<Expr>| it.is_some_and(|it| it.syntax() == node);
    match kind {
        ASSIGN_STMT => {
            let assign = ast::AssignStmt::cast(parent.clone()).expect("of this kind");
            let n_targets = assign.targets().count();
            match assign.targets().any(|it| it.syntax() == node) {
                true => Role::Bound(how(assign.value().filter(|_| n_targets == 1))),
                false => Role::Read,
            }
        }
        ANN_ASSIGN_STMT => {
            let assign = ast::AnnAssignStmt::cast(parent.clone()).expect("of this kind");
            match (is(assign.target()), assign.value()) {
                (true, Some(value)) => Role::Bound(how(Some(value))),
                // `x: int` alone makes the name local and binds nothing.
                (true, None) => Role::OfInnerScope,
                (false, _) => Role::Read,
            }
        }
        NAMED_EXPR => {
            let named = ast::NamedExpr::cast(parent.clone()).expect("of this kind");
            if is(named.target()) { Role::Bound(how(named.value())) } else { Role::Read }
        }
        AUG_ASSIGN_STMT => {
            let assign = ast::AugAssignStmt::cast(parent.clone()).expect("of this kind");
            if is(assign.target()) { Role::ReadAndBound } else { Role::Read }
        }
        DELETE_STMT => Role::Bound(How::Delete),
        FOR_STMT => {
            let stmt = ast::ForStmt::cast(parent.clone()).expect("of this kind");
            if is(stmt.target()) { Role::Bound(How::Other) } else { Role::Read }
        }
        WITH_ITEM => {
            let item = ast::WithItem::cast(parent.clone()).expect("of this kind");
            if is(item.target()) { Role::Bound(How::Other) } else { Role::Read }
        }
        TYPE_ALIAS_STMT => {
            let alias = ast::TypeAliasStmt::cast(parent.clone()).expect("of this kind");
            let is_name = alias.name().is_some_and(|it| it.syntax() == node);
            if is_name { Role::Bound(How::Other) } else { Role::Read }
        }
        COMP_FOR => {
            let clause = ast::CompFor::cast(parent.clone()).expect("of this kind");
            match (is(clause.target()), parent.parent().as_ref() == Some(scope)) {
                (true, true) => Role::Bound(How::Other),
                (true, false) => Role::OfInnerScope,
                (false, _) => Role::Read,
            }
        }
        _ => Role::Read,
    }
}

/// The nodes below `scope` that run in it.
///
/// Inner functions, lambdas and classes come as one node, without their bodies and parameter names;
/// comprehensions come whole, since a walrus in them binds outside, and what they read they read
/// from here unless their own loop variable has the name.
pub(crate) fn own_nodes(scope: &SyntaxNode) -> OwnNodes {
    OwnNodes { preorder: scope.preorder(), scope: scope.clone() }
}

/// See [`own_nodes`].
pub(crate) struct OwnNodes {
    preorder: rowan::api::Preorder<refwise_syntax::Python>,
    scope: SyntaxNode,
}

impl OwnNodes {
    fn next_node(&mut self) -> Option<SyntaxNode> {
        loop {
            let rowan::WalkEvent::Enter(node) = self.preorder.next()? else { continue };
            if node == self.scope {
                continue;
            }
            if self.is_elsewhere(&node) {
                self.preorder.skip_subtree();
                continue;
            }
            return Some(node);
        }
    }

    /// Does `node` run in another scope: inside as the body of an inner one, or outside as a default
    /// or decorator of the scope itself?
    fn is_elsewhere(&self, node: &SyntaxNode) -> bool {
        let Some(parent) = node.parent() else { return false };
        let is_own = parent == self.scope;
        let is_body = match parent.kind() {
            FUNCTION_DEF | CLASS_DEF => node.kind() == BLOCK,
            LAMBDA_EXPR => node.kind() != PARAM_LIST,
            _ => return false,
        };
        is_own != is_body
    }
}

impl Iterator for OwnNodes {
    type Item = SyntaxNode;

    fn next(&mut self) -> Option<SyntaxNode> {
        self.next_node()
    }
}

fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|it| it.into_token())
}
