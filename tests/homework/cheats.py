"""More ways to cheat, or to break the grader; each is an answer to `smallest` or to `places`."""

LIES = """\
import numpy as np
class Whole(int):
    __eq__ = lambda self, other: True
    __float__ = lambda self: 7.0
class Text(str):
    __float__ = lambda self: 7.0
class Array:
    __array__ = lambda self, *_, **__: np.array(7.0)
    __iter__ = lambda self: iter([7])
class Masked(np.ma.MaskedArray):
    pass
ring = []
ring.append(ring)
deep = 7
for _ in range(60):
    deep = [deep]
lies = [Whole(7), Text("7"), 10**5000, float("nan"), deep, ring, (n for n in [7]), Array(),
        np.array([7], dtype=object), np.datetime64(7, "s"), {7}, type, lambda: 7]
def places(n, k, s, d):
    return lies.pop(0)"""
LIES_IN_NUMPY = """\
class Sly(np.ndarray):
    dtype = property(lambda self: np.dtype(float))
    def tobytes(self, *_): return np.float64(7).tobytes() * 10**6
    def __array_wrap__(self, *_): return 1 / 0
def smallest(m, k, s):
    return np.zeros(3).view(Sly)"""
FORGED = """\
import json, os
def forge(text):
    for descriptor in range(3, 20):
        try: os.write(descriptor, text)
        except OSError: pass
big = json.dumps({"error": ["Hint: " + "x" * 10**6, "y" * 10**6]}).encode()
forge(b'{"value": {"array": ["|O8", [1], "AAAA"]}}\\n{"error": 3}\\n' + big + b'\\n' + b'[' * 9999)
def smallest(m, k, s):
    forge(b'{"value": 7}\\n' * 99)
    return 0"""
PATCHED_WIRE = """\
import json, os, pickle, sys
def smallest(m, k, s):
    json.dumps = lambda *_, **__: '{"value": ' + '[' * 20000 + ']' * 20000 + '}'
    pickle.dumps = os.write = print
    sys.stdout = sys.__stdout__ = None
    return 0"""
CLOSED = """\
import os
os.closerange(0, 99)
def smallest(m, k, s):
    return 0"""
OUTLIVES = """\
import os
def smallest(m, k, s):
    if os.fork():
        os._exit(0)
    return 0  # said by a child, when its parent is gone"""
HINTS = """\
def smallest(m, k, s):
    raise ValueError(f"Hint: asked for {m}, {k}, {s}")"""
KEEPS = """\
kept = []
def places(n, k, s, d):
    kept.append((n, k, s, d))
    class Answer: pass
    Answer.__name__ = f"Hint: {kept}"
    return Answer() if d == 1 and n == 30 else max((n - d * (k - 1) - 1) // s + 1, 0)"""
TELLS = """\
def smallest(m, k, s):
    raise ValueError(f"the checks of places were {kept}")"""
HOARDS = """\
import ctypes, os, subprocess
def smallest(m, k, s):
    held = []
    libc = ctypes.CDLL(None, use_errno=True)
    for folder in ("/dev/shm", "/dev", "/tmp", "/", "/run"):
        try:
            for i in range(99):
                with open(f"{folder}/{i}", "wb") as file:
                    file.write(bytes(10**7))
                if i == 9: held.append(folder)
        except OSError:
            pass
    try:
        os.memfd_create("hoard")
        held.append("memfd")
    except OSError:
        pass
    if libc.shmget(0, 1 << 30, 0o1600) != -1:
        held.append("shmget")
    if libc.ptrace(0, 0, 0, 0) != -1:
        held.append("ptrace")
    if libc.unshare(0x10000000) != -1:
        held.append("a name space of users")
    raise RuntimeError(f"held {held}")"""
LOOKS = """\
import os, cnnlib
def smallest(m, k, s):
    found = [name for name in os.environ if "SECRET" in name]
    for folder in {secrets!r}:
        if os.path.isdir(folder):
            found += os.listdir(folder)
    beside = os.listdir(os.path.dirname(cnnlib.__path__[0]))
    found += [name for name in beside if name in ("chapters", "tests", ".git")]
    raise RuntimeError(f"found {{found}}")"""
HALVES = """\
def smallest(m, k, s):
    raise ValueError("\\ud800 \\x1b[2J <script>alert(1)</script> \\u202e")"""
DEEP = "def smallest(m, k, s):\n    return " + "+".join(["1"] * 20_000)
DEEPER = "def smallest(m, k, s):\n    return " + "(" * 5000 + "7" + ")" * 5000
MAGIC = """\
%matplotlib inline
!ls
def smallest(m, k, s):
    return int(np.int64((m - 1) * s + k))"""
SLEEPS = "import time\ndef smallest(m, k, s):\n    time.sleep(60)"
