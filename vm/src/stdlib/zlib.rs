//! `zlib`: bytes made smaller and back, by the DEFLATE of the flate2 crate.
//!
//! What is compressed is not byte for byte what the library zlib makes of it; each reads what the
//! other wrote. There are no preset dictionaries.

mod objects;
mod stream;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::module::Module;
use crate::stdlib::module_error::{self, MODULE_ERROR};
use crate::typedef::{ModuleDef, TypeDef, function};
use crate::vm::Vm;

pub(crate) use objects::{Compressor, Decompressor};
use stream::{Deflate, Finish, Inflate};

/// `zlib.error`.
static ERROR: TypeDef = TypeDef { name: "zlib.error", ..MODULE_ERROR };

/// `zlib`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "zlib",
    doc: "Compression that gzip and PNG use, too.",
    functions: &[
        function("adler32(data, value=1, /)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            vm.charge_len(bytes.len())?;
            let start = args.get(1).map_or(Ok(1), |it| low_bits(vm, it))?;
            Ok(vm.int(adler32(&bytes, start).into()))
        }),
        function("crc32(data, value=0, /)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            vm.charge_len(bytes.len())?;
            let start = args.get(1).map_or(Ok(0), |it| low_bits(vm, it))?;
            Ok(vm.int(super::binascii::crc32(&bytes, start).into()))
        }),
        function("compress(data, /, level=-1, wbits=15)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            let level = number(vm, &args, 1, -1)?;
            let made = Deflate::new(level, number(vm, &args, 2, 15)?);
            let mut made = made.ok_or_else(|| error(vm, "Bad compression level"))?;
            let mut out = Vec::new();
            made.feed(vm, &bytes, Finish::End, &mut out)?;
            Ok(vm.bytes(out))
        }),
        function("decompress(data, /, wbits=15, bufsize=16384)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            let made = Inflate::new(number(vm, &args, 1, 15)?);
            let mut made = made.ok_or_else(|| bad_option(vm))?;
            let mut out = Vec::new();
            made.feed(vm, &bytes, usize::MAX, &mut out)?;
            if made.is_over() {
                return Ok(vm.bytes(out));
            }
            let text = "Error -5 while decompressing data: incomplete or truncated stream";
            Err(error(vm, text))
        }),
        function(
            "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)",
            |vm, _, args| {
                refuse_dictionary(vm, args.get_not_none(vm, 5))?;
                let made = Deflate::new(number(vm, &args, 0, -1)?, number(vm, &args, 2, 15)?);
                let made = made.filter(|_| number(vm, &args, 1, 8).is_ok_and(|it| it == 8));
                Ok(objects::compressor(vm, made.ok_or_else(|| bad_option(vm))?))
            },
        ),
        function("decompressobj(wbits=15, zdict=b'')", |vm, _, args| {
            refuse_dictionary(vm, args.get(1))?;
            let made = Inflate::new(number(vm, &args, 0, 15)?);
            Ok(objects::decompressor(vm, made.ok_or_else(|| bad_option(vm))?))
        }),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        for (name, value) in CONSTANTS {
            it.set(vm, name, vm.int(*value));
        }
        for name in ["ZLIB_VERSION", "ZLIB_RUNTIME_VERSION"] {
            it.set(vm, name, vm.str("1.3.1"));
        }
        it.set(vm, "__version__", vm.str("1.0"));
        it.set(vm, "error", vm.type_of(&ERROR));
        it.set(vm, "_ZlibDecompressor", vm.type_of(&objects::PLAIN_DECOMPRESSOR));
        Ok(())
    },
};

const CONSTANTS: &[(&str, i64)] = &[
    ("MAX_WBITS", 15),
    ("DEFLATED", 8),
    ("DEF_MEM_LEVEL", 8),
    ("DEF_BUF_SIZE", 16384),
    ("Z_BEST_SPEED", 1),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_NO_COMPRESSION", 0),
    ("Z_FILTERED", 1),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_RLE", 3),
    ("Z_FIXED", 4),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_SYNC_FLUSH", 2),
    ("Z_FULL_FLUSH", 3),
    ("Z_FINISH", 4),
    ("Z_BLOCK", 5),
    ("Z_TREES", 6),
];

#[cold]
fn error(vm: &Vm, text: &str) -> Raised {
    module_error::error(vm, &ERROR, text)
}

#[cold]
fn bad_option(vm: &Vm) -> Raised {
    vm.value_error("Invalid initialization option".to_owned())
}

fn number(vm: &Vm, args: &Args, index: usize, default: i64) -> Res<i64> {
    args.get(index).map_or(Ok(default), |it| Ok(vm.index_or_overflow(it)? as i64))
}

fn refuse_dictionary(vm: &Vm, given: Option<&Ref>) -> Res<()> {
    match given {
        Some(it) if !vm.bytes_argument(it)?.is_empty() => {
            let text = vm.str("preset dictionaries are not supported");
            Err(vm.raise(&vm.exceptions.NotImplementedError, vec![text]))
        }
        _ => Ok(()),
    }
}

/// The lowest 32 bits of an int.
fn low_bits(vm: &Vm, object: &Ref) -> Res<u32> {
    let number = vm.index(object)?;
    let digits = number.expect::<Int>().to_big().to_signed_bytes_le();
    let fill = if number.expect::<Int>().is_negative() { 0xff } else { 0 };
    let byte = |at: usize| digits.get(at).copied().unwrap_or(fill);
    Ok(u32::from_le_bytes([byte(0), byte(1), byte(2), byte(3)]))
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8], start: u32) -> u32 {
    const MODULUS: u32 = 65521;
    let (mut a, mut b) = (start & 0xffff, start >> 16);
    // As many additions as fit into 32 bits between two divisions.
    for block in bytes.chunks(5552) {
        for &byte in block {
            a += u32::from(byte);
            b += a;
        }
        a %= MODULUS;
        b %= MODULUS;
    }
    b << 16 | a
}
