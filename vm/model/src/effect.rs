//! What a call does with references.

/// What a call of one function does with the references it gets.
///
/// A row is whole: what it does not say does not happen. Two things are never said, as they hold
/// everywhere: special methods of arguments are called as the operation needs them (`__eq__`,
/// `__hash__`, `__iter__`, `__index__`, …), and a call that raises may have done some of its work.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Where the function is found; for a constructor the path of the class.
    pub path: &'static str,
    /// How it is bound.
    pub kind: Kind,
    /// Does calling it only make a coroutine, whose awaiting does the rest?
    pub is_async: bool,
    /// The parameters. A method's first is `self`. A constructor and a class method have none for
    /// the class.
    pub params: Vec<Param>,
    /// What comes back.
    pub returns: Returns,
    /// References that are there behind the call and were not before.
    pub keeps: Vec<Keep>,
    /// Arguments that are called, or what is in them.
    pub calls: Vec<Call>,
    /// Iterables that are used up before the call ends. One that is iterated over later is kept.
    pub consumes: Vec<ParamId>,
    /// Arguments whose value changes, beyond what iterating changes.
    pub mutates: Vec<ParamId>,
    /// References that are gone behind the call.
    pub releases: Vec<Release>,
    /// Do other threads run while it works?
    pub releases_gil: bool,
    /// Can it wait for something outside the thread: another thread, a file, a clock?
    pub blocks: bool,
    /// Why no test shows the row.
    pub unproved: Option<&'static str>,
    /// Statements that set parameters so that a call shows the row, one for each proof.
    pub examples: Vec<&'static str>,
}

impl Effect {
    /// The parameter called `name`.
    pub fn param(&self, name: &str) -> Option<ParamId> {
        self.params.iter().position(|it| it.name == name).map(|it| ParamId(it as u8))
    }
}

/// How a function is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function of a module.
    Function,
    /// A method of instances.
    Method,
    /// A class method.
    ClassMethod,
    /// A static method.
    StaticMethod,
    /// A class that is called.
    Constructor,
}

/// A parameter, by its place in [`Effect::params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParamId(pub u8);

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// How it is passed.
    pub kind: ParamKind,
    /// What it is when it is not passed, as Python writes it; `...` where that is no Python value.
    pub default: Option<&'static str>,
}

/// How a parameter is passed; Python's `inspect._ParameterKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum ParamKind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returns {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool,
    /// A value of this immutable class; whether the object is new is not said.
    Value(&'static str),
    /// An object of this class that nothing else leads to, apart from what [`Effect::keeps`] says.
    Fresh {
        /// Its path.
        class: &'static str,
        /// Is it the class of `self`, or the class that is called, where that is a subclass?
        or_subclass: bool,
    },
    /// What is found there before the call: an argument, or an item of it.
    Same(Place),
    /// An object of this class that was there before, or that the next such call will give too.
    Cached(&'static str),
    /// A new object of the argument's class; one that cannot change may be the argument itself.
    Like(ParamId),
    /// The class of the argument.
    ClassOf(ParamId),
    /// What the call of the argument gave. With several calls, the last.
    Called(ParamId),
    /// The one or the other, by an argument.
    If(Condition, Box<Returns>, Box<Returns>),
    /// One of these.
    Either(Vec<Returns>),
    /// It does not come back: it raises, or ends the program.
    Never,
    /// Anything.
    Unknown,
}

/// What is asked of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It is passed; for `*args`, one at least is.
    Given(ParamId),
    /// It is an instance of this class, and of no subclass.
    Exact(ParamId, &'static str),
    /// It is an instance of this class or a subclass.
    Instance(ParamId, &'static str),
    /// It is an iterator.
    Iterator(ParamId),
    /// It is `None`, or is not passed and is `None` then.
    IsNone(ParamId),
}

/// An argument or the result, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What is started from.
    pub base: Base,
    /// From there inwards, in the order that is walked. For `*args` and `**kwargs` the base alone
    /// is each of the arguments.
    pub parts: Vec<Part>,
}

/// An argument or the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// What is passed for a parameter.
    Param(ParamId),
    /// What comes back.
    Result,
}

/// A step from an object to one that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What iterating gives: of a dict, the keys.
    Items,
    /// Keys of a mapping.
    Keys,
    /// Values of a mapping.
    Values,
    /// What `iter()` gives: a new iterator that holds the object until it is used up, or the object
    /// itself where it is an iterator.
    Iterator,
    /// An attribute.
    Attribute(&'static str),
}

/// A reference that a call makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// What is held.
    pub what: Place,
    /// What holds it.
    pub holder: Holder,
    /// Is the reference weak, so that it keeps nothing alive?
    pub is_weak: bool,
    /// Is it made by each call that gets such an argument and makes such a holder? Otherwise it
    /// depends on values, or on the class of another argument.
    pub is_certain: bool,
}

/// What holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// This object, as an item.
    Items(Base),
    /// This mapping, as a key.
    Keys(Base),
    /// This mapping, as a value.
    Values(Base),
    /// This object, under a name: `partial.func`.
    Attribute(Base, &'static str),
    /// Something that outlives the call and has no other name: `atexit`, `signal`, `threading`,
    /// `weakref.finalize`, … What `event loop step` holds it lets go when it has taken one step.
    Registry(&'static str),
}

/// An argument, or something in it, that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What.
    pub what: Place,
    /// With what, where that is known.
    pub args: Option<Vec<Place>>,
    /// When.
    pub when: When,
}

/// When an argument is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the call ends, in the same thread, any number of times.
    Now,
    /// Behind the call, or in another thread.
    Later,
}

/// A reference that a call lets go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// All of these, as `clear()` does.
    All(Place),
    /// One of these, as `pop()` does.
    One(Place),
    /// What a registry holds of the argument.
    Registered(ParamId, &'static str),
    /// All that a registry holds.
    Registry(&'static str),
    /// The frame of a generator or coroutine, with its locals.
    Frame(ParamId),
    /// What the operating system gave: a file, a socket.
    Handle(ParamId),
}
