"""What the gradient slide begins with: constructed cases, each with its question."""

from typing import Any

NINE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
ONE_TO_NINE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
FIVE = [[1, 2, 0, 1, 3], [2, 1, 1, 0, 2], [1, 3, 2, 1, 0], [0, 2, 1, 2, 1], [1, 0, 2, 3, 1]]
PRESETS: list[dict[str, Any]] = [
    {
        "name": "The worked case",
        "question": "Every output cell pulls alike: how much does each input cell matter?",
    },
    {
        "name": "A single 1",
        "question": "One output cell alone matters: which way round does the kernel land?",
        "input": FIVE,
        "kernel": ONE_TO_NINE,
        "gradient": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "reading": "windows",
    },
    {
        "name": "A small corner",
        "question": "All weights and all of g are 1: why is a corner’s gradient small?",
        "input": FIVE,
        "kernel": [[1, 1, 1]] * 3,
        "gradient": [[1, 1, 1]] * 3,
        "reading": "windows",
    },
    {
        "name": "Zeros between",
        "question": "The kernel jumped by two: where do the zeros between come from?",
        "input": FIVE,
        "kernel": [[1, 2, 3], [0, 1, 0], [4, 5, 6]],
        "gradient": [[1, 2], [3, 4]],
        "stride": 2,
    },
    {
        "name": "A row without gradient",
        "question": "Stride 2 on five rows: which cells get no gradient at all?",
        "input": FIVE,
        "kernel": [[1, 2], [3, 4]],
        "gradient": [[1, 1], [1, 1]],
        "stride": 2,
        "reading": "windows",
    },
    {
        "name": "Padding comes off",
        "question": "The input was padded by 1: why is g padded by only 1 as well?",
        "input": [[1, 2, 0, 1], [2, 1, 1, 0], [1, 3, 2, 1], [0, 2, 1, 2]],
        "kernel": ONE_TO_NINE,
        "gradient": [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0]],
        "padding": 1,
    },
    {
        "name": "The kernel’s gradient",
        "question": "Which cells of the input did each weight meet on its way?",
        "of": "weight",
    },
    {
        "name": "The kernel’s, stride 2",
        "question": "Stride 2: why are the cells of g two apart on the input?",
        "input": FIVE,
        "kernel": [[1, 2], [3, 4]],
        "gradient": [[1, 2], [3, 4]],
        "stride": 2,
        "of": "weight",
    },
]
