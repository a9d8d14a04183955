//! The arguments of `@effect`.
//!
//! ```text
//! returns    None, bool, Never, Unknown
//!            CLASS                  a value of an immutable class, new or not
//!            fresh(CLASS)           a new object; fresh(Self) where subclasses give their own
//!            cached(CLASS)          an object that is there already
//!            same(PARAM)            the argument itself
//!            item(PARAM), key(PARAM), value(PARAM), attribute(PARAM, NAME)
//!            class_of(PARAM), called(PARAM)
//!            like(PARAM)            a copy
//!            A | B                  one of these
//!            A if CONDITION else B  given(PARAM), none(PARAM), iterator(PARAM),
//!                                   exact(PARAM, CLASS), instance(PARAM, CLASS)
//! keeps      "PLACE in OBJECT", "PLACE as OBJECT.name", "PLACE as key of OBJECT",
//!            "PLACE as value of OBJECT", "PLACE in registry NAME"; each may end in "weakly",
//!            and in "perhaps" where not each such call makes the reference
//! PLACE      "PARAM", "PARAM.name", "items of PLACE", "keys of PLACE", "values of PLACE",
//!            "iterator of PLACE"
//! OBJECT     a parameter, or "result"
//! calls      "PLACE(PLACE, …) now", "PLACE(...) later": with these, or with what is not said
//! consumes   parameters
//! mutates    parameters
//! releases   "all PLACE", "one of PLACE", "PARAM in registry NAME", "registry NAME",
//!            "frame of PARAM", "handle of PARAM"
//! gil        "released"
//! blocks     True
//! unproved   the reason
//! ```
//!
//! Several keeps, calls, parameters or releases have commas between them.

use super::lines::{call, split};
use crate::{
    Base, Call, Condition, Effect, Holder, Keep, ParamId, Part, Place, Release, Returns, When,
};

type Answer<T> = Result<T, String>;

/// What words mean outside of the row.
pub(super) struct Words<'a> {
    /// The path of the class around.
    pub(super) own: Option<&'static str>,
    /// The path of the class that the stub calls by this name.
    pub(super) class_path: &'a dyn Fn(&'static str) -> &'static str,
}

/// `row` with what the arguments of `@effect` say.
pub(super) fn effect(mut row: Effect, text: &'static str, words: &Words<'_>) -> Answer<Effect> {
    let mut has_returns = false;
    for argument in split(text, ",") {
        let (name, value) = argument.split_once('=').ok_or(format!("no argument: {argument}"))?;
        let string = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let list = || split(string.unwrap_or_default(), ",").into_iter();
        match name {
            "returns" => {
                row.returns = returns(&row, value, words)?;
                has_returns = true;
            }
            "keeps" => row.keeps = list().map(|it| keep(&row, it)).collect::<Answer<_>>()?,
            "calls" => row.calls = list().map(|it| called(&row, it)).collect::<Answer<_>>()?,
            "consumes" => row.consumes = list().map(|it| param(&row, it)).collect::<Answer<_>>()?,
            "mutates" => row.mutates = list().map(|it| param(&row, it)).collect::<Answer<_>>()?,
            "releases" => {
                row.releases = list().map(|it| release(&row, it)).collect::<Answer<_>>()?
            }
            "gil" if string == Some("released") => row.releases_gil = true,
            "blocks" if value == "True" => row.blocks = true,
            "unproved" if string.is_some() => row.unproved = string,
            _ => return Err(format!("no argument of `@effect`: {argument}")),
        }
    }
    if has_returns { Ok(row) } else { Err("no word says what comes back".to_owned()) }
}

fn param(row: &Effect, name: &str) -> Answer<ParamId> {
    row.param(name).ok_or(format!("there is no parameter `{name}`"))
}

fn returns(row: &Effect, text: &'static str, words: &Words<'_>) -> Answer<Returns> {
    if let [then, rest] = split_once(text, " if ")[..] {
        let [condition, otherwise] = split_once(rest, " else ")[..] else {
            return Err(format!("`if` without `else`: {text}"));
        };
        let condition = self::condition(row, condition, words)?;
        let then = returns(row, then, words)?;
        let otherwise = returns(row, otherwise, words)?;
        return Ok(Returns::If(condition, Box::new(then), Box::new(otherwise)));
    }
    let either = split(text, " | ");
    if either.len() > 1 {
        let each = either.into_iter().map(|it| returns(row, it, words));
        return Ok(Returns::Either(each.collect::<Answer<_>>()?));
    }
    let Some((word, inside)) = call(text) else {
        return Ok(match text {
            "None" => Returns::None,
            "bool" => Returns::Bool,
            "Never" => Returns::Never,
            "Unknown" => Returns::Unknown,
            _ => Returns::Value((words.class_path)(text)),
        });
    };
    let part = |part: Option<Part>| -> Answer<Returns> {
        let base = Base::Param(param(row, inside)?);
        Ok(Returns::Same(Place { base, parts: part.into_iter().collect() }))
    };
    match word {
        "fresh" if inside == "Self" => {
            let class = words.own.ok_or("`Self` outside of a class")?;
            Ok(Returns::Fresh { class, or_subclass: true })
        }
        "fresh" => Ok(Returns::Fresh { class: (words.class_path)(inside), or_subclass: false }),
        "cached" => Ok(Returns::Cached((words.class_path)(inside))),
        "same" => part(None),
        "item" => part(Some(Part::Items)),
        "key" => part(Some(Part::Keys)),
        "value" => part(Some(Part::Values)),
        "attribute" => {
            let (owner, name) = inside.split_once(", ").ok_or("an attribute has a name")?;
            let base = Base::Param(param(row, owner)?);
            Ok(Returns::Same(Place { base, parts: vec![Part::Attribute(name)] }))
        }
        "class_of" => Ok(Returns::ClassOf(param(row, inside)?)),
        "like" => Ok(Returns::Like(param(row, inside)?)),
        "called" => Ok(Returns::Called(param(row, inside)?)),
        _ => Err(format!("nothing comes back as `{word}`")),
    }
}

