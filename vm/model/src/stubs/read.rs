//! Lines of a stub to rows.

use super::lines::{Line, call, lines, split};
use super::words::{self, Words};
use super::{StubError, Table};
use crate::{Effect, Hash, Kind, Param, ParamKind, Returns, TypeFacts};

/// Puts the rows of a stub into the table.
pub(super) fn module(table: &mut Table, module: &'static str, text: &'static str) {
    let lines = lines(text);
    let classes = lines.iter().filter_map(|it| class_head(it.text)).map(|it| it.0).collect();
    table.names.entry(module).or_default();
    let mut reader = Reader { table, module, classes, decorators: Vec::new(), class: None };
    let mut rest = lines.as_slice();
    while let [line, behind @ ..] = rest {
        let body = behind.iter().take_while(|it| it.indent > line.indent).count();
        let is_function = function_head(line.text).is_some();
        let body = if is_function { &behind[..body] } else { &[] };
        if let Err(message) = reader.line(line, body) {
            let line = line.number;
            reader.table.errors.push(StubError { module, line, message });
            reader.decorators.clear();
        }
        rest = &behind[body.len()..];
    }
}

type Answer<T> = Result<T, String>;

struct Reader<'a> {
    table: &'a mut Table,
    module: &'static str,
    /// Names of the classes of this stub.
    classes: Vec<&'static str>,
    /// What stands above the next definition.
    decorators: Vec<&'static str>,
    /// Name and path of the class whose body is read.
    class: Option<(&'static str, &'static str)>,
}

/// Name and bases of a class.
fn class_head(text: &'static str) -> Option<(&'static str, &'static str)> {
    let head = text.strip_prefix("class ")?.strip_suffix(':')?;
    Some(call(head).unwrap_or((head, "")))
}

/// What stands behind `def`, and whether `async` stands before it.
fn function_head(text: &'static str) -> Option<(&'static str, bool)> {
    let plain = text.strip_prefix("async ");
    Some((plain.unwrap_or(text).strip_prefix("def ")?, plain.is_some()))
}

impl Reader<'_> {
    fn line(&mut self, line: &Line, body: &[Line]) -> Answer<()> {
        match line.indent {
            0 => self.class = None,
            4 if self.class.is_some() => {}
            _ => return Err("unexpected indentation".to_owned()),
        }
        if let Some(decorator) = line.text.strip_prefix('@') {
            self.decorators.push(decorator);
            return Ok(());
        }
        if let Some((name, bases)) = class_head(line.text) {
            return self.class(name, bases);
        }
        if let Some((head, is_async)) = function_head(line.text) {
            return self.function(head, is_async, body);
        }
        self.binding(line.text)
    }

    fn path(&self, name: &str) -> &'static str {
        let owner = self.class.map_or(self.module, |it| it.1);
        leaked(format!("{owner}.{name}"))
    }

    /// The path of the class that a stub calls `name`.
    fn class_path(&self, name: &'static str) -> &'static str {
        if self.classes.contains(&name) {
            return leaked(format!("{}.{name}", self.module));
        }
        if name.contains('.') { name } else { leaked(format!("builtins.{name}")) }
    }

    fn add_name(&mut self, name: &'static str) {
        if self.class.is_none() {
            self.table.names.entry(self.module).or_default().push(name);
        }
    }

    /// `name: class`, `other.path = name`, `self = example`.
    fn binding(&mut self, text: &'static str) -> Answer<()> {
        let annotated = text.split_once(": ").filter(|it| is_name(it.0));
        if let Some((name, class)) = annotated {
            self.add_name(name);
            let class = self.class_path(class.strip_suffix(" | None").unwrap_or(class));
            self.table.attributes.insert(self.path(name), class);
            return Ok(());
        }
        let Some((left, right)) = text.split_once(" = ") else {
            return Err(format!("no statement of a stub: {text}"));
        };
        if left == "self" {
            let class = self.class.ok_or("`self` outside of a class")?;
            let facts = self.table.classes.get_mut(class.1).ok_or("a class without facts")?;
            facts.example = Some(right);
            return Ok(());
        }
        if self.class.is_some() {
            return Err(format!("only `self` is set in a class: {text}"));
        }
        let (owner, name) = match left.rsplit_once('.') {
            Some(both) => both,
            None => (self.module, left),
        };
        let target = if right.contains('.') { right } else { self.path(right) };
        self.table.aliases.insert(leaked(format!("{owner}.{name}")), target);
        Ok(())
    }

    fn class(&mut self, name: &'static str, bases: &'static str) -> Answer<()> {
        let decorators = std::mem::take(&mut self.decorators);
        let [decorator] = decorators[..] else {
            return Err("a class has `@facts` and no other decorator".to_owned());
        };
        let words = match call(decorator) {
            Some(("facts", words)) => words.trim_matches('"'),
            _ => return Err(format!("no `@facts`: {decorator}")),
        };
        self.add_name(name);
        let path = self.path(name);
        let bases = split(bases, ",").into_iter().map(|it| self.class_path(it)).collect();
        let facts = facts(path, bases, words)?;
        self.class = Some((name, path));
        match self.table.classes.insert(path, facts) {
            Some(_) => Err(format!("there are two rows for {path}")),
            None => Ok(()),
        }
    }

    fn function(&mut self, head: &'static str, is_async: bool, body: &[Line]) -> Answer<()> {
        let decorators = std::mem::take(&mut self.decorators);
        let end = head.find("):").ok_or("no `):` behind the parameters")?;
        let (name, params) = head[..end].split_once('(').ok_or("no parameters")?;
        let mut examples = vec![head[end + 2..].trim()];
        examples.extend(body.iter().map(|it| it.text));
        examples.retain(|it| !it.is_empty());
        if examples == ["..."] {
            examples.clear();
        }
        let kind = self.kind(name, &decorators);
        let path = match (kind, self.class) {
            (Kind::Constructor, Some((_, path))) => path,
            _ => self.path(name),
        };
        if self.class.is_none() {
            self.add_name(name);
        }
        let mut params = parameters(params)?;
        if matches!(kind, Kind::Constructor | Kind::ClassMethod) {
            params.remove(0);
        }
        let effect = decorators.iter().find_map(|it| it.strip_prefix("effect("));
        let words = effect.and_then(|it| it.strip_suffix(')')).ok_or("no `@effect(…)`")?;
        let row = Effect {
            path,
            kind,
            is_async,
            params,
            returns: Returns::Unknown,
            keeps: Vec::new(),
            calls: Vec::new(),
            consumes: Vec::new(),
            mutates: Vec::new(),
            releases: Vec::new(),
            releases_gil: false,
            blocks: false,
            unproved: None,
            examples,
        };
        let own = self.class.map(|it| it.1);
        let class_path = |name| self.class_path(name);
        let row = words::effect(row, words, &Words { own, class_path: &class_path })?;
        match self.table.functions.insert(path, row) {
            Some(_) => Err(format!("there are two rows for {path}")),
            None => Ok(()),
        }
    }

    fn kind(&self, name: &str, decorators: &[&str]) -> Kind {
        match (self.class, name) {
            (None, _) => Kind::Function,
            (_, "__new__") => Kind::Constructor,
            _ if decorators.contains(&"classmethod") => Kind::ClassMethod,
            _ if decorators.contains(&"staticmethod") => Kind::StaticMethod,
            _ => Kind::Method,
        }
    }
}

