//! `scandir` and the entries that it finds.

use std::cell::RefCell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, NativeDef, TypeDef, classmethod, function, member, method};
use crate::vm::Vm;

use super::path::{Accepts, Path};

/// `os.DirEntry`: a name in a folder.
pub(crate) struct DirEntry {
    /// Its name; bytes where the folder's path was.
    name: Ref,
    /// The folder's path and its name.
    path: Ref,
    /// Its path from the root.
    absolute: String,
}

impl Payload for DirEntry {}

/// What `scandir` iterates over: what is left, last first.
pub(crate) struct Scan {
    left: RefCell<Vec<Ref>>,
}

impl Payload for Scan {}

static ENTRY: TypeDef = TypeDef {
    name: "posix.DirEntry",
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let name = vm.repr_text(&object.expect::<DirEntry>().name)?;
            Ok(vm.str(&format!("<DirEntry {name}>")))
        }));
    },
    methods: &[
        method("is_dir(self, /, *, follow_symlinks=True)", |vm, object, _| {
            let found = vm.file_entry(&object.expect::<DirEntry>().absolute);
            Ok(vm.bool(found.is_ok_and(|it| it.is_folder)))
        }),
        method("is_file(self, /, *, follow_symlinks=True)", |vm, object, _| {
            let found = vm.file_entry(&object.expect::<DirEntry>().absolute);
            Ok(vm.bool(found.is_ok_and(|it| !it.is_folder)))
        }),
        method("is_symlink(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("is_junction(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("inode(self, /)", |vm, object, _| {
            let found = vm.file_entry(&object.expect::<DirEntry>().absolute);
            Ok(vm.int(found.map_or(0, |it| it.inode as i64)))
        }),
        method("stat(self, /, *, follow_symlinks=True)", |vm, object, _| {
            let it = object.expect::<DirEntry>();
            let found = vm.file_entry(&it.absolute);
            let entry = found.map_err(|error| super::os_error(vm, error, Some(&it.path)))?;
            super::stat::result(vm, &entry)
        }),
        method("__fspath__(self, /)", |_, object, _| Ok(object.expect::<DirEntry>().path.clone())),
        classmethod("__class_getitem__(cls, key, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        member("name", |_, object| Ok(object.expect::<DirEntry>().name.clone())),
        member("path", |_, object| Ok(object.expect::<DirEntry>().path.clone())),
    ],
    ..FINAL
};

static SCAN: TypeDef = TypeDef {
    name: "posix.ScandirIterator",
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|_, object| {
            let next = object.expect::<Scan>().left.borrow_mut().pop();
            Ok(next)
        }));
    },
    methods: &[
        method("close(self, /)", |vm, object, _| {
            close(object);
            Ok(vm.none.clone())
        }),
        method("__enter__(self, /)", |_, object, _| Ok(object.clone())),
        method("__exit__(self, *args)", |vm, object, _| {
            close(object);
            Ok(vm.none.clone())
        }),
    ],
    ..FINAL
};

fn close(object: &Ref) {
    let left = std::mem::take(&mut *object.expect::<Scan>().left.borrow_mut());
    drop(left);
}

/// `os.DirEntry`.
pub(super) fn entry_type(vm: &Vm) -> Ref {
    vm.type_of(&ENTRY)
}

pub(super) const FUNCTIONS: &[NativeDef] = &[function("scandir(path=None)", scandir)];

fn scandir(vm: &Vm, _: &Ref, args: Args) -> Res {
    let given = args.get(0).cloned().unwrap_or_else(|| vm.none.clone());
    let path = Path::of(vm, &given, "scandir", Accepts::NumberOrNone)?;
    let folder = path.absolute(vm)?;
    let names = vm.list_folder(&folder).map_err(|it| path.error(vm, it))?;
    vm.charge_len(names.len())?;
    let shown = path.text(vm)?;
    let start = if shown.ends_with('/') { shown } else { shown + "/" };
    let root = if folder == "/" { String::new() } else { folder };
    let entry = |name: &String| {
        let name_object = path.answer(vm, name);
        let shown = match path.number() {
            Some(_) => name_object.clone(),
            None => path.answer(vm, &format!("{start}{name}")),
        };
        let absolute = format!("{root}/{name}");
        Ref::new(Some(entry_type(vm)), DirEntry { name: name_object, path: shown, absolute })
    };
    let left = names.iter().rev().map(entry).collect();
    Ok(Ref::new(Some(vm.type_of(&SCAN)), Scan { left: RefCell::new(left) }))
}
