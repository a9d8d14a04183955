//! Raising: exceptions of builtin types, chaining, what cannot be raised, limits.

use super::Vm;
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::exception::{Exception, Fields};
use crate::objects::type_::{self, Type};

/// Why a run was ended; no handler of the program sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// More instructions than allowed.
    Instructions,
    /// More memory than allowed, in bytes.
    Memory,
    /// More output than allowed.
    Output,
    /// More time than allowed.
    Time,
    /// All threads wait for each other.
    Deadlock(String),
}

macro_rules! shorthands {
    ($($function:ident: $class:ident;)*) => {
        impl Vm {
            $(
                #[doc = concat!("A `", stringify!($class), "` with this message.")]
                #[cold]
                pub fn $function(&self, text: String) -> Raised {
                    self.raise(&self.exceptions.$class, vec![self.str(&text)])
                }
            )*
        }
    };
}

shorthands! {
    type_error: TypeError;
    value_error: ValueError;
    runtime_error: RuntimeError;
    index_error: IndexError;
    overflow_error: OverflowError;
    zero_division_error: ZeroDivisionError;
    import_error: ImportError;
    system_error: SystemError;
    assertion_error: AssertionError;
    buffer_error: BufferError;
    eof_error: EOFError;
    reference_error: ReferenceError;
    not_implemented_error: NotImplementedError;
}

impl Vm {
    /// A `RecursionError` with this message. To make it is a call as well, which the depth that is
    /// reached must not refuse.
    #[cold]
    pub fn recursion_error(&self, text: String) -> Raised {
        let depth = self.depth.replace(0);
        let mark = self.stack_mark.replace(0);
        let raised = self.raise(&self.exceptions.RecursionError, vec![self.str(&text)]);
        self.depth.set(depth);
        self.stack_mark.set(mark);
        raised
    }
}

/// Ends the chain of contexts that starts with `handled` before `error`. A ring that programs made
/// is seen by a second walker at half the pace.
fn cut_ring(handled: &Ref, error: &Ref) {
    let context = |it: &Ref| it.get::<Exception>().and_then(|it| it.context.get());
    let (mut at, mut slow) = (handled.clone(), handled.clone());
    let mut is_odd = false;
    while let Some(next) = context(&at) {
        if next.is(error) {
            at.expect::<Exception>().context.set(None);
            return;
        }
        at = next;
        if at.is(&slow) {
            return;
        }
        if is_odd && let Some(next) = context(&slow) {
            slow = next;
        }
        is_odd = !is_odd;
    }
}

impl Vm {
    /// A new exception of a builtin type with these arguments; its context is what is being handled.
    #[cold]
    pub fn raise(&self, class: &Ref, args: Vec<Ref>) -> Raised {
        let made = match self.call(class, Args::positional(args)) {
            Ok(made) => made,
            Err(error) => return error,
        };
        self.with_context(Raised(made))
    }

    /// An `AttributeError` that knows object and name.
    #[cold]
    pub fn attribute_error(&self, text: String, object: &Ref, name: &Ref) -> Raised {
        let error = self.raise(&self.exceptions.AttributeError, vec![self.str(&text)]);
        if let Some(it) = error.0.get::<Exception>() {
            it.set_field(self, Fields::FIRST, Some(name.clone()));
            it.set_field(self, Fields::SECOND, Some(object.clone()));
        }
        error
    }

    /// A `NameError` that knows the name.
    #[cold]
    pub fn name_error(&self, class: &Ref, text: String, name: &Ref) -> Raised {
        let error = self.raise(class, vec![self.str(&text)]);
        if let Some(it) = error.0.get::<Exception>() {
            it.set_field(self, Fields::FIRST, Some(name.clone()));
        }
        error
    }

    /// A `KeyError` of this key.
    #[cold]
    pub fn key_error(&self, key: &Ref) -> Raised {
        self.raise(&self.exceptions.KeyError, vec![key.clone()])
    }

    /// The end of an iteration, with the value of a generator's `return`.
    #[cold]
    pub fn stop_iteration(&self, value: Option<Ref>) -> Raised {
        // A tuple or an exception as value must not be taken apart (`_PyGen_SetStopIterationValue`).
        self.raise(&self.exceptions.StopIteration, value.into_iter().collect())
    }

    /// Is it an exception of this class or a subclass?
    pub fn is_raised(&self, error: &Raised, class: &Ref) -> bool {
        !self.is_halt(error) && self.is_instance_of(&error.0, class)
    }

