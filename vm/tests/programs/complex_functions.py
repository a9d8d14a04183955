"""`cmath`, and errors of functions of modules written natively."""

import cmath
for z in (1+2j,-1.5+0.5j,0.1j,3,-2,1e-3-1e-3j,100+1j,-0.0,complex(2,-0.0)):
    for n in "acos acosh asin asinh atan atanh cos cosh exp log10 sin sinh sqrt tan tanh log phase polar".split():
        try: print(n,z,getattr(cmath,n)(z))
        except Exception as e: print(n,z,type(e).__name__,e)
print(cmath.rect(2,1),cmath.log(2,3),cmath.isclose(1+1j,1+1.0000000001j),cmath.infj,cmath.nanj,cmath.pi)
for s in ["cmath.sqrt('a')","cmath.exp(1000)","cmath.log(0)","cmath.atanh(1)","cmath.rect(1)","cmath.isclose(1,2,rel_tol=-1)"]:
    try: print(s,eval(s))
    except Exception as e: print(s,type(e).__name__,e)
