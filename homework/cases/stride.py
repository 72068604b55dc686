# %% stride-places-check
# Numbers of your own, drawn from your student id:
from cnnlib.teaching.seeding import numbers

for n, k, s, d in numbers("stride-places").integers(1, [60, 6, 6, 5], size=(6, 4)).tolist():
    fits = d * (k - 1) + 1 <= n
    count = output_size(n, k, stride=s, dilation=d) if fits else 0
    check(places, [n, k, s, d], count, hint="put the reach in the place of k, and round down")

# %% stride-smallest-check
# Numbers of your own. Of all sizes with m places, the first:
for m, k, s in numbers("stride-smallest").integers(1, [9, 8, 7], size=(4, 3)).tolist():
    sizes = [n for n in range(k, 99) if output_size(n, k, stride=s) == m]
    check(smallest, [m, k, s], sizes[0], hint="m places are m - 1 jumps, then the whole kernel")

# %% stride-spread-check
# A kernel of your own. A transposed convolution with a single 1 spreads it too:
from cnnlib import conv_transpose2d

own = numbers("stride-spread").integers(1, 10, size=(3, 2))
for d in (3, 2, 1):
    expected = conv_transpose2d(own[None], np.ones((1, 1, 1, 1), int), stride=d)[0]
    check(spread, [own, d], expected, hint="zeros between the weights, and none around them")

# %% stride-unread-check
# Numbers of your own, counted with `reads`:
for n, k, s in numbers("stride-unread").integers([9, 1, 1], [40, 8, 9], size=(5, 3)).tolist():
    check(unread, [n, k, s], (reads(n, k, s) == 0).sum(), hint="count them in a drawing")
