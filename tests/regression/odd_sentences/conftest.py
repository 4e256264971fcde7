# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.regression.odd_sentences.obvious import Cast


@pytest.fixture
def cast(attacker: str, curator: str, depositor: str, filler: str, guardian: str, holder: str, keeper: str) -> Cast:
    """Nothing is deployed yet: a story builds its own world, of either version of the contracts."""
    return Cast(attacker, curator, depositor, filler, guardian, holder, keeper)
