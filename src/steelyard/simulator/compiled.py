# SPDX-License-Identifier: Apache-2.0
"""Numba's compiler with types that a type checker can follow, and the settings that all kernels share."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a kernel on its first call and keeps the result on disk.

    Float operations stay in the order written (no fast math): runs repeat to the last bit. A division by zero answers
    infinity or NaN, as numpy does.
    """
    return cast(Callable[P, R], njit(cache=True, error_model="numpy")(function))
