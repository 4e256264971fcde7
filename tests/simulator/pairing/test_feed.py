# SPDX-License-Identifier: Apache-2.0
"""The mean of a feed's answers, to the unit the one that the contracts take."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.libraries.errors import Reverted
from steelyard.model.oracles.twap import MAX_ROUNDS, Round, mean_of_rounds
from steelyard.simulator.pairing.feed import NO_MEAN, hear, mean_answer, no_rounds
from steelyard.simulator.world.oracle import UNITS
from tests.simulator.pairing.scenarios import START

MAX_ANSWER = 10**16  # a hundred million dollars: times a day's seconds it is over 64 bits
ANY_GAP = 2**62


def both(answers: list[tuple[int, int]], wait: int, window: int) -> tuple[int, int]:
    """The mean by the simulator and by the twin, of answers that came so many seconds after one another."""
    ring, heard, now = no_rounds(), 0, START
    rounds: list[Round] = []
    for answer, seconds in answers:
        now += seconds
        heard = hear(ring, heard, answer / UNITS, now)
        rounds.insert(0, Round(answer, now))
    expected = NO_MEAN
    with suppress(Reverted):
        expected = mean_of_rounds(rounds, now + wait, window, ANY_GAP)
    return mean_answer(ring, heard, now + wait, window), expected


@given(
    st.lists(st.tuples(st.integers(1, MAX_ANSWER), st.integers(0, 4_000)), min_size=1, max_size=2 * MAX_ROUNDS),
    st.integers(0, 4_000),
    st.integers(900, 86_400),
)
def test_the_mean_is_the_twins(answers: list[tuple[int, int]], wait: int, window: int) -> None:
    mean, expected = both(answers, wait, window)
    assert mean == expected


def test_more_rounds_than_a_contract_reads() -> None:
    """Forty-eight that are twenty seconds apart reach back by 940."""
    answers = [(10**11 + i, 20) for i in range(MAX_ROUNDS + 1)]
    assert both(answers, 0, 900)[0] > 0
    assert both(answers, 0, 941) == (NO_MEAN, NO_MEAN)
    assert both(answers, 0, 940)[0] > 0
