# type: ignore
x
