# SPDX-License-Identifier: Apache-2.0
"""Who signs: a key in this process, from memory or from a keystore file. Accounts without one are the node's."""

import json
from pathlib import Path
from typing import Any, Protocol, cast

from eth_account import Account
from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount
from web3.types import TxParams


class Signer(Protocol):
    """Something that signs for one account."""

    @property
    def address(self) -> str:
        """The account, with its checksum."""

    def sign(self, transaction: TxParams) -> bytes:
        """Returns the signed transaction as the chain takes it; all its fields are given."""


class KeySigner:
    """A private key in this process. Neither shown nor kept on disk by us."""

    def __init__(self, key: str | bytes) -> None:
        """`key`: 32 bytes, or their hex; anything else raises `ValueError`."""
        try:
            self._account: LocalAccount = Account.from_key(key)
        except Exception:  # whatever the library raises would show the key
            raise ValueError("signer: this is no private key; give 32 bytes, or their hex") from None

    @classmethod
    def from_keystore(cls, path: Path, password: str) -> "KeySigner":
        """Opens a keystore file, as geth and Foundry write it; a wrong password raises `ValueError`."""
        content = json.loads(path.read_text())
        try:
            return cls(bytes(Account.decrypt(content, password)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"signer: {path} does not open: {error}; is it a keystore, and the password?") from None

    @property
    def address(self) -> str:
        return str(self._account.address)

    def sign(self, transaction: TxParams) -> bytes:
        return bytes(self._account.sign_transaction(cast(dict[str, Any], transaction)).raw_transaction)

    def sign_message(self, message: SignableMessage) -> tuple[int, bytes, bytes]:
        """Returns v, r and s of the signature of a message, such as a permit."""
        signed = self._account.sign_message(message)
        return signed.v, signed.r.to_bytes(32), signed.s.to_bytes(32)

    def __repr__(self) -> str:
        return f"KeySigner({self.address})"
