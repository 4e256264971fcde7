# SPDX-License-Identifier: Apache-2.0
"""The tools that the demo and the other integration tests stand on, on a real node."""

import pytest

from steelyard.chain.client import Client, Contract
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import PRICE_SCALE, TICK_SPACINGS, Uniswap, published, sqrt_price_x96
from steelyard.reverts.errors import Reverted

ETHER = 10**18


@pytest.fixture
def quote(client: Client, owner: str) -> Contract:
    """A second WETH9 serves as the quote token: any ERC-20 does."""
    abi, bytecode = published("WETH9")
    token = client.deploy_code(abi, bytecode, sender=owner)
    token.transact("deposit", sender=owner, value=400_000 * ETHER)
    return token


@pytest.fixture
def base(uniswap: Uniswap, owner: str) -> str:
    uniswap.weth.transact("deposit", sender=owner, value=1_000 * ETHER)
    return uniswap.weth.address


@pytest.mark.parametrize("fee", sorted(TICK_SPACINGS))
def test_v3_pool_moves_exactly(uniswap: Uniswap, base: str, quote: Contract, owner: str, fee: int) -> None:
    pool = uniswap.create_v3_pool(base, quote.address, fee, 2_000 * PRICE_SCALE, 100 * ETHER, owner)
    assert uniswap.v3_price(base, quote.address, fee) == pytest.approx(2_000 * PRICE_SCALE, rel=1e-12)
    base_first = int(base, 16) < int(quote.address, 16)
    for price in (1_500, 2_400):
        uniswap.move_v3_pool(base, quote.address, fee, price * PRICE_SCALE, owner)
        assert pool.call("slot0")[0] == sqrt_price_x96(price * PRICE_SCALE, base_first)
    assert uniswap.move_v3_pool(base, quote.address, fee, price * PRICE_SCALE, owner) is None


def test_v2_pair_moves(uniswap: Uniswap, base: str, quote: Contract, owner: str) -> None:
    uniswap.create_v2_pair(base, quote.address, 2_000 * PRICE_SCALE, 100 * ETHER, owner)
    for price in (1_500, 2_400):
        uniswap.move_v2_pair(base, quote.address, price * PRICE_SCALE, owner)
        assert uniswap.v2_price(base, quote.address) == pytest.approx(price * PRICE_SCALE, rel=1e-12)


def test_quoter_agrees_with_router(uniswap: Uniswap, base: str, quote: Contract, owner: str) -> None:
    uniswap.create_v3_pool(base, quote.address, 500, 2_000 * PRICE_SCALE, 100 * ETHER, owner)
    expected = uniswap.quoter.call("quoteExactInputSingle", (base, quote.address, ETHER, 500, 0))[0]
    before = quote.call("balanceOf", owner)
    uniswap.weth.transact("approve", uniswap.v3_router.address, ETHER, sender=owner)
    order = (base, quote.address, 500, owner, 2**63, ETHER, 0, 0)
    uniswap.v3_router.transact("exactInputSingle", order, sender=owner)
    assert quote.call("balanceOf", owner) - before == expected


def test_reason_of_a_refused_transaction(uniswap: Uniswap, client: Client, owner: str, quote: Contract) -> None:
    with pytest.raises(Reverted) as refusal:
        uniswap.v2_factory.transact("createPair", quote.address, quote.address, sender=owner)
    assert refusal.value.reason == "UniswapV2: IDENTICAL_ADDRESSES"
    with pytest.raises(Reverted) as refusal:
        uniswap.quoter.call("quoteExactInputSingle", (owner, quote.address, 1, 500, 0))
    assert refusal.value.reason == ""


def test_time_and_snapshots(anvil: Anvil, client: Client, owner: str) -> None:
    start = anvil.now()
    mark = anvil.snapshot()
    assert anvil.wait(3_600) == start + 3_600
    anvil.set_next_time(start + 7_200)
    client.send({"to": owner}, owner)
    assert anvil.now() == start + 7_200
    client.send({"to": owner}, owner)
    assert anvil.now() == start + 7_201
    anvil.revert(mark)
    assert anvil.now() == start
    with pytest.raises(ValueError, match="not after"):
        anvil.set_next_time(start)


def test_events_and_free_gas(uniswap: Uniswap, client: Client, owner: str) -> None:
    before = client.balance(owner)
    receipt = uniswap.weth.transact("deposit", sender=owner, value=5)
    assert client.balance(owner) == before - 5
    assert isinstance(uniswap.weth, Contract)
    (event,) = uniswap.weth.events("Deposit", receipt)
    assert event["args"] == {"dst": owner, "wad": 5}
    assert 20_000 < receipt["gasUsed"] < 60_000
