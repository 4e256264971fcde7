# SPDX-License-Identifier: Apache-2.0
"""Role: Creator (anyone)"""

from dataclasses import astuple

import pytest

from tests.roles.worlds import PRICE, Pairing
from tests.support.contracts import Contract, at, deploy
from tests.support.pairing import FEED_BOUNDS, FOREVER, HEARTBEAT, LT, NOBODY, live_terms
from tests.support.reverts import reverts


def dishonest_market(pairing: Pairing, attacker: str) -> tuple[Contract, Contract]:
    """A market of real U on a feed of the attacker's own, opened by them; and that feed."""
    feed = deploy("MockFeed", 8, PRICE * 10**8, sender=attacker)
    pairing.market.environment.wait(HEARTBEAT - 60)
    feed.set_answer(PRICE * 10**8)
    coin, dollar = pairing.market.coin, pairing.market.dollar
    sourcing = ((feed.address, HEARTBEAT, *FEED_BOUNDS), coin.address, dollar.address, 6, False, 5 * 10**15, NOBODY, 0)
    source = pairing.factory.create_chainlink_source(sourcing, sender=attacker)
    terms = ("Hostile", "HOSTILE", coin.address, source, attacker, astuple(live_terms()))
    pool = at("PairingPool", pairing.factory.create_market(terms, sender=attacker))
    coin.mint(attacker, 10**24)
    coin.approve(pool.address, 2**256 - 1, sender=attacker)
    pool.open(10**21, sender=attacker)
    return pool, feed


def test_creates_within_the_bounds(pairing: Pairing, attacker: str) -> None:
    """Can: create a source and a market within the bounds.
    Can: open it."""
    pool, _ = dishonest_market(pairing, attacker)
    assert pairing.factory.is_market(pool.address) and pool.clocks().is_open
    asset, source = pairing.asset.address, pairing.market.source.address
    with reverts("caps: leveraged too high"):
        terms = astuple(live_terms(cap_leveraged=10**18))
        pairing.factory.create_market(("M", "M", asset, source, attacker, terms), sender=attacker)
    with reverts("source: not of this factory"):
        foreign = deploy("ScriptedSource").address
        pairing.factory.create_market(("M", "M", asset, foreign, attacker, astuple(live_terms())), sender=attacker)


def test_changes_nothing_later(pairing: Pairing) -> None:
    """Cannot: change anything later. (GOV-01)
    Creator and opener have no function of their own; the market cannot be opened again."""
    before = pairing.pool.terms(), pairing.pool.SOURCE(), pairing.pool.ASSET(), pairing.pool.ENGINE()
    creator = pairing.owner
    with reverts("open: already"):
        pairing.pool.open(10**21, sender=creator)
    with reverts("fees: not the recipient"):
        pairing.pool.set_fee_recipient(creator, sender=creator)
    with reverts("trade: orders only"):
        pairing.pool.mint_ordered(LT, 1, 0, creator, 0, sender=creator)
    assert (pairing.pool.terms(), pairing.pool.SOURCE(), pairing.pool.ASSET(), pairing.pool.ENGINE()) == before


def test_worst_case_a_hostile_market_takes_from_who_enters_it_alone(pairing: Pairing, attacker: str) -> None:
    """Its creator moves the feed ten times up, and takes nearly all that a depositor brought; the honest market of the
    same U, factory and engine keeps every unit and every claim. (GOV-01)"""
    pool, feed = dishonest_market(pairing, attacker)
    victim = pairing.depositor
    pairing.asset.approve(pool.address, 2**256 - 1, sender=victim)
    pool.deposit(10**21, 0, victim, FOREVER, sender=victim)
    honest = pairing.pool.position(), pairing.claims(), pairing.asset.balanceOf(pairing.pool.address)

    price = PRICE
    for _ in range(7):
        amount = at("PairingQuoteLens", deploy("PairingQuoteLens").address).mint_room(pool.address, LT)
        pool.mint(LT, amount * 9 // 10, 0, attacker, FOREVER, sender=attacker)
        price = price * 14 // 10
        for _ in range(4):
            pairing.market.environment.wait(600)
            feed.set_answer(price * 10**8)
        pool.rebalance(sender=attacker)
        share = at("PairingShare", pool.share(LT))
        pool.redeem(LT, share.balanceOf(attacker), 0, attacker, True, FOREVER, sender=attacker)
    lp = at("PairingShare", pool.share(2))
    left = pool.position().underlying * lp.balanceOf(victim) / lp.totalSupply()
    assert left < 10**21 * 2 // 3  # at most: LT holds part of what is there
    after = pairing.pool.position(), pairing.claims(), pairing.asset.balanceOf(pairing.pool.address)
    assert after[0] == honest[0] and after[2] == honest[2]
    assert after[1] == pytest.approx(honest[1], rel=1e-3)  # an hour of funding apart
