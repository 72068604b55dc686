"""torch's signatures of the layers that can be read."""

import ast
import re

from cnnlib.widgets.kit.script import FOLDER

# {"Flatten": "start_dim=1, end_dim=-1", …}: they stand once, in the front end
SIGNATURES = dict(
    re.findall(
        r'^  (\w+):\s+"(.*)",$', (FOLDER / "engine/shapes/layers.mjs").read_text("utf-8"), re.M
    )
)


def parameters(name: str) -> tuple[dict, list[str], set[str]]:
    """Return the defaults of a class of torch.nn, what is needed, and what goes by name only.

    >>> parameters("Linear")[1]
    ['in_features', 'out_features']
    """
    before, _, alone = SIGNATURES[name].partition(", *, ")
    parts = [part.split("=") for part in f"{before}, {alone}".split(", ") if part]
    needed = [word for word, *usual in parts if not usual]
    defaults = {word: _literal(usual[0]) if usual else None for word, *usual in parts}
    return defaults, needed, {part.split("=")[0] for part in alone.split(", ")}


def _literal(text: str) -> object:
    """Return what a default stands for: a word that is no literal stands for itself."""
    names_itself = text.isalpha() and text not in ("True", "False", "None")
    return text if names_itself else ast.literal_eval(text)
