# SPDX-License-Identifier: Apache-2.0
"""The steps of a market: rate model, pool, oracle, token and wrapper, limit; or price source and paired pool.

Factories place what they make by its parameters and a number, and anybody may create: what lies where ours would, made
by whom ever, is the very same thing and counts as done. Of a kind whose parameters are all of it the first is taken;
the markets of a kind may differ, so ours is looked for among them, and else is the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from eth_abi.abi import encode
from eth_utils import keccak
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from steelyard.artifacts import artifact
from steelyard.deploy.addresses import create, create2
from steelyard.deploy.core import Core, initcode
from steelyard.deploy.made import Made, domain, eip712_domain, separator, share
from steelyard.deploy.market import AnyMarket, LeverageMarket, PairingMarket
from steelyard.deploy.network import Network
from steelyard.deploy.reading import Reading
from steelyard.deploy.steps import Limit, Step, gas_of
from steelyard.deploy.tables import ZERO
from steelyard.model.factory.bounds import AnchoredParameters, KinkedParameters
from steelyard.model.lending import Setting
from steelyard.model.leverage.leveraged_token import Parameters
from steelyard.model.pairing.valuation import Side

_NO_FEED = (ZERO, 0, 0, 0)
_MAX_NAME, _MAX_SYMBOL = 32, 16
_DELAY = 60  # of DelayedOrders
_SCALE = 36
_KINKED = ("BASE", "KINK", "RATE_AT_KINK", "RATE_AT_FULL")
_ADAPTIVE = ("TARGET_UTILIZATION", "INITIAL_RATE", "MIN_RATE", "MAX_RATE_AT_TARGET", "STEEPNESS", "SPEED")


@dataclass(frozen=True)
class Place:
    """Where markets are made: the chain, its core, and what is there already."""

    network: Network
    core: Core
    reading: Reading

    def series(self, factory: str, kind: bytes, address: Callable[[int], str]) -> int:
        """Returns the number of ours among the creations of a kind, or the next one."""
        at = self.core.address(factory)
        if not self.reading.code(at):
            return 1
        last = int(self.reading.ours(factory, at).call("last_nonce", kind))
        return next((number for number in range(1, last + 1) if self.reading.code(address(number))), last + 1)


def steps_of(market: AnyMarket, place: Place) -> list[Step]:
    """Returns the steps of a market in their order."""
    return _leverage(market, place) if isinstance(market, LeverageMarket) else _pairing(market, place)


def called(contract: str, function: str, *arguments: Any) -> bytes:
    """Returns the data of a call; structs are tuples."""
    [entry] = [one for one in artifact(contract).abi if one["type"] == "function" and one["name"] == function]
    types = [collapse_if_tuple(one) for one in entry["inputs"]]
    return function_abi_to_4byte_selector(entry) + encode(types, arguments)  # type: ignore[arg-type]


# ------------------------------------------------------------------ leverage


def _leverage(market: LeverageMarket, place: Place) -> list[Step]:
    rates, rate_model = _rates(market, place)
    pool_step, pool, governance = _pool(market, place, rate_model)
    oracle_step, oracle = _oracle(market, place)
    token_step, token = _token(market, place, pool, oracle)
    limit = Limit(pool, governance, token, market.limit)
    setting = int(Setting.BORROW_LIMIT)
    submit = called("PoolGovernance", "submit", setting, token, market.limit)
    accept = called("PoolGovernance", "accept", setting, token)
    return [
        rates,
        pool_step,
        oracle_step,
        token_step,
        Step(
            f"{market.symbol}: propose the borrow limit", governance, submit, 110_000,
            sender=market.pool.curator, limit=limit,
        ),
        Step(f"{market.symbol}: apply the borrow limit", governance, accept, 130_000, limit=limit, applies=True),
    ]  # fmt: skip


def _rates(market: LeverageMarket, place: Place) -> tuple[Step, str]:
    is_kinked = isinstance(market.rates, KinkedParameters)
    name = "Kinked" if is_kinked else "Adaptive"
    contract, parameters = f"{name}RateModel", astuple(market.rates)
    address = _first(place, "MarketFactory", contract, f"create_{name.lower()}_rate_model", parameters, parameters)
    values = dict(zip(_KINKED if is_kinked else _ADAPTIVE, parameters, strict=True))
    made = Made(f"{market.symbol}: rate model", contract, address, values)
    return _made_by(place, "MarketFactory", f"create_{name.lower()}_rate_model", (parameters,), made), address


def _pool(market: LeverageMarket, place: Place, rate_model: str) -> tuple[Step, str, str]:
    p = replace(market.pool, rate_model=rate_model)
    blueprint, factory = place.core.address("blueprint PoolGovernance"), place.core.address("MarketFactory")
    address = _first(place, "MarketFactory", "LendingPool", "create_pool", astuple(p), (*astuple(p), blueprint))
    governance, chain_id = create(address, 1), place.network.chain_id
    pool = Made(
        f"{market.symbol}: pool",
        "LendingPool",
        address,
        {
            **share(p.name, ("pool share", "share"), market.debt.decimals + 6, chain_id, address),
            "accounting.ASSET": p.asset,
            "borrowers.HOURLY_PART": p.hourly_part,
            "settings.FACTORY": factory,
            "settings.GOVERNANCE": governance,
            "settings.REQUIRED_RESERVE": p.required_reserve,
            "asset": p.asset,
            "NAME": p.name,
            "SYMBOL": p.symbol,
        },
        {
            "name": p.name,
            "symbol": p.symbol,
            "DOMAIN_SEPARATOR": separator(p.name, chain_id, address),
            "rate_model": rate_model,
            "deposit_cap": p.deposit_cap,
            "reserve_factor": p.reserve_factor,
        },
    )
    governed = Made(
        f"{market.symbol}: governance",
        "PoolGovernance",
        governance,
        {"POOL": address, "FACTORY": factory, "TIMELOCK": p.timelock},
        {"curator": p.curator, "guardian": p.guardian},
    )
    return _made_by(place, "MarketFactory", "create_pool", (astuple(p),), pool, governed), address, governance


def _oracle(market: LeverageMarket, place: Place) -> tuple[Step, str]:
    coin, dollars = (one.parameters() for one in market.feeds)
    feeds, main = (
        ((dollars, _NO_FEED, coin, _NO_FEED), 2) if market.is_bear else ((coin, _NO_FEED, dollars, _NO_FEED), 0)
    )
    uptime = place.network.uptime
    parameters = (market.collateral.address, market.debt.address, feeds, main, uptime.address, uptime.grace)
    address = _first(place, "MarketFactory", "ChainlinkOracle", "create_oracle", parameters, (parameters,))
    multiplier, divisor = powers(oracle_exponent(market))
    values = {
        "FEEDS": feeds,
        "MAIN": main,
        "SEQUENCER": uptime.address,
        "GRACE": uptime.grace,
        "_MULTIPLIER": multiplier,
        "_DIVISOR": divisor,
    }
    made = Made(f"{market.symbol}: oracle", "ChainlinkOracle", address, values, {"feeds": feeds})
    return _made_by(place, "MarketFactory", "create_oracle", (parameters,), made), address


def oracle_exponent(market: LeverageMarket) -> int:
    """Returns the power of ten between the quotient of the feeds' answers and the price."""
    coin, dollars = (one.feed.decimals for one in market.feeds)
    above, below = (dollars, coin) if market.is_bear else (coin, dollars)
    return _SCALE + market.debt.decimals - market.collateral.decimals - above + below


