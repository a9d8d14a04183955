é = 1
ﬁ = ℌ = 𝔘𝔫𝔦 = 1
x.ﬁ
def ﬁ(ﬁ, *ª, **ſ): pass
class ﬁ(ﬁ=1): pass
import ﬁ.a as ﬁ
from ﬁ import ﬁ
global ﬁ
f(ﬁ=1)
lambda ﬁ: 1
变量 = '值'; 变量.属性 + 变量
a = "é", é; b = '😀', é
match ﬁ:
    case ﬁ.a | A(ﬁ=1) | {'a': 1, **ﬁ}: pass
    case [*ﬁ]: pass
    case ﬁ as ﬁﬁ: pass
type ﬁ[ﬁ] = ﬁ
try: pass
except é as ﬁ: pass
µ = 'µ'
