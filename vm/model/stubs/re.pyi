"""Regular expressions.

CPython 3.13: Lib/re/, Modules/_sre/.
"""

NoFlag: re.RegexFlag
IGNORECASE: re.RegexFlag
MULTILINE: re.RegexFlag
DOTALL: re.RegexFlag
VERBOSE: re.RegexFlag
ASCII: re.RegexFlag
I: re.RegexFlag
M: re.RegexFlag
S: re.RegexFlag
X: re.RegexFlag
A: re.RegexFlag

@facts("value gc dict iterable")
class RegexFlag:
    self = re.I

# The last 512 patterns are kept.
@effect(returns=cached(Pattern))
def compile(pattern, flags=0): pattern = "a"

@effect(returns=None)
def purge(): ...

@effect(returns=str)
def escape(pattern): pattern = "a"

@effect(returns=fresh(Match) | None, keeps="string as result.string")
def match(pattern, string, flags=0):
    pattern = "a"; string = type("S", (str,), {})("a")
    pattern = "a"; string = "b"

@effect(returns=fresh(Match) | None, keeps="string as result.string")
def search(pattern, string, flags=0):
    pattern = "a"; string = type("S", (str,), {})("a")
    pattern = "a"; string = "b"

@effect(returns=fresh(Match) | None, keeps="string as result.string")
def fullmatch(pattern, string, flags=0):
    pattern = "a"; string = type("S", (str,), {})("a")
    pattern = "a"; string = "b"

@effect(returns=fresh(list))
def findall(pattern, string, flags=0): pattern = "a"; string = "a"

@effect(returns=fresh(callable_iterator), keeps="string in result")
def finditer(pattern, string, flags=0): pattern = "a"; string = type("S", (str,), {})("a")

@effect(returns=fresh(list))
def split(pattern, string, maxsplit=0, flags=0): pattern = "a"; string = "a"

@effect(returns=str, calls="repl(...) now")
def sub(pattern, repl, string, count=0, flags=0): pattern = "a"; string = "a"; repl = function(lambda match: "b")

@effect(returns=fresh(tuple), calls="repl(...) now")
def subn(pattern, repl, string, count=0, flags=0): pattern = "a"; string = "a"; repl = function(lambda match: "b")

@facts("value gc weakrefs final")
class Pattern:
    self = re.compile("a")

    @effect(returns=fresh(Match) | None, keeps="self as result.re, string as result.string")
    def match(self, /, string, pos=0, endpos=9223372036854775807):
        string = type("S", (str,), {})("a")
        string = "b"

    @effect(returns=fresh(Match) | None, keeps="self as result.re, string as result.string")
    def search(self, /, string, pos=0, endpos=9223372036854775807):
        string = type("S", (str,), {})("a")
        string = "b"

    @effect(returns=fresh(Match) | None, keeps="self as result.re, string as result.string")
    def fullmatch(self, /, string, pos=0, endpos=9223372036854775807):
        string = type("S", (str,), {})("a")
        string = "b"

    @effect(returns=fresh(list))
    def findall(self, /, string, pos=0, endpos=9223372036854775807): string = "a"

    @effect(returns=fresh(callable_iterator), keeps="self in result, string in result")
    def finditer(self, /, string, pos=0, endpos=9223372036854775807): string = type("S", (str,), {})("a")

    @effect(returns=fresh(list))
    def split(self, /, string, maxsplit=0): string = "a"

    @effect(returns=str, calls="repl(...) now")
    def sub(self, /, repl, string, count=0): string = "a"; repl = function(lambda match: "b")

    @effect(returns=fresh(tuple), calls="repl(...) now")
    def subn(self, /, repl, string, count=0): string = "a"; repl = function(lambda match: "b")

# A match holds the whole string.
@facts("identity gc final")
class Match:
    self = re.match("(a)", "a")
    string: str
    re: Pattern

    @effect(returns=str | bytes | None | fresh(tuple))
    def group(self, *args):
        args = ()
        args = (0, 1)
        args = (); self = re.match(b"a", b"a")
        args = (1,); self = re.match("(b)?a", "a")

    @effect(returns=fresh(tuple))
    def groups(self, /, default=None): ...

    @effect(returns=fresh(dict))
    def groupdict(self, /, default=None): ...

    @effect(returns=int)
    def start(self, group=0, /): ...

    @effect(returns=int)
    def end(self, group=0, /): ...

    @effect(returns=fresh(tuple))
    def span(self, group=0, /): ...

    @effect(returns=str)
    def expand(self, /, template): template = "b"; self.expand("b")
