//! `f_locals`: the variables of a frame as a dict.

use crate::code::flag::CO_OPTIMIZED;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::cell::Cell;
use crate::objects::dict::Dict;
use crate::vm::Vm;

impl Vm {
    /// `frame.f_locals`: the namespace itself in modules and classes, else a snapshot.
    pub fn frame_locals(&self, frame: &Ref) -> Res {
        let it = frame.expect::<Frame>();
        let code = it.code();
        if !code.flag(CO_OPTIMIZED)
            && let Some(locals) = it.locals.get()
        {
            return Ok(locals);
        }
        let dict = self.dict();
        for index in 0..code.n_localsplus() {
            let hidden =
                code.object.co_localspluskinds[index] & crate::code::kind::CO_FAST_HIDDEN != 0;
            let Some(mut value) = it.slots.local(index).filter(|_| !hidden) else { continue };
            if (code.is_cell(index) || code.is_free(index))
                && let Some(cell) = value.get::<Cell>()
            {
                let Some(contents) = cell.contents.get() else { continue };
                value = contents;
            }
            dict.expect::<Dict>().insert_name(self, &code.localsplus[index], value);
        }
        Ok(dict)
    }
}
