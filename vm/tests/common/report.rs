//! In which fields our code objects differ from CPython's, and how.

use std::collections::BTreeMap;
use std::fmt;

use refwise_vm::code::{CodeObject, Constant};
use refwise_vm::opcode::Opcode;

/// How many examples of one kind of difference are kept.
const EXAMPLES: usize = 5;

/// Counts over many code objects. Each object counts for itself: what is wrong in a nested one is
/// not held against the outer one.
#[derive(Default)]
pub(crate) struct Report {
    /// CPython's code objects.
    pub(crate) objects: usize,
    /// Equal in all fields.
    pub(crate) equal: usize,
    /// Equal in all fields but `co_linetable`, or in that one too.
    pub(crate) equal_without_linetable: usize,
    /// Equal in `co_linetable`.
    pub(crate) equal_linetables: usize,
    fields: BTreeMap<&'static str, usize>,
    kinds: BTreeMap<String, Kind>,
}

#[derive(Default)]
struct Kind {
    count: usize,
    examples: Vec<String>,
}

impl Report {
    /// Compares `ours` with `theirs`, and everything nested in them.
    pub(crate) fn compare(&mut self, file: &str, ours: &CodeObject, theirs: &CodeObject) {
        let place = format!("{file}:{} {}", theirs.co_firstlineno, theirs.co_qualname);
        let differences = differences(ours, theirs);
        self.objects += 1;
        self.equal += usize::from(differences.is_empty());
        let is_lines = |it: &&(&'static str, String)| it.0 == "co_linetable";
        let lines = differences.iter().filter(is_lines).count();
        self.equal_linetables += usize::from(lines == 0);
        self.equal_without_linetable += usize::from(differences.len() == lines);
        for (field, kind) in differences {
            *self.fields.entry(field).or_default() += 1;
            self.note(kind, &place);
        }
        let mut left: Vec<&CodeObject> = ours.nested().collect();
        for theirs in theirs.nested() {
            let same = |it: &&CodeObject| {
                it.co_qualname == theirs.co_qualname && it.co_firstlineno == theirs.co_firstlineno
            };
            match left.iter().position(same) {
                Some(at) => self.compare(file, left.remove(at), theirs),
                None => self.missing(file, "no such nested code object", theirs),
            }
        }
    }

    /// We have nothing that could be compared with `theirs`.
    pub(crate) fn missing(&mut self, file: &str, why: &str, theirs: &CodeObject) {
        let objects = theirs.with_nested().len();
        self.objects += objects;
        *self.fields.entry("missing").or_default() += objects;
        let place = format!("{file}:{} {}", theirs.co_firstlineno, theirs.co_qualname);
        self.note(format!("missing: {why}"), &place);
    }

    fn note(&mut self, kind: String, place: &str) {
        let kind = self.kinds.entry(kind).or_default();
        kind.count += 1;
        if kind.examples.len() < EXAMPLES {
            kind.examples.push(place.to_string());
        }
    }
}

/// Figures, then fields, then kinds of difference, the most frequent ones first.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |count: usize| 100.0 * count as f64 / self.objects.max(1) as f64;
        let (all, most, lines) = (self.equal, self.equal_without_linetable, self.equal_linetables);
        writeln!(f, "{} code objects", self.objects)?;
        writeln!(f, "{all} equal ({:.2} %)", share(all))?;
        writeln!(f, "{most} equal but for co_linetable ({:.2} %)", share(most))?;
        writeln!(f, "{lines} equal in co_linetable ({:.2} %)", share(lines))?;
        for (field, count) in &self.fields {
            writeln!(f, "{count:7} differ in {field}")?;
        }
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|it| std::cmp::Reverse(it.1.count));
        for (name, kind) in kinds.iter().take(60) {
            writeln!(
                f,
                "{:7} {name}\n          {}",
                kind.count,
                kind.examples.join("\n          ")
            )?;
        }
        Ok(())
    }
}

