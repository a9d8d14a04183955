//! Who waits for whom, when nobody can go on.

use super::state::{JOINS, Thread};
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::dict::Dict;
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
        let joins = what == JOINS;
        let held = match (holder, self.threads.find(holder)) {
            (0, _) => String::new(),
            (_, Some(other)) if joins => format!(" {}", other.name.borrow()),
            (own, _) if own == thread.ident => " that it holds itself".to_owned(),
            (_, Some(other)) => format!(" that {} holds", other.name.borrow()),
            (_, None) => " that a thread took which has ended".to_owned(),
        };
        format!("  {name} {what}{held}{}", self.place(thread))
    }

    /// Where it waits.
    fn place(&self, thread: &Thread) -> String {
        let frame = if self.threads.ident() == thread.ident { self.current_frame() } else { None };
        let Some(innermost) = frame.or_else(|| thread.frame()) else { return String::new() };
        let mut at = Some(innermost.clone());
        while let Some(frame) = at.take_if(|it| self.is_of_library(it)) {
            at = frame.expect::<Frame>().back.get();
        }
        let frame = at.unwrap_or(innermost);
        let it = frame.expect::<Frame>();
        let file = self.text(&it.code().filename());
        format!(" at {file}:{}", it.line().unwrap_or(0))
    }

    /// Is it a frame of the modules that make threads wait for each other?
    fn is_of_library(&self, frame: &Ref) -> bool {
        let globals = frame.expect::<Frame>().globals.clone();
        let name = globals.get::<Dict>().and_then(|it| it.get_name(&self.names.__name__));
        let name = name.map_or_else(String::new, |it| self.text(&it));
        let first = name.split('.').next().unwrap_or_default();
        matches!(first, "threading" | "queue" | "concurrent" | "asyncio" | "selectors")
    }
}
