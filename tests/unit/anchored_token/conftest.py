# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.anchored_token.world import WAD, AnchoredWorld


@pytest.fixture(scope="package")
def bull(depositor: str, holder: str) -> AnchoredWorld:
    """1,000 shares each, nothing wrapped, no ceiling."""
    return AnchoredWorld([depositor, holder])


@pytest.fixture(scope="package")
def bear(depositor: str, holder: str) -> AnchoredWorld:
    """As `bull`, on a -3x bear."""
    return AnchoredWorld([depositor, holder], is_bear=True)


@pytest.fixture(scope="package")
def ceiled(depositor: str, holder: str) -> AnchoredWorld:
    """As `bull`, with a ceiling of $1,000."""
    return AnchoredWorld([depositor, holder], ceiling=1_000 * WAD)


@pytest.fixture
def wrapped(bull: AnchoredWorld) -> AnchoredWorld:
    """`bull` with all shares of both holders wrapped: 1,000 units each."""
    for account in bull.holders:
        bull.wrap(account)
    return bull


@pytest.fixture
def rebased(wrapped: AnchoredWorld, keeper: str) -> AnchoredWorld:
    """`wrapped` after a rebase at $7: factor 100/7 rounded up, 70 units each less a rounding."""
    assert wrapped.rebase(7 * WAD, keeper)
    return wrapped
