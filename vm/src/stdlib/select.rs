//! `select`: waiting until something open can be read or written, or until a time of the run's clock.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::args::Args;
use crate::error::Res;
use crate::files::Errno;
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::stdlib::posix::os_error;
use crate::typedef::{FINAL, ModuleDef, NativeDef, TypeDef, function, getter, method};
use crate::vm::Vm;

/// What waits say of themselves.
const WAITS: &str = "waits for input or output";

const POLLIN: u32 = 1;
const POLLOUT: u32 = 4;
const POLLNVAL: u32 = 32;

/// A `poll` or `epoll` object: what is asked of which number.
#[derive(Default)]
pub(crate) struct Poll {
    wanted: RefCell<BTreeMap<i32, u32>>,
    closed: Cell<bool>,
}

impl Payload for Poll {
    const LEAF: bool = true;
}

/// `select`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.",
    functions: &[
        function("select(rlist, wlist, xlist, timeout=None, /)", select),
        function("poll()", |vm, _, _| Ok(Ref::new(Some(vm.type_of(&POLL)), Poll::default()))),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        let bits = [("IN", POLLIN), ("PRI", 2), ("OUT", POLLOUT), ("ERR", 8), ("HUP", 16)];
        for (name, bit) in bits {
            module.set(vm, &format!("POLL{name}"), vm.int(bit.into()));
            module.set(vm, &format!("EPOLL{name}"), vm.int(bit.into()));
        }
        let others = [
            ("POLLNVAL", i64::from(POLLNVAL)),
            ("POLLRDHUP", 0x2000),
            ("EPOLLRDHUP", 0x2000),
            ("EPOLLET", 1 << 31),
            ("EPOLLONESHOT", 1 << 30),
            ("EPOLL_CLOEXEC", 0x80000),
            ("PIPE_BUF", 4096),
        ];
        for (name, value) in others {
            module.set(vm, name, vm.int(value));
        }
        module.set(vm, "error", vm.exceptions.OSError.clone());
        module.set(vm, "epoll", vm.type_of(&EPOLL));
        Ok(())
    },
};

/// The number of something open: an int, or what has `fileno()` (`PyObject_AsFileDescriptor`).
pub(super) fn number_of(vm: &Vm, object: &Ref) -> Res<i32> {
    let number = if object.get::<crate::numbers::Int>().is_some() {
        object.clone()
    } else {
        let Some(fileno) = vm.find_attribute(object, &vm.intern("fileno"))? else {
            let text = "argument must be an int, or have a fileno() method.";
            return Err(vm.type_error(text.to_owned()));
        };
        let found = vm.call(&fileno, Args::none())?;
        if found.get::<crate::numbers::Int>().is_none() {
            return Err(vm.type_error("fileno() returned a non-integer".to_owned()));
        }
        found
    };
    let number = vm.index_or_overflow(&number)?;
    if number < 0 {
        let text = format!("file descriptor cannot be a negative integer ({number})");
        return Err(vm.value_error(text));
    }
    Ok(number as i32)
}

/// `Some(None)`: no end; `None` in Python, or less than nothing.
fn until(vm: &Vm, timeout: Option<f64>) -> Option<u64> {
    timeout.filter(|it| *it >= 0.0).map(|it| super::thread::deadline(vm, it))
}

/// Asks until there is an answer or the time is over.
fn wait<T>(vm: &Vm, until: Option<u64>, mut ask: impl FnMut() -> Res<Vec<T>>) -> Res<Vec<T>> {
    loop {
        let ready = ask()?;
        if !ready.is_empty() || until.is_some_and(|it| it <= vm.now()) {
            // Who only asks lets others run, as a system call does.
            vm.let_others_run()?;
            return Ok(ready);
        }
        vm.wait_for_streams(WAITS, until)?;
    }
}

fn select(vm: &Vm, _: &Ref, args: Args) -> Res {
    let timeout = args.get_not_none(vm, 3).map(|it| super::thread::seconds(vm, it)).transpose()?;
    if timeout.is_some_and(|it| it < 0.0) {
        return Err(vm.value_error("timeout must be non-negative".to_owned()));
    }
    let mut asked: [Vec<(Ref, i32)>; 3] = Default::default();
    for (index, list) in asked.iter_mut().enumerate() {
        for object in vm.iterate_to_vec(&args[index])? {
            let number = number_of(vm, &object)?;
            list.push((object, number));
        }
    }
    let mut found: [Vec<Ref>; 3] = Default::default();
    wait(vm, until(vm, timeout), || {
        let mut any = Vec::new();
        for (index, list) in asked.iter().enumerate() {
            found[index].clear();
            for (object, number) in list {
                let ready = match index {
                    0 => vm.is_readable(*number),
                    1 => vm.is_writable(*number),
                    _ => Ok(false),
                };
                if ready.map_err(|it| os_error(vm, it, None))? {
                    found[index].push(object.clone());
                    any.push(());
                }
            }
        }
        Ok(any)
    })?;
    Ok(vm.tuple(found.map(|it| vm.list(it)).to_vec()))
}

