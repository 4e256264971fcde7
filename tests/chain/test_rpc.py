# SPDX-License-Identifier: Apache-2.0
"""The asynchronous connection against nodes that are throttled, lag, leave out or answer nonsense."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from steelyard.artifacts import artifact
from steelyard.chain import rpc
from steelyard.chain.abi import Function, Interface, function
from steelyard.chain.errors import ChainError, NodeFailed
from steelyard.chain.rpc import Block, Question, Rpc
from steelyard.reverts.errors import Reverted

Answer = Callable[[list[dict[str, Any]]], tuple[int, Any]]
BLOCK = Block(1, "0x" + "11" * 32, 1, None)
BALANCE_OF = function("balanceOf(address)(uint256)")
HOLDER = "0x" + "22" * 20


@contextmanager
def node(answer: Answer) -> Iterator[str]:
    """A node double: `answer` gives status and content for what is posted."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, content = answer(asked)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(answer: Answer, *questions: Question) -> list[Any]:
    async def ask(url: str) -> list[Any]:
        async with Rpc(url) as connection:
            return await connection.try_ask(*questions)

    with node(answer) as url:
        return asyncio.run(ask(url))


def results(asked: list[dict[str, Any]], **fields: Any) -> list[Any]:
    return [{"id": one["id"], **fields} for one in asked]


def test_a_throttled_node_is_asked_again() -> None:
    tries: list[int] = []

    def answer(asked: list[dict[str, Any]]) -> tuple[int, Any]:
        tries.append(len(asked))
        return (429, b"slow down") if len(tries) < 3 else (200, results(asked, result="0x1"))

    assert asked(answer, Question("eth_chainId", ())) == ["0x1"] and tries == [1, 1, 1]
    with pytest.raises(NodeFailed, match="HTTP 429; wait, or name another node"):
        asked(lambda _: (429, b""), Question("eth_chainId", ()))


@pytest.mark.parametrize(
    ("status", "content", "sentence"),
    [
        (200, b"<html>", "no answer"), (200, {"error": {"message": "batches not allowed"}}, "batches not allowed"),
        (500, b"", "HTTP 500"), (200, [], "left a question out"),
    ],
)  # fmt: skip
def test_nonsense_is_an_error_of_the_node_and_never_a_number(status: int, content: Any, sentence: str) -> None:
    async def ask(url: str) -> None:
        async with Rpc(url) as connection:
            await connection.call(BLOCK, (HOLDER, BALANCE_OF, (HOLDER,)))

    with node(lambda _: (status, content)) as url, pytest.raises(NodeFailed, match=sentence):
        asyncio.run(ask(url))


def test_a_refusal_and_a_failure_stand_in_their_place() -> None:
    reason = "0x08c379a0" + (32).to_bytes(32).hex() + (14).to_bytes(32).hex() + b"unwrap: no sha".hex().ljust(64, "0")

    def answer(asked: list[dict[str, Any]]) -> tuple[int, Any]:
        errors = [{"code": 3, "data": reason}, {"code": -32000, "message": "header not found"}, {"message": "revert"}]
        answers = [{"id": one["id"], "error": error} for one, error in zip(asked, errors, strict=False)]
        return 200, [*answers[::-1], {"id": asked[3]["id"], "result": "0x2"}]  # in any order

    found = asked(answer, *(BLOCK.call(HOLDER, BALANCE_OF, HOLDER) for _ in range(4)))
    assert isinstance(found[0], Reverted) and found[0].reason == "unwrap: no sha"
    assert isinstance(found[1], NodeFailed) and "header not found" in str(found[1])
    assert isinstance(found[2], Reverted) and found[2].reason == "" and found[3] == "0x2"


def test_more_questions_than_a_node_takes_go_in_several_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "BATCH", 2)
    sizes: list[int] = []

    def answer(asked: list[dict[str, Any]]) -> tuple[int, Any]:
        sizes.append(len(asked))
        return 200, [{"id": one["id"], "result": one["params"][0]} for one in asked]

    assert asked(answer, *(Question("echo", (number,)) for number in range(5))) == [0, 1, 2, 3, 4]
    assert sorted(sizes) == [1, 2, 2]


def test_a_range_of_logs_that_is_refused_is_asked_in_halves() -> None:
    token = Interface(artifact("MockPermitAsset").abi)
    ranges: list[tuple[int, int]] = []

    def answer(asked: list[dict[str, Any]]) -> tuple[int, Any]:
        wanted = asked[0]["params"][0]
        first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
        ranges.append((first, last))
        if last - first > 1:
            return 200, results(asked, error={"code": -32005, "message": "too many results"})
        logs = [
            {
                "address": HOLDER, "topics": [wanted["topics"][0][0], "0x" + "00" * 32, f"0x{int(HOLDER, 16):064x}"],
                "data": f"0x{number:064x}", "blockNumber": hex(number), "logIndex": "0x0",
                "transactionHash": "0x" + "33" * 32,
            }
            for number in range(first, last + 1)
        ]  # fmt: skip
        return 200, results(asked, result=logs)

    async def logs(url: str) -> list[Any]:
        async with Rpc(url) as connection:
            return await connection.logs(token, ["Transfer"], 0, 4, [HOLDER])

    with node(answer) as url:
        found = asyncio.run(logs(url))
    assert [(log.block, log.values["value"], log.name) for log in found] == [(n, n, "Transfer") for n in range(5)]
    assert len(ranges) == len(set(ranges))  # no request twice


def test_an_answer_of_another_contract_is_not_taken() -> None:
    with pytest.raises(ChainError, match="balanceOf answered 3 bytes that do not fit"):
        BALANCE_OF.decode("0x010203")


def test_blocks_with_more_than_web3_takes() -> None:
    block = {"number": "0x5", "hash": BLOCK.hash, "timestamp": "0x7", "extraData": "0x" + "00" * 1_024, "new": {}}

    async def read(url: str) -> Block:
        async with Rpc(url) as connection:
            return await connection.block()

    with node(lambda asked: (200, results(asked, result=block))) as url:
        assert asyncio.run(read(url)) == Block(5, BLOCK.hash, 7, None)
    with (
        node(lambda asked: (200, results(asked, result=None))) as url,
        pytest.raises(NodeFailed, match="no block latest"),
    ):
        asyncio.run(read(url))


def test_structs_by_name_and_signatures_as_they_are_written() -> None:
    sheet = Interface(artifact("LeveragedToken").abi)["balance_sheet"]
    kinds = [one["type"] for one in sheet.outputs[0]["components"]]
    expected = [1 if kind == "bool" else place for place, kind in enumerate(kinds)]
    answer = sheet.decode("0x" + b"".join(number.to_bytes(32) for number in expected).hex())
    assert answer["collateral"] == 0 and list(answer.values()) == expected and kinds.count("bool") == 1
    assert BALANCE_OF.selector.hex() == "70a08231" and function("f()()") == Function("f", [], [])
    with pytest.raises(KeyError, match="not every one of"):
        Interface(artifact("LeveragedToken").abi).topics(["Nothing"])
