# SPDX-License-Identifier: Apache-2.0
"""In a callback C, D and S do not belong together: whoever reads them there is refused, not deceived.

A flash mint shows shares without their collateral, a flash redemption the reverse; a lending market or a rebase that
read the balance sheet in between would act on a leverage that never was.
"""

from typing import Any

import pytest
from eth_abi import decode

from tests.regression.callbacks import Callbacks, in_every_operation
from tests.support.contracts import deploy
from tests.unit.leveraged_token.world import SHARE

LOCKED_VIEWS: list[tuple[str, tuple[Any, ...]]] = [
    ("balance_sheet", ()),
    ("totalSupply", ()),
    ("preview_redeem", (SHARE,)),
]


@in_every_operation
@pytest.mark.parametrize(("view", "arguments"), LOCKED_VIEWS, ids=[view for view, _ in LOCKED_VIEWS])
def test_views_of_the_balance_sheet(
    callbacks: Callbacks, operation: str, view: str, arguments: tuple[Any, ...]
) -> None:
    callbacks.act(callbacks.world.token, view, *arguments)
    callbacks.script(callbacks.world.token, view, *arguments)
    (outcome,) = callbacks.run(operation)
    assert outcome == (False, b"", "")
    callbacks.act(callbacks.world.token, view, *arguments)


@in_every_operation
def test_a_foreign_lending_market(callbacks: Callbacks, operation: str) -> None:
    """It prices the share as ever before and after, and not at all in between."""
    value = callbacks.market.collateral_value(callbacks.me)
    assert value == 300 * 100 * 10**6
    callbacks.script(callbacks.market, "collateral_value", callbacks.me)
    (outcome,) = callbacks.run(operation)
    assert outcome == (False, b"", "")
    assert callbacks.market.collateral_value(callbacks.me) > 0


@in_every_operation
def test_the_price_of_a_share(callbacks: Callbacks, operation: str) -> None:
    factory = deploy("MockFactory")
    factory.register(callbacks.world.address)
    oracle = deploy("ShareOracle", factory.address, callbacks.world.address, False)
    assert oracle.price() > 0
    callbacks.script(oracle, "price")
    (outcome,) = callbacks.run(operation)
    assert outcome == (False, b"", "")
    assert oracle.price() > 0


@in_every_operation
def test_a_rebase_of_the_anchored_token(callbacks: Callbacks, operation: str) -> None:
    """Neither the record nor the rebase itself can be had in a callback."""
    world = callbacks.world
    callbacks.script(callbacks.anchored, "rebase")
    (outcome,) = callbacks.run(operation)
    assert outcome == (False, b"", "")
    assert callbacks.anchored.pending().since == 0
    world.set_dollars(6_000)
    callbacks.act(callbacks.anchored, "rebase")
    assert callbacks.anchored.pending().since != 0


@in_every_operation
def test_transfers_of_shares(callbacks: Callbacks, holder: str, operation: str) -> None:
    """And with them wrapping and unwrapping."""
    world = callbacks.world
    callbacks.act(callbacks.anchored, "wrap", 10 * SHARE, callbacks.me)
    world.token.approve(callbacks.me, 2**256 - 1, sender=holder)
    callbacks.script(world.token, "transfer", holder, 1)
    callbacks.script(world.token, "transferFrom", holder, callbacks.me, 1)
    callbacks.script(callbacks.anchored, "wrap", SHARE, callbacks.me)
    callbacks.script(callbacks.anchored, "unwrap", SHARE, callbacks.me)
    outcomes = callbacks.run(operation)
    assert [outcome.is_done for outcome in outcomes] == [False] * 4
    assert [outcome.answer for outcome in outcomes] == [b""] * 4
    callbacks.act(world.token, "transfer", holder, 1)
    callbacks.act(callbacks.anchored, "unwrap", SHARE, callbacks.me)


@in_every_operation
def test_what_does_not_depend_on_the_balance_sheet_stays_readable(callbacks: Callbacks, operation: str) -> None:
    token = callbacks.world.token
    views = ("name", "symbol", "decimals", "POOL", "COLLATERAL", "DEBT_ASSET", "ORACLE", "IS_BEAR", "QUOTE_UNIT")
    for view in (*views, "rule", "fees"):
        callbacks.script(token, view)
    callbacks.script(token, "balanceOf", callbacks.me)
    callbacks.script(token, "allowance", callbacks.me, callbacks.me)
    assert all(outcome.is_done for outcome in callbacks.run(operation))


def test_the_attack_that_this_stops(callbacks: Callbacks) -> None:
    """A redeemer's callback comes after the collateral left and before the debt is paid: a market that could read
    the sheet there would see the leverage of neither, and liquidate or lend on it."""
    world = callbacks.world
    callbacks.script(world.collateral, "balanceOf", world.address)
    callbacks.script(world.pool, "debt_of", world.address)
    held, owed = (decode(["uint256"], outcome.answer)[0] for outcome in callbacks.run("redeem"))
    collateral, debt, _ = world.balance_sheet()
    assert (held, owed) == (collateral, debt + 2_000 * 10**6)
