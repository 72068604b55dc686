"""The widgets of the book, a folder each: a Python class, and an ES module of the same stem."""

from .channel_stack.channel_stack import ChannelStack
from .digit_pad.digit_pad import DigitPad
from .gradient_slide.gradient_slide import GradientSlide
from .image_filter.image_filter import ImageFilter
from .pooling_window.pooling_window import PoolingWindow
from .shape_tracer.shape_tracer import ShapeTracer
from .shift_lab.shift_lab import ShiftLab
from .sliding_kernel.sliding_kernel import SlidingKernel
from .sliding_vector.sliding_vector import SlidingVector

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
