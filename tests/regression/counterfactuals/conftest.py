# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.regression.counterfactuals.obvious import Accounts


@pytest.fixture
def accounts(
    attacker: str, curator: str, depositor: str, filler: str, guardian: str, holder: str, keeper: str
) -> Accounts:
    """Nothing is deployed yet: a story builds its own world, of either version of the contracts."""
    return Accounts(attacker, curator, depositor, filler, guardian, holder, keeper)
