# SPDX-License-Identifier: Apache-2.0
"""What anybody makes through the factories hurts only who chose it: a search over hostile assets and prices.

An honest market stands beside it, on the same factory and the same lending pool or underlying. Whatever the hostile one
does, the honest one answers afterwards what it would have answered without.
"""

from dataclasses import astuple
from typing import Any

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attackers.search import account, attempt
from tests.roles.worlds import ETHER, LIMIT, PRICE, SHARE, USD, Leveraged
from tests.support.contracts import at, deploy
from tests.support.engine import wait
from tests.support.environment import BoaEnvironment
from tests.support.market import E36, NOBODY
from tests.support.pairing import (
    FEED_BOUNDS,
    FOREVER,
    FT,
    HEARTBEAT,
    LP,
    LT,
    PairingMarket,
    build_pairing_factory,
    build_pairing_market,
    live_terms,
)

Moves = list[tuple[str, int]]
AMOUNTS = (0, 1, 10**6, 10**12, 10**18, 10**20, 2**96, 2**128, 2**255)
ASSETS = ("CallingAsset", "BlocklistAsset", "MockAsset")


def moves(*names: str) -> st.SearchStrategy[Moves]:
    """Up to eight moves, each with any number."""
    number = st.one_of(st.sampled_from(AMOUNTS), st.integers(0, 2**64))
    return st.lists(st.tuples(st.sampled_from(names), number), min_size=1, max_size=8)


# ------------------------------------------------------------------ leveraged tokens


