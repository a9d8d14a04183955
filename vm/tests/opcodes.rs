//! Every row of the table of instructions beside what CPython 3.13.0 answered
//! (`record_opcodes.py`), without a Python.

use refwise_vm::opcode::Opcode;

/// The arguments `record_opcodes.py` asked about.
const ARGS: [u32; 9] = [0, 1, 2, 3, 4, 7, 255, 256, 1000];

#[test]
fn the_table_says_what_python_says() {
    let recorded = include_str!("recorded/opcodes.txt");
    let ours: Vec<String> = Opcode::ALL.iter().map(|&it| row(it)).collect();
    for (line, ours) in recorded.lines().zip(&ours) {
        assert_eq!(line, ours);
    }
    assert_eq!(recorded.lines().count(), ours.len());
}

#[test]
fn numbers_and_names_lead_back() {
    for &opcode in Opcode::ALL {
        assert_eq!(Opcode::from_number(opcode.number()), Some(opcode));
    }
    assert_eq!(Opcode::from_number(3), None);
}

fn row(opcode: Opcode) -> String {
    let without = effects(opcode, |arg| opcode.stack_effect(arg, false));
    let with = effects(opcode, |arg| opcode.stack_effect(arg, true));
    let larger = effects(opcode, |arg| opcode.max_stack_effect(arg));
    let (name, number, caches) = (opcode.name(), opcode.number(), opcode.caches());
    format!("{name} {number} {caches} {} {without} {with} {larger}", flags(opcode))
}

fn effects(opcode: Opcode, effect: impl Fn(u32) -> i32) -> String {
    if opcode == Opcode::INSTRUMENTED_LINE {
        return "?".to_string();
    }
    let args = if opcode.has_arg() { &ARGS[..] } else { &ARGS[..1] };
    args.iter().map(|&it| effect(it).to_string()).collect::<Vec<_>>().join(",")
}

fn flags(opcode: Opcode) -> String {
    let flags = [
        ('a', opcode.has_arg()),
        ('c', opcode.has_const()),
        ('n', opcode.has_name()),
        ('j', opcode.has_jump()),
        ('f', opcode.has_free()),
        ('l', opcode.has_local()),
        ('e', opcode.is_block_push()),
    ];
    let letters: String = flags.iter().filter(|it| it.1).map(|it| it.0).collect();
    if letters.is_empty() { "-".to_string() } else { letters }
}
