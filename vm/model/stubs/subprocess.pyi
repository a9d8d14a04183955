"""Processes.

CPython 3.13: Lib/subprocess.py.
"""

@effect(returns=fresh(CompletedProcess), keeps="args as result.args", consumes="args", gil="released", blocks=True)
def run(args, *, stdin=None, input=None, stdout=None, stderr=None, capture_output=False, shell=False, timeout=None, check=False, text=None, **other_popen_kwargs):
    args = ["true"]

@effect(returns=int, gil="released", blocks=True, unproved="as `run`")
def call(args, *, timeout=None, **kwargs): ...

@effect(returns=int, gil="released", blocks=True, unproved="as `run`")
def check_call(args, *, timeout=None, **kwargs): ...

@effect(returns=str | bytes, gil="released", blocks=True, unproved="as `run`")
def check_output(args, *, timeout=None, **kwargs): ...

@facts("mutable identity gc weakrefs dict")
class CompletedProcess:
    self = subprocess.CompletedProcess([], 0)

@facts("mutable identity gc weakrefs dict with")
class Popen:
    self = subprocess.Popen(["true"])

    # One that is let go while its process runs is put on a list of the module.
    @effect(
        returns=fresh(Self),
        keeps="args as result.args, args in registry subprocess",
        consumes="args",
        gil="released",
        blocks=True,
    )
    def __new__(cls, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, **kwargs): args = ["sleep", "3"]

    @effect(returns=int, mutates="self", gil="released", blocks=True)
    def wait(self, timeout=None): ...

    @effect(returns=fresh(tuple), mutates="self", gil="released", blocks=True)
    def communicate(self, input=None, timeout=None): ...

    @effect(returns=int | None, mutates="self")
    def poll(self):
        self.wait()
        self = subprocess.Popen(["sleep", "5"])

    @effect(returns=None)
    def kill(self): ...
