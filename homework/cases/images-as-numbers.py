# %% images-as-numbers-count-check
# Sizes of your own, drawn from your student id, counted by torch:
from cnnlib.teaching.seeding import numbers

for length in (2, 3, 5):
    sizes = numbers(f"images-count-{length}").integers(1, 50, size=length).tolist()
    layers = [torch.nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    counted = sum(p.numel() for layer in layers for p in layer.parameters())
    check(dense_parameters, [sizes], counted, hint=add)

# %% images-as-numbers-grey-check
# A picture of your own:
own = numbers("images-grey").integers(0, 256, size=(4, 3, 3)).astype(np.uint8)
expected = [[sum(map(int, pixel)) / 3 for pixel in row] for row in own]
check(grey, [own], expected, hint="bytes added by + start again at 256")

# %% images-as-numbers-down-check
# A picture and weights of your own, held against torch:
own = numbers("images-down").integers(-9, 10, size=(5, 4)).astype(float)
w2 = own[0, :2].tolist()
below = F.pad(torch.tensor(own), (0, 0, 0, 1))[None, None]
expected = F.conv2d(below, torch.tensor(w2, dtype=float).reshape(1, 1, 2, 1))[0, 0]
check(read_down, [own, w2], expected.numpy(), hint=wants)
