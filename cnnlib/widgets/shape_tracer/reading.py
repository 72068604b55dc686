"""A stack in torch's own syntax, read and never run: the twin of engine/shapes/stack.mjs."""

import ast
import re
import warnings
from collections.abc import Iterator

from .signatures import SIGNATURES, parameters

LAYERS, LARGEST = 100, 1_000_000
WORDS = {"same", "valid", "zeros", "reflect", "replicate", "circular", "none", "tanh"}
RECKONED = {
    ast.Add: int.__add__,
    ast.Sub: int.__sub__,
    ast.Mult: int.__mul__,
    ast.FloorDiv: int.__floordiv__,
}


class _Refusal(ValueError):
    def __init__(self, node: ast.expr | ast.stmt, sentence: str) -> None:
        super().__init__(f"line {node.lineno}: {sentence}")


def read(text: str) -> list[tuple[str, dict]]:
    """Return the layers of a text: the class and its arguments, those not given by their default.

    Raises
    ------
    ValueError
        One sentence with the line and what was found there.

    Examples
    --------
    >>> read("nn.Flatten(),  # 16 · 7 · 7")
    [('Flatten', {'start_dim': 1, 'end_dim': -1})]
    """
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.split("\n")]
    if any(re.match(r"\(\w+\):", line) for line in lines):  # as print() writes a model
        lines = [re.sub(r"^\(\w+\): ?(.*?),?$", r"\1,", line) for line in lines]
        lines = [line.removesuffix(",") if line.endswith("(,") else line for line in lines]
        lines = ["),"[: 1 + (line == ")")] if line in (")", "),") else line for line in lines]
    try:
        with warnings.catch_warnings(action="ignore"):  # about 3px and the like, refused anyway
            found = [one for node in _statements("\n".join(lines)) for one in _layers(node)]
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno or 1}: {error.msg}") from None
    except (MemoryError, RecursionError, UnicodeError):
        raise ValueError("line 1: this is too long, too deep or no text") from None
    if not found:
        raise ValueError("there is no layer to read: write one, such as nn.Conv2d(1, 8, 3)")
    if len(found) > LAYERS:
        raise ValueError(f"{len(found)} layers don't fit: at most {LAYERS}")
    return found


def _statements(text: str) -> Iterator[ast.expr]:
    """Yield what stands on each line, without the name that it is given."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            if not isinstance(statement.targets[0], ast.Name | ast.Attribute):
                raise _Refusal(statement, "only one name can stand before =")
        elif not isinstance(statement, ast.Expr):
            raise _Refusal(statement, "give only the layers, in the order of the calls")
        yield statement.value


def _layers(node: ast.expr) -> Iterator[tuple[str, dict]]:
    if isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _layers(element)
        return
    if not isinstance(node, ast.Call):
        raise _Refusal(node, f"a layer such as nn.ReLU() is expected, not {ast.unparse(node):.24}")
    home, _, name = ast.unparse(node.func).rpartition(".")
    if home not in ("", "nn", "torch.nn") or name not in (*SIGNATURES, "Sequential"):
        raise _Refusal(node, f"{ast.unparse(node.func):.24} is no layer that is known here")
    if name != "Sequential":
        yield name, _bind(name, node)
        return
    if node.keywords:
        raise _Refusal(node, "a Sequential takes layers, and no names")
    for element in node.args:
        yield from _layers(element)


def _bind(name: str, node: ast.Call) -> dict:
    if name == "Identity":  # takes anything, and does nothing with it
        return {}
    defaults, needed, alone = parameters(name)
    places = [word for word in defaults if word not in alone]
    if len(node.args) > len(places):
        raise _Refusal(node, f"{name} takes at most {len(places)} values, and gets more")
    given = dict(zip(places, map(_value, node.args), strict=False))
    for keyword in node.keywords:
        if keyword.arg not in defaults:
            raise _Refusal(node, f"{name} has no argument {keyword.arg or '**'!r}")
        if keyword.arg in given:
            raise _Refusal(node, f"{name} gets {keyword.arg} twice")
        given[keyword.arg] = _value(keyword.value)
    if missing := [word for word in needed if word not in given]:
        raise _Refusal(node, f"{name} needs {' and '.join(missing)} too")
    return defaults | given


def _value(node: ast.expr) -> object:
    """Return what a literal stands for, products and sums of whole numbers reckoned out."""
    match node:
        case ast.Constant(value=bool() | None | int() | float() | str() as value):
            pass
        case ast.Name(id=word) if word in WORDS:  # print() leaves the quotes out
            return word
        case ast.Attribute(value=ast.Name(id="torch"), attr=word):
            return f"torch.{word}"
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return tuple(map(_value, elements))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            number = _value(inner)
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise _Refusal(node, "a sign can only stand before a number")
            value = -number if isinstance(sign, ast.USub) else number
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in RECKONED:
            a, b = _value(left), _value(right)
            if type(a) is not int or type(b) is not int or (type(sign) is ast.FloorDiv and not b):
                raise _Refusal(node, "only whole numbers can be reckoned with here")
            value = RECKONED[type(sign)](a, b)
        case _:
            raise _Refusal(node, f"what {ast.unparse(node):.24} stands for is not known here")
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        raise _Refusal(node, "numbers above 1,000,000 are too large here")
    return value
