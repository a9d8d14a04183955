//! `BaseExceptionGroup` and `ExceptionGroup`, and what `except*` does with them.

use super::{Exception, SIMPLE, init};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::typedef::{TypeDef, classmethod, member, method};
use crate::vm::Vm;

const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;

/// `BaseExceptionGroup`.
pub(super) const GROUP: TypeDef = TypeDef {
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(init));
        it.tp_str.set(Some(|vm, object| {
            let it = object.expect::<Exception>();
            let n = members(vm, object).len();
            let plural = if n == 1 { "" } else { "s" };
            let message = vm.text(&vm.str_of(&it.field(vm, MESSAGE))?);
            Ok(vm.str(&format!("{message} ({n} sub-exception{plural})")))
        }));
    },
    methods: &[
        method("derive(self, excs, /)", |vm, object, args| {
            let message = object.expect::<Exception>().field(vm, MESSAGE);
            vm.call(&vm.exceptions.BaseExceptionGroup, Args::positional([message, args[0].clone()]))
        }),
        method("split(self, matcher_value, /)", |vm, object, args| {
            let matcher = Matcher::of(vm, &args[0])?;
            let (matched, rest) = split(vm, object, &matcher)?;
            let or_none = |it: Option<Ref>| it.unwrap_or_else(|| vm.none.clone());
            Ok(vm.tuple(vec![or_none(matched), or_none(rest)]))
        }),
        method("subgroup(self, matcher_value, /)", |vm, object, args| {
            let matcher = Matcher::of(vm, &args[0])?;
            Ok(split(vm, object, &matcher)?.0.unwrap_or_else(|| vm.none.clone()))
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        member("message", |vm, object| Ok(object.expect::<Exception>().field(vm, MESSAGE))),
        member("exceptions", |vm, object| Ok(object.expect::<Exception>().field(vm, EXCEPTIONS))),
    ],
    size: (88, 0),
    ..SIMPLE
};

/// `BaseExceptionGroup_new`: a message and a sequence of exceptions, not empty.
fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    drop(args.take_keywords());
    if args.n_positional() != 2 {
        let text = format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            args.n_positional()
        );
        return Err(vm.type_error(text));
    }
    if vm.str_text(&args[0]).is_none() {
        return Err(vm.type_error(format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
            vm.type_name(&args[0])
        )));
    }
    let slots = &args[1].ty().slots;
    if slots.sq_item.get().is_none()
        && !vm.is_instance_of(&args[1], &vm.types.tuple)
        && !vm.is_instance_of(&args[1], &vm.types.list)
    {
        return Err(vm.type_error("second argument (exceptions) must be a sequence".to_owned()));
    }
    let exceptions = vm.iterate_to_vec(&args[1])?;
    if exceptions.is_empty() {
        return Err(
            vm.value_error("second argument (exceptions) must be a non-empty sequence".to_owned())
        );
    }
    if let Some(at) = exceptions.iter().position(|it| it.get::<Exception>().is_none()) {
        return Err(vm.value_error(format!(
            "Item {at} of second argument (exceptions) is not an exception"
        )));
    }
    let all_plain = exceptions.iter().all(|it| vm.is_instance_of(it, &vm.exceptions.Exception));
    let base = &vm.exceptions.BaseExceptionGroup;
    let class = match () {
        () if class.is(base) && all_plain => vm.exceptions.ExceptionGroup.clone(),
        () if class.is(base) || all_plain => class.clone(),
        () if class.is(&vm.exceptions.ExceptionGroup) => {
            return Err(vm.type_error("Cannot nest BaseExceptions in an ExceptionGroup".to_owned()));
        }
        () if type_::is_subtype(class, &vm.exceptions.Exception) => {
            let name = class.expect::<Type>().name.borrow().clone();
            return Err(vm.type_error(format!("Cannot nest BaseExceptions in '{name}'")));
        }
        () => class.clone(),
    };
    let it = Exception::default();
    it.args.set(Some(vm.tuple(vec![args[0].clone(), args[1].clone()])));
    it.set_field(vm, MESSAGE, Some(args[0].clone()));
    it.set_field(vm, EXCEPTIONS, Some(vm.tuple(exceptions)));
    Ok(type_::instantiate(&class, it))
}

