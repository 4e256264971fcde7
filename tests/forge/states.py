# SPDX-License-Identifier: Apache-2.0
"""Builds a market on a local chain and writes that chain down, for forge to begin from.

The contracts are the compiled ones; forge gets their code and storage, not their sources.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from steelyard.devchain.anvil import Anvil
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.support.environment import NodeEnvironment
from tests.support.market import Terms, asset, build_factory, build_market
from tests.support.pairing import build_pairing_factory, build_pairing_market, live_terms

START = 1_700_000_000
LENT = 500_000  # dollars, as in leveraged/World.sol
DOLLARS = 2_000  # a coin's price
FEE_RECIPIENT = "0x00000000000000000000000000000000000001e1"  # the first lender

Addresses = dict[str, str]
Codes = Mapping[bytes, bytes]  # runtime code, and another of the same interface and storage


def bull3x(environment: NodeEnvironment) -> Addresses:
    """A 3x bull without fees on mint and redeem."""
    return _leveraged(environment, False, _terms(3))


def bear2x(environment: NodeEnvironment) -> Addresses:
    """A 2x bear with fees on mint and redeem and other decimals."""
    return _leveraged(environment, True, _terms(2, mint_fee=WAD // 1_000, redeem_fee=WAD // 500), decimals=(8, 18))


def paired3x(environment: NodeEnvironment) -> Addresses:
    """A 3x pool that trades at once, with every fee."""
    fees = Fees(cut=WAD // 5, management=PERCENT, rebalance=PERCENT // 20, reward=WAD // 2, max_reward=10**15)
    return _pairing(environment, live_terms(3, fees=fees))


def ordered10x(environment: NodeEnvironment) -> Addresses:
    """A 10x pool that trades by orders."""
    return _pairing(environment, live_terms(10, fees=Fees(cut=WAD // 5, max_reward=10**14)))


MARKETS: dict[str, Callable[[NodeEnvironment], Addresses]] = {
    market.__name__: market for market in (bull3x, bear2x, paired3x, ordered10x)
}


def write_state(name: str, folder: Path, replaced: Codes | None = None) -> None:
    """Writes the market `name` into `folder/name`, with the code of some contracts replaced."""
    with Anvil(START) as anvil:
        addresses = MARKETS[name](_Environment(anvil))
        accounts = json.loads(gzip.decompress(bytes.fromhex(anvil.rpc("anvil_dumpState")[2:])))["accounts"]
        market = {**addresses, "now": anvil.now()}
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "market.json").write_text(json.dumps(market))
    (place / "allocs.json").write_text(json.dumps(_allocs(accounts, replaced or {})))


class _Environment(NodeEnvironment):
    """A node without an exchange, whose assets can be told to refuse an account."""

    def __init__(self, anvil: Anvil) -> None:
        super().__init__(anvil, anvil.client())

    def deploy(self, name: str, *args: Any) -> Any:
        return super().deploy("BlocklistAsset" if name == "MockAsset" else name, *args)


def _terms(exposure: int, **changes: Any) -> Terms:
    return Terms(
        exposure=exposure,
        deposit=LENT,
        hourly_part=WAD // 2,
        rate_at_kink=WAD // 10,
        rate_at_full=WAD,
        management_fee=WAD // 50,
        fee_recipient=FEE_RECIPIENT,
        **changes,
    )


def _leveraged(
    environment: NodeEnvironment, is_bear: bool, terms: Terms, decimals: tuple[int, int] = (6, 18)
) -> Addresses:
    quote, underlying = (asset(environment, places) for places in decimals)
    market = build_market(environment, build_factory(environment), quote, underlying, DOLLARS, is_bear, terms)
    names = ("token", "pool", "anchored", "oracle", "collateral", "debt_asset")
    return {"owner": environment.owner, **{name: getattr(market, name).address for name in names}}


def _pairing(environment: NodeEnvironment, terms: Any) -> Addresses:
    market = build_pairing_market(environment, build_pairing_factory(environment), terms, DOLLARS)
    return {"owner": environment.owner, **{name: getattr(market, name).address for name in ("pool", "asset", "feed")}}


def _allocs(accounts: dict[str, Any], replaced: Codes) -> dict[str, Any]:
    return {
        address: {
            "balance": account["balance"],
            "nonce": hex(account["nonce"]),
            "code": _code(account["code"], replaced),
            "storage": {_word(slot): _word(value) for slot, value in account["storage"].items()},
        }
        for address, account in accounts.items()
    }


def _code(code: str, replaced: Codes) -> str:
    """Immutables lie behind the runtime code and stay."""
    deployed = bytes.fromhex(code.removeprefix("0x"))
    for old, new in replaced.items():
        if deployed.startswith(old):
            return "0x" + (new + deployed[len(old) :]).hex()
    return code


def _word(text: str) -> str:
    return f"0x{int(text, 16):064x}"
