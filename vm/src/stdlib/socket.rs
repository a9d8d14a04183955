//! `_socket`: pairs of sockets within the program. There is no network: whoever asks for one is
//! refused.

mod constants;

use std::cell::Cell;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::files::Errno;
use crate::heap::{Payload, Ref};
use crate::objects::bytes::to_bytes;
use crate::objects::module::Module;
use crate::objects::type_;
use crate::stdlib::posix::os_error;
use crate::typedef::{BASE, ModuleDef, NativeDef, TypeDef, flag, function, getter, method};
use crate::vm::Vm;

/// A socket: a number of something open.
pub(crate) struct Socket {
    number: Cell<i32>,
    family: Cell<i64>,
    kind: Cell<i64>,
    proto: Cell<i64>,
    /// Seconds; below zero it waits for ever.
    timeout: Cell<f64>,
}

impl Default for Socket {
    fn default() -> Socket {
        Socket {
            number: Cell::new(-1),
            family: Cell::new(2),
            kind: Cell::new(1),
            proto: Cell::new(0),
            timeout: Cell::new(-1.0),
        }
    }
}

impl Payload for Socket {
    const LEAF: bool = true;
}

/// `_socket`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_socket",
    doc: "Pairs of sockets within the program.",
    functions: &[
        function("socketpair(family=1, type=1, proto=0, /)", socketpair),
        function("close(fd, /)", |vm, _, args| {
            let number = super::select::number_of(vm, &args[0])?;
            vm.close_file(number).map_err(|it| os_error(vm, it, None))?;
            Ok(vm.none.clone())
        }),
        function("dup(fd, /)", |vm, _, args| {
            let number = super::select::number_of(vm, &args[0])?;
            let other = vm.duplicate_file(number).map_err(|it| os_error(vm, it, None))?;
            Ok(vm.int(other.into()))
        }),
        function("getdefaulttimeout()", |vm, _, _| Ok(vm.none.clone())),
        function("setdefaulttimeout(timeout, /)", |vm, _, _| Ok(vm.none.clone())),
        function("gethostname()", |vm, _, _| Ok(vm.str("localhost"))),
        function("getaddrinfo(*args, **kwargs)", |vm, _, _| Err(no_network(vm))),
        function("gethostbyname(name, /)", |vm, _, _| Err(no_network(vm))),
        function("gethostbyaddr(name, /)", |vm, _, _| Err(no_network(vm))),
        function("getnameinfo(*args)", |vm, _, _| Err(no_network(vm))),
        function("htons(x, /)", swapped::<2>),
        function("ntohs(x, /)", swapped::<2>),
        function("htonl(x, /)", swapped::<4>),
        function("ntohl(x, /)", swapped::<4>),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        for (name, value) in constants::ALL {
            it.set(vm, name, vm.int(*value));
        }
        it.set(vm, "has_ipv6", vm.bool(true));
        it.set(vm, "error", vm.exceptions.OSError.clone());
        it.set(vm, "timeout", vm.exceptions.TimeoutError.clone());
        for name in ["herror", "gaierror"] {
            let namespace = vm.dict();
            vm.set_item(&namespace, &vm.names.__module__, Some(vm.str("socket")))?;
            let bases = vm.tuple(vec![vm.exceptions.OSError.clone()]);
            let args = Args::positional([vm.str(name), bases, namespace]);
            it.set(vm, name, vm.call(&vm.types.type_, args)?);
        }
        it.set(vm, "CAPI", super::datetime::capsule(vm, "_socket.CAPI"));
        it.set(vm, "socket", vm.type_of(&SOCKET));
        it.set(vm, "SocketType", vm.type_of(&SOCKET));
        Ok(())
    },
};

/// `ENETUNREACH`.
fn no_network(vm: &Vm) -> Raised {
    os_error(vm, Errno(101), None)
}

fn swapped<const N: usize>(vm: &Vm, _: &Ref, args: Args) -> Res {
    let value = vm.index_or_overflow(&args[0])? as u64;
    let swapped = value.swap_bytes() >> (64 - 8 * N);
    Ok(vm.int(swapped as i64))
}

