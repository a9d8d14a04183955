//! The standard streams, and what becomes of their buffers when a run ends.

use crate::args::Args;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::vm::Vm;

use super::buffered::Buffered;
use super::raw::FileIo;
use super::text::TextIo;

/// `sys.stdin`, `sys.stdout` or `sys.stderr`.
pub(in crate::stdlib) fn standard_stream(vm: &Vm, number: i32) -> Ref {
    let names = ["<stdin>", "<stdout>", "<stderr>"];
    let raw = FileIo::over(vm, number, number == 0);
    let set = |object: &Ref, name: &Ref, value: Ref| {
        vm.set_attribute(object, name, Some(value)).expect("a stream takes attributes");
    };
    set(&raw, &vm.names.name, vm.str(names[number as usize]));
    let buffer = Buffered::over(vm, raw, number == 0);
    let wrapper = TextIo::over(vm, buffer, number);
    set(&wrapper, &vm.names.mode, vm.str(if number == 0 { "r" } else { "w" }));
    wrapper
}

/// `sys.stdout` and `sys.stderr` are flushed (`flush_std_files`); false where one could not be.
pub(crate) fn flush_standard(vm: &Vm) -> bool {
    let sys = vm.modules.expect::<Dict>().get_name(&vm.names.sys);
    let Some(sys) = sys.filter(|it| it.get::<Module>().is_some()) else { return true };
    let mut good = true;
    for name in ["stdout", "stderr"] {
        let stream = sys.expect::<Module>().get(vm, name).filter(|it| !it.is(&vm.none));
        let Some(stream) = stream else { continue };
        if super::is_closed(vm, &stream).unwrap_or(false) {
            continue;
        }
        if let Err(error) = vm.call_method(&stream, "flush", Args::none()) {
            if name == "stdout" {
                vm.unraisable(error, Some(&stream));
            }
            good = false;
        }
    }
    good
}

/// What waits in the standard streams goes to the host, whatever ended the run.
pub(crate) fn flush_at_end(vm: &Vm) {
    let Some(sys) = vm.modules.expect::<Dict>().get_name(&vm.names.sys) else { return };
    for (name, number) in [("__stdout__", 1), ("__stderr__", 2)] {
        let stream = sys.get::<Module>().and_then(|it| it.get(vm, name));
        let Some(text) = stream.as_ref().and_then(|it| it.get::<TextIo>()) else { continue };
        let mut bytes = Vec::new();
        if let Some(buffer) = text.buffer_object()
            && let Some(buffer) = buffer.get::<Buffered>()
        {
            bytes.extend(buffer.take_waiting());
        }
        bytes.extend(text.take_pending());
        if !bytes.is_empty() && vm.charge_output(bytes.len() as u64).is_ok() {
            vm.host.write(number, &bytes);
        }
    }
}
