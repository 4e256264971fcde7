# SPDX-License-Identifier: Apache-2.0
"""Who acts: an account with a key here, one that the node holds, or one whose wallet signs elsewhere."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from eth_utils.address import is_address, to_checksum_address

from steelyard.chain.signers import KeySigner
from steelyard.sdk.errors import NoSigner, UnknownSymbol

KEYSTORES = "STEELYARD_KEYSTORES"
"""Names the folder of keystore files; else Foundry's, in the user's home."""


@dataclass(frozen=True)
class Account:
    """An address. `signer` signs here; without one, the node does if `is_unlocked`, and nobody if not."""

    address: str
    signer: KeySigner | None = field(default=None, repr=False)
    is_unlocked: bool = False

    @classmethod
    def from_key(cls, key: str | bytes) -> "Account":
        """The account of a private key, which is neither shown nor kept."""
        signer = KeySigner(key)
        return cls(signer.address, signer)

    @classmethod
    def from_keystore(cls, path: str | os.PathLike[str], password: str) -> "Account":
        """The account of a keystore file, as geth and Foundry write it."""
        signer = KeySigner.from_keystore(Path(path), password)
        return cls(signer.address, signer)

    def require_signer(self) -> None:
        """Raises `NoSigner` if nobody here can sign for it."""
        if self.signer is None and not self.is_unlocked:
            raise NoSigner(
                f"account: neither this program nor the node signs for {self.address}; give its key or keystore, or "
                "take the unsigned transactions to its wallet"
            )


def keystore(name: str) -> Path | None:
    """Returns the keystore file called `name`, or at that path; None if there is none."""
    folder = Path(os.environ.get(KEYSTORES) or Path.home() / ".foundry" / "keystores")
    return next((path for path in (Path(name), folder / name) if path.is_file()), None)


def address_of(name: str, known: dict[str, str]) -> str:
    """Returns the address that `name` is, or that the network file calls so."""
    if is_address(name):
        return to_checksum_address(name)
    if name in known:
        return to_checksum_address(known[name])
    names = ", ".join(sorted(known)) or "none"
    raise UnknownSymbol(f"account: {name!r} is no address and no name in the network file ({names}); write an address")
