# SPDX-License-Identifier: Apache-2.0
"""The asynchronous connection to a node: many questions in one request, all of them about one block."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp

from steelyard.chain.abi import Function, Interface, Log
from steelyard.chain.errors import NodeFailed, read_revert
from steelyard.chain.logs import BLOCKS
from steelyard.chain.node import is_local
from steelyard.reverts.errors import Reverted

TIMEOUT = 30.0
"""Seconds for one request."""
BATCH = 100
"""Questions in one request at most: what public nodes take."""

_TRIES = 4
_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # seconds before the next try
_THROTTLED = (429, 502, 503, 504)


@dataclass(frozen=True)
class Question:
    """A method of the node and its parameters."""

    method: str
    params: Sequence[Any]


@dataclass(frozen=True)
class Block:
    """A block: everything that is read together is read of one, by its hash."""

    number: int
    hash: str
    time: int
    base_fee: int | None

    @property
    def tag(self) -> Mapping[str, str]:
        """What a question about this block, and no other of its number, names."""
        return {"blockHash": self.hash}

    def call(self, to: str, function: Function, *args: Any, sender: str = "", value: int = 0) -> Question:
        """What `function` of the contract `to` would answer at this block."""
        call = {"to": to, "data": function.encode(*args)}
        if sender:
            call["from"] = sender
        if value:
            call["value"] = hex(value)
        return Question("eth_call", (call, self.tag))

    def word(self, address: str, slot: int) -> Question:
        """A word of the storage of `address` at this block."""
        return Question("eth_getStorageAt", (address, hex(slot), self.tag))


class Rpc:
    """A node at `url`. Close it, or use it as an asynchronous context manager."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self.url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None
        self._ids = count(1)

    async def __aenter__(self) -> "Rpc":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connection; harmless when there is none."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, *questions: Question) -> list[Any]:
        """Returns the answers in the order of the questions.

        Raises `Reverted` with the reason for a call that a contract refuses, else `NodeFailed`.
        """
        answers = await self.try_ask(*questions)
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    async def try_ask(self, *questions: Question) -> list[Any]:
        """Returns the answers in the order of the questions, a refusal or failure as an exception in its place."""
        batches = [questions[first : first + BATCH] for first in range(0, len(questions), BATCH)]
        return [answer for batch in await asyncio.gather(*map(self._batch, batches)) for answer in batch]

    async def chain_id(self) -> int:
        """Returns which chain this is."""
        return int((await self.ask(Question("eth_chainId", ())))[0], 16)

    async def block(self, which: str | int = "latest") -> Block:
        """Returns a block by its number or name."""
        tag = hex(which) if isinstance(which, int) else which
        found = (await self.ask(Question("eth_getBlockByNumber", (tag, False))))[0]
        if found is None:
            raise NodeFailed(f"rpc: the node has no block {which}; ask for an older one, or another node")
        fee = found.get("baseFeePerGas")
        return Block(
            int(found["number"], 16), found["hash"], int(found["timestamp"], 16), None if fee is None else int(fee, 16)
        )

    async def call(self, block: Block, *calls: tuple[str, Function, tuple[Any, ...]]) -> list[Any]:
        """Returns what the functions of contracts answer at `block`: contract, function and arguments each."""
        answers = await self.ask(*(block.call(to, function, *args) for to, function, args in calls))
        return [function.decode(answer) for (_, function, _), answer in zip(calls, answers, strict=True)]

    async def logs(
        self,
        interface: Interface,
        names: Sequence[str],
        start: int,
        end: int,
        addresses: Sequence[str],
        topics: Sequence[str | None] = (),
    ) -> list[Log]:
        """Returns the events `names` (none: all) that `addresses` logged in blocks `start` to `end`, both included.

        `topics` are what the indexed values must be, None for any. A range that the node refuses is asked in halves.
        """
        wanted = {"address": list(addresses), "topics": [interface.topics(names), *topics]}
        found: list[Any] = []
        for first in range(start, end + 1, BLOCKS):
            found += await self._logs(wanted, first, min(end, first + BLOCKS - 1))
        return [log for log in map(interface.read, found) if log is not None]

    async def _logs(self, wanted: Mapping[str, Any], first: int, last: int) -> list[Any]:
        question = Question("eth_getLogs", ({**wanted, "fromBlock": hex(first), "toBlock": hex(last)},))
        (answer,) = await self.try_ask(question)
        if not isinstance(answer, Exception):
            return list(answer)
        if first == last:
            raise answer
        middle = (first + last) // 2
        return await self._logs(wanted, first, middle) + await self._logs(wanted, middle + 1, last)

    async def _batch(self, questions: Sequence[Question]) -> list[Any]:
        numbered = [
            {"jsonrpc": "2.0", "id": next(self._ids), "method": one.method, "params": list(one.params)}
            for one in questions
        ]
        reply = await self._post(numbered)
        if not isinstance(reply, list):
            message = reply.get("error", reply) if isinstance(reply, dict) else reply
            raise NodeFailed(f"rpc: the node answered {str(message)[:200]!r} to {len(questions)} questions")
        by_id = {answer.get("id"): answer for answer in reply}
        return [_answer(by_id.get(question["id"])) for question in numbered]

    async def _post(self, content: Any) -> Any:
        pause = _PAUSE
        for remaining in reversed(range(_TRIES)):
            try:
                async with self._open().post(self.url, json=content) as reply:
                    if reply.status in _THROTTLED and remaining:
                        pause = min(float(reply.headers.get("Retry-After", pause)), _LONGEST_PAUSE)
                    elif reply.status >= 400:
                        raise NodeFailed(f"rpc: the node answered HTTP {reply.status}; wait, or name another node")
                    else:
                        return await reply.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                raise NodeFailed(f"rpc: no answer: {error or type(error).__name__}") from error
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        raise AssertionError("the last try returns or raises")

    def _open(self) -> aiohttp.ClientSession:
        """A node on this machine is reached directly, whatever proxy the environment names."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, trust_env=not is_local(self.url))
        return self._session


def _answer(answer: Any) -> Any:
    if answer is None:
        return NodeFailed("rpc: the node left a question out; ask again, or name another node")
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    data = error.get("data")
    if isinstance(data, str) and data.startswith("0x"):
        return Reverted(read_revert(bytes.fromhex(data[2:])))
    if error.get("code") == 3 or "revert" in str(error.get("message", "")).lower():
        return Reverted("")
    return NodeFailed(f"rpc: the node answered {error.get('message', error)}")
