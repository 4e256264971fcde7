# SPDX-License-Identifier: Apache-2.0
"""What a compiled contract is, and how it lies on disk."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

Abi: TypeAlias = list[dict[str, Any]]

_CODES = ("bytecode", "runtime", "blueprint")


@dataclass(frozen=True)
class Artifact:
    """A compiled contract: `bytecode` creates it, `runtime` is what then lies on the chain, without immutables;
    `blueprint` creates its ERC-5202 blueprint."""

    name: str
    abi: Abi
    bytecode: bytes
    runtime: bytes
    blueprint: bytes

    def to_json(self) -> bytes:
        """Returns the same bytes for the same contract, without its name."""
        codes = {code: getattr(self, code).hex() for code in _CODES}
        return json.dumps({"abi": self.abi, **codes}).encode()

    @classmethod
    def from_json(cls, name: str, content: bytes) -> "Artifact":
        """Reads what `to_json` wrote."""
        read = json.loads(content)
        return cls(name, read["abi"], *(bytes.fromhex(read[code]) for code in _CODES))
