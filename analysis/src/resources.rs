//! Files, sockets, connections and the like: what opens one, what closes it, and the local
//! variables that hold one.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::body::{Body, BodyScope, Expr, ExprId, ScopeKind, Stmt, StmtId, VarId};
use crate::flow::definitions::{DefKind, Definitions};
use crate::items::definition_of;
use crate::items::path;
use crate::places::{Place, Places};
use crate::rule::{CodeUnit, RuleContext, Words};

/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file object.
    File,
    /// An archive.
    Archive,
    /// A socket.
    Socket,
    /// A connection to a database.
    Database,
    /// A pool of processes or threads.
    Pool,
    /// Something else with `close`.
    Other,
}

/// What opens a resource, by full name.
const OPENERS: &[(&str, Kind)] = &[
    ("builtins.open", Kind::File),
    ("io.open", Kind::File),
    ("_io.open", Kind::File),
    ("codecs.open", Kind::File),
    ("gzip.open", Kind::File),
    ("bz2.open", Kind::File),
    ("lzma.open", Kind::File),
    ("gzip.GzipFile", Kind::File),
    ("bz2.BZ2File", Kind::File),
    ("lzma.LZMAFile", Kind::File),
    ("os.fdopen", Kind::File),
    ("tempfile.TemporaryFile", Kind::File),
    ("tempfile.NamedTemporaryFile", Kind::File),
    ("zipfile.ZipFile", Kind::Archive),
    ("tarfile.open", Kind::Archive),
    ("tarfile.TarFile", Kind::Archive),
    ("socket.socket", Kind::Socket),
    ("socket.create_connection", Kind::Socket),
    ("socket.create_server", Kind::Socket),
    ("sqlite3.connect", Kind::Database),
    ("multiprocessing.Pool", Kind::Pool),
    ("multiprocessing.pool.Pool", Kind::Pool),
    ("multiprocessing.pool.ThreadPool", Kind::Pool),
    ("concurrent.futures.ThreadPoolExecutor", Kind::Pool),
    ("concurrent.futures.ProcessPoolExecutor", Kind::Pool),
    ("concurrent.futures.thread.ThreadPoolExecutor", Kind::Pool),
    ("concurrent.futures.process.ProcessPoolExecutor", Kind::Pool),
    ("urllib.request.urlopen", Kind::Other),
    ("mmap.mmap", Kind::Other),
    ("shelve.open", Kind::Other),
    ("dbm.open", Kind::Other),
    ("wave.open", Kind::Other),
    ("os.popen", Kind::Other),
    ("smtplib.SMTP", Kind::Other),
    ("smtplib.SMTP_SSL", Kind::Other),
    ("ftplib.FTP", Kind::Other),
];

/// The last names of what is in [`OPENERS`].
const WORDS: Words = Words::of(&[
    "open",
    "GzipFile",
    "BZ2File",
    "LZMAFile",
    "TemporaryFile",
    "ZipFile",
    "TarFile",
    "socket",
    "create_connection",
    "create_server",
    "connect",
    "Pool",
    "Executor",
    "mmap",
    "SMTP",
    "FTP",
]);

/// Methods that end the life of a resource, or hand what is open to another object.
const CLOSERS: &[&str] = &[
    "close",
    "detach",
    "shutdown",
    "terminate",
    "quit",
    "cleanup",
    "aclose",
    "__exit__",
    "release",
];

impl Kind {
    /// In words.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Kind::File => "file",
            Kind::Archive => "archive",
            Kind::Socket => "socket",
            Kind::Database => "connection",
            Kind::Pool => "pool",
            Kind::Other => "resource",
        }
    }
}

/// A resource that is opened into a local variable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened {
    /// The call that opens it.
    pub(crate) call: ExprId,
    /// The variable.
    pub(crate) var: VarId,
    /// The assignment.
    pub(crate) stmt: StmtId,
    /// What it is.
    pub(crate) kind: Kind,
}

/// Does the file name anything that opens a resource?
pub(crate) fn is_mentioned(cx: &RuleContext<'_>) -> bool {
    cx.mentions_any(WORDS)
}

/// The last names of what opens something.
static LAST_NAMES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| OPENERS.iter().map(|it| it.0.rsplit('.').next().unwrap_or(it.0)).collect());

/// What the call `expr` opens, and by which function.
pub(crate) fn opens(unit: &CodeUnit<'_>, expr: ExprId) -> Option<(Kind, &'static str)> {
    let Expr::Call { func, .. } = unit.body.expr(expr) else { return None };
    let last = crate::places::last_name(unit.body, *func)?;
    // By the last name first, since finding out what a name means costs more. It may have been
    // imported by another name; then it is not found.
    if !LAST_NAMES.contains(last) {
        return None;
    }
    let path = path(unit.db, &definition_of(unit.db, unit.unit, *func))?;
    OPENERS.iter().find(|it| it.0 == path).map(|it| (it.1, it.0))
}

