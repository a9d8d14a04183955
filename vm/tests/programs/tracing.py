"""What sys.settrace and sys.setprofile tell."""
import sys
out=[]
def tracer(frame, event, arg):
    if frame.f_code.co_name in ('f','g','h','gen','<lambda>','<listcomp>'):
        out.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, arg if event=='return' else (arg[0].__name__ if event=='exception' else arg)))
        return tracer
def f(n):
    x = 0
    for i in range(n):
        if i % 2:
            x += i
        else:
            continue
    while x:
        x -= 1
    return x
def g():
    try:
        1/0
    except ZeroDivisionError:
        pass
    finally:
        y = 2
    return [a
            for a in (1, 2)]
def h():
    for v in gen(): pass
    raise ValueError
def gen():
    yield 1
    yield 2
for fn, a in ((f, (3,)), (g, ()), (h, ())):
    out.clear()
    sys.settrace(tracer)
    try: fn(*a)
    except ValueError: pass
    sys.settrace(None)
    for o in out: print(o)
    print('--')
def bad(frame, event, arg): raise KeyError('bad')
sys.settrace(bad)
try: f(1)
except KeyError as e: print('bad', e, sys.gettrace())
out.clear()
def prof(frame, event, arg):
    if event in ('call', 'return') and frame.f_code.co_name != '<module>': out.append((frame.f_code.co_name, event))
sys.setprofile(prof); f(1); h2 = list(gen()); sys.setprofile(None)
print(out)
