"""`array`: kinds of items, their bounds, growth, and errors in CPython's words."""

import array,sys
A=array.array
for c in 'bBhHiIlLqQfdw':
    row=[]
    for v in (2**70,-2**70,-1,128,-129,256,32768,65536,2**31,2**32,-2**31-1,2**63,2**64,-2**63-1,'a',1.5,None,'ab',b'a'):
        try: A(c,[v]); row.append('ok')
        except Exception as e: row.append(type(e).__name__+': '+str(e))
    print(c, row)
print(sys.getsizeof(A('i')), A.__basicsize__, A.__itemsize__, A('i').__sizeof__())
a=A('i'); l=[]
for i in range(100):
    a.append(i); l.append(sys.getsizeof(a))
print(l)
for i in range(100):
    a.pop(); l.append(sys.getsizeof(a))
print(l)
for src in ["A()","A(3)","A('z')","A('ii')","A('i',3)","A('i',b'1234')","A('i',b'123')","A('i','abc')","A('w','abc')","A('w','abc')","A('i',[1,2,3])[5]","A('i',[1]).pop(4)","A('i').pop()","A('i',[1,2]).remove(3)","A('i',[1,2]).index(3)","A('i',[1,2])+[1]","A('i',[1,2])+A('h',[1])","A('i',[1,2])*'a'","A('i',[1,2]).extend(A('h'))","A('i',[1,2]).extend(3)","A('i').frombytes(b'123')","A('i').frombytes('1')","A('i').fromunicode('1')","A('i').fromlist(3)","A('i').fromlist([1,'a'])","A('i').tounicode()","A('i',[1,2]).byteswap()","A('w','ab').byteswap()","A('i',[1,2]).buffer_info()[1]","A('i',[1,2]).__reduce_ex__(3)","A('i',[1,2]).__reduce_ex__(2)","A('d',[1.5])","A('i',[1,2])==A('d',[1,2])","A('i',[1,2])<A('i',[1,3])","A('i',[1,2]).__copy__()","hash(A('i'))","A('i',[1,2,3])[::2]","A('i',[1,2,3])['a']","A('i',[1,2,3]).__setitem__(slice(0,1),[1])","A('i',[1,2,3]).__setitem__(slice(0,3,2),A('i',[1]))","A('i',[1,2,3]).__setitem__(slice(0,3,2),A('h',[1]))","A('i',[1,2,3]).__setitem__(9,1)","A('i',[1,2,3]).__setitem__(0,'a')","A('i',[1,2,3]).__delitem__(9)","A('i',[1,2,3]).count(1)","A('i',[1,2,3]).index(1,2)","array.typecodes","A('i').typecode","A('i').itemsize","A('i').append()","A('i').insert(1)","A('i',x=3)","A('i',[1],2)","A('b',[1]) in [1]","1 in A('b',[1])","A('i',[1]).__contains__(1)","array._array_reconstructor(A,'i',8,b'1234')","A('i',[1,2]).tolist()","A('q',A('i',[1,2]))","A[int]","A('w','ab').tounicode()","A('w','ab')","repr(A('b'))", "memoryview(A('i',[1,2])).format","A('i').clear()","A('i').fromfile(3,4)","A('i',[1,2])*2","2*A('i',[1])","A('i',[1,2])*-1","A('f',[1.1])","A('I',[2**32-1])","A('L',[2**64-1])","A('i',[1,2]).__iadd__([3])","A('i',[1,2]).__imul__(3)","sys.getsizeof(A('i',[1,2,3]))","sys.getsizeof(A('i',[1,2,3])[1:])","sys.getsizeof(A('i',b'12345678'))","A('w').__reduce_ex__(3)"]:
    try: print(src, eval(src))
    except Exception as e: print(src, type(e).__name__, e)
a=A('i',[1,2,3]); m=memoryview(a)
for s in ["a.append(3)","a.pop()","a.extend([1])","a.clear()","a.__iadd__(a)","a.frombytes(b'1234')","a.__delitem__(0)","a.__imul__(2)","a.insert(0,1)"]:
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
