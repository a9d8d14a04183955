//! `re.Pattern`.

use super::attempt::{Place, Subject, attempt, measure};
use super::{Match, Scanner, substitute};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::iterator::CallableIterator;
use crate::objects::mappingproxy::MappingProxy;
use crate::slots::CompareOp;
use crate::sre::{Mode, Program};
use crate::text::hash_bytes;
use crate::typedef::{FINAL, TypeDef, classmethod, flag, getter, member, method};
use crate::vm::Vm;

/// What `re.compile` returns.
pub(crate) struct Pattern {
    pub(super) program: Program,
    /// What it was compiled from.
    pub(super) pattern: Ref,
    flags: u32,
    /// The names of groups, with their numbers.
    pub(super) groupindex: Ref,
    /// The names of groups by their numbers.
    pub(super) indexgroup: Ref,
    /// Is it for bytes? `None`: for both, as it was made of nothing.
    pub(super) is_bytes: Option<bool>,
}

impl Payload for Pattern {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.groupindex);
        visit(&self.indexgroup);
        visit(&self.pattern);
    }
}

impl Pattern {
    /// A pattern of what `_sre.compile` was given.
    pub(super) fn object(vm: &Vm, program: Program, flags: u32, args: &Args) -> Res {
        let pattern = args[0].clone();
        let is_bytes = match measure(&pattern) {
            Some((_, is_bytes)) => Some(is_bytes),
            None if pattern.is(&vm.none) => None,
            None => return Err(Subject::new(vm, &pattern).err().expect("it cannot be measured")),
        };
        let it = Pattern {
            program,
            pattern,
            flags,
            groupindex: args[4].clone(),
            indexgroup: args[5].clone(),
            is_bytes,
        };
        Ok(Ref::new(Some(vm.type_of(&DEF)), it))
    }

    /// The name of a group, or `None`.
    pub(super) fn name_of(&self, vm: &Vm, group: usize) -> Ref {
        vm.tuple_items(&self.indexgroup).get(group).unwrap_or(&vm.none).clone()
    }
}

/// `re.Pattern`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "re.Pattern",
    doc: "Compiled regular expression object.",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(hash));
        it.tp_richcompare.set(Some(compare));
    },
    methods: &[
        method("match(self, /, string, pos=0, endpos=sys.maxsize)", |vm, pattern, args| {
            try_once(vm, pattern, &args, Mode::Match)
        }),
        method("fullmatch(self, /, string, pos=0, endpos=sys.maxsize)", |vm, pattern, args| {
            try_once(vm, pattern, &args, Mode::Full)
        }),
        method("search(self, /, string, pos=0, endpos=sys.maxsize)", |vm, pattern, args| {
            try_once(vm, pattern, &args, Mode::Search)
        }),
        method("sub(self, /, repl, string, count=0)", |vm, pattern, args| {
            substitute::sub(vm, pattern, &args).map(|it| it.0)
        }),
        method("subn(self, /, repl, string, count=0)", |vm, pattern, args| {
            let (text, n) = substitute::sub(vm, pattern, &args)?;
            Ok(vm.tuple(vec![text, vm.int(n as i64)]))
        }),
        method("split(self, /, string, maxsplit=0)", substitute::split),
        method("findall(self, /, string, pos=0, endpos=sys.maxsize)", substitute::findall),
        method("finditer(self, /, string, pos=0, endpos=sys.maxsize)", finditer),
        method("scanner(self, /, string, pos=0, endpos=sys.maxsize)", |vm, pattern, args| {
            scanner(vm, pattern, &args)
        }),
        method("__copy__(self, /)", |_, pattern, _| Ok(pattern.clone())),
        method("__deepcopy__(self, memo, /)", |_, pattern, _| Ok(pattern.clone())),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        getter("groupindex", |vm, pattern| {
            Ok(MappingProxy::object(vm, of(pattern).groupindex.clone()))
        }),
        member("pattern", |_, pattern| Ok(of(pattern).pattern.clone())),
        member("flags", |vm, pattern| Ok(vm.int(of(pattern).flags.into()))),
        member("groups", |vm, pattern| Ok(vm.int(of(pattern).program.n_groups() as i64))),
    ],
    size: (96, 4),
    ..FINAL
};

