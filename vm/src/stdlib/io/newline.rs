//! Ends of lines: how text files translate them, and `IncrementalNewlineDecoder`.

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::signature::Signature;
use crate::text;
use crate::typedef::{BASE, TypeDef, flag, getter, method};
use crate::vm::Vm;

const CR: u32 = '\r' as u32;
const LF: u32 = '\n' as u32;

/// What `newline=` says: how lines end when they are read and when they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Newlines {
    /// `None`, or what was given.
    pub given: Option<String>,
}

impl Newlines {
    /// Checks an argument `newline`.
    pub(super) fn of(vm: &Vm, given: Option<&Ref>) -> Res<Newlines> {
        let Some(given) = given.filter(|it| !it.is(&vm.none)) else {
            return Ok(Newlines { given: None });
        };
        let Some(text) = vm.str_text(given) else {
            let given = vm.type_name(given);
            return Err(vm.type_error(format!("newline must be str or None, not {given}")));
        };
        if !["", "\n", "\r", "\r\n"].contains(&text.as_str()) {
            return Err(vm.value_error(format!("illegal newline value: {}", vm.repr_text(given)?)));
        }
        Ok(Newlines { given: Some(text) })
    }

    /// Does any end of a line count when text is read?
    pub(super) fn is_universal(&self) -> bool {
        self.given.as_deref().is_none_or(str::is_empty)
    }

    /// Is any end of a line read as `\n`?
    pub(super) fn translates(&self) -> bool {
        self.given.is_none()
    }

    /// What `\n` is written as.
    pub(super) fn written(&self) -> Option<&str> {
        self.given.as_deref().filter(|it| !it.is_empty() && *it != "\n")
    }

    /// Where the first line ends.
    pub(super) fn line_end(&self, units: &[u32]) -> Option<usize> {
        match self.given.as_deref() {
            Some("") => {
                let at = units.iter().position(|&it| it == LF || it == CR)?;
                let both = units[at] == CR && units.get(at + 1) == Some(&LF);
                Some(at + 1 + usize::from(both))
            }
            Some("\r") => units.iter().position(|&it| it == CR).map(|it| it + 1),
            Some("\r\n") => units.windows(2).position(|it| it == [CR, LF]).map(|it| it + 2),
            _ => units.iter().position(|&it| it == LF).map(|it| it + 1),
        }
    }
}

/// `\n` as it is written.
pub(super) fn translated(units: impl Iterator<Item = u32>, newline: Option<&str>) -> Vec<u32> {
    let Some(newline) = newline else { return units.collect() };
    let mut found = Vec::new();
    for unit in units {
        match unit {
            LF => found.extend(newline.chars().map(u32::from)),
            unit => found.push(unit),
        }
    }
    found
}

/// Ends of lines that were seen, and whether a `\r` waits for what comes after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub pending_cr: bool,
    kinds: u8,
}

impl Seen {
    /// Text with its ends of lines counted, and read as `\n` where that is asked for.
    pub(super) fn decode(&mut self, units: Vec<u32>, translates: bool, is_final: bool) -> Vec<u32> {
        let mut units = units;
        if self.pending_cr && (!units.is_empty() || is_final) {
            units.insert(0, CR);
            self.pending_cr = false;
        }
        if units.last() == Some(&CR) && !is_final {
            units.pop();
            self.pending_cr = true;
        }
        let mut found = Vec::with_capacity(units.len());
        let mut at = 0;
        while at < units.len() {
            let both = units[at] == CR && units.get(at + 1) == Some(&LF);
            self.kinds |= match units[at] {
                LF => 1,
                CR if both => 4,
                CR => 2,
                _ => 0,
            };
            match units[at] {
                CR if translates => found.push(LF),
                unit => found.push(unit),
            }
            if both && !translates {
                found.push(LF);
            }
            at += 1 + usize::from(both);
        }
        found
    }

