//! The methods of arrays.

use super::{Array, Typecode, is_text, item, made, of};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::list::List;
use crate::objects::memoryview;
use crate::objects::str_::Str;
use crate::objects::type_::{self, Type};
use crate::text;
use crate::typedef::{NativeDef, classmethod, method};
use crate::vm::Vm;

pub(super) const METHODS: &[NativeDef] = &[
    method("append(self, v, /)", |vm, object, args| {
        of(object).append(vm, &args[0])?;
        Ok(vm.none.clone())
    }),
    method("buffer_info(self, /)", |vm, object, _| {
        let address = of(object).look(|it| it.as_ptr().addr());
        Ok(vm.tuple(vec![vm.int(address as i64), vm.int(of(object).len() as i64)]))
    }),
    method("byteswap(self, /)", |vm, object, _| {
        let size = of(object).code.size();
        of(object).change_in_place(|it| it.chunks_mut(size).for_each(<[u8]>::reverse));
        Ok(vm.none.clone())
    }),
    method("clear(self, /)", |vm, object, _| {
        let it = of(object);
        it.replace(vm, 0, it.n_bytes(), &[])?;
        Ok(vm.none.clone())
    }),
    method("__copy__(self, /)", |vm, object, _| Ok(copy(vm, object))),
    method("__deepcopy__(self, unused, /)", |vm, object, _| Ok(copy(vm, object))),
    method("count(self, v, /)", |vm, object, args| {
        let (it, mut at, mut count) = (of(object), 0, 0);
        while let Some(item) = it.get(vm, at)? {
            vm.charge(1)?;
            count += i64::from(vm.is_equal(&item, &args[0])?);
            at += 1;
        }
        Ok(vm.int(count))
    }),
    method("extend(self, bb, /)", |vm, object, args| {
        extend_by(vm, of(object), &args[0])?;
        Ok(vm.none.clone())
    }),
    method("fromfile(self, f, n, /)", from_file),
    method("fromlist(self, list, /)", from_list),
    method("frombytes(self, buffer, /)", |vm, object, args| {
        let bytes = vm.bytes_argument(&args[0])?;
        append_bytes(vm, of(object), &bytes)?;
        Ok(vm.none.clone())
    }),
    method("fromunicode(self, ustr, /)", from_unicode),
    method("index(self, v, start=0, stop=sys.maxsize, /)", |vm, object, args| {
        let start = vm.search_bound(args.get(1), 0)?;
        let stop = vm.search_bound(args.get(2), isize::MAX)?;
        match position(vm, object, &args[0], start, stop)? {
            Some(at) => Ok(vm.int(at as i64)),
            None => Err(vm.value_error("array.index(x): x not in array".to_owned())),
        }
    }),
    method("insert(self, i, v, /)", insert),
    method("pop(self, i=-1, /)", pop),
    method("__reduce_ex__(self, value, /)", reduce),
    method("remove(self, v, /)", |vm, object, args| {
        match position(vm, object, &args[0], 0, isize::MAX)? {
            Some(at) => {
                super::assign::set_item(vm, object, at as isize, None)?;
                Ok(vm.none.clone())
            }
            None => Err(vm.value_error("array.remove(x): x not in array".to_owned())),
        }
    }),
    method("reverse(self, /)", |vm, object, _| {
        let size = of(object).code.size();
        of(object).change_in_place(|it| {
            it.reverse();
            it.chunks_mut(size).for_each(<[u8]>::reverse);
        });
        Ok(vm.none.clone())
    }),
    method("tofile(self, f, /)", |vm, object, args| {
        const BLOCK: usize = 64 * 1024;
        let bytes = of(object).look(<[u8]>::to_vec);
        for block in bytes.chunks(BLOCK) {
            let block = vm.bytes(block.to_vec());
            vm.call_method(&args[0], "write", Args::one(block))?;
        }
        Ok(vm.none.clone())
    }),
    method("tolist(self, /)", |vm, object, _| list(vm, of(object))),
    method("tobytes(self, /)", |vm, object, _| {
        vm.charge_len(of(object).n_bytes())?;
        Ok(vm.bytes(of(object).look(<[u8]>::to_vec)))
    }),
    method("tounicode(self, /)", |vm, object, _| {
        if !is_text(of(object).code) {
            let text = "tounicode() may only be called on unicode type arrays ('u' or 'w')";
            return Err(vm.value_error(text.to_owned()));
        }
        text(vm, of(object))
    }),
    method("__buffer__(self, flags, /)", memoryview::of_object),
    method("__release_buffer__(self, buffer, /)", memoryview::release_buffer),
    method("__sizeof__(self, /)", |vm, object, _| {
        const BASIC: usize = 64;
        let it = of(object);
        Ok(vm.int((BASIC + it.allocated.get() * it.code.size()) as i64))
    }),
    classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    }),
];

