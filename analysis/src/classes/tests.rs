//! What classes are.

use std::fmt::Write;

use super::*;
use crate::db::RootDb;
use crate::fixture::{Disk, Fixture};
use crate::items::resolve_global;

/// The class `name` in the last file of `fixture`.
fn class(fixture: &Fixture, name: &str) -> ClassId {
    let file = *fixture.files().last().expect("a file");
    let mut parts = name.split('.');
    let root = resolve_global(&fixture.db, file, parts.next().expect("a name"));
    let found = parts.fold(root, |it, name| crate::items::member(&fixture.db, &it, name));
    match found {
        Definition::Class(it) => it,
        it => panic!("{name} is {it:?}"),
    }
}

fn refs(db: &RootDb, refs: &[ClassRef]) -> String {
    let shown: Vec<String> =
        refs.iter().map(|it| it.path(db).map_or("?".to_owned(), |it| it.to_string())).collect();
    shown.join(" ")
}

/// The order of what classes inherit from, without modules `a.` and `builtins.`.
#[track_caller]
fn check_order(fixture: &str, orders: &[(&str, &str)]) {
    let fixture = Fixture::new(fixture);
    let (mut expected, mut actual) = (String::new(), String::new());
    for (name, order) in orders {
        let model = class_model(&fixture.db, class(&fixture, name));
        let found = model.mro.as_deref().map_or("-".to_owned(), |it| refs(&fixture.db, it));
        let found = found.replace("builtins.", "");
        let found: Vec<&str> =
            found.split(' ').map(|it| it.strip_prefix("a.").unwrap_or(it)).collect();
        writeln!(expected, "{name}: {order}").unwrap();
        writeln!(actual, "{name}: {}", found.join(" ")).unwrap();
    }
    assert_eq!(actual, expected);
}

#[test]
fn orders() {
    check_order(
        "#- /p/m.py\nclass M: pass\n#- /p/a.py\nfrom typing import Generic, TypeVar, List\nfrom nowhere import N\nimport m, abc\nT = TypeVar('T')\nclass A: pass\nclass B(A): pass\nclass C(A, object): pass\nclass D(B, C, m.M): pass\nclass E(C, A, N): pass\nclass F(A, C): pass\nclass G(dict): pass\nclass H(ValueError): pass\nclass I(A, Generic[T]): pass\nclass J(abc.ABC): pass\nclass K(List[int]): pass\nclass L(L): pass\nclass O:\n    class P(A): pass\nclass Q(O.P): pass\nclass R(f()): pass\nclass S(*x): pass\n",
        &[
            ("A", "A object"),
            ("B", "B A object"),
            ("D", "D B C A m.M object"),
            ("E", "-"),
            ("F", "-"),
            ("G", "G dict object"),
            ("H", "H ValueError Exception BaseException object"),
            ("I", "I A typing.Generic object"),
            ("J", "J abc.ABC object"),
            ("K", "K list object"),
            ("L", "-"),
            ("Q", "Q O.P A object"),
            ("R", "-"),
            ("S", "-"),
        ],
    );
}

#[test]
fn circles_and_long_chains() {
    check_order(
        "#- /p/b.py\nfrom a import A\nclass B(A): pass\n#- /p/a.py\nfrom b import B\nclass A(B): pass\nclass C(A): pass\n",
        &[("A", "-"), ("C", "-")],
    );
    let mut text = "class C0: pass\n".to_owned();
    for n in 1..2_000 {
        writeln!(text, "class C{n}(C{}): pass", n - 1).unwrap();
    }
    let fixture = Fixture::new(&format!("#- /p/a.py\n{text}"));
    let db = &fixture.db;
    assert_eq!(class_model(db, class(&fixture, "C100")).mro.as_ref().map(|it| it.len()), Some(102));
    assert_eq!(class_model(db, class(&fixture, "C1999")).mro, None);
}

