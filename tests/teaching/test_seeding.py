"""Numbers of one's own: the same for one student everywhere, others for another."""

import json
import subprocess
import sys

import pytest

import cnnlib.teaching.seeding


def test_each_student_has_numbers_of_their_own() -> None:
    drawn = {}
    for student in ("ada", "alan", "ada"):
        cnnlib.seed(student)
        numbers = cnnlib.teaching.seeding.numbers("places").integers(1000, size=8).tolist()
        assert drawn.setdefault(student, numbers) == numbers
    assert drawn["ada"] != drawn["alan"]
    code = "from cnnlib.teaching.seeding import *; seed('ada'); draw = numbers('places').integers"
    code += "; print(draw(1000, size=8).tolist())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(other.stdout) == drawn["ada"], "another process draws other numbers"
    with pytest.raises(TypeError, match="with quotes"):
        cnnlib.seed(4711)
