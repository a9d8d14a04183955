//! `__build_class__`: what a `class` statement does.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::cell::Cell;
use crate::objects::function::Function;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{Type, calculate_metaclass};
use crate::vm::Vm;

impl Vm {
    /// `__build_class__(function, name, *bases, metaclass=None, **keywords)`.
    pub fn build_class(&self, mut args: Args) -> Res {
        let metaclass = args.take_keyword("metaclass");
        let keywords = args.take_keywords();
        let mut positional = args.take_positional(0);
        if positional.len() < 2 {
            return Err(self.type_error("__build_class__: not enough arguments".to_owned()));
        }
        let written = positional.split_off(2);
        let (function, name) = (positional[0].clone(), positional[1].clone());
        if function.get::<Function>().is_none() {
            return Err(self.type_error("__build_class__: func must be a function".to_owned()));
        }
        if self.str_text(&name).is_none() {
            return Err(self.type_error("__build_class__: name is not a string".to_owned()));
        }
        let bases = self.resolve_bases(&written)?;
        let metaclass = match metaclass {
            Some(it) => it,
            None => bases.first().map_or_else(|| self.types.type_.clone(), Ref::class),
        };
        let metaclass = match metaclass.get::<Type>() {
            Some(_) => calculate_metaclass(self, &metaclass, &bases)?,
            None => metaclass,
        };
        let bases_tuple = self.tuple(bases.clone());
        let namespace = self.prepare(&metaclass, &name, &bases_tuple, &keywords)?;
        let cell = self.run_class_body(&function, &namespace)?;
        if bases.len() != written.len() || bases.iter().zip(&written).any(|(a, b)| !a.is(b)) {
            self.set_item(&namespace, &self.names.__orig_bases__, Some(self.tuple(written)))?;
        }
        let class =
            self.call(&metaclass, with_keywords(vec![name, bases_tuple, namespace], keywords))?;
        self.check_class_cell(&cell, &class)?;
        Ok(class)
    }

    /// `__mro_entries__` of bases that are no classes.
    fn resolve_bases(&self, bases: &[Ref]) -> Res<Vec<Ref>> {
        let mut found = Vec::new();
        for base in bases {
            if base.get::<Type>().is_some() {
                found.push(base.clone());
                continue;
            }
            let Some(function) = self.find_attribute(base, &self.names.__mro_entries__)? else {
                found.push(base.clone());
                continue;
            };
            let entries = self.call(&function, Args::one(self.tuple(bases.to_vec())))?;
            let Some(entries) = entries.get::<Tuple>() else {
                return Err(self.type_error("__mro_entries__ must return a tuple".to_owned()));
            };
            found.extend(entries.items().iter().cloned());
        }
        Ok(found)
    }

    fn prepare(&self, metaclass: &Ref, name: &Ref, bases: &Ref, keywords: &[(Ref, Ref)]) -> Res {
        let Some(function) = self.find_attribute(metaclass, &self.names.__prepare__)? else {
            return Ok(self.dict());
        };
        let namespace = self
            .call(&function, with_keywords(vec![name.clone(), bases.clone()], keywords.to_vec()))?;
        let slots = &namespace.ty().slots;
        if slots.mp_subscript.get().is_none() {
            let called = match metaclass.get::<Type>() {
                Some(it) => it.name.borrow().clone(),
                None => "<metaclass>".to_owned(),
            };
            let text = format!(
                "{called}.__prepare__() must return a mapping, not {}",
                self.type_name(&namespace)
            );
            return Err(self.type_error(text));
        }
        Ok(namespace)
    }

    /// Runs the body; what it returns is the cell of `__class__`, or `None`.
    fn run_class_body(&self, function: &Ref, namespace: &Ref) -> Res {
        let frame = super::functions::new_frame(
            self,
            function.clone(),
            Args::none(),
            Some(namespace.clone()),
        )?;
        match self.run(frame)? {
            super::Exit::Returned(value) => Ok(value),
            super::Exit::Yielded(_) => Err(self.system_error("a class body yields".to_owned())),
        }
    }

    fn check_class_cell(&self, cell: &Ref, class: &Ref) -> Res<()> {
        let Some(cell) = cell.get::<Cell>() else { return Ok(()) };
        if class.get::<Type>().is_none() {
            return Ok(());
        }
        match cell.contents.get() {
            Some(found) if found.is(class) => Ok(()),
            None => {
                let text = format!(
                    "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                    self.repr_text(&self.get_attribute(class, &self.names.__name__)?)?,
                    self.repr_text(class)?
                );
                Err(self.runtime_error(text))
            }
            Some(found) => {
                let name = self.get_attribute(class, &self.names.__name__)?;
                let text = format!(
                    "__class__ set to {} defining {} as {}",
                    self.repr_text(&found)?,
                    self.repr_text(&name)?,
                    self.repr_text(class)?
                );
                Err(self.type_error(text))
            }
        }
    }
}

fn with_keywords(positional: Vec<Ref>, keywords: Vec<(Ref, Ref)>) -> Args {
    let mut args = Args::positional(positional);
    for (name, value) in keywords {
        args.names.push(name);
        args.values.push(Some(value));
    }
    args
}
