"""What codecs do without Python's library: error handlers, tables, the exceptions."""

import _codecs
import sys


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def h(e):
    return ("<%d-%d>" % (e.start, e.end), e.end)


_codecs.register_error("mine", h)
_codecs.register_error("bad", lambda e: 5)
_codecs.register_error("oob", lambda e: ("", 99))
_codecs.register_error("negative", lambda e: ("?", -1))
t(lambda: "aéb€".encode("ascii", "mine"))
t(lambda: b"a\xffb".decode("utf-8", "mine"))
t(lambda: "é".encode("ascii", "bad"))
t(lambda: b"\xff".decode("utf-8", "bad"))
t(lambda: "é".encode("ascii", "oob"))
t(lambda: b"\xffa".decode("utf-8", "negative"))
t(lambda: _codecs.lookup_error("mine") is h)
t(lambda: _codecs.lookup_error("zzz"))
t(lambda: _codecs.lookup_error("ignore")(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x")))
t(lambda: _codecs.lookup_error("replace")(UnicodeEncodeError("ascii", "éé", 0, 2, "x")))
t(lambda: _codecs.lookup_error("strict")(ValueError("q")))
t(lambda: _codecs.lookup_error("strict")(5))
t(lambda: _codecs.lookup_error("ignore")(5))
t(lambda: _codecs.lookup_error("namereplace")(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x")))
t(lambda: _codecs.utf_16_ex_decode(b"\xff\xfea\x00"))
t(lambda: _codecs.utf_8_decode(b"a\xe2"))
t(lambda: _codecs.utf_8_decode(b"a\xe2", "strict", True))
t(lambda: _codecs.utf_16_encode("aé", None, -1))
t(lambda: _codecs.unicode_escape_decode("\\x41\\N{BULLET}"))
t(lambda: _codecs.latin_1_encode("é€"))
table = "abc\ufffe"
t(lambda: _codecs.charmap_decode(b"\x00\x02", "strict", table))
t(lambda: _codecs.charmap_decode(b"\x03", "strict", table))
t(lambda: _codecs.charmap_decode(b"\x00\x03\x09", "mine", table))
t(lambda: _codecs.charmap_decode(b"\x00\x01", "strict", {0: "xy", 1: None}))
t(lambda: _codecs.charmap_decode(b"\x00", "strict", {0: 1.5}))
t(lambda: _codecs.charmap_encode("ab", "strict", {97: 1, 98: b"zz"}))
t(lambda: _codecs.charmap_encode("axxb", "strict", {97: 1, 98: b"zz"}))
t(lambda: _codecs.charmap_encode("axxb", "mine", {97: 1, 98: b"zz", 60: 60, 62: 62, 45: 45, 49: 49, 51: 51}))
t(lambda: _codecs.charmap_encode("a", "strict", {97: 300}))
t(lambda: "a".encode(errors="x"))
t(lambda: "é".encode("ascii", errors="x"))
t(lambda: "a".encode(5))
e = UnicodeEncodeError("ascii", "é", 0, 1, "why")
t(lambda: (e.encoding, e.object, e.start, e.end, e.reason, e.args))
t(lambda: e)
t(lambda: str(UnicodeTranslateError("é€", 0, 2, "no")))
t(lambda: UnicodeDecodeError("a"))
t(lambda: UnicodeDecodeError("a", "b", 1, 2, "c"))
t(lambda: UnicodeEncodeError("a", "b", "1", 2, "c"))
t(lambda: UnicodeEncodeError(1, "b", 1, 2, "c"))
sys.set_int_max_str_digits(640)
t(lambda: str(10**700))
t(lambda: int("1" * 700))
