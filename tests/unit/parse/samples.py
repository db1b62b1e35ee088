"""Source texts that the parsing tests share."""

from __future__ import annotations

from pathlib import Path

import libcst as cst

#: The folder of LibCST's own node definitions: long, varied, real code.
NODES = Path(cst.__file__).parent / "_nodes"

EVERY_SYNTAX = '''
@d1(a)
@d2
async def f[T: int, *Ts, **P](a, /, b: int = 1, *args, c, d=(yield), **kw) -> (x): return await a
def g(a, *, b): global x; nonlocal y; assert a, b; del a, b[0]; raise E from e
class C[T](B, *more, metaclass=M, **kw):
    """doc""" "more"
    x: int = 1; y: str
    type A[T] = list[T]
import a.b as c, d
from .. import e as f
from g import *
a = b = c, *d = 1, 2.0, 3j, ..., -x, not y, (z)
a += b ** c @ d // e
lst = [1, *a, *[i async for i in a if b if c for d in e]]
dct = {1: 2, **a, **{k: v for k, v in e}}
st = {1, *b} | {s for s in t}
gen = (g for g in h)
lam = lambda p, /, q=1, *r, s, **t: (u := p)
cond = a if b else c
s = f"a{b!r:>{width}}c{d=}" "x" rf'{e}'
comp = a < b <= c != d is not e not in f and g or h
sub = a[1:2:3, ..., ::4][*b]
call = f(a, *b, c=d, **e)(x).y
if a: pass
elif b:
    while c:
        break
    else: continue
else: ...
for x, (y, *z) in w:
    pass
else:
    pass
async def h():
    async with a as b, c: pass
    async for x in y: yield from z
try: pass
except (A, B) as e: pass
except: raise
else: pass
finally: pass
try: pass
except* A: pass
match a, b:
    case {"k": 1 | None, **rest} if g: pass
    case [1, *_, x] | (a.b as n): pass
    case C(x, y=2): pass
    case (1, 2) | -3 | "s" "t" | _: pass
print(t"a{b!s:c}d")
'''
