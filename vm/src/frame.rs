//! Frames: a call that runs, or that ran and is still looked at.

use std::cell::{Cell, RefCell};

use crate::error::Res;
use crate::heap::{FrameSlots, Payload, Ref, Slot};
use crate::objects::code::Code;
use crate::typedef::{FINAL, TypeDef, flag, getset, getter, member, member_set, method};
use crate::vm::Vm;

/// A frame. It is an object from the start; a call's last reference to it lets its locals go.
pub struct Frame {
    /// The code that runs.
    pub code: Ref,
    /// The function that was called, if one was.
    pub function: Slot,
    /// Locals, cells, free variables, and the value stack.
    pub slots: FrameSlots,
    /// `f_globals`.
    pub globals: Ref,
    /// `f_builtins`, a dict.
    pub builtins: Ref,
    /// `f_locals` of a module or a class: a mapping.
    pub locals: Slot,
    /// `f_back` while it runs.
    pub back: Slot,
    /// The unit of the instruction that runs or ran last.
    pub at: Cell<usize>,
    /// The unit of the instruction that comes next.
    pub next: Cell<usize>,
    /// The generator whose frame it is; not counted (its owner holds it).
    pub is_generator: Cell<bool>,
    /// What it is doing.
    pub state: Cell<State>,
    /// `f_trace`.
    pub trace: Slot,
    /// Names that `f_locals` was asked for and that are no variables.
    pub extra_locals: Slot,
    /// The unit that was traced last.
    pub traced_unit: Cell<usize>,
    /// `f_trace_lines`.
    pub trace_lines: Cell<bool>,
    /// `f_trace_opcodes`.
    pub trace_opcodes: Cell<bool>,
    /// The instance that a call of its class made before this frame, its `__init__`, ran.
    pub made: Slot,
    /// Exceptions that generators handled before they were suspended.
    pub handled: RefCell<Option<Ref>>,
}

/// What a frame is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It did not start.
    Created,
    /// It runs, or waits for a call.
    Running,
    /// A generator's: it waits to be resumed.
    Suspended,
    /// It ended.
    Finished,
}

impl Frame {
    /// A frame for `code` that did not start. It is written where it stays: calls are frequent.
    #[inline]
    pub fn object(vm: &Vm, code: Ref, globals: &Ref, builtins: &Ref) -> Ref {
        let it = code.expect::<Code>();
        let slots = FrameSlots::new(it.n_localsplus(), it.object.co_stacksize as usize + 1);
        Ref::in_place(vm.types.frame.clone(), || Frame {
            slots,
            code,
            function: Slot::default(),
            globals: globals.clone(),
            builtins: builtins.clone(),
            locals: Slot::default(),
            back: Slot::default(),
            at: Cell::new(0),
            next: Cell::new(0),
            is_generator: Cell::new(false),
            state: Cell::new(State::Created),
            trace: Slot::default(),
            extra_locals: Slot::default(),
            traced_unit: Cell::new(0),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
            made: Slot::default(),
            handled: RefCell::new(None),
        })
    }

    fn references(&self) -> [&Slot; 6] {
        [&self.function, &self.locals, &self.back, &self.trace, &self.extra_locals, &self.made]
    }

    /// Its code.
    #[inline(always)]
    pub fn code(&self) -> &Code {
        self.code.expect::<Code>()
    }

    /// How many places CPython allocates: locals, cells, free variables, and the value stack.
    pub fn n_places(&self) -> usize {
        let code = self.code();
        code.n_localsplus() + code.object.co_stacksize as usize
    }

    /// The line that runs.
    pub fn line(&self) -> Option<i32> {
        self.code().line(self.at.get())
    }

    /// Lets go of its locals.
    pub fn finish(&self) {
        self.state.set(State::Finished);
        self.slots.clear();
    }
}

