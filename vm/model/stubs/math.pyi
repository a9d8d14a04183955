"""Mathematics of floats.

CPython 3.13: Modules/mathmodule.c.
"""

pi: float
e: float
tau: float
inf: float
nan: float

@effect(returns=float)
def acos(x, /): x = 1

@effect(returns=float)
def acosh(x, /): x = 1

@effect(returns=float)
def asin(x, /): x = 1

@effect(returns=float)
def asinh(x, /): x = 1

@effect(returns=float)
def atan(x, /): x = 1

@effect(returns=float)
def cbrt(x, /): x = 1

@effect(returns=float)
def cos(x, /): x = 1

@effect(returns=float)
def cosh(x, /): x = 1

@effect(returns=float)
def degrees(x, /): x = 1

@effect(returns=float)
def erf(x, /): x = 1

@effect(returns=float)
def erfc(x, /): x = 1

@effect(returns=float)
def exp(x, /): x = 1

@effect(returns=float)
def exp2(x, /): x = 1

@effect(returns=float)
def expm1(x, /): x = 1

@effect(returns=float)
def fabs(x, /): x = 1

@effect(returns=float)
def gamma(x, /): x = 1

@effect(returns=float)
def lgamma(x, /): x = 1

@effect(returns=float)
def log10(x, /): x = 1

@effect(returns=float)
def log1p(x, /): x = 1

@effect(returns=float)
def log2(x, /): x = 1

@effect(returns=float)
def radians(x, /): x = 1

@effect(returns=float)
def sin(x, /): x = 1

@effect(returns=float)
def sinh(x, /): x = 1

@effect(returns=float)
def sqrt(x, /): x = 1

@effect(returns=float)
def tan(x, /): x = 1

@effect(returns=float)
def tanh(x, /): x = 1

@effect(returns=float)
def ulp(x, /): x = 1

@effect(returns=float)
def atan2(y, x, /): x = 1; y = 2

@effect(returns=float)
def copysign(x, y, /): x = 1; y = 2

@effect(returns=float)
def fmod(x, y, /): x = 1; y = 2

@effect(returns=float)
def remainder(x, y, /): x = 1; y = 2

@effect(returns=float)
def pow(x, y, /): x = 1; y = 2

@effect(returns=float)
def hypot(*coordinates): coordinates = (3, 4)

@effect(returns=float, consumes="seq")
def fsum(seq, /): seq = [1, 2]

@effect(returns=Unknown, consumes="iterable")
def prod(iterable, /, *, start=1): iterable = [1, 2]

@effect(returns=bool)
def isfinite(x, /): x = 1

@effect(returns=bool)
def isinf(x, /): x = 1

@effect(returns=bool)
def isnan(x, /): x = 1

@effect(returns=bool)
def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0): a = 1; b = 2

@effect(returns=int)
def factorial(n, /): n = 4

@effect(returns=int)
def isqrt(n, /): n = 4

@effect(returns=int)
def gcd(*integers): integers = (4, 6)

@effect(returns=int)
def lcm(*integers): integers = (4, 6)

@effect(returns=int)
def comb(n, k, /): n = 4; k = 2

@effect(returns=fresh(tuple))
def frexp(x, /): x = 1.5

@effect(returns=fresh(tuple))
def modf(x, /): x = 1.5

@effect(returns=Unknown)
def ceil(x, /): x = 1.5

@effect(returns=Unknown)
def floor(x, /): x = 1.5

@effect(returns=Unknown)
def trunc(x, /): x = 1.5
