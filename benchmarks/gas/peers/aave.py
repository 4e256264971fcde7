# SPDX-License-Identifier: Apache-2.0
"""Aave v3 from its published artifacts: libraries linked, pool behind its proxy, the benchmark's two assets listed."""

import json
from typing import Any

from benchmarks.gas.bench import Bench
from steelyard.artifacts import Abi
from steelyard.chain.client import Client, Contract
from steelyard.devchain import node_modules
from steelyard.devchain.uniswap import Deployed

WAD = 10**18
RAY = 10**27

_ARTIFACTS = "@aave/core-v3/artifacts/contracts"
_LOGIC = "protocol/libraries/logic"
_FOLDERS = {
    "Pool": "protocol/pool",
    "PoolConfigurator": "protocol/pool",
    "DefaultReserveInterestRateStrategy": "protocol/pool",
    "PoolAddressesProvider": "protocol/configuration",
    "ACLManager": "protocol/configuration",
    "AaveOracle": "misc",
    "AToken": "protocol/tokenization",
    "StableDebtToken": "protocol/tokenization",
    "VariableDebtToken": "protocol/tokenization",
    "MockAggregator": "mocks/oracle/CLAggregators",
}
_NOBODY = "0x" + "00" * 20
_VARIABLE = 2
# optimal usage, base, slope below and above, and the same for stable loans, which nobody takes
_CURVE = (8 * RAY // 10, 0, 4 * RAY // 100, 75 * RAY // 100, 0, 0, 0, 0, 2 * RAY // 10)
_COLLATERAL = (8_000, 8_250, 10_500)  # loan to value, liquidation threshold and bonus, basis points
_ONE_DOLLAR = 10**6


def measure_aave(bench: Bench, usd: Deployed, weth: Deployed, eth_price: int) -> None:
    """Adds supply, withdraw, borrow and repay of `usd` against `weth` at `eth_price` whole dollars."""
    aave = _Deployment(bench.client, bench.owner)
    pool = bench.name(aave.market({usd.address: 1, weth.address: eth_price}), "Aave")
    for token in (usd, weth):
        bench.approve(token, pool, bench.owner, bench.lender, bench.holder)
    million = 10**6 * _ONE_DOLLAR
    pool.transact("supply", usd.address, million, bench.owner, 0, sender=bench.owner)
    pool.transact("supply", weth.address, 1_000 * WAD, bench.holder, 0, sender=bench.holder)
    loan = (usd.address, million // 5, _VARIABLE)
    bench.measure("Aave: borrow, first", pool, "borrow", *loan, 0, bench.holder, sender=bench.holder)
    for when in ("first", "repeated"):
        row = f"Aave: supply, {when}"
        bench.measure(row, pool, "supply", usd.address, million, bench.lender, 0, sender=bench.lender)
    bench.measure("Aave: withdraw, part", pool, "withdraw", usd.address, million, bench.lender, sender=bench.lender)
    everything = 2**256 - 1
    bench.measure("Aave: withdraw, all", pool, "withdraw", usd.address, everything, bench.lender, sender=bench.lender)
    bench.measure("Aave: borrow, repeated", pool, "borrow", *loan, 0, bench.holder, sender=bench.holder)
    bench.measure("Aave: repay, part", pool, "repay", *loan, bench.holder, sender=bench.holder)


class _Deployment:
    """The contracts of one Aave market, each deployed by its published artifact."""

    def __init__(self, client: Client, owner: str) -> None:
        self._client = client
        self._owner = owner
        self._libraries: dict[str, str] = {}

    def market(self, prices: dict[str, int]) -> Contract:
        """Returns the pool that lends each asset of `prices` (whole dollars) and takes it as collateral."""
        provider = self._deploy("PoolAddressesProvider", "benchmark", self._owner)
        self._send(provider, "setACLAdmin", self._owner)
        roles = self._deploy("ACLManager", provider.address)
        self._send(provider, "setACLManager", roles.address)
        self._send(roles, "addPoolAdmin", self._owner)
        implementation = self._deploy("Pool", provider.address)
        self._send(provider, "setPoolImpl", implementation.address)
        self._send(provider, "setPoolConfiguratorImpl", self._deploy("PoolConfigurator").address)
        feeds = [self._deploy("MockAggregator", price * 10**8).address for price in prices.values()]
        oracle = self._deploy("AaveOracle", provider.address, list(prices), feeds, _NOBODY, _NOBODY, 10**8)
        self._send(provider, "setPriceOracle", oracle.address)
        pool = self._client.at(implementation.abi, provider.call("getPool"))
        configurator = self._client.at(_artifact("PoolConfigurator")["abi"], provider.call("getPoolConfigurator"))
        self._list_assets(provider, pool, configurator, list(prices))
        return pool

    def _list_assets(self, provider: Contract, pool: Contract, configurator: Contract, assets: list[str]) -> None:
        tokens = [
            self._deploy(name, pool.address).address for name in ("AToken", "StableDebtToken", "VariableDebtToken")
        ]
        strategy = self._deploy("DefaultReserveInterestRateStrategy", provider.address, *_CURVE)
        erc20 = _artifact("AToken")["abi"]
        orders = []
        for asset in assets:
            decimals = self._client.at(erc20, asset).call("decimals")
            names = ("aToken", "a", "variable debt", "vd", "stable debt", "sd")
            orders.append((*tokens, decimals, strategy.address, asset, self._owner, _NOBODY, *names, b""))
        self._send(configurator, "initReserves", orders)
        for asset in assets:
            self._send(configurator, "configureReserveAsCollateral", asset, *_COLLATERAL)
            self._send(configurator, "setReserveBorrowing", asset, True)

    def _deploy(self, name: str, *args: Any) -> Contract:
        content = _artifact(name)
        abi: Abi = content["abi"]
        return self._client.deploy_code(abi, self._linked(content), *args, sender=self._owner)

    def _linked(self, content: dict[str, Any]) -> bytes:
        code = content["bytecode"].removeprefix("0x")
        for libraries in content["linkReferences"].values():
            for library, places in libraries.items():
                address = self._library(library).removeprefix("0x").lower()
                for place in places:
                    start = 2 * place["start"]
                    code = code[:start] + address + code[start + len(address) :]
        return bytes.fromhex(code)

    def _library(self, name: str) -> str:
        if name not in self._libraries:
            self._libraries[name] = self._deploy(name).address
        return self._libraries[name]

    def _send(self, contract: Contract, function: str, *args: Any) -> None:
        contract.transact(function, *args, sender=self._owner)


def _artifact(name: str) -> dict[str, Any]:
    folder = _FOLDERS.get(name, _LOGIC)
    content: dict[str, Any] = json.loads(node_modules.file(f"{_ARTIFACTS}/{folder}/{name}.sol/{name}.json").read_text())
    return content
