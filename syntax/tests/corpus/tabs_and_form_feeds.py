if a:
	b
	if c:
		d
		e	=	1
else:
  	f
x = 1

if a:
    b
    c
def f():


    pass

# comment
