"""What all widgets share: a title, a step, predict mode, presets, a still picture."""

from base64 import b64encode
from pathlib import Path
from typing import Any, ClassVar, Self

import anywidget
import traitlets

from cnnlib.teaching.animation import save, still
from cnnlib.teaching.frames import Frame

from .limited import Limited
from .script import script, style
from .traits import Flag, Whole


class Widget(anywidget.AnyWidget):
    """A widget of the book.

    A subclass names its `PRESETS` (name, question, and those of its own traits that differ from
    their usual values, perhaps the step to begin with), sets `_esm` and `_css`, and offers
    `frames()`, the steps as pictures. All traits of its own that carry a limit are what a preset
    fixes and a link carries.
    """

    PRESETS: ClassVar[list[dict[str, Any]]] = []
    _shared: ClassVar[dict[str, str]] = {"esm": script(), "css": style()}  # a page loads it once

    step = Whole(0, limits=[0, 999])
    predict = Flag(False)
    title = traitlets.Unicode().tag(sync=True)
    presets = traitlets.List(traitlets.Dict()).tag(sync=True)
    limits = traitlets.Dict(read_only=True).tag(sync=True)
    _height = traitlets.List(traitlets.Unicode()).tag(sync=True)  # space that a page keeps free

    @classmethod
    def settings(cls) -> list[str]:
        """Return the names of the traits that a preset fixes, in the order of their definition."""
        traits = {n: t for base in reversed(cls.__mro__) for n, t in vars(base).items()}
        return [
            n for n, t in traits.items() if isinstance(t, Limited) and n not in ("step", "predict")
        ]

    @classmethod
    def preset(cls, name: str, **traits: object) -> Self:
        """Start from the preset of that name; `traits` go on top."""
        found = next((preset for preset in cls.PRESETS if preset["name"] == name), None)
        if found is None:
            names = ", ".join(repr(preset["name"]) for preset in cls.PRESETS)
            raise ValueError(f"there is no preset {name!r}: choose one of {names}")
        settings = {key: value for key, value in found.items() if key not in ("name", "question")}
        return cls(**({"title": found["question"]} | settings | traits))

    @traitlets.default("title")
    def _first_question(self) -> str:
        return self.PRESETS[0]["question"]

    @traitlets.default("presets")
    def _all_presets(self) -> list[dict]:
        return [self._complete(preset) for preset in self.PRESETS]

    @traitlets.default("limits")
    def _limits(self) -> dict:
        return {name: self.traits()[name].limit for name in [*self.settings(), "step", "predict"]}

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as widget.css lays it out: an estimate."""
        return []

    @traitlets.validate("presets")
    def _whole(self, proposal: dict) -> list[dict]:
        return [self._complete(given) for given in proposal["value"]]

    def _complete(self, given: dict) -> dict:
        """Complete a preset with the usual values, its own checked as the traits check them."""
        if missing := {"name", "question"} - given.keys():
            raise traitlets.TraitError(f"a preset has no {' and no '.join(sorted(missing))}")
        whole = {"name": given["name"], "question": given["question"]}
        if unknown := given.keys() - whole.keys() - {*self.settings(), "step"}:
            raise traitlets.TraitError(f"a preset has an unknown {' and '.join(sorted(unknown))}")
        for name in [*self.settings(), *({"step"} & given.keys())]:
            trait = self.traits()[name]
            whole[name] = trait.validate(self, given[name]) if name in given else trait.default()
        return whole

    def frames(self) -> list[Frame]:
        """Return the steps as pictures, with the numbers that the widget shows."""
        raise NotImplementedError

    def save(self, path: str | Path, fps: float = 1.0) -> Path:
        """Write the steps to a file, as :func:`cnnlib.teaching.animation.save` does."""
        return save(self.frames(), path, fps)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})  # of no view: nothing
        picture = b64encode(still(self.frames())).decode()  # for print, and with no JavaScript
        return {**data, "image/png": picture}, metadata

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={getattr(self, name)!r:.80}" for name in self.settings())
        return f"{type(self).__name__}({settings})"
