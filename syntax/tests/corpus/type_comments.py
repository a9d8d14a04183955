# type: ignore
x = 1  # type: int
x = y = 1  #type:int
x, y = [], {}  # type: list[int], dict[str, int]  # more
x = (yield_)  # type:	tabbed
x = 1  # type: ignore
x = 1  # type: ignore[attr-defined]
x = 1  # type: ignore # comment
x = 1  # types: int
x = 1  ## type: int
x = 1  # not # type: int
x = '# type: int'
'''
# type: int
'''
for a in b:  # type: int
    pass
with a as b:  # type: int
    pass
with (a as b, c):  # type: int
    pass
def f():  # type: () -> int
    pass
def f():
    # type: () -> int
    pass
def f():

    # comment
    # type: () -> int

    # comment
    pass
def f(a, b):
    # type: (int, str) -> int
    """Docstring."""
    return a
def f(a,  # type: int
      b=1,  # type: str
      *c,  # type: float
      d,  # type: x
      e=2,
      # type: y
      **f  # type: z
      ):
    # type: (...) -> w
    x = 1  # type: int
def f(a, /, b, *, c  # type: int
      ): ...
def f(a: int, b: str = 's',  # type: t
      ): ...
class A:
    x = 1  # type: int
class B:
    # type: ignore
    def f(self): x = 1  # type: int
if a:
    x = 1  # type: int
elif b:
    x = 2  # type: int
else:
    x = 3  # type: int
    # type: ignore
async def f():
    async for a in b:  # type: int
        pass
    async with a:  # type: int
        pass
f(a,  # type: ignore
  # type: ignore[b]
  c)
# type: ignore-me
    # type: ignore
