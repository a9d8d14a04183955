x=1;y  =  2 ;z
if(a):b
if a :b
elif(c):d
else :e
while(a):b
for(a)in(b):c
for[a]in[b]:c
not(a);-(a);(a)if(b)else(c)
return_ = lambda:(a)
lambda*a,**b:a
print(*a,**b)
x = [
a ,
b
, c]
def f ( a , b = 1 , * c , d : int = 2 , ** e ) -> int : pass
@ a . b
def f(): pass
class A ( B ) : pass
f (a) [b] . c
{ a : b , ** c }
a [ b : c : d ]
import a . b . c as d
from . a import ( b , c as d , )
with a as b , c as d : pass
try : a
except A as b : c
finally : d
a if b else \
    c
x = \
    1
assert a , b
del a , b
raise a from b
x : int = 1
x \
    = 1
if a: \
    b
if \
  a:
    b
