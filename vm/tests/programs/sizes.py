# How lists grow, and what negative indices mean.
import sys

sizes = []
items = []
for number in range(20):
    size = sys.getsizeof(items)
    if not sizes or sizes[-1] != size:
        sizes.append(size)
    items.append(number)
print(sizes)
print(items[-1], items[-3:], items[::-5])
try:
    items[-21]
except IndexError as error:
    print(error)
print(sys.getsizeof([]), sys.getsizeof([None] * 4), sys.getsizeof(()), sys.getsizeof({}), sys.getsizeof(set()))
print(sys.getsizeof(0), sys.getsizeof(2**30), sys.getsizeof(2**60), sys.getsizeof("a"), sys.getsizeof("é" * 3))
