# SPDX-License-Identifier: Apache-2.0
"""A pytest plugin for py-evm that notes which instructions of our contracts ran.

It hangs on the one place that every piece of code passes: calls and creations, of tests and of contracts alike.
What it keeps is small: for each compiled code the pairs of instructions that followed one another, and how the
executions that reverted ended. What these mean for the source is worked out later.
"""

import os
import pickle
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from boa.vm.py_evm import titanoboa_computation

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import products

FOLDER_VARIABLE = "STEELYARD_COVERAGE"
ENDING = 160  # instructions: more than a refusal takes from its call to its revert


@dataclass
class Record:
    """What ran of one code: pairs of program counters, and the last ones before each kind of revert."""

    steps: set[tuple[int, int]] = field(default_factory=set)
    endings: set[tuple[int, ...]] = field(default_factory=set)

    def add(self, trace: list[int], reverted: bool) -> None:
        self.steps.update(zip(trace, trace[1:], strict=False))
        if reverted:
            self.endings.add(tuple(trace[-ENDING:]))

    def merge(self, other: "Record") -> None:
        self.steps |= other.steps
        self.endings |= other.endings


@dataclass(frozen=True)
class Part:
    """A compiled code: what creates a contract, or what then stands at its address. Other source, other digest."""

    contract: str
    creation: bool
    digest: str

    @classmethod
    def of(cls, contract: str, creation: bool) -> "Part":
        return cls(contract, creation, sha256(code_of(contract, creation)).hexdigest())


Records = dict[Part, Record]


def code_of(contract: str, creation: bool) -> bytes:
    """Returns the compiled code of `contract`, without what is appended on a chain."""
    compiled = artifact(contract)
    return compiled.bytecode if creation else compiled.runtime


def read_records(folder: Path) -> Records:
    """Returns what all test processes wrote into `folder`, as one."""
    merged: Records = defaultdict(Record)
    for file in sorted(folder.glob("*.pickle")):
        for part, record in pickle.loads(file.read_bytes()).items():
            merged[part].merge(record)
    return merged


@cache
def _codes() -> list[tuple[bytes, Part]]:
    """Returns each code with the bytes it begins with; immutables or constructor arguments follow them."""
    return [(code_of(name, creation), Part.of(name, creation)) for name in products() for creation in (False, True)]


def _part_of(running: bytes) -> Part | None:
    return next((part for start, part in _codes() if running.startswith(start)), None)


def _record_into(records: Records) -> None:
    execute = titanoboa_computation.apply_computation.__func__

    def apply_computation(cls: Any, /, state: Any, message: Any, context: Any, **options: Any) -> Any:
        computation = execute(cls, state, message, context, **options)
        if part := _part_of(computation.code._raw_code_bytes):
            records[part].add(computation.code._trace, computation.is_error)
        return computation

    titanoboa_computation.apply_computation = classmethod(apply_computation)


_RECORDS: Records = defaultdict(Record)


def pytest_configure() -> None:
    _record_into(_RECORDS)


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = Path(os.environ[FOLDER_VARIABLE])
    (folder / f"{os.getpid()}.pickle").write_bytes(pickle.dumps(dict(_RECORDS)))
