"""Writes what CPython 3.13 says of the files in corpus/symtable.

`errors.txt`: the answer below each case. `NAME.symtable`: what `python3.13 -m symtable NAME.py`
prints, the symbols of each table sorted, because their order varies with the hash seed.
"""

import pathlib
import subprocess
import sys
import warnings

CORPUS = pathlib.Path(__file__).parent / "corpus" / "symtable"


def answer(source):
    try:
        compile(source, "case", "exec")
    except SyntaxError as error:
        end = f"-{error.end_lineno}:{error.end_offset}" if error.end_offset else ""
        return f"#! {error.lineno}:{error.offset}{end} {error.msg}"
    return "#! accepted"


def record_errors(path):
    head, *cases = path.read_text().split("\n#- ")
    blocks = [head.rstrip()]
    for case in cases:
        lines = [line for line in case.rstrip().split("\n") if not line.startswith("#! ")]
        name, source = lines[0], "\n".join(lines[1:]).rstrip() + "\n"
        blocks.append(f"#- {name}\n{source}{answer(source)}")
    path.write_text("\n\n".join(blocks) + "\n")


def sorted_tables(text):
    tables = []
    for table in text.split("\n\n"):
        first, *symbols = table.split("\n")
        tables.append("\n".join([first, *sorted(symbols)]))
    return "\n\n".join(tables)


def record_tables(path):
    command = [sys.executable, "-m", "symtable", path.name]
    run = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=True)
    path.with_suffix(".symtable").write_text(sorted_tables(run.stdout))


if __name__ == "__main__":
    assert sys.version_info[:2] == (3, 13), "the answers are Python 3.13's"
    warnings.simplefilter("ignore")
    record_errors(CORPUS / "errors.txt")
    for path in sorted(CORPUS.glob("*.py")):
        record_tables(path)