fn socketpair(vm: &Vm, _: &Ref, args: Args) -> Res {
    let number = |index: usize, default: i64| match args.get_not_none(vm, index) {
        Some(it) => vm.index_or_overflow(it).map(|it| it as i64),
        None => Ok(default),
    };
    let (family, kind, proto) = (number(0, 1)?, number(1, 1)?, number(2, 0)?);
    let (a, b) = vm.open_socket_pair();
    let made = [a, b].map(|number| {
        let it = Socket::default();
        it.number.set(number);
        it.family.set(family);
        it.kind.set(kind);
        it.proto.set(proto);
        type_::instantiate(&vm.type_of(&SOCKET), it)
    });
    Ok(vm.tuple(made.to_vec()))
}

fn init(vm: &Vm, object: &Ref, mut args: Args) -> Res<()> {
    let it = object.expect::<Socket>();
    let mut given = ["family", "type", "proto", "fileno"].map(|name| args.take_keyword(name));
    for (place, value) in given.iter_mut().zip(args.take_positional(0)) {
        *place = Some(value);
    }
    for (place, value) in [&it.family, &it.kind, &it.proto].into_iter().zip(&given) {
        if let Some(value) = value {
            match vm.index_or_overflow(value)? as i64 {
                -1 => {}
                number => place.set(number),
            }
        }
    }
    let fileno = given[3].take().filter(|it| !it.is(&vm.none));
    it.number.set(match fileno {
        Some(number) => super::select::number_of(vm, &number)?,
        None => vm.open_socket(),
    });
    Ok(())
}

fn number(vm: &Vm, object: &Ref) -> Res<i32> {
    match object.expect::<Socket>().number.get() {
        -1 => Err(os_error(vm, Errno::EBADF, None)),
        number => Ok(number),
    }
}

fn close(vm: &Vm, object: &Ref, _: Args) -> Res {
    let number = object.expect::<Socket>().number.replace(-1);
    if number >= 0 {
        vm.close_file(number).map_err(|it| os_error(vm, it, None))?;
    }
    Ok(vm.none.clone())
}

/// Does `act` when it need not wait any more, with the socket's patience.
fn with_patience<T>(
    vm: &Vm,
    object: &Ref,
    mut act: impl FnMut(i32) -> Res<Result<T, Errno>>,
) -> Res<T> {
    let timeout = object.expect::<Socket>().timeout.get();
    let until = (timeout >= 0.0).then(|| super::thread::deadline(vm, timeout));
    loop {
        match act(number(vm, object)?)? {
            Err(Errno::EAGAIN) if timeout == 0.0 => {
                return Err(os_error(vm, Errno::EAGAIN, None));
            }
            Err(Errno::EAGAIN) if until.is_some_and(|it| it <= vm.now()) => {
                return Err(vm.raise(&vm.exceptions.TimeoutError, vec![vm.str("timed out")]));
            }
            Err(Errno::EAGAIN) => drop(vm.wait_for_streams("waits for a socket", until)?),
            Err(error) => return Err(os_error(vm, error, None)),
            Ok(found) => return Ok(found),
        }
    }
}

fn receive(vm: &Vm, object: &Ref, size: isize) -> Res<Vec<u8>> {
    if size < 0 {
        return Err(vm.value_error("negative buffersize in recv".to_owned()));
    }
    with_patience(vm, object, |number| Ok(vm.read_opened(number, size as usize)))
}

fn recv_into(vm: &Vm, object: &Ref, args: Args) -> Res {
    let length = vm.length(&args[0])?;
    let wanted = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    let size = if wanted <= 0 { length as isize } else { wanted.min(length as isize) };
    let found = receive(vm, object, size)?;
    let end = vm.int(found.len() as i64);
    let slice = vm.slice(vm.int(0), end.clone(), vm.none.clone());
    vm.set_item(&args[0], &slice, Some(vm.bytes(found)))?;
    Ok(end)
}

fn send(vm: &Vm, object: &Ref, args: Args) -> Res {
    let bytes = to_bytes(vm, &args[0])?;
    let sent = with_patience(vm, object, |number| vm.write_opened(number, &bytes))?;
    Ok(vm.int(sent as i64))
}

