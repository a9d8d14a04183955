"""Compiles patterns, tries them on subjects and prints what matched.

    python3.13 patterns.py SEED COUNT > recorded/patterns.txt

Seed 0: the patterns written here; else COUNT random ones. `P groups code… # pattern` is a pattern,
the lines below it are `mode start end s|b subject…: answer`. Answers are matches with `;` between,
each the spans of all groups (`-`: took no part) and behind `@` the group that was closed last.
"""

import random
import re
import sys
import warnings
from re import _compiler, _parser

warnings.simplefilter("ignore")

PATTERNS = r"""
a|abc|a.c|a*|a+b|a*?b|(a)|(a)(b)?|(a|ab)(c|bcd)(d*)|(?:a|b)*|(a|b)*c|(a*)*|(a*)+|(a+)+b|(?:a+)+$
^a|a$|^$|\Aa|a\Z|(?m:^b)|(?m:a$)|\bfoo\b|\Boo|\b|\B
[abc]+|[^abc]+|[a-z0-9_]+|[^\d]|\d+|\D+|\s+|\S+|\w+|\W+|[\w.]+@[\w.]+|[\s\d]*x|[^\W\d]+
(?a:\w+)|(?a:\d+)|(?a:\s+)|(?a:\bé)|(?i:straße)|(?i:É+)|(?i:[à-ý]+)|(?ia:[k-s]+)|(?i:k)|(?i:[^k])|(?i:ſ)|(?i:σ+)|(?i:[σ]+)|(?i:µ)|(?i:[а-я]+ж)
(?s:a.b)|a.b|(?s:.*)b|.*b|.+?b|(.)\1|(.)(.)\2\1|(?i:(a)\1)|(?ia:(é)\1)|(?i:(é)\1)|(?P<x>a+)(?P=x)
a{2}|a{2,}|a{,2}|a{2,3}|a{2,3}?|(ab){2}|(ab){2,}|(ab){1,2}c|(ab){1,2}?c|(?:ab){0,3}?$|(a|b){2,3}
a++b|a*+a|a?+a|(?:ab)++c|(?:a|ab)*+c|(?:ab?)++b|(a|b)*+c|(?>a+)b|(?>a+)ab|(?>a|ab)c|(?:(a)|b)*+|(?:a?)*+b|(?:(a)?b){2,3}+c|(a*+)*b
a(?=b)|a(?!b)|(?<=a)b|(?<!a)b|(?<=ab|cd)e|(?=(a+))a*b\1|(?!(a)b)a|(?<=(a))b\1|(?:(?=(a))a)+|(?:(?!(b))a)*|(?<!^)a
(a)?(?(1)b|c)|(?P<q>")?a(?(q)")|(a)?b(?(1)c)|^(?:(a)|b)(?(1)x|y)$
(?:(a)|(b)|(c))*|(?:(a)|b)*?c|((a)|(b))*d|(a?)*?b|(?:a?)*?b|(?:a?)+?$|(|a)+|(|a)*b|(a|)+b|(?:|a){3}|(?:a??)*b|(a??)+
(.*?),(.*?);|(\w+)\s+(\w+)|([^,]*),([^,]*)|"(?:[^"\\]|\\.)*"|(?:x+x+)+y|(a|aa)+$|(a*)(a*)(a*)b|(.*)(.*)(.*)c
foo|foobar|(?:foo|bar)|foo.*|(foo)bar|abab|aaab|[ab]c|[^a]b|(?:a|b|c)d|(?:ab|cd)+|(?:ab|ac|ad)|aab
\N{DIGIT ONE}|[α-ω]+|[一-龥]+|\U0001F600+|[\U0001F600-\U0001F64F]|[a\U0001F600é]+|[^a\U0001F600]|[\x00-\x1f\x7f-\x9f]|[αa-c一-丁é]+
(((((a)))))|(a(b(c)?)?)?|(?:a(?:b(?:c)?)?)+|(?:(?:(?:a)*)*)*|((a)*)*|((a|b)*?c)+|(?:a(b)?)*|(?:(a)(?:b)?)*?$|(z)((a+)?(b+)?(c))*
(?x: a  b # c
 )|(?:^|,)(\w*)|(?m:^(\w*)$)|\s*(\w+)\s*(?:=\s*(\w+))?\s*;?|(?:(\d+)-)?(\d+)|([+-]?\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?
""".strip()

SUBJECTS = r"""
|a|b|ab|abc|abcd|aab|aaab|aaaa|ababab|abab|abc,def;|foo bar|foobar|xfoox|foo|aXb|a\nb|b\na|\nb|a\n|a\nb\n
x = 12; yy=abc|1234-567|-3.25e10|"a\\"b" c|"a"|"a|straße STRASSE|ÉéÈ|àÉÿ|Kelvin K k|ſs S|σςΣ|µμ|жЖя
αβγ 123 ٣|一二三a|\U0001F600\U0001F600a|aé\U0001F600|xxxxxxxxy|xxxxxx|aaaaaaaaaaaa|zaacbbbcac|abcabcabd|a,b,,c|cabd|bc|ac|abacad|e abe cde|éé éÉ|\x1f\x85\xa0 |_a1
""".strip()


