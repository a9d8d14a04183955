//! `isinstance` and `issubclass`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::objects::union::Union;
use crate::vm::Vm;

impl Vm {
    /// `isinstance(object, class)` (`object_isinstance` behind `__instancecheck__`).
    pub fn is_instance(&self, object: &Ref, class: &Ref) -> Res<bool> {
        if object.is_exactly(class) {
            return Ok(true);
        }
        if class.class().is(&self.types.type_) {
            return self.real_isinstance(object, class);
        }
        if let Some(union) = class.get::<Union>() {
            return self.is_instance_of_any(object, &union.members);
        }
        if let Some(classes) = class.get::<Tuple>() {
            let _nested = self.enter(" in __instancecheck__")?;
            return self.is_instance_of_any(object, classes.items());
        }
        let _nested = self.enter(" in __instancecheck__")?;
        match self.call_special(class, &self.names.__instancecheck__, Args::one(object.clone()))? {
            Some(found) => self.is_true(&found),
            None => self.real_isinstance(object, class),
        }
    }

    fn is_instance_of_any(&self, object: &Ref, classes: &[Ref]) -> Res<bool> {
        for class in classes {
            if self.is_instance(object, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// By the type, or by what `__class__` says.
    pub fn real_isinstance(&self, object: &Ref, class: &Ref) -> Res<bool> {
        if class.get::<Type>().is_some() {
            let own = object.class();
            if type_::is_subtype(&own, class) {
                return Ok(true);
            }
            let told = self.find_attribute(object, &self.names.__class__)?;
            return Ok(told.is_some_and(|it| {
                !it.is(&own) && it.get::<Type>().is_some() && type_::is_subtype(&it, class)
            }));
        }
        self.check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?;
        match self.find_attribute(object, &self.names.__class__)? {
            Some(own) => self.abstract_is_subclass(&own, class),
            None => Ok(false),
        }
    }

    /// `issubclass(class, other)`.
    pub fn is_subclass(&self, class: &Ref, other: &Ref) -> Res<bool> {
        if other.class().is(&self.types.type_) {
            if class.is(other) {
                return Ok(true);
            }
            return self.real_issubclass(class, other);
        }
        let several = other
            .get::<Tuple>()
            .map(|it| it.items().to_vec())
            .or_else(|| other.get::<Union>().map(|it| it.members.clone()));
        if let Some(others) = several {
            let _nested = self.enter(" in __subclasscheck__")?;
            for other in others {
                if self.is_subclass(class, &other)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let _nested = self.enter(" in __subclasscheck__")?;
        match self.call_special(other, &self.names.__subclasscheck__, Args::one(class.clone()))? {
            Some(found) => self.is_true(&found),
            None => self.real_issubclass(class, other),
        }
    }

    /// By the order of resolution, or by `__bases__`.
    pub fn real_issubclass(&self, class: &Ref, other: &Ref) -> Res<bool> {
        if class.get::<Type>().is_some() && other.get::<Type>().is_some() {
            return Ok(type_::is_subtype(class, other));
        }
        self.check_class(class, "issubclass() arg 1 must be a class")?;
        self.check_class(
            other,
            "issubclass() arg 2 must be a class, a tuple of classes, or a union",
        )?;
        self.abstract_is_subclass(class, other)
    }

    fn check_class(&self, class: &Ref, text: &str) -> Res<()> {
        if self.bases_of(class)?.is_some() { Ok(()) } else { Err(self.type_error(text.to_owned())) }
    }

    fn bases_of(&self, class: &Ref) -> Res<Option<Vec<Ref>>> {
        let found = self.find_attribute(class, &self.names.__bases__)?;
        Ok(found.and_then(|it| it.get::<Tuple>().map(|it| it.items().to_vec())))
    }

    fn abstract_is_subclass(&self, class: &Ref, other: &Ref) -> Res<bool> {
        let mut open = vec![class.clone()];
        while let Some(class) = open.pop() {
            if class.is(other) {
                return Ok(true);
            }
            open.extend(self.bases_of(&class)?.unwrap_or_default().into_iter().rev());
        }
        Ok(false)
    }
}
