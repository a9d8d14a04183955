//! What refwise predicts: the rings of a program as it sees them, in the words of the observer.

use refwise_analysis::body::{Body, BodyScope};
use refwise_analysis::items::{self, Definition};
use refwise_analysis::shape::rings::{Certainty, Ring as Closed, all_rings};
use refwise_analysis::shape::{ClassOf, ObjId, Object, Shape, explain, shape};
use refwise_analysis::unit::{Unit, unit_body, units};
use refwise_analysis::{Change, Db, RootDb};

use crate::rings::Ring;

/// A ring that refwise predicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicted {
    /// Its members: the kind, and the last part of the name where both are known.
    pub members: Vec<(String, Option<String>)>,
    /// Does it stand whenever the function that closes it has run?
    pub is_certain: bool,
    /// The function.
    pub function: String,
    /// The path in words.
    pub path: String,
}

impl Predicted {
    /// Is it (a part of) the ring that was observed?
    pub fn is_in(&self, ring: &Ring) -> bool {
        self.members.iter().all(|(kind, name)| {
            ring.iter().any(|it| {
                let last = it.name.rsplit('.').next().unwrap_or_default();
                it.kind == *kind && name.as_ref().is_none_or(|name| name == last)
            })
        })
    }
}

/// The rings that refwise predicts for a program.
pub fn predicted(program: &str) -> Vec<Predicted> {
    let mut db = RootDb::default();
    Change::new().set_text("program.py", program).apply(&mut db);
    let file = db.file("program.py").expect("just added");
    units(&db, file).iter().flat_map(|unit| of_unit(&db, *unit)).collect()
}

fn of_unit(db: &dyn Db, unit: Unit) -> Vec<Predicted> {
    let (body, shape) = (unit_body(db, unit), shape(db, unit));
    let function = unit.path(db).0.last().map_or_else(String::new, |it| it.name.to_string());
    let words = Words { db, body, shape: &shape, function };
    let found = all_rings(body, &shape);
    found.iter().map(|it| words.predicted(it)).collect()
}

struct Words<'a> {
    db: &'a dyn Db,
    body: &'a Body,
    shape: &'a Shape,
    function: String,
}

impl Words<'_> {
    fn predicted(&self, ring: &Closed) -> Predicted {
        Predicted {
            members: ring.steps.iter().filter_map(|it| self.member(it.from)).collect(),
            is_certain: ring.certainty == Certainty::Certain,
            function: self.function.clone(),
            path: explain::path(self.db, self.body, self.shape, ring),
        }
    }

    /// None for what the observer does not show, or what is not known.
    fn member(&self, id: ObjId) -> Option<(String, Option<String>)> {
        let of = |kind: &str, name: Option<String>| Some((kind.to_owned(), name));
        match self.shape.object(id) {
            Object::Function(scope) => of("function", Some(self.name_of(*scope))),
            Object::Method { .. } => of("method", None),
            Object::Caught { .. } => of("exception", None),
            Object::Frame(scope) => of("frame", Some(self.name_of(*scope))),
            Object::Traceback(scope) => of("traceback", Some(self.name_of(*scope))),
            Object::LocalClass(scope) => {
                of("class", Some(self.body.scope(*scope).name.to_string()))
            }
            Object::Cell(_) => of("cell", None),
            _ => match self.shape.class_of(id) {
                // Whoever calls the method may have an instance of a subclass.
                ClassOf::Known(_) if matches!(self.shape.object(id), Object::Param(..)) => {
                    of("instance", None)
                }
                ClassOf::Known(class) => {
                    let path = items::path(self.db, &Definition::Class(*class))?;
                    of("instance", path.rsplit('.').next().map(str::to_owned))
                }
                ClassOf::Local(scope) => {
                    of("instance", Some(self.body.scope(*scope).name.to_string()))
                }
                ClassOf::External(path) if path == "sys.exc_info" => of("tuple", None),
                ClassOf::External(path) => {
                    let kind = path.rsplit('.').next().unwrap_or_default();
                    (!path.starts_with("builtins.Base")).then(|| (kind.to_owned(), None))
                }
                ClassOf::Unknown => None,
            },
        }
    }

    fn name_of(&self, scope: BodyScope) -> String {
        match self.body.scope(scope).name.as_str() {
            "" if self.body.scope(scope).is_function() => "<lambda>".to_owned(),
            "" => "<module>".to_owned(),
            name => name.to_owned(),
        }
    }
}
