# SPDX-License-Identifier: Apache-2.0
"""The token's tests start from one of these worlds."""

import pytest

from tests.unit.leveraged_token.world import SHARE, TokenTerms, TokenWorld


@pytest.fixture
def empty(curator: str, guardian: str) -> TokenWorld:
    """A 3x bull without a share, ether at $3,000, no fees, no interest."""
    return TokenWorld(curator, guardian)


@pytest.fixture
def bull(empty: TokenWorld, holder: str, filler: str) -> TokenWorld:
    """1,000 shares: 100 ether held, $200,000 owed, equity $100,000; holder and filler are rich."""
    empty.mint(holder, 1_000 * SHARE)
    empty.fund(filler)
    return empty


@pytest.fixture
def bear(curator: str, guardian: str, holder: str, filler: str) -> TokenWorld:
    """A -3x bear of 1,000 shares, ether at $2,000: $400,000 held, 150 ether owed, equity $100,000."""
    world = TokenWorld(curator, guardian, TokenTerms(is_bear=True, dollars=2_000))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    return world


@pytest.fixture
def indebted(curator: str, guardian: str, holder: str, filler: str) -> TokenWorld:
    """As `bull`, but the pool's share of debt has grown over 100 days at 10% a year: no number is round."""
    world = TokenWorld(curator, guardian, TokenTerms(rates=(10**17, 9 * 10**17, 10**17, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.wait(100 * 86_400)
    return world
