# SPDX-License-Identifier: Apache-2.0
"""A callback may do what it likes with the world, but not with the token that called it."""

from typing import Any

import boa
import pytest

from tests.regression.callbacks import OPERATIONS, Callbacks, in_every_operation
from tests.support.contracts import deploy_token
from tests.support.reverts import reason_of
from tests.unit.leveraged_token.world import RECIPIENT, SHARE, TokenWorld

USD = 10**6


def _mutating_calls(callbacks: Callbacks, holder: str) -> list[tuple[Any, ...]]:
    """Every function of the token that changes more than an allowance, with arguments."""
    trades = [(name, *callbacks.arguments(name)[:-1], b"") for name in OPERATIONS]
    steps = ("start_wind_down", "confirm_wind_down", "report_oracle", "impair", "write_off", "collect_fees")
    return [
        *trades,
        *((step,) for step in steps),
        ("set_fee_recipient", callbacks.me),
        ("transfer", holder, 1),
        ("transferFrom", holder, callbacks.me, 1),
    ]


@pytest.fixture
def trusted(callbacks: Callbacks, holder: str) -> Callbacks:
    """The holder lets the caller take shares."""
    callbacks.world.token.approve(callbacks.me, 2**256 - 1, sender=holder)
    return callbacks


@in_every_operation
def test_every_mutating_function_of_the_token_is_refused(trusted: Callbacks, holder: str, operation: str) -> None:
    """By the lock, which answers nothing."""
    calls = _mutating_calls(trusted, holder)
    for call in calls:
        trusted.script(trusted.world.token, *call)
    outcomes = trusted.run(operation)
    assert [(outcome.is_done, outcome.answer) for outcome in outcomes] == [(False, b"")] * len(calls)


def test_outside_a_callback_no_refusal_is_without_a_reason(trusted: Callbacks, holder: str) -> None:
    """So what refused them above was the lock."""
    reasons = set()
    for function, *arguments in _mutating_calls(trusted, holder):
        with boa.env.anchor():
            try:
                trusted.act(trusted.world.token, function, *arguments)
            except boa.BoaError as error:
                reasons.add(reason_of(error))
            else:
                reasons.add("done")
    assert reasons == {
        "done",
        "rebalance: not due",
        "wind-down: no reason",
        "wind-down: not started",
        "impair: not winding down",
        "write-off: not winding down",
        "fees: not the recipient",
    }


@in_every_operation
def test_nothing_is_left_of_a_refused_reentry(callbacks: Callbacks, operation: str) -> None:
    """The operation around it moves what it would have moved without."""

    with boa.env.anchor():
        callbacks.run(operation)
        expected = callbacks.world.balance_sheet(), tuple(callbacks.world.pool.pool_state())
    for other in OPERATIONS:
        callbacks.script(callbacks.world.token, other, *callbacks.arguments(other)[:-1], b"")
    callbacks.run(operation)
    assert (callbacks.world.balance_sheet(), tuple(callbacks.world.pool.pool_state())) == expected


@in_every_operation
def test_the_lock_is_gone_afterwards(callbacks: Callbacks, operation: str) -> None:
    callbacks.script(callbacks.world.token, "collect_fees")
    assert not callbacks.run(operation)[0].is_done
    callbacks.act(callbacks.world.token, "collect_fees")


@in_every_operation
def test_approvals_are_free(callbacks: Callbacks, holder: str, operation: str) -> None:
    """They move nothing; a spender still finds transfers locked."""
    callbacks.script(callbacks.world.token, "approve", holder, 77)
    (outcome,) = callbacks.run(operation)
    assert outcome.is_done
    assert callbacks.world.token.allowance(callbacks.me, holder) == 77


# ------------------------------------------------------------------ the pool in a callback


def _cash_adds_up(world: TokenWorld) -> None:
    """POOL-CASH-01, and the pool holds what it counts."""
    s = world.pool.pool_state()
    assert s.cash + s.debt + s.carried == s.total_assets + s.reserve + s.claimable
    assert world.debt_asset.balanceOf(world.pool.address) >= s.cash


@pytest.fixture
def lender(callbacks: Callbacks) -> Callbacks:
    """The caller lends $100,000 as well."""
    callbacks.act(callbacks.world.pool, "deposit", 100_000 * USD, callbacks.me)
    return callbacks


@in_every_operation
def test_lending_and_leaving_in_a_callback(lender: Callbacks, operation: str) -> None:
    """Deposit, mint, withdraw, redeem, transfer, accrue: all done, nobody else's share is worth less."""
    world, pool, me = lender.world, lender.world.pool, lender.me
    before = pool.convertToAssets(10**12)
    lender.script(pool, "deposit", 50_000 * USD, me)
    lender.script(pool, "mint", 10**12, me)
    lender.script(pool, "withdraw", 20_000 * USD, me, me)
    lender.script(pool, "redeem", 10**12, me, me)
    lender.script(pool, "transfer", world.lending.curator, 1)
    lender.script(pool, "accrue")
    assert all(outcome.is_done for outcome in lender.run(operation))
    _cash_adds_up(world)
    assert pool.convertToAssets(10**12) >= before
    assert pool.maxWithdraw(me) in (130_000 * USD, 130_000 * USD - 1)


