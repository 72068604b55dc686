# %% mnist-cnn-count-check
# Numbers of your own, drawn from your student id, counted by torch:
from cnnlib.teaching.seeding import numbers

for c_in, c_out, k in numbers("mnist-count").integers(1, 20, size=(4, 3)).tolist():
    layer = torch.nn.Conv2d(c_in, c_out, k)
    counted = sum(p.numel() for p in layer.parameters())
    check(conv_parameters, [c_in, c_out, k], counted, hint="each kernel has one bias")

# %% mnist-cnn-loss-check
# Scores of your own, held against torch:
own = 100 * numbers("mnist-loss").standard_normal(10)
for digit, expected in enumerate(-torch.log_softmax(torch.tensor(own), 0).numpy()):
    check(loss, [own, digit], expected, hint="subtract the largest score first")

# %% mnist-cnn-confusion-check
# Labels and answers of your own, counted one by one:
own, guessed = numbers("mnist-confusion").integers(0, 10, size=(2, 60))
expected = np.zeros((10, 10))
for label, guess in zip(own.tolist(), guessed.tolist(), strict=True):
    expected[label, guess] += 1
check(confusion, [own, guessed], expected, hint="row, the right one; column, the answer")
