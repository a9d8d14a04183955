//! Containers in the bodies of classes that all instances share, and that nobody meant to share.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::body::{Body, BodyScope, Expr, ExprId, Name, Stmt, VarRef};
use crate::classes::{
    ClassId, ClassRef, Lookup, MemberKind, MethodKind, Nature, RawKind, class_model, inherits,
    instance_attributes, is_fully_known, lookup, raw_members,
};
use crate::db::{Db, File};
use crate::inplace::attribute_of_first;
use crate::items::classes;
use crate::unit::{Unit, unit_body, units};

/// An attribute that the body of a class binds and no method binds for its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SharedAttribute {
    /// The class whose body binds it.
    pub home: ClassId,
    /// Its value, in the top level of that class's file.
    pub value: ExprId,
}

/// The attribute `name` of instances of `class`, if it is one value in the body of the class or a
/// base, all classes on the way are known and plain, and no code of their files binds it otherwise.
pub(crate) fn shared_attribute(
    db: &dyn Db,
    class: ClassId,
    name: &Name,
) -> Option<SharedAttribute> {
    let Lookup::Own(home, member) = lookup(db, class, name) else { return None };
    let MemberKind::Value(value) = member.kind else { return None };
    let body = unit_body(db, Unit::of_file(db, home.file(db)));
    let is_declared = member.annotation.is_some_and(|it| mentions_class_var(body, it));
    if is_declared || !is_plain(db, class) || inherits(db, class, "builtins.type") != Some(false) {
        return None;
    }
    let lineage = class_model(db, class).mro.iter().flatten();
    let own = lineage.filter_map(|it| match it {
        ClassRef::Known(it) => Some(*it),
        _ => None,
    });
    let heirs = classes(db, class.file(db)).iter().map(|it| it.1);
    let heirs = heirs.filter(|it| {
        let refers = |it: &ClassRef| *it == ClassRef::Known(class);
        class_model(db, *it).mro.iter().flatten().any(refers)
    });
    let is_rebound = own.chain(heirs).any(|it| may_rebind(db, it, name));
    let files = [class.file(db), home.file(db)];
    let is_meant = files.iter().any(|it| is_used_on_class(db, *it, home, name));
    (!is_rebound && !is_meant).then_some(SharedAttribute { home, value })
}

/// Do calls of the class make plain instances, and are all classes it inherits from known?
fn is_plain(db: &dyn Db, class: ClassId) -> bool {
    let model = class_model(db, class);
    let is_plain = |it: &ClassRef| match it {
        ClassRef::Known(it) => matches!(class_model(db, *it).nature, Nature::Plain),
        ClassRef::External(_) => true,
        ClassRef::Unknown => false,
    };
    let metaclass = match &model.metaclass {
        ClassRef::External(it) => matches!(it.as_str(), "builtins.type" | "abc.ABCMeta"),
        _ => false,
    };
    let makes_others = lookup(db, class, "__new__").is_found();
    metaclass
        && !makes_others
        && is_fully_known(db, class)
        && model.mro.iter().flatten().all(is_plain)
}

fn mentions_class_var(body: &Body, annotation: ExprId) -> bool {
    match body.expr(annotation) {
        Expr::Name(it) => body.name_of(it) == "ClassVar",
        Expr::Attr { name, .. } => name == "ClassVar",
        Expr::Subscript { value, .. } => mentions_class_var(body, *value),
        Expr::Const(crate::body::Const::Str(it)) => it.contains("ClassVar"),
        _ => false,
    }
}

/// May a method of `class` give its instance an attribute `name`?
fn may_rebind(db: &dyn Db, class: ClassId, name: &Name) -> bool {
    let attributes = instance_attributes(db, class);
    let is_rebinding = |it: &crate::classes::AttributeSite| {
        !matches!(unit_body(db, it.unit).stmt(it.stmt), Stmt::AugAssign { .. })
    };
    attributes.is_open
        || attributes.sites.get(name).is_some_and(|it| it.iter().any(is_rebinding))
        || lookup(db, class, "__getattr__").is_found()
}

/// Does any code of `file` read the attribute from a class, or set it from outside: `C.name`,
/// `cls.name`, `type(self).name`, `other.name = ..`? Then somebody knows what is shared.
fn is_used_on_class(db: &dyn Db, file: File, home: ClassId, name: &Name) -> bool {
    let uses = uses_in_file(db, file);
    let class = home.path(db).0.last().map(|it| &it.name);
    let is_read_from = |class: &Name| uses.on_names.get(name).is_some_and(|it| it.contains(class));
    uses.from_outside.contains(name)
        || uses.on_classes.contains(name)
        || class.is_some_and(is_read_from)
}

