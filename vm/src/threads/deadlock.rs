//! Who waits for whom, when nobody can go on.

use super::state::Thread;
use crate::frame::Frame;
use crate::vm::Vm;

impl Vm {
    /// All threads with what they wait for, in words.
    pub(super) fn who_waits_for_whom(&self) -> String {
        let living = self.threads.living.borrow().clone();
        let told: Vec<String> = living.iter().map(|it| self.what_it_waits_for(it)).collect();
        told.join("\n")
    }

    fn what_it_waits_for(&self, thread: &Thread) -> String {
        let name = thread.name.borrow().clone();
        let wait = thread.wait.borrow().clone();
        let what = wait.as_ref().map_or("waits", |it| it.what);
        let holder = wait.and_then(|it| it.holder).map_or(0, |it| it.get());
        let held = match holder {
            0 => String::new(),
            own if own == thread.ident => " that it holds itself".to_owned(),
            other => match self.threads.find(other) {
                Some(other) => format!(" that {} holds", other.name.borrow()),
                None => " that a thread took which has ended".to_owned(),
            },
        };
        format!("  {name} {what}{held}{}", self.place(thread))
    }

    /// Where it waits.
    fn place(&self, thread: &Thread) -> String {
        let frame = if self.threads.ident() == thread.ident { self.current_frame() } else { None };
        let Some(frame) = frame.or_else(|| thread.frame()) else { return String::new() };
        let it = frame.expect::<Frame>();
        let file = self.text(&it.code().filename());
        format!(" at {file}:{}", it.line().unwrap_or(0))
    }
}
