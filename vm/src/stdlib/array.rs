//! `array`: rows of numbers or characters, as C has them in memory.

mod assign;
mod item;
mod methods;
mod typecode;

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::bytes::as_bytes;
use crate::objects::list::compare_sequences;
use crate::objects::object::hash_not_implemented;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{BASE, FINAL, ModuleDef, TypeDef, flag, function, getter, method};
use crate::vm::Vm;

use typecode::Typecode;

/// A row of items of one kind.
pub(crate) struct Array {
    code: Typecode,
    bytes: RefCell<Vec<u8>>,
    /// For how many items CPython would have room.
    allocated: Cell<usize>,
    /// How many look at its memory; it keeps its size meanwhile.
    pub(crate) exports: Cell<usize>,
}

impl Payload for Array {
    const LEAF: bool = true;
}

impl Array {
    fn new(code: Typecode, bytes: Vec<u8>) -> Array {
        let allocated = Cell::new(bytes.len() / code.size());
        Array { code, bytes: RefCell::new(bytes), allocated, exports: Cell::new(0) }
    }

    fn len(&self) -> usize {
        self.n_bytes() / self.code.size()
    }

    pub(crate) fn n_bytes(&self) -> usize {
        self.bytes.borrow().len()
    }

    /// What its items are for `struct`, and how many bytes they take.
    pub(crate) fn format(&self) -> (&'static str, usize) {
        (self.code.format(), self.code.size())
    }

    /// Looks at the bytes; no Python code runs meanwhile.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        look(&self.bytes.borrow())
    }

    /// Changes bytes, not how many there are; no Python code runs meanwhile.
    pub(crate) fn change_in_place<T>(&self, change: impl FnOnce(&mut [u8]) -> T) -> T {
        change(&mut self.bytes.borrow_mut())
    }

    fn get(&self, vm: &Vm, at: usize) -> Res<Option<Ref>> {
        let size = self.code.size();
        let mut place = [0; 8];
        let found = self.look(|bytes| {
            let item = bytes.get(at * size..(at + 1) * size)?;
            place[..size].copy_from_slice(item);
            Some(())
        });
        found.map(|()| item::get(vm, self.code, &place[..size])).transpose()
    }

    /// Puts other bytes in the place of all; no Python code runs meanwhile (`array_resize`).
    fn replace(&self, vm: &Vm, start: usize, end: usize, new: &[u8]) -> Res<()> {
        let old_len = self.len();
        if self.exports.get() > 0 && new.len() != end - start {
            let text = "cannot resize an array that is exporting buffers";
            return Err(vm.buffer_error(text.to_owned()));
        }
        self.bytes.borrow_mut().splice(start..end, new.iter().copied());
        let len = self.len();
        if self.allocated.get() >= len && old_len < len + 16 {
            return Ok(());
        }
        let room = if len == 0 { 0 } else { (len >> 4) + if old_len < 8 { 3 } else { 7 } + len };
        self.allocated.set(room);
        Ok(())
    }

    fn append(&self, vm: &Vm, value: &Ref) -> Res<()> {
        let bytes = item::put(vm, self.code, value)?;
        vm.reserve(8)?;
        let end = self.n_bytes();
        self.replace(vm, end, end, &bytes)
    }
}

fn of(object: &Ref) -> &Array {
    object.expect::<Array>()
}

/// A new array.
fn made(vm: &Vm, code: Typecode, bytes: Vec<u8>) -> Ref {
    Ref::new(Some(vm.type_of(&ARRAY)), Array::new(code, bytes))
}

/// `array`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.",
    functions: &[function(
        "_array_reconstructor(arraytype, typecode, mformat_code, items, /)",
        methods::reconstruct,
    )],
    fill: |vm, module| {
        let module = module.expect::<crate::objects::module::Module>();
        let class = vm.type_of(&ARRAY);
        module.set(vm, "ArrayType", class.clone());
        module.set(vm, "array", class.clone());
        module.set(vm, "typecodes", vm.str(typecode::ALL));
        register_sequence(vm, &class)
    },
};