def powers(exponent: int) -> tuple[int, int]:
    """Returns what the contracts multiply and divide by."""
    return 10 ** max(exponent, 0), 10 ** max(-exponent, 0)


def _token(market: LeverageMarket, place: Place, pool: str, oracle: str) -> tuple[Step, str]:
    factory, blueprint = place.core.address("MarketFactory"), place.core.address("blueprint LeveragedToken")
    terms, collateral = market.terms, market.collateral.address
    kind = keccak(
        encode(
            ["address", "address", "address", "bool", "uint256"],
            [blueprint, pool, collateral, terms.is_bear, terms.target],
        )
    )
    engine = place.core.address("LeverageEngine")

    def named(number: int) -> tuple[tuple[Any, ...], AnchoredParameters]:
        names = _numbered(market.name, market.symbol, number)
        wrapper = _numbered(market.anchored.name, market.anchored.symbol, number)
        parameters = (*names, pool, collateral, oracle, *astuple(terms))
        return parameters, replace(market.anchored, name=wrapper[0], symbol=wrapper[1])

    def address(number: int) -> str:
        return create2(factory, _salt(kind, number), initcode("LeveragedToken", (named(number)[0], engine)))

    number = place.series("MarketFactory", kind, address)
    token = address(number)
    final, anchored = named(number)
    wrapped = create2(factory, _salt(kind, number), initcode("AnchoredToken", (token, *astuple(anchored))))
    makes = (
        _token_made(market, place, token, final, engine),
        _anchored_made(market, place, wrapped, token, oracle, anchored),
    )
    given = (market.name, market.symbol, pool, collateral, oracle, *astuple(terms))
    return _made_by(place, "MarketFactory", "create_market", (given, astuple(market.anchored)), *makes), token


