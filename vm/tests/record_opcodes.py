"""Prints what CPython knows of each instruction; `recorded/opcodes.txt` is its answer.

NAME number caches FLAGS effects-without-jump effects-with-jump larger-effects

Flags: a(rg) c(onst) n(ame) j(ump) f(ree) l(ocal) e(xception handler), `-` for none.
Effects: one for each argument of ARGS (one for all where the instruction takes no argument), `?`
where CPython knows none.
"""

import _opcode
import dis
import opcode

ARGS = (0, 1, 2, 3, 4, 7, 255, 256, 1000)
FLAGS = (
    ("a", _opcode.has_arg),
    ("c", _opcode.has_const),
    ("n", _opcode.has_name),
    ("j", _opcode.has_jump),
    ("f", _opcode.has_free),
    ("l", _opcode.has_local),
    ("e", _opcode.has_exc),
)


def effect(number, arg, jump):
    try:
        return str(dis.stack_effect(number, arg, jump=jump))
    except ValueError:
        return "?"


def effects(number, jump):
    args = ARGS if _opcode.has_arg(number) else (None,)
    return ",".join(effect(number, arg, jump) for arg in args)


for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
    caches = opcode._inline_cache_entries.get(name, 0)
    flags = "".join(letter for letter, has in FLAGS if has(number)) or "-"
    print(name, number, caches, flags, *(effects(number, jump) for jump in (False, True, None)))
