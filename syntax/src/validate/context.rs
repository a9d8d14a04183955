//! Where a piece of code stands, as far as it decides what is allowed there.

/// The scope that the code belongs to, by its kind in CPython's compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    /// Type parameters, bounds, and the value of a `type` statement.
    Type,
}

/// What a `break` or `continue` reaches first on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    Nothing,
    Loop,
    ExceptStar,
}

/// The comprehension that the code belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comprehension {
    None,
    /// One in which `await` and `async for` are fine.
    Async,
    /// One in which they are not; how many nodes are around the outermost one, which is to blame.
    Sync(u32),
}

/// What happens to an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Load,
    Store,
    Delete,
}

/// Where a piece of code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) scope: Scope,
    /// Index of the innermost function; meaningless outside one.
    pub(super) function: u32,
    pub(super) jump: Jump,
    /// Is there an `except*` between here and the function's start?
    pub(super) in_except_star: bool,
    /// How many blocks CPython's compiler has open here.
    pub(super) blocks: u8,
    pub(super) comprehension: Comprehension,
    pub(super) access: Access,
}

impl Context {
    pub(super) fn new(scope: Scope) -> Context {
        Context {
            scope,
            function: 0,
            jump: Jump::Nothing,
            in_except_star: false,
            blocks: 0,
            comprehension: Comprehension::None,
            access: Access::Load,
        }
    }

    pub(super) fn load(self) -> Context {
        Context { access: Access::Load, ..self }
    }

    pub(super) fn store(self) -> Context {
        Context { access: Access::Store, ..self }
    }

    pub(super) fn access(self, access: Access) -> Context {
        Context { access, ..self }
    }

    /// Can `return` and `yield` stand here (`_PyST_IsFunctionLike`)?
    pub(super) fn is_function_like(self) -> bool {
        !matches!(self.scope, Scope::Module | Scope::Class)
    }

    pub(super) fn loop_body(self) -> Context {
        Context { jump: Jump::Loop, ..self.more_blocks(1) }
    }

    pub(super) fn except_star(self) -> Context {
        Context { jump: Jump::ExceptStar, in_except_star: true, ..self }
    }

    pub(super) fn more_blocks(self, n: u8) -> Context {
        Context { blocks: self.blocks.saturating_add(n), ..self }
    }
}
