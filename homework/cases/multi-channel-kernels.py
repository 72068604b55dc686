# %% multi-channel-kernels-count-check
# Numbers of your own, drawn from your student id, counted by torch:
from cnnlib.teaching.seeding import numbers

for c_in, c_out, k in numbers("multi-channel-count").integers(1, 20, size=(4, 3)).tolist():
    layer = torch.nn.Conv2d(c_in, c_out, k)
    counted = sum(p.numel() for p in layer.parameters())
    check(to_learn, [c_in, c_out, k], counted, hint=hint)

# %% multi-channel-kernels-bgr-check
# Kernels of your own:
own = numbers("multi-channel-bgr").integers(-9, 10, size=(4, 3, 2, 2))
check(for_camera, [own], np.stack([own[:, 2], own[:, 1], own[:, 0]], axis=1), hint=hint)

# %% multi-channel-kernels-mix-check
# An input, weights and biases of your own:
own = numbers("multi-channel-mix")
x2, w2 = own.integers(-9, 10, size=(5, 3, 6)), own.integers(-3, 4, size=(2, 5))
b2 = own.integers(-9, 10, size=2)
expected = conv2d(x2, w2[:, :, None, None], b2)
check(pointwise, [x2, w2, b2], expected, hint="flatten rows and columns, multiply, add a bias")
