# SPDX-License-Identifier: Apache-2.0
"""Role: Creator (anyone)"""

from dataclasses import astuple

import pytest

from tests.roles.worlds import PRICE, Paired
from tests.support.contracts import at, deploy
from tests.support.paired import FEED_BOUNDS, FOREVER, HEARTBEAT, LT, NOBODY, live_terms
from tests.support.refusal import refuses


def dishonest_market(paired: Paired, attacker: str) -> tuple[object, object]:
    """A market of real U on a feed of the attacker's own, opened by him; and that feed."""
    feed = deploy("MockFeed", 8, PRICE * 10**8, sender=attacker)
    paired.market.stage.wait(HEARTBEAT - 60)
    feed.set_answer(PRICE * 10**8)
    coin, dollar = paired.market.coin, paired.market.dollar
    sourcing = ((feed.address, HEARTBEAT, *FEED_BOUNDS), coin.address, dollar.address, 6, False, 5 * 10**15, NOBODY, 0)
    source = paired.factory.create_chainlink_source(sourcing, sender=attacker)
    terms = ("Hostile", "HOSTILE", coin.address, source, attacker, astuple(live_terms()))
    pool = at("PairedPool", paired.factory.create_market(terms, sender=attacker))
    coin.mint(attacker, 10**24)
    coin.approve(pool.address, 2**256 - 1, sender=attacker)
    pool.open(10**21, sender=attacker)
    return pool, feed


def test_creates_within_the_bounds(paired: Paired, attacker: str) -> None:
    """Can: create a source and a market within the bounds.
    Can: open it."""
    pool, _ = dishonest_market(paired, attacker)
    assert paired.factory.is_market(pool.address) and pool.clocks().is_open
    asset, source = paired.asset.address, paired.market.source.address
    with refuses("caps: leveraged too high"):
        terms = astuple(live_terms(cap_leveraged=10**18))
        paired.factory.create_market(("M", "M", asset, source, attacker, terms), sender=attacker)
    with refuses("source: not of this factory"):
        foreign = deploy("ScriptedSource").address
        paired.factory.create_market(("M", "M", asset, foreign, attacker, astuple(live_terms())), sender=attacker)


def test_changes_nothing_later(paired: Paired) -> None:
    """Cannot: change anything later. (GOV-01)
    Creator and opener have no function of their own; the market cannot be opened again."""
    before = paired.pool.terms(), paired.pool.SOURCE(), paired.pool.ASSET(), paired.pool.ENGINE()
    creator = paired.owner
    with refuses("open: already"):
        paired.pool.open(10**21, sender=creator)
    with refuses("fees: not the recipient"):
        paired.pool.set_fee_recipient(creator, sender=creator)
    with refuses("trade: desk only"):
        paired.pool.mint_ordered(LT, 1, 0, creator, 0, sender=creator)
    assert (paired.pool.terms(), paired.pool.SOURCE(), paired.pool.ASSET(), paired.pool.ENGINE()) == before


def test_worst_case_a_hostile_market_takes_from_who_enters_it_alone(paired: Paired, attacker: str) -> None:
    """Its maker moves his feed ten times up, and takes nearly all that a depositor brought; the honest market of the
    same U, factory and engine keeps every unit and every claim. (GOV-01)"""
    pool, feed = dishonest_market(paired, attacker)
    victim = paired.depositor
    paired.asset.approve(pool.address, 2**256 - 1, sender=victim)
    pool.deposit(10**21, 0, victim, FOREVER, sender=victim)
    honest = paired.pool.book(), paired.claims(), paired.asset.balanceOf(paired.pool.address)

    price = PRICE
    for _ in range(7):
        amount = at("PairedQuoteLens", deploy("PairedQuoteLens").address).mint_room(pool.address, LT)
        pool.mint(LT, amount * 9 // 10, 0, attacker, FOREVER, sender=attacker)
        price = price * 14 // 10
        for _ in range(4):
            paired.market.stage.wait(600)
            feed.set_answer(price * 10**8)
        pool.poke(sender=attacker)
        share = at("PairedShare", pool.share(LT))
        pool.redeem(LT, share.balanceOf(attacker), 0, attacker, True, FOREVER, sender=attacker)
    lp = at("PairedShare", pool.share(2))
    left = pool.book().underlying * lp.balanceOf(victim) / lp.totalSupply()
    assert left < 10**21 * 2 // 3  # at most: LT holds part of what is there
    after = paired.pool.book(), paired.claims(), paired.asset.balanceOf(paired.pool.address)
    assert after[0] == honest[0] and after[2] == honest[2]
    assert after[1] == pytest.approx(honest[1], rel=1e-3)  # an hour of funding apart
