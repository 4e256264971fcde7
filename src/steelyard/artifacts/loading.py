# SPDX-License-Identifier: Apache-2.0
"""Gives a contract by its name: from the data of an installed package, else by compiling it."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from steelyard.artifacts.compiling import compiled
from steelyard.artifacts.kinds import Artifact
from steelyard.artifacts.sources import in_checkout, source_path

_DATA = Path(__file__).parent / "data"


@cache
def artifact(name: str) -> Artifact:
    """Returns the contract `name`; an unknown name raises `KeyError` listing those that exist."""
    if in_checkout():
        return compiled(name)
    return Artifact.from_json(name, (_DATA / f"{source_path(name).stem}.json").read_bytes())


def prepare(wanted: Iterable[str]) -> None:
    """Compiles those of the contracts `wanted` that are not compiled yet, on all cores."""
    if in_checkout():
        with ProcessPoolExecutor() as pool:
            list(pool.map(_compile, wanted))


def _compile(name: str) -> None:
    compiled(name)
