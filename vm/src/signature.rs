//! Signatures of native functions: parsed from how Python would write them, and bound to arguments.
//!
//! The messages are those of Python/getargs.c and Objects/methodobject.c (CPython 3.13), which
//! differ by the shape of the signature: no parameters, one, positional ones only, or more.

use crate::args::{Args, Values};
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

/// A native function's name and parameters.
#[derive(Debug)]
pub struct Signature {
    /// The function's name.
    pub name: &'static str,
    /// What stands between the parentheses, `self` included.
    pub text: &'static str,
    params: Vec<Param>,
    n_positional_only: usize,
    n_positional: usize,
    n_required: usize,
    takes_raw: bool,
    /// What stands before the name in messages of functions of fixed shape: `str.` of `str.upper`.
    owner: String,
}

#[derive(Debug)]
struct Param {
    name: &'static str,
    is_required: bool,
}

impl Signature {
    /// Reads `"name(self, a, b=None, /)"`. `has_self`: the first parameter is no argument.
    pub fn parse(written: &'static str, has_self: bool) -> Signature {
        let (name, rest) = written.split_once('(').unwrap_or((written, ")"));
        let text = rest.strip_suffix(')').unwrap_or(rest);
        let parts = split(text);
        let mut signature = Signature {
            name,
            text,
            params: Vec::new(),
            n_positional_only: 0,
            n_positional: 0,
            n_required: 0,
            takes_raw: parts.iter().any(|it| it.starts_with('*') && *it != "*"),
            owner: String::new(),
        };
        let mut is_keyword_only = false;
        for part in parts.into_iter().skip(usize::from(has_self)) {
            match part {
                "/" => signature.n_positional_only = signature.params.len(),
                "*" => is_keyword_only = true,
                _ => signature.add(part, is_keyword_only),
            }
        }
        signature
    }

    /// The signature of a function that belongs to a class or a module; `builtins` is not named.
    pub fn owned_by(mut self, owner: &str) -> Signature {
        if owner != "builtins" {
            self.owner = format!("{owner}.");
        }
        self
    }

    fn add(&mut self, part: &'static str, is_keyword_only: bool) {
        let (name, default) =
            part.split_once('=').map_or((part, None), |(name, it)| (name, Some(it)));
        let is_required = default.is_none();
        self.params.push(Param { name: name.trim(), is_required });
        if !is_keyword_only {
            self.n_positional = self.params.len();
        }
        if is_required {
            self.n_required += 1;
        }
    }

    /// Do the arguments lie as the function wants them, without [`Self::bind`]?
    #[inline]
    pub fn is_bound(&self, args: &Args) -> bool {
        self.takes_raw
            || args.names.is_empty()
                && args.values.len() == self.params.len()
                && self.n_positional == self.params.len()
    }

    /// As [`Self::bind`], where that takes no more than empty places for what was left out.
    #[inline]
    pub fn bind_in_place(&self, args: &mut Args) -> bool {
        if self.is_bound(args) {
            return true;
        }
        let given = args.values.len();
        let is_simple =
            args.names.is_empty() && given >= self.n_required && given <= self.n_positional;
        if is_simple {
            args.values.resize(self.params.len(), None);
        }
        is_simple
    }

    /// Puts each argument at its parameter's place; raw ones stay as they are.
    #[inline]
    pub fn bind(&self, vm: &Vm, mut args: Args) -> Res<Args> {
        if self.takes_raw {
            return Ok(args);
        }
        let given = args.values.len();
        let required = self.n_required;
        if args.names.is_empty() && given >= required && given <= self.n_positional {
            args.values.resize(self.params.len(), None);
            return Ok(args);
        }
        self.bind_slowly(vm, args)
    }

    #[cold]
    fn bind_slowly(&self, vm: &Vm, mut args: Args) -> Res<Args> {
        if self.n_positional_only == self.params.len() {
            args.no_keywords(vm, &self.full_name())?;
            return Err(self.wrong_number(vm, args.len()));
        }
        let given = args.n_positional();
        if args.len() > self.params.len() || given > self.n_positional {
            return Err(self.too_many(vm, &args));
        }
        let keywords = args.take_keywords();
        let mut places: Values = std::mem::take(&mut args.values);
        places.resize(self.params.len(), None);
        for (name, value) in keywords {
            let index = self.place_of(vm, &name)?;
            if places[index].is_some() {
                let text = format!(
                    "argument for {}() given by name ('{}') and position ({})",
                    self.name,
                    vm.text(&name),
                    index + 1
                );
                return Err(vm.type_error(text));
            }
            places[index] = Some(value);
        }
        for (index, param) in self.params.iter().enumerate() {
            if param.is_required && places[index].is_none() {
                return Err(self.missing(vm, index, given));
            }
        }
        Ok(Args { values: places, names: Vec::new() })
    }