fn sendall(vm: &Vm, object: &Ref, args: Args) -> Res {
    let bytes = to_bytes(vm, &args[0])?;
    let mut start = 0;
    while start < bytes.len() {
        start += with_patience(vm, object, |number| vm.write_opened(number, &bytes[start..]))?;
    }
    Ok(vm.none.clone())
}

fn set_timeout(vm: &Vm, object: &Ref, seconds: f64) -> Res {
    object.expect::<Socket>().timeout.set(seconds);
    Ok(vm.none.clone())
}

const METHODS: &[NativeDef] = &[
    method("fileno(self, /)", |vm, object, _| {
        Ok(vm.int(object.expect::<Socket>().number.get().into()))
    }),
    method("close(self, /)", close),
    method("detach(self, /)", |vm, object, _| {
        Ok(vm.int(object.expect::<Socket>().number.replace(-1).into()))
    }),
    method("recv(self, bufsize, flags=0, /)", |vm, object, args| {
        let size = vm.index_or_overflow(&args[0])?;
        Ok(vm.bytes(receive(vm, object, size)?))
    }),
    method("recv_into(self, buffer, nbytes=0, flags=0)", recv_into),
    method("send(self, data, flags=0, /)", send),
    method("sendall(self, data, flags=0, /)", sendall),
    method("setblocking(self, flag, /)", |vm, object, args| {
        let seconds = if vm.is_true(&args[0])? { -1.0 } else { 0.0 };
        set_timeout(vm, object, seconds)
    }),
    method("getblocking(self, /)", |vm, object, _| {
        Ok(vm.bool(object.expect::<Socket>().timeout.get() != 0.0))
    }),
    method("settimeout(self, timeout, /)", |vm, object, args| {
        match args.get_not_none(vm, 0).map(|it| super::thread::seconds(vm, it)).transpose()? {
            Some(seconds) if seconds < 0.0 => {
                Err(vm.value_error("Timeout value out of range".to_owned()))
            }
            seconds => set_timeout(vm, object, seconds.unwrap_or(-1.0)),
        }
    }),
    method("gettimeout(self, /)", |vm, object, _| {
        let timeout = object.expect::<Socket>().timeout.get();
        Ok(if timeout < 0.0 { vm.none.clone() } else { vm.float(timeout) })
    }),
    method("shutdown(self, how, /)", |vm, object, args| {
        let how = vm.index_or_overflow(&args[0])?;
        let found = vm.shut_down(number(vm, object)?, how != 1, how != 0);
        found.map_err(|it| os_error(vm, it, None))?;
        Ok(vm.none.clone())
    }),
    method("setsockopt(*args)", |vm, _, _| Ok(vm.none.clone())),
    method("getsockopt(self, level, option, buflen=0, /)", |vm, _, _| Ok(vm.int(0))),
    method("getsockname(self, /)", |vm, _, _| Ok(vm.str(""))),
    method("getpeername(self, /)", |vm, _, _| Ok(vm.str(""))),
    method("bind(self, address, /)", |vm, _, _| Err(no_network(vm))),
    method("listen(self, backlog=128, /)", |vm, _, _| Err(no_network(vm))),
    method("_accept(self, /)", |vm, _, _| Err(no_network(vm))),
    method("connect(self, address, /)", |vm, _, _| Err(no_network(vm))),
    method("connect_ex(self, address, /)", |vm, _, _| Ok(vm.int(101))),
];

static SOCKET: TypeDef = TypeDef {
    name: "_socket.socket",
    flags: flag::BASETYPE,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Socket::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<Socket>();
            Ok(vm.str(&format!(
                "<socket object, fd={}, family={}, type={}, proto={}>",
                it.number.get(),
                it.family.get(),
                it.kind.get(),
                it.proto.get()
            )))
        }));
    },
    methods: METHODS,
    getset: &[
        getter("family", |vm, it| Ok(vm.int(it.expect::<Socket>().family.get()))),
        getter("type", |vm, it| Ok(vm.int(it.expect::<Socket>().kind.get()))),
        getter("proto", |vm, it| Ok(vm.int(it.expect::<Socket>().proto.get()))),
        getter("timeout", |vm, it| {
            let timeout = it.expect::<Socket>().timeout.get();
            Ok(if timeout < 0.0 { vm.none.clone() } else { vm.float(timeout) })
        }),
    ],
    ..BASE
};
