//! Why two expressions are one object, or are not, or may be: in words.

use std::fmt;

use crate::body::Name;

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    // They are the same.
    /// Both read one variable, which is not bound anew in between.
    OneVariable,
    /// One evaluation has made the object, and both lead to it.
    OneObject,
    /// `None`, `True`, `False`, `...`: there is one of each.
    Singleton,
    /// An int from -5 to 256: each exists once.
    SmallInt,
    /// A string that each exists once: a short one, or a constant that looks like a name.
    Interned,
    /// Equal constants of one compiled file.
    EqualConstants,
    /// The same function, class, module or global.
    OneDefinition,

    // They are different.
    /// One is made anew where the other is there already, or is made anew too.
    MadeAnew,
    /// Each read of a method makes another object.
    BoundMethod,
    /// Two constants of different values.
    OtherConstant,
    /// Two functions, classes or modules.
    OtherDefinition,
    /// Their types differ.
    OtherType,

    // It depends.
    /// Nothing is known of one of them.
    Unknown,
    /// One of them may be several objects.
    Several,
    /// The expression that makes the object may have run more than once.
    MadeRepeatedly,
    /// An immutable value of this type that is computed: whether equal ones are one object is up to
    /// the interpreter.
    Computed(Name),
    /// The same object if they are equal, since an int from -5 to 256 exists once, or such a string.
    IfEqual,
    /// Equal constants of two files.
    OtherFile,
    /// What an attribute or item leads to may change, or be computed.
    Attribute,
    /// A variable of an outer function may be bound anew.
    Variable,
    /// The caller decides: it may pass one object twice.
    Caller,
    /// The object was handed on, and may come back.
    HandedOn,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Reason::OneVariable => "both read one variable, which is not bound anew in between",
            Reason::OneObject => "both lead to the object that one evaluation has made",
            Reason::Singleton => "there is only one such object",
            Reason::SmallInt => "each int from -5 to 256 exists once",
            Reason::Interned => "this string exists once: CPython interns it",
            Reason::EqualConstants => "equal constants of one file are one object",
            Reason::OneDefinition => "both lead to the same definition",
            Reason::MadeAnew => "one of them is made anew here",
            Reason::BoundMethod => "each read of a method makes another bound method",
            Reason::OtherConstant => "they are constants of different values",
            Reason::OtherDefinition => "they are different definitions",
            Reason::OtherType => "they are of different types",
            Reason::Unknown => "it is not known which object one of them is",
            Reason::Several => "one of them may be several objects",
            Reason::MadeRepeatedly => "the object may be made more than once",
            Reason::Computed(class) => {
                return write!(
                    f,
                    "whether equal objects of type `{class}` are one object is up to the interpreter"
                );
            }
            Reason::IfEqual => "equal ones are one object here, and which value it is depends",
            Reason::OtherFile => "equal constants of two files may be two objects",
            Reason::Attribute => "what an attribute or item leads to may change",
            Reason::Variable => "the variable may be bound anew",
            Reason::Caller => "the caller may pass one object twice",
            Reason::HandedOn => "the object was handed on, and may come back",
        };
        f.write_str(words)
    }
}
