# %% cross-correlation-places-check
# Numbers of your own, drawn from your student id:
from cnnlib.teaching.seeding import numbers

for n, k in numbers("cross-correlation-places").integers(1, 40, size=(6, 2)).tolist():
    count = len(np.correlate(np.ones(n), np.ones(k), "valid")) if k <= n else 0
    check(places, [n, k], count, hint="the first place, 0, counts too; 0 if it does not fit")

# %% cross-correlation-bright-check
# A picture and a kernel of your own:
own = numbers("cross-correlation-bright").integers(-9, 10, size=(6, 7))
w2, gain, offset = own[:2, :3], int(own[4, 0]), int(own[5, 0])
expected = correlate(gain * own + offset, w2)
hint = "each product gains the offset times its own weight"
check(brightened, [correlate(own, w2), w2, gain, offset], expected, hint=hint)

# %% cross-correlation-loop-check
# A picture and a kernel of your own:
own = numbers("cross-correlation-loop").integers(-9, 10, size=(7, 6))
for w2 in (own[:3, :2], own[:1, :4]):
    check(convolve_loops, [own, w2], convolve(own, w2, mode="valid"), hint=turn)
