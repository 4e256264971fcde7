# SPDX-License-Identifier: Apache-2.0
"""Numbers the transactions that are signed here and hands them to the node, one at a time."""

from threading import Lock

from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import Web3RPCError
from web3.types import Nonce, TxParams

from steelyard.chain.signers import Signer


class Outbox:
    """Asks the node for an account's nonce once and counts on from there, so that several transactions may wait at a
    time. After any failure it asks again. Several threads may send, several processes with one key should not."""

    def __init__(self, web3: Web3) -> None:
        self._web3 = web3
        self._next: dict[str, int] = {}
        self._lock = Lock()

    def send(self, signer: Signer, transaction: TxParams) -> HexBytes:
        """Numbers, signs and sends `transaction`; returns its hash.

        Once more, with the node's nonce, if the node refused ours: somebody else has used the key. After no answer
        at all the transaction may have been sent, and is not repeated.
        """
        with self._lock:
            counted = signer.address in self._next
            try:
                return self._send(signer, transaction)
            except Web3RPCError as error:
                if not counted or "nonce" not in str(error).lower():
                    raise
                return self._send(signer, transaction)

    def forget(self) -> None:
        """Lets the node say all nonces again: after a transaction was lost, or a test chain was set back."""
        with self._lock:
            self._next.clear()

    def _send(self, signer: Signer, transaction: TxParams) -> HexBytes:
        address = Web3.to_checksum_address(signer.address)
        nonce = self._next.pop(address, None)
        if nonce is None:
            nonce = self._web3.eth.get_transaction_count(address, "pending")
        full: TxParams = {**transaction, "nonce": Nonce(nonce), "chainId": self._web3.eth.chain_id}
        hash_ = self._web3.eth.send_raw_transaction(signer.sign(full))
        self._next[address] = nonce + 1
        return hash_
