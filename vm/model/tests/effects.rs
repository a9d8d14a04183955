//! Every row of the stubs beside what CPython 3.13 does.
//!
//! `prove.py` calls the real functions with counted objects and tells what became of the
//! references: which object came back, what holds which argument now and did not before, what was
//! called, what was let go. Its answer is recorded, and asked for anew where there is a Python 3.13.
//! A row agrees if all that was seen is said, and all that is said was seen in one example at least.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Observation, RECORDED, classes, live, observations};
use refwise_model::stubs::TABLE;
use refwise_model::{
    Base, Condition, Effect, Hash, Holder, Keep, Kind, ParamId, ParamKind, Part, Place, Release,
    Returns, TypeFacts, When, canonical,
};

#[test]
fn rows_say_what_was_recorded() {
    agree(RECORDED);
}

#[test]
fn rows_say_what_python_does() {
    if let Some(answer) = live() {
        agree(answer);
    }
}

/// All rows that can be proved have been.
#[test]
fn every_row_is_recorded() {
    let recorded: BTreeSet<(&str, usize)> =
        observations(RECORDED).iter().map(|it| (it.path, it.example)).collect();
    let provable = TABLE.functions.values().filter(|it| it.unproved.is_none());
    let expected: BTreeSet<(&str, usize)> = provable
        .flat_map(|it| (0..it.examples.len().max(1)).map(move |number| (it.path, number)))
        .collect();
    let differences: Vec<_> = recorded.symmetric_difference(&expected).collect();
    assert!(differences.is_empty(), "run `prove.py > recorded/effects.txt`: {differences:?}");
}

/// Those that nothing shows are few, and say why.
#[test]
fn few_rows_are_not_proved() {
    let unproved = TABLE.functions.values().filter(|it| it.unproved.is_some()).count();
    assert!(unproved * 10 < TABLE.functions.len(), "{unproved} of {}", TABLE.functions.len());
}

#[test]
fn facts_say_what_was_recorded() {
    facts_agree(RECORDED);
}

#[test]
fn facts_say_what_python_says() {
    if let Some(answer) = live() {
        facts_agree(answer);
    }
}

/// A row that says less than it does is found out, whichever word is missing.
#[test]
fn no_word_can_be_left_out() {
    let seen = observations(RECORDED);
    let mut idle = Vec::new();
    for row in TABLE.functions.values().filter(|it| it.unproved.is_none()) {
        let all: Vec<&Observation<'_>> = seen.iter().filter(|it| it.path == row.path).collect();
        for shorter in shorter(row) {
            if all.iter().all(|it| unsaid(&shorter, it).is_empty()) {
                idle.push(row.path);
            }
        }
    }
    assert!(idle.is_empty(), "{} words change nothing:\n{}", idle.len(), idle.join("\n"));
}

/// `row` without one of the things it says.
fn shorter(row: &Effect) -> Vec<Effect> {
    fn without<T: Clone>(all: &[T], index: usize) -> Vec<T> {
        let kept = all.iter().enumerate().filter(|it| it.0 != index);
        kept.map(|it| it.1.clone()).collect()
    }
    let is_result = |it: &Keep| it.what.base == Base::Result;
    let keeps = (0..row.keeps.len())
        .filter(|it| !is_result(&row.keeps[*it]))
        .map(|it| Effect { keeps: without(&row.keeps, it), ..row.clone() });
    let consumes = (0..row.consumes.len())
        .map(|it| Effect { consumes: without(&row.consumes, it), ..row.clone() });
    let releases = (0..row.releases.len())
        .filter(|it| !matches!(row.releases[*it], Release::Handle(_)))
        .map(|it| Effect { releases: without(&row.releases, it), ..row.clone() });
    let calls = (0..row.calls.len())
        .filter(|it| row.calls[*it].when == When::Now)
        .map(|it| Effect { calls: without(&row.calls, it), ..row.clone() });
    keeps.chain(consumes).chain(releases).chain(calls).collect()
}

