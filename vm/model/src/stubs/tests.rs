//! The subset: what is read, and what is refused with its line.

use super::*;
use crate::{Base, Holder, Keep, ParamId, ParamKind, Part, Place, Returns};

fn table(text: &'static str) -> Table {
    read(&[("m", text)])
}

/// The errors of a stub.
fn refused(text: &'static str, line: usize, message: &str) {
    let errors = table(text).errors;
    let expected = StubError { module: "m", line, message: message.to_owned() };
    assert_eq!(errors, [expected], "{text}");
}

#[test]
fn nothing_is_wrong_with_the_stubs() {
    assert_eq!(TABLE.errors, []);
}

#[test]
fn every_stub_is_in_the_list() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stubs");
    let files = std::fs::read_dir(folder).expect("the folder").map(|it| it.unwrap().file_name());
    let mut names: Vec<_> = files.map(|it| it.into_string().unwrap()).collect();
    names.sort();
    let listed: Vec<_> = STUBS.iter().map(|it| format!("{}.pyi", it.0)).collect();
    assert_eq!(names, listed);
}

#[test]
fn every_class_that_rows_name_has_facts() {
    fn classes<'a>(returns: &'a Returns, found: &mut Vec<&'a str>) {
        match returns {
            Returns::Value(it) | Returns::Cached(it) | Returns::Fresh { class: it, .. } => {
                found.push(it);
            }
            Returns::If(_, then, otherwise) => {
                classes(then, found);
                classes(otherwise, found);
            }
            Returns::Either(each) => each.iter().for_each(|it| classes(it, found)),
            _ => {}
        }
    }
    let mut named = Vec::new();
    TABLE.functions.values().for_each(|it| classes(&it.returns, &mut named));
    named.extend(TABLE.attributes.values());
    named.extend(TABLE.classes.values().flat_map(|it| &it.bases));
    named.retain(|it| crate::class(it).is_none());
    named.sort_unstable();
    named.dedup();
    assert!(named.is_empty(), "no `@facts` for {named:#?}");
}

#[test]
fn aliases_lead_to_rows() {
    for (alias, path) in &TABLE.aliases {
        assert!(
            crate::function(path).is_some() || crate::class(path).is_some(),
            "{alias} = {path}"
        );
    }
}

#[test]
fn a_row() {
    let table = table(
        r#"
"""A module."""

@facts("mutable unhashable gc iterable")
class pile:
    self = pile()  # an example
    @effect(
        returns=fresh(Self) if given(key) else item(self) | None,
        keeps="items of self in result perhaps, key as result.key weakly",
        calls="key(items of self) now",
    )
    def sorted(self, /, *, key=None):
        key = thing()
"#,
    );
    assert_eq!(table.errors, []);
    assert_eq!(table.classes["m.pile"].example, Some("pile()"));
    let row = &table.functions["m.pile.sorted"];
    assert_eq!(row.examples, ["key = thing()"]);
    assert_eq!(row.params[0].kind, ParamKind::PositionalOnly);
    assert_eq!(row.params[1].kind, ParamKind::KeywordOnly);
    let this = Base::Param(ParamId(0));
    let items = Place { base: this, parts: vec![Part::Items] };
    let key = Place { base: Base::Param(ParamId(1)), parts: Vec::new() };
    assert_eq!(
        row.keeps,
        [
            Keep {
                what: items.clone(),
                holder: Holder::Items(Base::Result),
                is_weak: false,
                is_certain: false
            },
            Keep {
                what: key,
                holder: Holder::Attribute(Base::Result, "key"),
                is_weak: true,
                is_certain: true
            },
        ]
    );
    let Returns::If(_, then, otherwise) = &row.returns else { panic!("{:?}", row.returns) };
    assert_eq!(**then, Returns::Fresh { class: "m.pile", or_subclass: true });
    assert_eq!(**otherwise, Returns::Either(vec![Returns::Same(items), Returns::None]));
}

#[test]
fn names_and_aliases() {
    let table = table("limit: int\n_m.other = f\n@effect(returns=None)\ndef f(): ...\n");
    assert_eq!(table.errors, []);
    assert_eq!(table.attributes["m.limit"], "builtins.int");
    assert_eq!(table.aliases["_m.other"], "m.f");
    assert_eq!(table.names["m"], ["f", "limit"]);
}

#[test]
fn what_is_refused() {
    refused("x += 1", 1, "no statement of a stub: x += 1");
    refused("\n\ndef f(): ...", 3, "no `@effect(…)`");
    refused("@effect()\ndef f(): ...", 2, "no word says what comes back");
    refused(
        "@effect(returns=None, keeps=\"y in x\")\ndef f(x): ...",
        2,
        "there is no parameter `y`",
    );
    refused("@effect(returns=None, keeps=\"x\")\ndef f(x): ...", 2, "nothing holds it: x");
    refused("@effect(returns=new(x))\ndef f(x): ...", 2, "nothing comes back as `new`");
    refused(
        "@effect(returns=None, calls=\"x()\")\ndef f(x): ...",
        2,
        "neither `now` nor `later`: x()",
    );
    refused(
        "@effect(returns=None, frees=1)\ndef f(x): ...",
        2,
        "no argument of `@effect`: frees=1",
    );
    refused("@facts(\"gc\")\nclass C:", 2, "no word says what `hash()` goes by");
    refused("@facts(\"heavy\")\nclass C:", 2, "no fact is called heavy");
    refused("    x: int", 1, "unexpected indentation");
    let twice = "@effect(returns=None)\ndef f(): ...\n@effect(returns=None)\ndef f(): ...";
    refused(twice, 4, "there are two rows for m.f");
}