def _token_made(market: LeverageMarket, place: Place, token: str, final: tuple[Any, ...], engine: str) -> Made:
    terms: Parameters = market.terms
    name, symbol, pool, collateral, oracle = final[:5]
    chain_id, rule, fees = place.network.chain_id, astuple(terms.rule()), astuple(terms.fees)
    values = {
        **share(name, ("", ""), 18, chain_id, token),
        "name": name,
        "symbol": symbol,
        "POOL": pool,
        "COLLATERAL": collateral,
        "DEBT_ASSET": market.debt.address,
        "ORACLE": oracle,
        "IS_BEAR": terms.is_bear,
        "QUOTE_UNIT": terms.quote_unit,
        "DOLLAR": terms.dollar,
        "ENGINE": engine,
        "RULE": rule,
        "FEES": fees,
    }
    answers = {"rule": rule, "fees": fees, "DOMAIN_SEPARATOR": separator(name, chain_id, token)}
    return Made(f"{market.symbol}: token", "LeveragedToken", token, values, answers)


def _anchored_made(
    market: LeverageMarket, place: Place, address: str, token: str, oracle: str, anchored: AnchoredParameters
) -> Made:
    chain_id = place.network.chain_id
    values = {
        **domain(anchored.name, chain_id, address),
        "SHARE": token,
        "ORACLE": oracle,
        "IS_BEAR": market.terms.is_bear,
        "QUOTE_UNIT": market.terms.quote_unit,
        "ANCHOR": anchored.anchor,
        "FLOOR": anchored.floor,
        "CEILING": anchored.ceiling,
        "_NAME": anchored.name,
        "_SYMBOL": anchored.symbol,
    }
    answers = {
        "name": anchored.name,
        "symbol": anchored.symbol,
        "decimals": 18,
        "DOMAIN_SEPARATOR": separator(anchored.name, chain_id, address),
        "eip712Domain": eip712_domain(anchored.name, chain_id, address),
    }
    return Made(f"{market.symbol}: anchored token", "AnchoredToken", address, values, answers)


# ------------------------------------------------------------------ pairing


def _pairing(market: PairingMarket, place: Place) -> list[Step]:
    source_step, source = _source(market, place)
    factory, asset = place.core.address("PairingFactory"), market.asset.address
    terms = market.listing.terms
    kind = keccak(
        encode(
            ["address", "address", "address", "bool", "uint256"],
            [place.core.address("blueprint PairingPool"), asset, market.quote.address, terms.is_bear, terms.target],
        )
    )
    others = tuple(
        place.core.address(name) for name in ("PairingEngine", "blueprint PairingShare", "blueprint DelayedOrders")
    )

    def parameters(number: int) -> tuple[Any, ...]:
        names = _numbered(market.name, market.symbol, number)
        return (*names, asset, source, market.listing.fee_recipient, contract_terms(terms))

    def address(number: int) -> str:
        return create2(factory, _salt(kind, number), initcode("PairingPool", (parameters(number), *others)))

    number = place.series("PairingFactory", kind, address)
    pool = address(number)
    makes = _pool_made(market, place, pool, parameters(number), others)
    return [source_step, _made_by(place, "PairingFactory", "create_market", (parameters(1),), *makes)]


def contract_terms(terms: Any) -> tuple[Any, ...]:
    """Returns the terms of a paired pool in the order of IPairingPool.Terms, which is the model's."""
    return astuple(terms)


def _source(market: PairingMarket, place: Place) -> tuple[Step, str]:
    feed, uptime = market.feed, place.network.uptime
    quote_decimals = market.quote.decimals
    parameters = (
        feed.parameters(), market.asset.address, market.quote.address, quote_decimals, market.is_bear,
        feed.feed.deviation, uptime.address, uptime.grace,
    )  # fmt: skip
    address = _first(
        place, "PairingFactory", "ChainlinkPriceSource", "create_chainlink_source", parameters, (parameters,)
    )
    multiplier, divisor = powers(source_exponent(market))
    values = {
        "FEED": feed.parameters(),
        "ASSET": market.asset.address,
        "QUOTE": market.quote.address,
        "QUOTE_DECIMALS": quote_decimals,
        "IS_INVERSE": market.is_bear,
        "SEQUENCER": uptime.address,
        "GRACE": uptime.grace,
        "_DEVIATION": feed.feed.deviation,
        "_MULTIPLIER": multiplier,
        "_DIVISOR": divisor,
    }
    made = Made(
        f"{market.symbol}: price source", "ChainlinkPriceSource", address, values, {"deviation": feed.feed.deviation}
    )
    return _made_by(place, "PairingFactory", "create_chainlink_source", (parameters,), made), address


