"""Random numbers and choices.

CPython 3.13: Lib/random.py, Modules/_randommodule.c.
"""

@effect(returns=float)
def random(): ...

@effect(returns=int)
def randint(a, b): a = 1; b = 5

@effect(returns=int)
def randrange(start, stop=None, step=1): start = 5

@effect(returns=float)
def uniform(a, b): a = 1; b = 5

@effect(returns=item(seq))
def choice(seq): ...

@effect(returns=fresh(list), keeps="items of population in result")
def choices(population, weights=None, *, cum_weights=None, k=1): population = [thing()]; k = 3

@effect(returns=fresh(list), keeps="items of population in result")
def sample(population, k, *, counts=None): population = [thing(), thing()]; k = 2

@effect(returns=None, mutates="x")
def shuffle(x): x = [thing() for _ in range(200)]

@effect(returns=None)
def seed(a=None, version=2): a = 5
