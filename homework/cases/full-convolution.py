# %% full-convolution-size-check
# Numbers of your own, drawn from your student id:
from cnnlib.teaching.seeding import numbers

for k, more in numbers("full-convolution-size").integers(1, 30, size=(4, 2)).tolist():
    n = k + more
    modes = ("full", "same", "valid")
    expected = [len(np.convolve(np.ones(n), np.ones(k), mode)) for mode in modes]
    check(sizes, [n, k], expected, hint="full has the places 0 to n + k - 2")

# %% full-convolution-dice-check
# A loaded die of your own. By chances: all pairs of throws, counted one by one.
die = numbers("full-convolution-dice").integers(1, 9, size=4)
die = die / die.sum()
expected = np.zeros(7)
for i in range(4):
    for j in range(4):
        expected[i + j] += die[i] * die[j]
check(chances_of_sum, [die, 2], expected, hint="convolve with the die once for each throw")

# %% full-convolution-divide-check
# A secret of your own:
secret, w2 = numbers("full-convolution-divide").integers(1, 9, size=(2, 4))
check(deconvolve, [np.convolve(secret, w2), w2], secret, hint=stamp)