fn is_group(vm: &Vm, object: &Ref) -> bool {
    vm.is_instance_of(object, &vm.exceptions.BaseExceptionGroup)
}

/// The exceptions of a group.
pub fn members(vm: &Vm, group: &Ref) -> Vec<Ref> {
    vm.tuple_items(&group.expect::<Exception>().field(vm, EXCEPTIONS))
}

/// What `split` is asked for.
enum Matcher {
    Classes(Vec<Ref>),
    Function(Ref),
    /// The exceptions that are these very objects.
    Among(Vec<Ref>),
}

impl Matcher {
    fn of(vm: &Vm, value: &Ref) -> Res<Matcher> {
        let is_exception_class = |it: &Ref| {
            it.get::<Type>().is_some() && type_::is_subtype(it, &vm.exceptions.BaseException)
        };
        if is_exception_class(value) {
            return Ok(Matcher::Classes(vec![value.clone()]));
        }
        if let Some(classes) =
            value.get::<Tuple>().filter(|it| it.items().iter().all(is_exception_class))
        {
            return Ok(Matcher::Classes(classes.items().to_vec()));
        }
        if vm.is_callable(value) && value.get::<Type>().is_none() {
            return Ok(Matcher::Function(value.clone()));
        }
        Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)".to_owned()))
    }

    fn matches(&self, vm: &Vm, error: &Ref) -> Res<bool> {
        match self {
            Matcher::Classes(classes) => Ok(classes.iter().any(|it| vm.is_instance_of(error, it))),
            Matcher::Function(function) => {
                vm.is_true(&vm.call(function, Args::one(error.clone()))?)
            }
            Matcher::Among(errors) => Ok(errors.iter().any(|it| it.is(error))),
        }
    }
}

/// The part that matches, and the rest (`exceptiongroup_split_recursive`).
fn split(vm: &Vm, error: &Ref, matcher: &Matcher) -> Res<(Option<Ref>, Option<Ref>)> {
    if !matches!(matcher, Matcher::Among(_)) || !is_group(vm, error) {
        if matcher.matches(vm, error)? {
            return Ok((Some(error.clone()), None));
        }
        if !is_group(vm, error) {
            return Ok((None, Some(error.clone())));
        }
    }
    let _nested = vm.enter(" in exceptiongroup_split_recursive")?;
    let (mut matched, mut rest) = (Vec::new(), Vec::new());
    for member in members(vm, error) {
        let (yes, no) = split(vm, &member, matcher)?;
        matched.extend(yes);
        rest.extend(no);
    }
    Ok((derived(vm, error, matched)?, derived(vm, error, rest)?))
}

/// A group like this one with other members; traceback, context, cause and notes are its own.
fn derived(vm: &Vm, group: &Ref, members: Vec<Ref>) -> Res<Option<Ref>> {
    if members.is_empty() {
        return Ok(None);
    }
    let made = vm.call_method(group, "derive", Args::one(vm.list(members)))?;
    if !is_group(vm, &made) {
        return Err(
            vm.type_error("derive must return an instance of BaseExceptionGroup".to_owned())
        );
    }
    let (from, to) = (group.expect::<Exception>(), made.expect::<Exception>());
    to.traceback.set(from.traceback.get());
    to.context.set(from.context.get());
    to.cause.set(from.cause.get());
    to.suppress_context.set(from.suppress_context.get());
    if let Some(notes) = vm.find_attribute(group, &vm.names.__notes__)?
        && (vm.is_instance_of(&notes, &vm.types.list) || vm.is_instance_of(&notes, &vm.types.tuple))
    {
        let copy = vm.list(vm.iterate_to_vec(&notes)?);
        vm.set_attribute(&made, &vm.names.__notes__, Some(copy))?;
    }
    Ok(Some(made))
}

