# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_from_the_governance(ruled: World, token: str) -> None:
    ruled.dictate("set_limit", token, 2**95)
    assert ruled.pool.limit_of(token) == 2**95


def test_hard_bounds(ruled: World, token: str, holder: str) -> None:
    """Even the governance gives a limit to nobody but a token of the factory, nor beyond what fits the word."""
    with reverts("settings: out of bounds"):
        ruled.dictate("set_limit", holder, 1)
    with reverts("settings: out of bounds"):
        ruled.dictate("set_limit", token, 2**95 + 1)


def test_nobody_else(ruled: World, token: str, curator: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.set_limit(token, 0, sender=curator)
