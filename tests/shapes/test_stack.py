"""What counts as a stack, and a layer that stands in it twice."""

from torch import nn

from cnnlib import Layer, parameters, summary


def test_one_module_is_a_stack_and_a_module_twice_learns_once():
    conv = nn.Conv2d(2, 2, 3, padding=1)
    assert summary(conv, (2, 5, 5))[0].shape == (2, 5, 5)
    assert parameters(nn.ModuleList([conv, nn.Sequential(conv)]), (2, 5, 5)) == 38
    rows = summary([nn.LazyConv2d(3, 2), nn.LazyBatchNorm2d(), Layer("linear", 4)], (2, 5, 5))
    assert [row.parameters for row in rows] == [27, 6, 20]
    assert rows[2].note == "joins the last axis alone: flatten first to join all 48"
    rows = summary(nn.MaxPool2d(2), (4, 6))
    assert (rows[0].shape, rows[0].note[:33]) == ((2, 3), "there is no axis for channels: th")