/// It is a mutable sequence to `collections.abc` (`array_modexec`).
fn register_sequence(vm: &Vm, class: &Ref) -> Res<()> {
    let abc = match vm.import("collections.abc") {
        Ok(abc) => abc,
        Err(error) if vm.is_raised(&error, &vm.exceptions.ImportError) => return Ok(()),
        Err(error) => return Err(error),
    };
    let sequence = vm.get_attribute(&abc, &vm.intern("MutableSequence"))?;
    vm.call_method(&sequence, "register", Args::one(class.clone())).map(drop)
}

/// `array.array`.
static ARRAY: TypeDef = TypeDef {
    name: "array.array",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS | flag::SEQUENCE,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
        it.tp_hash.set(Some(hash_not_implemented));
        it.tp_repr.set(Some(repr));
        it.tp_iter.set(Some(|vm, object| {
            let it = ArrayIterator { array: Slot::new(Some(object.clone())), at: Cell::new(0) };
            Ok(Ref::new(Some(vm.type_of(&ITERATOR)), it))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| match (a.get::<Array>(), b.get::<Array>()) {
            (Some(x), Some(y)) => compare_sequences(
                vm,
                op,
                |at| x.get(vm, at).ok().flatten(),
                |at| y.get(vm, at).ok().flatten(),
                || (x.len(), y.len()),
            ),
            _ => Ok(vm.not_implemented.clone()),
        }));
        it.sq_length.set(Some(|_, object| Ok(of(object).len())));
        it.mp_length.set(Some(|_, object| Ok(of(object).len())));
        it.sq_item.set(Some(assign::item));
        it.sq_ass_item.set(Some(assign::set_item));
        it.mp_subscript.set(Some(assign::subscript));
        it.mp_ass_subscript.set(Some(assign::set_subscript));
        it.sq_contains.set(Some(|vm, object, item| {
            methods::position(vm, object, item, 0, isize::MAX).map(|it| it.is_some())
        }));
        it.sq_concat.set(Some(assign::concat));
        it.sq_inplace_concat.set(Some(assign::inplace_concat));
        it.sq_repeat.set(Some(assign::repeat));
        it.sq_inplace_repeat.set(Some(assign::inplace_repeat));
    },
    methods: methods::METHODS,
    getset: &[
        getter("typecode", |vm, object| Ok(vm.char(of(object).code.letter().into()))),
        getter("itemsize", |vm, object| Ok(vm.int(of(object).code.size() as i64))),
    ],
    size: (64, 0),
    ..BASE
};

/// `array_new`.
fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    if class.is(&vm.type_of(&ARRAY)) {
        args.no_keywords(vm, "array.array")?;
    }
    let given = args.n_positional();
    if given == 0 || given > 2 {
        let (bound, n) = if given == 0 { ("at least", 1) } else { ("at most", 2) };
        let plural = if n == 1 { "" } else { "s" };
        let text = format!("array() takes {bound} {n} argument{plural} ({given} given)");
        return Err(vm.type_error(text));
    }
    let Some(letter) = args[0].get::<Str>().and_then(|it| it.single()) else {
        let name = vm.type_name(&args[0]);
        let text = format!("array() argument 1 must be a unicode character, not {name}");
        return Err(vm.type_error(text));
    };
    let source = if given > 1 { args.get(1) } else { None };
    check_source(vm, letter, source)?;
    let Some(code) = Typecode::from_letter(letter) else { return Err(typecode::bad(vm)) };
    if letter == u32::from('u') {
        let text = "The 'u' type code is deprecated and will be removed in Python 3.16";
        vm.warn(&vm.exceptions.DeprecationWarning, text)?;
    }
    let object = type_::instantiate(class, Array::new(code, Vec::new()));
    if let Some(source) = source {
        fill(vm, &object, source)?;
    }
    Ok(object)
}

fn is_text(code: Typecode) -> bool {
    matches!(code, Typecode::Utf16 | Typecode::Utf32)
}

/// Text makes text alone, whatever the other letters would say.
fn check_source(vm: &Vm, letter: u32, source: Option<&Ref>) -> Res<()> {
    let Some(source) = source else { return Ok(()) };
    let char = char::from_u32(letter).unwrap_or('\0');
    if matches!(char, 'u' | 'w') {
        return Ok(());
    }
    if source.get::<Str>().is_some() {
        let text = format!("cannot use a str to initialize an array with typecode '{char}'");
        return Err(vm.type_error(text));
    }
    if source.get::<Array>().is_some_and(|it| is_text(it.code)) {
        let text =
            format!("cannot use a unicode array to initialize an array with typecode '{char}'");
        return Err(vm.type_error(text));
    }
    Ok(())
}

