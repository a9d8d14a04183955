//! What keeps an object that is passed to a call.

use refwise_model::{Base, Effect, Holder, Part, When};

use super::{How, Keepings, Spot, Way};
use crate::body::{Arg, ArgKind, Const, Expr, ExprId, ParamKind};
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::nesting::Place;
use crate::shape::{Label, Summary, SummaryObject, summary};
use crate::unit::Unit;

/// Methods that put an argument into a container.
const CONTAINER_METHODS: [&str; 8] =
    ["add", "append", "appendleft", "insert", "push", "put", "put_nowait", "setdefault"];

/// Functions and methods that hand an argument to who calls it later.
const REGISTRARS: [&str; 40] = [
    "addBoth",
    "addCallback",
    "addCallbacks",
    "addClassCleanup",
    "addCleanup",
    "addErrback",
    "addModuleCleanup",
    "add_callback",
    "add_done_callback",
    "add_handler",
    "add_hook",
    "add_job",
    "add_listener",
    "add_observer",
    "add_task",
    "addfinalizer",
    "after",
    "after_idle",
    "apply_async",
    "call_at",
    "call_later",
    "call_soon",
    "call_soon_threadsafe",
    "connect",
    "create_task",
    "defer",
    "ensure_future",
    "push_async_callback",
    "register",
    "register_callback",
    "register_handler",
    "run_in_executor",
    "schedule",
    "spawn",
    "start_soon",
    "submit",
    "subscribe",
    "trace_add",
    "add_reader",
    "add_writer",
];

/// What their results are waited for with.
const WAITS: [&str; 6] = ["exception", "get", "join", "result", "wait", "close"];

/// Is the generator expression `comp` gathered in a container at once?
pub(super) fn is_gathered(it: &Keepings<'_>, comp: ExprId) -> bool {
    let Place::Expr(call) = it.nesting.place(comp) else { return false };
    let Expr::Call { func, args } = it.unit.body.expr(call) else { return false };
    let is_first = args.first().is_some_and(|it| it.value == comp);
    let is_gatherer = || match it.path(*func) {
        Some(path) => matches!(
            path.as_str(),
            "builtins.list" | "builtins.tuple" | "builtins.set" | "builtins.dict"
        ),
        None => false,
    };
    is_first && is_gatherer()
}