/// Which of the wanted events a number has.
fn events(vm: &Vm, number: i32, wanted: u32) -> u32 {
    let bit = |ready: Result<bool, Errno>, bit: u32| match ready {
        Ok(true) => wanted & bit,
        Ok(false) => 0,
        Err(_) => POLLNVAL,
    };
    bit(vm.is_readable(number), POLLIN) | bit(vm.is_writable(number), POLLOUT)
}

fn open(vm: &Vm, object: &Ref) -> Res<()> {
    if object.expect::<Poll>().closed.get() {
        return Err(vm.value_error("I/O operation on closed epoll object".to_owned()));
    }
    Ok(())
}

fn mask(vm: &Vm, args: &Args) -> Res<u32> {
    Ok(match args.get(1) {
        Some(it) => vm.index_or_overflow(it)? as u32,
        None => POLLIN | 2 | POLLOUT,
    })
}

fn register(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (number, mask) = (number_of(vm, &args[0])?, mask(vm, &args)?);
    object.expect::<Poll>().wanted.borrow_mut().insert(number, mask);
    Ok(vm.none.clone())
}

fn register_new(vm: &Vm, object: &Ref, args: Args) -> Res {
    open(vm, object)?;
    let number = number_of(vm, &args[0])?;
    vm.opened(number).map_err(|it| os_error(vm, it, None))?;
    if object.expect::<Poll>().wanted.borrow().contains_key(&number) {
        return Err(os_error(vm, Errno::EEXIST, None));
    }
    register(vm, object, args)
}

fn modify(vm: &Vm, object: &Ref, args: Args) -> Res {
    open(vm, object)?;
    let (number, mask) = (number_of(vm, &args[0])?, mask(vm, &args)?);
    match object.expect::<Poll>().wanted.borrow_mut().get_mut(&number) {
        Some(place) => *place = mask,
        None => return Err(os_error(vm, Errno::ENOENT, None)),
    }
    Ok(vm.none.clone())
}

fn unregister(vm: &Vm, object: &Ref, args: Args) -> Res {
    let number = number_of(vm, &args[0])?;
    let gone = object.expect::<Poll>().wanted.borrow_mut().remove(&number);
    match gone {
        Some(_) => Ok(vm.none.clone()),
        None => Err(vm.key_error(&vm.int(number.into()))),
    }
}

fn unregister_open(vm: &Vm, object: &Ref, args: Args) -> Res {
    open(vm, object)?;
    let number = number_of(vm, &args[0])?;
    let gone = object.expect::<Poll>().wanted.borrow_mut().remove(&number);
    match gone {
        Some(_) => Ok(vm.none.clone()),
        None => Err(os_error(vm, Errno::ENOENT, None)),
    }
}

/// The numbers that have something, with what.
fn poll(vm: &Vm, object: &Ref, until: Option<u64>) -> Res {
    let it = object.expect::<Poll>();
    let found = wait(vm, until, || {
        let wanted = it.wanted.borrow();
        vm.charge(wanted.len() as u64)?;
        let events = wanted.iter().map(|(number, mask)| (*number, events(vm, *number, *mask)));
        Ok(events.filter(|it| it.1 != 0).collect())
    })?;
    let pair =
        |(number, events): (i32, u32)| vm.tuple(vec![vm.int(number.into()), vm.int(events.into())]);
    Ok(vm.list(found.into_iter().map(pair).collect()))
}

fn poll_milliseconds(vm: &Vm, object: &Ref, args: Args) -> Res {
    let timeout = args.get_not_none(vm, 0).map(|it| super::math::real(vm, it)).transpose()?;
    poll(vm, object, until(vm, timeout.map(|it| it / 1e3)))
}

fn poll_seconds(vm: &Vm, object: &Ref, args: Args) -> Res {
    open(vm, object)?;
    let timeout = args.get_not_none(vm, 0).map(|it| super::math::real(vm, it)).transpose()?;
    poll(vm, object, until(vm, timeout))
}

fn close(vm: &Vm, object: &Ref, _: Args) -> Res {
    object.expect::<Poll>().closed.set(true);
    Ok(vm.none.clone())
}

static POLL: TypeDef = TypeDef {
    name: "select.poll",
    methods: &[
        method("register(self, fd, eventmask=7, /)", register),
        method("modify(self, fd, eventmask, /)", modify),
        method("unregister(self, fd, /)", unregister),
        method("poll(self, timeout=None, /)", poll_milliseconds),
    ],
    ..FINAL
};

const EPOLL_METHODS: &[NativeDef] = &[
    method("register(self, fd, eventmask=7)", register_new),
    method("modify(self, fd, eventmask)", modify),
    method("unregister(self, fd)", unregister_open),
    method("poll(self, timeout=None, maxevents=-1)", poll_seconds),
    method("close(self, /)", close),
    method("fileno(self, /)", |vm, object, _| {
        open(vm, object)?;
        Ok(vm.int(1000))
    }),
    method("__enter__(self, /)", |vm, object, _| {
        open(vm, object)?;
        Ok(object.clone())
    }),
    method("__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", close),
];

static EPOLL: TypeDef = TypeDef {
    name: "select.epoll",
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(Ref::new(Some(class.clone()), Poll::default()))));
    },
    methods: EPOLL_METHODS,
    getset: &[getter("closed", |vm, object| Ok(vm.bool(object.expect::<Poll>().closed.get())))],
    ..FINAL
};
