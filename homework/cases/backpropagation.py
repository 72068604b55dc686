# %% backpropagation-bias-check
# Gradients of your own, drawn from your student id, summed one by one:
from cnnlib.teaching.seeding import numbers

own = numbers("backpropagation-bias").integers(-9, 10, size=(3, 2, 4, 5))
expected = [0, 0]
for (_, channel, _, _), value in np.ndenumerate(own):
    expected[channel] += value
check(bias_gradients, [own], expected, hint="one bias a channel; sum over the other three axes")

# %% backpropagation-share-check
# Gradients of your own, held against torch:
import torch

own = numbers("backpropagation-share").integers(-9, 10, size=(2, 3)).astype(float)
for k in (2, 4):
    x2 = torch.zeros(1, 2 * k, 3 * k, dtype=torch.double, requires_grad=True)
    torch.nn.functional.avg_pool2d(x2, k).backward(torch.tensor(own)[None])
    check(share, [own, k], x2.grad[0].numpy(), hint="each cell gets the k·k-th part of its g")

# %% backpropagation-stride-check
# Numbers of your own, held against torch:
own = numbers("backpropagation-stride")
for k, s, places, rest in own.integers([1, 1, 1, 0], [5, 5, 6, 9], size=(4, 4)).tolist():
    n = k + s * (places - 1) + rest % s
    g2, w2 = own.integers(1, 9, size=places), own.integers(1, 9, size=k)
    x2 = torch.zeros(1, 1, n, dtype=torch.double, requires_grad=True)
    y2 = torch.nn.functional.conv1d(x2, torch.tensor(w2 / 1.0)[None, None], stride=s)
    y2.backward(torch.tensor(g2 / 1.0)[None, None])
    check(row_gradient, [g2, w2, s, n], x2.grad[0, 0].numpy(), hint="s - 1 zeros between the g")
