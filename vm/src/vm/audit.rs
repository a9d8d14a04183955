//! Every reference that the machine itself holds, for `heap::audit`.

use super::Vm;
use crate::heap::{self, Audit, Ref};

impl Vm {
    /// Compares every object's count with the references that lead to it. Nothing may run, and the
    /// caller holds no reference.
    pub fn audit(&self) -> Audit {
        heap::audit(|visit| self.visit_roots(visit))
    }

    /// What is wrong with the heap, an object a line; empty if nothing is.
    pub fn audit_text(&self) -> Vec<String> {
        let audit = self.audit();
        let described = audit.wrong.iter().map(|it| {
            let text = self.repr_text(&it.object).unwrap_or_default();
            let kind = it.object.kind();
            format!("{kind:?} {text}: count {}, {} references", it.count, it.edges)
        });
        let mut found: Vec<String> = described.collect();
        found.sort();
        if audit.lost != 0 {
            found.push(format!("{} living objects that nothing leads to", audit.lost));
        }
        found
    }

    fn visit_roots(&self, visit: &mut dyn FnMut(&Ref)) {
        self.types.all().into_iter().for_each(&mut *visit);
        self.exceptions.all().into_iter().for_each(|it| visit(it.1));
        self.names.all().into_iter().for_each(&mut *visit);
        [&self.none, &self.true_, &self.false_, &self.not_implemented, &self.ellipsis]
            .into_iter()
            .for_each(&mut *visit);
        [&self.empty_tuple, &self.empty_str, &self.empty_bytes, &self.modules, &self.named_tuples]
            .into_iter()
            .for_each(&mut *visit);
        self.small_ints.iter().chain(&self.characters).for_each(&mut *visit);
        self.single_bytes.iter().for_each(&mut *visit);
        super::intern::visit_immortal(visit);
        self.copies_of_modules.borrow().iter().for_each(&mut *visit);
        for slot in [&self.builtins, &self.frame, &self.returned, &self.halt] {
            slot.visit(visit);
        }
        for slot in [&self.ast, &self.no_default, &self.imports.importlib, &self.context] {
            slot.visit(visit);
        }
        self.handled.borrow().iter().flatten().for_each(&mut *visit);
        self.asyncgen_hooks.borrow().iter().flatten().for_each(&mut *visit);
        self.repr_guard.borrow().iter().for_each(&mut *visit);
        self.module_types.borrow().iter().for_each(|it| visit(&it.1));
        self.threads.awaited_at_end.borrow().iter().for_each(&mut *visit);
        self.method_cache.visit(visit);
        self.codecs.visit(visit);
    }
}
