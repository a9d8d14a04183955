//! Methods of `str` that make another string of it.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::text::{self, Translation};
use crate::vm::Vm;

use super::search::argument;
use super::{Str, text_of, unchanged};

pub(super) fn replace(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (old, new) = (argument(vm, &args, 0, "replace")?, argument(vm, &args, 1, "replace")?);
    let count = args.get(2).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(-1);
    let text = text_of(object);
    let kind = text.kind().max(new.kind());
    vm.charge_len(text.replaced_len(old, new, count).saturating_mul(kind))?;
    match text.replace(old, new, count) {
        Some(replaced) => Ok(vm.fresh_str(replaced)),
        None => Ok(unchanged(vm, object)),
    }
}

pub(super) fn join(vm: &Vm, object: &Ref, args: Args) -> Res {
    let items = match vm.iterate_to_vec(&args[0]) {
        Err(error) if is_not_iterable(vm, &args[0], &error) => {
            return Err(vm.type_error("can only join an iterable".to_owned()));
        }
        items => items?,
    };
    let mut texts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.get::<Str>() else {
            let name = vm.type_name(item);
            return Err(vm.type_error(format!(
                "sequence item {index}: expected str instance, {name} found"
            )));
        };
        texts.push(&text.0);
    }
    if let [only] = &items[..]
        && only.is_exactly(&vm.types.str_)
    {
        return Ok(only.clone());
    }
    let text = text_of(object);
    let kind = texts.iter().map(|it| it.kind()).max().unwrap_or(1).max(text.kind());
    vm.charge_len(text.join_len(&texts).saturating_mul(kind))?;
    Ok(vm.fresh_str(text.join(&texts)))
}

fn is_not_iterable(vm: &Vm, object: &Ref, error: &Raised) -> bool {
    let slots = &object.ty().slots;
    vm.is_raised(error, &vm.exceptions.TypeError)
        && slots.tp_iter.get().is_none()
        && slots.sq_item.get().is_none()
}

/// The width and the character that fills it.
fn width_and_fill(vm: &Vm, args: &Args) -> Res<(usize, u32)> {
    let width = vm.index_or_overflow(&args[0])?;
    let fill = match args.get(1) {
        None => ' '.into(),
        Some(fill) => {
            let Some(fill) = fill.get::<Str>() else {
                let name = vm.type_name(fill);
                return Err(vm.type_error(format!(
                    "The fill character must be a unicode character, not {name}"
                )));
            };
            fill.single().ok_or_else(|| {
                vm.type_error("The fill character must be exactly one character long".to_owned())
            })?
        }
    };
    Ok((usize::try_from(width).unwrap_or(0), fill))
}

fn padded(vm: &Vm, object: &Ref, args: &Args, pad: fn(&text::Str, usize, u32) -> text::Str) -> Res {
    let (width, fill) = width_and_fill(vm, args)?;
    let text = text_of(object);
    if width <= text.len() {
        return Ok(unchanged(vm, object));
    }
    vm.charge_len(width.saturating_mul(4))?;
    Ok(vm.fresh_str(pad(text, width, fill)))
}

pub(super) fn center(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, text::Str::center)
}

pub(super) fn ljust(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, text::Str::ljust)
}

pub(super) fn rjust(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, text::Str::rjust)
}

pub(super) fn zfill(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, |text, width, _| text.zfill(width))
}

pub(super) fn expandtabs(vm: &Vm, object: &Ref, args: Args) -> Res {
    let tabsize = args.get(0).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(8);
    if i32::try_from(tabsize).is_err() {
        return Err(vm.overflow_error("Python int too large to convert to C int".to_owned()));
    }
    let tabsize = usize::try_from(tabsize).unwrap_or(0);
    let text = text_of(object);
    if !text.code_points().any(|it| it == 0x09) {
        return Ok(unchanged(vm, object));
    }
    vm.charge_len(text.expanded_len(tabsize).saturating_mul(text.kind()))?;
    Ok(vm.new_str(text.expandtabs(tabsize)))
}

pub(super) fn translate(vm: &Vm, object: &Ref, args: Args) -> Res {
    let text = text_of(object);
    let mut made = 0;
    let translated = text.translate(|code| {
        let translation = translation(vm, &args[0], code)?;
        if let Translation::Text(it) = &translation {
            made += it.len() * it.kind();
            vm.reserve(made as u64)?;
        }
        vm.charge(1)?;
        Ok(translation)
    })?;
    Ok(vm.new_str(translated))
}

/// Source: `charmaptranslate_lookup` (Objects/unicodeobject.c).
fn translation(vm: &Vm, table: &Ref, code: u32) -> Res<Translation> {
    let found = match vm.get_item(table, &vm.int(code.into())) {
        Ok(found) => found,
        Err(error) if vm.is_raised(&error, &vm.exceptions.LookupError) => {
            return Ok(Translation::Same);
        }
        Err(error) => return Err(error),
    };
    if found.is(&vm.none) {
        return Ok(Translation::Deleted);
    }
    if let Some(text) = found.get::<Str>() {
        return Ok(Translation::Text(text.0.clone()));
    }
    let Some(code) = found.get::<Int>() else {
        let text = "character mapping must return integer, None or str";
        return Err(vm.type_error(text.to_owned()));
    };
    match code.to_i64() {
        Some(code @ 0..=0x10ffff) => Ok(Translation::Code(code as u32)),
        _ => Err(vm.value_error("character mapping must be in range(0x110000)".to_owned())),
    }
}

/// Source: `unicode_maketrans_impl` (Objects/unicodeobject.c).
pub(super) fn maketrans(vm: &Vm, _: &Ref, args: Args) -> Res {
    let table = vm.dict();
    let dict = table.expect::<Dict>();
    if args.get(1).is_none() {
        copy_mapping(vm, &args[0], dict)?;
        return Ok(table);
    }
    let Some(from) = args[0].get::<Str>() else {
        let text = "first maketrans argument must be a string if there is a second argument";
        return Err(vm.type_error(text.to_owned()));
    };
    let to = argument(vm, &args, 1, "maketrans")?;
    if from.len() != to.len() {
        let text = "the first two maketrans arguments must have equal length";
        return Err(vm.value_error(text.to_owned()));
    }
    for (from, to) in from.code_points().zip(to.code_points()) {
        dict.insert(vm, &vm.int(from.into()), vm.int(to.into()))?;
    }
    if args.get(2).is_some() {
        for code in argument(vm, &args, 2, "maketrans")?.code_points() {
            dict.insert(vm, &vm.int(code.into()), vm.none.clone())?;
        }
    }
    Ok(table)
}

fn copy_mapping(vm: &Vm, mapping: &Ref, into: &Dict) -> Res<()> {
    let Some(from) = mapping.get::<Dict>() else {
        let text = "if you give only one argument to maketrans it must be a dict";
        return Err(vm.type_error(text.to_owned()));
    };
    for (key, value) in from.entries() {
        if let Some(text) = key.get::<Str>() {
            let Some(code) = text.single() else {
                let text = "string keys in translate table must be of length 1";
                return Err(vm.value_error(text.to_owned()));
            };
            into.insert(vm, &vm.int(code.into()), value)?;
        } else if key.get::<Int>().is_some() {
            into.insert(vm, &key, value)?;
        } else {
            let text = "keys in translate table must be strings or integers";
            return Err(vm.type_error(text.to_owned()));
        }
    }
    Ok(())
}
