//! Instruction by instruction: one arm for each opcode.

use super::attributes::Loaded;
use super::{
    Flow, attributes, calls, containers, control, functions, generators, imports, intrinsics,
    names, operators, patterns,
};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::{Kind, Ref};
use crate::numbers::Int;
use crate::objects::cell::Cell;
use crate::objects::code::Unit;
use crate::objects::list::{List, ListIterator};
use crate::objects::range::RangeIterator;
use crate::opcode::Opcode::*;
use crate::slots::Slot;
use crate::vm::Vm;

/// Runs the frame from its next instruction on, and the frames that it calls, until an instruction
/// raises or the first frame, `entry`, stops. `current` is the frame that runs. `EACH`: other threads
/// may run before each instruction, or somebody is told of each.
pub(super) fn instructions<const EACH: bool>(vm: &Vm, current: &mut Ref, entry: &Ref) -> Res<Flow> {
    'frame: loop {
        if !EACH && vm.tracing.active.get() {
            return Ok(Flow::Told);
        }
        let own: &Ref = current;
        let frame = own.expect::<Frame>();
        let code = frame.code();
        let slots = &frame.slots;
        // Taken once: what `code` leads to does not change, which the compiler cannot know.
        let units: &[std::cell::Cell<Unit>] = &code.units;
        let consts: &[Ref] = &code.consts;
        let names: &[Ref] = &code.names;
        let mut next = frame.next.get();
        loop {
            let at = next;
            let unit = units[at].get();
            let arg = unit.arg;
            let index = arg as usize;
            next = at + unit.len as usize;
            frame.at.set(at);
            if EACH {
                if vm.threads.schedule().switch_every != 0 {
                    vm.before_instruction()?;
                }
                vm.trace_instruction(own)?;
            }
            match unit.op {
                NOP | CACHE | EXTENDED_ARG => {}
                RESUME | INSTRUMENTED_RESUME => {
                    vm.breathe()?;
                }
                LOAD_FAST => match slots.local(index) {
                    Some(it) => slots.push(it),
                    None => return Err(names::unbound_local(vm, frame, index)),
                },
                LOAD_FAST_CHECK => match slots.local(index) {
                    Some(it) => slots.push(it),
                    None => return Err(names::unbound_local(vm, frame, index)),
                },
                LOAD_FAST_AND_CLEAR => {
                    let it = slots.set_local(index, None);
                    slots.push_maybe(it);
                }
                LOAD_FAST_LOAD_FAST => {
                    slots.push_maybe(slots.local(index >> 4));
                    slots.push_maybe(slots.local(index & 15));
                }
                STORE_FAST => {
                    let value = slots.pop_maybe();
                    let old = slots.set_local(index, value);
                    drop(old);
                }
                STORE_FAST_LOAD_FAST => {
                    let value = slots.pop_maybe();
                    let old = slots.set_local(index >> 4, value);
                    drop(old);
                    slots.push_maybe(slots.local(index & 15));
                }
                STORE_FAST_STORE_FAST => {
                    let value = slots.pop_maybe();
                    let old = slots.set_local(index >> 4, value);
                    drop(old);
                    let value = slots.pop_maybe();
                    let old = slots.set_local(index & 15, value);
                    drop(old);
                }
                DELETE_FAST => match slots.set_local(index, None) {
                    Some(old) => drop(old),
                    None => return Err(names::unbound_local(vm, frame, index)),
                },
                LOAD_CONST => slots.push(consts[index].clone()),
                RETURN_CONST | INSTRUMENTED_RETURN_CONST => {
                    let value = consts[index].clone();
                    if let Some(flow) = vm.return_from(current, entry, value)? {
                        return Ok(flow);
                    }
                    continue 'frame;
                }
                RETURN_VALUE | INSTRUMENTED_RETURN_VALUE => {
                    let value = slots.pop();
                    if let Some(flow) = vm.return_from(current, entry, value)? {
                        return Ok(flow);
                    }
                    continue 'frame;
                }
                POP_TOP | END_FOR => drop(slots.pop_maybe()),
                PUSH_NULL => slots.push_maybe(None),
                COPY => slots.push_maybe(slots.peek_maybe(index)),
                SWAP => slots.swap(index),
                END_SEND => {
                    let value = slots.pop();
                    drop(slots.pop());
                    slots.push(value);
                }

                BINARY_OP => {
                    let b = slots.pop();
                    let a = slots.pop();
                    slots.push(operators::binary(vm, a, b, arg)?);
                }
                COMPARE_OP => {
                    let b = slots.pop();
                    let a = slots.pop();
                    slots.push(operators::compare(vm, &a, &b, arg)?);
                }
                IS_OP => {
                    let b = slots.pop();
                    let a = slots.pop();
                    slots.push(vm.bool(a.is(&b) != (arg == 1)));
                }
                CONTAINS_OP => {
                    let container = slots.pop();
                    let item = slots.pop();
                    let found = vm.contains(&container, &item)?;
                    slots.push(vm.bool(found != (arg == 1)));
                }
                UNARY_NEGATIVE => {
                    let a = slots.pop();
                    slots.push(vm.unary_op(&a, Slot::nb_negative)?);
                }
                UNARY_INVERT => {
                    let a = slots.pop();
                    slots.push(vm.unary_op(&a, Slot::nb_invert)?);
                }
                UNARY_NOT => {
                    let a = slots.pop();
                    slots.push(vm.bool(a.is(&vm.false_)));
                }
                TO_BOOL => {
                    let a = slots.pop();
                    let truth = vm.is_true(&a)?;
                    slots.push(vm.bool(truth));
                }
                BINARY_SUBSCR => {
                    let key = slots.pop();
                    let object = slots.pop();
                    slots.push(containers::subscript(vm, &object, &key)?);
                }
                BINARY_SLICE => {
                    let stop = slots.pop();
                    let start = slots.pop();
                    let object = slots.pop();
                    slots.push(containers::slice(vm, &object, start, stop)?);
                }
                STORE_SLICE => {
                    let stop = slots.pop();
                    let start = slots.pop();
                    let object = slots.pop();
                    let value = slots.pop();
                    containers::store_slice(vm, &object, start, stop, value)?;
                }
                STORE_SUBSCR => {
                    let key = slots.pop();
                    let object = slots.pop();
                    let value = slots.pop();
                    containers::store_subscript(vm, &object, &key, value)?;
                }
                DELETE_SUBSCR => {
                    let key = slots.pop();
                    let object = slots.pop();
                    vm.set_item(&object, &key, None)?;
                }

                JUMP_FORWARD | INSTRUMENTED_JUMP_FORWARD => next += index,
                JUMP_BACKWARD | INSTRUMENTED_JUMP_BACKWARD => {
                    next -= index;
                    frame.next.set(next);
                    vm.breathe_after(index as u64)?;
                }
                JUMP_BACKWARD_NO_INTERRUPT => next -= index,
                POP_JUMP_IF_FALSE => {
                    if slots.pop().is(&vm.false_) {
                        next += index;
                    }
                }
                POP_JUMP_IF_TRUE => {
                    if slots.pop().is(&vm.true_) {
                        next += index;
                    }
                }
                POP_JUMP_IF_NONE => {
                    if slots.pop().is(&vm.none) {
                        next += index;
                    }
                }
                POP_JUMP_IF_NOT_NONE => {
                    if !slots.pop().is(&vm.none) {
                        next += index;
                    }
                }
                GET_ITER => {
                    let object = slots.pop();
                    slots.push(vm.iter(&object)?);
                }
                FOR_ITER | INSTRUMENTED_FOR_ITER => {
                    let iterator = slots.peek(1);
                    let item = match iterator.kind() {
                        Kind::RangeIterator => iterator.expect::<RangeIterator>().advance(vm),
                        Kind::ListIterator if iterator.is_exactly(&vm.types.list_iterator) => {
                            iterator.expect::<ListIterator>().advance()
                        }
                        Kind::Generator
                            if let Some(callee) =
                                generators::resumable(vm, &iterator, &vm.none) =>
                        {
                            frame.next.set(next);
                            vm.resume_from(current, callee, vm.none.clone())?;
                            continue 'frame;
                        }
                        _ => vm.next(&iterator)?,
                    };
                    match item {
                        Some(item) => slots.push(item),
                        None => {
                            drop(iterator);
                            drop(slots.pop());
                            // Behind END_FOR and POP_TOP.
                            next += index + 2;
                        }
                    }
                }

                LOAD_GLOBAL => {
                    slots.push(names::load_global(vm, frame, code, at, index >> 1)?);
                    if arg & 1 != 0 {
                        slots.push_maybe(None);
                    }
                }
                LOAD_NAME => slots.push(names::load_name(vm, frame, &names[index])?),
                LOAD_BUILD_CLASS => {
                    slots.push(names::load_builtin(vm, frame, &vm.names.__build_class__)?)
                }
                LOAD_ASSERTION_ERROR => slots.push(vm.exceptions.AssertionError.clone()),
                LOAD_LOCALS => slots.push(names::load_locals(vm, frame)?),
                LOAD_FROM_DICT_OR_GLOBALS => {
                    let mapping = slots.pop();
                    slots.push(names::load_from_dict_or_globals(
                        vm,
                        frame,
                        &mapping,
                        &names[index],
                    )?);
                }
                STORE_NAME => {
                    let value = slots.pop();
                    names::store_name(vm, frame, &names[index], value)?;
                }
                DELETE_NAME => names::delete_name(vm, frame, &names[index])?,
                STORE_GLOBAL => {
                    let value = slots.pop();
                    names::store_global(vm, frame, &names[index], value);
                }
                DELETE_GLOBAL => names::delete_global(vm, frame, &names[index])?,
                SETUP_ANNOTATIONS => names::setup_annotations(vm, frame)?,
                MAKE_CELL => {
                    let contents = slots.set_local(index, None);
                    let old = slots.set_local(index, Some(Cell::object(vm, contents)));
                    drop(old);
                }
                COPY_FREE_VARS => functions::copy_free_vars(frame, code, index),
                LOAD_DEREF => slots.push(names::load_deref(vm, frame, index)?),
                LOAD_FROM_DICT_OR_DEREF => {
                    let mapping = slots.pop();
                    slots.push(names::load_from_dict_or_deref(vm, frame, &mapping, index)?);
                }
                STORE_DEREF => {
                    let value = slots.pop();
                    names::set_cell(frame, index, Some(value));
                }
                DELETE_DEREF => {
                    if names::set_cell(frame, index, None).is_none() {
                        return Err(names::unbound_cell(vm, frame, index));
                    }
                }

                LOAD_ATTR => {
                    let object = slots.pop();
                    let is_called = arg & 1 != 0;
                    match attributes::load(vm, code, at, &object, index >> 1, is_called)? {
                        Loaded::Value(found) => {
                            slots.push(found);
                            if is_called {
                                slots.push_maybe(None);
                            }
                        }
                        Loaded::Method(function) => {
                            slots.push(function);
                            slots.push(object);
                        }
                        Loaded::Getter(function) => {
                            frame.next.set(next);
                            let args = Args::one(object);
                            let callee = functions::new_frame(vm, function, args, None)?;
                            vm.call_from(current, callee)?;
                            continue 'frame;
                        }
                    }
                }
                STORE_ATTR => {
                    let object = slots.pop();
                    let value = slots.pop();
                    attributes::store(vm, code, at, &object, &names[index], value)?;
                }
                DELETE_ATTR => {
                    let object = slots.pop();
                    vm.set_attribute(&object, &names[index], None)?;
                }
                LOAD_SUPER_ATTR | INSTRUMENTED_LOAD_SUPER_ATTR => {
                    let object = slots.pop();
                    let class = slots.pop();
                    let function = slots.pop();
                    let (found, bound) = attributes::load_super(
                        vm,
                        code.cache(at),
                        &function,
                        class,
                        object,
                        &names[index >> 2],
                        arg,
                    )?;
                    slots.push(found);
                    if arg & 1 != 0 {
                        slots.push_maybe(bound);
                    }
                }

                BUILD_TUPLE => {
                    let items = slots.take_vec(index);
                    slots.push(vm.tuple(items));
                }
                BUILD_LIST => {
                    let items = slots.take_vec(index);
                    slots.push(vm.list(items));
                }
                BUILD_SET => {
                    let items = slots.take_vec(index);
                    slots.push(containers::build_set(vm, items)?);
                }
                BUILD_MAP => {
                    let items = slots.take_vec(2 * index);
                    slots.push(containers::build_map(vm, items)?);
                }
                BUILD_CONST_KEY_MAP => {
                    let keys = slots.pop();
                    let values = slots.take_vec(index);
                    slots.push(containers::build_const_key_map(vm, &keys, values)?);
                }
                BUILD_STRING => {
                    let parts = slots.take_vec(index);
                    slots.push(containers::build_string(vm, &parts)?);
                }
                BUILD_SLICE => {
                    let step = if arg == 3 { slots.pop() } else { vm.none.clone() };
                    let stop = slots.pop();
                    let start = slots.pop();
                    slots.push(vm.slice(start, stop, step));
                }
                LIST_APPEND => {
                    let item = slots.pop();
                    let list = slots.peek(index);
                    containers::append(list.expect::<List>(), item);
                }
                LIST_EXTEND => {
                    let items = slots.pop();
                    let list = slots.peek(index);
                    containers::list_extend(vm, &list, &items)?;
                }
                SET_ADD => {
                    let item = slots.pop();
                    let set = slots.peek(index);
                    containers::set_add(vm, &set, &item)?;
                }
                SET_UPDATE => {
                    let items = slots.pop();
                    let set = slots.peek(index);
                    crate::objects::set::update(vm, &set, &items)?;
                }
                MAP_ADD => {
                    let value = slots.pop();
                    let key = slots.pop();
                    let dict = slots.peek(index);
                    dict.expect::<crate::objects::dict::Dict>().insert(vm, &key, value)?;
                }
                DICT_UPDATE => {
                    let other = slots.pop();
                    let dict = slots.peek(index);
                    containers::dict_update(vm, &dict, &other)?;
                }
                DICT_MERGE => {
                    let other = slots.pop();
                    let dict = slots.peek(index);
                    let callee = slots.peek_maybe(index + 3);
                    containers::dict_merge(vm, &dict, &other, callee.as_ref())?;
                }
                UNPACK_SEQUENCE => {
                    let object = slots.pop();
                    containers::unpack_sequence(vm, slots, &object, index)?;
                }
                UNPACK_EX => {
                    let object = slots.pop();
                    containers::unpack_ex(vm, slots, &object, index & 0xFF, index >> 8)?;
                }
                GET_LEN => {
                    let object = slots.peek(1);
                    let length = vm.length(&object)?;
                    slots.push(vm.int(length as i64));
                }
                FORMAT_SIMPLE => {
                    let value = slots.pop();
                    slots.push(vm.format(&value, &vm.str(""))?);
                }
                FORMAT_WITH_SPEC => {
                    let spec = slots.pop();
                    let value = slots.pop();
                    slots.push(vm.format(&value, &spec)?);
                }
                CONVERT_VALUE => {
                    let value = slots.pop();
                    slots.push(containers::convert(vm, &value, arg)?);
                }

                op @ (CALL
                | INSTRUMENTED_CALL
                | CALL_KW
                | INSTRUMENTED_CALL_KW
                | CALL_FUNCTION_EX
                | INSTRUMENTED_CALL_FUNCTION_EX) => {
                    frame.next.set(next);
                    let called = match op {
                        CALL | INSTRUMENTED_CALL => calls::call(vm, slots, index)?,
                        CALL_KW | INSTRUMENTED_CALL_KW => calls::call_kw(vm, slots, index)?,
                        _ => calls::call_ex(vm, slots, arg & 1 != 0)?,
                    };
                    match called {
                        calls::Called::Value(value) => slots.push(value),
                        calls::Called::Frame(callee) => {
                            vm.call_from(current, callee)?;
                            continue 'frame;
                        }
                    }
                    vm.breathe()?;
                }
                CALL_INTRINSIC_1 => {
                    let value = slots.pop();
                    slots.push(intrinsics::unary(vm, frame, arg, value)?);
                }
                CALL_INTRINSIC_2 => {
                    let b = slots.pop();
                    let a = slots.pop();
                    slots.push(intrinsics::binary(vm, arg, a, b)?);
                }
                MAKE_FUNCTION => {
                    let code = slots.pop();
                    slots.push(functions::make(vm, frame, &code));
                }
                SET_FUNCTION_ATTRIBUTE => {
                    let function = slots.pop();
                    let value = slots.pop();
                    functions::set_attribute(&function, arg, value);
                    slots.push(function);
                }

                RETURN_GENERATOR => {
                    frame.next.set(next);
                    let value = generators::start(vm, frame, own);
                    if let Some(flow) = vm.return_from(current, entry, value)? {
                        return Ok(flow);
                    }
                    continue 'frame;
                }
                YIELD_VALUE | INSTRUMENTED_YIELD_VALUE => {
                    frame.next.set(next);
                    let value = slots.pop();
                    if let Some(flow) = vm.yield_from(current, entry, value)? {
                        return Ok(flow);
                    }
                    continue 'frame;
                }
                SEND => {
                    let value = slots.pop();
                    let receiver = slots.peek(1);
                    if let Some(callee) = generators::resumable(vm, &receiver, &value) {
                        frame.next.set(next);
                        vm.resume_from(current, callee, value)?;
                        continue 'frame;
                    }
                    match generators::send(vm, &receiver, value)? {
                        super::Exit::Yielded(value) => slots.push(value),
                        super::Exit::Returned(value) => {
                            slots.push(value);
                            next += index;
                        }
                    }
                }
                GET_YIELD_FROM_ITER => {
                    let object = slots.pop();
                    slots.push(generators::yield_from_iter(vm, frame, object)?);
                }
                GET_AWAITABLE => {
                    let object = slots.pop();
                    slots.push(generators::awaitable(vm, &object, arg)?);
                }
                GET_AITER => {
                    let object = slots.pop();
                    slots.push(generators::aiter(vm, &object)?);
                }
                GET_ANEXT => {
                    let object = slots.peek(1);
                    slots.push(generators::anext(vm, &object)?);
                }
                END_ASYNC_FOR => {
                    let error = slots.pop();
                    drop(slots.pop());
                    if !vm.is_instance_of(&error, &vm.exceptions.StopAsyncIteration) {
                        frame.next.set(next);
                        if let Err(error) = control::handle(vm, own, Raised(error), at, false) {
                            return Ok(Flow::Error(error));
                        }
                        next = frame.next.get();
                    }
                }
                CLEANUP_THROW => {
                    let error = slots.pop();
                    if !vm.is_instance_of(&error, &vm.exceptions.StopIteration) {
                        if let Err(error) = control::handle(vm, own, Raised(error), at, false) {
                            return Ok(Flow::Error(error));
                        }
                        next = frame.next.get();
                        continue;
                    }
                    let value = vm.stop_iteration_value(Raised(error))?;
                    drop(slots.pop());
                    drop(slots.pop());
                    slots.push(vm.none.clone());
                    slots.push(value);
                }

                RAISE_VARARGS => {
                    if control::raise(vm, slots, arg)? {
                        let error = vm.handled().expect("it was looked at");
                        if let Err(error) = control::handle(vm, own, Raised(error), at, false) {
                            return Ok(Flow::Error(error));
                        }
                        next = frame.next.get();
                    }
                }
                RERAISE => {
                    let error = slots.pop();
                    if arg != 0
                        && let Some(lasti) = slots.peek(index).get::<Int>().and_then(Int::to_i64)
                    {
                        frame.at.set(lasti as usize);
                    }
                    if let Err(error) = control::handle(vm, own, Raised(error), at, false) {
                        return Ok(Flow::Error(error));
                    }
                    next = frame.next.get();
                }
                PUSH_EXC_INFO => {
                    let error = slots.pop();
                    let before = control::set_handled(vm, Some(error.clone()));
                    slots.push(before.unwrap_or_else(|| vm.none.clone()));
                    slots.push(error);
                }
                POP_EXCEPT => {
                    let before = Some(slots.pop()).filter(|it| !it.is(&vm.none));
                    drop(control::set_handled(vm, before));
                }
                CHECK_EXC_MATCH => {
                    let class = slots.pop();
                    let error = slots.peek(1);
                    slots.push(vm.bool(control::matches(vm, &error, &class)?));
                }
                CHECK_EG_MATCH => {
                    let class = slots.pop();
                    let error = slots.pop();
                    let (rest, matched) = intrinsics::match_group(vm, &error, &class)?;
                    if !matched.is(&vm.none) {
                        drop(control::set_handled(vm, Some(matched.clone())));
                    }
                    slots.push(rest);
                    slots.push(matched);
                }
                BEFORE_WITH => {
                    let manager = slots.pop();
                    let (exit, entered) = control::enter_with(vm, &manager)?;
                    slots.push(exit);
                    slots.push(entered);
                }
                BEFORE_ASYNC_WITH => {
                    let manager = slots.pop();
                    let (exit, entered) = control::enter_async_with(vm, &manager)?;
                    slots.push(exit);
                    slots.push(entered);
                }
                WITH_EXCEPT_START => {
                    let error = slots.peek(1);
                    let exit = slots.peek(4);
                    slots.push(control::exit_with(vm, &exit, &error)?);
                }
                EXIT_INIT_CHECK => {
                    let value = slots.pop();
                    if !value.is(&vm.none) {
                        let text = format!(
                            "__init__() should return None, not '{}'",
                            vm.type_name(&value)
                        );
                        return Err(vm.type_error(text));
                    }
                }

                IMPORT_NAME => {
                    let fromlist = slots.pop();
                    let level = slots.pop();
                    slots.push(imports::import_name(vm, frame, &names[index], &fromlist, &level)?);
                }
                IMPORT_FROM => {
                    let module = slots.peek(1);
                    slots.push(imports::import_from(vm, &module, &names[index])?);
                }

                MATCH_MAPPING => {
                    let object = slots.peek(1);
                    slots.push(vm.bool(object.ty().flag(crate::typedef::flag::MAPPING)));
                }
                MATCH_SEQUENCE => {
                    let object = slots.peek(1);
                    slots.push(vm.bool(object.ty().flag(crate::typedef::flag::SEQUENCE)));
                }
                MATCH_KEYS => {
                    let keys = slots.peek(1);
                    let object = slots.peek(2);
                    slots.push(patterns::match_keys(vm, &object, &keys)?);
                }
                MATCH_CLASS => {
                    let names = slots.pop();
                    let class = slots.pop();
                    let object = slots.pop();
                    slots.push(patterns::match_class(vm, &object, &class, index, &names)?);
                }

                other => return Err(vm.system_error(format!("unknown opcode {}", other.name()))),
            }
        }
    }
}
