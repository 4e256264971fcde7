# SPDX-License-Identifier: Apache-2.0
"""Morpho Blue, from its published source with its own build settings, one market of the benchmark's two assets."""

from benchmarks.gas.bench import Bench
from benchmarks.gas.mocks import deploy_mock
from benchmarks.gas.peers.solidity import compiled
from steelyard.chain.client import Contract
from steelyard.devchain import node_modules
from steelyard.devchain.uniswap import Deployed

WAD = 10**18

_SOURCES = "@morpho-org/morpho-blue/src/Morpho.sol"
_SETTINGS = {"viaIR": True, "optimizer": {"enabled": True, "runs": 999_999}, "evmVersion": "paris"}
_LIQUIDATION_RATIO = 86 * WAD // 100
_ONE_DOLLAR = 10**6


def measure_morpho(bench: Bench, usd: Deployed, weth: Deployed, oracle: Deployed, stateful_rate: bool) -> None:
    """Adds supply, withdraw, borrow and repay, for a rate model without or with a word of state per market."""
    folder = node_modules.file(_SOURCES).parent
    abi, bytecode = compiled(folder, "Morpho.sol", "Morpho", _SETTINGS)
    morpho = bench.name(bench.client.deploy_code(abi, bytecode, bench.owner, sender=bench.owner), "Morpho")
    rate = bench.name(deploy_mock(bench.client, "MorphoRate", stateful_rate, sender=bench.owner), "rate model")
    morpho.transact("enableIrm", rate.address, sender=bench.owner)
    morpho.transact("enableLltv", _LIQUIDATION_RATIO, sender=bench.owner)
    market = (usd.address, weth.address, oracle.address, rate.address, _LIQUIDATION_RATIO)
    morpho.transact("createMarket", market, sender=bench.owner)
    for token in (usd, weth):
        bench.approve(token, morpho, bench.owner, bench.lender, bench.holder)
    _run(bench, morpho, market, "Morpho, rate with state:" if stateful_rate else "Morpho:")


def _run(bench: Bench, morpho: Contract, market: tuple[str, str, str, str, int], prefix: str) -> None:
    million = 10**6 * _ONE_DOLLAR
    morpho.transact("supply", market, million, 0, bench.owner, b"", sender=bench.owner)
    morpho.transact("supplyCollateral", market, 1_000 * WAD, bench.holder, b"", sender=bench.holder)
    bench.measure(
        f"{prefix} borrow, first", morpho, "borrow", market, million // 5, 0, *2 * (bench.holder,), sender=bench.holder
    )
    for when in ("first", "repeated"):
        bench.measure(
            f"{prefix} supply, {when}", morpho, "supply", market, million, 0, bench.lender, b"", sender=bench.lender
        )
    bench.measure(
        f"{prefix} withdraw, part", morpho, "withdraw", market, million, 0, *2 * (bench.lender,), sender=bench.lender
    )
    shares = morpho.call("position", _market_id(bench, market), bench.lender)[0]
    bench.measure(
        f"{prefix} withdraw, all", morpho, "withdraw", market, 0, shares, *2 * (bench.lender,), sender=bench.lender
    )
    bench.measure(
        f"{prefix} borrow, repeated", morpho, "borrow", market, million // 5, 0, *2 * (bench.holder,),
        sender=bench.holder,
    )  # fmt: skip
    bench.measure(
        f"{prefix} repay, part", morpho, "repay", market, million // 5, 0, bench.holder, b"", sender=bench.holder
    )


def _market_id(bench: Bench, market: tuple[str, str, str, str, int]) -> bytes:
    web3 = bench.client.web3
    return bytes(web3.keccak(web3.codec.encode(["address", "address", "address", "address", "uint256"], market)))