impl Keepings<'_> {
    /// The full name of what `expr` means.
    fn path(&self, expr: ExprId) -> Option<crate::body::Name> {
        match items::definition_of(self.unit.db, self.unit.unit, expr) {
            Definition::External(it) => Some(it),
            _ => None,
        }
    }

    pub(super) fn decorator_registers(&self, decorator: ExprId) -> bool {
        let func = match self.unit.body.expr(decorator) {
            Expr::Call { func, .. } => *func,
            _ => decorator,
        };
        match self.unit.body.expr(func) {
            Expr::Attr { name, .. } => {
                let is_route = matches!(name.as_str(), "route" | "command" | "errorhandler");
                is_route || REGISTRARS.contains(&name.as_str())
            }
            _ => false,
        }
    }

    /// `way` is the argument `arg` of a call.
    pub(super) fn follow_passed(
        &mut self,
        way: Way,
        call: ExprId,
        func: ExprId,
        args: &[Arg],
        arg: usize,
    ) {
        match items::definition_of(self.unit.db, self.unit.unit, func) {
            Definition::External(path) => match refwise_model::function(&path) {
                Some(effect) => self.by_row(way, call, effect, args, arg),
                None => self.by_name(way, call, func, args, arg),
            },
            Definition::Function(unit) => self.by_summary(way, call, unit, args, arg, 0),
            Definition::Class(class) => {
                let init = crate::classes::attribute(self.unit.db, class, "__init__");
                if let Definition::Function(unit) = init {
                    self.by_summary(way, call, unit, args, arg, 1);
                }
            }
            Definition::Module(_) => {}
            Definition::Value { .. } | Definition::Unknown => {
                self.by_name(way, call, func, args, arg);
            }
        }
    }

    fn by_row(&mut self, way: Way, call: ExprId, effect: &Effect, args: &[Arg], arg: usize) {
        let Some(param) = row_param(effect, args, arg) else { return };
        let base = Base::Param(refwise_model::ParamId(param as u8));
        let is_it = |base_: Base, parts: &[Part]| {
            let is_passed = match way.is_inside {
                true => !parts.is_empty(),
                false => parts.is_empty() || (self.is_lazy && parts == [Part::Iterator]),
            };
            base_ == base && (is_passed || (way.is_inside && parts.is_empty()))
        };
        let keeps: Vec<Holder> = effect
            .keeps
            .iter()
            .filter(|it| !it.is_weak && is_it(it.what.base, &it.what.parts))
            .map(|it| it.holder.clone())
            .collect();
        let is_later = effect
            .calls
            .iter()
            .any(|it| it.when == When::Later && is_it(it.what.base, &it.what.parts));
        for holder in keeps {
            match holder {
                Holder::Registry(_) => self.registered(call, args, None),
                Holder::Items(Base::Result)
                | Holder::Keys(Base::Result)
                | Holder::Values(Base::Result)
                | Holder::Attribute(Base::Result, _) => self.held_by_result(way, call, effect),
                Holder::Items(Base::Param(it))
                | Holder::Values(Base::Param(it))
                | Holder::Attribute(Base::Param(it), _) => {
                    let holder = args.get(it.0 as usize).map(|it| it.value);
                    self.keep(Spot::Expr(call), How::Item, holder);
                }
                Holder::Keys(_) => {}
            }
        }
        if is_later && effect.keeps.is_empty() {
            self.registered(call, args, None);
        }
    }

    fn held_by_result(&mut self, way: Way, call: ExprId, effect: &Effect) {
        let is_thread = matches!(
            effect.path,
            "threading.Thread" | "threading.Timer" | "multiprocessing.Process"
        );
        if is_thread {
            return self.started(call);
        }
        // What an iterator does with a function is another topic than what a `partial` does.
        let is_iterator = refwise_model::class(effect.path).is_some_and(|it| it.is_iterator);
        if self.is_lazy || !is_iterator {
            self.follow(Way { expr: call, is_inside: false, ..way });
        }
    }

    /// A thread runs its function from `start()` on; until `join()`, if that is called.
    fn started(&mut self, call: ExprId) {
        let uses = self.methods_of_result(call);
        if uses.iter().any(|it| it == "start") && !uses.iter().any(|it| it == "join") {
            self.keep(Spot::Expr(call), How::Registered, None);
        }
    }

    fn by_summary(
        &mut self,
        way: Way,
        call: ExprId,
        unit: Unit,
        args: &[Arg],
        arg: usize,
        n_bound: usize,
    ) {
        let summary = summary(self.unit.db, unit);
        let Some(param) = summary_param(summary, args, arg, n_bound) else { return };
        let is_it = |it: usize| summary.objects[it] == SummaryObject::Param(param as u32);
        for edge in summary.edges.iter().filter(|it| it.must && is_it(it.to)) {
            match root_of(summary, edge.from) {
                SummaryObject::Param(0) if n_bound == 1 => {
                    self.follow(Way { expr: call, is_inside: false, ..way });
                }
                SummaryObject::Param(_) | SummaryObject::Global(_) if edge.label == Label::Item => {
                    self.keep(Spot::Expr(call), How::Item, None);
                }
                _ => {}
            }
        }
    }

    fn by_name(&mut self, way: Way, call: ExprId, func: ExprId, args: &[Arg], arg: usize) {
        let (name, receiver) = match self.unit.body.expr(func) {
            Expr::Attr { value, name } => (name.as_str(), Some(*value)),
            Expr::Name(var) => (self.unit.body.name_of(var).as_str(), None),
            _ => return,
        };
        let is_positional = args[arg].kind == ArgKind::Positional;
        let is_extend = way.is_inside && name == "extend";
        match receiver {
            Some(value) if is_positional && (is_extend || CONTAINER_METHODS.contains(&name)) => {
                let is_key = matches!(name, "insert" | "setdefault") && arg == 0;
                if !is_key {
                    self.keep(Spot::Expr(call), How::Item, Some(value));
                }
            }
            _ if REGISTRARS.contains(&name) && !self.is_lazy => {
                self.registered(call, args, receiver);
            }
            _ => {}
        }
    }

    /// Under a name that is written down, the next one to be registered takes its place.
    fn registered(&mut self, call: ExprId, args: &[Arg], receiver: Option<ExprId>) {
        let is_name =
            |it: &Arg| matches!(self.unit.body.expr(it.value), Expr::Const(Const::Str(_)));
        let how = if args.iter().any(is_name) { How::Slot } else { How::Registered };
        if !self.is_waited_for(call) {
            self.keep(Spot::Expr(call), how, receiver);
        }
    }

    /// Is the result of the call waited for by who calls?
    fn is_waited_for(&self, call: ExprId) -> bool {
        match self.nesting.place(call) {
            Place::Expr(outer) if matches!(self.unit.body.expr(outer), Expr::Await(_)) => true,
            _ => {
                let methods = self.methods_of_result(call);
                methods.iter().any(|it| it == "await" || WAITS.contains(&it.as_str()))
            }
        }
    }

    /// The methods that are called on the value of `call` where it is made, or by the name that it is
    /// given; `await` where it is awaited or passed on.
    fn methods_of_result(&self, call: ExprId) -> Vec<String> {
        let mut methods = Vec::new();
        let defs = self.defs.defs().filter(|it| it.1.kind == DefKind::Value(call));
        let reads = defs.flat_map(|it| self.defs.reads(it.0));
        for read in reads.chain([call]) {
            let Place::Expr(outer) = self.nesting.place(read) else { continue };
            match self.unit.body.expr(outer) {
                Expr::Attr { name, .. } => methods.push(name.to_string()),
                Expr::Await(_) => methods.push("await".to_owned()),
                Expr::Call { .. } if read != call => methods.push("await".to_owned()),
                _ => {}
            }
        }
        methods
    }
}

