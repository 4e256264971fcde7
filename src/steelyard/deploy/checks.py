# SPDX-License-Identifier: Apache-2.0
"""Whether a chain is what the files say and can take our contracts; asked before anything is sent.

Decimals, symbols, feeds and prices are the chain's: a file that says otherwise is refused. Prices are scaled by 1e36.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from steelyard.chain.client import Contract
from steelyard.chain.errors import NodeFailed
from steelyard.deploy.addresses import DEPLOYER, DEPLOYER_CODE
from steelyard.deploy.lint import Facts, lint
from steelyard.deploy.market import AnyMarket, Bounded, LeverageMarket
from steelyard.deploy.markets import oracle_exponent, powers, source_exponent
from steelyard.deploy.network import Asset, Network
from steelyard.deploy.reading import Reading
from steelyard.deploy.tables import ZERO
from steelyard.model.factory.bounds import AssetFacts
from steelyard.reverts.errors import Reverted

CANCUN = bytes.fromhex("5f5f5f5e5f5f5d5f5c5000")
"""PUSH0 three times, MCOPY; PUSH0 twice, TSTORE; PUSH0, TLOAD, POP, STOP: what our compiler's code needs."""

_E36 = 10**36
_LEAST_SLACK = 300  # seconds past a heartbeat, 10% of it if that is more, as the contracts have it


def refusals(network: Network, markets: Sequence[AnyMarket], reading: Reading) -> list[str]:
    """Returns why nothing can be deployed; a chain that cannot even be the right one is not asked more."""
    found = [
        f"{market.file}: nobody is {', '.join(market.unnamed)} on {network.name}; add them to [roles] of its file"
        for market in markets
        if market.unnamed
    ]
    found = found or list(_chain(network, reading))
    if found:
        return found
    assets = {one.address: one for market in markets for one in (market.coin, market.dollars)}
    for asset in assets.values():
        found += _asset(network, asset, reading)
    feeds = {one.feed.address: one for market in markets for one in _feeds(market)}
    for bounded in feeds.values():
        found += _feed(network, bounded, reading)
    if found:
        return found
    return [fault for market in markets for fault in lint(market, facts(market, reading))]


def facts(market: AnyMarket, reading: Reading) -> Facts:
    """Returns what the chain says of a market's assets and price."""
    coin, dollars = (_facts(asset, reading) for asset in (market.coin, market.dollars))
    prices = [_latest(one, reading)[0] for one in _feeds(market)]
    if isinstance(market, LeverageMarket):
        above, below = reversed(prices) if market.is_bear else prices
        multiplier, divisor = powers(oracle_exponent(market))
        return Facts(coin, dollars, above * multiplier // (below * divisor))
    multiplier, divisor = powers(source_exponent(market))
    price = prices[0] * multiplier // divisor
    return Facts(coin, dollars, _E36 * _E36 // price if market.is_bear else price)


def _feeds(market: AnyMarket) -> tuple[Bounded, ...]:
    return market.feeds if isinstance(market, LeverageMarket) else (market.feed,)


def _chain(network: Network, reading: Reading) -> Iterator[str]:
    chain_id = reading.chain_id()
    if chain_id != network.chain_id:
        yield (
            f"{network.name}: the node is of chain {chain_id}, the file of {network.chain_id}; connect to a node of "
            f"{network.title}"
        )
        return
    code = reading.code(DEPLOYER)
    if not code:
        yield (
            f"{network.name}: no code at {DEPLOYER}, where a call would do nothing and seem to succeed; have the "
            "standard CREATE2 deployer put there by its presigned transaction"
        )
    elif code != DEPLOYER_CODE:
        yield (
            f"{network.name}: {len(code)} bytes at {DEPLOYER} are not the standard CREATE2 deployer's "
            f"{len(DEPLOYER_CODE)}; do not deploy on this chain"
        )
    if not reading.runs(CANCUN):
        yield (
            f"{network.name}: the chain's machine lacks an instruction of Cancun (MCOPY, TLOAD or TSTORE), which the "
            "contracts need; wait for the chain's upgrade"
        )
    for what, address in {"wrapped_native": network.wrapped_native, "sequencer": network.uptime.address}.items():
        if address != ZERO and not reading.code(address):
            yield f"{network.name}: {what}: no code at {address}; correct the address from its source"


def _asset(network: Network, asset: Asset, reading: Reading) -> Iterator[str]:
    where = f"{network.name}: assets.{asset.key}"
    if not reading.code(asset.address):
        yield f"{where}: no code at {asset.address}; correct the address from its source"
        return
    token = reading.foreign(asset.address)
    decimals = _answer(token, "decimals")
    if decimals != asset.decimals:
        yield f"{where}: {asset.address} has {decimals} decimals, the file says {asset.decimals}; correct the file"
    symbol = _answer(token, "symbol")
    if symbol is not None and symbol != asset.symbol:
        yield f"{where}: {asset.address} calls itself {symbol!r}, the file {asset.symbol!r}; correct one of the two"


def _feed(network: Network, bounded: Bounded, reading: Reading) -> Iterator[str]:
    feed = bounded.feed
    where = f"{network.name}: feeds.{feed.name}"
    if not reading.code(feed.address):
        yield f"{where}: no code at {feed.address}; correct the address from its source"
        return
    contract = reading.foreign(feed.address)
    decimals, described = _answer(contract, "decimals"), _answer(contract, "description")
    if decimals != feed.decimals:
        yield f"{where}: {feed.address} has {decimals} decimals, the file says {feed.decimals}; correct the file"
    if described is not None and described != feed.name:
        yield f"{where}: {feed.address} describes itself as {described!r}; correct the address from its source"
    answer, updated_at = _latest(bounded, reading)
    age, most = reading.now() - updated_at, feed.heartbeat + max(feed.heartbeat // 10, _LEAST_SLACK)
    if age > most:
        yield f"{where}: the last answer is {age} s old, {most} s are the bound; wait for one, or correct heartbeat"
    if not bounded.lower <= answer <= bounded.upper:
        yield f"{where}: answers {answer}, not within {bounded.lower} and {bounded.upper}; widen the market's bounds"


def _latest(bounded: Bounded, reading: Reading) -> tuple[int, int]:
    _, answer, _, updated_at, _ = reading.foreign(bounded.feed.address).call("latestRoundData")
    return int(answer), int(updated_at)


def _facts(asset: Asset, reading: Reading) -> AssetFacts:
    token = reading.foreign(asset.address)
    return AssetFacts(True, int(token.call("decimals")), int(token.call("totalSupply")))


def _answer(contract: Contract, getter: str) -> Any:
    """What a foreign contract answers, None if it does not."""
    try:
        return contract.call(getter)
    except (Reverted, NodeFailed, OverflowError, ValueError):
        return None