    /// `_PyObject_FunctionStr`.
    fn full_name(&self) -> String {
        format!("{}{}", self.owner, self.name)
    }

    fn place_of(&self, vm: &Vm, name: &Ref) -> Res<usize> {
        let text = vm.text(name);
        let found = self.params.iter().position(|it| it.name == text);
        found.filter(|&it| it >= self.n_positional_only).ok_or_else(|| {
            vm.type_error(format!("{}() got an unexpected keyword argument '{text}'", self.name))
        })
    }

    /// `METH_NOARGS`, `METH_O`, and `_PyArg_CheckPositional`.
    fn wrong_number(&self, vm: &Vm, given: usize) -> Raised {
        let (min, max) = (self.n_required, self.params.len());
        let name = self.name;
        let text = match (min, max) {
            (0, 0) => format!("{}() takes no arguments ({given} given)", self.full_name()),
            (1, 1) => format!("{}() takes exactly one argument ({given} given)", self.full_name()),
            _ => {
                let bound = if min == max {
                    ""
                } else if given < min {
                    "at least "
                } else {
                    "at most "
                };
                let wanted = if given < min { min } else { max };
                let plural = if wanted == 1 { "" } else { "s" };
                format!("{name} expected {bound}{wanted} argument{plural}, got {given}")
            }
        };
        vm.type_error(text)
    }

    fn too_many(&self, vm: &Vm, args: &Args) -> Raised {
        let (total, positional, given) =
            (self.params.len(), self.n_positional, args.n_positional());
        if args.len() > total {
            let kind = if given == 0 { "keyword " } else { "" };
            let plural = if total == 1 { "" } else { "s" };
            return vm.type_error(format!(
                "{}() takes at most {total} {kind}argument{plural} ({} given)",
                self.name,
                args.len()
            ));
        }
        let n_required = self.params[..positional].iter().filter(|it| it.is_required).count();
        if positional == 0 {
            return vm.type_error(format!("{}() takes no positional arguments", self.name));
        }
        let bound = if n_required < positional { "at most" } else { "exactly" };
        let plural = if positional == 1 { "" } else { "s" };
        vm.type_error(format!(
            "{}() takes {bound} {positional} positional argument{plural} ({given} given)",
            self.name
        ))
    }

    fn missing(&self, vm: &Vm, index: usize, given: usize) -> Raised {
        if index < self.n_positional_only {
            let min = self.params[..self.n_positional].iter().filter(|it| it.is_required).count();
            let bound = if min < self.n_positional { "at least" } else { "exactly" };
            let plural = if min == 1 { "" } else { "s" };
            return vm.type_error(format!(
                "{}() takes {bound} {min} positional argument{plural} ({given} given)",
                self.name
            ));
        }
        let param = self.params[index].name;
        vm.type_error(format!(
            "{}() missing required argument '{param}' (pos {})",
            self.name,
            index + 1
        ))
    }
}

/// Cuts at commas that stand in no brackets and no quotes.
fn split(text: &'static str) -> Vec<&'static str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0, None);
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (Some(it), _) if it == char => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(char),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|it| !it.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_apart() {
        let it = Signature::parse("sort(self, /, *, key=None, reverse=False)", true);
        assert_eq!((it.name, it.n_positional, it.n_required), ("sort", 0, 0));
        let names: Vec<&str> = it.params.iter().map(|it| it.name).collect();
        assert_eq!(names, ["key", "reverse"]);
    }

    #[test]
    fn a_comma_in_a_default_does_not_cut() {
        let it = Signature::parse("join(a, sep=', ', end=(1, 2), /)", false);
        assert_eq!((it.params.len(), it.n_required, it.n_positional_only), (3, 1, 3));
    }
}
