"""What the pictures of several widgets have in common."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def known(values: NDArray, where: ArrayLike) -> list[list[float | None]]:
    """Return the rows of a panel on which some numbers do not stand yet.

    >>> known(np.array([[1.0, 2.0]]), [[True, False]])
    [[1.0, None]]
    """
    rows = values.astype(object)
    rows[~np.asarray(where)] = None
    return rows.tolist()