/// Names that were recorded are there; later releases may have more.
#[test]
fn names_say_what_python_says() {
    let Some(answer) = common::run("names.py") else { return };
    for (module, names) in answer.lines().filter_map(|it| it.split_once(": ")) {
        let live: BTreeSet<&str> = names.split(' ').collect();
        let ours = refwise_model::all_names(module).unwrap_or_default();
        let gone: Vec<_> = ours.iter().filter(|it| !live.contains(*it)).collect();
        assert!(gone.is_empty() && !ours.is_empty(), "{module} has no {gone:?}");
    }
}

fn facts_agree(answer: &str) {
    let mut wrong = Vec::new();
    let seen = classes(answer);
    for (path, words, bases) in &seen {
        let Some(facts) = TABLE.classes.get(path) else {
            wrong.push(format!("{path}: no row"));
            continue;
        };
        let bases = bases.iter().map(|it| canonical(it));
        let bases: Vec<&str> = bases.filter(|it| TABLE.classes.contains_key(it)).collect();
        if (&self::words(facts), &facts.bases) != (words, &bases) {
            wrong.push(format!("{path}: Python says {words:?}, bases {bases:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen.len(), TABLE.classes.len(), "classes with facts");
}

/// The facts as `prove.py` says them.
fn words(facts: &TypeFacts) -> Vec<&'static str> {
    let hash = match facts.hash {
        Hash::Identity => "identity",
        Hash::Value => "value",
        Hash::Unhashable => "unhashable",
    };
    let words = [
        ("gc", facts.is_gc),
        ("weakrefs", facts.has_weakrefs),
        ("dict", facts.has_dict),
        ("final", facts.is_final),
        ("iterator", facts.is_iterator),
        ("iterable", facts.is_iterable),
        ("with", facts.is_context_manager),
        ("async_with", facts.is_async_context_manager),
        ("awaitable", facts.is_awaitable),
    ];
    let true_ones = words.into_iter().filter(|it| it.1).map(|it| it.0);
    [hash].into_iter().chain(true_ones).collect()
}

fn agree(answer: &str) {
    let mut of_row: BTreeMap<&str, Vec<Observation<'_>>> = BTreeMap::new();
    for seen in observations(answer) {
        of_row.entry(seen.path).or_default().push(seen);
    }
    let mut wrong = Vec::new();
    for (path, all) in &of_row {
        match TABLE.functions.get(path) {
            Some(row) => check(row, all, &mut wrong),
            None => wrong.push(format!("{path}: no row")),
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(of_row.len() > 300, "only {} rows were proved", of_row.len());
}

fn check(row: &Effect, all: &[Observation<'_>], wrong: &mut Vec<String>) {
    let mut say = |words: String| wrong.push(format!("{}: {words}", row.path));
    for seen in all {
        let number = seen.example;
        let raised = seen.all("raises");
        if !raised.is_empty() {
            if row.returns != Returns::Never {
                say(format!("example {number} raises {raised:?}"));
            }
            continue;
        }
        if !returns(row, &row.returns, seen) {
            let (result, is, again) = (seen.one("result"), seen.one("is"), seen.one("again"));
            say(format!("example {number} gives {result}, is `{is}`, again {again}"));
        }
        unsaid(row, seen).into_iter().for_each(|it| say(format!("example {number}: {it}")));
    }
    unseen(row, all).into_iter().for_each(say);
}

/// What was seen and is not said.
fn unsaid(row: &Effect, seen: &Observation<'_>) -> Vec<String> {
    let mut unsaid = Vec::new();
    let mut need = |is_said: bool, field: &str, what: &str| {
        if !is_said {
            unsaid.push(format!("nothing says {field}: {what}"));
        }
    };
    // Of what comes back it is not known what holds it beside the caller: a class holds itself.
    for kept in seen.all("kept").iter().filter(|it| **it != "result in registry") {
        let is_said = row.keeps.iter().any(|it| !it.is_weak && holds_somehow(row, it, kept));
        need(is_said, "kept", kept);
    }
    for weak in seen.all("weak") {
        need(row.keeps.iter().any(|it| it.is_weak && at(row, &it.what, weak)), "weak", weak);
    }
    for gone in seen.all("gone") {
        need(row.releases.iter().any(|it| lets_go(row, it, gone)), "gone", gone);
    }
    for called in seen.all("called") {
        need((0..row.calls.len()).any(|it| calls(row, it, called)), "called", called);
    }
    for used in seen.all("used") {
        need(row.consumes.iter().any(|it| name(row, *it) == *used), "used", used);
    }
    for changed in seen.all("changed") {
        let is_said = row.mutates.iter().any(|it| name(row, *it) == *changed);
        need(is_said, "changed", changed);
    }
    unsaid
}

/// What is said and was not seen.
fn unseen(row: &Effect, all: &[Observation<'_>]) -> Vec<String> {
    let mut unseen = Vec::new();
    let mut need = |is_seen: bool, words: String| {
        if !is_seen {
            unseen.push(format!("never seen: {words}"));
        }
    };
    let any = |field: &str, test: &dyn Fn(&str) -> bool| {
        all.iter().any(|it| it.all(field).iter().any(|it| test(it)))
    };
    for keep in &row.keeps {
        let is_seen = match keep.is_weak {
            true => any("weak", &|it| at(row, &keep.what, it)),
            false => any("kept", &|it| holds(row, keep, it)),
        };
        need(is_seen, format!("{} {:?}", words_of(row, &keep.what), keep.holder));
        let misses = all.iter().filter(|it| misses(row, keep, it)).map(|it| it.example).next();
        let words = || format!("{} {:?} in {misses:?}", words_of(row, &keep.what), keep.holder);
        need(!keep.is_certain || misses.is_none(), words());
        need(keep.is_certain || misses.is_some(), format!("a doubt about {}", words()));
    }
    for one in leaves(&row.returns) {
        let is_seen = all.iter().any(|it| it.all("raises").is_empty() && returns(row, one, it));
        need(is_seen || *one == Returns::Never, format!("it gives {one:?}"));
    }
    for release in row.releases.iter().filter(|it| !matches!(it, Release::Handle(_))) {
        need(any("gone", &|it| lets_go(row, release, it)), format!("{release:?}"));
    }
    for (number, call) in row.calls.iter().enumerate() {
        let is_later = call.when == When::Later;
        need(is_later || any("called", &|it| calls(row, number, it)), format!("{call:?}"));
    }
    for param in &row.consumes {
        let name = name(row, *param);
        need(any("used", &|it| it == name), format!("{name} is used up"));
    }
    for param in &row.mutates {
        let name = name(row, *param);
        let is_steady = any("steady", &|it| it == name) && !any("changed", &|it| it == name);
        need(!is_steady, format!("{name} changes"));
    }
    unseen
}

/// Was there something that `keep` says is kept, and was not?
fn misses(row: &Effect, keep: &Keep, seen: &Observation<'_>) -> bool {
    let is_result = matches!(
        keep.holder,
        Holder::Items(Base::Result)
            | Holder::Keys(Base::Result)
            | Holder::Values(Base::Result)
            | Holder::Attribute(Base::Result, _)
    );
    let is_new = seen.one("is").is_empty() && seen.one("result") != "builtins.NoneType";
    let is_there = seen
        .all("has")
        .iter()
        .any(|it| at(row, &keep.what, it) && !is_there_already(row, keep, it));
    let is_kept = match keep.is_weak {
        true => seen.all("weak").iter().any(|it| at(row, &keep.what, it)),
        false => seen.all("kept").iter().any(|it| holds(row, keep, it)),
    };
    seen.all("raises").is_empty() && (is_new || !is_result) && is_there && !is_kept
}

/// Was what has this label in its holder before?
fn is_there_already(row: &Effect, keep: &Keep, label: &str) -> bool {
    let (Holder::Items(holder) | Holder::Keys(holder) | Holder::Values(holder)) = keep.holder
    else {
        return false;
    };
    let holder = base(row, holder);
    label.split('/').any(|it| it.split_once(" of ").is_some_and(|it| it.1 == holder))
}

fn name(row: &Effect, param: ParamId) -> &'static str {
    row.params[usize::from(param.0)].name
}

fn base(row: &Effect, base: Base) -> &'static str {
    match base {
        Base::Param(it) => name(row, it),
        Base::Result => "result",
    }
}

/// A place in the words of `prove.py`. An iterator is seen as what it holds.
fn words_of(row: &Effect, place: &Place) -> String {
    place.parts.iter().fold(base(row, place.base).to_owned(), |text, part| match part {
        Part::Items => format!("items of {text}"),
        Part::Keys => format!("keys of {text}"),
        Part::Values => format!("values of {text}"),
        Part::Attribute(name) => format!("{text}.{name}"),
        Part::Iterator => text,
    })
}

/// Is `place` one of those that `label` names?
fn at(row: &Effect, place: &Place, label: &str) -> bool {
    let words = words_of(row, place);
    label.split('/').any(|it| it == words)
}

/// Is it `keep` that holds what was seen, in exactly this way?
fn holds(row: &Effect, keep: &Keep, kept: &str) -> bool {
    let Some((label, how)) = cut(kept) else { return false };
    let how_said = match keep.holder {
        Holder::Items(_) => return holds_somehow(row, keep, kept),
        Holder::Keys(it) => format!("as key of {}", base(row, it)),
        Holder::Values(it) => format!("as value of {}", base(row, it)),
        Holder::Attribute(it, name) => format!("as {}.{name}", base(row, it)),
        Holder::Registry(_) => "in registry".to_owned(),
    };
    at(row, &keep.what, label) && how == how_said
}

/// The same, but a holder may hold it under other names too.
fn holds_somehow(row: &Effect, keep: &Keep, kept: &str) -> bool {
    let Some((label, how)) = cut(kept) else { return false };
    let holder = match keep.holder {
        Holder::Items(it) | Holder::Keys(it) | Holder::Values(it) | Holder::Attribute(it, _) => {
            base(row, it)
        }
        Holder::Registry(_) => "registry",
    };
    let seen = how.trim_start_matches("as key of ").trim_start_matches("as value of ");
    let seen = seen.trim_start_matches("as ").trim_start_matches("in ");
    at(row, &keep.what, label) && seen.split('.').next() == Some(holder)
}

/// The place and the rest of what was seen to be kept.
fn cut(kept: &str) -> Option<(&str, &str)> {
    let middle = [" in ", " as "].into_iter().filter_map(|it| kept.find(it)).min()?;
    Some((&kept[..middle], &kept[middle + 1..]))
}

fn lets_go(row: &Effect, release: &Release, gone: &str) -> bool {
    let Some((how, label)) = ["all ", "one of ", "registry "]
        .into_iter()
        .find_map(|it| gone.strip_prefix(it).map(|label| (it, label)))
    else {
        return false;
    };
    match release {
        Release::All(it) => how == "all " && at(row, it, label),
        Release::One(it) => how != "registry " && at(row, it, label),
        Release::Registered(it, _) => {
            how == "registry " && label.split('/').any(|label| label == name(row, *it))
        }
        Release::Registry(_) => how == "registry ",
        Release::Frame(it) => label.ends_with(&format!(" of {}", name(row, *it))),
        Release::Handle(_) => false,
    }
}

/// Is it the call of this number that was seen?
fn calls(row: &Effect, number: usize, called: &str) -> bool {
    let call = &row.calls[number];
    let Some((param, args)) = called.split_once('(') else { return false };
    let args = args.trim_end_matches(')');
    let args: Vec<&str> = args.split(", ").filter(|it| !it.is_empty()).collect();
    let are_said = call.args.as_ref().is_none_or(|said| agree_on(row, said, &args));
    call.when == When::Now && at(row, &call.what, param) && are_said
}

/// Arguments that are said and that were seen. A place of `*args` stands for any number.
fn agree_on(row: &Effect, said: &[Place], seen: &[&str]) -> bool {
    let is_star = |place: &Place| match place.base {
        Base::Param(it) => matches!(
            row.params[usize::from(it.0)].kind,
            ParamKind::VarPositional | ParamKind::VarKeyword
        ),
        Base::Result => false,
    };
    let plain = said.iter().filter(|it| !is_star(it)).count();
    let has_star = plain < said.len();
    (seen.len() == plain || has_star && seen.len() >= plain)
        && seen.iter().all(|label| said.iter().any(|it| at(row, it, label)))
}

/// Is it what comes back?
fn returns(row: &Effect, returns: &Returns, seen: &Observation<'_>) -> bool {
    let is_type = |class: &str| is_type(class, seen.one("result"));
    let is_new = seen.one("is").is_empty();
    match returns {
        Returns::None => is_type("types.NoneType"),
        Returns::Bool => is_type("builtins.bool"),
        Returns::Value(class) => is_type(class),
        Returns::Fresh { class, or_subclass } => {
            let is_own = *or_subclass
                && row.kind == Kind::Method
                && seen.given("self") == Some(seen.one("result"));
            is_new && seen.one("again") != "same" && (is_type(class) || is_own)
        }
        Returns::Same(place) => at(row, place, seen.one("is")) || is_hidden(place, seen),
        Returns::Cached(class) => is_new && seen.one("again") == "same" && is_type(class),
        Returns::Like(it) => {
            let is_same = seen.one("is") == name(row, *it);
            let is_copied = refwise_model::class(canonical(seen.one("result")))
                .is_none_or(|it| it.is_mutable && it.path != "types.FunctionType");
            seen.given(name(row, *it)) == Some(seen.one("result")) && !(is_same && is_copied)
        }
        Returns::ClassOf(_) => seen.one("again") == "same" && is_type("builtins.type"),
        Returns::Called(_) => is_new && seen.one("result").ends_with(".Thing"),
        Returns::If(condition, then, otherwise) => {
            let branch = if holds_true(row, condition, seen) { then } else { otherwise };
            self::returns(row, branch, seen)
        }
        Returns::Either(each) => each.iter().any(|it| self::returns(row, it, seen)),
        Returns::Never => false,
        Returns::Unknown => true,
    }
}

/// What may come back, apart from by what it is decided.
fn leaves(returns: &Returns) -> Vec<&Returns> {
    match returns {
        Returns::If(_, then, otherwise) => [leaves(then), leaves(otherwise)].concat(),
        Returns::Either(each) => each.iter().flat_map(leaves).collect(),
        _ => vec![returns],
    }
}

/// An attribute or item of something that is not looked into: each call gives the same.
fn is_hidden(place: &Place, seen: &Observation<'_>) -> bool {
    let is_attribute = matches!(place.parts[..], [Part::Attribute(_)]);
    is_attribute && seen.one("again") == "same"
}

fn is_type(class: &str, seen: &str) -> bool {
    let mut path = canonical(seen);
    loop {
        if path == class {
            return true;
        }
        match refwise_model::class(path).and_then(|it| it.bases.first()) {
            Some(base) => path = base,
            None => return false,
        }
    }
}

fn holds_true(row: &Effect, condition: &Condition, seen: &Observation<'_>) -> bool {
    let given = |param: &ParamId| seen.given(name(row, *param));
    match condition {
        Condition::Given(it) => given(it).is_some(),
        Condition::Exact(it, class) => given(it).is_some_and(|it| canonical(it) == *class),
        Condition::Instance(it, class) => given(it).is_some_and(|it| is_type(class, it)),
        Condition::Iterator(it) => {
            given(it).and_then(|it| refwise_model::class(it)).is_some_and(|it| it.is_iterator)
        }
        Condition::IsNone(it) => given(it).is_none_or(|it| it == "builtins.NoneType"),
    }
}