class HostileToken:
    """A market of a hostile collateral and oracle, on the lending pool of an honest one."""

    STEPS = ("start_wind_down", "confirm_wind_down", "report_oracle", "impair", "write_off", "collect_fees")
    MOVES = ("price", "fault", "plan", "mint", "redeem", "deleverage", "releverage", "wait", "wrap", *STEPS)

    def __init__(self, honest: Leveraged, kind: str, attacker: str) -> None:
        self.honest, self.attacker, self.done = honest, attacker, set[str]()
        self.collateral = deploy(kind, 18)
        self.oracle = deploy("MockOracle", PRICE * USD * E36 // ETHER)
        self.token = honest.create_market(self.collateral, self.oracle, attacker)
        self.collateral.mint(attacker, 10**27)
        self.collateral.approve(self.token.address, 2**256 - 1, sender=attacker)
        honest.supply(attacker)

    def do(self, name: str, number: int) -> int:
        """Does one move, or nothing where it is refused; returns the seconds that it took."""
        if name == "wait":
            seconds = number % 86_400
            wait(seconds)
            return seconds
        with attempt():
            getattr(self, f"_{name}", lambda number: getattr(self.token, name)(sender=self.attacker))(number)
            self.done.add(name)
        return 0

    def _price(self, number: int) -> None:
        self.oracle.set_price(number)

    def _fault(self, number: int) -> None:
        self.oracle.set_answers(number, number % 3, number % 2)

    def _plan(self, number: int) -> None:
        """The collateral calls the honest market and its pool whenever it moves."""
        if hasattr(self.collateral, "plan"):
            me, honest = self.collateral.address, self.honest
            calls = [
                (honest.token, "redeem", (number, honest.holder, me, b"")),
                (honest.token, "mint", (number, me, me, b"")),
                (honest.pool, "borrow", (number, me, False)),
                (honest.pool, "repay", (number,)),
                (honest.pool, "write_off", ()),
            ]
            target, function, arguments = calls[number % len(calls)]
            self.collateral.plan(target.address, getattr(target, function).prepare_calldata(*arguments))

    def _mint(self, number: int) -> None:
        self.token.mint(number, self.attacker, self.attacker, b"", sender=self.attacker)

    def _redeem(self, number: int) -> None:
        self.token.redeem(number, self.attacker, self.attacker, b"", sender=self.attacker)

    def _deleverage(self, number: int) -> None:
        self.token.deleverage(number, 0, self.attacker, b"", sender=self.attacker)

    def _releverage(self, number: int) -> None:
        self.token.releverage(number, 0, self.attacker, b"", sender=self.attacker)

    def _wrap(self, number: int) -> None:
        self.honest.anchored.wrap(number, self.attacker, sender=self.attacker)


def state_of_token(honest: Leveraged) -> tuple[Any, ...]:
    """What the honest market, its pool and its holders have, and what they can do."""
    holder, lender, token, pool = honest.holder, honest.depositor, honest.token, honest.pool
    token_state = tuple(token.balance_sheet()), token.balanceOf(holder), tuple(pool.loan_state(token.address))
    pool_state = tuple(pool.pool_state()), pool.maxWithdraw(lender), pool.balanceOf(lender)
    with boa.env.anchor():
        minted = tuple(token.mint(SHARE, holder, holder, b"", sender=holder))
        redeemed = tuple(token.redeem(2 * SHARE, holder, holder, b"", sender=holder))
        withdrawn = pool.withdraw(USD, lender, lender, sender=lender)
    return token_state, pool_state, minted, redeemed, withdrawn


@pytest.mark.parametrize("kind", ASSETS)
def test_a_hostile_leveraged_market_leaves_its_neighbour_alone(
    kind: str, curator: str, guardian: str, depositor: str, holder: str, attacker: str
) -> None:
    """Without the curator's limit it borrows nothing."""
    honest = Leveraged(curator, guardian, curator, depositor, holder)
    hostile = HostileToken(honest, kind, attacker)

    @given(moves(*HostileToken.MOVES))
    def play(plan: Moves) -> None:
        with boa.env.anchor():
            passed = sum(hostile.do(*move) for move in plan)
            after = state_of_token(honest)
        with boa.env.anchor():
            wait(passed)
            assert after == state_of_token(honest)

    play()
    assert {"price", "fault", "report_oracle", "collect_fees"} <= hostile.done


def test_with_the_curators_limit_it_does_not(
    curator: str, guardian: str, depositor: str, holder: str, attacker: str
) -> None:
    """The control; roles/leverage/test_curator.py says what lenders lose by it."""
    honest = Leveraged(curator, guardian, curator, depositor, holder)
    hostile = HostileToken(honest, "MockAsset", attacker)
    honest.submit(LIMIT, hostile.token.address, 100_000 * USD, curator, timelocks=2)
    before = state_of_token(honest)
    hostile.do("mint", 10 * SHARE)
    assert hostile.done == {"mint"}
    assert before != state_of_token(honest)


# ------------------------------------------------------------------ paired pools


class HostilePair:
    """A market of a feed that answers what the attacker says, on the honest market's underlying or a hostile one."""

    MOVES = ("answer", "break", "wait", "mint", "deposit", "redeem", "enqueue", "rebalance", "donate", "plan")
    STEPS = ("report_stale", "deprecate", "collect_fees")

    def __init__(self, honest: PairingMarket, kind: str, attacker: str) -> None:
        self.honest, self.attacker, self.done = honest, attacker, set[str]()
        self.asset = honest.coin if kind == "MockAsset" else deploy(kind, 18)
        self.feed = deploy("MockFeed", 8, 2_000 * 10**8)
        wait(HEARTBEAT // 2)
        self.feed.set_answer(2_000 * 10**8)
        terms, quote = live_terms(3), honest.dollar
        feed = (self.feed.address, HEARTBEAT, *FEED_BOUNDS)
        given = (feed, self.asset.address, quote.address, 6, False, terms.margin, NOBODY, 0)
        source = honest.factory.create_chainlink_source(given, sender=attacker)
        identity = ("Hostile", "HOSTILE", self.asset.address, source, attacker)
        self.pool = at("PairingPool", honest.factory.create_market((*identity, astuple(terms)), sender=attacker))
        self.asset.mint(attacker, 10**27)
        self.asset.approve(self.pool.address, 2**256 - 1, sender=attacker)
        self.pool.open(10**21, sender=attacker)

    def do(self, name: str, number: int) -> None:
        """Does one move, or nothing where it is refused; time passes with fresh rounds of the honest feed."""
        with attempt():
            getattr(self, f"_{name}", lambda number: getattr(self.pool, name)(sender=self.attacker))(number)
            self.done.add(name)

    def _answer(self, number: int) -> None:
        self.feed.set_answer(number % 10**16)

    def _break(self, number: int) -> None:
        self.feed.set_broken(bool(number % 2))

    def _wait(self, number: int) -> None:
        self.honest.quiet(2_000, 10 * (number % 12))

    def _mint(self, number: int) -> None:
        self.pool.mint(number % 2, number, 0, self.attacker, FOREVER, sender=self.attacker)

    def _deposit(self, number: int) -> None:
        self.pool.deposit(number, 0, self.attacker, FOREVER, sender=self.attacker)

    def _redeem(self, number: int) -> None:
        self.pool.redeem(number % 2, number, 0, self.attacker, True, FOREVER, sender=self.attacker)

    def _enqueue(self, number: int) -> None:
        at("PairingShare", self.pool.share(number % 3)).enqueue(number, sender=self.attacker)

    def _donate(self, number: int) -> None:
        self.asset.transfer(self.pool.address, number, sender=self.attacker)

    def _plan(self, number: int) -> None:
        """The underlying calls the honest market and its shares whenever it moves."""
        if hasattr(self.asset, "plan"):
            me, pool, share = self.asset.address, self.honest.pool, self.honest.share(LT)
            calls = [
                (pool, "redeem", (LT, number, 0, me, True, FOREVER)),
                (pool, "forward", (share.address,)),
                (share, "burn", (me, number)),
                (share, "settle", ([number, 0], 1, True, number, 0)),
                (pool, "report_stale", ()),
            ]
            target, function, arguments = calls[number % len(calls)]
            self.asset.plan(target.address, getattr(target, function).prepare_calldata(*arguments))


def state_of_pair(honest: PairingMarket, holder: str) -> tuple[Any, ...]:
    """What the honest market and its holder have, and what they can do."""
    pool, shares = honest.pool, [honest.share(side) for side in (LT, FT, LP)]
    stored = pool.position(), tuple(pool.fees_owed()), [share.state() for share in shares]
    held = honest.asset.balanceOf(pool.address), [share.balanceOf(holder) for share in shares]
    with boa.env.anchor():
        minted = [pool.mint(side, ETHER, 0, holder, FOREVER, sender=holder) for side in (LT, FT)]
        redeemed = tuple(pool.redeem(LT, SHARE, 0, holder, False, FOREVER, sender=holder))
        deposited = pool.deposit(ETHER, 0, holder, FOREVER, sender=holder)
        epoch = shares[FT].enqueue(SHARE, sender=holder)
    return stored, held, minted, redeemed, deposited, epoch


@pytest.mark.parametrize("kind", ASSETS)
def test_a_hostile_pairing_market_leaves_its_neighbour_alone(kind: str, holder: str) -> None:
    environment = BoaEnvironment()
    honest = build_pairing_market(
        environment, build_pairing_factory(environment), live_terms(3), 2_000, holders=(holder,)
    )
    for side in (LT, FT):
        honest.pool.mint(side, honest.worth(20_000), 0, holder, FOREVER, sender=holder)
    hostile = HostilePair(honest, kind, account("hostile creator"))
    honest.quiet(2_000)

    @given(moves(*HostilePair.MOVES, *HostilePair.STEPS))
    def play(plan: Moves) -> None:
        with boa.env.anchor():
            for move in plan:
                hostile.do(*move)
            after = state_of_pair(honest, holder)
        with boa.env.anchor():
            for name, number in plan:
                if name == "wait":
                    hostile.do(name, number)
            assert after == state_of_pair(honest, holder)

    play()
    assert {"answer", "deposit", "donate"} <= hostile.done
