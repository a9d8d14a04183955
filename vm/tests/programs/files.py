import _io as io
import posix
import sys

PATH = "/tmp/refwise_program_files.txt"

# A text file, written and read again.
with open(PATH, "w") as file:
    print(file)
    print(file.write("first\n"), file.write("zweite é\n"), file.tell())
    print("printed", 3, sep="-", file=file)
    print(file.closed, file.mode, file.name == PATH, file.encoding, file.newlines)
print(file.closed)
try:
    file.write("x")
except ValueError as error:
    print(error)
with open(PATH) as file:
    print(file.readline(), file.tell(), list(file))
    print(repr(file.read()), file.seek(0), repr(file.read(3)), file.tell(), file.readlines())
    try:
        file.write("x")
    except io.UnsupportedOperation as error:
        print(type(error), type(error).__mro__, error)
print(posix.stat(PATH).st_size, [it for it in posix.listdir("/tmp") if it.startswith("refwise_program_files")])

# Bytes.
with open(PATH, "rb") as file:
    print(file, type(file.raw), file.mode, file.peek(3)[:5], file.read(4), file.tell())
    buffer = bytearray(4)
    print(file.readinto(buffer), buffer, file.readline(), file.seek(-3, 2), file.read())
with open(PATH, "ab+") as file:
    print(type(file), file.tell(), file.write(b"end"), file.seek(0), file.read(5), file.write(b"!"), file.tell())
with open(PATH, "r+b", buffering=0) as file:
    print(file, file.read(2), file.write(b"XX"), file.seek(0), file.readall())
    print(file.truncate(4), file.seek(0), file.read(), file.fileno() > 2, file.isatty())

# Ends of lines.
with open(PATH, "wb") as file:
    file.write(b"a\r\nb\rc\nd")
for newline in [None, "", "\n", "\r", "\r\n"]:
    with open(PATH, newline=newline) as file:
        print(repr(newline), file.readlines(), repr(file.newlines))
for newline in [None, "", "\n", "\r", "\r\n"]:
    with open(PATH, "w", newline=newline) as file:
        file.write("x\ny\r\n")
    with open(PATH, "rb") as file:
        print(file.read())

# Encodings.
for encoding in ["latin-1", "utf-16", "ascii"]:
    try:
        with open(PATH, "w", encoding=encoding) as file:
            file.write("é")
            file.write("ü")
    except UnicodeEncodeError as error:
        print(error)
    with open(PATH, "rb") as file:
        print(encoding, file.read())
with open(PATH, "wb") as file:
    file.write("aé€😀\n".encode() * 3 + b"\xff")
with open(PATH, errors="replace") as file:
    print([file.read(2) for _ in range(9)], file.tell())
with open(PATH) as file:
    try:
        file.read()
    except UnicodeDecodeError as error:
        print(error)

# What is wrong.
for args in [("nope",), (PATH, "rw"), (PATH, "q"), (PATH, "tb"), (PATH, "rb", -1, "utf-8"), (PATH, "r", 0), ("/tmp",), (PATH, "x"), (-3,), (3.5,), ("a\0b",)]:
    try:
        open(*args)
    except Exception as error:
        print(type(error).__name__, error)
posix.remove(PATH)
try:
    posix.stat(PATH)
except OSError as error:
    print(repr(error), error.errno, error.strerror, error.filename)

# Folders.
FOLDER = "/tmp/refwise_program_folder"
posix.mkdir(FOLDER)
for name in "ba":
    open(f"{FOLDER}/{name}", "w").close()
print(sorted(posix.listdir(FOLDER)), sorted(it.name for it in posix.scandir(FOLDER)), posix.access(FOLDER, 4))
try:
    posix.rmdir(FOLDER)
except OSError as error:
    print(error)
posix.rename(f"{FOLDER}/a", f"{FOLDER}/c")
print(sorted(posix.listdir(FOLDER)), [it.is_dir() for it in posix.scandir(FOLDER)])
for name in "bc":
    posix.unlink(f"{FOLDER}/{name}")
posix.rmdir(FOLDER)
try:
    posix.listdir(FOLDER)
except FileNotFoundError as error:
    print(error)

# In memory.
text = io.StringIO("one\ntwo\n", newline=None)
print(text.read(2), text.readline(), text.tell(), text.seek(0, 2), text.write("end"), text.getvalue(), text.truncate(3), text.getvalue())
data = io.BytesIO(b"12345")
print(data.read(2), data.write(b"ab"), data.getvalue(), data.seek(0), data.read(), data.readinto(bytearray(2)), data.getbuffer()[0])
data.close()
try:
    data.read()
except ValueError as error:
    print(error)
value = b"kept as it is"
print(io.BytesIO(value).getvalue() is value)

# Layers by hand.
raw = io.BytesIO()
wrapper = io.TextIOWrapper(raw, encoding="utf-8", newline="\r\n", write_through=True)
print(wrapper.write("a\nb"), raw.getvalue(), wrapper.detach() is raw)
reader = io.BufferedReader(io.BytesIO(b"abc\ndef"), 2)
print(reader.read(1), reader.peek(), reader.read1(5), reader.readline(), reader.read())
pair = io.BufferedRWPair(io.BytesIO(b"in"), io.BytesIO())
print(pair.read(), pair.write(b"out"), pair.readable(), pair.writable())


# The standard output goes to a file for a while.
class Redirected:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "w")
        self.old = sys.stdout.write
        sys.stdout.write = self.file.write
        return self

    def __exit__(self, *error):
        sys.stdout.write = self.old
        self.file.close()


with Redirected(PATH):
    print("into the file")
print("to the screen", open(PATH).read())
posix.remove(PATH)
sys.stdout.buffer.write(b"bytes\n")
print(type(sys.stdout).__name__, sys.stdout.fileno(), sys.stdout.name, sys.stderr.errors, sys.stdin.mode)
