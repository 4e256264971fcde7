# SPDX-License-Identifier: Apache-2.0
"""Holds a chain against the file of what is expected: every byte of code, every immutable, getter and role."""

from collections.abc import Iterator, Mapping
from typing import Any

from eth_utils import keccak, to_checksum_address

from steelyard.artifacts import artifact
from steelyard.artifacts.layouts import Immutable, immutables
from steelyard.chain.errors import NodeFailed
from steelyard.deploy.expected import plain
from steelyard.deploy.made import BLUEPRINT
from steelyard.deploy.reading import Reading, flat
from steelyard.reverts.errors import Reverted


def verify(content: Mapping[str, Any], reading: Reading) -> list[str]:
    """Returns every difference in one sentence, none if the chain is as expected."""
    chain_id = reading.chain_id()
    if chain_id != content["chain_id"]:
        return [f"the node is of chain {chain_id}, expected {content['chain_id']}; connect to the right one"]
    return [fault for entry in content["contracts"] for fault in _contract(entry, reading)]


def checked(content: Mapping[str, Any]) -> dict[str, int]:
    """Returns how much is verified: contracts, immutables, getters and roles."""
    entries = content["contracts"]
    parts = ("immutables", "getters", "roles")
    return {"contracts": len(entries), **{part: sum(len(entry[part]) for entry in entries) for part in parts}}


def _contract(entry: Mapping[str, Any], reading: Reading) -> Iterator[str]:
    where = f"{entry['name']} at {entry['address']}"
    code = reading.code(entry["address"])
    if not code:
        yield f"{where}: no code, expected {entry['contract']}; run the deployment again"
        return
    yield from _code(entry, code, where)
    contract = reading.ours(entry["contract"], entry["address"])
    for getter, wanted in {**entry["getters"], **entry["roles"]}.items():
        try:
            found = plain(flat(reading.asked(contract, getter)))
        except (Reverted, NodeFailed, ValueError, OverflowError) as error:
            yield f"{where}: {getter} does not answer ({error}), expected {wanted}; do not use it"
            continue
        if found != wanted:
            what = "role" if getter in entry["roles"] else "getter"
            yield f"{where}: {what} {getter} is {found}, expected {wanted}; ask who changed it"


def _code(entry: Mapping[str, Any], code: bytes, where: str) -> Iterator[str]:
    ours = artifact(entry["contract"])
    if entry["blueprint"]:
        yield from _bytes(code, BLUEPRINT + ours.bytecode, where)
        return
    yield from _bytes(code[: len(ours.runtime)], ours.runtime, where)
    layout, behind = immutables(entry["contract"]), code[len(ours.runtime) :]
    length = sum(one.length for one in layout)
    if len(behind) != length:
        yield f"{where}: {len(behind)} bytes of immutables behind the code, expected {length}; do not use it"
        return
    wanted = {name: bytes.fromhex(word[2:]) for name, word in entry["immutables"].items()}
    for one in layout:
        found = behind[one.offset : one.offset + one.length]
        if found != wanted[one.name]:
            shown = f"{_shown(one, found)}, expected {_shown(one, wanted[one.name])}"
            yield f"{where}: immutable {one.name} is {shown}; do not use it"
    if f"0x{keccak(ours.runtime + b''.join(wanted.values())).hex()}" != entry["code"]:
        version = f"another version of {entry['contract']}"
        yield f"{where}: the expected code is of {version}; verify with the version that deployed"


def _bytes(found: bytes, wanted: bytes, where: str) -> Iterator[str]:
    if found == wanted:
        return
    differing = [place for place, (one, other) in enumerate(zip(found, wanted, strict=False)) if one != other]
    first = differing[0] if differing else min(len(found), len(wanted))
    yield (
        f"{where}: {len(differing)} bytes of code differ, the first is byte {first}, and {len(found)} bytes of "
        f"{len(wanted)} are there; do not use it"
    )


def _shown(one: Immutable, word: bytes) -> str:
    """An immutable as its source would write it."""
    if one.type == "address":
        return str(to_checksum_address(word[12:]))
    if one.type.startswith(("uint", "int")):
        return str(int.from_bytes(word, signed=one.type.startswith("int")))
    if one.type == "bool":
        return str(any(word))
    if one.type.startswith("String"):
        length = int.from_bytes(word[:32])
        return repr(word[32 : 32 + min(length, len(word) - 32)].decode("latin-1"))
    return f"0x{word.hex()}"
