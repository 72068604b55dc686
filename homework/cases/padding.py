# %% padding-size-check
# Numbers of your own, drawn from your student id:
from cnnlib import output_size
from cnnlib.teaching.seeding import numbers

low, high = [1, 1, 1, 0], [60, 8, 5, 4]
for n, k, s, p in numbers("padding-size").integers(low, high, size=(6, 4)).tolist():
    count = output_size(n, k, stride=s, padding=p) if k <= n + 2 * p else 0
    check(size, [n, k, s, p], count, hint="padding at both ends; round down, then + 1")

# %% padding-keep-check
# Numbers of your own. Of all paddings, the one that keeps 99 cells:
for half, d in numbers("padding-keep").integers(1, 6, size=(4, 2)).tolist():
    k = 2 * half + 1
    kept = [p for p in range(60) if output_size(99, k, padding=p, dilation=d) == 99]
    check(keep, [k, d], kept[0], hint="put the reach d (k - 1) + 1 in the place of k")

# %% padding-mirror-check
# A row of your own:
own = numbers("padding-mirror").integers(0, 100, size=9)
for p in (0, 1, 4, 8):
    check(mirrored, [own, p], pad(own[None], (p, p), "reflect")[0], hint="the edge cell stays one")

# %% padding-share-check
# Numbers of your own. A ring of ones round zeros tells which windows touch it:
from cnnlib import correlate

for half, more in numbers("padding-share").integers(0, 6, size=(4, 2)).tolist():
    k = 2 * half + 1
    n = k + more
    ring = np.pad(np.zeros((n, n)), half, constant_values=1)
    touched = correlate(ring, np.ones((k, k))) > 0
    check(touching, [n, k], touched.mean(), hint="n - k + 1 places a side are inside")
