if a: b;
if a:
    b; 
    # comment
class A:
    x = 1;
    # comment
# comment

def f():
    pass ;  # comment

if a:
  if b:
    c;

x ; y ;
