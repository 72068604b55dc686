"""What the students of a class write into their cells, mostly to cheat or to break something."""

LOOKED_UP = """\
def places(n, k, s, d):
    seen = {(8, 3, 2, 1): 3, (9, 3, 2, 2): 3, (9, 2, 4, 8): 1, (3, 3, 1, 2): 0}
    return seen[n, k, s, d]  # the four checks that a student can see"""
HELPER = "def reach_of(k, d):\n    return d * (k - 1) + 1"
WITH_HELPER = """\
def places(n, k, s, d):
    return max((n - reach_of(k, d)) // s + 1, 0)"""
ALWAYS_EQUAL = """\
class Equal:
    shape, dtype, ndim, size = (), float, 0, 1
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array__(self, *_, **__): raise ValueError
    def __float__(self): return 7.0
    def __hash__(self): return 0
    __sub__ = __rsub__ = __abs__ = __le__ = __lt__ = __array_ufunc__ = lambda *_: Equal()
    __bool__ = lambda self: True
def smallest(m, k, s):
    return Equal()"""
ALWAYS_EQUAL_ARRAY = """\
class Equal(np.ndarray):
    __eq__ = lambda *_: np.True_
    def __array_ufunc__(self, *_, **__): return np.True_
    def __array_function__(self, *_, **__): return True
def smallest(m, k, s):
    return np.zeros(()).view(Equal)"""
PATCHED = """\
import builtins, cnnlib, cnnlib.teaching.checking, numpy
yes = lambda *_, **__: True
for module in (numpy, numpy.testing):
    for name in ("allclose", "isclose", "array_equal", "assert_allclose", "assert_equal"):
        setattr(module, name, yes)
cnnlib.teaching.checking.check = lambda *_, **__: print("Right.")
cnnlib.output_size = yes
builtins.all = builtins.any = yes
def smallest(m, k, s):
    return 0"""
PATCHED_MAIN = """\
import gc, sys, threading, time
def forge():
    while True:
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "value" in thing:
                thing["value"] = 7
        for descriptor in range(3, 9):
            try: __import__("os").write(descriptor, b'{"value": 7}\\n')
            except OSError: pass
        time.sleep(0.2)
threading.Thread(target=forge, daemon=True).start()
main = sys.modules["__main__"]
main.encode = lambda value, depth=0: 7
def smallest(m, k, s):
    return 0"""
SPY = """\
import glob, os
def smallest(m, k, s):
    wanted = {wanted!r}
    found = [path for path in wanted if os.path.exists(path)]
    for top in ("/", "/proc/1/root"):
        for folder, folders, files in os.walk(top):
            large = ("proc", "dev", "usr", "lib", "lib64", "bin", "share")
            folders[:] = [f for f in folders if f not in large]
            found += [f for f in files if f in ("stride.py", "stride.ipynb", "gradebook.db")]
    for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
        try: found += [path] * (b"stride.py" in open(path, "rb").read())
        except OSError: pass
    raise RuntimeError(f"found {{len(found)}}")"""
SPY_MEMORY = """\
import gc, sys
def smallest(m, k, s):
    frame, texts = sys._getframe(), []
    while frame:
        texts.append(repr(frame.f_locals)[:10**6])
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            texts += [value for value in thing.values() if isinstance(value, str)]
    secret = "KRAM-NEDDIH"[::-1]
    raise RuntimeError(f"found {sum(secret in text for text in texts)}")"""
DETACHED = """\
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(100):
            for path in {wanted!r}:
                try:
                    with open(path, "r+b") as file: file.write(b"edited")
                except OSError:
                    pass
            time.sleep(0.1)
    os._exit(0)
def smallest(m, k, s):
    return 0"""
CALLER = """\
import socket
def smallest(m, k, s):
    with socket.create_connection(("127.0.0.1", {port}), timeout=2) as call:
        call.sendall(b"solve this for me")
        return int(call.recv(9))"""
FORKS = """\
import os, time
def smallest(m, k, s):
    for _ in range(150):  # a fork bomb that stops by itself
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
    time.sleep(30)
    return 0"""
SPAWNS = """\
import subprocess
def smallest(m, k, s):
    many = [subprocess.Popen(["sleep", "30"]) for _ in range(150)]
    many[0].wait()
    return 0"""
STUBBORN = """\
import signal
def smallest(m, k, s):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            while True: pass
        except BaseException:
            continue"""
