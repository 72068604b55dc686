"""The starting points of the digit pad: test digits, an empty pad, and drawings."""

from typing import Any

SAMPLES = {  # where in MNIST's test set the digits of the page stand, and what people call them
    **{"10": 0, "2": 1, "1": 2, "32": 3, "4": 4, "23": 5, "21": 6, "0": 7, "61": 8, "9": 9},
    **{"740": 4, "1242": 4, "2043": 4, "2035": 5, "9009": 7, "3520": 6},
}
NOTHING = [-1]
SMALL_ZERO = [
    *(70, 30, 81, 33, 90, 42, 96, 55, 98, 70, 96, 85, 90, 98, 81, 107, 70, 110),
    *(59, 107, 50, 98, 44, 85, 42, 70, 44, 55, 50, 42, 59, 33, 70, 30),
]
STAR = [140, 40, 140, 240, -1, 54, 90, 226, 190, -1, 54, 190, 226, 90]

PRESETS: list[dict[str, Any]] = [
    {
        "name": "A plain 7",
        "question": "Draw a digit: what does the network answer, and why?",
    },
    {
        "name": "A 4 or a 9?",
        "question": "A 4 or a 9? Which strokes speak for which answer?",
        "digit": "740",
    },
    {
        "name": "A mistake",
        "question": "People read a 7 here: what misleads the network?",
        "digit": "9009",
        "step": 5,
    },
    {
        "name": "An empty pad",
        "question": "It sees nothing: why does it answer all the same?",
        "digit": "none",
        "step": 5,
    },
    {
        "name": "In the corner",
        "question": "A clear 0, only small and in the corner: why is it misread?",
        "digit": "none",
        "strokes": SMALL_ZERO,
        "centred": False,
    },
    {
        "name": "From the corner to the middle",
        "question": "The same 0, scaled and centred as MNIST’s digits were: is it read now?",
        "digit": "none",
        "strokes": SMALL_ZERO,
    },
    {
        "name": "Not a digit",
        "question": "This is a star. Can the network say that it is no digit at all?",
        "digit": "none",
        "strokes": STAR,
    },
]
