//! Paths as functions of `posix` take them, and errors that name them.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::files::Errno;
use crate::heap::Ref;
use crate::objects::bytes::Bytes;
use crate::objects::str_::Str;
use crate::stdlib::errno;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("fspath(path)", |vm, _, args| fspath(vm, &args[0])),
    function("getcwd()", |vm, _, _| Ok(vm.str(&vm.current_folder()))),
    function("getcwdb()", |vm, _, _| Ok(vm.bytes(vm.current_folder().into_bytes()))),
    function("chdir(path)", |vm, _, args| {
        let path = Path::of(vm, &args[0], "chdir", Accepts::Number)?;
        let text = path.text(vm)?;
        vm.change_folder(&text).map_err(|it| path.error(vm, it))?;
        Ok(vm.none.clone())
    }),
    function("_path_normpath(path)", |vm, _, args| normpath(vm, &args[0])),
    function("_path_splitroot_ex(path)", |vm, _, args| splitroot(vm, &args[0])),
];

/// What a function takes beside str, bytes and path-like objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepts {
    /// Nothing.
    Path,
    /// The number of something open.
    Number,
    /// That, or `None`: the current folder.
    NumberOrNone,
    /// The number of something open, in the words of `open` (`PyUnicode_FSConverter`).
    File,
}

/// A path that a function was given.
pub(crate) struct Path {
    /// As it was given.
    given: Ref,
    kind: Kind,
    /// Do answers come as bytes, too?
    pub(crate) is_bytes: bool,
}

enum Kind {
    Text(String),
    Number(i32),
}

impl Path {
    /// Reads an argument (`path_converter`, Modules/posixmodule.c).
    pub(crate) fn of(vm: &Vm, given: &Ref, function: &str, accepts: Accepts) -> Res<Path> {
        let kind =
            |text: String| Path { given: given.clone(), kind: Kind::Text(text), is_bytes: false };
        if given.is(&vm.none) && accepts == Accepts::NumberOrNone {
            return Ok(kind(".".to_owned()));
        }
        let is_text = |it: &Ref| it.get::<Str>().is_some() || it.get::<Bytes>().is_some();
        let number = !is_text(given) && given.ty().slots.nb_index.get().is_some();
        if accepts != Accepts::Path && number {
            let number = vm.index_or_overflow(given)?;
            let Ok(number) = i32::try_from(number) else {
                return Err(vm.overflow_error("fd is greater than maximum".to_owned()));
            };
            return Ok(Path { given: given.clone(), kind: Kind::Number(number), is_bytes: false });
        }
        let found = match is_text(given) {
            true => given.clone(),
            false => match vm.call_special(given, &vm.names.__fspath__, Args::none())? {
                Some(found) if is_text(&found) => found,
                Some(found) => {
                    let (own, given) = (vm.type_name(given), vm.type_name(&found));
                    return Err(vm.type_error(format!(
                        "expected {own}.__fspath__() to return str or bytes, not {given}"
                    )));
                }
                None => return Err(wrong_type(vm, given, function, accepts)),
            },
        };
        let is_bytes = found.get::<Bytes>().is_some();
        let text = match found.get::<Bytes>() {
            Some(it) => String::from_utf8_lossy(&it.0).into_owned(),
            None => vm.text(&found),
        };
        if text.contains('\0') {
            return Err(vm.value_error(match accepts {
                Accepts::File => "embedded null byte".to_owned(),
                _ => format!("{function}: embedded null character in path"),
            }));
        }
        Ok(Path { given: given.clone(), kind: Kind::Text(text), is_bytes })
    }

    /// The path itself; that of an open folder where a number was given.
    pub(crate) fn text(&self, vm: &Vm) -> Res<String> {
        match &self.kind {
            Kind::Text(text) => Ok(text.clone()),
            Kind::Number(number) => vm.opened_folder(*number).map_err(|it| self.error(vm, it)),
        }
    }

    /// The path from the root.
    pub(crate) fn absolute(&self, vm: &Vm) -> Res<String> {
        let text = self.text(vm)?;
        if text.is_empty() {
            return Err(self.error(vm, Errno::ENOENT));
        }
        Ok(vm.absolute_path(&text))
    }

    /// The number, where one was given.
    pub(crate) fn number(&self) -> Option<i32> {
        match self.kind {
            Kind::Text(_) => None,
            Kind::Number(number) => Some(number),
        }
    }

    /// The error, with the path as it was given.
    pub(crate) fn error(&self, vm: &Vm, error: Errno) -> Raised {
        os_error(vm, error, Some(&self.given))
    }