fn fill(vm: &Vm, object: &Ref, source: &Ref) -> Res<()> {
    let it = of(object);
    if let Some(other) = source.get::<Array>().filter(|other| other.code == it.code) {
        let bytes = other.look(<[u8]>::to_vec);
        return set_all(vm, it, bytes);
    }
    if let Some(text) = source.get::<Str>().filter(|_| is_text(it.code)) {
        return set_all(vm, it, item::text_bytes(it.code, text));
    }
    let is_plain = source.get::<Array>().is_none() && source.get::<Str>().is_none();
    let is_bytes = vm.is_instance_of(source, &vm.types.bytes)
        || vm.is_instance_of(source, &vm.types.bytearray);
    if let Some(bytes) = as_bytes(source).filter(|_| is_plain && is_bytes) {
        return methods::append_bytes(vm, it, &bytes);
    }
    // The length is known of lists and tuples: their room is exact (`newarrayobject`).
    let items: Option<Vec<Ref>> = (source.is_exactly(&vm.types.list)
        || source.is_exactly(&vm.types.tuple))
    .then(|| vm.iterate_to_vec(source))
    .transpose()?;
    match items {
        Some(items) => {
            vm.charge_len(items.len() * it.code.size())?;
            let mut bytes = Vec::with_capacity(items.len() * it.code.size());
            for item in &items {
                bytes.extend(item::put(vm, it.code, item)?);
            }
            set_all(vm, it, bytes)
        }
        None => vm.for_each(source, |item| it.append(vm, &item)),
    }
}

fn set_all(vm: &Vm, it: &Array, bytes: Vec<u8>) -> Res<()> {
    vm.charge_len(bytes.len())?;
    it.allocated.set(bytes.len() / it.code.size());
    *it.bytes.borrow_mut() = bytes;
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = of(object);
    let name = object.ty().name.borrow().clone();
    let code = it.code.letter();
    if it.len() == 0 {
        return Ok(vm.str(&format!("{name}('{code}')")));
    }
    let items = if is_text(it.code) { methods::text(vm, it)? } else { methods::list(vm, it)? };
    Ok(vm.new_str({
        let mut made = crate::text::StrBuilder::with_capacity(64);
        made.push_str(&format!("{name}('{code}', "));
        made.push_py(&vm.repr(&items)?.expect::<Str>().0);
        made.push_str(")");
        made.finish()
    }))
}

/// What `iter` of an array returns.
pub(crate) struct ArrayIterator {
    array: Slot,
    at: Cell<usize>,
}

impl Payload for ArrayIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.array.visit(visit);
    }

    fn clear(&self) {
        self.array.set(None);
    }
}

static ITERATOR: TypeDef = TypeDef {
    name: "array.arrayiterator",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<ArrayIterator>();
            let Some(array) = it.array.get() else { return Ok(None) };
            let at = it.at.get();
            let found = of(&array).get(vm, at)?;
            match found {
                Some(_) => it.at.set(at + 1),
                None => it.array.set(None),
            }
            Ok(found)
        }));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<ArrayIterator>();
            let builtins = vm.builtins_dict();
            let iter = vm.get_item(&builtins, &vm.str("iter"))?;
            Ok(match it.array.get() {
                Some(array) => {
                    let at = vm.int(it.at.get() as i64);
                    vm.tuple(vec![iter, vm.tuple(vec![array]), at])
                }
                None => vm.tuple(vec![iter, vm.tuple(vec![vm.empty_tuple()])]),
            })
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            let it = object.expect::<ArrayIterator>();
            let at = vm.index_or_overflow(&args[0])?.max(0) as usize;
            let len = it.array.get().map_or(0, |it| of(&it).len());
            it.at.set(at.min(len));
            Ok(vm.none.clone())
        }),
    ],
    size: (32, 0),
    ..FINAL
};

fn bad_argument(vm: &Vm) -> Raised {
    vm.type_error("bad argument type for built-in operation".to_owned())
}
