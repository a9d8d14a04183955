//! Statements: each does one thing with references that the names in scope allow.

use super::classes::{HOOKS, LINKS};
use super::scope::Kind;
use super::{Class, Writer};

/// How deep blocks may lie in each other.
const DEEPEST: usize = 3;

impl Writer {
    /// Writes `n` statements; at least one.
    pub(super) fn statements(&mut self, n: usize) {
        self.make_instance();
        for _ in 1..n {
            self.statement();
        }
    }

    fn statement(&mut self) {
        match self.random.below(24) {
            0 | 1 => self.make_instance(),
            2 => self.make_container(),
            3 | 4 => self.set_attribute(),
            5 => self.set_hook(),
            6 | 7 => self.use_container(),
            8 => self.append_to_list_of(),
            9 => self.make_closure(),
            10 => self.make_recursive(),
            11 | 12 => self.keep_exception(),
            13 => self.keep_generator(),
            14 => self.weak(),
            15 | 16 => self.release(),
            17 => self.branch(),
            18 => self.repeat(),
            19 => self.call_function(),
            20 | 21 => self.call_method(),
            22 => self.local_class(),
            _ => self.rare(),
        }
    }

    fn any(&mut self) -> (String, Kind) {
        let found = self.scope.any(&mut self.random, |_| true);
        found.unwrap_or_else(|| ("REGISTRY".to_owned(), Kind::List))
    }

    /// The name of an instance and its class; makes one where there is none.
    fn instance(&mut self) -> (String, Class) {
        let is_instance = |it| matches!(it, Kind::Instance(_));
        let found = self.scope.any(&mut self.random, is_instance);
        if let Some((name, Kind::Instance(class))) = found {
            return (name, self.classes[class].clone());
        }
        self.make_instance();
        self.instance()
    }

    /// An expression that makes an instance of the class.
    fn construction(&mut self, class: usize) -> String {
        let Class { name, parent, .. } = self.classes[class].clone();
        let given = parent.and_then(|parent| {
            let is_parent = |it| it == Kind::Instance(parent);
            self.scope.any(&mut self.random, is_parent)
        });
        match given {
            Some((parent, _)) if !self.random.one_in(3) => format!("{name}({parent})"),
            _ => format!("{name}()"),
        }
    }

    fn make_instance(&mut self) {
        let class = self.random.below(self.classes.len());
        let made = self.construction(class);
        let again = self.scope.any(&mut self.random, |it| it == Kind::Instance(class));
        match again.filter(|_| self.random.one_in(6)) {
            Some((name, _)) => self.line(format!("{name} = {made}")),
            None => {
                let name = self.new_name("node");
                self.line(format!("{name} = {made}"));
                self.scope.bind(name, Kind::Instance(class));
            }
        }
    }

    fn make_container(&mut self) {
        let (value, _) = self.any();
        let (node, _) = self.instance();
        let name = self.new_name("box");
        let (made, kind) = match self.random.below(7) {
            0 | 1 => (format!("[{value}]"), Kind::List),
            2 => (format!("{{\"key\": {value}}}"), Kind::Dict),
            3 => (format!("{{{node}}}"), Kind::Set),
            4 => (format!("deque([{value}])"), Kind::Deque),
            5 => (format!("({value}, {node})"), Kind::Object),
            _ => (format!("[{value} for _ in range(2)]"), Kind::List),
        };
        self.line(format!("{name} = {made}"));
        self.scope.bind(name, kind);
    }

    fn set_attribute(&mut self) {
        let (node, _) = self.instance();
        let (value, _) = self.any();
        let link = self.random.of(&LINKS);
        self.line(format!("{node}.{link} = {value}"));
    }

    fn set_hook(&mut self) {
        let (node, _) = self.instance();
        let (other, class) = self.instance();
        let hook = self.random.of(&HOOKS);
        let method = self.random.below(class.methods.len());
        let method = class.methods[method].name.clone();
        let value = match self.random.below(5) {
            0 => format!("lambda: {other}"),
            1 => format!("lambda it={other}: it"),
            2 => format!("partial(print, {other})"),
            3 => format!("partial({other}.{method})"),
            _ => format!("{other}.{method}"),
        };
        self.line(format!("{node}.{hook} = {value}"));
    }

    fn use_container(&mut self) {
        let is_container = |it| matches!(it, Kind::List | Kind::Dict | Kind::Set | Kind::Deque);
        let Some((name, kind)) = self.scope.any(&mut self.random, is_container) else {
            return self.make_container();
        };
        let (value, _) = self.any();
        let (node, _) = self.instance();
        let done = match (kind, self.random.below(5)) {
            (_, 0) => format!("{name}.clear()"),
            (Kind::List, 1) => format!("{name}.append({name})"),
            (Kind::List, 2) => format!("{name}[:] = [{value}]"),
            (Kind::List | Kind::Deque, 3) => format!("{name} and {name}.pop()"),
            (Kind::List | Kind::Deque, _) => format!("{name}.append({value})"),
            (Kind::Dict, 1) => format!("{name}[\"self\"] = {name}"),
            (Kind::Dict, 2) => format!("{name}.pop(\"key\", None)"),
            (Kind::Dict, 3) => format!("{name}.update(key={value})"),
            (Kind::Dict, _) => format!("{name}[\"key\"] = {value}"),
            (_, 1) => format!("{name}.discard({node})"),
            _ => format!("{name}.add({node})"),
        };
        self.line(done);
    }

