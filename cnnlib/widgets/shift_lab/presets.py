"""The starting points of the shift lab: what a move leaves as it was, and what it changes."""

from typing import Any

FURTHEST = 10  # pixels to the left or right

PRESETS: list[dict[str, Any]] = [
    {
        "name": "Inside the frame",
        "question": "The digit moves: does the map of its edges move along?",
    },
    {
        "name": "Equivariant, not invariant",
        "question": "“Shared weights make it invariant”: does the map stay as it was?",
        "compare": "unchanged",
    },
    {
        "name": "Against the border",
        "question": "The digit is pushed out: where do the two maps differ, and why there?",
        "padding": 1,
        "step": FURTHEST + 8,
    },
    {
        "name": "Stride 2, one pixel",
        "question": "The map would have to move half a cell: what happens instead?",
        "stride": 2,
    },
    {
        "name": "Stride 2, two pixels",
        "question": "Now the map moves one whole cell: what differs?",
        "stride": 2,
        "step": FURTHEST + 2,
    },
    {
        "name": "Max pooling, one pixel",
        "question": "Pooling is said to forget small moves: how many cells really stay?",
        "pool": "max",
        "compare": "unchanged",
    },
    {
        "name": "Max pooling, two pixels",
        "question": "Two pixels are one cell of the pooled map: does it move along?",
        "pool": "max",
        "step": FURTHEST + 2,
    },
    {
        "name": "Global max",
        "question": "One number is left of the whole map: does it notice the move?",
        "digit": "4",
        "pool": "global max",
        "compare": "unchanged",
        "step": FURTHEST + 4,
    },
    {
        "name": "Out of the frame",
        "question": "Still one number: when does it change after all?",
        "digit": "4",
        "pool": "global max",
        "compare": "unchanged",
        "step": 2 * FURTHEST,
    },
]
