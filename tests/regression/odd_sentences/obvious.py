# SPDX-License-Identifier: Apache-2.0
"""The obvious version of the contracts: a copy in which a sentence of the specification is left out."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boa
import pytest

from steelyard.chain import compile as compiling
from tests.support.contracts import deployer

AS_IT_IS, OBVIOUS = "as it is", "obvious version"


@dataclass(frozen=True)
class Cast:
    """Who plays: accounts with coin to spend and nothing else."""

    attacker: str
    curator: str
    depositor: str
    filler: str
    guardian: str
    holder: str
    keeper: str


@dataclass(frozen=True)
class Change:
    """A piece of one source under contracts, which must be there once, and what the obvious version has instead."""

    file: str
    old: str
    new: str

    def apply(self, contracts: Path) -> None:
        """Changes the copy."""
        path = contracts / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self.file} has this {text.count(self.old)} times, not once: {self.old}"
        path.write_text(text.replace(self.old, self.new))


@contextmanager
def obvious_version(*changes: Change) -> Iterator[None]:
    """Whatever is deployed inside comes from a copy of the contracts with these changes."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        copy = Path(folder) / "contracts"
        shutil.copytree(compiling.contracts_dir(), copy)
        for change in changes:
            change.apply(copy)
        patch.setattr(compiling, "contracts_dir", lambda: copy)
        _forget()
        try:
            yield
        finally:
            _forget()


def odd_sentence(
    identity: str, *changes: Change, most: float, least: float
) -> Callable[[Callable[[Cast], float]], Callable[..., None]]:
    """Makes two tests of a story that returns what is lost, as a part of what was at stake.

    On the contracts as they are at most `most` is lost, on the obvious version at least `least`. The identity is
    that of the row in docs/odd_sentences.md.
    """

    def decorate(story: Callable[[Cast], float]) -> Callable[..., None]:
        @pytest.mark.parametrize("version", [AS_IT_IS, OBVIOUS])
        def test(version: str, cast: Cast) -> None:
            if version == AS_IT_IS:
                lost = story(cast)
                assert lost <= most, f"{lost:.4%} lost, at most {most:.4%} may be"
            else:
                with obvious_version(*changes):
                    lost = story(cast)
                assert lost >= least, f"the obvious version loses only {lost:.4%}, not {least:.4%}"

        test.__name__, test.__doc__ = story.__name__, story.__doc__
        test.identity = identity  # type: ignore[attr-defined]
        return test

    return decorate


def attempt(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Returns what a call returns, None if it is refused: a story goes on, and counts what came of it."""
    try:
        return call(*arguments, **options)
    except boa.BoaError:
        return None


def dearest(fill: Callable[[int], Any], most: int, steps: int = 9) -> int:
    """Returns about the greatest cost, from 0 to `most`, at which `fill` is accepted; nothing is done."""
    good, bad = 0, most
    for _ in range(steps):
        cost = (good + bad) // 2
        with boa.env.anchor():
            accepted = attempt(fill, cost) is not None
        good, bad = (cost, bad) if accepted else (good, cost)
    return good


def _forget() -> None:
    for known in (compiling.deployables, compiling.artifact, deployer):
        known.cache_clear()
