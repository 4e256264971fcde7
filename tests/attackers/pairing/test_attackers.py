# SPDX-License-Identifier: Apache-2.0
"""Every attacker of a paired pool stays within their bound, and finds a profit where the market is weakened."""

import pytest

from tests.attackers.pairing import ATTACKERS
from tests.attackers.search import Attacker
from tests.attackers.verdicts import bound_faults, control_faults, in_real_world, in_weakened_world

of_each = pytest.mark.parametrize("kind", ATTACKERS, ids=lambda kind: kind.name)


@of_each
def test_stays_within_the_bound(kind: type[Attacker]) -> None:
    assert not bound_faults(*in_real_world(kind))


@of_each
def test_profits_where_he_should(kind: type[Attacker]) -> None:
    assert not control_faults(*in_weakened_world(kind))
