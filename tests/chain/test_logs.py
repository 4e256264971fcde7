# SPDX-License-Identifier: Apache-2.0
"""The way a range of blocks is asked for, on a node that refuses long ones."""

from types import SimpleNamespace
from typing import Any

import pytest
from web3 import Web3
from web3.exceptions import Web3RPCError

from steelyard.artifacts import artifact
from steelyard.chain import logs
from steelyard.chain.errors import NodeFailed
from steelyard.chain.logs import read_logs

ABI = artifact("MockAsset").abi


class Node:
    """Holds one event in each block and gives those of at most `longest` blocks at once."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.asked: list[tuple[int, int]] = []
        self.eth = SimpleNamespace(contract=Web3().eth.contract, get_logs=self.get_logs)

    def get_logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        first, last = wanted["fromBlock"], wanted["toBlock"]
        if last - first + 1 > self.longest:
            raise Web3RPCError("range too long")
        self.asked.append((first, last))
        return [_transfer(wanted["topics"][0][0], block) for block in range(first, last + 1)]


def _transfer(topic: str, block: int) -> dict[str, Any]:
    word = bytes(32)
    place = {"blockNumber": block, "logIndex": 0, "transactionIndex": 0, "transactionHash": word, "blockHash": word}
    said = {"topics": [bytes.fromhex(topic[2:]), word, word], "data": block.to_bytes(32, "big")}
    return {"address": "0x" + "11" * 20, **said, **place}


def blocks(node: Any, start: int, end: int) -> list[int]:
    return [event["blockNumber"] for event in read_logs(node, ABI, ["Transfer"], start, end)]


@pytest.mark.parametrize("longest", [1, 3, 100])
def test_every_block_once_and_in_order(longest: int) -> None:
    node = Node(longest)
    assert blocks(node, 5, 16) == list(range(5, 17))
    assert all(last - first < longest for first, last in node.asked)


def test_long_ranges_go_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "BLOCKS", 10)
    node = Node(10)
    assert len(blocks(node, 1, 21)) == 21
    assert node.asked == [(1, 10), (11, 20), (21, 21)]


def test_no_blocks_ask_nothing() -> None:
    node = Node(1)
    assert blocks(node, 2, 1) == [] and node.asked == []


def test_a_node_that_refuses_one_block_fails() -> None:
    with pytest.raises(NodeFailed, match="range too long"):
        blocks(Node(0), 1, 1_000)


def test_amounts_are_decoded() -> None:
    [event] = read_logs(Node(1), ABI, ["Transfer"], 7, 7)  # type: ignore[arg-type]
    assert event["args"]["value"] == 7


def test_an_unknown_event_lists_the_known() -> None:
    with pytest.raises(KeyError, match="no event Moved; there are Approval, .*Transfer"):
        list(read_logs(Node(1), ABI, ["Moved"], 1, 1))  # type: ignore[arg-type]
