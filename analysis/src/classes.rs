//! What classes are: bases, the order of their attributes, members, and what makes methods for them.
//!
//! Every answer says when it is not known: a base that cannot be found takes the method resolution
//! order with it, and with that all that depends on it ([`is_fully_known`]). Nothing here goes in
//! circles: the bases of a class are found without the bases of others.

mod bases;
mod instances;
mod lookup;
mod members;
mod nature;
mod raw;

use crate::body::{BodyScope, ExprId, Name};
use crate::db::{Db, File};
use crate::items::{Definition, class_scope, classes};
use crate::unit::{Unit, UnitPath, unit_body};

pub use instances::{AttributeSite, InstanceAttributes, instance_attributes};
pub use lookup::{Lookup, has_dict, inherits, is_fully_known, lookup, prepares};
pub use members::{Member, MemberKind, MethodKind, is_replaced};
pub use nature::{DataclassArgs, Field, Nature};
pub use raw::{RawKind, RawMember, raw_members};

/// A class that stands in no function.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct ClassId {
    /// The file that it is in.
    #[returns(copy)]
    pub file: File,
    /// The classes around it and itself, the outermost first.
    #[returns(ref)]
    pub path: UnitPath,
}

/// A class as another one refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClassRef {
    /// A class with source.
    Known(ClassId),
    /// A class without source, by its full name.
    External(Name),
    /// It could not be found, or is made when the program runs.
    Unknown,
}

/// What a class is. Expressions and scopes are those of the top level of its file, or of the unit
/// that was asked for ([`local_class`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassModel {
    /// Its own scope.
    pub scope: BodyScope,
    /// The bases as they are written; `object` only where it is.
    pub bases: Box<[ClassRef]>,
    /// The class itself and all it inherits from, in the order in which attributes are looked up,
    /// `object` at the end; none where that is not known. A local class is not in its own.
    pub mro: Option<Box<[ClassRef]>>,
    /// The class of the class: its own or an inherited one.
    pub metaclass: ClassRef,
    /// The keyword arguments, but for `metaclass`.
    pub keywords: Box<[(Name, ExprId)]>,
    /// The decorators, from the top.
    pub decorators: Box<[ExprId]>,
    /// What the body binds, each name once, in the order of the text.
    pub members: Box<[Member]>,
    /// The indices of [`Self::members`] in the order of their names.
    by_name: Box<[u32]>,
    /// What `__slots__` says.
    pub slots: Slots,
    /// What makes methods for it, or changes what its body means.
    pub nature: Nature,
}

/// What the `__slots__` of a class says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slots {
    /// There is none: instances have a `__dict__`.
    Missing,
    /// These names.
    Names(Box<[Name]>),
    /// It is not made of literals.
    Unclear,
}

impl ClassModel {
    /// What the body binds to `name`.
    pub fn member(&self, name: &str) -> Option<&Member> {
        let name_at = |idx: &u32| self.members[*idx as usize].name.as_str();
        let found = self.by_name.binary_search_by(|it| name_at(it).cmp(name)).ok()?;
        Some(&self.members[self.by_name[found] as usize])
    }

    /// Does the body bind `name`, or does its [`Nature`] make it?
    pub fn defines(&self, name: &str) -> bool {
        self.member(name).is_some_and(|it| it.kind != MemberKind::Declared)
            || self.nature.makes(name) == Some(true)
    }
}

/// What `class` is.
#[salsa::tracked(returns(ref))]
pub fn class_model(db: &dyn Db, class: ClassId) -> ClassModel {
    let unit = Unit::of_file(db, class.file(db));
    let Some(scope) = class_scope(db, class) else {
        return ClassModel {
            scope: BodyScope::OWN,
            bases: Box::default(),
            mro: None,
            metaclass: ClassRef::Unknown,
            keywords: Box::default(),
            decorators: Box::default(),
            members: Box::default(),
            by_name: Box::default(),
            slots: Slots::Unclear,
            nature: Nature::Unclear,
        };
    };
    let bases: Box<[ClassRef]> = bases::class_bases(db, class).into();
    let mro = bases::class_mro(db, class).clone();
    model(db, unit, scope, bases, mro, bases::metaclass(db, class).clone(), raw_members(db, class))
}

/// What the class `scope` in the function `unit` is. Its bases are known if they are globals.
pub fn local_class(db: &dyn Db, unit: Unit, scope: BodyScope) -> ClassModel {
    let body = unit_body(db, unit);
    let bases = bases::bases_of(db, unit, body, scope);
    let mro = bases::mro_above(db, &bases);
    let metaclass = bases::metaclass_of(db, unit, scope, &bases);
    let members = raw::members_in(db, unit, body, scope);
    model(db, unit, scope, bases.into(), mro, metaclass, &members)
}

fn model(
    db: &dyn Db,
    unit: Unit,
    scope: BodyScope,
    bases: Box<[ClassRef]>,
    mro: Option<Box<[ClassRef]>>,
    metaclass: ClassRef,
    raw: &[RawMember],
) -> ClassModel {
    let body = unit_body(db, unit);
    let nature = nature::nature_of(db, unit, scope, &bases, mro.as_deref(), raw);
    let slots = match nature.slots() {
        Some(names) => Slots::Names(names),
        None => members::slots(body, raw),
    };
    let members: Box<[Member]> = members::members_of(db, unit, raw).into();
    let mut by_name: Box<[u32]> = (0..members.len() as u32).collect();
    by_name.sort_by_key(|it| &members[*it as usize].name);
    ClassModel {
        scope,
        keywords: bases::keywords(body, scope),
        decorators: body.scope(scope).decorators.clone(),
        members,
        by_name,
        bases,
        mro,
        metaclass,
        slots,
        nature,
    }
}

/// The class whose body is `scope` in the top level of `file`.
pub fn class_at(db: &dyn Db, file: File, scope: BodyScope) -> Option<ClassId> {
    classes(db, file).iter().find(|it| it.0 == scope).map(|it| it.1)
}

/// What the body of `class` binds to `name`; none where it does not.
pub fn own_member(db: &dyn Db, class: ClassId, name: &str) -> Option<Definition> {
    let mut all = raw_members(db, class).iter().filter(|it| it.name == name);
    let last = all.next_back()?;
    Some(match (&last.kind, last.is_certain) {
        (RawKind::Declared, _) => return None,
        (RawKind::Function { unit: Some(it), .. }, true) => Definition::Function(*it),
        (RawKind::Class(it), true) => Definition::Class(*it),
        (RawKind::Value(it), true) => Definition::Value { file: class.file(db), expr: *it },
        _ => Definition::Unknown,
    })
}

/// The attribute `name` of the class, as its body or the first base that has it binds it.
pub fn attribute(db: &dyn Db, class: ClassId, name: &str) -> Definition {
    if let Some(own) = own_member(db, class, name) {
        return own;
    }
    for base in bases::class_mro(db, class).iter().flatten().skip(1) {
        match base {
            ClassRef::Known(it) => {
                if let Some(found) = own_member(db, *it, name) {
                    return found;
                }
            }
            ClassRef::External(path) => {
                let full = format!("{path}.{name}");
                if refwise_model::function(&full).is_some() {
                    return Definition::External(full.into());
                }
                if !lookup::lacks(path, name) {
                    return Definition::Unknown;
                }
            }
            ClassRef::Unknown => return Definition::Unknown,
        }
    }
    Definition::Unknown
}

#[cfg(test)]
mod tests;
