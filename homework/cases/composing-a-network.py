# %% composing-a-network-cost-check
# Numbers of your own, drawn from your student id, counted by torch:
from cnnlib.teaching.seeding import numbers

for c_in, c_out, k, side in numbers("composing-cost").integers(1, 12, size=(4, 4)).tolist():
    layer = torch.nn.Conv2d(c_in, c_out, k)
    counted = sum(p.numel() for p in layer.parameters())
    products = side**2 * layer.weight.numel()
    check(conv_cost, [c_in, c_out, k, side], (counted, products), hint=hint)

# %% composing-a-network-field-check
# A stack of your own. The gradient of one cell tells which cells it sees:
own = numbers("composing-field")
for depth in (2, 3, 4):
    layers = [tuple(pair) for pair in own.integers(1, 4, size=(depth, 2)).tolist()]
    x2 = torch.zeros(1, 1, 400, requires_grad=True)
    y = x2
    for k, s in layers:
        y = torch.nn.functional.conv1d(y, torch.ones(1, 1, k), stride=s)
    y[0, 0, 0].backward()
    places = x2.grad[0, 0].nonzero()
    check(sees, [layers], int(places.max()) + 1, hint=hint)

# %% composing-a-network-logsoftmax-check
# Scores of your own, held against torch:
own = 50 * numbers("composing-logsoftmax").standard_normal(8)
check(losses, [own], -torch.log_softmax(torch.tensor(own), 0).numpy(), hint=hint)

# %% composing-a-network-deepest-check
# Sizes of your own:
for n in numbers("composing-deepest").integers(3, 200, size=3).tolist():
    expected = next(c for c in range(1, 20) if not fits(n, c)) - 1
    check(rounds, [n], expected, hint="a pooling by 2 needs two cells")
