//! Rings that classes make possible.

use expect_test::{Expect, expect};

use super::field_rings;
use crate::fixture::Fixture;

/// The possible rings of the first file of `text`, a line each.
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::new(text);
    let file = fixture.files()[0];
    let rings = field_rings(&fixture.db, file);
    let told: String = rings.iter().map(|it| it.path(&fixture.db) + "\n").collect();
    expected.assert_eq(&told);
}

#[test]
fn self_is_handed_to_what_another_method_keeps() {
    check(
        "#- /p/a.py
from b import Child
class Parent:
    def __init__(self):
        self.children = []
    def make(self):
        child = Child(self)
        self.keep(child)
    def keep(self, child: Child):
        self.children.append(child)
#- /p/b.py
class Child:
    def __init__(self, owner):
        self.owner = owner
",
        expect![[r#"
            Child.owner → Parent.children[*] → Child
        "#]],
    );
}

#[test]
fn a_method_called_with_self_stores_it() {
    check(
        "#- /p/a.py
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from b import Rule
class Map:
    def __init__(self):
        self._rules: dict[str, Rule] = {}
    def add(self, rules: list[Rule]):
        for rule in rules:
            rule.bind(self)
#- /p/b.py
class Rule:
    def __init__(self):
        self.map = None
    def bind(self, map):
        self.map = map
",
        expect![[r#"
            Rule.map → Map._rules[*] → Rule
        "#]],
    );
}

#[test]
fn methods_kept_by_another_object() {
    check(
        "#- /p/a.py
class Env:
    def extend(self, **attributes):
        for key, value in attributes.items():
            setattr(self, key, value)
class Extension:
    def __init__(self, env: 'Env'):
        self.env = env
class Translations(Extension):
    def __init__(self, env: Env) -> None:
        super().__init__(env)
        env.extend(install=self._install)
    def _install(self): ...
",
        expect![[r#"
            Env.install → bound method Translations._install → Translations.env → Env
        "#]],
    );
}

#[test]
fn a_function_made_by_a_method() {
    check(
        "#- /p/a.py
class Loader:
    def __init__(self, paths):
        self.exports = []
        for path in paths:
            self.exports.append((path, self.loader(path)))
    def loader(self, path):
        def load():
            return self.read(path)
        return load
    def read(self, path): ...
",
        expect![[r#"
            Loader.exports[*] → load() → Loader
        "#]],
    );
}

#[test]
fn a_cached_property() {
    check(
        "#- /p/a.py
from functools import cached_property
class Stream:
    def __init__(self, response):
        self.response = response
class Response:
    @cached_property
    def stream(self):
        return Stream(self)
",
        expect![[r#"
            Stream.response → Response.stream → Stream
        "#]],
    );
}

#[test]
fn a_cached_property_of_a_library() {
    check(
        "#- /p/a.py
from lib import cached_property
class Environment:
    def __init__(self, app):
        self.app = app
class Scaffold:
    @cached_property
    def env(self) -> Environment:
        return self.make()
    def make(self) -> Environment: ...
class App(Scaffold):
    def make(self) -> Environment:
        made = Environment(self)
        made.table['url'] = self.url
        return made
    def url(self): ...
#- /p/lib.py
class cached_property(property):
    pass
",
        expect![[r#"
            Environment.app → Scaffold.env → Environment
            Environment.table[*] → bound method App.url → Scaffold.env → Environment
        "#]],
    );
}

#[test]
fn trees_and_lists_have_no_rings() {
    check(
        "#- /p/a.py
class Node:
    left: 'Node'
    right: 'Node'
    def __init__(self, left: 'Node', right: 'Node'):
        self.left = left
        self.right = right
    def insert(self, other: 'Node'):
        self.left = Node(other, self.left)
class Chain:
    def __init__(self, before: 'Chain'):
        self.before = before
    def grow(self):
        return Chain(self)
",
        expect![[""]],
    );
}

#[test]
fn weak_references_are_no_edges() {
    check(
        "#- /p/a.py
import weakref
class Child:
    def __init__(self, owner):
        self.owner = weakref.ref(owner)
class Parent:
    def __init__(self):
        self.children = []
        self.others = weakref.WeakSet()
    def make(self):
        child = Child(self)
        self.children.append(child)
class Other:
    def __init__(self, parent: Parent):
        self.parent = parent
        parent.others.add(self)
",
        expect![[""]],
    );
}

#[test]
fn what_is_older_than_its_holder_closes_nothing() {
    check(
        "#- /p/a.py
class Term:
    def grouped(self) -> 'Term':
        return Group(self)
class Group(Term):
    def __init__(self, inner: Term):
        self.inner = inner
    def outer(self):
        return Other(self)
class Other(Term):
    def __init__(self, element: Group):
        self.element = element
",
        expect![[""]],
    );
}

#[test]
fn what_a_class_of_unknown_name_makes_keeps_what_it_is_given() {
    check(
        "#- /p/a.py
class Engine:
    rule_classes = []
    def __init__(self):
        self.rules = self.instances()
        self.size = measure(self)
    def instances(self):
        return [rule_cls(self) for rule_cls in self.rule_classes]
",
        expect![[r#"
            Engine.rules[*] → what rule_cls() makes → Engine
        "#]],
    );
}

#[test]
fn names_that_are_found_out_later() {
    check(
        "#- /p/a.py
class Caller:
    def __init__(self, name, execute):
        self.name = name
        self.execute = execute
class Relay: ...
class Manager:
    def __init__(self):
        self.relay = Relay()
    def add(self, names):
        for name in names:
            setattr(self.relay, name, Caller(name, self.run))
    def run(self): ...
class Setup:
    def set_up(self, **options):
        options['execute'] = self.walk
        self.caller = Caller('x', **options)
    def walk(self): ...
",
        expect![[r#"
            Caller.execute → bound method Manager.run → Manager.relay → Relay.* → Caller
            Caller.execute → bound method Setup.walk → Setup.caller → Caller
        "#]],
    );
}
