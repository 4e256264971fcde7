# SPDX-License-Identifier: Apache-2.0
"""Numba's compiler with types that a type checker can follow, and the settings that all kernels share."""

import hashlib
import os
import platform
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import llvmlite
import numba
import numpy as np
from numba import config, njit

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a kernel on its first call and keeps the result on disk, in the first of these folders that is writable.

    `NUMBA_CACHE_DIR`, the package's own, the user's cache; where none is, the result lives as long as the process.
    Float operations stay in the order written (no fast math): runs repeat to the last bit. A division by zero answers
    infinity or NaN, as numpy does.
    """
    kept = None if config.DISABLE_JIT else _kept(function)
    return cast(Callable[P, R], kept or _njit(function, cache=False))


def is_kept() -> bool:
    """Whether kernels of these sources were compiled before, and need no compiling now."""
    return any(any(folder.rglob("*.nbi")) for folder in _folders(config.CACHE_DIR) if folder.is_dir())


def _njit(function: Callable[P, R], cache: bool) -> Any:
    return njit(cache=cache, error_model="numpy")(function)


def _kept(function: Callable[P, R]) -> Any | None:
    """Returns the kernel of `function` with a cache under our key, or `None` if there is no place for it."""
    own = config.CACHE_DIR
    try:
        for folder in filter(_is_writable, _folders(own)):
            config.CACHE_DIR = str(folder)
            with suppress(RuntimeError):  # numba found no place of its own either
                kernel = _njit(function, cache=True)
                # Where numba may not write into this folder it takes another one, without our key.
                if folder in Path(kernel.stats.cache_path).parents:
                    return kernel
    finally:
        config.CACHE_DIR = own  # the kernels of other programs go where they went
    return None


def _folders(own: str) -> list[Path]:
    """Returns where kernels may be kept, best first; `own` is numba's setting, empty for none."""
    user = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    parents = [Path(own).absolute()] if own else []
    parents += [HERE / "__pycache__"] + ([Path(user) / "steelyard"] if os.path.isabs(user) else [])
    return [parent / f"numba-{_key()}" for parent in parents]


@cache
def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def _key() -> str:
    """Names all that a kernel depends on and numba does not look at: it sees its own version, the processor, one file.

    What a kernel inlines comes from other files too, constants of the model among them, and from the libraries.
    """
    versions = (platform.python_version(), numba.__version__, llvmlite.__version__, np.__version__)
    digest = hashlib.sha256(" ".join(versions).encode())
    for folder in (HERE, HERE.parent / "model"):
        for source in sorted(folder.rglob("*.py")):
            digest.update(f"\0{source.relative_to(HERE.parent)}\0".encode() + source.read_bytes())
    return digest.hexdigest()[:16]
