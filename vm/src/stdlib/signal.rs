//! `_signal`: signals that a program sends to itself; none come from outside.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::threads::MAIN;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// One more than the highest signal of Linux.
const NSIG: i64 = 65;

/// Where the handlers are kept: a dict in the module.
const HANDLERS: &str = "_handlers";

/// `_signal`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_signal",
    doc: "Signals within the program.",
    functions: &[
        function("signal(signalnum, handler, /)", set_handler),
        function("getsignal(signalnum, /)", |vm, module, args| {
            let number = number(vm, &args[0])?;
            handler(vm, module, number)
        }),
        function("raise_signal(signalnum, /)", |vm, _, args| {
            let number = number(vm, &args[0])?;
            send(vm, number)
        }),
        function("pthread_kill(thread_id, signalnum, /)", |vm, _, args| {
            let number = number(vm, &args[1])?;
            send(vm, number)
        }),
        function("alarm(seconds, /)", |vm, _, _| Ok(vm.int(0))),
        function("pthread_sigmask(how, mask, /)", |vm, _, _| vm.call(&vm.types.set, Args::none())),
        function("sigpending()", |vm, _, _| vm.call(&vm.types.set, Args::none())),
        function("default_int_handler(signalnum, frame, /)", |vm, _, _| {
            Err(vm.raise(&vm.exceptions.KeyboardInterrupt, Vec::new()))
        }),
        function("strsignal(signalnum, /)", |vm, _, args| {
            let number = number(vm, &args[0])?;
            let found = SIGNALS.iter().find(|it| it.1 == number);
            Ok(found.map_or_else(|| vm.none.clone(), |it| vm.str(it.2)))
        }),
        function("valid_signals()", |vm, _, _| {
            let all = (1..NSIG).filter(|it| !(32..34).contains(it)).map(|it| vm.int(it));
            vm.call(&vm.types.set, Args::one(vm.list(all.collect())))
        }),
        function("set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", |vm, module, args| {
            only_in_main(vm, "set_wakeup_fd")?;
            let module = module.expect::<Module>();
            let before = module.get(vm, "_wakeup_fd").unwrap_or_else(|| vm.int(-1));
            module.set(vm, "_wakeup_fd", args[0].clone());
            Ok(before)
        }),
        function("siginterrupt(signalnum, flag, /)", |vm, _, args| {
            number(vm, &args[0])?;
            Ok(vm.none.clone())
        }),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        for &(name, number, _) in SIGNALS {
            it.set(vm, name, vm.int(number));
        }
        for &(name, number) in CONSTANTS {
            it.set(vm, name, vm.int(number));
        }
        let handlers = vm.dict();
        let interrupt = it.get(vm, "default_int_handler").expect("it stands in the table");
        handlers.expect::<Dict>().insert(vm, &vm.int(2), interrupt)?;
        it.set(vm, HANDLERS, handlers);
        Ok(())
    },
};

const CONSTANTS: &[(&str, i64)] = &[
    ("NSIG", NSIG),
    ("SIG_BLOCK", 0),
    ("SIG_UNBLOCK", 1),
    ("SIG_SETMASK", 2),
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
    ("SIGIOT", 6),
    ("SIGCLD", 17),
    ("SIGPOLL", 29),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
];

/// Name, number, what `strsignal` says.
const SIGNALS: &[(&str, i64, &str)] = &[
    ("SIGHUP", 1, "Hangup"),
    ("SIGINT", 2, "Interrupt"),
    ("SIGQUIT", 3, "Quit"),
    ("SIGILL", 4, "Illegal instruction"),
    ("SIGTRAP", 5, "Trace/breakpoint trap"),
    ("SIGABRT", 6, "Aborted"),
    ("SIGBUS", 7, "Bus error"),
    ("SIGFPE", 8, "Floating point exception"),
    ("SIGKILL", 9, "Killed"),
    ("SIGUSR1", 10, "User defined signal 1"),
    ("SIGSEGV", 11, "Segmentation fault"),
    ("SIGUSR2", 12, "User defined signal 2"),
    ("SIGPIPE", 13, "Broken pipe"),
    ("SIGALRM", 14, "Alarm clock"),
    ("SIGTERM", 15, "Terminated"),
    ("SIGSTKFLT", 16, "Stack fault"),
    ("SIGCHLD", 17, "Child exited"),
    ("SIGCONT", 18, "Continued"),
    ("SIGSTOP", 19, "Stopped (signal)"),
    ("SIGTSTP", 20, "Stopped"),
    ("SIGTTIN", 21, "Stopped (tty input)"),
    ("SIGTTOU", 22, "Stopped (tty output)"),
    ("SIGURG", 23, "Urgent I/O condition"),
    ("SIGXCPU", 24, "CPU time limit exceeded"),
    ("SIGXFSZ", 25, "File size limit exceeded"),
    ("SIGVTALRM", 26, "Virtual timer expired"),
    ("SIGPROF", 27, "Profiling timer expired"),
    ("SIGWINCH", 28, "Window changed"),
    ("SIGIO", 29, "I/O possible"),
    ("SIGPWR", 30, "Power failure"),
    ("SIGSYS", 31, "Bad system call"),
];

