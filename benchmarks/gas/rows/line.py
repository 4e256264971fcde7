# SPDX-License-Identifier: Apache-2.0
"""A paired pool on its line, on a real source: entries, marks, claims. Pays are off; what they move is in each row."""

from dataclasses import astuple, replace

from benchmarks.gas.bench import Bench
from benchmarks.gas.pairs import FEES, pair_terms, source_parameters
from benchmarks.gas.world import ETH_PRICE, World, set_feeds
from steelyard.chain.client import Contract
from steelyard.devchain import deployment
from steelyard.devchain.factory import deploy_pairing_factory
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.pairing import COIN

_FOREVER = 2**40 - 1
_MINT, _DEPOSIT, _REDEEM, _EXIT, _EXIT_LP = 0, 2, 3, 5, 7
_U, _LT, _LP = 0, 5, 7
_MOST = 4_096
_MANY = 64
_NOTICE = 3_660
_PAY = COIN // 100


def measure_line(world: World) -> None:
    """A 3x: a first and a repeated entry of each kind, marks with and without them, 64 mints of one mark."""
    bench, line = world.bench, _build(world)
    for when in ("first", "repeated"):
        _commit(world, line, _MINT, COIN, bench.holder, f"line: commit a mint, {when}")
        _mark(world, line, f"line: advance, a mark with one mint, {when}")
    _mark(world, line, "line: advance, a mark in range")
    bench.measure("line: claim shares, first", line, "claim_for", bench.holder, _LT, sender=bench.keeper)
    share = bench.client.at_name("PairingShare", line.call("share", _LT))
    part = share.call("raw_balance", bench.holder) // 4
    _commit(world, line, _REDEEM, part, bench.holder, "line: commit a redemption")
    _mark(world, line, "line: advance, a mark with one redemption")
    bench.measure("line: claim U", line, "claim_for", bench.holder, _U, sender=bench.keeper)
    _commit(world, line, _EXIT, part, bench.holder, "line: commit an exit")
    _mark(world, line, "line: advance, a mark that pays one exit")
    _mark(world, line, "line: advance, one step out of range", ETH_PRICE * 85 // 100)
    _mark(world, line, "line: advance, six steps", ETH_PRICE * 45 // 100)
    for _ in range(_MANY):
        _commit(world, line, _MINT, COIN // 100, bench.holder)
    _mark(world, line, f"line: advance, a mark with {_MANY} mints", ETH_PRICE * 45 // 100)
    _commit(world, line, _EXIT_LP, COIN, bench.owner, "line: commit an exit of LP")
    bench.anvil.wait(_NOTICE)
    _mark(world, line, "line: advance, a mark that pays one exit of LP", ETH_PRICE * 45 // 100)


def _build(world: World) -> Contract:
    bench, assets, client = world.bench, world.assets, world.bench.client
    factory = deploy_pairing_factory(bench.environment)
    source = deployment.create_source(bench.environment, factory, source_parameters(assets))
    market = replace(pair_terms(3, commits=False), cap_leveraged=WAD, fees=replace(FEES, reward=0, max_reward=0))
    extra = (15 * WAD // 1000, 8 * WAD // 1000, 5 * WAD // 4, COIN // 10**6, COIN // 10**5, 150_000, 0, 2**120)
    engines = [client.deploy(name, sender=bench.owner).address for name in ("PairingEngine", "LineEngine")]
    blueprint = client.deploy_blueprint("PairingShare", bench.owner)
    parameters = ("Line", "LINE", assets.weth.address, source.address, bench.owner, astuple(market), extra)
    line = client.deploy("PairingLine", parameters, *engines, blueprint, sender=bench.owner)
    bench.name(line, "PairingLine")
    bench.approve(assets.weth, line, bench.owner, bench.holder)
    set_feeds(bench, assets, ETH_PRICE)
    line.transact("open", 1_000 * COIN, sender=bench.owner)
    return line


def _commit(world: World, line: Contract, kind: int, amount: int, who: str, row: str = "") -> None:
    arguments = (kind, amount, 0, _FOREVER, who)
    if row:
        world.bench.measure(row, line, "commit", *arguments, sender=who, value=_PAY)
    else:
        line.transact("commit", *arguments, sender=who, value=_PAY)


def _mark(world: World, line: Contract, row: str, price: int = ETH_PRICE) -> None:
    bench: Bench = world.bench
    bench.anvil.wait(600)
    set_feeds(bench, world.assets, price)
    bench.measure(row, line, "advance", _MOST, sender=bench.keeper)
