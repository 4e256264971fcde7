# SPDX-License-Identifier: Apache-2.0
"""What the chain must answer after a deployment: `deploy/expected/<chain>.json`, written by the deployer.

Numbers are decimal texts, so that no program rounds them. The first entries are those that a client of the network
wants to know: where the factory, the router and the lens lie, the markets by symbol, the assets.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eth_utils import keccak

from steelyard.deploy.errors import BadFile
from steelyard.deploy.made import ROLES, Made
from steelyard.deploy.plan import Plan
from steelyard.deploy.reading import flat

_NAMED = {
    "factory": "MarketFactory",
    "router": "Router",
    "quotes": "QuoteLens",
    "lens": "Lens",
    "rebalancer": "Rebalancer",
    "pairing_factory": "PairingFactory",
    "pairing_router": "PairingRouter",
    "pairing_lens": "PairingLens",
    "pairing_quotes": "PairingQuoteLens",
}
_MARKETS = ("token", "paired pool")


def expected(plan: Plan) -> dict[str, Any]:
    """Returns everything that must hold of the plan's contracts."""
    network, made = plan.network, plan.made()
    at = {one.name: one.address for one in made}
    return {
        "name": network.name,
        "rpc": network.rpc,
        "chain_id": network.chain_id,
        "native": network.native,
        "block_time": network.block_time,
        "wrapped_native": network.wrapped_native,
        **{key: at[name] for key, name in _NAMED.items()},
        "markets": {
            market.symbol: at[f"{market.symbol}: {kind}"]
            for market in plan.markets
            for kind in _MARKETS
            if f"{market.symbol}: {kind}" in at
        },
        "assets": {
            key: {"address": asset.address, "decimals": asset.decimals} for key, asset in network.assets.items()
        },
        "contracts": [_entry(one) for one in made],
    }


def plain(value: Any) -> Any:
    """Returns a value as JSON keeps it: numbers and bytes as text, sequences as lists."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def write(content: Mapping[str, Any], path: Path) -> None:
    """Writes the file, with the folder it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Reads the file; raises `BadFile` for one that is missing or no such file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        _ = content["chain_id"], content["contracts"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(
            [f"{path.name}: is no file of expected answers ({error!r}); `steelyard deploy run` writes it"]
        ) from None
    return dict(content)


def _entry(made: Made) -> dict[str, Any]:
    getters = {name: plain(flat(value)) for name, value in made.getters().items()}
    return {
        "name": made.name,
        "contract": made.contract,
        "address": made.address,
        "blueprint": made.is_blueprint,
        "code": f"0x{keccak(made.code()).hex()}",
        "immutables": {} if made.is_blueprint else {name: f"0x{word.hex()}" for name, word in made.words().items()},
        "getters": {name: value for name, value in getters.items() if name not in ROLES},
        "roles": {name: value for name, value in getters.items() if name in ROLES},
    }
