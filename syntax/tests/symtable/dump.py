"""Writes the symbol tables of CPython's own library to standard output.

For each file that CPython's parser accepts: a line with its path, the size of its text and the size
of its tables, then the text in UTF-8, then the tables, one line a scope; where `symtable.c` or
`future.c` refuse the file, the error stands in their place. With arguments: of those folders
instead.
"""

import ast
import os
import symtable
import sys
import tokenize


def scope_lines(table, depth, lines):
    raw = table._table
    symbols = sorted((name, flags) for name, flags in raw.symbols.items())
    lines.append(
        "\t".join(
            [
                str(depth),
                str(table.get_type()),
                table.get_name(),
                str(table.get_lineno()),
                "nested" if table.is_nested() else "-",
                "optimized" if table.is_optimized() else "-",
                ",".join(raw.varnames),
                " ".join(f"{name}:{flags}" for name, flags in symbols),
            ]
        )
    )
    for child in table.get_children():
        scope_lines(child, depth + 1, lines)


def tables(source):
    lines = []
    ast.parse(source)
    try:
        scope_lines(symtable.symtable(source, "file", "exec"), 0, lines)
    except SyntaxError as error:
        end = f"-{error.end_lineno}:{error.end_offset}" if error.end_offset else ""
        return f"error\t{error.lineno}:{error.offset}{end}\t{error.msg}\n"
    return "".join(line + "\n" for line in lines)


def text_of(path):
    with open(path, "rb") as file:
        encoding, _ = tokenize.detect_encoding(file.readline)
    with open(path, encoding=encoding, newline="") as file:
        return file.read()


def python_files(folders):
    for top in folders:
        for folder, inner, names in os.walk(top):
            inner.sort()
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def main():
    out = sys.stdout.buffer
    for path in python_files(sys.argv[1:] or [os.path.dirname(os.__file__)]):
        try:
            with open(path, "rb") as file:
                table = tables(file.read()).encode("utf-8", "surrogatepass")
            text = text_of(path).encode()
        except (SyntaxError, ValueError, RecursionError, OSError):
            continue
        out.write(f"{path}\t{len(text)}\t{len(table)}\n".encode("utf-8", "surrogateescape"))
        out.write(text)
        out.write(table)


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main()