pub(super) fn of(pattern: &Ref) -> &Pattern {
    pattern.expect::<Pattern>()
}

/// Subject and place of `(string, pos, endpos)`.
pub(super) fn subject_and_place(vm: &Vm, pattern: &Ref, args: &Args) -> Res<(Subject, Place)> {
    let number = |index, default| match args.get(index) {
        Some(it) => vm.index_or_overflow(it),
        None => Ok(default),
    };
    let (pos, endpos) = (number(1, 0)?, number(2, isize::MAX)?);
    let subject = Subject::of(vm, of(pattern), &args[0])?;
    let place = subject.place(pos, endpos);
    Ok((subject, place))
}

fn try_once(vm: &Vm, pattern: &Ref, args: &Args, mode: Mode) -> Res {
    let (subject, mut place) = subject_and_place(vm, pattern, args)?;
    let (pos, endpos) = (place.start, place.end);
    match attempt(vm, of(pattern), &subject, &mut place, mode)? {
        Some(found) => Ok(Match::object(vm, pattern, &subject, found, (pos, endpos))),
        None => Ok(vm.none.clone()),
    }
}

fn scanner(vm: &Vm, pattern: &Ref, args: &Args) -> Res {
    let (subject, place) = subject_and_place(vm, pattern, args)?;
    Ok(Scanner::object(vm, pattern, subject, place))
}

/// `finditer`: `iter(scanner.search, None)`.
fn finditer(vm: &Vm, pattern: &Ref, args: Args) -> Res {
    let scanner = scanner(vm, pattern, &args)?;
    let search = vm.get_attribute(&scanner, &vm.intern("search"))?;
    let it = CallableIterator { function: Default::default(), sentinel: Default::default() };
    it.function.set(Some(search));
    it.sentinel.set(Some(vm.none.clone()));
    Ok(Ref::new(Some(vm.types.callable_iterator.clone()), it))
}

const FLAGS: &[(u32, &str)] = &[
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (32, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];
const UNICODE: u32 = 32;
const LOCALE_UNICODE_ASCII: u32 = 4 | 32 | 256;

/// `re.compile('a', re.IGNORECASE)` (`pattern_repr`).
fn repr(vm: &Vm, pattern: &Ref) -> Res {
    let it = of(pattern);
    let mut flags = it.flags;
    if it.is_bytes == Some(false) && flags & LOCALE_UNICODE_ASCII == UNICODE {
        flags &= !UNICODE;
    }
    let mut parts: Vec<String> = Vec::new();
    for &(bit, name) in FLAGS {
        if flags & bit != 0 {
            parts.push(name.to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        parts.push(format!("{flags:#x}"));
    }
    let text: String = vm.repr_text(&it.pattern)?.chars().take(200).collect();
    let comma = if parts.is_empty() { "" } else { ", " };
    Ok(vm.str(&format!("re.compile({text}{comma}{})", parts.join("|"))))
}

/// `pattern_hash`.
fn hash(vm: &Vm, pattern: &Ref) -> Res<i64> {
    let it = of(pattern);
    let code: Vec<u8> = it.program.code().iter().flat_map(|it| it.to_le_bytes()).collect();
    let is_bytes = it.is_bytes.map_or(-1, i64::from);
    let hash = vm.hash(&it.pattern)?
        ^ hash_bytes(&code)
        ^ i64::from(it.flags)
        ^ is_bytes
        ^ it.program.code().len() as i64;
    Ok(if hash == -1 { -2 } else { hash })
}

/// Equal patterns are those that were compiled from equal text to equal code.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let (CompareOp::Eq | CompareOp::Ne, Some(x), Some(y)) =
        (op, a.get::<Pattern>(), b.get::<Pattern>())
    else {
        return Ok(vm.not_implemented.clone());
    };
    let is_equal = a.is(b)
        || x.flags == y.flags
            && x.is_bytes == y.is_bytes
            && x.program == y.program
            && vm.is_equal(&x.pattern, &y.pattern)?;
    vm.equality(op, is_equal)
}
