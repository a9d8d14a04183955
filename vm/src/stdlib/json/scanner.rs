//! `json.scanner.make_scanner`: text to objects.

use rustc_hash::FxHashMap;

use super::{decode_error, string};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{BASE, TypeDef, flag, member};
use crate::vm::Vm;

/// What a decoder asks for.
pub(crate) struct JsonScanner {
    strict: bool,
    /// Object hook, pairs hook, makers of floats, ints and constants.
    hooks: [Ref; 5],
}

impl Payload for JsonScanner {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.hooks.iter().for_each(visit);
    }
}

const NAMES: [&str; 5] =
    ["object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"];

fn of(object: &Ref) -> &JsonScanner {
    object.expect::<JsonScanner>()
}

/// `_json.Scanner`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_json.Scanner",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
        it.tp_call.set(Some(call));
    },
    getset: &[
        member("strict", |vm, it| Ok(vm.bool(of(it).strict))),
        member("object_hook", |_, it| Ok(of(it).hooks[0].clone())),
        member("object_pairs_hook", |_, it| Ok(of(it).hooks[1].clone())),
        member("parse_float", |_, it| Ok(of(it).hooks[2].clone())),
        member("parse_int", |_, it| Ok(of(it).hooks[3].clone())),
        member("parse_constant", |_, it| Ok(of(it).hooks[4].clone())),
    ],
    doc: "JSON scanner object",
    size: (64, 0),
    ..BASE
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    thread_local!(static SIGNATURE: Signature = Signature::parse("make_scanner(context)", false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    let get = |name: &str| vm.get_attribute(&args[0], &vm.intern(name));
    let strict = vm.is_true(&get("strict")?)?;
    let [a, b, c, d, e] = NAMES;
    let hooks = [get(a)?, get(b)?, get(c)?, get(d)?, get(e)?];
    Ok(type_::instantiate(class, JsonScanner { strict, hooks }))
}

fn call(vm: &Vm, object: &Ref, args: Args) -> Res {
    thread_local!(static SIGNATURE: Signature = Signature::parse("scan_once(string, idx)", false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    let index = vm.index_or_overflow(&args[1])?;
    let Ok(index) = usize::try_from(index) else {
        return Err(vm.value_error("idx cannot be negative".to_owned()));
    };
    vm.charge_len(text.len() * 4)?;
    let codes: Vec<u32> = text.code_points().collect();
    let mut scan =
        Scan { vm, it: of(object), text: &args[0], codes: &codes, keys: FxHashMap::default() };
    let (found, next) = scan.once(index)?;
    Ok(vm.tuple(vec![found, vm.int(next as i64)]))
}

struct Scan<'a> {
    vm: &'a Vm,
    it: &'a JsonScanner,
    text: &'a Ref,
    codes: &'a [u32],
    /// Equal keys are one object.
    keys: FxHashMap<Vec<u32>, Ref>,
}

impl Scan<'_> {
    fn is(&self, at: usize, byte: u8) -> bool {
        self.codes.get(at) == Some(&byte.into())
    }

    fn skip(&self, mut at: usize) -> usize {
        while matches!(self.codes.get(at), Some(0x20 | 0x09 | 0x0a | 0x0d)) {
            at += 1;
        }
        at
    }

    fn stop(&self, at: usize) -> Raised {
        self.vm.stop_iteration(Some(self.vm.int(at as i64)))
    }

    fn error(&self, message: &str, at: usize) -> Raised {
        decode_error(self.vm, message, self.text, at)
    }

    fn starts_with(&self, at: usize, word: &str) -> bool {
        let rest = self.codes.get(at..at + word.len());
        rest.is_some_and(|it| it.iter().zip(word.bytes()).all(|(code, byte)| *code == byte.into()))
    }

    /// `scan_once_unicode`.
    fn once(&mut self, at: usize) -> Res<(Ref, usize)> {
        let vm = self.vm;
        vm.charge(1)?;
        let Some(&code) = self.codes.get(at) else { return Err(self.stop(at)) };
        match u8::try_from(code).unwrap_or(0) {
            b'"' => string::scan(vm, self.text, self.codes, at + 1, self.it.strict),
            b'{' => {
                let _nested = vm.enter(" while decoding a JSON object from a unicode string")?;
                self.object(at + 1)
            }
            b'[' => {
                let _nested = vm.enter(" while decoding a JSON array from a unicode string")?;
                self.array(at + 1)
            }
            b'n' if self.starts_with(at, "null") => Ok((vm.none.clone(), at + 4)),
            b't' if self.starts_with(at, "true") => Ok((vm.bool(true), at + 4)),
            b'f' if self.starts_with(at, "false") => Ok((vm.bool(false), at + 5)),
            b'N' if self.starts_with(at, "NaN") => self.constant("NaN", at),
            b'I' if self.starts_with(at, "Infinity") => self.constant("Infinity", at),
            b'-' if self.starts_with(at, "-Infinity") => self.constant("-Infinity", at),
            _ => self.number(at),
        }
    }

    fn constant(&self, word: &str, at: usize) -> Res<(Ref, usize)> {
        let found = self.vm.call(&self.it.hooks[4], Args::one(self.vm.str(word)))?;
        Ok((found, at + word.len()))
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.is_digit(at) {
            at += 1;
        }
        at
    }

    fn is_digit(&self, at: usize) -> bool {
        self.codes.get(at).is_some_and(|it| (0x30..0x3a).contains(it))
    }

    /// `_match_number_unicode`.
    fn number(&self, start: usize) -> Res<(Ref, usize)> {
        let mut at = start + usize::from(self.is(start, b'-'));
        match self.codes.get(at) {
            Some(0x31..0x3a) => at = self.digits(at),
            Some(0x30) => at += 1,
            _ => return Err(self.stop(start)),
        }
        let mut is_float = false;
        if self.is(at, b'.') && self.is_digit(at + 1) {
            is_float = true;
            at = self.digits(at + 2);
        }
        if self.is(at, b'e') || self.is(at, b'E') {
            let sign = self.is(at + 1, b'+') || self.is(at + 1, b'-');
            let from = at + 1 + usize::from(sign);
            if self.is_digit(from) {
                is_float = true;
                at = self.digits(from);
            }
        }
        let vm = self.vm;
        let written: String =
            self.codes[start..at].iter().filter_map(|&it| char::from_u32(it)).collect();
        let (hook, plain) = match is_float {
            true => (&self.it.hooks[2], &vm.types.float),
            false => (&self.it.hooks[3], &vm.types.int),
        };
        if hook.is(plain) {
            if is_float {
                return Ok((vm.float(written.parse().unwrap_or(f64::NAN)), at));
            }
            if let Ok(small) = written.parse::<i64>() {
                return Ok((vm.new_int(Int::Small(small)), at));
            }
        }
        Ok((vm.call(hook, Args::one(vm.str(&written)))?, at))
    }

    fn key(&mut self, at: usize) -> Res<(Ref, usize)> {
        let (key, next) = string::scan(self.vm, self.text, self.codes, at + 1, self.it.strict)?;
        let written = self.codes[at..next].to_vec();
        Ok((self.keys.entry(written).or_insert(key).clone(), next))
    }

    /// `_parse_object_unicode`.
    fn object(&mut self, start: usize) -> Res<(Ref, usize)> {
        let vm = self.vm;
        let has_pairs = !self.it.hooks[1].is(&vm.none);
        let (mut pairs, made) = (Vec::new(), vm.dict());
        let mut at = self.skip(start);
        while !self.is(at, b'}') {
            if !self.is(at, b'"') {
                return Err(self.error("Expecting property name enclosed in double quotes", at));
            }
            let (key, next) = self.key(at)?;
            at = self.skip(next);
            if !self.is(at, b':') {
                return Err(self.error("Expecting ':' delimiter", at));
            }
            let (value, next) = self.once(self.skip(at + 1))?;
            vm.reserve(16)?;
            match has_pairs {
                true => pairs.push(vm.tuple(vec![key, value])),
                false => made.expect::<Dict>().insert(vm, &key, value)?,
            }
            at = self.skip(next);
            if self.is(at, b'}') {
                break;
            }
            if !self.is(at, b',') {
                return Err(self.error("Expecting ',' delimiter", at));
            }
            let comma = at;
            at = self.skip(at + 1);
            if self.is(at, b'}') {
                return Err(self.error("Illegal trailing comma before end of object", comma));
            }
        }
        let found = if has_pairs {
            vm.call(&self.it.hooks[1], Args::one(vm.list(pairs)))?
        } else if !self.it.hooks[0].is(&vm.none) {
            vm.call(&self.it.hooks[0], Args::one(made))?
        } else {
            made
        };
        Ok((found, at + 1))
    }

    /// `_parse_array_unicode`.
    fn array(&mut self, start: usize) -> Res<(Ref, usize)> {
        let vm = self.vm;
        let mut items = Vec::new();
        let mut at = self.skip(start);
        while !self.is(at, b']') {
            let (value, next) = self.once(at)?;
            vm.reserve(8)?;
            items.push(value);
            at = self.skip(next);
            if self.is(at, b']') {
                break;
            }
            if !self.is(at, b',') {
                return Err(self.error("Expecting ',' delimiter", at));
            }
            let comma = at;
            at = self.skip(at + 1);
            if self.is(at, b']') {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
        Ok((vm.list(items), at + 1))
    }
}
