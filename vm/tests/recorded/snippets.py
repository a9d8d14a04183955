"""Code whose bytecode has every kind of field, constant and table."""

import os.path as path
from collections import abc as kinds, deque

ANSWER = 1000
NUMBERS = (0, -1, 2**31, -(2**70), 1.5, -0.0, 1e300, 2j, 1 - 0j, True, None, ...)
TEXTS = ("name", "no name", "häßlich", "\ud800", "é", b"bytes", b"", "x" * 300)


def closure(first, /, second=2, *rest, key="k", **more):
    def inner():
        nonlocal first
        first += second
        return [first for first in rest], {key: more for key in more}, ANSWER

    return inner


class Base[T]:
    """A class with a type parameter."""

    limit: int = 1000

    def method(self, other: T) -> str:
        if other in {"a", "bc", "d e"} or self.limit in {3, 1, 2}:
            return f"{self.limit!r:>{other}} {other=}"
        return super().__repr__()

    async def tasks(self):
        async with self as manager:
            async for item in manager:
                yield await item


def guarded(values):
    try:
        with open(path.join("a", "b")) as file, file:
            for line in file:
                if not line:
                    continue
                elif line is None:
                    break
                yield line, 1000, "no name"
            else:
                yield from values
    except* (OSError, ValueError) as error:
        raise RuntimeError("failed") from error
    finally:
        del values


def matched(value):
    match value:
        case {"key": [first, *rest], **others} if first:
            return rest, others
        case Base(limit=1 | 2 as found) | (1, found):
            return found
        case str() | None:
            assert value, "empty"
    x, *y = value[1:2], value[::3]
    a = b = lambda *, key: key < x <= 3 != 4 and not key
    return a @ b // y[0] if a is not b else +a ** ~b


type Pair = tuple[int, kinds.Sized, deque]


def long(flag):
    while flag:
        table = {
            "key0": (flag.attribute0, 0),
            "key1": (flag.attribute1, 1000),
            "key2": (flag.attribute2, 2000),
            "key3": (flag.attribute3, 3000),
            "key4": (flag.attribute4, 4000),
            "key5": (flag.attribute5, 5000),
            "key6": (flag.attribute6, 6000),
            "key7": (flag.attribute7, 7000),
            "key8": (flag.attribute8, 8000),
            "key9": (flag.attribute9, 9000),
            "key10": (flag.attribute10, 10000),
            "key11": (flag.attribute11, 11000),
            "key12": (flag.attribute12, 12000),
            "key13": (flag.attribute13, 13000),
            "key14": (flag.attribute14, 14000),
            "key15": (flag.attribute15, 15000),
            "key16": (flag.attribute16, 16000),
            "key17": (flag.attribute17, 17000),
            "key18": (flag.attribute18, 18000),
            "key19": (flag.attribute19, 19000),
            "key20": (flag.attribute20, 20000),
            "key21": (flag.attribute21, 21000),
            "key22": (flag.attribute22, 22000),
            "key23": (flag.attribute23, 23000),
            "key24": (flag.attribute24, 24000),
            "key25": (flag.attribute25, 25000),
            "key26": (flag.attribute26, 26000),
            "key27": (flag.attribute27, 27000),
            "key28": (flag.attribute28, 28000),
            "key29": (flag.attribute29, 29000),
            "key30": (flag.attribute30, 30000),
            "key31": (flag.attribute31, 31000),
            "key32": (flag.attribute32, 32000),
            "key33": (flag.attribute33, 33000),
            "key34": (flag.attribute34, 34000),
            "key35": (flag.attribute35, 35000),
            "key36": (flag.attribute36, 36000),
            "key37": (flag.attribute37, 37000),
            "key38": (flag.attribute38, 38000),
            "key39": (flag.attribute39, 39000),
            "key40": (flag.attribute40, 40000),
            "key41": (flag.attribute41, 41000),
            "key42": (flag.attribute42, 42000),
            "key43": (flag.attribute43, 43000),
            "key44": (flag.attribute44, 44000),
            "key45": (flag.attribute45, 45000),
            "key46": (flag.attribute46, 46000),
            "key47": (flag.attribute47, 47000),
            "key48": (flag.attribute48, 48000),
            "key49": (flag.attribute49, 49000),
            "key50": (flag.attribute50, 50000),
            "key51": (flag.attribute51, 51000),
            "key52": (flag.attribute52, 52000),
            "key53": (flag.attribute53, 53000),
            "key54": (flag.attribute54, 54000),
            "key55": (flag.attribute55, 55000),
            "key56": (flag.attribute56, 56000),
            "key57": (flag.attribute57, 57000),
            "key58": (flag.attribute58, 58000),
            "key59": (flag.attribute59, 59000),
            "key60": (flag.attribute60, 60000),
            "key61": (flag.attribute61, 61000),
            "key62": (flag.attribute62, 62000),
            "key63": (flag.attribute63, 63000),
            "key64": (flag.attribute64, 64000),
            "key65": (flag.attribute65, 65000),
            "key66": (flag.attribute66, 66000),
            "key67": (flag.attribute67, 67000),
            "key68": (flag.attribute68, 68000),
            "key69": (flag.attribute69, 69000),
            "key70": (flag.attribute70, 70000),
            "key71": (flag.attribute71, 71000),
            "key72": (flag.attribute72, 72000),
            "key73": (flag.attribute73, 73000),
            "key74": (flag.attribute74, 74000),
            "key75": (flag.attribute75, 75000),
            "key76": (flag.attribute76, 76000),
            "key77": (flag.attribute77, 77000),
            "key78": (flag.attribute78, 78000),
            "key79": (flag.attribute79, 79000),
            "key80": (flag.attribute80, 80000),
            "key81": (flag.attribute81, 81000),
            "key82": (flag.attribute82, 82000),
            "key83": (flag.attribute83, 83000),
            "key84": (flag.attribute84, 84000),
            "key85": (flag.attribute85, 85000),
            "key86": (flag.attribute86, 86000),
            "key87": (flag.attribute87, 87000),
            "key88": (flag.attribute88, 88000),
            "key89": (flag.attribute89, 89000),
        }
        flag = table[flag]
    return flag


def far_apart():
    return (








































        far_apart, 1, "a" "b",
        [*range(3), *"abc"], (yield)
    )