/// Signals that end nothing where no handler is set.
const HARMLESS: &[i64] = &[17, 18, 23, 28];

fn number(vm: &Vm, number: &Ref) -> Res<i64> {
    let number = vm.index_or_overflow(number)? as i64;
    if (1..NSIG).contains(&number) {
        return Ok(number);
    }
    Err(vm.value_error("signal number out of range".to_owned()))
}

fn handler(vm: &Vm, module: &Ref, number: i64) -> Res {
    let handlers = module.expect::<Module>().get(vm, HANDLERS);
    let Some(handlers) = handlers.filter(|it| it.get::<Dict>().is_some()) else {
        return Ok(vm.int(0));
    };
    let found = handlers.expect::<Dict>().get(vm, &vm.int(number))?;
    Ok(found.unwrap_or_else(|| vm.int(0)))
}

fn only_in_main(vm: &Vm, function: &str) -> Res<()> {
    if vm.threads.ident() == MAIN {
        return Ok(());
    }
    let text = format!("{function} only works in main thread of the main interpreter");
    Err(vm.value_error(text))
}

/// The signal waits for its handler, which runs on the first thread.
fn send(vm: &Vm, number: i64) -> Res {
    vm.threads.signals.set(vm.threads.signals.get() | 1 << number);
    vm.plan();
    if vm.threads.ident() == MAIN {
        run_handlers(vm)?;
    }
    Ok(vm.none.clone())
}

/// `_thread.interrupt_main()`: as if the signal came, where the program handles it.
pub(super) fn interrupt_main(vm: &Vm, signal: &Ref) -> Res {
    let number = number(vm, signal)?;
    let module = vm.import("_signal")?;
    if vm.is_callable(&handler(vm, &module, number)?) {
        vm.threads.signals.set(vm.threads.signals.get() | 1 << number);
        vm.plan();
    }
    Ok(vm.none.clone())
}

/// Runs the handlers of the signals that came; on the first thread.
pub(crate) fn run_handlers(vm: &Vm) -> Res<()> {
    let module = vm.import("_signal")?;
    loop {
        let waiting = vm.threads.signals.get();
        if waiting == 0 {
            vm.plan();
            return Ok(());
        }
        vm.threads.signals.set(waiting & (waiting - 1));
        raise(vm, &module, waiting.trailing_zeros().into())?;
    }
}

fn set_handler(vm: &Vm, module: &Ref, args: Args) -> Res {
    only_in_main(vm, "signal")?;
    let number = number(vm, &args[0])?;
    let given = &args[1];
    let is_standing = [0, 1].iter().any(|&it| vm.is_equal(given, &vm.int(it)).unwrap_or(false));
    if !is_standing && !vm.is_callable(given) {
        return Err(vm.type_error(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
                .to_owned(),
        ));
    }
    if number == 9 || number == 19 {
        let text = super::errno::strerror(22);
        return Err(vm.raise(&vm.exceptions.OSError, vec![vm.int(22), vm.str(&text)]));
    }
    let old = handler(vm, module, number)?;
    if let Some(handlers) = module.expect::<Module>().get(vm, HANDLERS)
        && let Some(handlers) = handlers.get::<Dict>()
    {
        handlers.insert(vm, &vm.int(number), given.clone())?;
    }
    Ok(old)
}

/// The handler runs; without one the signal ends the program, where it would end a process.
fn raise(vm: &Vm, module: &Ref, number: i64) -> Res {
    let handler = handler(vm, module, number)?;
    if vm.is_equal(&handler, &vm.int(1))? {
        return Ok(vm.none.clone());
    }
    if vm.is_equal(&handler, &vm.int(0))? {
        if HARMLESS.contains(&number) {
            return Ok(vm.none.clone());
        }
        return Err(vm.raise(&vm.exceptions.SystemExit, vec![vm.int(128 + number)]));
    }
    let frame = vm.current_frame().unwrap_or_else(|| vm.none.clone());
    vm.call(&handler, Args::positional([vm.int(number), frame]))?;
    Ok(vm.none.clone())
}
