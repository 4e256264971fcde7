# SPDX-License-Identifier: Apache-2.0
"""The model that is loaded from a block: every word of it counts, and a contract that it does not know is found."""

import asyncio
from typing import Any

import pytest

from steelyard.chain.rpc import Question, Rpc
from steelyard.devchain.local import LocalDeployment
from steelyard.model import layout
from steelyard.sdk import reference
from steelyard.sdk.errors import Disagreement, SdkError
from steelyard.sdk.reference import Loader

_COIN = 10**18


async def load(local: LocalDeployment, address: str) -> None:
    async with Rpc(local.anvil.url) as rpc:
        await Loader(rpc).token(await rpc.block(), address)


def test_every_word_of_a_token_counts(local: LocalDeployment) -> None:
    """A model that reads the same word as the contract agrees; one that reads another that differs is caught."""
    token, caught = local.markets[0].token, 0
    asyncio.run(load(local, token.address))
    for which, (_, at) in enumerate(reference.TOKEN_SLOTS):
        own, next_ = (local.anvil.rpc("eth_getStorageAt", token.address, hex(slot), "latest") for slot in (at, at + 1))
        if own == next_:
            continue
        wrong = [(word, slot + (place == which)) for place, (word, slot) in enumerate(reference.TOKEN_SLOTS)]
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Disagreement, match="does not know that contract"):
            patch.setattr(reference, "TOKEN_SLOTS", tuple(wrong))
            asyncio.run(load(local, token.address))
        caught += 1
    assert caught >= 3


def test_a_wrong_word_of_the_pool_is_caught(local: LocalDeployment) -> None:
    token, pool = local.markets[0].token, local.markets[0].pool
    loans = next(slot for word, slot in reference.POOL_SLOTS if word is layout.LOANS)
    stored = int(local.anvil.rpc("eth_getStorageAt", pool.address, hex(loans), "latest"), 16)
    changed = stored + (1 << layout.LOANS.begins("rate"))
    local.anvil.rpc("anvil_setStorageAt", pool.address, hex(loans), "0x" + changed.to_bytes(32).hex())
    asyncio.run(load(local, token.address))  # model and contract read the same word, whatever is in it
    wrong = [(word, slot + 1 if slot == loans else slot) for word, slot in reference.POOL_SLOTS]
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Disagreement, match="does not know that contract"):
        patch.setattr(reference, "POOL_SLOTS", tuple(wrong))
        asyncio.run(load(local, token.address))


def test_a_rate_model_that_nobody_knows(local: LocalDeployment) -> None:
    pool = local.markets[0].pool
    terms = int(local.anvil.rpc("eth_getStorageAt", pool.address, hex(reference.TERMS_SLOT), "latest"), 16)
    other = terms >> 160 << 160 | int(local.dollar.address, 16)
    local.anvil.rpc("anvil_setStorageAt", pool.address, hex(reference.TERMS_SLOT), "0x" + other.to_bytes(32).hex())
    with pytest.raises(SdkError, match="is none that this version knows"):
        asyncio.run(load(local, local.markets[0].token.address))


def test_everything_is_read_of_one_block(local: LocalDeployment, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Question] = []
    original = Rpc.try_ask

    async def try_ask(self: Rpc, *questions: Question) -> list[Any]:
        asked.extend(questions)
        return await original(self, *questions)

    monkeypatch.setattr(Rpc, "try_ask", try_ask)
    asyncio.run(load(local, local.markets[1].token.address))
    blocks = {str(one.params[-1]) for one in asked if one.method in ("eth_call", "eth_getStorageAt")}
    assert len(blocks) == 1 and "blockHash" in blocks.pop()
    assert {one.method for one in asked} == {"eth_getBlockByNumber", "eth_call", "eth_getStorageAt"}
