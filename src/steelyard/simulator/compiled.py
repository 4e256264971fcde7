# SPDX-License-Identifier: Apache-2.0
"""Numba's compiler with types that a type checker can follow, and the settings that all kernels share."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import config, njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a kernel on its first call and keeps the result on disk.

    Float operations stay in the order written (no fast math): runs repeat to the last bit. A division by zero answers
    infinity or NaN, as numpy does.
    """
    config.CACHE_DIR = _cache_folder()
    return cast(Callable[P, R], njit(cache=True, error_model="numpy")(function))


@cache
def _cache_folder() -> str:
    """Another one for each state of the sources: numba looks only at a kernel's own file, not at what it inlines.

    Constants of the model are inlined too.
    """
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for folder in (here, here.parent / "model"):
        for source in sorted(folder.rglob("*.py")):
            digest.update(source.read_bytes())
    return str(here / "__pycache__" / f"numba-{digest.hexdigest()[:16]}")
