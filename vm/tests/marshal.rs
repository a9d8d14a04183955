//! Code objects that CPython compiles now, without a file between.

mod common;

use common::oracle;
use common::python::Python;
use refwise_vm::code::Constant;
use refwise_vm::marshal;

#[test]
fn code_objects_survive_writing_and_reading() {
    let Some(python) = Python::find() else { return };
    let (mut files, mut objects) = (0, 0);
    oracle::compile(&python, &[&python.stdlib().join("json")], |compiled| {
        let Some(code) = compiled.code() else { return };
        let written = marshal::dumps(&Constant::Code(code.clone())).expect("not too deep");
        assert_eq!(oracle::code(&written).as_ref(), Ok(&code), "{}", compiled.path.display());
        files += 1;
        objects += code.with_nested().len();
    });
    assert!(files > 0 && objects > files, "{files} files, {objects} code objects");
}
