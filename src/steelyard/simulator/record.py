# SPDX-License-Identifier: Apache-2.0
"""Records: what kernels share by reference. Their shape is a class with annotations, for type checkers too."""

from functools import cache
from typing import Any, TypeVar, get_type_hints

import numpy as np

S = TypeVar("S")

_KINDS = {float: np.float64, int: np.int64, bool: np.bool_}


@cache
def _layout(shape: Any) -> np.dtype[np.void]:
    return np.dtype([(name, _KINDS[kind]) for name, kind in get_type_hints(shape).items()])


def record_of(shape: type[S], **values: Any) -> S:
    """One record of this shape whose fields are attributes, here as in a kernel; zero where no value is given."""
    kind: Any = shape
    record: Any = np.zeros(1, _layout(kind)).view(np.recarray)[0]
    for name, value in values.items():
        setattr(record, name, value)
    return record  # type: ignore[no-any-return]
