"""Plain data cross the pipe between the grader and a student's process, and no objects."""

import json

import pytest


def test_the_wire_takes_no_objects() -> None:
    from homework.inside.wire import Opaque, decode, encode

    class Sly(float):
        __reduce__ = property(lambda self: 1 / 0)

    assert isinstance(decode(encode(Sly(3))), Opaque)
    for bad in ({"array": ["O", [1], "AAAA"]}, {"array": ["<f8", [10**9], ""]}, {"what": 1}, {}):
        with pytest.raises((ValueError, TypeError)):
            decode(bad)
    with pytest.raises(ValueError, match="deep"):
        decode(json.loads("[" * 99 + "]" * 99))
