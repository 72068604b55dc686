"""What the pooling window begins with: constructed cases, each with its question."""

from typing import Any

FOUR = [[1, 3, 2, 1], [4, 2, 0, 1], [5, 5, 7, 0], [1, 5, 6, 9]]
FIVE = [[1, 3, 2, 1, 8], [4, 2, 0, 1, 8], [5, 5, 7, 0, 8], [1, 5, 6, 9, 8], [9, 9, 9, 9, 9]]
BELOW_ZERO = [[-1, -3, -2, -4], [-2, -5, -1, -3], [-6, -4, -2, -8], [-3, -7, -9, -5]]
PRESETS: list[dict[str, Any]] = [
    {
        "name": "The worked case",
        "question": "Which numbers are left, and what becomes of the rest?",
    },
    {
        "name": "The mean instead",
        "question": "Same input, same windows: how does the mean differ from the maximum?",
        "kind": "average",
    },
    {
        "name": "Negative numbers, padded",
        "question": "All numbers are below zero: why does the padding never win?",
        "input": BELOW_ZERO,
        "padding": 1,
    },
    {
        "name": "The dropped row",
        "question": "Five rows and a window of two: where do the largest numbers go?",
        "input": FIVE,
    },
    {
        "name": "The same, rounded up",
        "question": "With ceil_mode the last window hangs over: what does it see?",
        "input": FIVE,
        "ceil_mode": True,
    },
    {
        "name": "Windows that overlap",
        "question": "One large number, how many windows does it win?",
        "input": [
            [0, 1, 0, 2, 1],
            [1, 0, 1, 0, 3],
            [0, 1, 9, 1, 0],
            [2, 0, 1, 0, 1],
            [1, 4, 0, 2, 0],
        ],
        "kernel_size": 3,
        "stride": 2,
    },
    {
        "name": "Does padding count?",
        "question": "The mean of ones: why is it not 1 at the border?",
        "input": [[1, 1, 1, 1]] * 4,
        "kind": "average",
        "kernel_size": 3,
        "stride": 1,
        "padding": 1,
    },
    {
        "name": "Ties",
        "question": "Several cells are the largest: which one wins?",
        "input": [[0, 7, 0, 0], [7, 7, 0, 0], [3, 3, 1, 5], [3, 3, 5, 2]],
    },
]
