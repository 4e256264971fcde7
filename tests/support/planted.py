# SPDX-License-Identifier: Apache-2.0
"""Contracts with a fault that was planted: a copy of the sources in which pieces are replaced."""

import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from vyper.warnings import ContractSizeLimit

from steelyard.artifacts import artifact, sources
from tests.support.contracts import deployer

_OPTIMIZATION = re.compile(r"^# pragma optimize .*\n", re.MULTILINE)


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
def planted(*changes: Change, optimized: bool = True) -> Iterator[None]:
    """Whatever is deployed inside comes from a copy of the contracts with these changes.

    Not `optimized`, what they reach compiles in half the time and is larger than a chain would take.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        copy = Path(folder) / "contracts"
        shutil.copytree(sources.contracts_dir(), copy)
        for change in changes:
            change.apply(copy)
        patch.setattr(sources, "contracts_dir", lambda: copy)
        _forget()
        if not optimized:
            _leave_as_written({(copy / change.file).resolve() for change in changes})
            warnings.simplefilter("ignore", ContractSizeLimit)
        try:
            yield
        finally:
            _forget()


def _leave_as_written(changed: set[Path]) -> None:
    """Turns the optimizer off in every deployable that imports one of these files."""
    for path in sources.deployables().values():
        if not changed.isdisjoint(sources.import_closure(path)):
            text = _OPTIMIZATION.sub("", path.read_text())
            path.write_text(f"# pragma optimize none\n{text}")


def _forget() -> None:
    for known in (sources.deployables, artifact, deployer):
        known.cache_clear()
