//! `re.Match`.

use super::attempt::{Found, Subject};
use super::pattern::of as pattern_of;
use super::{Pattern, Template, template};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::dict::Dict;
use crate::typedef::{FINAL, TypeDef, classmethod, flag, getter, member, method};
use crate::vm::Vm;

/// What a pattern found.
pub(crate) struct Match {
    pub(super) pattern: Ref,
    pub(super) string: Ref,
    found: Found,
    pos: usize,
    endpos: usize,
}

impl Payload for Match {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.string);
        visit(&self.pattern);
    }
}

impl Match {
    pub(super) fn object(
        vm: &Vm,
        pattern: &Ref,
        subject: &Subject,
        found: Found,
        (pos, endpos): (usize, usize),
    ) -> Ref {
        let string = subject.string.clone();
        let it = Match { pattern: pattern.clone(), string, found, pos, endpos };
        Ref::new(Some(vm.type_of(&DEF)), it)
    }

    /// What a group matched; `None` where it took no part.
    pub(super) fn slice(&self, vm: &Vm, subject: &Subject, group: usize) -> Option<Ref> {
        let (start, end) = self.found.spans[group]?;
        Some(subject.slice(vm, start, end))
    }
}

/// `re.Match`.
static DEF: TypeDef = TypeDef {
    name: "re.Match",
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.mp_subscript.set(Some(|vm, matched, group| {
            let group = group_number(vm, matched, group)?;
            part(vm, matched, group, &vm.none)
        }));
    },
    methods: &[
        method("group(self, *args)", group),
        method("start(self, group=0, /)", |vm, matched, args| {
            Ok(vm.int(span_of(vm, matched, &args)?.0))
        }),
        method("end(self, group=0, /)", |vm, matched, args| {
            Ok(vm.int(span_of(vm, matched, &args)?.1))
        }),
        method("span(self, group=0, /)", |vm, matched, args| {
            Ok(pair(vm, span_of(vm, matched, &args)?))
        }),
        method("groups(self, /, default=None)", groups),
        method("groupdict(self, /, default=None)", groupdict),
        method("expand(self, /, template)", expand),
        method("__copy__(self, /)", |_, matched, _| Ok(matched.clone())),
        method("__deepcopy__(self, memo, /)", |_, matched, _| Ok(matched.clone())),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        getter("lastindex", |vm, matched| {
            Ok(of(matched).found.lastindex.map_or(vm.none.clone(), |it| vm.int(it as i64)))
        }),
        getter("lastgroup", |vm, matched| {
            let it = of(matched);
            let lastindex = it.found.lastindex;
            Ok(lastindex.map_or(vm.none.clone(), |at| pattern_of(&it.pattern).name_of(vm, at)))
        }),
        getter("regs", |vm, matched| {
            let spans = of(matched).found.spans.iter();
            Ok(vm.tuple(spans.map(|it| pair(vm, numbers(*it))).collect()))
        }),
        member("string", |_, matched| Ok(of(matched).string.clone())),
        member("re", |_, matched| Ok(of(matched).pattern.clone())),
        member("pos", |vm, matched| Ok(vm.int(of(matched).pos as i64))),
        member("endpos", |vm, matched| Ok(vm.int(of(matched).endpos as i64))),
    ],
    size: (80, 8),
    ..FINAL
};

fn of(matched: &Ref) -> &Match {
    matched.expect::<Match>()
}

fn numbers(span: Option<(usize, usize)>) -> (i64, i64) {
    span.map_or((-1, -1), |it| (it.0 as i64, it.1 as i64))
}

fn pair(vm: &Vm, (start, end): (i64, i64)) -> Ref {
    vm.tuple(vec![vm.int(start), vm.int(end)])
}

/// A group by its number or its name (`match_getindex`).
fn group_number(vm: &Vm, matched: &Ref, group: &Ref) -> Res<usize> {
    let it = of(matched);
    let number = if group.ty().slots.nb_index.get().is_some() {
        vm.index_saturated(group)?
    } else {
        let names = pattern_of(&it.pattern).groupindex.clone();
        let found = match names.get::<Dict>() {
            Some(names) => names.get(vm, group)?,
            None => None,
        };
        found.map_or(Ok(-1), |it| vm.index_saturated(&it))?
    };
    let number = usize::try_from(number).ok().filter(|at| *at < it.found.spans.len());
    number.ok_or_else(|| vm.index_error("no such group".to_owned()))
}

fn part(vm: &Vm, matched: &Ref, group: usize, default: &Ref) -> Res {
    let it = of(matched);
    let subject = Subject::new(vm, &it.string)?;
    Ok(it.slice(vm, &subject, group).unwrap_or_else(|| default.clone()))
}

fn group(vm: &Vm, matched: &Ref, args: Args) -> Res {
    args.no_keywords(vm, "group")?;
    let one = |at: usize| {
        let number = group_number(vm, matched, &args[at])?;
        part(vm, matched, number, &vm.none)
    };
    match args.len() {
        0 => part(vm, matched, 0, &vm.none),
        1 => one(0),
        n => Ok(vm.tuple((0..n).map(one).collect::<Res<_>>()?)),
    }
}

fn span_of(vm: &Vm, matched: &Ref, args: &Args) -> Res<(i64, i64)> {
    let number = match args.get(0) {
        Some(it) => group_number(vm, matched, it)?,
        None => 0,
    };
    Ok(numbers(of(matched).found.spans[number]))
}

fn groups(vm: &Vm, matched: &Ref, args: Args) -> Res {
    let default = args.get(0).unwrap_or(&vm.none);
    let n = of(matched).found.spans.len();
    let parts: Res<_> = (1..n).map(|it| part(vm, matched, it, default)).collect();
    Ok(vm.tuple(parts?))
}

fn groupdict(vm: &Vm, matched: &Ref, args: Args) -> Res {
    let default = args.get(0).unwrap_or(&vm.none);
    let all = vm.dict();
    let names = pattern_of(&of(matched).pattern).groupindex.clone();
    let names = names.get::<Dict>().map(Dict::keys).unwrap_or_default();
    for name in names {
        let number = group_number(vm, matched, &name)?;
        all.expect::<Dict>().insert(vm, &name, part(vm, matched, number, default)?)?;
    }
    Ok(all)
}

fn expand(vm: &Vm, matched: &Ref, args: Args) -> Res {
    let it = of(matched);
    let compiled = template::compile(vm, &it.pattern, &args[0])?;
    template::expand(vm, compiled.expect::<Template>(), it)
}

/// `<re.Match object; span=(0, 1), match='a'>`.
fn repr(vm: &Vm, matched: &Ref) -> Res {
    let (start, end) = of(matched).found.span();
    let text = vm.repr_text(&part(vm, matched, 0, &vm.none)?)?;
    let text: String = text.chars().take(50).collect();
    Ok(vm.str(&format!("<re.Match object; span=({start}, {end}), match={text}>")))
}

impl Match {
    /// How many groups the pattern has.
    pub(super) fn n_groups(&self) -> usize {
        self.pattern.expect::<Pattern>().program.n_groups()
    }
}
