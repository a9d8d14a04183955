//! `compressobj()`, `decompressobj()` and `_ZlibDecompressor`.

use std::cell::RefCell;

use super::stream::{Deflate, Finish, Inflate};
use super::{bad_option, error, number};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, flag, getter, method};
use crate::vm::Vm;

/// What `compressobj` returns; empty once it was flushed to the end.
pub(crate) struct Compressor(RefCell<Option<Deflate>>);

impl Payload for Compressor {
    const LEAF: bool = true;
}

/// What `decompressobj` returns, and `_ZlibDecompressor`.
pub(crate) struct Decompressor {
    stream: RefCell<Inflate>,
    /// What came behind the end.
    unused: RefCell<Vec<u8>>,
    /// What there was no room for.
    left: RefCell<Vec<u8>>,
}

impl Payload for Decompressor {
    const LEAF: bool = true;
}

pub(super) fn compressor(vm: &Vm, stream: Deflate) -> Ref {
    Ref::new(Some(vm.type_of(&COMPRESSOR)), Compressor(RefCell::new(Some(stream))))
}

static COMPRESSOR: TypeDef = TypeDef {
    name: "zlib.Compress",
    flags: flag::DISALLOW_INSTANTIATION,
    methods: &[
        method("compress(self, data, /)", |vm, object, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            compress(vm, object, &bytes, Finish::No)
        }),
        method("flush(self, mode=4, /)", |vm, object, args| {
            let finish = match number(vm, &args, 0, 4)? {
                0 => return Ok(vm.bytes(Vec::new())),
                1 | 2 => Finish::Sync,
                3 => Finish::Full,
                4 => Finish::End,
                _ => return Err(error(vm, "Error -2 while flushing: inconsistent stream state")),
            };
            compress(vm, object, &[], finish)
        }),
    ],
    size: (56, 0),
    ..FINAL
};

fn compress(vm: &Vm, object: &Ref, bytes: &[u8], finish: Finish) -> Res {
    let it = &object.expect::<Compressor>().0;
    let mut out = Vec::new();
    {
        let mut stream = it.borrow_mut();
        let Some(stream) = stream.as_mut() else {
            let text = "Error -2 while compressing data: inconsistent stream state";
            return Err(error(vm, text));
        };
        stream.feed(vm, bytes, finish, &mut out)?;
    }
    if finish == Finish::End {
        it.replace(None);
    }
    Ok(vm.bytes(out))
}

fn new_decompressor(stream: Inflate) -> Decompressor {
    Decompressor {
        stream: RefCell::new(stream),
        unused: RefCell::default(),
        left: RefCell::default(),
    }
}

pub(super) fn decompressor(vm: &Vm, stream: Inflate) -> Ref {
    Ref::new(Some(vm.type_of(&DECOMPRESSOR)), new_decompressor(stream))
}

fn of(object: &Ref) -> &Decompressor {
    object.expect::<Decompressor>()
}

impl Decompressor {
    fn is_over(&self) -> bool {
        self.stream.borrow().is_over()
    }

    /// What at most `most` bytes become; the rest is kept, or unused where the stream is over.
    fn read(&self, vm: &Vm, data: &[u8], most: usize) -> Res<Vec<u8>> {
        let mut out = Vec::new();
        let read = self.stream.borrow_mut().feed(vm, data, most, &mut out)?;
        let rest = data[read..].to_vec();
        match self.is_over() {
            true => {
                self.unused.borrow_mut().extend(rest);
                self.left.borrow_mut().clear();
            }
            false => drop(self.left.replace(rest)),
        }
        Ok(out)
    }
}

const EOF: crate::typedef::GetSetDef =
    getter("eof", |vm, object| Ok(vm.bool(of(object).is_over())));
const UNUSED: crate::typedef::GetSetDef =
    getter("unused_data", |vm, object| Ok(vm.bytes(of(object).unused.borrow().clone())));

static DECOMPRESSOR: TypeDef = TypeDef {
    name: "zlib.Decompress",
    flags: flag::DISALLOW_INSTANTIATION,
    methods: &[
        method("decompress(self, data, /, max_length=0)", |vm, object, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            let most = number(vm, &args, 1, 0)?;
            let most = match usize::try_from(most) {
                Ok(0) => usize::MAX,
                Ok(most) => most,
                Err(_) => {
                    return Err(vm.value_error("max_length must be non-negative".to_owned()));
                }
            };
            Ok(vm.bytes(of(object).read(vm, &bytes, most)?))
        }),
        method("flush(self, length=16384, /)", |vm, object, args| {
            if number(vm, &args, 0, 16384)? <= 0 {
                return Err(vm.value_error("length must be greater than zero".to_owned()));
            }
            let left = of(object).left.take();
            Ok(vm.bytes(of(object).read(vm, &left, usize::MAX)?))
        }),
    ],
    getset: &[
        EOF,
        UNUSED,
        getter("unconsumed_tail", |vm, object| Ok(vm.bytes(of(object).left.borrow().clone()))),
    ],
    size: (80, 0),
    ..FINAL
};

/// `zlib._ZlibDecompressor`.
pub(super) static PLAIN_DECOMPRESSOR: TypeDef = TypeDef {
    name: "zlib._ZlibDecompressor",
    slots: |it| it.tp_new.set(Some(new_plain)),
    methods: &[method("decompress(self, data, max_length=-1)", |vm, object, args| {
        let it = of(object);
        if it.is_over() {
            let text = vm.str("End of stream already reached");
            return Err(vm.raise(&vm.exceptions.EOFError, vec![text]));
        }
        let mut bytes = it.left.take();
        bytes.extend(vm.bytes_argument(&args[0])?.iter());
        let most = usize::try_from(number(vm, &args, 1, -1)?).unwrap_or(usize::MAX);
        Ok(vm.bytes(it.read(vm, &bytes, most)?))
    })],
    getset: &[
        EOF,
        UNUSED,
        getter("needs_input", |vm, object| {
            let it = of(object);
            Ok(vm.bool(!it.is_over() && it.left.borrow().is_empty()))
        }),
    ],
    size: (200, 0),
    ..FINAL
};

fn new_plain(vm: &Vm, class: &Ref, args: Args) -> Res {
    let signature =
        crate::signature::Signature::parse("_ZlibDecompressor(wbits=15, zdict=b'')", false);
    let args = signature.bind(vm, args)?;
    super::refuse_dictionary(vm, args.get(1))?;
    let stream = Inflate::new(number(vm, &args, 0, 15)?).ok_or_else(|| bad_option(vm))?;
    Ok(Ref::new(Some(class.clone()), new_decompressor(stream)))
}
