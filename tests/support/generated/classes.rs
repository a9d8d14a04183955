//! Classes: what their constructors store, and methods that store, hook, break and fail.

use super::scope::Kind;
use super::{Class, Method, Writer};

const LISTS: [&str; 3] = ["children", "items", "handlers"];
pub(super) const HOOKS: [&str; 3] = ["callback", "on_change", "hook"];
pub(super) const LINKS: [&str; 4] = ["owner", "other", "next", "link"];

impl Writer {
    /// Writes a class and remembers it.
    pub(super) fn class(&mut self) {
        let number = self.classes.len();
        let name = self.new_name("Node");
        let base = match number > 0 && self.random.one_in(5) {
            true => Some(self.random.below(number)),
            false => None,
        };
        let head = match base {
            Some(base) => format!("class {name}({}):", self.classes[base].name),
            None => format!("class {name}:"),
        };
        let mut class = match base {
            Some(base) => Class { name, ..self.classes[base].clone() },
            None => Class { name, parent: None, list: None, methods: Vec::new() },
        };
        self.text.push_str("\n\n");
        self.line(head);
        self.indent += 1;
        if base.is_none() {
            class.list = (!self.random.one_in(3)).then(|| self.random.of(&LISTS));
            class.parent = self.random.one_in(2).then(|| self.random.below(number + 1));
            self.constructor(number, &class);
        }
        for _ in 0..1 + self.random.below(3) {
            self.text.push('\n');
            let method = self.method(&class);
            class.methods.push(method);
        }
        self.indent -= 1;
        self.classes.push(class);
    }

    fn constructor(&mut self, number: usize, class: &Class) {
        let parameter = class.parent.map_or("", |_| ", parent=None");
        self.line(format!("def __init__(self{parameter}):"));
        self.indent += 1;
        self.line(format!("self.{} = None", HOOKS[0]));
        if let Some(list) = class.list {
            self.line(format!("self.{list} = []"));
        }
        if let Some(parent) = class.parent {
            let list = match parent == number {
                true => class.list,
                false => self.classes[parent].list,
            };
            self.store_parent(list);
        }
        if self.random.one_in(6) {
            let hook = self.random.of(&HOOKS);
            self.line(format!("self.{hook} = lambda: self"));
        }
        self.indent -= 1;
    }

    fn store_parent(&mut self, list: Option<&str>) {
        match self.random.below(3) {
            0 => self.line("self.parent = parent and weakref.ref(parent)"),
            _ => self.line("self.parent = parent"),
        }
        if let Some(list) = list.filter(|_| !self.random.one_in(3)) {
            self.block("if parent is not None:", |it| {
                it.line(format!("parent.{list}.append(self)"));
            });
        }
    }

    /// Writes a method of `class`.
    fn method(&mut self, class: &Class) -> Method {
        match (self.random.below(9), class.list) {
            (0 | 1, _) => self.setter(),
            (2, Some(list)) => self.adder(list),
            (3, _) => self.hooker(),
            (4, list) => self.releaser(list),
            (5, _) => self.failer(),
            (6, _) => self.walker(),
            (7, _) => self.binder(),
            _ => self.getter(),
        }
    }

    fn setter(&mut self) -> Method {
        let link = self.random.of(&LINKS);
        let body = |it: &mut Writer| it.line(format!("self.{link} = value"));
        Method { takes_value: true, ..self.plain("set_", "self, value", body) }
    }

    fn adder(&mut self, list: &str) -> Method {
        let body = |it: &mut Writer| it.line(format!("self.{list}.append(value)"));
        Method { takes_value: true, ..self.plain("add", "self, value", body) }
    }

    /// A method that makes its object hold itself by a callable, or weakly.
    fn hooker(&mut self) -> Method {
        let hook = self.random.of(&HOOKS);
        let value = self.random.of(&[
            "self.NAME",
            "lambda: self",
            "partial(self.NAME)",
            "weakref.WeakMethod(self.NAME)",
        ]);
        let name = self.new_name("hook");
        let value = value.replace("NAME", &name);
        self.block(format!("def {name}(self):"), |it| it.line(format!("self.{hook} = {value}")));
        Method { name, takes_value: false, returns: None, is_generator: false }
    }

    fn releaser(&mut self, list: Option<&str>) -> Method {
        self.plain("release", "self", |it| {
            for name in HOOKS.iter().chain(&LINKS) {
                if it.random.one_in(2) {
                    it.line(format!("self.{name} = None"));
                }
            }
            match list {
                Some(list) => it.line(format!("self.{list}.clear()")),
                None => it.line("self.parent = None"),
            }
        })
    }

    fn failer(&mut self) -> Method {
        let all = ["self.error = exc", "error = exc", "self.error = str(exc)"];
        let stored = self.random.of(&all);
        self.plain("attempt", "self", |it| {
            it.block("try:", |it| it.line("fail(self)"));
            it.block("except ValueError as exc:", |it| it.line(stored));
        })
    }

    fn walker(&mut self) -> Method {
        let body = |it: &mut Writer| {
            it.line("yield self");
            it.line("yield 1");
        };
        let plain = self.plain("each", "self", body);
        Method { returns: Some(Kind::Generator), is_generator: true, ..plain }
    }

    fn binder(&mut self) -> Method {
        let body = |it: &mut Writer| {
            it.block("def inner():", |it| it.line("return self"));
            it.line("return inner");
        };
        Method { returns: Some(Kind::Function), ..self.plain("bind", "self", body) }
    }

    fn getter(&mut self) -> Method {
        let plain = self.plain("get", "self", |it| it.line("return self"));
        Method { returns: Some(Kind::Object), ..plain }
    }

    fn plain(&mut self, stem: &str, parameters: &str, body: impl FnOnce(&mut Writer)) -> Method {
        let name = self.new_name(stem);
        self.block(format!("def {name}({parameters}):"), body);
        Method { name, takes_value: false, returns: None, is_generator: false }
    }
}
