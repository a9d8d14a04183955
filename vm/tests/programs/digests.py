"""`_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`, and `_json` without its decoder's errors."""

import _blake2, _json, _md5, _sha1, _sha2, _sha3


def show(*texts):
    for text in texts:
        try:
            print(text, "->", ascii(eval(text)))
        except Exception as error:
            print(text, "->", type(error).__name__, ascii(str(error)))


makers = [
    _md5.md5, _sha1.sha1, _sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512, _sha3.sha3_224,
    _sha3.sha3_256, _sha3.sha3_384, _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s,
]
for make in makers:
    fed = make(b"hello")
    copy = fed.copy()
    fed.update(bytearray(b" world") * 50)
    print(fed.name, fed.digest_size, fed.block_size, fed.hexdigest(), copy.hexdigest() == make(b"hello").hexdigest())
for make in _sha3.shake_128, _sha3.shake_256:
    print(make(b"abc").hexdigest(40), make(b"abc").digest_size)
print(_blake2.blake2b(b"x", key=b"k", salt=b"s", person=b"p", digest_size=10, fanout=2, depth=2, leaf_size=4,
    node_offset=1, node_depth=1, inner_size=5, last_node=True).hexdigest())
show(
    "_md5.md5('a')", "_md5.md5(3)", "_blake2.blake2b(digest_size=65)", "_blake2.blake2b(key=b'a' * 65)",
    "_blake2.blake2s.MAX_KEY_SIZE", "_sha3.shake_128(b'').digest()",
    "_json.encode_basestring_ascii('a\\x7f\\u00e9\\U0001F600\\n\"\\\\')", "_json.encode_basestring('\\u00e9\\n')",
    "_json.encode_basestring(3)", "_json.scanstring('\"a\\\\u00e9\\\\n\"', 1)", "_json.scanstring('\"\"', 9)",
)


def unknown(it):
    return [it]


def encode(it, indent=None, sort=False, skip=False, nan=True):
    encoder = _json.make_encoder({}, list, _json.encode_basestring_ascii, indent, ": ", ", ", sort, skip, nan)
    return encoder(it, 0)


loop = []
loop.append(loop)
show(
    "encode([1, 2.5, None, True, 'x', (), {}, [[]]])", "encode({'b': 1, 2: 3, None: 4, 1.5: 5, True: 6})",
    "encode({(1,): 2})", "encode({(1,): 2, 'a': 1}, skip=True)", "encode({'b': 1, 'a': [1, {'c': 2}]}, '  ', True)",
    "encode(float('nan'))", "encode(float('nan'), nan=False)", "encode(loop)", "encode({1, 2})", "encode(10 ** 30)",
)
