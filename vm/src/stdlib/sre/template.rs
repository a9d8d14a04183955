//! `_sre.SRE_Template`: the text that `sub` puts in place of a match, with groups in it.

use super::Match;
use super::attempt::Subject;
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::list::List;
use crate::typedef::{FINAL, TypeDef, flag};
use crate::vm::Vm;

/// A literal, then pairs of a group and the literal behind it.
pub(crate) struct Template {
    pub(super) literal: Ref,
    pub(super) items: Vec<(usize, Ref)>,
}

impl Payload for Template {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.literal);
        self.items.iter().for_each(|it| visit(&it.1));
    }
}

static DEF: TypeDef = TypeDef {
    name: "_sre.SRE_Template",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    size: (40, 16),
    ..FINAL
};

/// `_sre.template(pattern, [literal, group, literal, …])`.
pub(super) fn make(vm: &Vm, _: &Ref, args: Args) -> Res {
    let invalid = || vm.type_error("invalid template".to_owned());
    let parts = args[1].get::<List>().ok_or_else(invalid)?.items.to_vec();
    let [literal, pairs @ ..] = parts.as_slice() else { return Err(invalid()) };
    if pairs.len() % 2 != 0 {
        return Err(invalid());
    }
    let mut items = Vec::new();
    for pair in pairs.chunks(2) {
        let group = vm.index_or_overflow(&pair[0])?;
        items.push((usize::try_from(group).map_err(|_| invalid())?, pair[1].clone()));
    }
    Ok(Ref::new(Some(vm.type_of(&DEF)), Template { literal: literal.clone(), items }))
}

/// The template that a replacement text means: `re._compile_template(pattern, text)`.
pub(super) fn compile(vm: &Vm, pattern: &Ref, text: &Ref) -> Res {
    let re = vm.import("re")?;
    let compile = vm.get_attribute(&re, &vm.intern("_compile_template"))?;
    let found = vm.call(&compile, Args::positional([pattern.clone(), text.clone()]))?;
    if found.get::<Template>().is_none() {
        let text = format!(
            "the result of compiling a replacement string is {}, not a template object",
            vm.type_name(&found)
        );
        return Err(vm.runtime_error(text));
    }
    Ok(found)
}

/// The text for a match (`expand_template`).
pub(super) fn expand(vm: &Vm, template: &Template, matched: &Match) -> Res {
    if template.items.is_empty() {
        return Ok(template.literal.clone());
    }
    let subject = Subject::new(vm, &matched.string)?;
    let mut parts = vec![template.literal.clone()];
    for (group, literal) in &template.items {
        if *group > matched.n_groups() {
            return Err(vm.index_error("no such group".to_owned()));
        }
        parts.push(matched.slice(vm, &subject, *group).unwrap_or_else(|| subject.empty(vm)));
        parts.push(literal.clone());
    }
    join(vm, &subject, parts)
}

/// Parts of a subject, joined.
pub(super) fn join(vm: &Vm, subject: &Subject, parts: Vec<Ref>) -> Res {
    let empty = subject.empty(vm);
    if parts.is_empty() {
        return Ok(empty);
    }
    joined::join(vm, &empty, parts)
}

mod joined {
    //! `''.join` and `b''.join` of what `sub` collects.

    use std::borrow::Cow;

    use crate::error::Res;
    use crate::heap::Ref;
    use crate::objects::bytes::as_bytes;
    use crate::objects::str_::Str;
    use crate::text;
    use crate::vm::Vm;

    pub(super) fn join(vm: &Vm, empty: &Ref, parts: Vec<Ref>) -> Res {
        if as_bytes(empty).is_some() { join_bytes(vm, &parts) } else { join_text(vm, parts) }
    }

    fn wrong_part(vm: &Vm, wanted: &str, index: usize, part: &Ref) -> crate::error::Raised {
        let name = vm.type_name(part);
        vm.type_error(format!("sequence item {index}: expected {wanted}, {name} found"))
    }

    fn join_text(vm: &Vm, mut parts: Vec<Ref>) -> Res {
        if parts.len() == 1 && parts[0].is_exactly(&vm.types.str_) {
            return Ok(parts.remove(0));
        }
        let mut texts: Vec<&text::Str> = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            match part.get::<Str>() {
                Some(it) => texts.push(&it.0),
                None => return Err(wrong_part(vm, "str instance", index, part)),
            }
        }
        let len: usize = texts.iter().map(|it| it.len() * it.kind()).sum();
        vm.reserve(len as u64)?;
        vm.charge(len as u64 / 16)?;
        Ok(vm.new_str(text::concat_all(texts)))
    }

    fn join_bytes(vm: &Vm, parts: &[Ref]) -> Res {
        let mut bytes: Vec<Cow<'_, [u8]>> = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            match as_bytes(part) {
                Some(it) => bytes.push(it),
                None => return Err(wrong_part(vm, "a bytes-like object", index, part)),
            }
        }
        let len: usize = bytes.iter().map(|it| it.len()).sum();
        vm.reserve(len as u64)?;
        vm.charge(len as u64 / 16)?;
        Ok(vm.bytes(bytes.concat()))
    }
}
