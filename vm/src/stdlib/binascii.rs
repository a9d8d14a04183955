//! `binascii`: bytes as text in ASCII and back, and checksums.

mod base64;
mod quoted;
mod uu;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::stdlib::module_error::{self, MODULE_ERROR};
use crate::typedef::{BASE, ModuleDef, TypeDef, function};
use crate::vm::Vm;

/// `binascii`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        function("a2b_uu(data, /)", |vm, _, args| uu::decode(vm, &ascii(vm, &args[0])?)),
        function("b2a_uu(data, /, *, backtick=False)", |vm, _, args| {
            uu::encode(vm, &vm.bytes_argument(&args[0])?, truth(vm, &args, 1)?)
        }),
        function("a2b_base64(data, /, *, strict_mode=False)", |vm, _, args| {
            base64::decode(vm, &ascii(vm, &args[0])?, truth(vm, &args, 1)?)
        }),
        function("b2a_base64(data, /, *, newline=True)", |vm, _, args| {
            let has_newline = args.get(1).map_or(Ok(true), |it| vm.is_true(it))?;
            let bytes = vm.bytes_argument(&args[0])?;
            vm.charge_len(bytes.len())?;
            Ok(vm.bytes(base64::encode(&bytes, has_newline)))
        }),
        function("a2b_hex(hexstr, /)", |vm, _, args| unhexlify(vm, &args[0])),
        function("unhexlify(hexstr, /)", |vm, _, args| unhexlify(vm, &args[0])),
        function("b2a_hex(data, sep=NULL, bytes_per_sep=1)", hexlify),
        function("hexlify(data, sep=NULL, bytes_per_sep=1)", hexlify),
        function("crc_hqx(data, crc, /)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            Ok(vm.int(crc_hqx(&bytes, low_bits(vm, &args[1])?).into()))
        }),
        function("crc32(data, crc=0, /)", |vm, _, args| {
            let bytes = vm.bytes_argument(&args[0])?;
            let start = args.get(1).map_or(Ok(0), |it| low_bits(vm, it))?;
            vm.charge_len(bytes.len())?;
            Ok(vm.int(crc32(&bytes, start).into()))
        }),
        function("a2b_qp(data, header=False)", |vm, _, args| {
            let data = ascii(vm, &args[0])?;
            Ok(vm.bytes(quoted::decode(&data, truth(vm, &args, 1)?)))
        }),
        function("b2a_qp(data, quotetabs=False, istext=True, header=False)", |vm, _, args| {
            let options = quoted::Options {
                quote_tabs: truth(vm, &args, 1)?,
                is_text: args.get(2).map_or(Ok(true), |it| vm.is_true(it))?,
                is_header: truth(vm, &args, 3)?,
            };
            let bytes = vm.bytes_argument(&args[0])?;
            vm.charge_len(bytes.len())?;
            Ok(vm.bytes(quoted::encode(&bytes, options)))
        }),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "Error", vm.type_of(&ERROR));
        module.set(vm, "Incomplete", vm.type_of(&INCOMPLETE));
        Ok(())
    },
};

static VALUE_ERROR: TypeDef = TypeDef { name: "ValueError", ..BASE };

/// `binascii.Error`.
static ERROR: TypeDef =
    TypeDef { name: "binascii.Error", base: Some(&VALUE_ERROR), ..MODULE_ERROR };

/// `binascii.Incomplete`.
static INCOMPLETE: TypeDef = TypeDef { name: "binascii.Incomplete", ..MODULE_ERROR };

#[cold]
fn error(vm: &Vm, text: &str) -> Raised {
    module_error::error(vm, &ERROR, text)
}

fn truth(vm: &Vm, args: &Args, index: usize) -> Res<bool> {
    args.get(index).map_or(Ok(false), |it| vm.is_true(it))
}

/// The lowest 32 bits of an int.
fn low_bits(vm: &Vm, object: &Ref) -> Res<u32> {
    let number = vm.index(object)?;
    let number = number.expect::<Int>().to_big().clone();
    let digits = number.to_signed_bytes_le();
    let fill = if number.sign() == num_bigint::Sign::Minus { 0xff } else { 0 };
    let mut bytes = [fill; 4];
    for (place, byte) in bytes.iter_mut().zip(digits) {
        *place = byte;
    }
    Ok(u32::from_le_bytes(bytes))
}

/// Text in ASCII, or bytes (`ascii_buffer_converter`).
fn ascii(vm: &Vm, object: &Ref) -> Res<Vec<u8>> {
    if let Some(text) = object.get::<Str>() {
        return match text.as_str().filter(|it| it.is_ascii()) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => {
                let text = "string argument should contain only ASCII characters";
                Err(vm.value_error(text.to_owned()))
            }
        };
    }
    match vm.buffer(object)? {
        Some(buffer) => Ok(buffer.to_vec()),
        None => {
            let name = vm.type_name(object);
            let text = format!("argument should be bytes, buffer or ASCII string, not '{name}'");
            Err(vm.type_error(text))
        }
    }
}

fn hexlify(vm: &Vm, _: &Ref, args: Args) -> Res {
    let bytes = vm.bytes(vm.bytes_argument(&args[0])?);
    let mut rest = Args::positional(args.get(1).cloned());
    if let (Some(_), Some(group)) = (args.get(1), args.get(2)) {
        rest.values.push(Some(group.clone()));
    }
    let made = vm.call_method(&bytes, "hex", rest)?;
    Ok(vm.bytes(vm.text(&made).into_bytes()))
}

fn unhexlify(vm: &Vm, object: &Ref) -> Res {
    let text = ascii(vm, object)?;
    if text.len() % 2 != 0 {
        return Err(error(vm, "Odd-length string"));
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8);
    match text.chunks(2).map(byte).collect::<Option<Vec<u8>>>() {
        Some(bytes) => Ok(vm.bytes(bytes)),
        None => Err(error(vm, "Non-hexadecimal digit found")),
    }
}

/// The polynomial of CRC-CCITT.
fn crc_hqx(bytes: &[u8], start: u32) -> u16 {
    let step = |crc: u16, &byte: &u8| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
        })
    };
    bytes.iter().fold(start as u16, step)
}

/// That of zip and PNG.
pub(crate) fn crc32(bytes: &[u8], start: u32) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(start);
    hasher.update(bytes);
    hasher.finalize()
}
