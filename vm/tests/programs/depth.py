# What is nested too deep for the machine's own recursion raises, and the program goes on.
def nested():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


deep, other = nested(), nested()
for function in (repr, str, lambda it: it == other):
    try:
        function(deep)
    except RecursionError as error:
        print(type(error).__name__)
del deep, other
print("goes on")
