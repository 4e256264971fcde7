# SPDX-License-Identifier: Apache-2.0
"""Contracts with a fault that was planted: a copy of the sources in which pieces are replaced."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.artifacts import artifact, sources
from tests.support.contracts import deployer


@dataclass(frozen=True)
class Change:
    """A piece of one source under contracts, which must be there once, and what a copy has instead."""

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
def planted(*changes: Change) -> Iterator[None]:
    """Whatever is deployed inside comes from a copy of the contracts with these changes."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        copy = Path(folder) / "contracts"
        shutil.copytree(sources.contracts_dir(), copy)
        for change in changes:
            change.apply(copy)
        patch.setattr(sources, "contracts_dir", lambda: copy)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for known in (sources.deployables, artifact, deployer):
        known.cache_clear()
