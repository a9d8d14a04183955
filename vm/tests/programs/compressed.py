import zlib


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


data = b"the quick brown fox " * 500
for wbits in (15, 9, -15, 31):
    for level in (-1, 0, 1, 9):
        packed = zlib.compress(data, level, wbits=wbits)
        assert zlib.decompress(packed, wbits) == data
        maker = zlib.compressobj(level, zlib.DEFLATED, wbits)
        parts = b"".join(maker.compress(data[at : at + 700]) for at in range(0, len(data), 700))
        parts += maker.flush(zlib.Z_SYNC_FLUSH) + maker.compress(b"end") + maker.flush()
        reader = zlib.decompressobj(wbits)
        out = b""
        for at in range(0, len(parts), 13):
            out += reader.decompress(parts[at : at + 13])
        assert out == data + b"end", (wbits, level)
        print(wbits, level, reader.eof, reader.unused_data, reader.unconsumed_tail)
known = bytes.fromhex("789ccb48cdc9c95728cf2fca490100 1a0b045d".replace(" ", ""))
print(zlib.decompress(known), zlib.crc32(b"hello"), zlib.adler32(b"hello"), zlib.adler32(b"x" * 10000, 5))
gz = bytes.fromhex("1f8b08000000000002ffcb48cdc9c9070086a6103605000000")
print(zlib.decompress(gz, 31), zlib.decompress(gz, 47), zlib.decompress(known, 47))
reader = zlib.decompressobj()
print(reader.decompress(known + b"behind", 3), reader.unconsumed_tail != b"", reader.flush(), reader.unused_data)
plain = zlib._ZlibDecompressor()
print(plain.decompress(known[:5]), plain.needs_input, plain.decompress(known[5:] + b"x"), plain.eof, plain.unused_data)
for f in (
    lambda: plain.decompress(b""),
    lambda: zlib.decompress(b"abc"),
    lambda: zlib.decompress(known[:-2]),
    lambda: zlib.decompress(b""),
    lambda: zlib.compress(b"", 99),
    lambda: zlib.compressobj(99),
    lambda: zlib.decompressobj(99),
    lambda: zlib.compress("text"),
    lambda: zlib.decompressobj().decompress(b"", -1),
    lambda: zlib.error.__mro__,
    lambda: zlib.decompress(gz[:-8] + bytes(8), 31),
):
    t(f)