    /// `Ok(None)` if the error says that there are no more items.
    pub fn end_of_iteration(&self, error: Raised) -> Res<Option<Ref>> {
        if self.is_raised(&error, &self.exceptions.StopIteration) { Ok(None) } else { Err(error) }
    }

    /// The value of a `StopIteration`; another error stays one.
    pub fn stop_iteration_value(&self, error: Raised) -> Res {
        if !self.is_raised(&error, &self.exceptions.StopIteration) {
            return Err(error);
        }
        Ok(error
            .0
            .get::<Exception>()
            .map_or_else(|| self.none.clone(), |it| it.field(self, Fields::FIRST)))
    }

    /// The context of a new error is what is being handled, cut where it would become a ring
    /// (`_PyErr_SetObject`).
    pub fn with_context(&self, error: Raised) -> Raised {
        let Some(handled) = self.handled() else { return error };
        if handled.is(&error.0) {
            return error;
        }
        cut_ring(&handled, &error.0);
        if let Some(it) = error.0.get::<Exception>() {
            it.context.set(Some(handled));
        }
        error
    }

    /// `raise error from cause`.
    pub fn set_cause(&self, error: &Raised, cause: &Raised) {
        if let Some(it) = error.0.get::<Exception>() {
            it.cause.set(Some(cause.0.clone()));
            it.context.set(Some(cause.0.clone()));
            it.suppress_context.set(true);
        }
    }

    /// The exception that is being handled, innermost first (`sys.exception()`).
    pub fn handled(&self) -> Option<Ref> {
        self.handled.borrow().iter().rev().flatten().next().cloned()
    }

    /// Adds a note to an error, where it can be.
    pub fn add_note(&self, error: &Raised, note: &str) {
        let _ = self.call_method(&error.0, "add_note", Args::one(self.str(note)));
    }

    /// The exception that `raise kind` or `throw(kind, value)` means.
    pub fn make_exception(&self, kind: &Ref, value: Option<Ref>) -> Res {
        if kind.get::<Type>().is_some() && type_::is_subtype(kind, &self.exceptions.BaseException) {
            let args = match value {
                Some(value)
                    if value.get::<Exception>().is_some() && self.is_instance_of(&value, kind) =>
                {
                    return Ok(value);
                }
                Some(value) if self.is_instance_of(&value, &self.types.tuple) => {
                    Args::positional(self.tuple_items(&value))
                }
                Some(value) => Args::one(value),
                None => Args::none(),
            };
            let made = self.call(kind, args)?;
            if made.get::<Exception>().is_none() {
                let text = format!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    self.repr_text(kind)?,
                    self.type_name(&made)
                );
                return Err(self.type_error(text));
            }
            return Ok(made);
        }
        if kind.get::<Exception>().is_some() {
            if value.is_some() {
                return Err(
                    self.type_error("instance exception may not have a separate value".to_owned())
                );
            }
            return Ok(kind.clone());
        }
        let text = format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            self.type_name(kind)
        );
        Err(self.type_error(text))
    }

    /// An error that nobody can handle: told to `sys.unraisablehook` (`PyErr_WriteUnraisable`).
    pub fn unraisable(&self, error: Raised, place: Option<&Ref>) {
        if self.is_halt(&error) {
            return;
        }
        crate::stdlib::unraisable(self, error, place);
    }

    /// A warning, shown by `warnings` or turned into an error by its filters.
    pub fn warn(&self, category: &Ref, text: &str) -> Res<()> {
        crate::stdlib::warn(self, category, text)
    }

    /// `RuntimeWarning: coroutine '…' was never awaited`.
    pub fn warn_never_awaited(&self, coroutine: &Ref) {
        let name = coroutine.expect::<crate::objects::generator::Generator>().qualname.get();
        let name = name.map_or_else(String::new, |it| self.text(&it));
        let text = format!("coroutine '{name}' was never awaited");
        if let Err(error) = self.warn(&self.exceptions.RuntimeWarning, &text) {
            self.unraisable(error, Some(coroutine));
        }
    }

    /// Ends the run: a limit was reached.
    #[cold]
    pub fn halt(&self, why: Halt) -> Raised {
        self.limits.reached.borrow_mut().get_or_insert(why);
        self.plan();
        Raised(self.halt.get().expect("it is made at the start"))
    }

    /// Is it the end of the run?
    #[inline]
    pub fn is_halt(&self, error: &Raised) -> bool {
        self.halt.is(&error.0)
    }
}
