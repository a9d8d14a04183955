//! Namespaces: modules, builtins, and the frame that runs.

use super::Vm;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;

impl Vm {
    /// The frame that runs, if one does.
    pub fn current_frame(&self) -> Option<Ref> {
        self.frame.get()
    }

    /// `__name__` of the globals of the frame that runs.
    pub fn current_module_name(&self) -> Option<Ref> {
        let frame = self.current_frame()?;
        frame.expect::<Frame>().globals.expect::<Dict>().get_name(&self.names.__name__)
    }

    /// The builtins that code with these globals sees: `__builtins__`, else the usual ones
    /// (`_PyEval_BuiltinsFromGlobals`).
    pub fn builtins_of(&self, globals: &Ref) -> Ref {
        let found = globals.get::<Dict>().and_then(|it| it.get_name(&self.names.__builtins__));
        match found {
            Some(found) if found.get::<Dict>().is_some() => found,
            Some(found) => match found.get::<Module>() {
                Some(it) => it.dict.clone(),
                None => self.builtins_dict(),
            },
            None => self.builtins_dict(),
        }
    }

    /// The dict of `builtins`.
    pub fn builtins_dict(&self) -> Ref {
        self.builtins.get().expect("builtins are there from the start")
    }

    /// One of the builtins.
    pub fn builtin(&self, name: &str) -> Ref {
        let found = self.builtins_dict().expect::<Dict>().get_name(&self.intern(name));
        found.unwrap_or_else(|| self.none.clone())
    }

    /// A module, imported.
    pub fn import(&self, name: &str) -> Res {
        crate::stdlib::import(self, name)
    }
}
