//! The lines of source files: what `linecache` knows, what was compiled, what the host grants.

use crate::args::Args;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::vm::Vm;

impl Vm {
    /// A line of a source file, counted from one, without its end; empty where there is none.
    pub fn source_line(&self, file: &str, line: i32) -> String {
        let Ok(index) = usize::try_from(line - 1) else { return String::new() };
        if let Some(lines) = cached(self, file) {
            let found = lines.get(index).map(|it| self.text(it)).unwrap_or_default();
            return found.trim_end_matches(['\n', '\r']).to_owned();
        }
        self.load_source(file);
        let sources = self.sources.borrow();
        let lines = sources.get(file).and_then(Option::as_ref);
        lines.and_then(|it| it.get(index)).cloned().unwrap_or_default()
    }

    /// Reads a file that is not known yet.
    fn load_source(&self, file: &str) {
        if file.is_empty() || file.starts_with('<') && file.ends_with('>') {
            return;
        }
        if self.sources.borrow().contains_key(file) {
            return;
        }
        if let Some(bytes) = self.host.read_file(file) {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.keep_source(file, &text);
        }
    }

    /// Remembers the text of a file for tracebacks.
    pub fn keep_source(&self, file: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        let lines = lines.split('\n').map(str::to_owned).collect();
        self.sources.borrow_mut().insert(file.to_owned(), Some(lines));
    }

    /// Hands the text of `-c` to `linecache`, as CPython does (`_PyRun_SimpleString`); where there is
    /// no library, nobody asks.
    pub(crate) fn register_source(&self, file: &str, text: &str) {
        let Ok(module) = self.import("linecache") else { return };
        let args = [file, text, file].map(|it| self.str(it));
        let _ = self.call_method(&module, "_register_code", Args::positional(args));
    }
}

/// `linecache.cache[file][2]`.
fn cached(vm: &Vm, file: &str) -> Option<Vec<Ref>> {
    let module = vm.modules.expect::<Dict>().get_name(&vm.intern("linecache"))?;
    let cache = module.get::<Module>()?.get(vm, "cache")?;
    let entry = cache.get::<Dict>()?.get_name(&vm.intern(file))?;
    let entry = vm.tuple_items(&entry);
    let lines = entry.get(2).filter(|_| entry.len() == 4)?;
    Some(lines.get::<crate::objects::list::List>()?.items.to_vec())
}
