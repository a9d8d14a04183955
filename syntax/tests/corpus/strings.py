''
""
''''''
""""""
'a'
"a'b"
'a"b'
'a\'b"'
'''a'b"c'''
"""a
b"""
'a' 'b'
'a' "b" '''c'''
('a'
 'b')
('a'  # comment
 'b' \
 'c')
'\a\b\f\n\r\t\v\\\'\"'
'\
'
'a\
b'
'\0\1\12\123\1234\08\777\400'
'\x41\xe9\u0041\u20ac\U0001F600\U0010ffff'
'\N{BULLET}\N{latin small letter e with acute}\N{SPACE}\N{NULL}\N{LINE FEED}'
'\N{HANGUL SYLLABLE GAG}\N{CJK UNIFIED IDEOGRAPH-4E00}'
'\ud800'
'\udc80\ud83d\ude00'
"it's\ud800"
'\q\ \8\é\%'
r'\n\x'
r'\''
R"\\"
u'a'
U'a'
u'a' 'b'
'a' u'b'
u'a' u'b'
u'\n'
b''
b'a'
b"a'b"
b'\x00\xff\777\n\'"'
b'\N{x}\u1234\U\q'
b'a' b'b'
b'a' rb'\n' Rb'\x'
br'\'' BR"\\"
bR'a' B'b' Br'c'
'	tab'
'é€😀'
'\x7f\x80\x9f\xa0\xad'
' ​ 　﻿'
'̈'
'𝒳'
'\U000e0001\ue000'
'\u0378\U0001c500\u1c89'
x = 'a' if 'b' else 'c'
'a'.b
'a' 'b'.c
'%s' % 'a' 'b'
f('a' 'b', c='d' 'e')
'''
multi \
line
'''
r'''
raw \
line
'''
