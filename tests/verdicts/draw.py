"""Draws findings at random, to be read one by one.

    python3 draw.py REFWISE [--seed N] [--count N] FOLDER...

REFWISE is the built program. From all that it reports as an error or warning in the folders, so many
are drawn, the same for the same seed, and printed with the lines around them, sorted by rule: is what
each says true, and would somebody who looks after that code want to know? Below the last stands how
many there were of each rule.
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys

LEVELS = ("error", "warning")
#: Lines that are shown before and behind a finding.
AROUND = 3


def findings(refwise, folders):
    """All errors and warnings, in an order that does not depend on the threads."""
    command = [refwise, "check", "--isolated", "--output-format", "json", *folders]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    found = [it for it in json.loads(output or "[]") if it["severity"] in LEVELS]
    return sorted(found, key=lambda it: (it["file"], it["line"], it["column"], it["rule"]))


def shown(finding, folders):
    """The path of its file from the folder above the one that was asked for."""
    for folder in folders:
        above = os.path.dirname(os.path.abspath(folder))
        if finding["file"].startswith(above + os.sep):
            return os.path.relpath(finding["file"], above)
    return finding["file"]


def print_finding(number, finding, folders):
    place = f"{shown(finding, folders)}:{finding['line']}"
    print(f"\n{number}. {place} {finding['severity']}[{finding['rule']}]")
    print(f"   {finding['message']}")
    for other in finding["related"]:
        print(f"   {other['line']}: {other['message']}")
    with open(finding["file"], encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    first = max(0, finding["line"] - 1 - AROUND)
    for idx, line in enumerate(lines[first : finding["line"] + AROUND], first + 1):
        mark = ">" if idx == finding["line"] else " "
        print(f"   {mark} {idx:5} {line[:120]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("refwise")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    args = parser.parse_args()
    found = findings(args.refwise, args.folders)
    drawn = random.Random(args.seed).sample(found, min(args.count, len(found)))
    drawn.sort(key=lambda it: (it["rule"], it["file"], it["line"]))
    for number, finding in enumerate(drawn, 1):
        print_finding(number, finding, args.folders)
    print(f"\n{len(drawn)} of {len(found)}:")
    for rule, count in collections.Counter(it["rule"] for it in drawn).most_common():
        print(f"{count:5} {rule}")


if __name__ == "__main__":
    sys.exit(main())
