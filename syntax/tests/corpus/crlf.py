x = 1
if x:
    y = """a
b\
c"""
    f"""{x
=}
"""

# comment
z = (1,
     2)
w = 1 + \
    2
# type: ignore
v = 1  # type: int