def words(text, separator="|"):
    """Cuts at separators outside of brackets; a pattern keeps its own alternatives."""
    out, depth, start, at, in_set = [], 0, 0, 0, False
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif in_set:
            in_set = char != "]" or text[at - 1] == "["
        elif char == "[":
            in_set = True
        elif char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == separator and depth == 0:
            out.append(text[start:at])
            start = at + 1
        at += 1
    return out + [text[start:]]


def unescaped(text):
    return re.sub(r"\\(n|x..|U.{8}|\\)", lambda it: eval(f"'{it[0]}'"), text)


def random_pattern(choose, depth=0):
    atoms = ["a", "b", "c", "ab", ".", "[ab]", "[^a]", r"\w", r"\d", r"\b", "^", "$", "é", "(?i:A)", "x", ""]
    if depth > 3 or choose.random() < 0.3:
        return choose.choice(atoms)
    inner = lambda: random_pattern(choose, depth + 1)
    match choose.randrange(13):
        case 0 | 1:
            return inner() + inner()
        case 2:
            return f"({inner()})"
        case 3:
            return f"(?:{inner()}|{inner()})"
        case 4:
            return f"({inner()}|{inner()}|{inner()})"
        case 5 | 6 | 7:
            times = choose.choice(["*", "+", "?", "{2}", "{1,2}", "{,3}", "{2,}"])
            return f"(?:{inner()}){times}" + choose.choice(["", "", "?", "+"])
        case 8:
            times = choose.choice(["*", "+", "?", "{2,3}"])
            return f"({inner()}){times}" + choose.choice(["", "", "?", "+"])
        case 9:
            return f"(?{choose.choice(['=', '!', '<=', '<!', '>'])}{inner()})"
        case 10:
            return "\\" + choose.choice("123")
        case 11:
            return f"(?({choose.choice('12')}){inner()}|{inner()})"
        case _:
            return inner() + inner() + inner()


def span(found, group):
    start, end = found.span(group)
    return "-" if start < 0 else f"{start},{end}"


def shown(found):
    spans = " ".join(span(found, it) for it in range(found.re.groups + 1))
    return f"{spans}@{found.lastindex or 0}"


def tries(pattern, subject, choose):
    end = len(subject)
    ways = [("m", 0, end), ("f", 0, end), ("s", 0, end), ("i", 0, end)]
    ways.append((choose.choice("mfsi"), choose.randrange(end + 1), choose.randrange(end + 1)))
    for mode, start, end in ways:
        if mode == "i":
            found = list(pattern.finditer(subject, start, end))
        else:
            method = {"m": pattern.match, "f": pattern.fullmatch, "s": pattern.search}[mode]
            found = [it for it in [method(subject, start, end)] if it]
        yield mode, start, end, ";".join(map(shown, found))


def show(pattern, flags, subjects, choose):
    try:
        parsed = _parser.parse(pattern, flags)
        code = _compiler._code(parsed, flags)
        compiled = re.compile(pattern, flags)
    except (re.error, RecursionError, OverflowError, ValueError):
        return
    print("P", compiled.groups, *map(int, code), "#", ascii(pattern))
    for subject in subjects:
        for mode, start, end, answer in tries(compiled, subject, choose):
            kind = "b" if isinstance(subject, bytes) else "s"
            units = " ".join(map(str, subject if kind == "b" else map(ord, subject)))
            print(f"{mode} {start} {end} {kind} {units}: {answer}")


def written(choose):
    subjects = [unescaped(it) for it in SUBJECTS.replace("\n", "|").split("|")]
    for pattern in words(PATTERNS.replace("|\n", "\n").replace("\n", "|").replace("# c|", "# c\n")):
        chosen = choose.sample(subjects, 9)
        show(pattern, 0, [*chosen, "aab", "ab"], choose)
        if pattern.isascii() and "(?a" not in pattern and "\\N" not in pattern and "\\U" not in pattern:
            data = [it.encode("latin-1", "replace") for it in chosen[:3]]
            flags = choose.choice([0, re.IGNORECASE, re.LOCALE, re.LOCALE | re.IGNORECASE])
            show(pattern.encode(), flags, data, choose)


def drawn(choose, count):
    for _ in range(count):
        pattern = random_pattern(choose)
        flags = choose.choice([0, 0, re.IGNORECASE, re.MULTILINE, re.DOTALL, re.ASCII])
        letters = choose.choice(["ab", "abc", "aab\n", "aAbéÉ1 ", "ab\u4e00", "ab\U0001F600"])
        lengths = [0, *(choose.randrange(1, 9) for _ in range(4))]
        show(pattern, flags, ["".join(choose.choices(letters, k=it)) for it in lengths], choose)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    choose = random.Random(seed)
    written(choose) if seed == 0 else drawn(choose, count)


main()
