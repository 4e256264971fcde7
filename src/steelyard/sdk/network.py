# SPDX-License-Identifier: Apache-2.0
"""Which chain, and where on it what lies: a network file, TOML or JSON.

```
name = "local"                    # of the file, without its ending
rpc = "http://127.0.0.1:8545"
chain_id = 31337
from_block = 0                    # before it there are no logs of ours
block_time = 1                    # seconds between blocks: a quote is for the next one
native = "ETH"                    # what the native coin is called
factory = "0x..."                 # with router, lens and wrapped_native
venues = ["0x...", "v2:0x..."]    # Uniswap V3 pools, and V2 pairs, to trade through
[markets]                         # optional: which of several tokens with one symbol is meant
ETHBULL3X = "0x..."
[assets]                          # optional: which of several assets is meant; decimals must be the chain's
USDC = { address = "0x...", decimals = 6 }
[accounts]                        # optional: names for accounts
alice = "0x..."
```
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from steelyard.sdk.errors import BadNetwork

_FOLDERS = "STEELYARD_NETWORKS"
_ENDINGS = (".toml", ".json")
_CHECKOUT = Path("deploy", "expected")


@dataclass(frozen=True)
class Network:
    """What a network file says; the module lists its fields."""

    name: str
    rpc: str
    chain_id: int
    factory: str
    router: str
    lens: str
    wrapped_native: str
    venues: tuple[str, ...] = ()
    native: str = "ETH"
    from_block: int = 0
    block_time: int = 12
    markets: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, **replaced: Any) -> "Network":
        """Reads a file; raises `BadNetwork` in one sentence for one that is missing, no such file, or incomplete."""
        try:
            text = path.read_text(encoding="utf-8")
            content = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        except (OSError, ValueError) as error:
            raise BadNetwork(f"network: {path} cannot be read: {error}; name another file") from None
        known = {one.name for one in fields(cls)}
        values = {"name": path.stem} | {name: value for name, value in content.items() if name in known} | replaced
        values["venues"] = tuple(values.get("venues", ()))
        try:
            return cls(**values)
        except TypeError as error:
            raise BadNetwork(f"network: {path}: {str(error).partition('() ')[2]}; add what is missing") from None


def folder() -> Path:
    """Returns where local chains leave their network files: `STEELYARD_NETWORKS`, else in the user's state."""
    named = os.environ.get(_FOLDERS)
    if named:
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "steelyard" / "networks"


def network(where: str, deployment: str | os.PathLike[str] | None = None) -> Network:
    """Returns the network `where`: a name, a file, or an RPC address with the file `deployment`.

    A name is looked for in `STEELYARD_NETWORKS`, or the user's state, where `steelyard up` writes; then in
    `deploy/expected`, where the deployer writes.
    """
    if "://" in where:
        if deployment is None:
            raise BadNetwork(f"network: {where} is an address; name the file that says what lies there as `deployment`")
        return Network.read(Path(deployment), rpc=where)
    if Path(where).suffix in _ENDINGS:
        return Network.read(Path(where))
    candidates = [place / f"{where}{ending}" for place in (folder(), _CHECKOUT) for ending in _ENDINGS]
    for path in candidates:
        if path.is_file():
            return Network.read(path)
    raise BadNetwork(
        f"network: no file {where}.toml or {where}.json in {folder()} or {_CHECKOUT}; "
        "start `steelyard up`, or name a file"
    )
