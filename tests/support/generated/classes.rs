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

    fn method(&mut self, class: &Class) -> Method {
        let list = class.list;
        let plain =
            |name: String| Method { name, takes_value: false, returns: None, is_generator: false };
        match self.random.below(9) {
            0 | 1 => {
                let name = self.new_name("set_");
                let link = self.random.of(&LINKS);
                self.block(format!("def {name}(self, value):"), |it| {
                    it.line(format!("self.{link} = value"));
                });
                Method { takes_value: true, ..plain(name) }
            }
            2 if list.is_some() => {
                let name = self.new_name("add");
                self.block(format!("def {name}(self, value):"), |it| {
                    it.line(format!("self.{}.append(value)", list.unwrap_or_default()));
                });
                Method { takes_value: true, ..plain(name) }
            }
            3 => {
                let name = self.new_name("hook");
                let hook = self.random.of(&HOOKS);
                let value = match self.random.below(4) {
                    0 => format!("self.{name}"),
                    1 => "lambda: self".to_owned(),
                    2 => format!("partial(self.{name})"),
                    _ => format!("weakref.WeakMethod(self.{name})"),
                };
                self.block(format!("def {name}(self):"), |it| {
                    it.line(format!("self.{hook} = {value}"));
                });
                plain(name)
            }
            4 => {
                let name = self.new_name("release");
                self.block(format!("def {name}(self):"), |it| {
                    HOOKS.iter().chain(&LINKS).for_each(|name| {
                        if it.random.one_in(2) {
                            it.line(format!("self.{name} = None"));
                        }
                    });
                    match list {
                        Some(list) => it.line(format!("self.{list}.clear()")),
                        None => it.line("self.parent = None"),
                    }
                });
                plain(name)
            }
            5 => {
                let name = self.new_name("attempt");
                let stored =
                    self.random.of(&["self.error = exc", "error = exc", "self.error = str(exc)"]);
                self.block(format!("def {name}(self):"), |it| {
                    it.block("try:", |it| it.line("fail(self)"));
                    it.block("except ValueError as exc:", |it| it.line(stored));
                });
                plain(name)
            }
            6 => {
                let name = self.new_name("each");
                self.block(format!("def {name}(self):"), |it| {
                    it.line("yield self");
                    it.line("yield 1");
                });
                Method { returns: Some(Kind::Generator), is_generator: true, ..plain(name) }
            }
            7 => {
                let name = self.new_name("bind");
                self.block(format!("def {name}(self):"), |it| {
                    it.block("def inner():", |it| it.line("return self"));
                    it.line("return inner");
                });
                Method { returns: Some(Kind::Function), ..plain(name) }
            }
            _ => {
                let name = self.new_name("get");
                self.block(format!("def {name}(self):"), |it| it.line("return self"));
                Method { returns: Some(Kind::Object), ..plain(name) }
            }
        }
    }
}
