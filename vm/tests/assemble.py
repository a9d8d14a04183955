"""Prints instruction sequences before CPython's control-flow graph, and the code objects they become.

With `--lib`: of the standard library's own modules; otherwise of the snippets in the file given.
Constants are told by their truth and a name; those of a nested scope are found by the places at
which they are loaded, and a unit is left out where one of its constants cannot be found.
"""

import ast
import itertools
import pathlib
import sys
import types
import urllib.parse
import warnings

import dis
import opcode
from _testinternalcapi import compiler_codegen

warnings.simplefilter("ignore")
LOADS = {opcode.opmap["LOAD_CONST"], opcode.opmap["RETURN_CONST"]}


def loads_of(code):
    loads = {}
    for it in dis.get_instructions(code):
        if it.opcode in LOADS:
            at = it.positions
            place = at.lineno, at.end_lineno, at.col_offset, at.end_col_offset
            loads.setdefault(place, []).append(code.co_consts[it.arg])
    return loads


def find_consts(instructions, code):
    before = {}
    for op, arg, *place in instructions:
        if op in LOADS:
            before.setdefault(tuple(place), []).append(arg)
    after = loads_of(code)
    found = {}
    for place, args in before.items():
        values = after.get(place, [])
        if len(set(args)) == 1 and len(set(map(repr, values))) == 1 and None not in place:
            found[args[0]] = values[0]
    placed = {arg for place, args in before.items() for arg in args if place[0] != -1}
    unplaced = {arg for args in before.values() for arg in args} - placed
    found.update(dict.fromkeys(unplaced))
    count = max((arg for args in before.values() for arg in args), default=-1) + 1
    if code.co_consts:
        found.setdefault(0, code.co_consts[0])
        count = max(count, 1)
    if len(found) < count:
        return None
    return [found[index] for index in range(count)]


def token(index, value):
    if value is None or value is True or value is False or type(value) is int:
        return repr(value)
    if not value:
        return type(value).__name__
    if isinstance(value, types.CodeType):
        return f"code{index}"
    if type(value) is tuple:
        return "(" + "".join(token(index, it) + ";" for it in value) + ")"
    return "=" + urllib.parse.quote(type(value).__name__ + repr(value), safe="")


def show(instructions, consts, code):
    cellvars = code.co_cellvars
    if code.co_flags & 2:
        cellvars = sorted(cellvars)
    print("code", code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags,
          code.co_firstlineno, urllib.parse.quote(f"{code.co_filename}:{code.co_qualname}"))
    print("varnames", *code.co_varnames)
    print("cellvars", *cellvars)
    print("freevars", *code.co_freevars)
    print("consts", *map(token, itertools.count(), consts))
    for instruction in instructions:
        print(*(0 if it is None else it for it in instruction))
    tables = code.co_code, code.co_linetable, code.co_exceptiontable
    print("expect", code.co_stacksize, len(code.co_consts), *(it.hex() or "-" for it in tables))


def nested_codes(consts):
    return [it for it in consts if isinstance(it, types.CodeType)]


def dump(sequence, consts, code):
    instructions = sequence.get_instructions()
    if consts is None:
        consts = find_consts(instructions, code)
        codes = nested_codes(code.co_consts)
    else:
        codes = nested_codes(consts)
    if consts is not None:
        show(instructions, consts, code)
    nested = sequence.get_nested()
    if len(nested) == len(codes):
        for inner, inner_code in zip(nested, codes):
            dump(inner, None, inner_code)


def dump_file(source, name):
    try:
        tree = ast.parse(source, name)
        sequence, metadata = compiler_codegen(tree, name, 0, 0)
        code = compile(source, name, "exec", dont_inherit=True)
    except SyntaxError:
        return
    consts = [it[1] if type(it) is tuple else it for it in metadata["consts"]]
    dump(sequence, consts, code)


if sys.argv[1] == "--lib":
    for path in sorted(pathlib.Path(ast.__file__).parent.glob(sys.argv[2])):
        dump_file(path.read_bytes(), str(path))
else:
    dump_file(pathlib.Path(sys.argv[1]).read_bytes(), "snippets")