fn facts(path: &'static str, bases: Vec<&'static str>, words: &str) -> Answer<TypeFacts> {
    let mut hash = None;
    let mut facts = TypeFacts {
        path,
        bases,
        is_mutable: false,
        hash: Hash::Identity,
        is_gc: false,
        has_weakrefs: false,
        has_dict: false,
        is_final: false,
        is_iterable: false,
        is_iterator: false,
        is_context_manager: false,
        is_async_context_manager: false,
        is_awaitable: false,
        example: None,
    };
    for word in words.split(' ') {
        match word {
            "identity" => hash = Some(Hash::Identity),
            "value" => hash = Some(Hash::Value),
            "unhashable" => hash = Some(Hash::Unhashable),
            "mutable" => facts.is_mutable = true,
            "gc" => facts.is_gc = true,
            "weakrefs" => facts.has_weakrefs = true,
            "dict" => facts.has_dict = true,
            "final" => facts.is_final = true,
            "iterable" => facts.is_iterable = true,
            "iterator" => facts.is_iterator = true,
            "with" => facts.is_context_manager = true,
            "async_with" => facts.is_async_context_manager = true,
            "awaitable" => facts.is_awaitable = true,
            _ => return Err(format!("no fact is called {word}")),
        }
    }
    facts.hash = hash.ok_or("no word says what `hash()` goes by")?;
    Ok(facts)
}

fn parameters(text: &'static str) -> Answer<Vec<Param>> {
    let mut params: Vec<Param> = Vec::new();
    let mut kind = ParamKind::PositionalOrKeyword;
    for part in split(text, ",") {
        match part {
            "/" => {
                params.iter_mut().for_each(|it| it.kind = ParamKind::PositionalOnly);
                continue;
            }
            "*" => {
                kind = ParamKind::KeywordOnly;
                continue;
            }
            _ => {}
        }
        let (name, default) = match part.split_once('=') {
            Some((name, default)) => (name, Some(default)),
            None => (part, None),
        };
        let (name, kind) = if let Some(name) = name.strip_prefix("**") {
            (name, ParamKind::VarKeyword)
        } else if let Some(name) = name.strip_prefix('*') {
            kind = ParamKind::KeywordOnly;
            (name, ParamKind::VarPositional)
        } else {
            (name, kind)
        };
        if !is_name(name) {
            return Err(format!("no parameter: {part}"));
        }
        params.push(Param { name, kind, default });
    }
    Ok(params)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// The table lives as long as the program.
fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
