"""What all traits of the widgets have in common: they say in `limit` what they take.

The front end reads the limits too: what a reader types, or puts into the page's address, is held
to the same rules (see link.mjs).
"""

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

import traitlets

T = TypeVar("T")


class Limited(traitlets.TraitType, Generic[T]):
    """A trait that may be set to anything, which it refuses or turns into a `T`.

    It stands before a trait of traitlets among the bases. That `T` is told to type checkers alone:
    traitlets 5.7, which a hosted notebook may have, knows no `traitlets.List[float]`.
    """

    def __init__(self, *args: Any, limit: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.limit = limit
        self.tag(sync=True)

    if TYPE_CHECKING:

        @overload
        def __get__(self, obj: None, cls: type) -> Self: ...
        @overload
        def __get__(self, obj: object, cls: type) -> T: ...
        def __get__(self, obj: object, cls: type) -> Self | T: ...

        def __set__(self, obj: object, value: object) -> None: ...
