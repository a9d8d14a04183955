"""Cold checks on one core: refwise beside its peers, over large packages, in one run.

    python3.13 tests/benches/check.py FOLDER [--refwise target/release/refwise] [--rounds 3]

FOLDER is a place to keep a virtual environment in: it is made there and filled from PyPI, with the
peers (ruff, zuban, ty, pyrefly) and the packages to check (Django, SQLAlchemy, pandas), unless it is
there already. The library of the Python that runs this is checked too.

Programs take turns, so that what else the machine does slows all of them. Each is bound to one
processor, keeps no cache and reads no configuration. What counts is processor time, the least of
all rounds, and the most memory that was resident. Afterwards refwise checks a quarter, a half and
all of the files of each package: its cost should be linear.
"""

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

PEERS = ["ruff", "zuban", "ty", "pyrefly"]
PACKAGES = {"django": "Django", "sqlalchemy": "SQLAlchemy", "pandas": "pandas"}
IGNORED = {"site-packages", "__pycache__", "node_modules", ".venv"}
MAX_SECONDS = 900


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refwise", type=Path, default=Path("target/release/refwise"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", help="check this package only (or `lib`)")
    parser.add_argument("--peer", action="append", help="run this peer only; `none` for none")
    args = parser.parse_args()
    environment = args.folder.resolve() / "venv"
    fill(environment)
    tools = {"refwise": [args.refwise.resolve(), "check", "-j1", "--isolated", "-q", "--exit-zero"]}
    tools |= {it: peer(environment, it) for it in args.peer or PEERS if it != "none"}
    packages = {
        name: folder
        for name, folder in places(environment).items()
        if not args.only or name in args.only
    }
    compare(tools, packages, args.rounds)
    if "refwise" in tools:
        print("\nrefwise over parts of the files, MB per CPU-second\n")
        for name, folder in packages.items():
            linearity(tools["refwise"], name, folder, args.rounds)


def fill(environment):
    """Makes the virtual environment and installs what is missing there."""
    if not environment.exists():
        venv.create(environment, with_pip=True)
    missing = [it for it in PACKAGES if not places(environment)[it].exists()]
    missing += [it for it in PEERS if not (environment / "bin" / it).exists()]
    if missing:
        pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *missing], check=True)


def places(environment):
    """Where the packages are, by name."""
    [site] = environment.glob("lib/python3*/site-packages")
    return {"lib": Path(sysconfig.get_path("stdlib"))} | {it: site / it for it in PACKAGES}


def peer(environment, name):
    program = environment / "bin" / name
    python = environment / "bin" / "python"
    return {
        "ruff": [program, "check", "--isolated", "--no-cache", "--quiet", "--exit-zero"],
        "zuban": [program, "check", "--python-executable", python],
        "ty": [program, "check", "--exit-zero", "--quiet", "--python", environment],
        "pyrefly": [program, "check", "--python-interpreter-path", python],
    }[name]


def compare(tools, packages, rounds):
    print(f"{'MB per CPU-second (MiB at most)':32}" + "".join(f"{it:>18}" for it in tools))
    for name, folder in packages.items():
        n_bytes = size(sources(folder))
        best = {it: (float("inf"), 0) for it in tools}
        for _ in range(rounds):
            for tool, command in tools.items():
                seconds, memory = measure([*command, folder])
                best[tool] = min(best[tool][0], seconds), max(best[tool][1], memory)
        shown = "".join(f"{n_bytes / 1e6 / s:10.2f} ({m:5.0f})" for s, m in best.values())
        print(f"{name:20}{n_bytes / 1e6:9.2f} MB{shown}", flush=True)


def linearity(command, name, folder, rounds):
    rates = []
    for nth in (4, 2, 1):
        with tempfile.TemporaryDirectory() as place:
            files = part(folder, nth, Path(place) / folder.name)
            seconds = min(measure([*command, place])[0] for _ in range(rounds))
            rates.append(f"1/{nth}: {size(files) / 1e6 / seconds:6.2f}")
    print(f"{name:20}{'   '.join(rates)}", flush=True)


def part(folder, nth, place):
    """Copies each `nth` file of `folder` to `place`."""
    copied = []
    for path in sources(folder)[::nth]:
        target = place / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        copied.append(Path(shutil.copyfile(path, target)))
    return copied


def sources(folder):
    """The Python files below `folder` that are its own."""
    found = folder.rglob("*.py")
    return sorted(it for it in found if not IGNORED & set(it.relative_to(folder).parts))


def size(files):
    return sum(it.stat().st_size for it in files)


def measure(command):
    """Runs `command` on one processor: its CPU-seconds, and its memory in MiB."""
    threads = {"RAYON_NUM_THREADS": "1", "TY_MAX_PARALLELISM": "1"}
    process = subprocess.Popen(
        [os.fspath(it) for it in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | threads,
        cwd=tempfile.gettempdir(),
        preexec_fn=one_processor,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        print(f"{command[0]}: exit {process.returncode}", file=sys.stderr)
        return float("inf"), 0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return used.ru_utime + used.ru_stime, used.ru_maxrss / unit


def one_processor():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


main()
