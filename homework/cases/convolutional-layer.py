# %% convolutional-layer-connections-check
# Numbers of your own, drawn from your student id. Ones count the connections:
from cnnlib.teaching.seeding import numbers

for k, more in numbers("layer-connections").integers(1, 9, size=(4, 2)).tolist():
    n = k + more
    counted = correlate(np.ones((n, n)), np.ones((k, k))).sum()
    check(connections, [n, k], (counted, k * k), hint=hint)

# %% convolutional-layer-leaky-check
# Sums of your own, held against torch:
import torch.nn.functional as F

own = numbers("layer-leaky").standard_normal((3, 4))
for slope in (0.01, 0.3):
    expected = F.leaky_relu(torch.tensor(own), slope).numpy()
    check(leaky_relu, [own, slope], expected, hint=hint)

# %% convolutional-layer-merge-check
# Kernels and biases of your own:
own = numbers("layer-merge")
one, two = own.integers(-3, 4, size=(2, 3, 3))
b1, b2 = own.integers(-9, 10, size=2).tolist()
expected = correlate(correlate(np.zeros((5, 5)), one) + b1, two)[0, 0] + b2
hint = "the second kernel sees b1 in each of its nine cells"
check(merged_bias, [one, b1, two, b2], expected, hint=hint)

# %% convolutional-layer-kill-check
# A kernel of your own, tried on every picture of cells that are 0 or top:
from itertools import product

own = numbers("layer-kill").integers(-9, 10, size=(2, 3))
pictures = [np.reshape(cells, (2, 3)) for cells in product((0, 5), repeat=6)]
expected = -max((picture * own).sum() for picture in pictures)
check(deadly_bias, [own, 5], expected, hint="which input gives the largest sum?")
