"""The starting points of the image filter: classic kernels, each with a question to the eye."""

from typing import Any

import numpy as np

VERTICAL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
GAUSS = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]).tolist()

PRESETS: list[dict[str, Any]] = [
    {
        "name": "Upright edges",
        "question": "Which edges does this kernel answer to?",
        "kernel": VERTICAL,
    },
    {
        "name": "Edges with their sign",
        "question": "Zero is grey now: which edges did the black hide?",
        "kernel": VERTICAL,
        "divisor": 2,
        "display": "signed",
    },
    {
        "name": "Level edges",
        "question": "The same kernel, turned: what comes out of the tower and the horizon now?",
        "kernel": np.transpose(VERTICAL).tolist(),
        "divisor": 2,
        "display": "signed",
        "pixel": [94, 213],
    },
    {
        "name": "All edges (Laplacian)",
        "question": "The weights add up to 0: what is left of the sky?",
        "kernel": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "display": "signed",
    },
    {
        "name": "Nothing changes",
        "question": "A single 1 in the middle: what comes out?",
        "kernel": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    },
    {
        "name": "The picture moves",
        "question": "A single 1 at the right end: which way does the picture move?",
        "kernel": [[0, 0, 0, 0, 0, 0, 1]],
        "padding": "zeros",
    },
    {
        "name": "Blur with a box",
        "question": "All neighbours count the same: what is lost?",
        "kernel": np.ones((5, 5), int).tolist(),
        "divisor": 25,
    },
    {
        "name": "Blur after Gauss",
        "question": "The nearer, the heavier: how does it differ from the box?",
        "kernel": GAUSS,
        "divisor": 256,
    },
    {
        "name": "A dark rim",
        "question": "Zeros stand round the picture: what happens at its rim?",
        "kernel": np.ones((7, 7), int).tolist(),
        "divisor": 49,
        "padding": "zeros",
        "pixel": [0, 128],
    },
    {
        "name": "Sharpen",
        "question": "The weights add up to 1, some are negative: what happens at edges?",
        "kernel": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    },
    {
        "name": "Emboss",
        "question": "From where does the light seem to come?",
        "kernel": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    },
    {
        "name": "Too bright",
        "question": "Nine neighbours are added and nobody divides: where is the picture?",
        "kernel": [[1, 1, 1]] * 3,
    },
]