impl Payload for Frame {
    const TRACKED: bool = true;
    /// Only one that outlives its call, as CPython's frame objects (`take_ownership`).
    const TRACKED_AT_BIRTH: bool = false;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.code);
        visit(&self.globals);
        visit(&self.builtins);
        for slot in self.references() {
            slot.visit(visit);
        }
        self.slots.visit(visit);
        self.handled.borrow().iter().for_each(visit);
    }

    fn clear(&self) {
        if self.state.get() == State::Running {
            return;
        }
        self.slots.clear();
        for slot in [&self.locals, &self.trace, &self.extra_locals] {
            slot.set(None);
        }
    }
}

/// `frame`.
pub const DEF: TypeDef = TypeDef {
    name: "frame",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<Frame>();
            let code = it.code();
            let text = format!(
                "<frame at {:#x}, file {}, line {}, code {}>",
                object.address(),
                vm.repr_text(&code.filename())?,
                it.line().unwrap_or(0),
                vm.text(&code.name)
            );
            Ok(vm.str(&text))
        }));
    },
    methods: &[
        method("__sizeof__(self, /)", |vm, object, _| {
            let places = object.expect::<Frame>().n_places();
            Ok(vm.int(136 + 8 * places as i64))
        }),
        method("clear(self, /)", |vm, object, _| {
            let it = object.expect::<Frame>();
            match it.state.get() {
                State::Running => {
                    Err(vm.runtime_error("cannot clear an executing frame".to_owned()))
                }
                State::Suspended => {
                    Err(vm.runtime_error("cannot clear a suspended frame".to_owned()))
                }
                _ => {
                    it.finish();
                    Ok(vm.none.clone())
                }
            }
        }),
    ],
    getset: &[
        member("f_back", |vm, object| {
            Ok(object.expect::<Frame>().back.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("f_code", |_, object| Ok(object.expect::<Frame>().code.clone())),
        member("f_globals", |_, object| Ok(object.expect::<Frame>().globals.clone())),
        member("f_builtins", |_, object| Ok(object.expect::<Frame>().builtins.clone())),
        getter("f_locals", |vm, object| Ok(vm.frame_locals(object))),
        getter("f_lasti", |vm, object| Ok(vm.int(2 * object.expect::<Frame>().at.get() as i64))),
        getset(
            "f_lineno",
            |vm, object| {
                Ok(object
                    .expect::<Frame>()
                    .line()
                    .map_or_else(|| vm.none.clone(), |it| vm.int(it.into())))
            },
            |vm, _, value| match value {
                Some(_) => {
                    Err(vm.value_error("f_lineno can only be set in a trace function".to_owned()))
                }
                None => Err(vm
                    .raise(&vm.exceptions.AttributeError, vec![vm.str("cannot delete attribute")])),
            },
        ),
        member_set(
            "f_trace_lines",
            |vm, object| Ok(vm.bool(object.expect::<Frame>().trace_lines.get())),
            |vm, object, value| {
                object.expect::<Frame>().trace_lines.set(as_flag(vm, value)?);
                Ok(())
            },
        ),
        getset(
            "f_trace_opcodes",
            |vm, object| Ok(vm.bool(object.expect::<Frame>().trace_opcodes.get())),
            |vm, object, value| {
                object.expect::<Frame>().trace_opcodes.set(as_flag(vm, value)?);
                Ok(())
            },
        ),
        getset(
            "f_trace",
            |vm, object| {
                Ok(object.expect::<Frame>().trace.get().unwrap_or_else(|| vm.none.clone()))
            },
            |vm, object, value| {
                object.expect::<Frame>().trace.set(value.filter(|it| !it.is(&vm.none)));
                Ok(())
            },
        ),
    ],
    size: (136, 8),
    ..FINAL
};

fn as_flag(vm: &Vm, value: Option<Ref>) -> Res<bool> {
    let found = value.as_ref().and_then(|it| vm.as_bool(it));
    found.ok_or_else(|| match value {
        Some(_) => vm.type_error("attribute value type must be bool".to_owned()),
        None => vm.type_error("can't delete numeric/char attribute".to_owned()),
    })
}
