"""The pooling window: one number for each window, torch's padding and rounding written out."""

import numpy as np
import traitlets

from cnnlib.ops.pooling.average_pooling import avg_pool2d
from cnnlib.ops.pooling.global_pooling import global_avg_pool2d, global_max_pool2d
from cnnlib.ops.pooling.lp_pooling import lp_pool2d
from cnnlib.ops.pooling.max_pooling import max_pool2d
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Matrix
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Flag, Pair, PairOrWord, Whole

from .frames import by, window_frames
from .height import estimate
from .presets import FOUR, PRESETS


class PoolingWindow(Widget):
    """Move one window over one matrix and make one number of each place, exactly as torch does.

    Parameters
    ----------
    input : array_like, shape (H, W), at most 12 x 12
        One channel; pooling treats every channel alike. Its cells can be edited in the widget.
    kind : {"max", "average", "lp", "global max", "global average"}
        `torch.nn.functional`'s `max_pool2d`, `avg_pool2d`, `lp_pool2d`, `adaptive_max_pool2d`
        and `adaptive_avg_pool2d` to size 1.
    kernel_size : int or (int, int)
        The window, rows first. Not for the global kinds, nor are the following.
    stride : int, (int, int) or "window"
        "window" moves by the window's own size: torch's `stride=None`.
    padding : int or (int, int)
        For max it counts as minus infinity, for average as zero; at most half the window.
    dilation : int or (int, int)
        For max only.
    ceil_mode : bool
        Round the size up, so that a last window may hang over the edge.
    count_include_pad : bool
        For average only: whether padded zeros count as cells.
    norm_type : int
        The p of the Lp norm, 1 to 4. torch's `lp_pool2d` takes no padding.
    step, predict, title, presets
        As in every widget: see :class:`~cnnlib.widgets.kit.base.Widget`.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = PoolingWindow(input=[[1, 3, 2, 1], [4, 2, 0, 1], [5, 5, 7, 0], [1, 5, 6, 9]])
    >>> w.output
    array([[4., 2.],
           [5., 9.]])
    >>> w.kind = "average"
    >>> w.output
    array([[2.5, 1. ],
           [4. , 5.5]])
    """

    _esm = script("pooling_window/pooling_window")
    _css = style("pooling_window/pooling_window", of="PoolingWindow")

    PRESETS = PRESETS

    input = Matrix(FOUR, most=12)
    kind = Choice("max", words=["max", "average", "lp", "global max", "global average"])
    kernel_size = Pair(2, limits=[1, 6])
    stride = PairOrWord("window", limits=[1, 6], words=("window",))
    padding = Pair(0, limits=[0, 3])
    dilation = Pair(1, limits=[1, 3])
    ceil_mode = Flag(False)
    count_include_pad = Flag(True)
    norm_type = Whole(2, limits=[1, 4])

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone: an estimate."""
        try:
            size = self.output.shape
        except ValueError:
            size = (1, 4)  # the reason stands there
        pairs = (self.kernel_size, self.stride, self.padding, self.dilation)
        parted = sum(isinstance(pair, list) for pair in pairs)
        return estimate(
            np.array(np.shape(self.input)),
            np.array(size),
            self._geometry(),
            self.kind,
            parted,
            self.title,
            self.predict,
        )

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64 of shape (H_out, W_out), computed by `cnnlib`."""
        x = np.array(self.input, dtype=float)[None]  # (1, H, W)
        k, s, p = (
            self.kernel_size,
            None if isinstance(self.stride, str) else self.stride,
            self.padding,
        )
        pool = {
            "max": lambda: max_pool2d(x, k, s, p, self.dilation, self.ceil_mode),
            "average": lambda: avg_pool2d(x, k, s, p, self.ceil_mode, self.count_include_pad),
            "lp": lambda: lp_pool2d(x, float(self.norm_type), k, s, self.ceil_mode),
            "global max": lambda: global_max_pool2d(x),
            "global average": lambda: global_avg_pool2d(x),
        }
        return pool[self.kind]()[0]

    def frames(self) -> list[Frame]:
        """Return each window as a picture; of impossible settings one, with the reason below it."""
        x = np.array(self.input, dtype=float)
        try:
            y = self.output
        except ValueError as refusal:
            return [Frame([Panel(f"Input {by(x.shape)}", "input", x.tolist())], [], str(refusal))]
        padding = -np.inf if self.kind == "max" else 0 if self.count_include_pad else np.nan
        kind = self.kind.removeprefix("global ")
        return window_frames(x, y, kind, self._geometry(), padding, self.norm_type)

    def _geometry(self) -> list[np.ndarray]:
        """Return window, stride, padding and dilation, each as a pair: what the kind takes."""
        if "global" in self.kind:
            return [np.array(np.shape(self.input)), *np.array([[1, 1], [0, 0], [1, 1]])]
        stride = self.kernel_size if self.stride == "window" else self.stride
        padding = 0 if self.kind == "lp" else self.padding
        dilation = self.dilation if self.kind == "max" else 1
        return [np.broadcast_to(v, 2) for v in (self.kernel_size, stride, padding, dilation)]

    def __repr__(self) -> str:
        used = {
            "max": ("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
            "average": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
            "lp": ("norm_type", "kernel_size", "stride", "ceil_mode"),
        }.get(self.kind, ())
        settings = "".join(f", {name}={getattr(self, name)!r}" for name in used)
        return f"PoolingWindow({by(np.shape(self.input))} input, kind={self.kind!r}{settings})"
