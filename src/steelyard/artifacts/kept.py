# SPDX-License-Identifier: Apache-2.0
"""Results that take long, kept on disk so that each is made once; the name of a file says all that went into it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from steelyard.artifacts.sources import CHECKOUT


def cache_dir() -> Path:
    """Returns where a checkout keeps results; an installed package keeps none."""
    return CHECKOUT / "build" / "cache"


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Returns the content of `path`, which `make` gives if it is not there; others who want it then wait for that."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(path):
            if not path.exists():
                _write_whole(path, make())
    return path.read_bytes()


def _write_whole(path: Path, content: bytes) -> None:
    """A reader sees all of it or none."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    os.replace(unfinished.name, path)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Parallel processes must not compile the same thing."""
    with path.with_suffix(".lock").open("w") as lock:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
