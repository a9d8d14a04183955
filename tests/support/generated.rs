//! Small Python programs, made from a number: the same number, the same program.
//!
//! They do with references what people do: parents and children, callbacks, closures, containers,
//! exceptions that are kept, suspended generators, weak references, and everything that breaks rings
//! again. They end without an exception, so what they leave behind can be observed; what a flag or
//! a loop decides is not to be seen in the text.

mod classes;
mod scope;
mod statements;

use crate::random::Random;
use scope::{Kind, Scope};

/// The program with the number `seed`; its entry is `main()`.
pub fn program(seed: u64) -> String {
    let mut writer = Writer::new(seed);
    writer.prelude();
    for _ in 0..1 + writer.random.below(3) {
        writer.class();
    }
    if writer.random.one_in(2) {
        writer.generator_function();
    }
    for _ in 0..writer.random.below(3) {
        writer.function();
    }
    writer.main();
    writer.text
}

/// A class of the program.
#[derive(Clone, Debug)]
struct Class {
    name: String,
    /// The class whose instance its constructor may be given.
    parent: Option<usize>,
    /// Its attribute that is a list, if any.
    list: Option<&'static str>,
    methods: Vec<Method>,
}

#[derive(Clone, Debug)]
struct Method {
    name: String,
    /// Does it take a value beside `self`?
    takes_value: bool,
    /// What it returns, where that is of use.
    returns: Option<Kind>,
    is_generator: bool,
}

/// A function of the program.
#[derive(Clone, Debug)]
struct Function {
    name: String,
    parameters: Vec<Kind>,
    returns: Option<Kind>,
}

/// The program while it is written.
struct Writer {
    text: String,
    random: Random,
    indent: usize,
    classes: Vec<Class>,
    functions: Vec<Function>,
    generators: Vec<String>,
    scope: Scope,
    n_names: usize,
    n_flags: usize,
}

const PRELUDE: &str = "\
import sys
import weakref
from collections import deque
from functools import partial

REGISTRY = []


def flag(n):
    return (n * 2654435761 >> 7) % 2 == 1


def fail(n):
    raise ValueError(n)
";

impl Writer {
    fn new(seed: u64) -> Writer {
        Writer {
            text: String::new(),
            random: Random::new(seed),
            indent: 0,
            classes: Vec::new(),
            functions: Vec::new(),
            generators: Vec::new(),
            scope: Scope::default(),
            n_names: 0,
            n_flags: 0,
        }
    }

    fn prelude(&mut self) {
        self.text.push_str(PRELUDE);
    }

    fn line(&mut self, text: impl AsRef<str>) {
        for _ in 0..self.indent {
            self.text.push_str("    ");
        }
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    /// Writes `head`, and what `body` writes below it.
    fn block(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Writer)) {
        self.line(head);
        self.indent += 1;
        body(self);
        self.indent -= 1;
    }

    /// The head of a definition at the top level, with its blank lines.
    fn top(&mut self, head: &str, body: impl FnOnce(&mut Writer)) {
        self.text.push_str("\n\n");
        self.block(head, body);
    }

    fn new_name(&mut self, stem: &str) -> String {
        self.n_names += 1;
        format!("{stem}{}", self.n_names)
    }

    /// A condition whose value the text does not tell.
    fn condition(&mut self) -> String {
        self.n_flags += 1;
        format!("flag({})", self.n_flags + self.random.below(50))
    }

    fn generator_function(&mut self) {
        let name = self.new_name("walk");
        self.top(&format!("def {name}(start):"), |it| {
            it.line("kept = [start]");
            it.line("yield start");
            if it.random.one_in(2) {
                it.line("kept.append(kept)");
            }
            it.line("yield kept");
        });
        self.generators.push(name);
    }

    fn function(&mut self) {
        let name = self.new_name("work");
        let parameters: Vec<Kind> =
            (0..self.random.below(3)).map(|_| self.argument_kind()).collect();
        self.scope = Scope::default();
        let names: Vec<String> = parameters.iter().map(|_| self.new_name("p")).collect();
        self.text.push_str("\n\n");
        self.line(format!("def {name}({}):", names.join(", ")));
        self.indent += 1;
        self.scope.enter(false);
        for (name, kind) in names.into_iter().zip(&parameters) {
            self.scope.bind(name, *kind);
        }
        let n = 1 + self.random.below(4);
        self.statements(n);
        let returns = match self.random.one_in(2) {
            true => self.returned(),
            false => None,
        };
        self.scope.leave();
        self.indent -= 1;
        self.functions.push(Function { name, parameters, returns });
    }

    fn argument_kind(&mut self) -> Kind {
        match self.random.below(4) {
            0 => Kind::List,
            1 => Kind::Dict,
            _ => Kind::Instance(self.random.below(self.classes.len())),
        }
    }

    fn returned(&mut self) -> Option<Kind> {
        let (name, kind) = self.scope.any(&mut self.random, |_| true)?;
        self.line(format!("return {name}"));
        Some(kind)
    }

    fn main(&mut self) {
        self.scope = Scope::default();
        self.text.push_str("\n\n");
        self.line("def main():");
        self.indent += 1;
        self.scope.enter(false);
        let n = 3 + self.random.below(8);
        self.statements(n);
        self.scope.leave();
        self.indent -= 1;
    }
}