    fn append_to_list_of(&mut self) {
        let (node, class) = self.instance();
        let Some(list) = class.list else { return self.set_attribute() };
        let (value, _) = self.any();
        match self.random.below(5) {
            0 => self.line(format!("{node}.{list}.clear()")),
            1 => self.line(format!("{node}.{list} = []")),
            2 => self.line(format!("{node}.{list} and {node}.{list}.pop()")),
            _ => self.line(format!("{node}.{list}.append({value})")),
        }
    }

    fn make_closure(&mut self) {
        let (value, _) = self.any();
        let name = self.new_name("fn");
        match self.random.below(5) {
            0 => self.line(format!("{name} = lambda: {value}")),
            1 => self.block(format!("def {name}(it={value}):"), |it| it.line("return it")),
            2 => self.block(format!("def {name}():"), |it| {
                it.block("def inner():", |it| it.line(format!("return {value}")));
                it.line("return inner");
            }),
            3 => {
                self.line(format!("{name} = [lambda: it for it in [{value}]][0]"));
            }
            _ => self.block(format!("def {name}():"), |it| it.line(format!("return {value}"))),
        }
        self.scope.bind(name.clone(), Kind::Function);
        match self.random.below(6) {
            0 => self.line(format!("{name}()")),
            1 => {
                let (node, _) = self.instance();
                self.line(format!("{name}.owner = {node}"));
            }
            _ => {}
        }
    }

    fn make_recursive(&mut self) {
        let name = self.new_name("visit");
        if self.random.one_in(3) {
            let other = self.new_name("visit");
            self.block(format!("def {name}(n):"), |it| {
                it.line(format!("return n and {other}(n - 1)"))
            });
            self.block(format!("def {other}(n):"), |it| {
                it.line(format!("return n and {name}(n - 1)"))
            });
            self.line(format!("{name}(2)"));
            return;
        }
        match self.random.one_in(3) {
            true => self.line(format!("{name} = lambda n: n and {name}(n - 1)")),
            false => {
                self.block(format!("def {name}(n):"), |it| {
                    it.line(format!("return n and {name}(n - 1)"));
                });
            }
        }
        self.line(format!("{name}(2)"));
        if self.random.one_in(3) {
            let end = self.random.of(&["del NAME", "NAME = None"]).replace("NAME", &name);
            self.line(end);
        }
    }

    fn keep_exception(&mut self) {
        let (node, _) = self.instance();
        let (value, _) = self.any();
        let name = self.new_name("error");
        let kept = match self.random.below(8) {
            0 | 1 => format!("{node}.error = exc"),
            2 | 3 => format!("{name} = exc"),
            4 => format!("{name} = exc.__traceback__"),
            5 => format!("{name} = sys.exc_info()[2]"),
            6 => format!("REGISTRY.append(str(exc)); {name} = exc.with_traceback(None)"),
            _ => format!("{name} = repr(exc)"),
        };
        let is_local = kept.contains(&name);
        self.block("try:", |it| it.line(format!("fail({value})")));
        self.block("except ValueError as exc:", |it| match it.random.one_in(4) {
            true => {
                it.block("try:", |it| it.line("raise KeyError(1) from exc"));
                it.block("except KeyError as exc:", |it| it.line(&kept));
            }
            false => it.line(&kept),
        });
        if !is_local {
            return;
        }
        match self.random.below(5) {
            0 => self.line(format!("{name} = None")),
            1 => self.line(format!("del {name}")),
            _ => self.scope.bind(name, Kind::Object),
        }
    }

    fn keep_generator(&mut self) {
        let (value, _) = self.any();
        let name = self.new_name("gen");
        let made = match self.generators.first() {
            Some(function) if !self.random.one_in(3) => format!("{function}({value})"),
            _ => format!("(it for it in [{value}, 1])"),
        };
        self.line(format!("{name} = {made}"));
        match self.random.below(5) {
            0 => self.line(format!("list({name})")),
            1 => {
                self.line(format!("next({name})"));
                self.line(format!("{name}.close()"));
            }
            2 => {}
            _ => self.line(format!("next({name})")),
        }
        self.scope.bind(name.clone(), Kind::Generator);
        if self.random.one_in(2) {
            let (node, _) = self.instance();
            self.line(format!("{node}.cursor = {name}"));
        }
    }

