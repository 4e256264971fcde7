# SPDX-License-Identifier: Apache-2.0
"""Does on the contracts what a replay did on the twin: every answer, and the state at the end, must be the same."""

from typing import Any

from steelyard.model.clock import HOUR
from steelyard.model.presets.leverage import HOURLY_PART, KINKED
from studies.crashes.kinds import Kind
from studies.crashes.pairing_market import terms_of
from studies.crashes.task import Action
from tests.support.engine import now, wait
from tests.support.environment import BoaEnvironment
from tests.support.market import Market, Terms, asset, build_factory, build_market
from tests.support.pairing import FOREVER, PairingMarket, build_pairing_factory, build_pairing_market

PLENTY = 10**30
ROUNDS_AT_ONCE = 100
AHEAD = 3 * HOUR  # the tape's first rounds are older than the market


def replay_leverage(kind: Kind, acts: list[Action], holder: str, keeper: str) -> None:
    """Builds the market and does every act at its time; the last one compares the balance sheets."""
    (_, _, (deposit, dollars), _), *rest = ((act.at, act.name, act.arguments, act.answer) for act in acts)
    market = _lending_market(kind, deposit, dollars)
    for account in (holder, keeper):
        for held in (market.quote, market.underlying):
            held.mint(account, PLENTY)
            held.approve(market.token.address, 2**256 - 1, sender=account)
    built = now()
    for at, name, arguments, answer in rest:
        wait(built + at - now())
        assert _on_lending(market, name, arguments, built, holder, keeper) == answer, (at, name, arguments)


def replay_pairing(kind: Kind, acts: list[Action], dollars: int) -> None:
    """Builds the market and does every act at its time; the last one compares the position."""
    environment = BoaEnvironment()
    terms = terms_of(kind)
    market = build_pairing_market(environment, build_pairing_factory(environment), terms, dollars, opened=0)
    market.fund(environment.owner, PLENTY)
    built = wait(AHEAD)
    for act in acts:
        wait(built + act.at - now())
        assert _on_pairing(market, act, built) == act.answer, act


def _lending_market(kind: Kind, deposit: int, dollars: int) -> Market:
    environment = BoaEnvironment()
    terms = Terms(
        exposure=kind.exposure,
        base_rate=KINKED.base,
        rate_at_kink=KINKED.rate_at_kink,
        rate_at_full=KINKED.rate_at_full,
        hourly_part=HOURLY_PART,
        deposit=deposit,
    )
    return build_market(
        environment,
        build_factory(environment),
        asset(environment, 6),
        asset(environment, 18),
        dollars,
        kind.is_bear,
        terms,
    )


def _on_lending(market: Market, name: str, arguments: tuple[Any, ...], built: int, holder: str, keeper: str) -> Any:
    token = market.token
    if name == "price":
        return market.oracle.set_price(*arguments)
    if name == "mint":
        return _plain(token.mint(*arguments, holder, holder, b"", sender=holder))
    if name in ("deleverage", "releverage"):
        return _plain(getattr(token, name)(*arguments, keeper, b"", sender=keeper))
    if name == "end":
        sheet = token.balance_sheet()
        since = sheet.since - built if sheet.since else 0
        sheet = sheet._replace(last_read=sheet.last_read - built, since=since)
        return _plain(sheet), _plain(market.pool.pool_state())
    return getattr(token, name)(sender=keeper)


def _on_pairing(market: PairingMarket, act: Action, built: int) -> Any:
    pool, owner = market.pool, market.environment.owner
    if act.name == "rounds":
        answers, times = act.arguments
        for first in range(0, len(answers), ROUNDS_AT_ONCE):
            some = slice(first, first + ROUNDS_AT_ONCE)
            market.feed.push_rounds(answers[some], [built + time for time in times[some]])
        return None
    if act.name == "open":
        return pool.open(*act.arguments, sender=owner)
    if act.name == "mint":
        return pool.mint(*act.arguments, 0, owner, FOREVER, sender=owner)
    return _plain(pool.accrued_position() if act.name == "end" else pool.rebalance(sender=owner))


def _plain(answer: Any) -> Any:
    """Structs as tuples, also within."""
    return tuple(_plain(part) for part in answer) if isinstance(answer, tuple) else answer
