import math
print(math.pi, math.sqrt(2), math.floor(2.7), math.ceil(-2.1), math.trunc(5.9), math.gcd(12, 18), math.lcm(4, 6), math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.perm(4), math.isqrt(99))
print(math.log(10), math.log(8, 2), math.log2(1 << 2000), math.log10(1000), math.hypot(3, 4), math.fma(2.0, 3.0, 4.0), math.ldexp(0.5, 4), math.frexp(8.0), math.modf(3.25), math.nextafter(1.0, 2.0), math.nextafter(1.0, 2.0, steps=3))
print(math.isclose(1.0, 1.0 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isnan(math.nan), math.copysign(1, -0.0), math.fmod(7, 3), math.remainder(7, 4), math.gamma(5), math.gcd(), math.lcm())
for f in (lambda: math.sqrt(-1), lambda: math.sqrt('a'), lambda: math.exp(1000), lambda: math.factorial(-1), lambda: math.factorial(2.0), lambda: math.log(0), lambda: math.log(), lambda: math.floor('x'), lambda: math.trunc('a'), lambda: math.comb(-1, 2), lambda: math.isqrt(-1), lambda: math.ldexp(1.0, 2.0), lambda: math.gcd(1.5), lambda: math.log(5, 1), lambda: math.floor(math.inf), lambda: math.sin(), lambda: math.pow(0, -1), lambda: math.acos(2)):
    try: print(f())
    except Exception as e: print(type(e), e)
import _random
r = _random.Random(42)
print(r.random(), r.random(), r.getrandbits(70), r.getrandbits(0))
r.seed(-7); print(r.random()); r.seed(1.5); print(r.random())
s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random(), len(s))
class R(_random.Random): pass
print(R(3).random())
try: r.getrandbits(-1)
except ValueError as e: print(e)
try: r.setstate((1,2))
except ValueError as e: print(e)
