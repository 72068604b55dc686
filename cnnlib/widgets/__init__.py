"""The widgets of the book: each one a Python class with an ES module of the same stem."""

from .sliding_kernel import SlidingKernel

__all__ = ["SlidingKernel"]
