"""What one layer can't take: each refusal names the layer and the numbers."""

import pytest
from torch import nn

from cnnlib import Layer, summary


class Backwards(nn.Conv2d):
    """A subclass that does what cannot be read."""

    def forward(self, x):
        return super().forward(x.flip(-1))


@pytest.mark.parametrize(
    ("stack", "shape", "says"),
    [
        ([Layer("max pool", kernel_size=2), Layer("conv", 8, kernel_size=3)], (1, 5, 5),
         r"layer 1 \(conv 3x3 to 8\) cannot take 1x2x2: kernel 3x3 is larger than the padded"),
        (nn.Sequential(nn.Conv2d(1, 16, 5), nn.Flatten(), nn.ReLU(), nn.Linear(784, 10)), (1, 9, 9),
         r"layer 3 \(linear to 10\) cannot take 400 = 16x5x5: it takes 784 features, and gets 400"),
        ([nn.Conv2d(3, 8, 3)], (1, 28, 28), "it takes 3 channels, and gets 1: let it take 1"),
        ([nn.Linear(784, 2)], (1, 28, 28),
         "it takes 784 features, and gets 28, the last axis of 1x28x28: flatten first"),
        ([Layer("flatten"), Layer("max pool", kernel_size=2)], (1, 8, 8), "no axis to slide along"),
        ([Layer("conv", 3, kernel_size=3, groups=2)], (3, 8, 8), "do not divide into 2 groups"),
        ([Layer("max pool", kernel_size=3, padding=2)], (3, 8, 8), "more than half the kernel 3x3"),
        ([Layer("max pool", kernel_size=3, padding="same")], (3, 8, 8), "numbers, got 'same'"),
        ([Layer("Lp pool", kernel_size=3, padding=1)], (3, 8, 8), "padding 1 is not for Lp pool"),
        ([Layer("average pool", kernel_size=3, dilation=2)], (3, 8, 8), "dilation 2 is for max"),
        (nn.AvgPool2d(2, divisor_override=0), (3, 8, 8), "divisor_override is 0"),
        ([Layer("conv", kernel_size=3)], (3, 8, 8), "channels must be whole numbers, got None"),
        ([Layer("conv", 3)], (3, 8, 8), "kernel_size must be whole numbers, got None"),
        ([Layer("conv", 3, kernel_size=3, ceil_mode=True)], (3, 8, 8), "ceil_mode=True is for"),
        ([Layer("conv", 3, kernel_size=3, padding_mode="edge")], (3, 8, 8), "got 'edge'"),
        ([Layer("convolution", 3)], (3, 8, 8), "kind convolution must be one of conv, tra"),
        ([Layer(None)], (3, 8, 8), "kind None must be one of"),
        ([Layer("softmax", dim=3)], (3, 8), "dim 3 is not one of the 3 axes"),
        ([nn.ReLU(), nn.LSTM(3, 3)], (3, 8, 8), r"layer 1 \(LSTM\) cannot be read"),
        ([Backwards(1, 1, 1)], (1, 8, 8), r"\(Backwards\) .* has a forward of its own"),
        (nn.MaxPool2d(2, return_indices=True), (3, 8, 8), "gives two arrays"),
        ([nn.Flatten(0)], (3, 8, 8), "start_dim 0 would join the batch"),
        ([nn.Conv1d(3, 8, 3)], (3, 8, 8), r"made for \(C, L\), and gets 3 axes"),
        ([nn.BatchNorm2d(3)], (3,), r"made for \(C, H, W\), and gets 1 axis"),
        ([nn.Conv2d(1, 1, 3, padding=3, padding_mode="reflect")], (1, 3, 9),
         "reflect padding 3 is more than the input 3x9 can fill: take at most 2x8"),
        (None, (3, 8, 8), r"layer 0 \(NoneType\) cannot be read"),
        ([], (3, 0, 8), "input_shape must be at least 1"),
        ([], (), r"input_shape must be \(C, H, W\), \(C, L\) or \(features,\), got \(\)"),
        ([], 784, "got 784"),
    ],
)  # fmt: skip
def test_impossible_stacks(stack, shape, says):
    with pytest.raises((ValueError, TypeError), match=says):
        summary(stack, shape)