    /// The error of something that was to get another path.
    pub(crate) fn error_to(&self, vm: &Vm, error: Errno, other: &Path) -> Raised {
        let text = vm.str(&errno::strerror(error.0));
        let args = vec![
            vm.int(error.0.into()),
            text,
            self.given.clone(),
            vm.none.clone(),
            other.given.clone(),
        ];
        vm.raise(&vm.exceptions.OSError, args)
    }

    /// A name or path for an answer, as bytes where the argument was.
    pub(crate) fn answer(&self, vm: &Vm, text: &str) -> Ref {
        if self.is_bytes { vm.bytes(text.as_bytes().to_vec()) } else { vm.str(text) }
    }
}

fn wrong_type(vm: &Vm, given: &Ref, function: &str, accepts: Accepts) -> Raised {
    let wanted = match accepts {
        Accepts::Path => "string, bytes or os.PathLike",
        Accepts::Number => "string, bytes, os.PathLike or integer",
        Accepts::NumberOrNone => "string, bytes, os.PathLike, integer or None",
        Accepts::File => {
            let given = vm.type_name(given);
            let text = format!("expected str, bytes or os.PathLike object, not {given}");
            return vm.type_error(text);
        }
    };
    vm.type_error(format!("{function}: path should be {wanted}, not {}", vm.type_name(given)))
}

/// `OSError` with the system's number and text; its class follows from the number.
pub(crate) fn os_error(vm: &Vm, error: Errno, path: Option<&Ref>) -> Raised {
    let mut args = vec![vm.int(error.0.into()), vm.str(&errno::strerror(error.0))];
    // What a path object says, as CPython's `path_t` keeps it.
    args.extend(path.map(|it| fspath(vm, it).unwrap_or_else(|_| it.clone())));
    vm.raise(&vm.exceptions.OSError, args)
}

/// A str or bytes, or what `__fspath__` says.
pub(in crate::stdlib) fn fspath(vm: &Vm, path: &Ref) -> Res {
    let is_text = |it: &Ref| it.get::<Str>().is_some() || it.get::<Bytes>().is_some();
    if is_text(path) {
        return Ok(path.clone());
    }
    let Some(found) = vm.call_special(path, &vm.names.__fspath__, Args::none())? else {
        let text = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(path));
        return Err(vm.type_error(text));
    };
    if is_text(&found) {
        return Ok(found);
    }
    let (own, given) = (vm.type_name(path), vm.type_name(&found));
    Err(vm.type_error(format!("expected {own}.__fspath__() to return str or bytes, not {given}")))
}

/// The characters of a path, and how to make one of the same type.
fn units(vm: &Vm, path: &Ref) -> Res<(Vec<u32>, bool)> {
    let path = fspath(vm, path)?;
    Ok(match path.get::<Bytes>() {
        Some(it) => (it.0.iter().map(|&it| it.into()).collect(), true),
        None => (path.expect::<Str>().code_points().collect(), false),
    })
}

fn made(vm: &Vm, units: &[u32], is_bytes: bool) -> Ref {
    if is_bytes {
        return vm.bytes(units.iter().map(|&it| it as u8).collect());
    }
    vm.new_str(crate::text::Str::from_code_points(units.iter().copied()))
}

const SLASH: u32 = '/' as u32;
const DOT: u32 = '.' as u32;

/// How many slashes begin the path; exactly two are kept.
fn root_len(units: &[u32]) -> usize {
    match units.iter().take_while(|&&it| it == SLASH).count() {
        0 => 0,
        2 => 2,
        _ => 1,
    }
}

/// `os.path.normpath`.
fn normpath(vm: &Vm, path: &Ref) -> Res {
    let (units, is_bytes) = units(vm, path)?;
    let root = root_len(&units);
    let mut parts: Vec<&[u32]> = Vec::new();
    for part in units[root..].split(|&it| it == SLASH) {
        match part {
            [] | [DOT] => {}
            [DOT, DOT] if parts.last().is_some_and(|it| *it != [DOT, DOT]) => drop(parts.pop()),
            [DOT, DOT] if root > 0 => {}
            part => parts.push(part),
        }
    }
    let mut found = units[..root].to_vec();
    found.extend(parts.join(&SLASH));
    if found.is_empty() {
        found.push(DOT);
    }
    Ok(made(vm, &found, is_bytes))
}

/// `os.path.splitroot`.
fn splitroot(vm: &Vm, path: &Ref) -> Res {
    let (units, is_bytes) = units(vm, path)?;
    let (root, tail) = units.split_at(root_len(&units));
    let parts = [&[][..], root, tail].map(|it| made(vm, it, is_bytes));
    Ok(vm.tuple(parts.to_vec()))
}
