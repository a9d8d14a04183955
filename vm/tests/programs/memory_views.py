"""Views of memory: formats, dimensions, slices, comparison, and what they forbid meanwhile."""

import array,sys
A=array.array
b=bytearray(b'abcdefgh'); m=memoryview(b)
for src in ["m[0]","m[1:3].tolist()","m[::-1].tobytes()","m[::2].tolist()","m.nbytes","m.format","m.itemsize","m.ndim","m.shape","m.strides","m.suboffsets","m.readonly","m.c_contiguous","m[::2].contiguous","m.obj is b","m.cast('H').tolist()","m.cast('B',[2,4]).tolist()","m.cast('B',[2,4])[1,2]","m.cast('B',[2,4])[1]","m.cast('B',[2,4])[0:1,0:1]","m.cast('B',[2,4]).strides","m.cast('H',(2,2)).tolist()","m.cast('H').cast('I')","m.cast('d').tolist()","m.cast('x')","m.cast('3s')","m[::2].cast('H')","m.cast('H',[3])","m.cast('B',3)","m.cast('B',['a'])","m.cast('B',[-1])","m.cast('B',[0])","m[9]","m['a']","m[None]","m[1.5]","m.__setitem__(0,300)","m.__setitem__(0,'a')","m.__setitem__(0,65)","m.__setitem__(slice(0,2),b'xy')","m.__setitem__(slice(0,2),b'xyz')","m.__setitem__(slice(0,2),[1,2])","m.__delitem__(0)","memoryview(b'abc').__setitem__(0,1)","hash(m)","hash(memoryview(b'abc'))==hash(b'abc')","hash(memoryview(b'abcd').cast('H'))","m==b","m==b'xbcdefgh'","m<b","m!=b","memoryview(A('i',[1,2]))==A('i',[1,2])","memoryview(A('i',[1,2]))==A('d',[1,2])","memoryview(A('f',[1,2]))==A('d',[1,2])","memoryview(A('f',[float('nan')]))==A('f',[float('nan')])","memoryview(A('i',[1,2])).tolist()","memoryview(A('d',[1.5])).cast('B').tolist()","len(m)","list(m)","memoryview(3)","memoryview()","memoryview(b,3)","m.hex()","m.hex(':')","m.hex(sep='-',bytes_per_sep=2)","m.tobytes('F')","m.tobytes('x')","m.tobytes(None)","m.toreadonly().readonly","m.toreadonly()[0]","sys.getsizeof(m)","sys.getsizeof(m.cast('B',[2,4]))","bytes(m[1:4])","bytearray(m[::2])","b'%b'%m","b''.join([m,m[0:2]])","int.from_bytes(m[:2],'little')","m in [m]","97 in m","m.cast('B',[2,4]).tobytes('F')","m.cast('B',[8,1]).f_contiguous","memoryview(b'').cast('H').tolist()","memoryview(b'abc')[:0].tolist()","m.cast('c')[0]","m.cast('c').__setitem__(0,b'z')","m.cast('c').__setitem__(0,b'zz')","m.cast('c').__setitem__(0,3)","m.cast('?').tolist()","m.cast('P')[0]","m.cast('b').tolist()","m.cast('q')[0]","m.cast('e').tolist()","m.cast('f').__setitem__(0,'a')","m.cast('f').__setitem__(0,1.5)","m.cast('B',[]).tolist()","memoryview(b'a').cast('B',[])[()]","memoryview(b'a').cast('B',[])[0]","len(memoryview(b'a').cast('B',[]))","memoryview(b'a').cast('B',[]).tolist()","memoryview(b'a').cast('B',[]).shape","memoryview(memoryview(b'abc')).tobytes()","b.__buffer__(0)" and "1","m.__exit__()","m.release()","m[0]","m.nbytes","m==m","m.tolist()","len(m)","m.release()","memoryview[int]","b.append(3)","b'abc'.find(memoryview(b'b'))","b'abc'+memoryview(b'd')","bytearray(b'a')+memoryview(b'd')","b'a'==memoryview(b'a')","memoryview(b'a')==b'a'"]:
    try: print(src, eval(src))
    except BaseException as e: print(src, type(e).__name__, e)
b=bytearray(b'abc'); m=memoryview(b)
for s in ["b.append(1)","b.extend(b'a')","b.pop()","b.clear()","b.__setitem__(slice(0,1),b'xx')","b.__setitem__(0,65)","b.__iadd__(b'a')","b.__imul__(2)","b.insert(0,1)","b.remove(65)","b.reverse()","b.__delitem__(0)","b.__init__(b'x')"]:
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
del m
b.append(4); print(b, sys.getrefcount(b))
m=memoryview(b); print(sys.getrefcount(b)); n=m[1:]; print(sys.getrefcount(b)); m.release(); print(sys.getrefcount(b))
with n as q: print(q.tolist())
try: n[0]
except ValueError as e: print(e)
class B:
    def __buffer__(self,f): return memoryview(b'hello')
print(memoryview(B()).tobytes(), bytes(B()))
