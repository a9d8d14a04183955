//! `traceback`: where an exception came through.

use std::cell::Cell;

use crate::error::Res;
use crate::frame::Frame;
use crate::heap::{Payload, Ref, Slot};
use crate::signature::Signature;
use crate::typedef::{FINAL, TypeDef, flag, getset, getter, member, method};
use crate::vm::Vm;

/// One frame that an exception came through.
pub struct Traceback {
    /// `tb_next`: the frame it came from.
    pub next: Slot,
    /// `tb_frame`.
    pub frame: Ref,
    /// The unit that raised; `tb_lasti` is twice that.
    pub at: usize,
    /// `tb_lineno`.
    pub line: Cell<i32>,
}

impl Payload for Traceback {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.next.visit(visit);
        visit(&self.frame);
    }

    fn clear(&self) {
        self.next.set(None);
    }
}

impl Traceback {
    /// The frame that runs is added before `next`.
    pub fn here(vm: &Vm, frame: &Ref, next: Option<Ref>) -> Ref {
        let it = frame.expect::<Frame>();
        let at = it.at.get();
        let line = it.code().line(at).unwrap_or(-1);
        let made =
            Traceback { next: Slot::new(next), frame: frame.clone(), at, line: Cell::new(line) };
        Ref::new(Some(vm.types.traceback.clone()), made)
    }
}

/// `traceback`.
pub const DEF: TypeDef = TypeDef {
    name: "traceback",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
    },
    methods: &[method("__dir__(self, /)", |vm, _, _| {
        let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"];
        Ok(vm.list(names.iter().map(|it| vm.intern(it)).collect()))
    })],
    getset: &[
        getset(
            "tb_next",
            |vm, object| {
                Ok(object.expect::<Traceback>().next.get().unwrap_or_else(|| vm.none.clone()))
            },
            set_next,
        ),
        member("tb_frame", |_, object| Ok(object.expect::<Traceback>().frame.clone())),
        member("tb_lasti", |vm, object| Ok(vm.int(2 * object.expect::<Traceback>().at as i64))),
        getter("tb_lineno", |vm, object| {
            let it = object.expect::<Traceback>();
            let line = match it.line.get() {
                -1 => it.frame.expect::<Frame>().code().line(it.at),
                line => Some(line),
            };
            Ok(line.map_or_else(|| vm.none.clone(), |it| vm.int(it.into())))
        }),
    ],
    size: (40, 0),
    ..FINAL
};

fn new(vm: &Vm, _: &Ref, args: crate::args::Args) -> Res {
    let signature = Signature::parse("traceback(tb_next, tb_frame, tb_lasti, tb_lineno)", false);
    let args = signature.bind(vm, args)?;
    let next = args.get_not_none(vm, 0).cloned();
    if next.as_ref().is_some_and(|it| it.get::<Traceback>().is_none()) {
        let text = format!("expected traceback object or None, got '{}'", vm.type_name(&args[0]));
        return Err(vm.type_error(text));
    }
    if args[1].get::<Frame>().is_none() {
        return Err(vm.type_error(format!(
            "traceback() argument 'tb_frame' must be frame, not {}",
            vm.type_name(&args[1])
        )));
    }
    let at = vm.index_or_overflow(&args[2])? as usize / 2;
    let line = vm.index_or_overflow(&args[3])? as i32;
    let made =
        Traceback { next: Slot::new(next), frame: args[1].clone(), at, line: Cell::new(line) };
    Ok(Ref::new(Some(vm.types.traceback.clone()), made))
}

fn set_next(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    let Some(value) = value else {
        return Err(vm.type_error("can't delete tb_next attribute".to_owned()));
    };
    let next = Some(value).filter(|it| !it.is(&vm.none));
    if let Some(wrong) = next.as_ref().filter(|it| it.get::<Traceback>().is_none()) {
        let text = format!("expected traceback object, got '{}'", vm.type_name(wrong));
        return Err(vm.type_error(text));
    }
    let mut at = next.clone();
    while let Some(it) = at {
        if it.is(object) {
            return Err(vm.value_error("traceback loop detected".to_owned()));
        }
        at = it.expect::<Traceback>().next.get();
    }
    object.expect::<Traceback>().next.set(next);
    Ok(())
}