/// The index of the parameter of `effect` that takes `args[arg]`.
fn row_param(effect: &Effect, args: &[Arg], arg: usize) -> Option<usize> {
    use refwise_model::ParamKind as Kind;
    if let ArgKind::Keyword(name) = &args[arg].kind {
        return effect.param(name).map(|it| it.0 as usize);
    }
    let is_plain = args[..=arg].iter().all(|it| it.kind == ArgKind::Positional);
    if !is_plain {
        return None;
    }
    let last = effect.params.iter().position(|it| it.kind == Kind::VarPositional);
    let idx = last.map_or(arg, |it| arg.min(it));
    effect.params.get(idx).filter(|it| it.kind != Kind::KeywordOnly).map(|_| idx)
}

fn summary_param(summary: &Summary, args: &[Arg], arg: usize, n_bound: usize) -> Option<usize> {
    if let ArgKind::Keyword(name) = &args[arg].kind {
        return summary.params.iter().position(|it| it.name == *name);
    }
    let is_plain = args[..=arg].iter().all(|it| it.kind == ArgKind::Positional);
    let idx = arg + n_bound;
    let is_single = |kind: ParamKind| {
        matches!(kind, ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword)
    };
    let fits = summary.params.get(idx).is_some_and(|it| is_single(it.kind));
    (is_plain && fits).then_some(idx)
}

/// What `object` hangs on in the end.
fn root_of(summary: &Summary, object: usize) -> &SummaryObject {
    let mut object = object;
    while let SummaryObject::Held(by, _) = &summary.objects[object] {
        object = *by;
    }
    &summary.objects[object]
}