@in_every_operation
def test_deposits_in_a_callback_pay_nobodys_debt(lender: Callbacks, operation: str) -> None:
    """What the token is owed is taken on top of them."""

    world = lender.world
    with boa.env.anchor():
        lender.run(operation)
        paid = world.debt_asset.balanceOf(lender.me)
        debt = world.balance_sheet()[1]
    lender.script(world.pool, "deposit", 50_000 * USD, lender.me)
    assert lender.run(operation)[0].is_done
    assert world.debt_asset.balanceOf(lender.me) == paid - 50_000 * USD
    assert world.balance_sheet()[1] == debt
    _cash_adds_up(world)


@in_every_operation
def test_the_borrowers_side_is_the_tokens(lender: Callbacks, operation: str) -> None:
    """The caller is no borrower, in a callback or elsewhere."""
    pool = lender.world.pool
    lender.script(pool, "borrow", USD, lender.me, False)
    lender.script(pool, "borrow", USD, lender.me, True)
    lender.script(pool, "repay", USD)
    lender.script(pool, "impair", 0)
    lender.script(pool, "write_off")
    assert [outcome.reason for outcome in lender.run(operation)] == [
        "borrow: limit",
        "borrow: nothing to lend",
        "repay: above debt",
        "borrower: not winding down",
        "borrower: not winding down",
    ]
    _cash_adds_up(lender.world)


def test_queue_and_claim_in_a_callback(lender: Callbacks, curator: str) -> None:
    """All cash is out; in a redeemer's callback the debt is not paid yet, so the queue waits for it."""
    world, pool, me = lender.world, lender.world.pool, lender.me
    pool.withdraw(pool.maxWithdraw(curator), curator, curator, sender=curator)
    assert pool.pool_state().free_cash == 0
    lender.script(pool, "enqueue", 10**15)
    lender.script(pool, "process_queue", 1)
    enqueued, processed = lender.run("redeem")
    assert enqueued.is_done and processed.reason == "queue: nothing to serve"
    assert pool.cash() == 2_000 * USD
    lender.act(pool, "process_queue", 1)
    lender.act(pool, "claim", me)
    _cash_adds_up(world)


def test_the_pools_books_in_a_wind_downs_callback(lender: Callbacks, keeper: str) -> None:
    """An impaired borrower sells: lenders leave in between, and nobody comes in."""
    world = lender.world
    world.debt_asset.mint(keeper, 2_000 * USD)
    world.debt_asset.approve(world.pool.address, 2_000 * USD, sender=keeper)
    world.pool.deposit(2_000 * USD, lender.me, sender=keeper)
    world.wind_down(1_900, keeper)
    world.fund(keeper)
    world.refuse(keeper, 12)
    lender.script(world.pool, "deposit", 50_000 * USD, lender.me)
    lender.script(world.pool, "withdraw", 1_000 * USD, lender.me, lender.me)
    lender.script(world.token, "write_off")
    lender.act(world.token, "deleverage", 2**100, 5 * 10**16, lender.me, b"push")
    assert [done for done, _ in lender.caller.outcomes()] == [False, True, False]
    _cash_adds_up(world)
    assert world.token.fees().recipient == RECIPIENT
    assert world.token.totalSupply() == 1_000 * SHARE


# ------------------------------------------------------------------ two tokens on one pool


def test_one_push_pays_one_debt(callbacks: Callbacks) -> None:
    """In the midst of a redemption another token's redeemer takes the push; the first then pays again."""
    world, pool = callbacks.world, callbacks.world.pool
    other = deploy_token(world.parameters())
    world.lending.give_limit(str(other.address), 1_000_000 * USD)
    redeemer = world.caller("PushingCaller")
    for asset in (world.collateral, world.debt_asset):
        redeemer.approve(asset.address, other.address)
    redeemer.mint(other.address, 100 * SHARE)
    before = [world.debt_asset.balanceOf(account) for account in (callbacks.me, redeemer.address)]
    cash = pool.cash()
    callbacks.script(world.debt_asset, "transfer", pool.address, 2_000 * USD)
    callbacks.script(redeemer, "redeem", other.address, 10 * SHARE)
    assert all(outcome.is_done for outcome in callbacks.run("redeem"))
    paid = [
        held - world.debt_asset.balanceOf(account)
        for held, account in zip(before, (callbacks.me, redeemer.address), strict=True)
    ]
    assert paid == [4_000 * USD, 0]
    assert pool.cash() - cash == 4_000 * USD
    assert (world.balance_sheet()[1], other.balance_sheet().debt) == (198_000 * USD, 18_000 * USD)
    _cash_adds_up(world)
