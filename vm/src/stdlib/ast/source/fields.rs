//! What nodes have, checked as CPython checks it (`obj2ast_*` of Python/Python-ast.c).

use super::Writer;
use crate::compile::sequence::Location;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::int::Int;
use crate::objects::list::List;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::objects::type_::Type;

impl Writer<'_> {
    /// The class of the grammar that the node is of; `sort` is what is wanted.
    pub(super) fn kind(&self, node: &Ref, sort: &str) -> Res<&'static str> {
        let vm = self.vm;
        if node.is(&vm.none) {
            let sort = match sort {
                "expr" => "expression",
                "stmt" => "statement",
                other => other,
            };
            return Err(vm.value_error(format!("None disallowed in {sort} list")));
        }
        let mro = node.class().expect::<Type>().mro.tuple();
        for class in mro.iter().flat_map(|it| it.expect::<Tuple>().items()) {
            let name = class.expect::<Type>().name.borrow().clone();
            if let Some((name, shape)) = self.shapes.get_key_value(&*name)
                && shape.class.is(class)
            {
                return Ok(name);
            }
        }
        let shown = vm.repr_text(node)?;
        Err(vm.type_error(format!("expected some sort of {sort}, but got {shown}")))
    }

    /// A field that may not be missing.
    pub(super) fn field(&self, node: &Ref, name: &str) -> Res {
        let vm = self.vm;
        vm.find_attribute(node, &vm.intern(name))?.ok_or_else(|| {
            let of = vm.type_name(node);
            vm.type_error(format!("required field \"{name}\" missing from {of}"))
        })
    }

    /// A field that may be missing, or `None`.
    pub(super) fn optional(&self, node: &Ref, name: &str) -> Res<Option<Ref>> {
        let found = self.vm.find_attribute(node, &self.vm.intern(name))?;
        Ok(found.filter(|it| !it.is(&self.vm.none)))
    }

    /// A field that is a list; it is empty where it is missing.
    pub(super) fn list(&self, node: &Ref, name: &str) -> Res<Vec<Ref>> {
        let vm = self.vm;
        let Some(found) = vm.find_attribute(node, &vm.intern(name))? else { return Ok(Vec::new()) };
        match found.get::<List>() {
            Some(it) => Ok(it.items.to_vec()),
            None => {
                let (of, given) = (vm.type_name(node), vm.type_name(&found));
                let text = format!("{of} field \"{name}\" must be a list, not a {given}");
                Err(vm.type_error(text))
            }
        }
    }

    /// A list of names.
    pub(super) fn names(&self, node: &Ref, name: &str) -> Res<Vec<String>> {
        self.list(node, name)?.iter().map(|it| self.text_of(it)).collect()
    }

    pub(super) fn identifier(&self, node: &Ref, name: &str) -> Res<String> {
        let found = self.field(node, name)?;
        let text = self.text_of(&found)?;
        if matches!(&*text, "None" | "True" | "False") {
            let text = format!("identifier field can't represent '{text}' constant");
            return Err(self.vm.value_error(text));
        }
        Ok(text)
    }

    pub(super) fn optional_identifier(&self, node: &Ref, name: &str) -> Res<Option<String>> {
        match self.optional(node, name)? {
            Some(_) => self.identifier(node, name).map(Some),
            None => Ok(None),
        }
    }

    fn text_of(&self, object: &Ref) -> Res<String> {
        match object.get::<Str>() {
            Some(_) => Ok(self.vm.text(object)),
            None => Err(self.vm.type_error("AST identifier must be of type str".to_owned())),
        }
    }

    pub(super) fn int(&self, node: &Ref, name: &str) -> Res<i32> {
        let found = self.field(node, name)?;
        self.int_of(&found)
    }

    fn int_of(&self, object: &Ref) -> Res<i32> {
        let vm = self.vm;
        let Some(it) = object.get::<Int>() else {
            let shown = vm.repr_text(object)?;
            return Err(vm.value_error(format!("invalid integer value: {shown}")));
        };
        let value = it.to_i64().and_then(|it| i32::try_from(it).ok());
        value
            .ok_or_else(|| vm.overflow_error("Python int too large to convert to C int".to_owned()))
    }

    /// Where the node says that it stands; `sort` is what it is one of.
    pub(super) fn location(&self, node: &Ref, sort: &str) -> Res<Location> {
        let vm = self.vm;
        let start = |name: &str| match vm.find_attribute(node, &vm.intern(name))? {
            Some(it) => self.int_of(&it),
            None => Err(vm.type_error(format!("required field \"{name}\" missing from {sort}"))),
        };
        let (lineno, col_offset) = (start("lineno")?, start("col_offset")?);
        let end = |name: &str, start: i32| match self.optional(node, name)? {
            Some(it) => self.int_of(&it),
            None => Ok(start),
        };
        let end_lineno = end("end_lineno", lineno)?;
        let end_col_offset = end("end_col_offset", col_offset)?;
        let location = Location { lineno, end_lineno, col_offset, end_col_offset };
        self.check_location(location)?;
        Ok(location)
    }

    fn check_location(&self, location: Location) -> Res<()> {
        let vm = self.vm;
        let Location { lineno, end_lineno, col_offset, end_col_offset } = location;
        if lineno > end_lineno {
            let text = format!("AST node line range ({lineno}, {end_lineno}) is not valid");
            return Err(vm.value_error(text));
        }
        let is_behind = |start: i32, end: i32| start < 0 && start != end;
        if is_behind(lineno, end_lineno) || is_behind(col_offset, end_col_offset) {
            let text = format!(
                "AST node column range ({col_offset}, {end_col_offset}) for line range ({lineno}, {end_lineno}) is not valid"
            );
            return Err(vm.value_error(text));
        }
        if lineno == end_lineno && col_offset > end_col_offset {
            let text =
                format!("line {lineno}, column {col_offset}-{end_col_offset} is not a valid range");
            return Err(vm.value_error(text));
        }
        Ok(())
    }
}
