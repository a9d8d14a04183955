//! Where a name is bound: in the file, or in the file that it is imported from.

use refwise_syntax::{TextRange, TextSize};

use crate::db::{Db, File};
use crate::ide::names::bindings;
use crate::items::{self, Definition};
use crate::modules::Module;
use crate::unit::{Unit, outer_scope, unit_at, unit_map, unit_start};

/// The places where what stands at `offset` is bound; an imported name leads to what it means.
pub fn definitions(db: &dyn Db, file: File, offset: TextSize) -> Vec<(File, TextRange)> {
    let unit = unit_at(db, file, offset);
    let inside = offset.checked_sub(unit_start(db, unit));
    let expr = inside.and_then(|it| unit_map(db, unit).expr_at(it));
    let elsewhere = expr.and_then(|it| place(db, &items::definition_of(db, unit, it)));
    if let Some(found) = elsewhere {
        return vec![found];
    }
    bindings(db, file, offset).into_iter().map(|it| (file, it)).collect()
}

/// Where something with source stands.
pub(crate) fn place(db: &dyn Db, definition: &Definition) -> Option<(File, TextRange)> {
    match definition {
        Definition::Function(unit) => {
            let (file, scope) = (unit.file(db), outer_scope(db, *unit)?);
            let top = Unit::of_file(db, file);
            let range = unit_map(db, top).scopes[scope.index()] + unit_start(db, top);
            Some((file, range))
        }
        Definition::Class(class) => {
            let file = class.file(db);
            let scope = items::class_scope(db, *class)?;
            let top = Unit::of_file(db, file);
            Some((file, unit_map(db, top).scopes[scope.index()] + unit_start(db, top)))
        }
        Definition::Module(Module::File(file)) => Some((*file, TextRange::empty(TextSize::new(0)))),
        Definition::Module(_)
        | Definition::Value { .. }
        | Definition::External(_)
        | Definition::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// Checks the text that begins where the name at `$0` of `/p/a.py` is bound.
    fn check(text: &str, path: &str, expected: &str) {
        let whole = Fixture::new(&text.replace("$0", ""));
        let marked = Fixture::new(text);
        let (file, with_mark) = (whole.file("/p/a.py"), marked.file("/p/a.py"));
        let offset = with_mark.text(&marked.db).find("$0").expect("a place");
        let found = definitions(&whole.db, file, TextSize::new(offset as u32));
        let (file, range) = found[0];
        assert_eq!(file.path(&whole.db), path);
        assert_eq!(&file.text(&whole.db)[usize::from(range.start())..][..expected.len()], expected);
    }

    #[test]
    fn names_lead_to_their_bindings() {
        check("#- /p/a.py\ndef f(x):\n    return $0x\n", "/p/a.py", "x)");
        check("#- /p/a.py\nclass C: pass\n$0C\n", "/p/a.py", "C: pass");
        check("#- /p/a.py\ndef g(): pass\ndef f(): $0g()\n", "/p/a.py", "g(): pass");
    }

    #[test]
    fn imported_names_lead_to_other_files() {
        let text = "#- /p/m.py\ndef g(): pass\n#- /p/a.py\nfrom m import g\n$0g()\n";
        check(text, "/p/m.py", "g(): pass");
        check("#- /p/m.py\nx = 1\n#- /p/a.py\nimport m\n$0m.x\n", "/p/m.py", "x = 1");
    }
}
