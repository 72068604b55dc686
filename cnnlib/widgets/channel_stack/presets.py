"""What the channel stack begins with: constructed cases, each with its question."""

from typing import Any

RED = [[1, 0, 2, 1], [0, 1, 1, 0], [2, 1, 0, 1], [1, 0, 1, 2]]
GREEN = [[0, 1, 1, 0], [1, 0, 2, 1], [0, 1, 1, 0], [2, 0, 1, 1]]
BLUE = [[1, 1, 0, 0], [0, 2, 1, 0], [1, 0, 1, 2], [0, 1, 0, 1]]
WARM = [[9, 9, 9, 9, 9]] * 4
EDGE = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]

PRESETS: list[dict[str, Any]] = [
    {
        "name": "Three channels",
        "question": "Three channels go in: how many numbers come out of each place?",
        "input": [RED, GREEN, BLUE],
        "kernels": [
            [[[1, 0], [0, 1]], [[0, -1], [-1, 0]], [[1, 0], [0, 0]]],
            [[[0, 1], [1, 0]], [[1, 0], [0, -1]], [[-1, 0], [0, -1]]],
        ],
        "bias": [1, 2],
    },
    {
        "name": "Pure red",
        "question": "Yellow is red and green. Which kernel answers to pure red alone?",
        "input": [WARM, [[9, 9, 9, 0, 0]] * 4, [[0] * 5] * 4],
        "kernels": [[[[1]], [[0]], [[0]]], [[[1]], [[-1]], [[0]]]],
        "bias": [0, 0],
        "activation": "none",
    },
    {
        "name": "Grey from colour",
        "question": "What can a kernel of one cell still do?",
        "input": [RED, GREEN, BLUE],
        "kernels": [[[[0.3]], [[0.6]], [[0.1]]]],
        "bias": [0],
        "activation": "none",
    },
    {
        "name": "Three kernels",
        "question": "One channel goes in: why do three maps come out?",
        "input": [[[0, 0, 9, 9, 9]] * 2 + [[0, 0, 0, 0, 0]] * 3],
        "kernels": [
            [EDGE],
            [[[1, 1, 1], [0, 0, 0], [-1, -1, -1]]],
            [[[1, 1, 1], [1, 1, 1], [1, 1, 1]]],
        ],
        "bias": [0, 0, -9],
    },
    {
        "name": "The bias sets the bar",
        "question": "How much must both channels give before this cell speaks?",
        "input": [
            [[0, 3, 3, 0], [0, 3, 3, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
            [[0, 0, 0, 0], [0, 3, 3, 0], [0, 3, 3, 0], [0, 0, 0, 0]],
        ],
        "kernels": [[[[1, 1], [1, 1]], [[1, 1], [1, 1]]]],
        "bias": [-12],
    },
]