/// `except* class`: the rest and what matched, `None` for nothing (`_PyEval_ExceptionGroupMatch`).
pub fn match_star(vm: &Vm, error: &Ref, class: &Ref) -> Res<(Ref, Ref)> {
    let none = || vm.none.clone();
    let classes =
        class.get::<Tuple>().map_or_else(|| vec![class.clone()], |it| it.items().to_vec());
    for it in &classes {
        if it.get::<Type>().is_none() || !type_::is_subtype(it, &vm.exceptions.BaseException) {
            let text = "catching classes that do not inherit from BaseException is not allowed";
            return Err(vm.type_error(text.to_owned()));
        }
        if type_::is_subtype(it, &vm.exceptions.BaseExceptionGroup) {
            let text = "catching ExceptionGroup with except* is not allowed. Use except instead.";
            return Err(vm.type_error(text.to_owned()));
        }
    }
    if error.is(&vm.none) {
        return Ok((none(), none()));
    }
    if classes.iter().any(|it| vm.is_instance_of(error, it)) {
        if is_group(vm, error) {
            return Ok((none(), error.clone()));
        }
        let args = Args::positional([vm.str(""), vm.tuple(vec![error.clone()])]);
        let wrapped = vm.call(&vm.exceptions.BaseExceptionGroup, args)?;
        let traceback = error.expect::<Exception>().traceback.get();
        wrapped.expect::<Exception>().traceback.set(traceback);
        return Ok((none(), wrapped));
    }
    if !is_group(vm, error) {
        return Ok((error.clone(), none()));
    }
    let (matched, rest) = split(vm, error, &Matcher::Classes(classes))?;
    Ok((rest.unwrap_or_else(none), matched.unwrap_or_else(none)))
}

/// What is raised after `except*` handlers ran: `original` was caught, `errors` are what is left and
/// what the handlers raised (`_PyExc_PrepReraiseStar`).
pub fn prepare_reraise(vm: &Vm, original: &Ref, errors: &Ref) -> Res {
    let errors: Vec<Ref> =
        vm.iterate_to_vec(errors)?.into_iter().filter(|it| !it.is(&vm.none)).collect();
    if errors.is_empty() {
        return Ok(vm.none.clone());
    }
    if !is_group(vm, original) {
        return Ok(errors[0].clone());
    }
    let (reraised, mut raised): (Vec<Ref>, Vec<Ref>) =
        errors.into_iter().partition(|it| is_same_origin(it, original));
    if let Some(reraised) = project(vm, original, &reraised)? {
        if raised.is_empty() {
            return Ok(reraised);
        }
        raised.push(reraised);
    }
    if let [one] = raised.as_slice() {
        return Ok(one.clone());
    }
    vm.call(&vm.exceptions.BaseExceptionGroup, Args::positional([vm.str(""), vm.list(raised)]))
}

/// A part of the group that was caught has its metadata (`is_same_exception_metadata`).
fn is_same_origin(a: &Ref, b: &Ref) -> bool {
    let (Some(x), Some(y)) = (a.get::<Exception>(), b.get::<Exception>()) else { return false };
    let same =
        |x: Option<Ref>, y: Option<Ref>| x.map(|it| it.address()) == y.map(|it| it.address());
    same(x.traceback.get(), y.traceback.get())
        && same(x.cause.get(), y.cause.get())
        && same(x.context.get(), y.context.get())
}

/// The part of `group` that holds the members of the kept parts (`exception_group_projection`).
fn project(vm: &Vm, group: &Ref, kept: &[Ref]) -> Res<Option<Ref>> {
    let mut leaves = Vec::new();
    let mut open = kept.to_vec();
    while let Some(error) = open.pop() {
        if is_group(vm, &error) { open.extend(members(vm, &error)) } else { leaves.push(error) }
    }
    if leaves.is_empty() {
        return Ok(None);
    }
    split(vm, group, &Matcher::Among(leaves)).map(|it| it.0)
}
