"""Records what CPython 3.13 says of snippets.

    python3.13 record.py FILE...              writes the answers into the files of snippets
    python3.13 record.py --extract MODULE...  prints the sources that CPython's own tests compile
    python3.13 record.py --mutate N SEED      prints N broken variants of code from its library

A file of snippets holds snippets with their answers: a snippet, and a line that begins with `#> `.
The other two print one snippet a line, with the same answers: fields between tabs, with `\\n`,
`\\t`, `\\r`, `\\0` and `\\\\` for the characters that would break the line.
"""

import ast
import builtins
import glob
import io
import os
import random
import re
import symtable
import sys
import tokenize
import warnings

MARK = "#> "


def stage_of(source):
    """The pass of CPython that raises the error of `source`."""
    for name, run in [
        ("parse", lambda: ast.parse(source)),
        ("symtable", lambda: symtable.symtable(source, "f", "exec")),
    ]:
        try:
            run()
        except SyntaxError:
            return name
    return "compile"


def answer(source):
    """Stage, class, place and words of the error of `source`; None where CPython has none."""
    try:
        builtin_compile(source, "f", "exec", dont_inherit=True)
    except SyntaxError as error:
        place = (error.lineno, error.offset, error.end_lineno, error.end_offset)
        place = ":".join(str(-9 if it is None else it) for it in place)
        return stage_of(source), type(error).__name__, place, error.msg
    except (ValueError, MemoryError, RecursionError, OverflowError, UnicodeError):
        raise Unanswerable from None
    return None


class Unanswerable(Exception):
    """CPython gives up without saying anything about the syntax."""


builtin_compile = builtins.compile


def record(path):
    """Writes the answers into a file of snippets."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    out = []
    for snippet in snippets(text):
        found = answer(snippet)
        out.append(snippet + MARK + ("accepted" if found is None else " ".join(found)) + "\n")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("".join(out))


def snippets(text):
    """The snippets of a file, each with the line end before its answer."""
    lines = []
    for line in text.splitlines(keepends=True):
        if line.startswith(MARK):
            yield "".join(lines)
            lines = []
        else:
            lines.append(line)


def escape(text):
    for char, name in [("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ("\0", "\\0")]:
        text = text.replace(char, name)
    return text


def emit(sources):
    for source in sources:
        try:
            source.encode("utf-8")
            # In a file, this is the mark of its encoding.
            if source.startswith("\ufeff") or "\0" in source:
                continue
            found = answer(source)
        except (Unanswerable, UnicodeError):
            continue
        fields = [*(found or ("accepted", "", "", "")), source]
        sys.__stdout__.write("\t".join(map(escape, fields)) + "\n")


def extract(modules):
    """The sources that the tests of CPython hand to `compile`, `exec` and `eval`."""
    import unittest

    found = {}

    def note(source):
        if isinstance(source, bytes):
            try:
                source = source.decode("utf-8")
            except UnicodeError:
                return
        if isinstance(source, str) and len(source) < 20_000:
            found[source] = None

    def noting(function):
        def noted(source, *args, **kwargs):
            note(source)
            return function(source, *args, **kwargs)

        return noted

    builtins.compile = noting(builtins.compile)
    builtins.eval = noting(builtins.eval)
    # `exec` has to see its caller's names, so only its sources are noted where they are given to
    # the helpers of `test.support`.
    import test.support

    test.support.check_syntax_error = noting_second(test.support.check_syntax_error, note)
    null = open(os.devnull, "w")
    for module in modules:
        sys.stdout = sys.stderr = null
        try:
            suite = unittest.defaultTestLoader.loadTestsFromName("test." + module)
            unittest.TextTestRunner(stream=null).run(suite)
        except BaseException:
            pass
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        note_strings(module, note)
    emit(source for source in found if answers_error(source))


def noting_second(function, note):
    def noted(case, source, *args, **kwargs):
        note(source)
        return function(case, source, *args, **kwargs)

    return noted


def note_strings(module, note):
    """String constants of the test itself: what is executed or written to files to be run."""
    path = os.path.join(os.path.dirname(ast.__file__), "test", module + ".py")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("exec", "eval", "compile", "check", "_check_error") or "syntax" in name:
                for arg in node.args:
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
                        note(arg.value)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            if getattr(node.targets[0], "id", "") in ("code", "source", "src", "s"):
                note(str(node.value.value))


def answers_error(source):
    try:
        return answer(source) is not None
    except Unanswerable:
        return False


def mutate(count, seed):
    """Variants of statements of the library with one token deleted, doubled, swapped or put in."""
    chance = random.Random(seed)
    root = os.path.dirname(ast.__file__)
    paths = sorted(glob.glob(root + "/**/*.py", recursive=True))
    emit(filter(None, (mutant(chance, paths) for _ in range(count))))


def mutant(chance, paths):
    with open(chance.choice(paths), "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
        statements = [it for it in ast.walk(ast.parse(text)) if isinstance(it, ast.stmt)]
    except (SyntaxError, UnicodeError):
        return None
    picked = [it for it in statements if it.end_lineno - it.lineno < 30]
    if not picked:
        return None
    statement = chance.choice(picked)
    lines = text.splitlines(keepends=True)[statement.lineno - 1 : statement.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip(" \t"))
    if any(line.strip() and line[:indent].strip() for line in lines):
        return None
    source = "".join(line[indent:] if line.strip() else line for line in lines)
    return broken(chance, source)


OTHERS = (
    ": , ; ( ) [ ] { } = == := + - * ** / . -> @ ! if else for in not and or is lambda yield await "
    "async def class return pass None True 1 x 'a' f'{x}' import from as with try except finally "
    "while match case type global del print"
).split()


def broken(chance, source):
    try:
        tokens = [
            it
            for it in tokenize.generate_tokens(io.StringIO(source).readline)
            if it.string.strip() and it.type not in (tokenize.COMMENT, tokenize.NL)
        ]
    except (tokenize.TokenError, SyntaxError):
        return None
    if not tokens:
        return None
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    places = [(starts[t.start[0] - 1] + t.start[1], starts[t.end[0] - 1] + t.end[1]) for t in tokens]
    i = chance.randrange(len(tokens))
    start, end = places[i]
    kind = chance.randrange(6)
    if kind == 0:
        return source[:start] + source[end:]
    if kind == 1:
        return source[:start] + chance.choice(OTHERS) + " " + source[start:]
    if kind == 2:
        return source[:start] + chance.choice(OTHERS) + source[end:]
    if kind == 3 and i + 1 < len(tokens):
        after = places[i + 1]
        between = source[end : after[0]]
        return source[:start] + source[slice(*after)] + between + source[start:end] + source[after[1] :]
    if kind == 4:
        at = chance.randrange(len(source))
        return source[:at] + source[at + 1 :]
    return source[:start] + source[start:end] + " " + source[start:]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    match sys.argv[1:]:
        case ["--extract", *modules]:
            extract(modules)
        case ["--mutate", count, seed]:
            mutate(int(count), int(seed))
        case files:
            for each in files:
                record(each)
