//! `struct.Struct`, and the iterator that `iter_unpack` makes.

use std::cell::Cell;

use super::{buffer, error, layout};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::layout::Layout;
use crate::objects::bytes::as_bytes;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{BASE, FINAL, TypeDef, flag, getter, method};
use crate::vm::Vm;

/// A layout as an object.
pub(crate) struct Struct {
    layout: Layout,
    format: Ref,
}

impl Payload for Struct {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.format);
    }
}

/// `_struct.Struct`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_struct.Struct",
    doc: "Struct(fmt) --> compiled struct object",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(|_, _, _| Ok(())));
        it.tp_repr.set(Some(|vm, object| {
            let name = object.class().expect::<type_::Type>().name.borrow().clone();
            Ok(vm.str(&format!("{name}({})", vm.repr_text(&of(object).format)?)))
        }));
    },
    methods: &[
        method("pack(self, *args)", |vm, object, mut args| {
            args.no_keywords(vm, "pack")?;
            buffer::pack(vm, &of(object).layout, &args.take_positional(0))
        }),
        method("pack_into(self, *args)", |vm, object, mut args| {
            args.no_keywords(vm, "pack_into")?;
            buffer::pack_into(vm, &of(object).layout, &args.take_positional(0))
        }),
        method("unpack(self, buffer, /)", |vm, object, args| {
            buffer::unpack(vm, &of(object).layout, &args[0])
        }),
        method("unpack_from(self, /, buffer, offset=0)", |vm, object, args| {
            buffer::unpack_from(vm, &of(object).layout, &args[0], args.get(1))
        }),
        method("iter_unpack(self, buffer, /)", |vm, object, args| {
            iter_unpack(vm, of(object).layout.clone(), &args[0])
        }),
        method("__sizeof__(self, /)", |vm, object, _| {
            const BASIC: usize = 56;
            const CODE: usize = 32;
            let n_codes = of(object).layout.n_codes + 1;
            Ok(vm.int((BASIC + CODE * n_codes) as i64))
        }),
    ],
    getset: &[
        getter("format", |_, object| Ok(of(object).format.clone())),
        getter("size", |vm, object| Ok(vm.int(of(object).layout.size as i64))),
    ],
    size: (56, 0),
    ..BASE
};

fn of(object: &Ref) -> &Struct {
    object.expect::<Struct>()
}

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    args.check(vm, "Struct", 1, 1)?;
    let layout = layout(vm, &args[0])?;
    let format = match args[0].get::<Str>() {
        Some(_) => args[0].clone(),
        None => {
            let bytes = as_bytes(&args[0]).unwrap_or_default();
            vm.str(&String::from_utf8_lossy(&bytes))
        }
    };
    Ok(type_::instantiate(class, Struct { layout, format }))
}

/// What `iter_unpack` returns.
pub(crate) struct Unpacking {
    layout: Layout,
    buffer: Ref,
    at: Cell<usize>,
}

impl Payload for Unpacking {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.buffer);
    }
}

static ITERATOR: TypeDef = TypeDef {
    name: "_struct.unpack_iterator",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[method("__length_hint__(self, /)", |vm, object, _| {
        let it = object.expect::<Unpacking>();
        let len = as_bytes(&it.buffer).map_or(0, |it| it.len());
        Ok(vm.int((len.saturating_sub(it.at.get()) / it.layout.size) as i64))
    })],
    size: (112, 0),
    ..FINAL
};

pub(super) fn iter_unpack(vm: &Vm, layout: Layout, buffer: &Ref) -> Res {
    let len = as_bytes(buffer).ok_or_else(|| buffer::no_bytes(vm, buffer))?.len();
    if layout.size == 0 {
        let text = "cannot iteratively unpack with a struct of length 0";
        return Err(error(vm, text.to_owned()));
    }
    if len % layout.size != 0 {
        let size = layout.size;
        let text = format!("iterative unpacking requires a buffer of a multiple of {size} bytes");
        return Err(error(vm, text));
    }
    let it = Unpacking { layout, buffer: buffer.clone(), at: Cell::new(0) };
    Ok(Ref::new(Some(vm.type_of(&ITERATOR)), it))
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<Unpacking>();
    let bytes = as_bytes(&it.buffer).unwrap_or_default();
    let end = it.at.get() + it.layout.size;
    let Some(part) = bytes.get(it.at.get()..end) else { return Ok(None) };
    it.at.set(end);
    Ok(Some(buffer::values(vm, &it.layout, part)))
}
