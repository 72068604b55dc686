"""What the shape tracer begins with: stacks of layers, each with its question."""

from typing import Any


def _lines(*layers: str) -> str:
    return ",\n".join(f"nn.{code}" for code in layers)


MNIST = _lines(
    "Conv2d(1, 8, kernel_size=3, padding=1)",
    "ReLU()",
    "MaxPool2d(2)",
    "Conv2d(8, 16, kernel_size=3, padding=1)",
    "ReLU()",
    "MaxPool2d(2)",
    "Flatten()",
    "Linear(16 * 7 * 7, 10)",
)
PRESETS: list[dict[str, Any]] = [
    {
        "name": "Seven times seven",
        "question": "Where does 7 × 7 come from?",
        "stack": MNIST,
        "input_shape": [1, 28, 28],
    },
    {
        "name": "The padding is gone",
        "question": "The padding is gone. Which layer fails, and what does it want?",
        "stack": MNIST.replace(", padding=1", ""),
        "input_shape": [1, 28, 28],
    },
    {
        "name": "With batch norm",
        "question": "Kernels of 5 × 5, and again 7 × 7: what padding keeps the size?",
        "stack": _lines(
            "Conv2d(1, 16, kernel_size=5, padding=2)",
            "BatchNorm2d(16)",
            "ReLU()",
            "MaxPool2d(2)",
            "Conv2d(16, 32, kernel_size=5, padding=2)",
            "BatchNorm2d(32)",
            "ReLU()",
            "MaxPool2d(2)",
            "Flatten()",
            "Linear(32 * 7 * 7, 10)",
        ),
        "input_shape": [1, 28, 28],
    },
    {
        "name": "Cats and dogs",
        "question": "Two classes: has this network 219,801 parameters, or 438,842?",
        "stack": _lines(
            "Conv2d(3, 10, kernel_size=5)",
            "ReLU()",
            "MaxPool2d(2)",
            "Flatten()",
            "Linear(219040, 2)",
        ),
        "input_shape": [3, 300, 300],
    },
    {
        "name": "Only linear layers",
        "question": "Why isn’t it 1024 · 512 · 512 · 5 parameters?",
        "stack": _lines(
            "Linear(1024, 512)", "ReLU()", "Linear(512, 512)", "ReLU()", "Linear(512, 5)"
        ),
        "input_shape": [1024],
    },
    {
        "name": "A row is dropped",
        "question": "Who never gets to see the last row?",
        "stack": _lines("MaxPool2d(2)", "Conv2d(1, 4, kernel_size=3, stride=2)", "MaxPool2d(2)"),
        "input_shape": [1, 15, 15],
    },
    {
        "name": "A stride that skips",
        "question": "Which cells does no kernel ever read?",
        "stack": _lines("Conv2d(1, 4, kernel_size=2, stride=3)", "ReLU()", "Conv2d(4, 8, 2, 2)"),
        "input_shape": [1, 14, 14],
    },
    {
        "name": "Same, with a stride",
        "question": "What would “same” mean for a kernel that jumps?",
        "stack": _lines(
            'Conv2d(1, 8, kernel_size=3, padding="same")',
            "ReLU()",
            'Conv2d(8, 16, kernel_size=3, stride=2, padding="same")',
        ),
        "input_shape": [1, 28, 28],
    },
    {
        "name": "A kernel too large",
        "question": "Each layer takes a little: where is nothing left to stand on?",
        "stack": _lines(
            "Conv2d(1, 8, kernel_size=3)", "MaxPool2d(2)", "Conv2d(8, 16, kernel_size=5)"
        ),
        "input_shape": [1, 8, 8],
    },
    {
        "name": "Pictures of any size",
        "question": "Why does this network take pictures of every size?",
        "stack": _lines(
            "Conv2d(3, 16, kernel_size=3, stride=2, padding=1)",
            "ReLU()",
            "Conv2d(16, 32, kernel_size=3, stride=2, padding=1)",
            "ReLU()",
            "AdaptiveAvgPool2d(1)",
            "Flatten()",
            "Linear(32, 10)",
        ),
        "input_shape": [3, 64, 48],
    },
]