/// The fields that differ, and a word on how.
fn differences(ours: &CodeObject, theirs: &CodeObject) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    macro_rules! field {
        ($name:literal, $of:expr) => {{
            let of = $of;
            let (ours, theirs) = (of(ours), of(theirs));
            if ours != theirs {
                found.push(($name, format!("{}: {}", $name, brief(&ours, &theirs))));
            }
        }};
    }
    field!("co_argcount", |it: &CodeObject| it.co_argcount);
    field!("co_posonlyargcount", |it: &CodeObject| it.co_posonlyargcount);
    field!("co_kwonlyargcount", |it: &CodeObject| it.co_kwonlyargcount);
    field!("co_stacksize", |it: &CodeObject| it.co_stacksize);
    field!("co_flags", |it: &CodeObject| format!("{:#x}", it.co_flags));
    field!("co_names", |it: &CodeObject| it.co_names.clone());
    field!("co_varnames", CodeObject::co_varnames);
    field!("co_cellvars", CodeObject::co_cellvars);
    field!("co_freevars", CodeObject::co_freevars);
    field!("co_localspluskinds", |it: &CodeObject| it.co_localspluskinds.clone());
    field!("co_filename", |it: &CodeObject| it.co_filename.clone());
    field!("co_name", |it: &CodeObject| it.co_name.clone());
    field!("co_qualname", |it: &CodeObject| it.co_qualname.clone());
    field!("co_firstlineno", |it: &CodeObject| it.co_firstlineno);
    field!("co_exceptiontable", |it: &CodeObject| it.exception_entries().collect::<Vec<_>>());
    if !same_constants(ours, theirs) {
        found.push(("co_consts", constants(ours, theirs)));
    }
    if ours.co_code != theirs.co_code {
        found.push(("co_code", instructions(ours, theirs)));
    }
    if ours.co_linetable != theirs.co_linetable {
        found.push(("co_linetable", places(ours, theirs)));
    }
    found
}

/// Both values, if they are short enough to make a kind of their own.
fn brief<T: fmt::Debug>(ours: &T, theirs: &T) -> String {
    let both = format!("{ours:?}, CPython {theirs:?}");
    if both.len() <= 60 { both } else { "other value".to_string() }
}

/// Nested code objects are compared elsewhere: here they only stand at the same place.
fn same_constants(ours: &CodeObject, theirs: &CodeObject) -> bool {
    let pairs = ours.co_consts.iter().zip(&theirs.co_consts);
    ours.co_consts.len() == theirs.co_consts.len() && pairs.into_iter().all(|it| same(it.0, it.1))
}

fn same(ours: &Constant, theirs: &Constant) -> bool {
    matches!((ours, theirs), (Constant::Code(_), Constant::Code(_))) || ours == theirs
}

fn constants(ours: &CodeObject, theirs: &CodeObject) -> String {
    let pairs = ours.co_consts.iter().zip(&theirs.co_consts);
    match pairs.into_iter().find(|it| !same(it.0, it.1)) {
        Some((ours, theirs)) => format!("co_consts: {} for {}", type_name(ours), type_name(theirs)),
        None if ours.co_consts.len() > theirs.co_consts.len() => "co_consts: more".to_string(),
        None => "co_consts: fewer".to_string(),
    }
}

fn type_name(constant: &Constant) -> &'static str {
    match constant {
        Constant::None => "None",
        Constant::Bool(_) => "bool",
        Constant::Ellipsis => "...",
        Constant::Int(_) => "int",
        Constant::Float(_) => "float",
        Constant::Complex(..) => "complex",
        Constant::Str(_) => "str",
        Constant::Bytes(_) => "bytes",
        Constant::Tuple(_) => "tuple",
        Constant::FrozenSet(_) => "frozenset",
        Constant::Code(_) => "code",
    }
}

/// The first instruction that is another one.
fn instructions(ours: &CodeObject, theirs: &CodeObject) -> String {
    let units = |code: &CodeObject| -> Vec<[u8; 2]> { code.co_code.as_chunks().0.to_vec() };
    let (ours, theirs) = (units(ours), units(theirs));
    let at = ours.iter().zip(&theirs).position(|it| it.0 != it.1);
    let at = at.unwrap_or(ours.len().min(theirs.len()));
    match (ours.get(at), theirs.get(at)) {
        (Some(ours), Some(theirs)) if ours[0] == theirs[0] => {
            format!("co_code: other argument of {}", opname(theirs))
        }
        (ours, theirs) => {
            let name = |it: Option<&[u8; 2]>| it.map_or("the end".to_string(), opname);
            format!("co_code: {}, CPython {}", name(ours), name(theirs))
        }
    }
}

fn opname(unit: &[u8; 2]) -> String {
    match Opcode::from_number(unit[0].into()) {
        Some(opcode) => opcode.name().to_string(),
        None => format!("<{}>", unit[0]),
    }
}

/// The first instruction that comes from another place.
fn places(ours: &CodeObject, theirs: &CodeObject) -> String {
    let both = ours.co_positions().zip(theirs.co_positions());
    let Some(at) = both.into_iter().position(|it| it.0 != it.1) else {
        return "co_linetable: same places in other bytes".to_string();
    };
    let unit = theirs.co_code.as_chunks().0.get(at);
    format!("co_linetable: other place of {}", unit.map_or("the end".to_string(), opname))
}
