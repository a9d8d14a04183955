"""The pure-Python programs of pyperformance on `refwise run`, beside CPython.

    python3.13 vm/benches/pyperformance/compare.py target/release/refwise [NAME...]

Fetches pyperformance from PyPI (once, into the folder for temporary files; nothing of it is ours),
runs each benchmark on both interpreters by turns, and prints how many times longer ours takes, by
processor time. What a process needs before the benchmark's loop is measured with a single turn of
the loop and subtracted. A benchmark that one side cannot run is named with the reason.
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "1.14.0"
HERE = Path(__file__).resolve().parent
#: Folder of the benchmark, with the options of each variant.
PROGRAMS = {
    "async_generators": [[]],
    "barnes_hut": [[]],
    "bpe_tokeniser": [[]],
    "chaos": [[]],
    "comprehensions": [[]],
    "coroutines": [[]],
    "crypto_pyaes": [[]],
    "deepcopy": [[]],
    "deltablue": [[]],
    "fannkuch": [[]],
    "float": [[]],
    "generators": [[]],
    "go": [[]],
    "hexiom": [[]],
    "json_dumps": [[]],
    "json_loads": [[]],
    "logging": [[]],
    "mdp": [[]],
    "meteor_contest": [[]],
    "nbody": [[]],
    "nqueens": [[]],
    "pickle": [["--pure-python", "pickle"], ["--pure-python", "unpickle"]],
    "pidigits": [[]],
    "pprint": [[]],
    "pyflate": [[]],
    "raytrace": [[]],
    "regex_compile": [[]],
    "regex_dna": [[]],
    "regex_effbot": [[]],
    "regex_v8": [[]],
    "richards": [[]],
    "richards_super": [[]],
    "scimark": [[]],
    "spectral_norm": [[]],
    "telco": [[]],
    "tomli_loads": [[]],
    "typing_runtime_protocols": [[]],
    "unpack_sequence": [[]],
}
#: Packages in pure Python that benchmarks import, with the versions that they ask for.
PACKAGES = ["pyaes==1.6.1", "tomli==2.0.1"]


def fetch(folder):
    """The sources of the benchmarks, and the packages they need beside them."""
    sources = folder / f"pyperformance-{VERSION}"
    if not sources.exists():
        pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
        wheels = folder / "wheels"
        subprocess.run(
            pip + ["download", "--no-deps", "-d", str(wheels), f"pyperformance=={VERSION}"],
            check=True,
        )
        with zipfile.ZipFile(next(wheels.glob("pyperformance-*.whl"))) as wheel:
            wheel.extractall(folder / "unpacked")
        subprocess.run(
            pip + ["install", "--no-deps", "--target", str(folder / "packages")] + PACKAGES,
            check=True,
        )
        (folder / "unpacked/pyperformance/data-files/benchmarks").rename(sources)
    return sources


def prepare(folder, sources, name):
    """A folder with the benchmark, our `pyperf` and the packages."""
    place = folder / "run" / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(sources / f"bm_{name}", place)
    shutil.copytree(folder / "packages", place, dirs_exist_ok=True)
    shutil.copy(HERE / "pyperf.py", place)
    return place / "run_benchmark.py"


def output(command, seconds=300):
    found = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    if found.returncode:
        lines = found.stderr.strip().splitlines() or ["no message"]
        raise RuntimeError(lines[-1][:150])
    return found.stdout


def processor_time(command):
    """The processor time of a process, in seconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("ended with an error")
    return usage.ru_utime + usage.ru_stime


def compare(ours, theirs, arguments, name, rounds):
    """Seconds of ours and of theirs for the same number of turns: the least of all rounds."""
    loops = int(output(theirs + ["calibrate", name] + arguments).split()[-1])
    best = [math.inf] * 4
    for _ in range(rounds):
        commands = [
            program + [str(turns), name] + arguments
            for turns in (1, 1 + loops)
            for program in (theirs, ours)
        ]
        for index, command in enumerate(commands):
            best[index] = min(best[index], processor_time(command))
    return best[3] - best[1], best[2] - best[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("refwise", help="the program to measure")
    parser.add_argument("names", nargs="*", help="benchmarks; all of them if none is given")
    parser.add_argument("--python", default=sys.executable, help="the CPython 3.13 beside it")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "refwise-pyperformance"
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    sources = fetch(options.folder)
    ratios = []
    for name in options.names or PROGRAMS:
        script = str(prepare(options.folder, sources, name))
        theirs = [options.python, "-s", "-E", script]
        ours = [options.refwise, "run", "--limit-memory", "0", script]
        for arguments in PROGRAMS[name]:
            ratios += variants(ours, theirs, arguments, name, options.rounds)
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"{'geometric mean':32} {mean:6.2f}   worst {max(ratios):.2f}, {len(ratios)} programs")


def variants(ours, theirs, arguments, name, rounds):
    """The ratios of the programs that one file defines, each printed."""
    found = []
    try:
        names = output(theirs + ["list", "-"] + arguments).split()
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"{name:32} not run by CPython: {error}", flush=True)
        return found
    for each in names:
        try:
            output(ours + ["1", each] + arguments)
            our_time, their_time = compare(ours, theirs, arguments, each, rounds)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"{each:32} not run: {error}", flush=True)
            continue
        found.append(our_time / their_time)
        print(f"{each:32} {our_time / their_time:6.2f}   {our_time:6.2f} s / {their_time:5.2f} s", flush=True)
    return found


if __name__ == "__main__":
    main()