fn copy(vm: &Vm, object: &Ref) -> Ref {
    made(vm, of(object).code, of(object).look(<[u8]>::to_vec))
}

/// Where an equal item is.
pub(super) fn position(
    vm: &Vm,
    object: &Ref,
    item: &Ref,
    start: isize,
    stop: isize,
) -> Res<Option<usize>> {
    let it = of(object);
    let from_end = |at: isize| if at < 0 { (at + it.len() as isize).max(0) } else { at };
    let (mut at, stop) = (from_end(start) as usize, from_end(stop) as usize);
    while at < stop {
        vm.charge(1)?;
        let Some(found) = it.get(vm, at)? else { return Ok(None) };
        if vm.is_equal(&found, item)? {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

pub(super) fn list(vm: &Vm, it: &Array) -> Res {
    vm.charge_len(it.len() * 8)?;
    let mut items = Vec::with_capacity(it.len());
    while let Some(item) = it.get(vm, items.len())? {
        items.push(item);
    }
    Ok(vm.list(items))
}

pub(super) fn text(vm: &Vm, it: &Array) -> Res {
    let codes: Vec<u32> = it.look(|own| {
        own.chunks(4).map(|it| u32::from_le_bytes(it.try_into().unwrap_or_default())).collect()
    });
    if let Some(&code) = codes.iter().find(|&&it| it > 0x10_ffff) {
        return Err(item::not_in_range(vm, code));
    }
    Ok(vm.new_str(text::Str::from_code_points(codes)))
}

pub(super) fn append_bytes(vm: &Vm, it: &Array, bytes: &[u8]) -> Res<()> {
    if !bytes.len().is_multiple_of(it.code.size()) {
        let text = "bytes length not a multiple of item size";
        return Err(vm.value_error(text.to_owned()));
    }
    vm.charge_len(bytes.len())?;
    if bytes.is_empty() {
        return Ok(());
    }
    let end = it.n_bytes();
    it.replace(vm, end, end, bytes)
}

pub(super) fn extend_by(vm: &Vm, it: &Array, more: &Ref) -> Res<()> {
    let Some(other) = more.get::<Array>() else {
        return vm.for_each(more, |item| it.append(vm, &item));
    };
    if other.code != it.code {
        let text = "can only extend with array of same kind";
        return Err(vm.type_error(text.to_owned()));
    }
    let bytes = other.look(<[u8]>::to_vec);
    append_bytes(vm, it, &bytes)
}

fn from_list(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(list) = args[0].get::<List>() else {
        return Err(vm.type_error("arg must be list".to_owned()));
    };
    let it = of(object);
    let mut bytes = Vec::new();
    let (mut at, len) = (0, list.items.len());
    while let Some(value) = list.items.get(at) {
        bytes.extend(item::put(vm, it.code, &value)?);
        if list.items.len() != len {
            return Err(vm.runtime_error("list changed size during iteration".to_owned()));
        }
        at += 1;
    }
    append_bytes(vm, it, &bytes)?;
    Ok(vm.none.clone())
}

fn from_file(vm: &Vm, object: &Ref, args: Args) -> Res {
    let n = vm.index_or_overflow(&args[1])?;
    if n < 0 {
        return Err(vm.value_error("negative count".to_owned()));
    }
    let wanted = (n as usize).saturating_mul(of(object).code.size());
    let read = vm.call_method(&args[0], "read", Args::one(vm.int(wanted as i64)))?;
    let Some(bytes) = read.get::<Bytes>() else {
        return Err(vm.type_error("read() didn't return bytes".to_owned()));
    };
    append_bytes(vm, of(object), &bytes.0)?;
    if bytes.0.len() != wanted {
        return Err(vm.eof_error("read() didn't return enough bytes".to_owned()));
    }
    Ok(vm.none.clone())
}

fn from_unicode(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = of(object);
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("fromunicode() argument must be str, not {name}")));
    };
    if !is_text(it.code) {
        let text = "fromunicode() may only be called on unicode type arrays ('u' or 'w')";
        return Err(vm.value_error(text.to_owned()));
    }
    append_bytes(vm, it, &item::text_bytes(it.code, text))?;
    Ok(vm.none.clone())
}

fn insert(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = vm.index_or_overflow(&args[0])?;
    let it = of(object);
    let bytes = item::put(vm, it.code, &args[1])?;
    let len = it.len() as isize;
    let at = if index < 0 { (index + len).max(0) } else { index.min(len) } as usize;
    let place = at * it.code.size();
    it.replace(vm, place, place, &bytes)?;
    Ok(vm.none.clone())
}

