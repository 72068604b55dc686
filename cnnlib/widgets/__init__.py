"""The widgets of the book: each one a Python class with an ES module of the same stem."""

from .channel_stack import ChannelStack
from .digit_pad import DigitPad
from .gradient_slide import GradientSlide
from .image_filter import ImageFilter
from .pooling_window import PoolingWindow
from .shape_tracer import ShapeTracer
from .shift_lab import ShiftLab
from .sliding_kernel import SlidingKernel
from .sliding_vector import SlidingVector

__all__ = [
    "ChannelStack",
    "DigitPad",
    "GradientSlide",
    "ImageFilter",
    "PoolingWindow",
    "ShapeTracer",
    "ShiftLab",
    "SlidingKernel",
    "SlidingVector",
]
