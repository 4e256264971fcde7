# SPDX-License-Identifier: Apache-2.0
"""What a market file promises, held against the bounds of the factories (the reference model's) and the studies.

Every fault is one sentence with the value, the bound and a remedy. Fractions are scaled by 1e18, prices by 1e36.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from steelyard.deploy.market import AnyMarket, LeverageMarket, PairingMarket
from steelyard.model.factory import bounds, pairing_bounds
from steelyard.model.factory.bounds import AssetFacts, KinkedParameters, TokenFacts
from steelyard.model.factory.pairing_bounds import SourceFacts
from steelyard.model.libraries.rounding import WAD, mul_div_down
from steelyard.reverts.errors import Reverted

EQUITY_PARTS = {
    (3 * WAD, False): 40 * WAD // 10_000,
    (2 * WAD, False): 60 * WAD // 10_000,
    (2 * WAD, True): 60 * WAD // 10_000,
    (WAD, True): 120 * WAD // 10_000,
}
"""Most equity over the depth of a side, by exposure and whether it is a bear's: docs/studies/parameters.md."""
USED = 80 * WAD // 100
"""Of its limit that a market at the bound owes, as in docs/studies/crashes.md."""


@dataclass(frozen=True)
class Facts:
    """What is known of the assets and the price: from the chain, or, before anybody looked, from the files."""

    coin: AssetFacts
    dollars: AssetFacts
    price: int


def filed(market: AnyMarket) -> Facts:
    """Returns facts that a market's own file cannot contradict: decimals as filed, no supply, a price in bounds."""
    coin, dollars = (AssetFacts(True, asset.decimals, 0) for asset in (market.coin, market.dollars))
    return Facts(coin, dollars, 10**36)


def lint(market: AnyMarket, facts: Facts | None = None) -> list[str]:
    """Returns every fault of a market; `facts` from the chain also hold supplies and the price of now to the bounds."""
    known = facts or filed(market)
    if isinstance(market, LeverageMarket):
        return [*_leverage_bounds(market, known), *_gap(market), *_equity(market)]
    return [*_pairing_bounds(market, known, facts is not None), *_gap(market)]


def _sentence(market: AnyMarket, error: Reverted) -> str:
    values = ", ".join(f"{name} {value}" for name, value in error.values.items())
    entry = error.entry
    return f"{market.file}: {error.reason} ({values}): {_lower(entry.meaning)}; {_lower(entry.remedy)}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _faults(market: AnyMarket, *checks: Callable[[], None]) -> Iterator[str]:
    for check in checks:
        try:
            check()
        except Reverted as error:
            yield _sentence(market, error)


def _leverage_bounds(market: LeverageMarket, facts: Facts) -> Iterator[str]:
    """As the factory will ask: pool, rate model, token, anchored token."""
    debt, collateral = (facts.coin, facts.dollars) if market.is_bear else (facts.dollars, facts.coin)
    token = TokenFacts(
        debt_asset=market.debt.address,
        collateral_asset=market.collateral.address,
        debt=debt,
        collateral=collateral,
        price=facts.price,
        has_rescue_price=True,
    )
    rates = market.rates
    return _faults(
        market,
        lambda: bounds.check_pool(market.pool, debt),
        lambda: bounds.check_kinked(rates) if isinstance(rates, KinkedParameters) else bounds.check_adaptive(rates),
        lambda: bounds.check_token(market.name, market.symbol, market.terms, token),
        lambda: bounds.check_anchored(market.anchored),
    )


def _pairing_bounds(market: PairingMarket, facts: Facts, with_price: bool) -> Iterator[str]:
    asset = facts.dollars if market.is_bear else facts.coin
    source = SourceFacts(market.asset.address, market.feed.feed.deviation, market.is_bear, True)
    terms = market.listing.terms
    yield from _faults(market, lambda: pairing_bounds.check_terms(market.listing, asset, source))
    if market.feed.feed.deviation == 0:
        name = market.feed.feed.name
        yield f"{market.file}: coin_feed: {name} has deviation 0, a price source needs one above; choose another feed"
    if with_price:
        yield from _faults(market, lambda: pairing_bounds.check_price(terms, facts.price))


def _exposure(market: AnyMarket) -> tuple[int, int]:
    """The exposure aimed at and the greatest inside the band."""
    if isinstance(market, PairingMarket):
        target = market.listing.terms.target * WAD
        return target, target
    offset = WAD if market.is_bear else 0
    return market.terms.target - offset, market.terms.upper - offset


def _gap(market: AnyMarket) -> Iterator[str]:
    """A jump of gap takes exposure times as much of the equity: with all of it gone lenders, or the other side, pay."""
    _, greatest = _exposure(market)
    lost = mul_div_down(market.risk.gap, greatest, WAD)
    if lost >= WAD:
        most = WAD * WAD // market.risk.gap
        yield (
            f"{market.file}: risk.gap: a move of {_percent(market.risk.gap)} takes {_percent(lost)} of the equity at "
            f"an exposure of {_number(greatest)}, and less than 100% may go; stay under {_number(most)}"
        )


def _equity(market: LeverageMarket) -> Iterator[str]:
    """One emergency deleverage of a market at its limit must not move its exchange by a percent."""
    exposure, _ = _exposure(market)
    part = EQUITY_PARTS.get((exposure, market.is_bear))
    if part is None:
        offered = ", ".join(f"{'-' if bear else ''}{_number(one)}x" for one, bear in EQUITY_PARTS)
        signed = f"{'-' if market.is_bear else ''}{_number(exposure)}x"
        yield f"{market.file}: token.exposure: {signed} is not offered by the parameter study; choose of {offered}"
        return
    owed = mul_div_down(market.limit, USED, 10**market.debt.decimals)
    equity = (
        mul_div_down(owed, market.risk.price, exposure) if market.is_bear else mul_div_down(owed, WAD, exposure - WAD)
    )
    most = mul_div_down(market.risk.depth, part, WAD)
    if equity > most:
        yield (
            f"{market.file}: pool.borrow_limit: lets the equity reach ${_number(equity)}, and {_percent(part)} of a "
            f"depth of ${_number(market.risk.depth)} is ${_number(most)}; lower the limit, or name a deeper exchange"
        )


def _percent(fraction: int) -> str:
    return f"{fraction * 100 / WAD:.4g}%"


def _number(scaled: int) -> str:
    return f"{scaled / WAD:,.6g}"


def with_rate_model(market: LeverageMarket, rate_model: str) -> LeverageMarket:
    """Returns the market with the address of its rate model, which follows from its parameters."""
    return replace(market, pool=replace(market.pool, rate_model=rate_model))
