//! Methods of patterns that go through a whole string: `sub`, `split`, `findall`.

use super::attempt::{Found, Place, Subject, attempt};
use super::pattern::{of, subject_and_place};
use super::{Match, Template, template};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::str_::Str;
use crate::sre::Mode;
use crate::vm::Vm;

/// What is put in place of a match.
enum Filter {
    Literal(Ref),
    Template(Ref),
    Callable(Ref),
}

impl Filter {
    fn of(vm: &Vm, pattern: &Ref, replacement: &Ref) -> Res<Filter> {
        if vm.is_callable(replacement) {
            return Ok(Filter::Callable(replacement.clone()));
        }
        if has_no_backslash(replacement) {
            return Ok(Filter::Literal(replacement.clone()));
        }
        let compiled = template::compile(vm, pattern, replacement)?;
        let it = compiled.expect::<Template>();
        if it.items.is_empty() {
            return Ok(Filter::Literal(it.literal.clone()));
        }
        Ok(Filter::Template(compiled))
    }
}

fn has_no_backslash(text: &Ref) -> bool {
    match text.get::<Str>() {
        Some(it) => !it.code_points().any(|it| it == u32::from('\\')),
        None => as_bytes(text).is_some_and(|it| !it.contains(&b'\\')),
    }
}

/// `(repl, string, count)`: the new string, and how often something was replaced
/// (`pattern_subx`).
pub(super) fn sub(vm: &Vm, pattern: &Ref, args: &Args) -> Res<(Ref, usize)> {
    let count = limit(vm, args.get(2))?;
    let filter = Filter::of(vm, pattern, &args[0])?;
    let subject = Subject::of(vm, of(pattern), &args[1])?;
    let mut place = subject.whole();
    let (mut parts, mut n, mut copied) = (Vec::new(), 0, 0);
    while n < count {
        let Some(found) = attempt(vm, of(pattern), &subject, &mut place, Mode::Search)? else {
            break;
        };
        let (start, end) = found.span();
        if copied < start {
            parts.push(subject.slice(vm, copied, start));
        }
        parts.extend(replaced(vm, pattern, &subject, &filter, found)?);
        copied = end;
        n += 1;
    }
    if copied < subject.len {
        parts.push(subject.slice(vm, copied, subject.len));
    }
    Ok((template::join(vm, &subject, parts)?, n))
}

/// A count of 0 is no limit; a negative one lets nothing through.
fn limit(vm: &Vm, count: Option<&Ref>) -> Res<usize> {
    let count = match count {
        Some(it) => vm.index_or_overflow(it)?,
        None => 0,
    };
    Ok(if count == 0 { usize::MAX } else { usize::try_from(count).unwrap_or(0) })
}

fn replaced(
    vm: &Vm,
    pattern: &Ref,
    subject: &Subject,
    filter: &Filter,
    found: Found,
) -> Res<Option<Ref>> {
    let matched = |found| Match::object(vm, pattern, subject, found, (0, subject.len));
    let part = match filter {
        Filter::Literal(it) => it.clone(),
        Filter::Template(it) => {
            template::expand(vm, it.expect::<Template>(), matched(found).expect::<Match>())?
        }
        Filter::Callable(it) => vm.call(it, Args::one(matched(found)))?,
    };
    Ok((!part.is(&vm.none)).then_some(part))
}

/// `split(string, maxsplit=0)`.
pub(super) fn split(vm: &Vm, pattern: &Ref, args: Args) -> Res {
    let most = limit(vm, args.get(1))?;
    let subject = Subject::of(vm, of(pattern), &args[0])?;
    let mut place = subject.whole();
    let (mut parts, mut n, mut last) = (Vec::new(), 0, 0);
    while n < most {
        let Some(found) = attempt(vm, of(pattern), &subject, &mut place, Mode::Search)? else {
            break;
        };
        let (start, end) = found.span();
        parts.push(subject.slice(vm, last, start));
        for span in &found.spans[1..] {
            parts.push(span.map_or_else(|| vm.none.clone(), |it| subject.slice(vm, it.0, it.1)));
        }
        last = end;
        n += 1;
    }
    parts.push(subject.slice(vm, last, subject.len));
    Ok(vm.list(parts))
}

/// `findall(string, pos=0, endpos=sys.maxsize)`.
pub(super) fn findall(vm: &Vm, pattern: &Ref, args: Args) -> Res {
    let (subject, mut place): (Subject, Place) = subject_and_place(vm, pattern, &args)?;
    let mut all = Vec::new();
    while place.start <= place.end {
        let Some(found) = attempt(vm, of(pattern), &subject, &mut place, Mode::Search)? else {
            break;
        };
        all.push(item(vm, &subject, &found));
    }
    Ok(vm.list(all))
}

/// The whole where there are no groups, the only group, or all of them.
fn item(vm: &Vm, subject: &Subject, found: &Found) -> Ref {
    let part = |span: Option<(usize, usize)>| {
        span.map_or_else(|| subject.empty(vm), |it| subject.slice(vm, it.0, it.1))
    };
    match &found.spans[..] {
        [only] | [_, only] => part(*only),
        [_, groups @ ..] => vm.tuple(groups.iter().map(|it| part(*it)).collect()),
        [] => subject.empty(vm),
    }
}
