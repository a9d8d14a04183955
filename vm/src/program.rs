//! A whole program: from its text to its exit code.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Ref, Weak};
use crate::numbers::Int;
use crate::objects::code;
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::stdlib;
use crate::vm::{Halt, Vm};

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code that the program asked for; 1 after an exception.
    pub code: i32,
    /// The limit that ended it.
    pub halt: Option<Halt>,
}

/// What is run.
#[derive(Clone, Debug)]
pub enum Program {
    /// A text, under this file name.
    Text(String, String),
    /// A module by its name.
    Module(String),
}

impl Vm {
    /// Runs a program as `__main__`, with `sys.argv`, and everything that comes after its end:
    /// the traceback of an exception, `atexit`, the death of what is left.
    pub fn run_program(&self, program: &Program, argv: &[String]) -> Outcome {
        let found = self.set_argv(argv).and_then(|()| self.run_main(program));
        let mut code = match found {
            Ok(()) => 0,
            Err(error) => self.exit_code(error),
        };
        if !self.is_halted() {
            self.wait_for_threads();
        }
        // Behind a limit there is no time and no memory for the death of what is left.
        if !self.is_halted()
            && let Err(error) = self.finish_program()
        {
            code = self.exit_code(error);
        }
        self.end_threads();
        self.flush_output();
        let halt = self.limits.reached.borrow().clone();
        Outcome { code, halt }
    }

    fn is_halted(&self) -> bool {
        self.limits.reached.borrow().is_some()
    }

    /// Hands on what waits in the buffers of the standard streams.
    pub fn flush_output(&self) {
        stdlib::io::flush_at_end(self);
    }

    fn set_argv(&self, argv: &[String]) -> Res<()> {
        let sys = self.import("sys")?;
        let list = |it: &[String]| self.list(it.iter().map(|it| self.str(it)).collect());
        let sys = sys.expect::<Module>();
        sys.set(self, "argv", list(argv));
        sys.set(self, "orig_argv", list(argv));
        Ok(())
    }

    fn run_main(&self, program: &Program) -> Res<()> {
        let main = stdlib::main_module(self);
        let dict = main.expect::<Module>().dict.clone();
        let code = match program {
            Program::Text(text, file) => {
                if !file.starts_with('<') {
                    let it = main.expect::<Module>();
                    it.set(self, "__file__", self.str(file));
                    it.set(self, "__cached__", self.none.clone());
                }
                if file != "<stdin>" {
                    self.keep_source(file, text);
                }
                if file == "<string>" {
                    self.register_source(file, text);
                }
                if file != "<stdin>" {
                    self.keep_source(file, text);
                }
                if file == "<string>" {
                    self.register_source(file, text);
                }
                stdlib::compile(self, text.as_bytes(), file)?
            }
            Program::Module(name) => match stdlib::importlib(self)? {
                Some(_) => return self.run_module(name),
                None => stdlib::main_code(self, name, &main)?,
            },
        };
        drop(main);
        let tree = match program {
            Program::Text(..) => code::constants_of_tree(&code),
            Program::Module(_) => Vec::new(),
        };
        let found = self.run_code(&code, &dict, &dict, None).map(drop);
        drop(tree);
        found
    }

    /// `-m`: the library's `runpy` finds it and runs it as `__main__`.
    fn run_module(&self, name: &str) -> Res<()> {
        let runpy = self.import("runpy")?;
        let args = Args::one(self.str(name));
        self.call_method(&runpy, "_run_module_as_main", args).map(drop)
    }

    /// The exit code after an exception; all but `SystemExit` are printed.
    fn exit_code(&self, error: Raised) -> i32 {
        if self.is_halt(&error) {
            return 1;
        }
        if !self.is_raised(&error, &self.exceptions.SystemExit) {
            stdlib::report_error(self, &error.0);
            // As a shell sees a process that an interrupt ended.
            let is_interrupt = self.is_raised(&error, &self.exceptions.KeyboardInterrupt);
            return if is_interrupt { 130 } else { 1 };
        }
        let code = error
            .0
            .get::<Exception>()
            .map_or_else(|| self.none.clone(), |it| it.field(self, Fields::FIRST));
        if code.is(&self.none) {
            return 0;
        }
        if let Some(code) = code.get::<Int>() {
            return code.saturated() as i32;
        }
        let text = self.str_of(&code).map(|it| self.text(&it)).unwrap_or_default();
        stdlib::write_error(self, &format!("{text}\n"));
        1
    }

    /// `threading._shutdown`, where it was imported (`wait_for_thread_shutdown`).
    fn wait_for_threads(&self) {
        let name = self.intern("threading");
        let Some(threading) = self.modules.expect::<Dict>().get_name(&name) else { return };
        if let Err(error) = self.call_method(&threading, "_shutdown", Args::none()) {
            self.unraisable(error, Some(&threading));
        }
    }

    /// `atexit`, then modules and what only they held (`finalize_modules`).
    fn finish_program(&self) -> Res<()> {
        let found = self.call_at_exit();
        self.threads.finalizing.set(true);
        stdlib::io::flush_standard(self);
        let modules = self.modules.expect::<Dict>();
        let left: Vec<(Ref, Weak)> = modules
            .entries()
            .into_iter()
            .map(|(name, module)| (name, Weak::watching(&module)))
            .collect();
        let kept: Vec<Ref> = ["builtins", "sys"]
            .iter()
            .filter_map(|it| modules.get_name(&self.intern(it)))
            .collect();
        modules.clear();
        // The machine itself finds the standard streams through `sys`.
        for (module, name) in kept.iter().zip(["builtins", "sys"]) {
            modules.insert_name(self, &self.intern(name), module.clone());
        }
        self.collect(2);
        for (_, module) in left.iter().rev() {
            if let Some(module) = module.upgrade().filter(|it| !kept.iter().any(|kept| kept.is(it)))
            {
                self.clear_module(&module);
            }
        }
        self.collect(2);
        found
    }

    fn call_at_exit(&self) -> Res<()> {
        let Some(atexit) = self.modules.expect::<Dict>().get_name(&self.intern("atexit")) else {
            return Ok(());
        };
        self.call_method(&atexit, "_run_exitfuncs", Args::none()).map(drop)
    }

    /// Names with one underscore first, then all others but `__builtins__` (`_PyModule_ClearDict`).
    fn clear_module(&self, module: &Ref) {
        let Some(it) = module.get::<Module>() else { return };
        let dict = it.dict.expect::<Dict>();
        let is_private = |name: &str| name.starts_with('_') && !name.starts_with("__");
        for private in [true, false] {
            for (name, _) in dict.entries() {
                let text = self.text(&name);
                if is_private(&text) == private && text != "__builtins__" {
                    dict.insert_name(self, &name, self.none.clone());
                }
            }
        }
    }
}
