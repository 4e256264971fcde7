# SPDX-License-Identifier: Apache-2.0
"""Reads what contracts logged, block by block, decoded by their interfaces."""

from collections.abc import Iterator, Sequence

from web3 import Web3
from web3.contract.contract import ContractEvent
from web3.exceptions import Web3RPCError
from web3.types import EventData, FilterParams, LogReceipt

from steelyard.artifacts import Abi
from steelyard.chain.node import answers

BLOCKS = 10_000
"""Asked for at once, unless the node wants fewer."""


def read_logs(
    web3: Web3, abi: Abi, events: Sequence[str], start: int, end: int, addresses: Sequence[str] = ()
) -> Iterator[EventData]:
    """Yields the events of blocks `start` to `end`, both included, in the order of the chain.

    `events`: names in `abi`; none means all of them. `addresses`: the contracts that logged; none means any. A node
    that refuses a range, as too long or with too many results, is asked for its halves.
    """
    known = _by_topic(web3, abi, events)
    wanted: FilterParams = {"topics": [list(known)]}
    if addresses:
        wanted["address"] = [Web3.to_checksum_address(address) for address in addresses]
    for first in range(start, end + 1, BLOCKS):
        with answers():
            found = _read(web3, wanted, first, min(end, first + BLOCKS - 1))
        for log in found:
            yield known["0x" + bytes(log["topics"][0]).hex()].process_log(log)


def _by_topic(web3: Web3, abi: Abi, events: Sequence[str]) -> dict[str, ContractEvent]:
    contract = web3.eth.contract(abi=abi)
    names = {entry["name"] for entry in abi if entry["type"] == "event"}
    if unknown := set(events) - names:
        raise KeyError(f"logs: no event {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}")
    found: list[ContractEvent] = [contract.events[name]() for name in events or sorted(names)]
    return {event.topic: event for event in found}


def _read(web3: Web3, wanted: FilterParams, first: int, last: int) -> list[LogReceipt]:
    try:
        return list(web3.eth.get_logs({**wanted, "fromBlock": first, "toBlock": last}))
    except Web3RPCError:
        if first == last:
            raise
    middle = (first + last) // 2
    return _read(web3, wanted, first, middle) + _read(web3, wanted, middle + 1, last)
