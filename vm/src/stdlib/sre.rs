//! `_sre`: what `re` is made of, around the engine of [`crate::sre`].

mod attempt;
mod matched;
mod pattern;
mod scanner;
mod substitute;
mod template;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::list::List;
use crate::objects::module::Module;
use crate::sre::{self, MAGIC, MAXGROUPS, MAXREPEAT, Program};
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use matched::Match;
pub(crate) use pattern::Pattern;
pub(crate) use scanner::Scanner;
pub(crate) use template::Template;

/// Bytes of a code word.
const CODESIZE: i64 = 4;

/// `_sre`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_sre",
    doc: "",
    functions: &[
        function("compile(pattern, flags, code, groups, groupindex, indexgroup)", compile),
        function("template(pattern, template, /)", template::make),
        function("getcodesize()", |vm, _, _| Ok(vm.int(CODESIZE))),
        function("ascii_iscased(character, /)", |vm, _, args| {
            Ok(vm.bool(sre::is_cased_ascii(character(vm, &args)?)))
        }),
        function("unicode_iscased(character, /)", |vm, _, args| {
            Ok(vm.bool(sre::is_cased_unicode(character(vm, &args)?)))
        }),
        function("ascii_tolower(character, /)", |vm, _, args| {
            Ok(vm.int(sre::lower_ascii(character(vm, &args)?).into()))
        }),
        function("unicode_tolower(character, /)", |vm, _, args| {
            Ok(vm.int(sre::lower_unicode(character(vm, &args)?).into()))
        }),
    ],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let module = module.expect::<Module>();
    let numbers = [
        ("MAGIC", MAGIC.into()),
        ("CODESIZE", CODESIZE),
        ("MAXREPEAT", MAXREPEAT.into()),
        ("MAXGROUPS", MAXGROUPS.into()),
    ];
    for (name, number) in numbers {
        module.set(vm, name, vm.int(number));
    }
    module.set(vm, "copyright", vm.str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB "));
    Ok(())
}

fn character(vm: &Vm, args: &Args) -> Res<u32> {
    let number = vm.index_saturated(&args[0])?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

/// `_sre.compile`: code words to a pattern.
fn compile(vm: &Vm, _: &Ref, args: Args) -> Res {
    let flags = vm.index_saturated(&args[1])?;
    let n_groups = vm.index_saturated(&args[3])?;
    let code = code_words(vm, &args[2])?;
    let n_groups = usize::try_from(n_groups).unwrap_or(usize::MAX);
    let program = Program::new(code, n_groups)
        .map_err(|_| vm.runtime_error("invalid SRE code".to_owned()))?;
    Pattern::object(vm, program, flags as u32, &args)
}

fn code_words(vm: &Vm, code: &Ref) -> Res<Vec<u32>> {
    let Some(words) = code.get::<List>() else {
        let text = format!("compile() argument 'code' must be list, not {}", vm.type_name(code));
        return Err(vm.type_error(text));
    };
    let word = |it: &Ref| -> Res<u32> {
        let number = vm.index(it)?.expect::<Int>().to_u64();
        number.and_then(|it| u32::try_from(it).ok()).ok_or_else(|| {
            vm.overflow_error("regular expression code size limit exceeded".to_owned())
        })
    };
    words.items.to_vec().iter().map(word).collect()
}