fn pop(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = args.get(0).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
    let it = of(object);
    if it.len() == 0 {
        return Err(vm.index_error("pop from empty array".to_owned()));
    }
    let at = if index < 0 { index + it.len() as isize } else { index };
    let found = match usize::try_from(at) {
        Ok(at) => it.get(vm, at)?,
        Err(_) => None,
    };
    let found = found.ok_or_else(|| vm.index_error("pop index out of range".to_owned()))?;
    super::assign::set_item(vm, object, at, None)?;
    Ok(found)
}

/// As bytes from protocol 3 on, as a list before.
fn reduce(vm: &Vm, object: &Ref, args: Args) -> Res {
    if args[0].get::<Int>().is_none() {
        return Err(vm.type_error("__reduce_ex__ argument should be an integer".to_owned()));
    }
    let it = of(object);
    let state = vm.instance_dict_if_any(object).unwrap_or_else(|| vm.none.clone());
    let class = object.class();
    let letter = vm.char(it.code.letter().into());
    if vm.index_saturated(&args[0])? < 3 {
        let items = if is_text(it.code) { text(vm, it)? } else { list(vm, it)? };
        return Ok(vm.tuple(vec![class, vm.tuple(vec![letter, items]), state]));
    }
    let module = vm.import("array")?;
    let function = vm.get_attribute(&module, &vm.intern("_array_reconstructor"))?;
    let bytes = vm.bytes(it.look(<[u8]>::to_vec));
    let format = vm.int(it.code.machine_format());
    Ok(vm.tuple(vec![function, vm.tuple(vec![class, letter, format, bytes]), state]))
}

/// `array__array_reconstructor_impl`.
pub(super) fn reconstruct(vm: &Vm, _: &Ref, args: Args) -> Res {
    let array = vm.type_of(&super::ARRAY);
    let Some(class) = args[0].get::<Type>() else {
        let name = vm.type_name(&args[0]);
        let text = format!("first argument must be a type object, not {name}");
        return Err(vm.type_error(text));
    };
    if !type_::is_subtype(&args[0], &array) {
        let name = class.full_name();
        return Err(vm.type_error(format!("{name} is not a subtype of array.array")));
    }
    let letter = args[1].get::<Str>().and_then(|it| it.single());
    let Some(code) = letter.and_then(Typecode::from_letter) else {
        let text = "second argument must be a valid type code";
        return Err(vm.value_error(text.to_owned()));
    };
    let format = vm.index_or_overflow(&args[2])?;
    if !(0..=21).contains(&format) {
        let text = "third argument must be a valid machine format code.";
        return Err(vm.value_error(text.to_owned()));
    }
    let bytes = match as_bytes(&args[3]) {
        Some(bytes) if args[3].get::<Bytes>().is_some() => bytes,
        _ => {
            let name = vm.type_name(&args[3]);
            return Err(vm.type_error(format!("fourth argument should be bytes, not {name}")));
        }
    };
    if format as i64 == code.machine_format() {
        let made = vm.call(&args[0], Args::positional([args[1].clone()]))?;
        append_bytes(vm, of(&made), &bytes)?;
        return Ok(made);
    }
    from_other_machine(vm, &args, format as usize, &bytes)
}

/// Items as another machine wrote them: read by `struct`'s formats, or as text.
fn from_other_machine(vm: &Vm, args: &Args, format: usize, bytes: &[u8]) -> Res {
    // By machine format: the letter of `struct`, `<` before `>`.
    const LETTERS: [&str; 18] = [
        "B", "b", "<H", ">H", "<h", ">h", "<I", ">I", "<i", ">i", "<Q", ">Q", "<q", ">q", "<f",
        ">f", "<d", ">d",
    ];
    const TEXT: [&str; 4] = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"];
    let items = match LETTERS.get(format) {
        Some(letters) => {
            let layout = crate::layout::Layout::parse(letters.as_bytes());
            let layout = layout.map_err(|it| vm.value_error(it.0.to_owned()))?;
            if !bytes.len().is_multiple_of(layout.size) {
                let text = "bytes length not a multiple of item size";
                return Err(vm.value_error(text.to_owned()));
            }
            let items = bytes.chunks(layout.size);
            let item = |it| vm.tuple_items(&crate::stdlib::struct_::values(vm, &layout, it));
            vm.list(items.flat_map(item).collect())
        }
        None => {
            let codec = vm.str(TEXT[format - LETTERS.len()]);
            vm.call_method(&vm.bytes(bytes.to_vec()), "decode", Args::one(codec))?
        }
    };
    vm.call(&args[0], Args::positional([args[1].clone(), items]))
}

#[cfg(test)]
mod tests {
    use super::super::typecode;

    #[test]
    fn every_letter_means_something() {
        for letter in typecode::ALL.chars() {
            let code = typecode::Typecode::from_letter(letter.into()).expect("a letter of arrays");
            assert_eq!(code.letter(), letter);
        }
    }
}
