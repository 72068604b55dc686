"""What a page must know of its widgets, out of all that ipywidgets saved.

A notebook's saved state holds every model that the kernel ever made, each with its module text (as
old as the execution cache), its layout and the names of classes in a front end that a static page
does not have.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Collection
from functools import cache
from typing import Any

from traitlets import TraitType

LINKS = {"LinkModel": True, "DirectionalLinkModel": False}  # True: both ways
UNUSED = re.compile("_model_|_view_|(layout|tabbable|tooltip|_dom_classes)$")
FIELDS = {"widget": "_anywidget_id", "esm": "_esm", "css": "_css", "height": "_height"}


def prune(entries: dict[str, Any], shown: Collection[str]) -> dict[str, Any]:
    """Return the models that the shown anywidgets reach, by reference or link, and those links.

    Parameters
    ----------
    entries
        Model id → entry, as in ``application/vnd.jupyter.widget-state+json``.
    shown
        Ids of the models that the page displays. Those unknown to `entries` are left out.

    Returns
    -------
    dict
        ``models``: id → ``name`` and ``state``, for an anywidget also its class in ``widget``,
        ``esm``, ``css`` and ``height``, and ``buffers`` where a trait is binary.
        ``links``: ``[source id, trait, target id, trait, both ways]`` each.
    """
    states = {
        key: {name: value for name, value in entry["state"].items() if not UNUSED.match(name)}
        for key, entry in entries.items()
    }
    neighbours = {
        key: set(re.findall(r'"IPY_MODEL_([^"]+)"', json.dumps(state)))
        for key, state in states.items()
    }
    links = {key for key, entry in entries.items() if entry["model_name"] in LINKS}
    for key in links:
        for end in neighbours[key] & entries.keys():
            neighbours[end].add(key)

    reached: set[str] = set()
    queue = list(shown)
    while queue:
        key = queue.pop()
        if key in reached or key not in entries:
            continue
        reached.add(key)
        if key not in shown or FIELDS["widget"] in states[key]:
            queue += neighbours[key]

    return {
        "models": {key: _model(entries[key], states[key]) for key in sorted(reached - links)},
        "links": [_link(entries[key]) for key in sorted(reached & links)],
    }


def _model(entry: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    model = {"name": entry["model_name"], "state": state}
    model |= {field: state.pop(trait) for field, trait in FIELDS.items() if trait in state}
    if buffers := entry.get("buffers"):
        model["buffers"] = [{"path": b["path"], "data": b["data"]} for b in buffers]
    return model


def _link(entry: dict[str, Any]) -> list[Any]:
    source, target = entry["state"]["source"], entry["state"]["target"]
    ends = [part.removeprefix("IPY_MODEL_") for part in (*source, *target)]
    return [*ends, LINKS[entry["model_name"]]]


@cache
def class_of(widget: str) -> type | None:
    """Return the class that ``_anywidget_id`` names; None where it was defined in a notebook."""
    module, _, name = widget.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return None


@cache
def fresh(widget: str) -> dict[str, Any] | None:
    """Return what a widget's class has now; None where its instances bring their own module."""
    cls = class_of(widget)
    esm, css, height = (getattr(cls, trait, "") for trait in ("_esm", "_css", "_height"))
    if not esm or isinstance(esm, TraitType):
        return None
    # anywidget made objects of the paths: their str() is the content of the file.
    shared = getattr(cls, "_shared", {})
    return {"esm": str(esm), "css": str(css), "height": height, "shared": shared}


def is_live(model: dict[str, Any]) -> bool:
    """Tell whether a model has the text of a module; an address on another host is none."""
    esm = (fresh(model.get("widget", "")) or model).get("esm", "")
    return bool(esm) and not esm.startswith(("http://", "https://"))


def height(model: dict[str, Any]) -> list[str]:
    """Return the heights that a widget asks to be reserved on wide and on narrow screens."""
    asked = model.get("height") or (fresh(model["widget"]) or {}).get("height") or []
    if isinstance(asked, TraitType):  # without a value of its own in the state
        return []
    return [asked, asked] if isinstance(asked, str) else list(asked)
