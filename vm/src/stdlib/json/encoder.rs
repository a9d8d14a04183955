//! `json.encoder.c_make_encoder`: objects to text.

use super::quote;
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::float::Float;
use crate::objects::list::List;
use crate::objects::native::NativeFunction;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::signature::Signature;
use crate::text::StrBuilder;
use crate::typedef::{BASE, TypeDef, flag, member};
use crate::vm::Vm;

/// How text is put into quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Ascii,
    Unicode,
    /// By a function of the caller's.
    Other,
}

/// What an encoder was asked for.
pub(crate) struct Encoder {
    /// Markers, default, encoder, indent, key separator, item separator.
    parts: [Ref; 6],
    sort_keys: bool,
    skip_keys: bool,
    allow_nan: bool,
    quote: Quote,
}

impl Payload for Encoder {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.parts.iter().for_each(visit);
    }
}

fn of(object: &Ref) -> &Encoder {
    object.expect::<Encoder>()
}

/// `_json.Encoder`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_json.Encoder",
    flags: flag::BASETYPE | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
        it.tp_call.set(Some(call));
    },
    getset: &[
        member("markers", |_, it| Ok(of(it).parts[0].clone())),
        member("default", |_, it| Ok(of(it).parts[1].clone())),
        member("encoder", |_, it| Ok(of(it).parts[2].clone())),
        member("indent", |_, it| Ok(of(it).parts[3].clone())),
        member("key_separator", |_, it| Ok(of(it).parts[4].clone())),
        member("item_separator", |_, it| Ok(of(it).parts[5].clone())),
        member("sort_keys", |vm, it| Ok(vm.bool(of(it).sort_keys))),
        member("skipkeys", |vm, it| Ok(vm.bool(of(it).skip_keys))),
    ],
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    size: (80, 0),
    ..BASE
};

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    const WRITTEN: &str = "make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)";
    thread_local!(static SIGNATURE: Signature = Signature::parse(WRITTEN, false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    if !args[0].is(&vm.none) && args[0].get::<Dict>().is_none() {
        let name = vm.type_name(&args[0]);
        let text = format!("make_encoder() argument 1 must be dict or None, not {name}");
        return Err(vm.type_error(text));
    }
    for index in [4, 5] {
        if args[index].get::<Str>().is_none() {
            let name = vm.type_name(&args[index]);
            let text = format!("make_encoder() argument {} must be str, not {name}", index + 1);
            return Err(vm.type_error(text));
        }
    }
    let quote =
        args[2].get::<NativeFunction>().map_or(Quote::Other, |it| match it.signature.name {
            "encode_basestring_ascii" => Quote::Ascii,
            "encode_basestring" => Quote::Unicode,
            _ => Quote::Other,
        });
    let it = Encoder {
        parts: [0, 1, 2, 3, 4, 5].map(|index| args[index].clone()),
        sort_keys: vm.is_true(&args[6])?,
        skip_keys: vm.is_true(&args[7])?,
        allow_nan: vm.is_true(&args[8])?,
        quote,
    };
    Ok(type_::instantiate(class, it))
}

fn call(vm: &Vm, object: &Ref, args: Args) -> Res {
    const WRITTEN: &str = "_iterencode(obj, _current_indent_level)";
    thread_local!(static SIGNATURE: Signature = Signature::parse(WRITTEN, false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    let it = of(object);
    let indent = it.parts[3].get::<Str>().map(|it| it.0.clone());
    let level = vm.index_or_overflow(&args[1])?.max(0) as usize;
    let out = StrBuilder::with_capacity(64);
    let mut writing = Writing { vm, it, out, asked: 0, indent, level };
    writing.object(&args[0])?;
    Ok(vm.tuple(vec![vm.new_str(writing.out.finish())]))
}

struct Writing<'a> {
    vm: &'a Vm,
    it: &'a Encoder,
    out: StrBuilder,
    /// For how much text memory was asked.
    asked: usize,
    /// What stands before each line of a level; nothing where all is on one line.
    indent: Option<crate::text::Str>,
    level: usize,
}

impl Writing<'_> {
    /// `encoder_listencode_obj`.
    fn object(&mut self, object: &Ref) -> Res<()> {
        let vm = self.vm;
        self.charge()?;
        if object.is(&vm.none) {
            self.out.push_str("null");
        } else if let Some(value) = vm.as_bool(object) {
            self.out.push_str(if value { "true" } else { "false" });
        } else if object.get::<Str>().is_some() {
            self.string(object)?;
        } else if object.get::<Int>().is_some() {
            let text = int_text(vm, object)?;
            self.push(&text);
        } else if let Some(value) = object.get::<Float>() {
            let text = self.float(object, value.0)?;
            self.push(&text);
        } else if object.get::<List>().is_some() || object.get::<Tuple>().is_some() {
            let _nested = vm.enter(" while encoding a JSON object")?;
            self.sequence(object)?;
        } else if object.get::<Dict>().is_some() {
            let _nested = vm.enter(" while encoding a JSON object")?;
            self.dict(object)?;
        } else {
            let marker = self.mark(object)?;
            let other = vm.call(&self.it.parts[1], Args::one(object.clone()))?;
            let _nested = vm.enter(" while encoding a JSON object")?;
            self.object(&other)?;
            self.unmark(marker)?;
        }
        Ok(())
    }

    fn charge(&mut self) -> Res<()> {
        self.vm.charge(1)?;
        if self.out.len() > self.asked + 4096 {
            self.vm.charge_len(self.out.len() - self.asked)?;
            self.asked = self.out.len();
        }
        Ok(())
    }

    fn push(&mut self, text: &Ref) {
        if let Some(text) = text.get::<Str>() {
            self.out.push_py(&text.0);
        }
    }

    fn string(&mut self, object: &Ref) -> Res<()> {
        let text = &object.expect::<Str>().0;
        match self.it.quote {
            Quote::Ascii => quote::push_ascii(&mut self.out, text),
            Quote::Unicode => quote::push_unicode(&mut self.out, text),
            Quote::Other => {
                let vm = self.vm;
                let made = vm.call(&self.it.parts[2], Args::one(object.clone()))?;
                if made.get::<Str>().is_none() {
                    let name = vm.type_name(&made);
                    let text = format!("encoder() must return a string, not {name}");
                    return Err(vm.type_error(text));
                }
                self.push(&made);
            }
        }
        Ok(())
    }

    fn float(&self, object: &Ref, value: f64) -> Res {
        let vm = self.vm;
        if value.is_finite() {
            return Ok(vm.str(&crate::numbers::float::repr(value)));
        }
        if !self.it.allow_nan {
            let shown = vm.repr_text(object)?;
            let text = format!("Out of range float values are not JSON compliant: {shown}");
            return Err(vm.value_error(text));
        }
        Ok(vm.str(match value {
            _ if value.is_nan() => "NaN",
            _ if value > 0.0 => "Infinity",
            _ => "-Infinity",
        }))
    }

    /// A new line, if there are several.
    fn line(&mut self) {
        let Some(indent) = &self.indent else { return };
        self.out.push(b'\n'.into());
        for _ in 0..self.level {
            self.out.push_py(indent);
        }
    }

    /// Between two items.
    fn separate(&mut self) {
        let separator = self.it.parts[5].clone();
        self.push(&separator);
        self.line();
    }

    /// Remembers what is being written; the key to forget it by.
    fn mark(&self, object: &Ref) -> Res<Option<Ref>> {
        let vm = self.vm;
        let Some(markers) = self.it.parts[0].get::<Dict>() else { return Ok(None) };
        let key = vm.int(object.address() as i64);
        if markers.contains(vm, &key)? {
            return Err(vm.value_error("Circular reference detected".to_owned()));
        }
        markers.insert(vm, &key, object.clone())?;
        Ok(Some(key))
    }

    fn unmark(&self, key: Option<Ref>) -> Res<()> {
        if let (Some(key), Some(markers)) = (key, self.it.parts[0].get::<Dict>()) {
            drop(markers.remove(self.vm, &key)?);
        }
        Ok(())
    }

    fn sequence(&mut self, object: &Ref) -> Res<()> {
        let items = self.vm.iterate_to_vec(object)?;
        if items.is_empty() {
            self.out.push_str("[]");
            return Ok(());
        }
        let marker = self.mark(object)?;
        self.out.push(b'['.into());
        self.level += 1;
        self.line();
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.separate();
            }
            self.object(item)?;
        }
        self.level -= 1;
        self.line();
        self.out.push(b']'.into());
        self.unmark(marker)
    }

    fn entries(&self, object: &Ref) -> Res<Vec<(Ref, Ref)>> {
        let vm = self.vm;
        if !self.it.sort_keys && object.is_exactly(&vm.types.dict) {
            return Ok(object.expect::<Dict>().entries());
        }
        let items = vm.call_method(object, "items", Args::none())?;
        let items = vm.list(vm.iterate_to_vec(&items)?);
        if self.it.sort_keys {
            crate::objects::list::sort(vm, &items, None, false)?;
        }
        let mut pairs = Vec::new();
        for item in vm.iterate_to_vec(&items)? {
            match item.get::<Tuple>().map(Tuple::items) {
                Some([key, value]) => pairs.push((key.clone(), value.clone())),
                _ => return Err(vm.value_error("items must return 2-tuples".to_owned())),
            }
        }
        Ok(pairs)
    }

    /// `encoder_listencode_dict`.
    fn dict(&mut self, object: &Ref) -> Res<()> {
        if object.expect::<Dict>().is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        let marker = self.mark(object)?;
        self.out.push(b'{'.into());
        self.level += 1;
        let mut is_first = true;
        for (key, value) in self.entries(object)? {
            let Some(key) = self.key(&key)? else { continue };
            match std::mem::take(&mut is_first) {
                true => self.line(),
                false => self.separate(),
            }
            self.string(&key)?;
            let separator = self.it.parts[4].clone();
            self.push(&separator);
            self.object(&value)?;
        }
        self.level -= 1;
        // Where all keys were left out there is no line.
        if !is_first {
            self.line();
        }
        self.out.push(b'}'.into());
        self.unmark(marker)
    }

    /// A key as text; `None`: it is left out.
    fn key(&self, key: &Ref) -> Res<Option<Ref>> {
        let vm = self.vm;
        if key.get::<Str>().is_some() {
            return Ok(Some(key.clone()));
        }
        if let Some(value) = key.get::<Float>() {
            return self.float(key, value.0).map(Some);
        }
        if key.is(&vm.none) {
            return Ok(Some(vm.str("null")));
        }
        if let Some(value) = vm.as_bool(key) {
            return Ok(Some(vm.str(if value { "true" } else { "false" })));
        }
        if key.get::<Int>().is_some() {
            return int_text(vm, key).map(Some);
        }
        if self.it.skip_keys { Ok(None) } else { Err(bad_key(vm, key)) }
    }
}

fn bad_key(vm: &Vm, key: &Ref) -> Raised {
    let name = vm.type_name(key);
    vm.type_error(format!("keys must be str, int, float, bool or None, not {name}"))
}

/// As `int.__repr__` writes it, whatever the class says.
fn int_text(vm: &Vm, object: &Ref) -> Res {
    if let Int::Small(value) = object.expect::<Int>() {
        return Ok(vm.str(&value.to_string()));
    }
    vm.repr(&vm.exact_int(object))
}