/// Where code reads attributes from classes, or sets them from outside.
#[derive(Debug, Default, PartialEq, Eq)]
struct Uses {
    /// Attributes of what is a class, as its name says.
    on_classes: FxHashSet<Name>,
    /// Attributes of other names, and which.
    on_names: FxHashMap<Name, FxHashSet<Name>>,
    /// Attributes that are set in other objects than the first parameter.
    from_outside: FxHashSet<Name>,
}

#[salsa::tracked(returns(ref))]
fn uses_in_file(db: &dyn Db, file: File) -> Uses {
    let mut all = Uses::default();
    for it in units(db, file).iter().map(|it| uses(db, *it)) {
        all.on_classes.extend(it.on_classes.iter().cloned());
        all.from_outside.extend(it.from_outside.iter().cloned());
        for (name, objects) in &it.on_names {
            all.on_names.entry(name.clone()).or_default().extend(objects.iter().cloned());
        }
    }
    all
}

/// The uses in one unit, which hardly ever change when it is edited.
#[salsa::tracked(returns(ref))]
fn uses(db: &dyn Db, unit: Unit) -> Uses {
    let body = unit_body(db, unit);
    let mut uses = Uses::default();
    for (_, it) in body.exprs() {
        let Expr::Attr { value, name } = it else { continue };
        match body.expr(*value) {
            _ if is_class(db, unit, body, *value) => drop(uses.on_classes.insert(name.clone())),
            Expr::Name(it) => {
                let objects = uses.on_names.entry(name.clone()).or_default();
                objects.insert(body.name_of(it).clone());
            }
            _ => {}
        }
    }
    for (_, it) in body.stmts() {
        uses.from_outside.extend(set_from_outside(body, it).cloned());
    }
    uses
}

fn is_class(db: &dyn Db, unit: Unit, body: &Body, expr: ExprId) -> bool {
    match body.expr(expr) {
        Expr::Name(it) => {
            let text = body.name_of(it);
            let is_local = matches!(it, VarRef::Local(_)) && !unit.is_file(db);
            text == "cls" || text == "klass" || (!is_local && is_class_name(text))
        }
        Expr::Attr { name, .. } => name == "__class__" || is_class_name(name),
        Expr::Call { func, .. } => {
            matches!(body.expr(*func), Expr::Name(it) if body.name_of(it) == "type")
        }
        _ => false,
    }
}

fn is_class_name(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(char::is_uppercase)
}

/// The attributes that `stmt` sets in other objects than the first parameter.
fn set_from_outside<'b>(body: &'b Body, stmt: &'b Stmt) -> impl Iterator<Item = &'b Name> {
    let targets: &[ExprId] = match stmt {
        Stmt::Assign { targets, .. } => targets,
        _ => &[],
    };
    targets.iter().filter_map(|it| match body.expr(*it) {
        Expr::Attr { name, .. } => attribute_of_first(body, *it).is_none().then_some(name),
        _ => None,
    })
}

/// The class whose instance the first parameter of `unit` is.
pub(crate) fn class_of_instance(db: &dyn Db, unit: Unit) -> Option<ClassId> {
    let class = crate::items::class_around(db, unit)?;
    let scope = unit_body(db, unit).scopes.get(BodyScope::OWN.index())?;
    let is_member = |it: &&crate::classes::RawMember| match it.kind {
        RawKind::Function { unit: found, .. } => found == Some(unit),
        _ => false,
    };
    let own = raw_members(db, class).iter().find(is_member)?;
    let kind = &class_model(db, class).member(&own.name)?.kind;
    let gets_instance = match kind {
        MemberKind::Method { how, .. } => {
            matches!(how, MethodKind::Plain | MethodKind::ContextManager | MethodKind::Cached)
        }
        MemberKind::Property { .. } => true,
        _ => false,
    };
    (gets_instance && !scope.params.is_empty()).then_some(class)
}

/// Does the name say that the attribute is there for all instances?
pub(crate) fn says_shared(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "all",
        "cache",
        "class",
        "counter",
        "global",
        "instances",
        "lock",
        "memo",
        "pool",
        "registry",
        "shared",
        "singleton",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|it| name.contains(it))
}