/// The resources that functions of the unit open into their own variables.
pub(crate) fn opened(unit: &CodeUnit<'_>) -> Vec<Opened> {
    let body = unit.body;
    let mut found = Vec::new();
    for (stmt, it) in body.stmts() {
        let (target, call) = match it {
            Stmt::Assign { targets, value } if targets.len() == 1 => (targets[0], *value),
            Stmt::AnnAssign { target, value: Some(value), .. } => (*target, *value),
            _ => continue,
        };
        let Some(var) = body.expr(target).local() else { continue };
        if !is_own(body, var) {
            continue;
        }
        if let Some((kind, _)) = opens(unit, call) {
            found.push(Opened { call, var, stmt, kind });
        }
    }
    found
}

/// A local variable of a function that no inner function uses.
pub(crate) fn is_own(body: &Body, var: VarId) -> bool {
    let var = body.var(var);
    body.scope(var.scope).is_function() && !var.is_shared && !var.is_bound_inside
}

/// The scopes of the unit whose code runs as a function and is in this unit.
pub(crate) fn functions(body: &Body) -> impl Iterator<Item = BodyScope> {
    body.scopes().filter(|it| it.1.is_function() && !it.1.is_elsewhere).map(|it| it.0)
}

/// A local variable of a function, or a global that no function of the file binds or reads.
pub(crate) fn is_own_or_top(body: &Body, var: VarId) -> bool {
    let it = body.var(var);
    let is_top = body.scope(it.scope).kind == ScopeKind::Module;
    is_own(body, var) || is_top && !it.is_shared && !it.is_bound_inside
}

/// Does one of the bindings that reach the name `expr` have this kind?
pub(crate) fn is_reached_by(definitions: &Definitions, expr: ExprId, kind: DefKind) -> bool {
    definitions.reaching(expr).iter().any(|it| definitions.def(*it).kind == kind)
}

/// What the use of a name does to the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Nothing lasting.
    Used,
    /// This call, or the `with` around this name, closes it.
    Closed(ExprId),
    /// Something else has it from then on.
    HandedOver,
}

/// What the use at `name` does.
pub(crate) fn use_of(unit: &CodeUnit<'_>, places: &Places, name: ExprId) -> Use {
    let body = unit.body;
    if let Some((call, method)) = places.method_call(body, name) {
        return match method {
            _ if CLOSERS.contains(&method) => Use::Closed(call),
            _ if LENDERS.contains(&method) => Use::HandedOver,
            _ => Use::Used,
        };
    }
    match places.of(name) {
        Place::Of(stmt) => match body.stmt(stmt) {
            Stmt::With { items, .. } if items.iter().any(|it| it.context == name) => {
                Use::Closed(name)
            }
            Stmt::If { .. } | Stmt::While { .. } | Stmt::For { .. } | Stmt::Expr(_) => Use::Used,
            // As the target of its own assignment or of `del` it goes by `rebound`.
            Stmt::Assign { targets, .. } if targets.contains(&name) => Use::Used,
            Stmt::Delete(_) => Use::Used,
            _ => Use::HandedOver,
        },
        Place::In(around) => match body.expr(around) {
            Expr::Compare { .. } | Expr::Unary { .. } => Use::Used,
            Expr::Attr { name: attr, .. } if DATA.contains(&attr.as_str()) => Use::Used,
            Expr::Call { func, .. } if *func != name && only_borrows(unit, *func) => Use::Used,
            _ => Use::HandedOver,
        },
        Place::IteratedBy(comp) => match body.expr(comp) {
            Expr::Comp(scope) if !body.scope(*scope).is_generator => Use::Used,
            _ => Use::HandedOver,
        },
        Place::Elsewhere => Use::HandedOver,
    }
}

/// Methods whose result holds the resource and may outlive the variable.
const LENDERS: &[&str] = &[
    "makefile",
    "cursor",
    "execute",
    "executemany",
    "executescript",
    "open",
    "extractfile",
    "__enter__",
    "submit",
    "apply_async",
    "map_async",
    "imap",
    "imap_unordered",
    "map",
];

/// Attributes that are plain data.
const DATA: &[&str] =
    &["name", "closed", "mode", "encoding", "newlines", "errors", "status", "headers", "code"];

/// Functions that use a file and leave it to who has it.
const BORROWERS: &[&str] = &[
    "builtins.len",
    "builtins.list",
    "builtins.sorted",
    "builtins.set",
    "builtins.tuple",
    "builtins.dict",
    "builtins.sum",
    "builtins.max",
    "builtins.min",
    "builtins.print",
    "builtins.isinstance",
    "builtins.hasattr",
    "builtins.getattr",
    "builtins.id",
    "builtins.repr",
    "builtins.str",
    "builtins.next",
    "builtins.any",
    "builtins.all",
    "json.load",
    "json.dump",
    "pickle.load",
    "pickle.dump",
    "marshal.load",
    "marshal.dump",
    "plistlib.load",
    "plistlib.dump",
    "tomllib.load",
    "shutil.copyfileobj",
    "ast.dump",
    "os.fsync",
    "fcntl.flock",
    "fcntl.lockf",
    "yaml.safe_load",
    "yaml.load",
    "yaml.dump",
    "yaml.safe_dump",
];

fn only_borrows(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let definition = crate::items::definition_of(unit.db, unit.unit, func);
    let path = crate::items::path(unit.db, &definition);
    path.is_some_and(|it| BORROWERS.contains(&it.as_str()))
}
