"""Holds the rings that a package's tests have left against what refwise says of the package.

    python3.13 measure.py PACKAGE --out RINGS.json -- TESTS
    python3.13 recall.py REFWISE RINGS.json=FOLDER ... [--missed] [--strict]

REFWISE is the built program, RINGS.json what `measure.py` has written, FOLDER the package's own
folder. `refwise check --hints` is run on it once; only rings with `owner` "package" count. A table
tells for each kind how many were told, of how many; `--missed` lists the others.

A ring counts as told if a finding of the rules on rings

  - points, itself or by a related place, at a line where a member was made or is defined, or
  - is in a file where a member was made or is defined, or points there, and names an attribute or a
    local variable by which a member of the ring holds the next.

With `--strict` a finding must name all attributes and local variables on the ring; rings without any
(closures and functions that reach themselves) count by their lines as above. With `--without FOLDER`,
as the places are written (`package/test`), rings with a member made or defined there do not count: a
package's own tests leave rings of their own.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys

RULES = {
    "class-in-function",
    "del-in-cycle",
    "exception-on-self",
    "exception-stored-cycle",
    "exit-stores-traceback",
    "frame-in-local",
    "parent-child-cycle",
    "raise-stored-exception",
    "recursive-closure-cycle",
    "self-callback-cycle",
    "self-reference",
    "traceback-in-local",
}

#: What every object of its kind holds its next by.
NATURAL = {"__self__", "__func__", "__traceback__", "__class__", "__context__", "__cause__", "f_back"}


def findings(refwise, folder):
    """What is told of the package: message and places of each finding."""
    command = [refwise, "check", "--isolated", "-q", "--hints", "--exit-zero"]
    command += ["--output-format", "json", folder]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    base = os.path.dirname(os.path.abspath(folder))
    told = [it for it in json.loads(answer or "[]") if it["rule"] in RULES]
    return [(it["message"], places(it, base)) for it in told]


def places(finding, base):
    """File and line of a finding and of what is related to it."""
    spots = [finding] + finding["related"]
    files = [os.path.abspath(it.get("file", finding["file"])) for it in spots]
    return {(os.path.relpath(file, base), it["line"]) for file, it in zip(files, spots)}


def spots(ring):
    """File and line of where members were made and are defined."""
    known = [it[key] for it in ring["members"] for key in ("made", "defined") if it.get(key)]
    pairs = [it.rpartition(":") for it in known]
    return {(file, int(line)) for file, _, line in pairs if line.isdigit()}


def names(ring):
    """The attributes and the local variables by which members hold the next."""
    attributes, variables = set(), set()
    for step in ring["path"]:
        step = re.sub(r"(\[\*\])+$", "", step)
        kind, _, name = step.partition(" ")
        last = name.rpartition(".")[2]
        if kind == "frame":
            variables.add(last)
        elif kind in ("instance", "method", "exception") and not step_is_whole(step):
            attributes.add(last)
    return attributes - NATURAL, variables - NATURAL


def step_is_whole(step):
    """Does the step end in the name of a class: is the next held as an item?"""
    return not re.search(r"\.[a-z_]\w*$", step)


def mentions(message, attributes, variables):
    """Those of the names that the message has."""
    found = {it for it in attributes if re.search(rf"\.{re.escape(it)}\b", message)}
    return found | {it for it in variables if f"`{it}`" in message}


def is_below(file, folders):
    return any(file.startswith(it.rstrip("/") + "/") for it in folders)


def is_told(ring, told, strict):
    lines = spots(ring)
    files = {file for file, _ in lines}
    attributes, variables = names(ring)
    for message, where in told:
        found = mentions(message, attributes, variables)
        if strict and attributes | variables:
            if found == attributes | variables:
                return True
        elif where & lines or found and files & {file for file, _ in where}:
            return True
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("refwise")
    parser.add_argument("pairs", nargs="+", metavar="RINGS.json=FOLDER")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--without", action="append", default=[], metavar="FOLDER")
    options = parser.parse_args()
    total, found = collections.Counter(), collections.Counter()
    for pair in options.pairs:
        path, _, folder = pair.partition("=")
        with open(path, encoding="utf-8") as file:
            measured = json.load(file)
        told = findings(options.refwise, folder)
        own, hit = 0, 0
        for ring in measured["rings"]:
            files = {file for file, _ in spots(ring)}
            if ring["owner"] != "package" or any(is_below(it, options.without) for it in files):
                continue
            is_hit = is_told(ring, told, options.strict)
            total[ring["kind"]] += 1
            found[ring["kind"]] += is_hit
            own, hit = own + 1, hit + is_hit
            if options.missed and not is_hit:
                print(f"{measured['package']}: {ring['kind']}: {' -> '.join(ring['path'])}")
        print(f"{measured['package']} {measured['version'] or ''}: {hit} of {own}")
    for kind in sorted(total):
        print(f"{kind:24} {found[kind]:4} of {total[kind]:4}")
    everything, hits = sum(total.values()), sum(found.values())
    print(f"{'all':24} {hits:4} of {everything:4} = {hits / max(everything, 1):.0%}")


if __name__ == "__main__":
    sys.exit(main())
