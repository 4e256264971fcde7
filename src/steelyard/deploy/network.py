# SPDX-License-Identifier: Apache-2.0
"""What stands on a chain before we come: `deploy/networks/<chain>.toml`, typed. Fractions are scaled by 1e18."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from steelyard.chain.fees import GWEI, NodeFees
from steelyard.deploy.errors import BadFile
from steelyard.deploy.tables import ZERO, Table, read_toml
from steelyard.model.clock import DAY
from steelyard.model.factory.bounds import MAX_DECIMALS, MIN_DECIMALS

ROLES = ("curator", "guardian", "treasury")
"""Who may be named by a market: the curator and the guardian of pools, and who receives fees."""
TRANSACTION_GAS = 16_777_216
"""Most gas of one transaction since EIP-7825, on the chains that have it."""

_MAX_HEARTBEAT = 7 * DAY
_PERCENT = 16  # decimals of a percentage that fit a fraction of 1e18


@dataclass(frozen=True)
class Asset:
    """A token. `key` is its name in the file and unique, its symbol need not be."""

    key: str
    symbol: str
    address: str
    decimals: int


@dataclass(frozen=True)
class PriceFeed:
    """A Chainlink feed: seconds and the move after which it answers anew; a deviation of 0 is by time alone."""

    name: str
    address: str
    decimals: int
    heartbeat: int
    deviation: int


@dataclass(frozen=True)
class Uptime:
    """The feed that says whether a rollup's sequencer is up, and seconds of grace after it was down."""

    address: str = ZERO
    grace: int = 0


@dataclass(frozen=True)
class Network:
    """A chain. `missing` says what the file does not know, `not_run` what nobody tried."""

    name: str
    title: str
    chain_id: int
    rpc: str
    native: str
    block_time: int
    is_rollup: bool
    transaction_gas: int
    not_run: str
    missing: tuple[str, ...]
    wrapped_native: str
    uptime: Uptime
    assets: Mapping[str, Asset]
    feeds: Mapping[str, PriceFeed]
    venues: Mapping[str, str]
    roles: Mapping[str, str]
    fees: NodeFees

    def asset(self, named: str) -> Asset:
        """Returns the asset of that key, or of that symbol or address; raises `BadFile` if not exactly one is."""
        if named in self.assets:
            return self.assets[named]
        found = [one for one in self.assets.values() if named in (one.symbol, one.address)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{one.key} at {one.address}" for one in found)
            raise BadFile([f"{self.name}: {named} is the symbol of {listed}; name one by its key or address"])
        raise BadFile([f"{self.name}: no asset {named}; there are {', '.join(self.assets)}; add it, with its source"])


def read_network(path: Path) -> Network:
    """Returns what the file says; raises `BadFile` with every fault."""
    faults: list[str] = []
    table = Table(read_toml(path), f"{path.name}: ", faults)
    network = _network(table)
    table.done()
    if network.name != path.stem:
        table.fault("name", f"{network.name!r} is not {path.stem!r}; call the file after the network")
    faults += _lint(network, path.name)
    if faults:
        raise BadFile(faults)
    return network


def _network(table: Table) -> Network:
    gas = table.table("gas")
    tip = gas.scaled("tip_gwei", 9) if gas.has("tip_gwei") else None
    fees = NodeFees(cap=gas.integer("cap_gwei", 1, 100_000) * GWEI, tip=tip)
    gas.text("why")
    gas.done()
    wrapped = table.table("wrapped_native")
    return Network(
        name=table.text("name"),
        title=table.text("title"),
        chain_id=table.integer("chain_id", 1, 2**53),
        rpc=table.text("rpc", ""),
        native=table.text("native"),
        block_time=table.integer("block_time", 1, 3_600),
        is_rollup=table.flag("rollup"),
        transaction_gas=table.integer("transaction_gas", 1_000_000, 2**40, TRANSACTION_GAS),
        not_run=table.text("not_run"),
        missing=table.texts("missing"),
        wrapped_native=_closed(wrapped),
        uptime=_uptime(table),
        assets={key: _asset(key, one) for key, one in table.tables("assets").items()},
        feeds={name: _feed(name, one) for name, one in table.tables("feeds").items()},
        venues={name: _closed(one) for name, one in table.tables("venues").items()},
        roles=_roles(table),
        fees=fees,
    )


def _closed(table: Table) -> str:
    address = table.sourced()
    table.done()
    return address


def _uptime(table: Table) -> Uptime:
    if not table.has("sequencer"):
        return Uptime()
    inside = table.table("sequencer")
    found = Uptime(inside.sourced(), inside.integer("grace", 1, DAY))
    inside.done()
    return found


def _asset(key: str, table: Table) -> Asset:
    decimals = table.integer("decimals", MIN_DECIMALS, MAX_DECIMALS)
    found = Asset(key, table.text("symbol", key), table.sourced(), decimals)
    table.done()
    return found


def _feed(name: str, table: Table) -> PriceFeed:
    found = PriceFeed(
        name=name,
        address=table.sourced(),
        decimals=table.integer("decimals", 1, 18, 8),
        heartbeat=table.integer("heartbeat", 1, _MAX_HEARTBEAT),
        deviation=table.scaled("deviation_percent", _PERCENT),
    )
    table.done()
    return found


def _roles(table: Table) -> dict[str, str]:
    inside = table.table("roles") if table.has("roles") else Table({}, "", [])
    roles = {role: inside.address(role) for role in ROLES if inside.has(role)}
    inside.done()
    return roles


def _lint(network: Network, file: str) -> list[str]:
    """What the entries are to each other."""
    faults = []
    if network.is_rollup and network.uptime.address == ZERO:
        faults.append(
            f"{file}: sequencer: none on a rollup, where prices stand still while it is down; add its uptime feed"
        )
    owners: dict[str, str] = {}
    for key, asset in network.assets.items():
        if asset.address in owners:
            faults.append(f"{file}: assets.{key}: {asset.address} is {owners[asset.address]} too; keep one of them")
        owners[asset.address] = key
    if "real" not in network.not_run and network.name != "local":
        faults.append(f"{file}: not_run: {network.not_run!r} does not say what was not run on the real network; say it")
    return faults