/// `text` cut at the first `separator` outside of brackets; one part where there is none.
fn split_once(text: &'static str, separator: &str) -> Vec<&'static str> {
    let first = split(text, separator)[0];
    match text.get(first.len() + separator.len()..) {
        Some(rest) => vec![first, rest],
        None => vec![text],
    }
}

fn condition(row: &Effect, text: &'static str, words: &Words<'_>) -> Answer<Condition> {
    let (word, inside) = call(text).ok_or(format!("no condition: {text}"))?;
    let with_class = || -> Answer<(ParamId, &'static str)> {
        let (name, class) = inside.split_once(", ").ok_or("a parameter and a class")?;
        Ok((param(row, name)?, (words.class_path)(class)))
    };
    match word {
        "given" => Ok(Condition::Given(param(row, inside)?)),
        "none" => Ok(Condition::IsNone(param(row, inside)?)),
        "iterator" => Ok(Condition::Iterator(param(row, inside)?)),
        "exact" => with_class().map(|it| Condition::Exact(it.0, it.1)),
        "instance" => with_class().map(|it| Condition::Instance(it.0, it.1)),
        _ => Err(format!("no condition is called `{word}`")),
    }
}

fn object(row: &Effect, name: &str) -> Answer<Base> {
    match row.param(name) {
        None if name == "result" => Ok(Base::Result),
        _ => param(row, name).map(Base::Param),
    }
}

fn place(row: &Effect, text: &'static str) -> Answer<Place> {
    if let Some((word, inner)) = text.split_once(" of ") {
        let part = match word {
            "items" => Part::Items,
            "keys" => Part::Keys,
            "values" => Part::Values,
            "iterator" => Part::Iterator,
            _ => return Err(format!("no part is called `{word}`")),
        };
        let mut place = place(row, inner)?;
        place.parts.push(part);
        return Ok(place);
    }
    let (name, attribute) = match text.split_once('.') {
        Some((name, attribute)) => (name, Some(Part::Attribute(attribute))),
        None => (text, None),
    };
    Ok(Place { base: object(row, name)?, parts: attribute.into_iter().collect() })
}

fn keep(row: &Effect, text: &'static str) -> Answer<Keep> {
    let (text, is_certain) = match text.strip_suffix(" perhaps") {
        Some(text) => (text, false),
        None => (text, true),
    };
    let (text, is_weak) = match text.strip_suffix(" weakly") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (what, holder) = if let Some((what, registry)) = text.split_once(" in registry ") {
        (what, Holder::Registry(registry))
    } else if let Some((what, holder)) = text.split_once(" in ") {
        (what, Holder::Items(object(row, holder)?))
    } else if let Some((what, holder)) = text.split_once(" as key of ") {
        (what, Holder::Keys(object(row, holder)?))
    } else if let Some((what, holder)) = text.split_once(" as value of ") {
        (what, Holder::Values(object(row, holder)?))
    } else if let Some((what, holder)) = text.split_once(" as ") {
        let (holder, name) = holder.split_once('.').ok_or(format!("no name: {text}"))?;
        (what, Holder::Attribute(object(row, holder)?, name))
    } else {
        return Err(format!("nothing holds it: {text}"));
    };
    Ok(Keep { what: place(row, what)?, holder, is_weak, is_certain })
}

fn called(row: &Effect, text: &'static str) -> Answer<Call> {
    let (text, when) = match (text.strip_suffix(" now"), text.strip_suffix(" later")) {
        (Some(text), _) => (text, When::Now),
        (_, Some(text)) => (text, When::Later),
        _ => return Err(format!("neither `now` nor `later`: {text}")),
    };
    let (name, args) = call(text).ok_or(format!("no call: {text}"))?;
    let args = match args {
        "..." => None,
        _ => Some(split(args, ",").into_iter().map(|it| place(row, it)).collect::<Answer<_>>()?),
    };
    Ok(Call { what: place(row, name)?, args, when })
}

fn release(row: &Effect, text: &'static str) -> Answer<Release> {
    if let Some(it) = text.strip_prefix("all ") {
        return place(row, it).map(Release::All);
    }
    if let Some(it) = text.strip_prefix("one of ") {
        return place(row, it).map(Release::One);
    }
    if let Some(it) = text.strip_prefix("registry ") {
        return Ok(Release::Registry(it));
    }
    if let Some((name, registry)) = text.split_once(" in registry ") {
        return Ok(Release::Registered(param(row, name)?, registry));
    }
    if let Some(it) = text.strip_prefix("frame of ") {
        return param(row, it).map(Release::Frame);
    }
    if let Some(it) = text.strip_prefix("handle of ") {
        return param(row, it).map(Release::Handle);
    }
    Err(format!("nothing is released so: {text}"))
}