    /// `newlines`: `None`, one kind, or a tuple of all that were seen.
    pub(super) fn newlines(&self, vm: &Vm) -> Ref {
        let kinds = [(1, "\n"), (2, "\r"), (4, "\r\n")];
        // The order of the tuple is CPython's: "\r", "\n", "\r\n".
        let order = [kinds[1], kinds[0], kinds[2]];
        let seen: Vec<Ref> =
            order.iter().filter(|it| self.kinds & it.0 != 0).map(|it| vm.str(it.1)).collect();
        match seen.as_slice() {
            [] => vm.none.clone(),
            [one] => one.clone(),
            _ => vm.tuple(seen),
        }
    }
}

/// `IncrementalNewlineDecoder`: over another decoder, or over text.
#[derive(Default)]
pub(crate) struct NewlineDecoder {
    decoder: Slot,
    translates: Cell<bool>,
    seen: RefCell<Seen>,
}

impl Payload for NewlineDecoder {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.decoder.visit(visit);
    }
}

/// `IncrementalNewlineDecoder`.
pub(super) static NEWLINE_DECODER: TypeDef = TypeDef {
    name: "_io.IncrementalNewlineDecoder",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, NewlineDecoder::default()))));
        it.tp_init.set(Some(|vm, object, args| {
            let signature = "IncrementalNewlineDecoder(decoder, translate, errors='strict')";
            let args = Signature::parse(signature, false).bind(vm, args)?;
            let it = object.expect::<NewlineDecoder>();
            it.translates.set(vm.is_true(&args[1])?);
            it.decoder.set(Some(args[0].clone()).filter(|it| !it.is(&vm.none)));
            it.seen.replace(Seen::default());
            Ok(())
        }));
    },
    methods: &[
        method("decode(self, input, final=False)", |vm, object, args| {
            let it = object.expect::<NewlineDecoder>();
            let is_final = args.get(1).map_or(Ok(false), |it| vm.is_true(it))?;
            let text = match it.decoder.get() {
                Some(decoder) => {
                    let args = Args::positional([args[0].clone(), vm.bool(is_final)]);
                    vm.call_method(&decoder, "decode", args)?
                }
                None => args[0].clone(),
            };
            let Some(units) = text.get::<Str>() else {
                let given = vm.type_name(&text);
                let text = format!("decoder should return a string result, not '{given}'");
                return Err(vm.type_error(text));
            };
            let units = units.code_points().collect();
            let found = it.seen.borrow_mut().decode(units, it.translates.get(), is_final);
            Ok(vm.new_str(text::Str::from_code_points(found)))
        }),
        method("getstate(self, /)", |vm, object, _| {
            let it = object.expect::<NewlineDecoder>();
            let inner = match it.decoder.get() {
                Some(decoder) => vm.tuple_items(&super::call(vm, &decoder, "getstate")?),
                None => vec![vm.bytes(Vec::new()), vm.int(0)],
            };
            let [buffer, flags] =
                inner.try_into().map_err(|_| vm.type_error("illegal decoder state".to_owned()))?;
            let flags = vm.index_or_overflow(&flags)? << 1;
            let cr = isize::from(it.seen.borrow().pending_cr);
            Ok(vm.tuple(vec![buffer, vm.int((flags | cr) as i64)]))
        }),
        method("setstate(self, state, /)", |vm, object, args| {
            let it = object.expect::<NewlineDecoder>();
            let items = vm.tuple_items(&args[0]);
            let [buffer, flags] = items
                .try_into()
                .map_err(|_| vm.type_error("state argument must be a tuple".to_owned()))?;
            let flags = vm.index_or_overflow(&flags)?;
            it.seen.borrow_mut().pending_cr = flags & 1 != 0;
            if let Some(decoder) = it.decoder.get() {
                let state = vm.tuple(vec![buffer, vm.int((flags >> 1) as i64)]);
                vm.call_method(&decoder, "setstate", Args::one(state))?;
            }
            Ok(vm.none.clone())
        }),
        method("reset(self, /)", |vm, object, _| {
            let it = object.expect::<NewlineDecoder>();
            it.seen.replace(Seen::default());
            match it.decoder.get() {
                Some(decoder) => super::call(vm, &decoder, "reset"),
                None => Ok(vm.none.clone()),
            }
        }),
    ],
    getset: &[getter("newlines", |vm, object| {
        let seen = *object.expect::<NewlineDecoder>().seen.borrow();
        Ok(seen.newlines(vm))
    })],
    ..BASE
};