    fn weak(&mut self) {
        let (node, _) = self.instance();
        let (other, _) = self.instance();
        let name = self.new_name("weak");
        match self.random.below(5) {
            0 => self.line(format!("{node}.peer = weakref.ref({other})")),
            1 => self.line(format!("{node}.peer = weakref.proxy({other})")),
            2 => {
                self.line(format!("{name} = weakref.WeakSet()"));
                self.line(format!("{name}.add({node})"));
                self.line(format!("{node}.peers = {name}"));
            }
            3 => {
                self.line(format!("{name} = weakref.WeakValueDictionary()"));
                self.line(format!("{name}[\"key\"] = {node}"));
                self.line(format!("{other}.peers = {name}"));
            }
            _ => {
                self.line(format!("{name} = weakref.ref({node})"));
                self.line(format!("{other}.peer = {name}"));
            }
        }
    }

    fn release(&mut self) {
        match self.random.below(4) {
            0 => {
                let (node, _) = self.instance();
                let names = [&HOOKS[..], &LINKS].concat();
                let name = self.random.of(&names);
                self.line(format!("{node}.{name} = None"));
            }
            _ => {
                let Some(name) = self.scope.expendable(&mut self.random) else {
                    return self.make_instance();
                };
                let end = self.random.of(&["del NAME", "NAME = None"]).replace("NAME", &name);
                self.line(end);
                self.scope.forget(&name);
            }
        }
    }

    fn branch(&mut self) {
        if self.scope.depth() >= DEEPEST {
            return self.set_attribute();
        }
        let condition = self.condition();
        self.inner(format!("if {condition}:"), false);
        if self.random.one_in(2) {
            self.inner("else:".to_owned(), false);
        }
    }

    fn repeat(&mut self) {
        if self.scope.depth() >= DEEPEST {
            return self.make_container();
        }
        self.inner("for _ in range(2):".to_owned(), true);
    }

    fn inner(&mut self, head: String, is_loop: bool) {
        self.line(head);
        self.indent += 1;
        self.scope.enter(is_loop);
        let n = 1 + self.random.below(3);
        self.statements(n);
        self.scope.leave();
        self.indent -= 1;
    }

    fn call_function(&mut self) {
        if self.functions.is_empty() {
            return self.call_method();
        }
        let function = self.random.below(self.functions.len());
        let function = self.functions[function].clone();
        let arguments: Vec<String> =
            function.parameters.iter().map(|&it| self.argument(it)).collect();
        let call = format!("{}({})", function.name, arguments.join(", "));
        match function.returns {
            Some(kind) => {
                let name = self.new_name("result");
                self.line(format!("{name} = {call}"));
                self.scope.bind(name, kind);
            }
            None => self.line(call),
        }
    }

    fn argument(&mut self, kind: Kind) -> String {
        let found = self.scope.any(&mut self.random, |it| it == kind);
        match (found, kind) {
            (Some((name, _)), _) => name,
            (None, Kind::Instance(class)) => self.construction(class),
            (None, Kind::Dict) => "{}".to_owned(),
            (None, _) => "[]".to_owned(),
        }
    }

    fn call_method(&mut self) {
        let (node, class) = self.instance();
        let method = self.random.below(class.methods.len());
        let method = class.methods[method].clone();
        let value = if method.takes_value { self.any().0 } else { String::new() };
        let call = format!("{node}.{}({value})", method.name);
        let Some(kind) = method.returns else { return self.line(call) };
        let name = self.new_name("result");
        self.line(format!("{name} = {call}"));
        if method.is_generator {
            self.line(format!("next({name}, None)"));
        }
        self.scope.bind(name.clone(), kind);
        if self.random.one_in(2) {
            let hook = self.random.of(&HOOKS);
            self.line(format!("{node}.{hook} = {name}"));
        }
    }

    fn local_class(&mut self) {
        let name = self.new_name("Local");
        let (value, _) = self.any();
        self.block(format!("class {name}:"), |it| match it.random.below(3) {
            0 => it.line("pass"),
            1 => it.line(format!("shared = {value}")),
            _ => it.block("def get(self):", |it| it.line(format!("return {value}"))),
        });
        let (node, _) = self.instance();
        match self.random.below(3) {
            0 => self.line(format!("{node}.kind = {name}")),
            1 => self.line(format!("{node}.kind = {name}()")),
            _ => {}
        }
    }

    fn rare(&mut self) {
        let (value, _) = self.any();
        let name = self.new_name("rare");
        match self.random.below(5) {
            0 => self.line(format!("REGISTRY.append({value})")),
            1 => self.line("REGISTRY.clear()"),
            2 => {
                self.line(format!("{name} = sys._getframe()"));
                self.scope.bind(name, Kind::Object);
            }
            3 => {
                self.line(format!("{name} = iter([{value}])"));
                self.scope.bind(name, Kind::Object);
            }
            _ => {
                let (node, _) = self.instance();
                self.line(format!("{name} = dict(node={node}, value={value})"));
                self.scope.bind(name, Kind::Dict);
            }
        }
    }
}
