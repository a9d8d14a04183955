"""Prints instruction sequences before and after CPython's control-flow graph, unit by unit.

With `--lib`: of the standard library's own modules; otherwise of the snippets in the file given.
The constants of nested units are made up, the same for both sides.

A unit is `unit NLOCALS`, its instructions (`opcode oparg lineno end_lineno col end_col`), `consts`
before, `becomes`, instructions and `consts` behind the graph.
"""

import ast
import pathlib
import sys
import warnings

import opcode
from _testinternalcapi import compiler_codegen, optimize_cfg

warnings.simplefilter("ignore")


def made_up_consts(instructions):
    used = [arg for op, arg, *_ in instructions if op in opcode.hasconst]
    consts = [None, 1, False, 0, "", "s", b"", (), ..., 1.5, True]
    return [consts[i] if i < len(consts) else i for i in range(max(used, default=-1) + 1)]


def count_locals(instructions):
    return max((arg + 1 for op, arg, *_ in instructions if op in opcode.haslocal), default=0)


def show(instructions, consts):
    for instruction in instructions:
        print(*(0 if it is None else it for it in instruction))
    print("consts", *(repr(it).replace(" ", "") for it in consts))


def units(sequence):
    yield sequence
    for nested in sequence.get_nested():
        yield from units(nested)


def dump(source, name):
    try:
        tree = ast.parse(source, name)
        sequence, _ = compiler_codegen(tree, name, 0, 0)
    except SyntaxError:
        return
    for unit in units(sequence):
        instructions = unit.get_instructions()
        consts = made_up_consts(instructions)
        nlocals = count_locals(instructions)
        print("unit", nlocals)
        show(instructions, consts)
        optimized = optimize_cfg(unit, consts, nlocals)
        print("becomes")
        show(optimized.get_instructions(), consts)


if sys.argv[1] == "--lib":
    for path in sorted(pathlib.Path(ast.__file__).parent.glob(sys.argv[2])):
        dump(path.read_bytes(), str(path))
else:
    dump(pathlib.Path(sys.argv[1]).read_bytes(), "snippets")
