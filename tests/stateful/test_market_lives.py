# SPDX-License-Identifier: Apache-2.0
"""Whole lives of markets on the contracts; `python -m tests.stateful` plays more, and plants every fault."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.stateful.faults import FAULTS
from tests.stateful.lives import KINDS, Ground, found, is_enough, live

LIVES = 60  # of each side
STEPS = 40
SEEDS = st.integers(0, 2**64)
SHORT = ("a gift before the sale", "anybody's ticket served")  # one of token and pool: compiling is what costs
PLAYED: Counter[str] = Counter()


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """A bull's."""
    yield Ground()


@settings(max_examples=LIVES, phases=[Phase.explicit, Phase.generate])
@given(seed=SEEDS)
def _play(ground: Ground, seed: int) -> None:
    live(ground, random.Random(seed), STEPS, PLAYED)


def test_every_sentence_holds(ground: Ground) -> None:
    """LEV-END-01, LEV-END-02, LEV-END-03, LEV-END-04, POOL-LOSS-01, POOL-CASH-01, LEV-EXIT-01."""
    PLAYED.clear()
    _play(ground)
    assert is_enough(PLAYED), {kind: PLAYED[kind] for kind in KINDS}


@pytest.mark.parametrize("name", SHORT)
def test_a_fault_is_found(name: str) -> None:
    """The control; all of them by `python -m tests.stateful --faults`."""
    assert found(FAULTS[name], 40)


def test_a_run_that_saw_nothing_fails() -> None:
    assert not is_enough(Counter(steps=10**6))
