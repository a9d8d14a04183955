"""`unicodedata`: what Unicode 15.1 and 3.2 say of characters."""

import unicodedata as u


def show(*texts):
    for text in texts:
        try:
            print(text, "->", ascii(eval(text)))
        except Exception as error:
            print(text, "->", type(error).__name__, ascii(str(error)))


show(
    "u.unidata_version", "u.ucd_3_2_0.unidata_version", "u.category()", "u.category('ab')",
    "u.decimal('a')", "u.decimal('a', 4)", "u.digit('a')", "u.numeric('\\u00bd')", "u.numeric('x')",
    "u.name('\\n')", "u.name('a')", "u.name('\\n', 3)", "u.name('\\uac00')", "u.name('\\u3400')",
    "u.lookup('LATIN SMALL LETTER A')", "u.lookup('latin small letter a')", "u.lookup('zzz')",
    "u.lookup('NULL')", "u.lookup('a' * 300)", "u.normalize('X', 'a')", "u.normalize('NFC')",
    "u.decomposition('\\xe9')", "u.decomposition('\\ufb01')", "u.mirrored('(')", "u.combining('\\u0300')",
    "u.bidirectional('\\u05d0')", "u.east_asian_width('\\u4e2d')", "u.is_normalized('NFC', '\\xe9')",
    "u.ucd_3_2_0.category('\\u0221')", "u.ucd_3_2_0.name('\\u0221', 'x')", "u.UCD()",
    "u.normalize('NFKC', '\\ufb01\\u2460\\u1100\\u1161\\u11a8')",
)


def total(values):
    sum = 0
    for at, value in enumerate(values):
        for it in str(value):
            sum = (sum * 31 + ord(it)) % 1000000007
    return sum


codes = [*range(0, 0x3400), *range(0xF900, 0x11000), *range(0x1D000, 0x1F000), 0x10FFFF]
for ucd in u, u.ucd_3_2_0:
    for name in ["category", "bidirectional", "combining", "east_asian_width", "mirrored", "decomposition"]:
        print(name, total(getattr(ucd, name)(chr(it)) for it in codes))
    for name in ["decimal", "digit", "numeric"]:
        print(name, total(getattr(ucd, name)(chr(it), -1) for it in codes))
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        print(form, total(ucd.normalize(form, chr(it)) for it in codes if not 0xD800 <= it < 0xE000))
print(total(u.name(chr(it), "") for it in codes))
marks = "".join(chr(it) for it in range(0x300, 0x370))
print(total(u.normalize(form, "a" + marks + "\u0344\u1e9b\u0323") for form in ["NFC", "NFD", "NFKC", "NFKD"]))
