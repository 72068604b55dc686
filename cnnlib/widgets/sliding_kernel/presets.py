"""The starting points of the sliding kernel: each question is answered by the picture."""

from typing import Any

EDGE = [[1, 0, -1], [1, 0, -1], [1, 0, -1]]

PRESETS: list[dict[str, Any]] = [
    {
        "name": "The worked case",
        "question": "Where does each number of the output come from?",
        "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        "kernel": [[0, 1], [2, 3]],
    },
    {
        "name": "A vertical edge",
        "question": "What does this kernel answer to?",
        "input": [[9, 9, 9, 1, 1, 1]] * 5,
        "kernel": EDGE,
    },
    {
        "name": "The same edge, lying down",
        "question": "Same kernel, the edge turned: what is left of the answer?",
        "input": [[9] * 6] * 2 + [[1] * 6] * 3,
        "kernel": EDGE,
    },
    {
        "name": "Stride 2 drops a column",
        "question": "Which cells does the kernel never read?",
        "input": [
            [1, 2, 0, 1, 3, 5],
            [2, 1, 1, 0, 2, 5],
            [1, 3, 2, 1, 0, 5],
            [0, 2, 1, 2, 1, 5],
            [1, 0, 2, 3, 1, 5],
        ],
        "kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "stride": 2,
    },
    {
        "name": "Padding keeps the size",
        "question": "What happens at the border, where the padding is zero?",
        "input": [[1, 1, 1, 1]] * 4,
        "kernel": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        "padding": 1,
    },
    {
        "name": "Same with an even kernel",
        "question": "Output as large as the input: on which side is the extra padding?",
        "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        "kernel": [[0, 1], [2, 3]],
        "padding": "same",
    },
    {
        "name": "Reflected border",
        "question": "The border is a mirror: what does an edge kernel find there?",
        "input": [[1, 2, 4, 7], [2, 3, 5, 8], [0, 1, 3, 6], [1, 2, 4, 7]],
        "kernel": EDGE,
        "padding": 1,
        "padding_mode": "reflect",
    },
    {
        "name": "Convolution turns the kernel",
        "question": "A single 1: which way round does the kernel come out?",
        "input": [[int((r, c) == (2, 2)) for c in range(5)] for r in range(5)],
        "kernel": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        "operation": "convolution",
    },
    {
        "name": "Transposed: stamps overlap",
        "question": "Stamps overlap: what stands where two of them meet?",
        "input": [[1, 2], [3, 4]],
        "kernel": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        "stride": 2,
        "operation": "transposed",
    },
    {
        "name": "Corners are visited least",
        "question": "How often does the kernel read each cell?",
        "input": [
            [9, 0, 0, 0, 9],
            [0, 0, 0, 0, 0],
            [0, 0, 9, 0, 0],
            [0, 0, 0, 0, 0],
            [9, 0, 0, 0, 9],
        ],
        "kernel": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        "visits": True,
    },
]
