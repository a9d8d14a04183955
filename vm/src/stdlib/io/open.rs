//! `open`: the layers that a mode asks for.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

use super::{BUFFER_SIZE, buffered, call, raw, text};

/// What a mode says.
#[derive(Clone, Copy, Default)]
struct Mode {
    creates: bool,
    reads: bool,
    writes: bool,
    appends: bool,
    updates: bool,
    is_text: bool,
    is_binary: bool,
}

impl Mode {
    fn of(vm: &Vm, mode: &str) -> Res<Mode> {
        let mut found = Mode::default();
        for (at, char) in mode.char_indices() {
            if mode[..at].contains(char) {
                return Err(vm.value_error(format!("invalid mode: '{mode}'")));
            }
            match char {
                'x' => found.creates = true,
                'r' => found.reads = true,
                'w' => found.writes = true,
                'a' => found.appends = true,
                '+' => found.updates = true,
                't' => found.is_text = true,
                'b' => found.is_binary = true,
                _ => return Err(vm.value_error(format!("invalid mode: '{mode}'"))),
            }
        }
        if found.is_text && found.is_binary {
            let text = "can't have text and binary mode at once";
            return Err(vm.value_error(text.to_owned()));
        }
        let kinds = [found.creates, found.reads, found.writes, found.appends];
        if kinds.into_iter().filter(|it| *it).count() != 1 {
            let text = "must have exactly one of create/read/write/append mode";
            return Err(vm.value_error(text.to_owned()));
        }
        Ok(found)
    }

    fn raw(self) -> String {
        let kinds = [
            (self.creates, 'x'),
            (self.reads, 'r'),
            (self.writes, 'w'),
            (self.appends, 'a'),
            (self.updates, '+'),
        ];
        kinds.iter().filter(|it| it.0).map(|it| it.1).collect()
    }
}

/// `open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)`.
pub(in crate::stdlib) fn open(vm: &Vm, _: &Ref, args: Args) -> Res {
    let mode_text = match args.get(1) {
        None => "r".to_owned(),
        Some(it) => vm.str_text(it).ok_or_else(|| {
            let given = vm.type_name(it);
            vm.type_error(format!("open() argument 'mode' must be str, not {given}"))
        })?,
    };
    let mode = Mode::of(vm, &mode_text)?;
    let buffering = args.get(2).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
    check_text_arguments(vm, mode, &args)?;
    if mode.is_binary && buffering == 1 {
        let text = "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
        vm.warn(&vm.exceptions.RuntimeWarning, text)?;
    }
    let or_none = |index: usize| args.get(index).cloned().unwrap_or_else(|| vm.none.clone());
    let closefd = args.get(6).cloned().unwrap_or_else(|| vm.bool(true));
    let given = [args[0].clone(), vm.str(&mode.raw()), closefd, or_none(7)];
    let raw = vm.call(&vm.type_of(&raw::FILE_IO), Args::positional(given))?;
    let layers = Layers {
        mode,
        mode_text,
        buffering,
        encoding: or_none(3),
        errors: or_none(4),
        newline: or_none(5),
    };
    let mut result = raw.clone();
    layers.build(vm, &raw, &mut result).map_err(|error| closed_after(vm, error, &result))
}

fn check_text_arguments(vm: &Vm, mode: Mode, args: &Args) -> Res<()> {
    if !mode.is_binary {
        return Ok(());
    }
    for (index, what) in [(3, "an encoding"), (4, "an errors"), (5, "a newline")] {
        if args.get_not_none(vm, index).is_some() {
            return Err(vm.value_error(format!("binary mode doesn't take {what} argument")));
        }
    }
    Ok(())
}

/// What could not be opened to its end is closed.
fn closed_after(vm: &Vm, error: Raised, opened: &Ref) -> Raised {
    match call(vm, opened, "close") {
        Ok(_) => error,
        Err(other) => other,
    }
}

struct Layers {
    mode: Mode,
    mode_text: String,
    buffering: isize,
    encoding: Ref,
    errors: Ref,
    newline: Ref,
}

impl Layers {
    fn build(&self, vm: &Vm, raw: &Ref, result: &mut Ref) -> Res {
        let is_terminal = self.buffering < 0 && {
            let found = call(vm, raw, "_isatty_open_only")?;
            vm.is_true(&found)?
        };
        let line_buffering = self.buffering == 1 || is_terminal;
        let size = match self.buffering {
            ..=1 => BUFFER_SIZE as isize,
            size => size,
        };
        if self.buffering == 0 {
            if self.mode.is_binary {
                return Ok(raw.clone());
            }
            return Err(vm.value_error("can't have unbuffered text I/O".to_owned()));
        }
        let def = match self.mode {
            Mode { updates: true, .. } => &buffered::RANDOM,
            Mode { reads: true, .. } => &buffered::READER,
            _ => &buffered::WRITER,
        };
        let size = vm.int(size as i64);
        let buffer = vm.call(&vm.type_of(def), Args::positional([raw.clone(), size]))?;
        *result = buffer.clone();
        if self.mode.is_binary {
            return Ok(buffer);
        }
        let args = [
            buffer,
            self.encoding.clone(),
            self.errors.clone(),
            self.newline.clone(),
            vm.bool(line_buffering),
        ];
        let wrapper = vm.call(&vm.type_of(&text::TEXT_IO), Args::positional(args))?;
        *result = wrapper.clone();
        vm.set_attribute(&wrapper, &vm.names.mode, Some(vm.str(&self.mode_text)))?;
        Ok(wrapper)
    }
}
