//! What Python sees of a code object.

use super::Code;
use crate::error::Res;
use crate::heap::Ref;
use crate::typedef::{FINAL, GetSetDef, TypeDef, member, method};
use crate::vm::Vm;

fn code(object: &Ref) -> &Code {
    object.expect::<Code>()
}

fn names(vm: &Vm, names: &[std::sync::Arc<str>]) -> Ref {
    vm.tuple(names.iter().map(|it| vm.intern(it)).collect())
}

const ATTRIBUTES: &[GetSetDef] = &[
    member("co_argcount", |vm, it| Ok(vm.int(code(it).object.co_argcount.into()))),
    member("co_posonlyargcount", |vm, it| Ok(vm.int(code(it).object.co_posonlyargcount.into()))),
    member("co_kwonlyargcount", |vm, it| Ok(vm.int(code(it).object.co_kwonlyargcount.into()))),
    member("co_stacksize", |vm, it| Ok(vm.int(code(it).object.co_stacksize.into()))),
    member("co_flags", |vm, it| Ok(vm.int(code(it).object.co_flags.into()))),
    member("co_names", |vm, it| Ok(code(it).shown(0, || vm.tuple(code(it).names.clone())))),
    member("co_filename", |_, it| Ok(code(it).filename())),
    member("co_name", |_, it| Ok(code(it).name.clone())),
    member("co_qualname", |_, it| Ok(code(it).qualname.clone())),
    member("co_firstlineno", |vm, it| Ok(vm.int(code(it).object.co_firstlineno.into()))),
    member("co_linetable", |vm, it| {
        Ok(code(it).shown(6, || vm.bytes(code(it).object.co_linetable.clone())))
    }),
    member("co_exceptiontable", |vm, it| {
        Ok(code(it).shown(7, || vm.bytes(code(it).object.co_exceptiontable.clone())))
    }),
    member("co_consts", |vm, it| Ok(code(it).shown(1, || vm.tuple(code(it).consts.clone())))),
    crate::typedef::getter("co_nlocals", |vm, it| Ok(vm.int(code(it).object.co_nlocals() as i64))),
    crate::typedef::getter("co_varnames", |vm, it| {
        Ok(code(it).shown(2, || names(vm, &code(it).object.co_varnames())))
    }),
    crate::typedef::getter("co_cellvars", |vm, it| {
        Ok(code(it).shown(3, || names(vm, &code(it).object.co_cellvars())))
    }),
    crate::typedef::getter("co_freevars", |vm, it| {
        Ok(code(it).shown(4, || names(vm, &code(it).object.co_freevars())))
    }),
    crate::typedef::getter("co_code", |vm, it| {
        Ok(code(it).shown(5, || vm.bytes(code(it).object.co_code.clone())))
    }),
    crate::typedef::getter("_co_code_adaptive", |vm, it| {
        Ok(vm.bytes(code(it).object.co_code.clone()))
    }),
];

/// `code`.
pub const DEF: TypeDef = TypeDef {
    name: "code",
    slots: |it| {
        it.tp_new.set(Some(super::replace::new));
        it.tp_repr.set(Some(|vm, object| {
            let it = code(object);
            let text = format!(
                "<code object {} at {:#x}, file \"{}\", line {}>",
                vm.text(&it.name),
                object.address(),
                vm.text(&it.filename()),
                it.object.co_firstlineno
            );
            Ok(vm.str(&text))
        }));
        it.tp_hash.set(Some(|vm, object| {
            let it = code(object);
            Ok(vm.hash(&it.name)?
                ^ it.object.co_firstlineno as i64
                ^ crate::text::hash_bytes(&it.object.co_code))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<Code>(), b.get::<Code>()) else {
                return Ok(vm.not_implemented.clone());
            };
            vm.equality(op, a.is(b) || x.object.is_same_code(&y.object))
        }));
    },
    methods: &[
        method("co_lines(self, /)", lines),
        method("co_positions(self, /)", positions),
        method("replace(self, /, **changes)", super::replace::replace),
        method("__replace__(self, /, **changes)", super::replace::replace),
        method("_varname_from_oparg(self, oparg)", |vm, object, args| {
            let index = vm.index_or_overflow(&args[0])? as usize;
            let name = code(object).localsplus.get(index).cloned();
            name.ok_or_else(|| vm.index_error("tuple index out of range".to_owned()))
        }),
        method("__sizeof__(self, /)", |vm, object, _| {
            let it = &code(object).object;
            Ok(vm.int((200 + it.co_code.len()).next_multiple_of(8) as i64))
        }),
    ],
    getset: ATTRIBUTES,
    size: (200, 2),
    ..FINAL
};

fn lines(vm: &Vm, object: &Ref, _: crate::args::Args) -> Res {
    let rows = code(object).object.co_lines().map(|(range, line)| {
        let line = line.map_or_else(|| vm.none.clone(), |it| vm.int(it.into()));
        vm.tuple(vec![vm.int(range.start as i64), vm.int(range.end as i64), line])
    });
    vm.iter(&vm.list(rows.collect()))
}

fn positions(vm: &Vm, object: &Ref, _: crate::args::Args) -> Res {
    let number = |it: Option<i32>| it.map_or_else(|| vm.none.clone(), |it| vm.int(it.into()));
    let rows = code(object).object.co_positions().map(|it| {
        vm.tuple([it.lineno, it.end_lineno, it.col_offset, it.end_col_offset].map(number).to_vec())
    });
    vm.iter(&vm.list(rows.collect()))
}
