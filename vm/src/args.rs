//! The arguments of a call, owned: positional values, then the values of keywords.

use std::ops::Index;

use smallvec::SmallVec;

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::vm::Vm;

/// The values of a call; `None` is a parameter that was left out.
pub type Values = SmallVec<[Option<Ref>; 6]>;

/// Arguments as vectorcall lays them out: positional ones, then those of `names`.
///
/// A native function whose signature has no `*args` and no `**kwargs` gets them bound: one place a
/// parameter, in order, empty where nothing was given.
#[derive(Default)]
pub struct Args {
    /// Positional values, then the keywords' values.
    pub values: Values,
    /// The keywords (str objects), if there are any.
    pub names: Vec<Ref>,
}

impl Args {
    /// No arguments.
    pub fn none() -> Args {
        Args::default()
    }

    /// One positional argument.
    pub fn one(value: Ref) -> Args {
        Args::positional([value])
    }

    /// Positional arguments.
    pub fn positional(values: impl IntoIterator<Item = Ref>) -> Args {
        Args { values: values.into_iter().map(Some).collect(), names: Vec::new() }
    }

    /// The same arguments once more.
    pub fn duplicate(&self) -> Args {
        Args { values: self.values.clone(), names: self.names.clone() }
    }

    /// How many positional arguments there are.
    #[inline]
    pub fn n_positional(&self) -> usize {
        self.values.len() - self.names.len()
    }

    /// How many arguments there are, keywords included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The argument at `index`, if it was given.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&Ref> {
        self.values.get(index).and_then(Option::as_ref)
    }

    /// As [`Self::get`], but `None` (Python's) counts as not given.
    pub fn get_not_none(&self, vm: &Vm, index: usize) -> Option<&Ref> {
        self.get(index).filter(|it| !it.is(&vm.none))
    }

    /// Takes the argument at `index`.
    #[inline]
    pub fn take(&mut self, index: usize) -> Option<Ref> {
        self.values.get_mut(index).and_then(Option::take)
    }

    /// Takes the positional arguments from `start` on; keywords stay.
    pub fn take_positional(&mut self, start: usize) -> Vec<Ref> {
        let end = self.n_positional();
        self.values.drain(start.min(end)..end).flatten().collect()
    }

    /// Puts one before the others: the `self` of a method.
    pub fn insert_first(&mut self, value: Ref) {
        self.values.insert(0, Some(value));
    }

    /// The value of the keyword `name`, taken out.
    pub fn take_keyword(&mut self, name: &str) -> Option<Ref> {
        let index =
            self.names.iter().position(|it| it.get::<Str>().is_some_and(|it| it.is_str(name)))?;
        let at = self.n_positional() + index;
        self.names.remove(index);
        self.values.remove(at)
    }

    /// Keywords with their values, taken out.
    pub fn take_keywords(&mut self) -> Vec<(Ref, Ref)> {
        let start = self.n_positional();
        let values: Vec<Option<Ref>> = self.values.drain(start..).collect();
        let names = std::mem::take(&mut self.names);
        names.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// A `TypeError` if there are keywords.
    pub fn no_keywords(&self, vm: &Vm, function: &str) -> Res<()> {
        if self.names.is_empty() {
            return Ok(());
        }
        Err(vm.type_error(format!("{function}() takes no keyword arguments")))
    }

    /// A `TypeError` if the number of positional arguments is not in `min..=max`, in the words of
    /// `_PyArg_CheckPositional` (Python/getargs.c).
    pub fn check(&self, vm: &Vm, function: &str, min: usize, max: usize) -> Res<()> {
        self.no_keywords(vm, function)?;
        let given = self.values.len();
        if (min..=max).contains(&given) {
            return Ok(());
        }
        let at_least = if min == max {
            ""
        } else if given < min {
            "at least "
        } else {
            "at most "
        };
        let wanted = if given < min { min } else { max };
        let plural = if wanted == 1 { "" } else { "s" };
        Err(vm.type_error(format!(
            "{function} expected {at_least}{wanted} argument{plural}, got {given}"
        )))
    }
}

impl Index<usize> for Args {
    type Output = Ref;

    /// The argument at `index`, which the signature requires.
    #[track_caller]
    fn index(&self, index: usize) -> &Ref {
        self.get(index).expect("the signature requires this argument")
    }
}
