"""conv1d against torch."""

import pytest
import torch.nn.functional as F
from hypothesis import given

from cnnlib import conv1d, conv1d_backward
from tests.ops.convolutions import DTYPES, convolutions, gradients
from tests.oracle import FLOATS, cases, same_as_torch

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


@cases(400)
@given(convolutions(DTYPES, axes=1))
def test_conv1d(case):
    same_as_torch(conv1d, F.conv1d, *case[0], **case[1])


@cases(300)
@given(convolutions(FLOATS, axes=1, cells=(3, 9)))
def test_conv1d_gradients(case):
    gradients(conv1d_backward, F.conv1d, case)