def source_exponent(market: PairingMarket) -> int:
    """Returns the power of ten between the feed's answer and the price, or its inverse for a bear."""
    exponent = market.quote.decimals - market.asset.decimals
    return _SCALE + (-exponent if market.is_bear else exponent) - market.feed.feed.decimals


def _pool_made(
    market: PairingMarket, place: Place, pool: str, parameters: tuple[Any, ...], others: tuple[str, ...]
) -> list[Made]:
    name, symbol, asset, source, recipient, packed_terms = parameters
    engine, share_blueprint, _ = others
    terms, chain_id = market.listing.terms, place.network.chain_id
    first = 2 if terms.commits else 1
    orders = create(pool, 1) if terms.commits else ZERO
    shares = [create(pool, first + side) for side in range(3)]
    values = {
        "FACTORY": place.core.address("PairingFactory"),
        "ASSET": asset,
        "SOURCE": source,
        "ENGINE": engine,
        "ORDERS": orders,
        "SHARE_BLUEPRINT": share_blueprint,
        "TERMS": packed_terms,
        "_NAME": name,
        "_SYMBOL": symbol,
    }
    answers = {
        "name": name,
        "symbol": symbol,
        "terms": packed_terms,
        "fee_recipient": recipient,
        **{f"share({side})": address for side, address in enumerate(shares)},
    }
    made = [Made(f"{market.symbol}: paired pool", "PairingPool", pool, values, answers)]
    if terms.commits:
        listed = {"MARKET": pool, "ASSET": asset, "SOURCE": source, "BOUNTY": terms.fees.max_reward}
        made.append(Made(f"{market.symbol}: orders", "DelayedOrders", orders, listed, {"DELAY": _DELAY}))
    for side, suffix, address in zip(Side, ("LT", "FT", "LP"), shares, strict=True):
        label, short = f"{name} {suffix}", f"{symbol}-{suffix}"
        made.append(
            Made(
                f"{market.symbol}: {suffix}",
                "PairingShare",
                address,
                {
                    **share(label, ("", ""), 18, chain_id, address),
                    "exit_queue.notice": terms.notice(side),
                    "MARKET": pool,
                    "ASSET": asset,
                    "_NAME": label,
                    "_SYMBOL": short,
                },
                {
                    "name": label,
                    "symbol": short,
                    "DOMAIN_SEPARATOR": separator(label, chain_id, address),
                    "eip712Domain": eip712_domain(label, chain_id, address),
                },
            )
        )
    return made


# ------------------------------------------------------------------ factories


def _made_by(place: Place, factory: str, function: str, arguments: Sequence[Any], *makes: Made) -> Step:
    data = called(factory, function, *arguments)
    return Step(makes[0].name, place.core.address(factory), data, gas_of(data, makes), makes)


def _first(
    place: Place, factory: str, contract: str, function: str, parameters: tuple[Any, ...], arguments: Sequence[Any]
) -> str:
    """Where the factory puts the first of a kind that is all of its parameters."""
    [entry] = [one for one in artifact(factory).abi if one["type"] == "function" and one["name"] == function]
    types = ["address", *(collapse_if_tuple(one) for one in entry["inputs"])]
    kind = keccak(encode(types, [place.core.address(f"blueprint {contract}"), parameters]))
    return create2(place.core.address(factory), _salt(kind, 1), initcode(contract, arguments))


def _salt(kind: bytes, number: int) -> bytes:
    return keccak(encode(["bytes32", "uint256"], [kind, number]))


def _numbered(name: str, symbol: str, number: int) -> tuple[str, str]:
    """As contracts/factory/nonces.vy names the second of a kind and those after it."""
    if number == 1:
        return name, symbol
    room = len(str(number)) + 1
    return f"{name[: _MAX_NAME - room]} {number}", f"{symbol[: _MAX_SYMBOL - room]}-{number}"
