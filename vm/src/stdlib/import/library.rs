//! Modules of the library that CPython carries frozen in itself: here they come from the library that
//! the host grants, under the names that frozen code has.

use std::sync::Arc;

use crate::code::{CodeObject, Constant};
use crate::error::Res;
use crate::heap::Ref;
use crate::host::Metadata;
use crate::objects::code;
use crate::pyc::{self, Validation};
use crate::vm::Vm;

/// A frozen module.
pub(in crate::stdlib) struct Frozen {
    /// Its name.
    pub name: &'static str,
    /// The module of the library that it is made from.
    pub origin: &'static str,
}

const fn own(name: &'static str) -> Frozen {
    Frozen { name, origin: name }
}

/// All of them, as `_PyImport_FrozenBootstrap` and `_PyImport_FrozenStdlib` have them (Python/frozen.c).
pub(in crate::stdlib) static FROZEN: &[Frozen] = &[
    Frozen { name: "_frozen_importlib", origin: "importlib._bootstrap" },
    Frozen { name: "_frozen_importlib_external", origin: "importlib._bootstrap_external" },
    own("zipimport"),
    own("abc"),
    own("codecs"),
    own("io"),
    own("_collections_abc"),
    own("_sitebuiltins"),
    own("genericpath"),
    own("ntpath"),
    own("posixpath"),
    Frozen { name: "os.path", origin: "posixpath" },
    own("os"),
    own("site"),
    own("stat"),
    own("importlib.util"),
    own("importlib.machinery"),
    own("runpy"),
];

/// The frozen module of this name.
pub(in crate::stdlib) fn frozen(name: &str) -> Option<&'static Frozen> {
    FROZEN.iter().find(|it| it.name == name)
}

/// The folder of the library, if one is granted: the one with `importlib` in it.
pub(in crate::stdlib) fn folder(vm: &Vm) -> Option<String> {
    let mut folders = vm.host.search_path().into_iter().skip(1);
    folders.find(|it| vm.host.metadata(&format!("{it}/importlib/_bootstrap.py")).is_some())
}

/// The code of a frozen module, if it and the library are there.
pub(in crate::stdlib) fn frozen_code(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    let (Some(frozen), Some(folder)) = (frozen(name), folder(vm)) else { return Ok(None) };
    let path = format!("{folder}/{}.py", frozen.origin.replace('.', "/"));
    let shown = format!("<frozen {}>", frozen.origin);
    let Some(metadata) = vm.host.metadata(&path) else { return Ok(None) };
    if let Some(code) = cached(vm, &path, &metadata) {
        return Ok(Some(code::load(vm, &renamed(&code, &shown.as_str().into()))));
    }
    let Some(bytes) = vm.host.read_file(&path) else { return Ok(None) };
    super::compile(vm, &bytes, &shown).map(Some)
}

/// The compiled file beside a source, if it was made from this very source.
fn cached(vm: &Vm, path: &str, source: &Metadata) -> Option<Arc<CodeObject>> {
    let (folder, file) = path.rsplit_once('/')?;
    let own = file.strip_suffix(".py")?;
    let found = vm.host.read_file(&format!("{folder}/__pycache__/{own}.cpython-313.pyc"))?;
    let found = pyc::read(&found).ok()?;
    let seconds = (source.modified / 1_000_000_000) as u32;
    let size = source.size as u32;
    let is_fresh = found.validation == Validation::Timestamp { mtime: seconds, size };
    is_fresh.then_some(found.code)
}

/// The same code, said to come from another file.
fn renamed(code: &CodeObject, file: &Arc<str>) -> Arc<CodeObject> {
    let constants = code.co_consts.iter().map(|it| match it {
        Constant::Code(inner) => Constant::Code(renamed(inner, file)),
        other => other.clone(),
    });
    let co_consts = constants.collect();
    Arc::new(CodeObject { co_filename: file.clone(), co_consts, ..code.clone() })
}
