//! `f_locals`: the variables of a frame as a dict.

use crate::code::flag::CO_OPTIMIZED;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::cell::Cell;
use crate::objects::dict::Dict;
use crate::objects::frame_locals::FrameLocals;
use crate::vm::Vm;

impl Vm {
    /// The value of a variable of the frame, cells looked into.
    pub(crate) fn local_value(&self, frame: &Frame, index: usize) -> Option<Ref> {
        let code = frame.code();
        let value = frame.slots.local(index)?;
        if (code.is_cell(index) || code.is_free(index))
            && let Some(cell) = value.get::<Cell>()
        {
            return cell.contents.get();
        }
        Some(value)
    }

    /// The names of the frame's variables that have values.
    pub fn local_names(&self, frame: &Ref) -> Vec<String> {
        let it = frame.expect::<Frame>();
        let code = it.code();
        if !code.flag(CO_OPTIMIZED)
            && let Some(locals) = it.locals.get()
        {
            let names = self.iterate_to_vec(&locals).unwrap_or_default();
            return names.iter().filter_map(|it| self.str_text(it)).collect();
        }
        let is_set = |index: &usize| self.local_value(it, *index).is_some();
        let set = (0..code.n_localsplus()).filter(is_set);
        set.map(|index| self.text(&code.localsplus[index])).collect()
    }

    /// The value of a variable by its name.
    pub fn find_local(&self, frame: &Ref, name: &str) -> Option<Ref> {
        let it = frame.expect::<Frame>();
        let code = it.code();
        if !code.flag(CO_OPTIMIZED)
            && let Some(locals) = it.locals.get()
        {
            return locals.get::<Dict>()?.get_name(&self.intern(name));
        }
        let names = &code.object.co_localsplusnames;
        let index = names.iter().position(|it| &**it == name)?;
        self.local_value(it, index)
    }

    /// `frame.f_locals`: the namespace itself in modules and classes, else a view.
    pub fn frame_locals(&self, frame: &Ref) -> Ref {
        namespace(frame).unwrap_or_else(|| FrameLocals::object(self, frame))
    }

    /// `locals()`: as [`Self::frame_locals`], but a dict of its own for functions.
    pub fn locals_of(&self, frame: &Ref) -> Ref {
        namespace(frame).unwrap_or_else(|| self.snapshot_of_locals(frame))
    }

    /// A dict of the variables that have values, and of other names that were set.
    pub fn snapshot_of_locals(&self, frame: &Ref) -> Ref {
        let it = frame.expect::<Frame>();
        let code = it.code();
        let dict = self.dict();
        for index in 0..code.n_localsplus() {
            let Some(value) = self.local_value(it, index) else { continue };
            dict.expect::<Dict>().insert_name(self, &code.localsplus[index], value);
        }
        if let Some(extra) = it.extra_locals.get() {
            // Keys that a dict holds already can be hashed; comparing them may fail, then they stay out.
            for (key, value) in extra.expect::<Dict>().entries() {
                let _ = dict.expect::<Dict>().insert(self, &key, value);
            }
        }
        dict
    }
}

/// The namespace of a module or a class.
fn namespace(frame: &Ref) -> Option<Ref> {
    let it = frame.expect::<Frame>();
    let code = it.code();
    if code.flag(CO_OPTIMIZED) {
        return None;
    }
    // While a comprehension runs that was inlined, its variables are shown instead.
    let hidden = crate::code::kind::CO_FAST_HIDDEN;
    let kinds = code.object.co_localspluskinds.iter().enumerate();
    let mut shown = kinds.filter(|it| it.1 & hidden != 0);
    if shown.any(|it| it_has_value(frame, it.0)) { None } else { it.locals.get() }
}

fn it_has_value(frame: &Ref, index: usize) -> bool {
    frame.expect::<Frame>().slots.local(index).is_some()
}
