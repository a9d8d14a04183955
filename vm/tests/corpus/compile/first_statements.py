"fol" + "ded"
def f():
    "fol" "ded" + "x"
    return 1
def g():
    f"no docstring"
def h():
    """A docstring.

        With	tabs and é.
      """
    """not one"""
class A:
    b"bytes"
class B:
    """doc"""
    """second"""
    x: int
class C: ...
async def i():
    "doc"
    ("second")
def j(): ("doc")
def k():
    1
    None
    ...
    "x"
