# SPDX-License-Identifier: Apache-2.0
"""Keys in this process: from memory, from a keystore file, and never shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from steelyard.chain.signers import KeySigner

KEY = bytes(31) + b"\x07"
ADDRESS = Account.from_key(KEY).address


@pytest.fixture
def keystore(tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(Account.encrypt(KEY, "right", iterations=2)))
    return path


@pytest.mark.parametrize("key", [KEY, KEY.hex(), "0x" + KEY.hex()])
def test_a_key_is_bytes_or_hex(key: str | bytes) -> None:
    signer = KeySigner(key)
    assert signer.address == ADDRESS
    assert repr(signer) == f"KeySigner({ADDRESS})"


@pytest.mark.parametrize("key", ["5ec2e7", b"5ec2e7", "not hex: 5ec2e7", bytes(32)])
def test_what_is_no_key_is_not_repeated(key: str | bytes) -> None:
    with pytest.raises(ValueError, match="this is no private key") as fault:
        KeySigner(key)
    assert "5ec2e7" not in str(fault.value)


def test_a_keystore_opens_with_its_password(keystore: Path) -> None:
    assert KeySigner.from_keystore(keystore, "right").address == ADDRESS


def test_a_keystore_stays_shut_without(keystore: Path) -> None:
    with pytest.raises(ValueError, match=r"key\.json does not open: MAC mismatch"):
        KeySigner.from_keystore(keystore, "wrong")


def test_another_file_is_no_keystore(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"version": 3}')
    with pytest.raises(ValueError, match=r"other\.json does not open.*is it a keystore"):
        KeySigner.from_keystore(other, "right")


def test_signs_what_the_chain_recovers() -> None:
    terms: Any = {"to": ADDRESS, "value": 1, "nonce": 0, "chainId": 1, "gas": 21_000, "gasPrice": 1}
    assert Account.recover_transaction(KeySigner(KEY).sign(terms)) == ADDRESS