#[test]
fn three_hundred_modules_that_inherit_in_a_circle() {
    let disk = Disk::default();
    for n in 0..300 {
        let next = (n + 1) % 300;
        disk.add(
            &format!("/p/m{n}.py"),
            &format!("from m{next} import C as B\nclass C(B): pass\n"),
        );
    }
    let fixture = Fixture::of(disk);
    for n in 0..300 {
        let file = fixture.file(&format!("/p/m{n}.py"));
        let Definition::Class(it) = resolve_global(&fixture.db, file, "C") else { panic!() };
        assert_eq!(class_model(&fixture.db, it).mro, None);
        assert_eq!(class_model(&fixture.db, it).metaclass, ClassRef::Unknown);
    }
}

#[test]
fn members() {
    let fixture = Fixture::new(
        "#- /p/a.py\nimport abc, contextlib, functools\nfrom typing import overload\nfrom somewhere import deco\nclass A:\n    x: int\n    y: int = 1\n    z = []\n    def plain(self): pass\n    @staticmethod\n    def static(a): pass\n    @classmethod\n    def of(cls): pass\n    @property\n    def p(self): pass\n    @p.setter\n    def p(self, value): pass\n    @functools.cached_property\n    def q(self): pass\n    @contextlib.contextmanager\n    def cm(self): yield\n    @functools.lru_cache(maxsize=None)\n    def kept(self): pass\n    @property\n    @abc.abstractmethod\n    def ap(self): pass\n    @overload\n    def o(self, a: int): ...\n    @overload\n    def o(self, a: str): ...\n    def o(self, a): pass\n    @deco\n    def d(self): pass\n    if x:\n        def either(self): pass\n    else:\n        def either(self): pass\n    class Inner: pass\n    for i in z: pass\n    del i\n    def __private(self): pass\n    def __new__(cls): pass\n",
    );
    let model = class_model(&fixture.db, class(&fixture, "A"));
    let mut shown = String::new();
    for member in &model.members {
        let kind = match &member.kind {
            MemberKind::Method { how, is_abstract, unit, .. } => {
                assert!(unit.is_some());
                format!("{how:?}{}", if *is_abstract { " abstract" } else { "" })
            }
            MemberKind::Property { has_setter, is_cached, is_abstract, .. } => {
                format!("property {has_setter} {is_cached} {is_abstract}")
            }
            MemberKind::Class(_) => "class".to_owned(),
            MemberKind::Value(_) => "value".to_owned(),
            MemberKind::Declared => "declared".to_owned(),
            MemberKind::Other => "other".to_owned(),
        };
        let annotated = if member.annotation.is_some() { ":" } else { "" };
        write!(shown, "{}{annotated} {kind}; ", member.name).unwrap();
    }
    expect_test::expect![[r#"x: declared; y: value; z value; plain Plain; static Static; of Class; p property true false false; q property false true false; cm ContextManager; kept Cached; ap property false false true; o Plain; d Decorated; either other; Inner class; _A__private Plain; __new__ Static; "#]]
        .assert_eq(&shown);
}

#[test]
fn natures() {
    let fixture = Fixture::new(
        "#- /p/a.py\nimport dataclasses, enum, attr\nfrom dataclasses import dataclass, field, InitVar\nfrom typing import ClassVar, NamedTuple, Protocol, TypedDict, Generic, final\nfrom attrs import define, frozen\nfrom pydantic import BaseModel\nfrom django.db import models\nfrom somewhere import deco\n@dataclass\nclass D:\n    a: int\n    b: list = field(default_factory=list)\n    c: ClassVar[int] = 1\n    d: InitVar[int] = 2\n    e = 3\n@dataclasses.dataclass(frozen=True, order=True, slots=True)\nclass DF: x: int\n@dataclass(**options)\nclass DU: x: int\n@attr.s\nclass A:\n    x = attr.ib(default=1)\n    y = attr.ib(factory=list)\n    z = 1\n@define\nclass AD: x: int\n@frozen\nclass AF: x: int\nclass P(BaseModel): x: int = 1\nclass M(models.Model): pass\nclass E(enum.IntEnum): X = 1\nclass N(NamedTuple):\n    x: int\nclass T(TypedDict): x: int\nclass R(Protocol): x: int\nclass RI(R): pass\n@deco\nclass U: pass\n@final\nclass X: pass\n",
    );
    let db = &fixture.db;
    let model = |name: &str| class_model(db, class(&fixture, name));
    let shown = |name: &str| {
        let nature = &model(name).nature;
        let word = format!("{nature:?}");
        let fields: Vec<String> = nature
            .fields()
            .iter()
            .map(|it| {
                let default = if it.default.is_some() { "=" } else { "" };
                let factory = if it.factory.is_some() { "()" } else { "" };
                format!("{}{default}{factory}", it.name)
            })
            .collect();
        let word = word.split(['(', ' ']).next().unwrap_or_default().to_owned();
        format!("{word} {}", fields.join(" ")).trim_end().to_owned()
    };
    for (name, expected) in [
        ("D", "Dataclass a b() d="),
        ("DF", "Dataclass x"),
        ("A", "Attrs x= y()"),
        ("AD", "Attrs x"),
        ("AF", "Attrs x"),
        ("P", "Pydantic x="),
        ("M", "Django"),
        ("E", "Enum"),
        ("N", "NamedTuple x"),
        ("T", "TypedDict"),
        ("R", "Protocol"),
        ("RI", "Plain"),
        ("U", "Unclear"),
        ("X", "Plain"),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
    assert_eq!(model("DF").slots, Slots::Names(Box::from(["x".into()])));
    assert!(model("D").defines("__eq__") && model("D").defines("__hash__"));
    assert!(model("DF").defines("__lt__") && !model("D").defines("__lt__"));
    assert_eq!(model("DU").nature.makes("__eq__"), Some(true));
    assert_eq!(model("DU").nature.makes("__lt__"), None);
    assert_eq!(model("U").nature.makes("__eq__"), None);
    assert!(matches!(&model("AF").nature, Nature::Attrs(it, _) if it.frozen && it.slots));
    let of = |name: &str| class(&fixture, name);
    assert_eq!(prepares(db, of("E")), Some(true));
    assert_eq!(prepares(db, of("D")), Some(false));
    assert_eq!(inherits(db, of("E"), "builtins.int"), Some(true));
    assert_eq!(inherits(db, of("P"), "builtins.int"), None);
}

#[test]
fn lookups() {
    let fixture = Fixture::new(
        "#- /p/a.py\nfrom nowhere import N\nclass A:\n    def f(self): pass\n    def __eq__(self, other): pass\nclass B(A):\n    __slots__ = ('x',)\nclass C(N):\n    def f(self): pass\nclass D(dict): pass\nclass S:\n    __slots__ = ['x', 'y']\nclass T(S):\n    __slots__ = ()\nclass E(Exception): pass\n",
    );
    let db = &fixture.db;
    let find = |name: &str, attribute: &str| {
        let found = lookup(db, class(&fixture, name), attribute);
        match &found {
            Lookup::Own(it, _) => ClassRef::Known(*it).path(db).expect("it has one").to_string(),
            Lookup::External(it) => (*it).to_owned(),
            it => format!("{it:?}").split('(').next().expect("a word").to_owned(),
        }
    };
    for (name, attribute, expected) in [
        ("B", "f", "a.A"),
        ("B", "__eq__", "a.A"),
        ("B", "__hash__", "Made"),
        ("B", "__del__", "Absent"),
        ("B", "missing", "Absent"),
        ("B", "__init__", "builtins.object"),
        ("C", "f", "a.C"),
        ("C", "__del__", "Unknown"),
        ("D", "__del__", "Absent"),
        ("D", "update", "builtins.dict"),
        ("D", "__eq__", "builtins.dict"),
        ("E", "__eq__", "builtins.object"),
        ("E", "__getattr__", "Absent"),
    ] {
        assert_eq!(find(name, attribute), expected, "{name}.{attribute}");
    }
    let of = |name: &str| class(&fixture, name);
    let has_dict = |name: &str| has_dict(db, of(name));
    assert_eq!(
        ["A", "B", "S", "T", "C", "D", "E"].map(has_dict),
        [Some(true), Some(true), Some(false), Some(false), None, Some(true), Some(true)]
    );
    assert!(is_fully_known(db, of("B")) && is_fully_known(db, of("E")));
    assert!(!is_fully_known(db, of("C")));
    assert!(matches!(attribute(db, of("B"), "f"), Definition::Function(_)));
    assert_eq!(
        attribute(db, of("D"), "update"),
        Definition::External("builtins.dict.update".into())
    );
    assert_eq!(attribute(db, of("C"), "g"), Definition::Unknown);
}

#[test]
fn metaclasses() {
    let fixture = Fixture::new(
        "#- /p/a.py\nimport abc\nclass Meta(type):\n    def __prepare__(name, bases): pass\nclass Sub(Meta): pass\nclass Other(type): pass\nclass A(metaclass=Meta): pass\nclass B(A): pass\nclass C(B, metaclass=Sub): pass\nclass D: pass\nclass E(A, metaclass=type): pass\nclass F(abc.ABC): pass\nclass G(A, metaclass=Other): pass\nclass H(metaclass=f()): pass\nclass I(A, option=1): pass\n",
    );
    let db = &fixture.db;
    let shown = |name: &str| {
        let it = class(&fixture, name);
        let path = class_model(db, it).metaclass.path(db).unwrap_or("?".into());
        format!("{path} {:?}", prepares(db, it))
    };
    for (name, expected) in [
        ("A", "a.Meta Some(true)"),
        ("B", "a.Meta Some(true)"),
        ("C", "a.Sub Some(true)"),
        ("D", "builtins.type Some(false)"),
        ("E", "a.Meta Some(true)"),
        ("F", "abc.ABCMeta Some(false)"),
        ("G", "? None"),
        ("H", "? None"),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
    assert_eq!(class_model(db, class(&fixture, "I")).keywords[0].0, "option");
}

#[test]
fn what_methods_put_on_their_instance() {
    let fixture = Fixture::new(
        "#- /p/a.py\nclass A:\n    def __init__(self, a):\n        self.a = a\n        self.b, (self.c, *self.d) = a\n        self.e: int = 1\n        self.f: int\n        with a as self.g: pass\n        def inner(): self.h = 2\n        a.x = 1\n    @property\n    def p(self): pass\n    @p.setter\n    def p(self, value): self._p = value\n    def reset(this):\n        this.a = None\n        del this.b\n    @staticmethod\n    def s(other): other.y = 1\nclass B:\n    def m(self): setattr(self, 'x', 1)\nclass C:\n    def m(self):\n        self = 1\n        self.x = 1\n",
    );
    let db = &fixture.db;
    let found = instance_attributes(db, class(&fixture, "A"));
    let mut shown = String::new();
    for (name, sites) in &found.sites {
        let sites: String = sites
            .iter()
            .map(|it| match (it.value, it.is_deleted) {
                (Some(_), _) => '=',
                (None, true) => 'd',
                (None, false) => '?',
            })
            .collect();
        write!(shown, "{name}{sites} ").unwrap();
    }
    assert_eq!(shown, "_p= a== b?d c? d? e= g? h= ");
    assert!(!found.is_open);
    assert!(instance_attributes(db, class(&fixture, "B")).is_open);
    assert!(instance_attributes(db, class(&fixture, "C")).is_open);
}

#[test]
fn classes_in_functions() {
    let fixture = Fixture::new(
        "#- /p/a.py\nclass A:\n    def m(self): pass\ndef f(base):\n    class L(A):\n        x = 1\n        def n(self): pass\n    class M(base): pass\n    return L\n",
    );
    let db = &fixture.db;
    let file = fixture.files()[0];
    let Definition::Function(unit) = resolve_global(db, file, "f") else { panic!() };
    let body = unit_body(db, unit);
    let mut scopes = body.scopes().filter(|it| it.1.is_class()).map(|it| it.0);
    let model = local_class(db, unit, scopes.next().expect("L"));
    assert_eq!(refs(&fixture.db, model.mro.as_deref().expect("known")), "a.A builtins.object");
    let names: Vec<&str> = model.members.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["x", "n"]);
    let model = local_class(db, unit, scopes.next().expect("M"));
    assert_eq!((&*model.bases, model.mro), (&[ClassRef::Unknown][..], None));
}
