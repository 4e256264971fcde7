# SPDX-License-Identifier: Apache-2.0
"""Keeps what a slow check said about a file, and shows how far the slow ones are."""

import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from steelyard.artifacts import kept as files

Item = TypeVar("Item")
Result = TypeVar("Result")


def fingerprint(*parts: str | bytes) -> str:
    """Returns the SHA-256 of all parts, in which nothing can move from one part to the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return digest.hexdigest()


def kept(check: str, key: str, find: Callable[[], list[str]]) -> list[str]:
    """Returns the faults that `find` finds, or what it found before under the same `key`.

    The key must cover everything that the verdict depends on: the file and what it imports, the rules, the tools.
    """
    path = files.cache_dir() / "checks" / f"{check}-{key}.json"
    faults: list[str] = json.loads(files.kept(path, lambda: json.dumps(find()).encode()))
    return faults


def on_all_cores(
    work: Callable[[Item], Result], items: Iterable[Item], name: Callable[[Item], str]
) -> Iterator[tuple[Item, Result]]:
    """Yields each of `items` with what `work` makes of it, in their order, and says on stderr how far it is.

    Give the longest first: the last one started decides when all are done.
    """
    waiting, started = list(items), time.monotonic()
    with ProcessPoolExecutor(os.cpu_count() or 1, initializer=gc.disable) as pool:
        for number, (item, result) in enumerate(zip(waiting, pool.map(work, waiting), strict=True), 1):
            if time.monotonic() - started > 1:  # what is kept passes in silence
                print(f"  {number} of {len(waiting)}: {name(item)}", file=sys.stderr, flush=True)
            yield item, result
