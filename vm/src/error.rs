//! The two ways out of a native function that cannot answer: an exception, or a limit.

use crate::heap::Ref;

/// An exception on its way to a handler.
///
/// A limit that was reached ([`crate::limits::Halt`]) travels as an exception, too, whose type no
/// handler matches: [`crate::vm::Vm::is_halt`] tells it.
#[derive(Debug)]
pub struct Raised(pub Ref);

/// What nearly every function of the machine returns.
pub type Res<T = Ref> = Result<T, Raised>;
