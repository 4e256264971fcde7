# SPDX-License-Identifier: Apache-2.0
"""What a session says of a chain, and what it refuses before anything is quoted."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import steelyard
import steelyard.aio
from steelyard.devchain.anvil import CHAIN_ID, Anvil
from steelyard.devchain.deployment import create_market, market_parameters
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.local import LocalDeployment, build
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets import leverage as presets
from steelyard.reverts.errors import LimitExceeded, Reverted
from steelyard.sdk.errors import AmbiguousSymbol, BadAmount, BadNetwork, UnknownSymbol
from steelyard.sdk.front import Session


@pytest.fixture
def changed(network_file: Path, tmp_path: Path) -> Iterator[Any]:
    """Writes the network file with other values, and connects."""

    def connect(**values: Any) -> Session:
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(json.loads(network_file.read_text()) | values))
        session: Session = steelyard.connect(str(path))
        return session

    yield connect


def test_the_lines_of_the_manual_run(
    local: LocalDeployment, network_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_NETWORKS", str(network_file.parent))
    account = local.accounts["alice"]
    with steelyard.connect("local") as s:
        eth3x = s.token("ETHBULL3X")
        assert "leverage" in str(eth3x.balance_sheet()) and eth3x.balance_sheet().to_dict()["cover"].startswith("1.49")
        quote = eth3x.quote_buy("1000 USDC")
        eth3x.buy(quote, account)
        assert eth3x.explain(account).worth.asset.symbol == "USDC"
    with steelyard.connect(local.anvil.url, network_file) as s:
        assert s.token(eth3x.address).symbol == "ETHBULL3X"


def test_every_type_prints_and_turns_into_plain_types(local: LocalDeployment, session: Session) -> None:
    token, pool, alice = session.token("ETHBEAR3X"), session.pool("WETH"), session.account("alice")
    quote = token.quote_buy("1000 USDC", units=True)
    shown: list[Any] = [
        session.markets(), token.market(), token.balance_sheet(), quote, token.buy(quote, alice),
        token.quote_mint_in_kind("1"), token.quote_redeem_in_kind("1"), token.explain(alice), pool.balance_sheet(),
        pool.position(alice), pool.quote_lend("1 WETH"), pool.explain(alice),
    ]  # fmt: skip
    for one in shown:
        assert len(str(one).splitlines()) >= 2
        plain = json.loads(json.dumps(one.to_dict()))
        assert plain and "float" not in {type(value).__name__ for value in leaves(plain)}


def leaves(content: Any) -> list[Any]:
    if isinstance(content, dict | list):
        parts = content.values() if isinstance(content, dict) else content
        return [leaf for part in parts for leaf in leaves(part)]
    return [content]


def test_capacity_left_is_what_can_be_minted_and_no_more(session: Session) -> None:
    for market in session.markets():
        token, capacity = session.token(market.address), market.mintable
        at = token.balance_sheet().time
        assert token.quote_mint_in_kind(capacity, at=at).shares == capacity
        with pytest.raises(LimitExceeded):
            token.quote_mint_in_kind(capacity.asset.amount(capacity.units + 10**9), at=at)
        assert token.quote_redeem_in_kind(market.redeemable.asset.amount(market.redeemable.units // 2)).gets.units > 0


def test_in_kind_moves_what_it_says(local: LocalDeployment, session: Session) -> None:
    token, alice = session.token("ETHBULL3X"), session.account("alice")
    local.uniswap.weth.transact("approve", token.address, 2**255, sender=alice.address)
    local.dollar.transact("approve", token.address, 2**255, sender=alice.address)
    mint = token.quote_mint_in_kind("10 ETHBULL3X")
    receipt = token.mint_in_kind(mint, alice)
    assert (receipt.paid, receipt.received) == (mint.collateral, mint.gets)
    assert session.balance(alice, token.terms.share) == mint.gets
    redeem = token.quote_redeem_in_kind("all", account=alice)
    receipt = token.redeem_in_kind(redeem, alice)
    assert (receipt.paid, receipt.received) == (redeem.shares, redeem.collateral)
    assert session.balance(alice, token.terms.share).units == 0


def test_another_chain_another_factory_other_decimals(changed: Any, local: LocalDeployment) -> None:
    faults: list[tuple[dict[str, Any], str]] = [
        ({"chain_id": 1}, "is chain 31337, changed is 1; name another node"),
        ({"factory": "0x" + "12" * 20}, "there is no factory at 0x1212"),
        ({"assets": {"USDC": {"address": local.dollar.address, "decimals": 18}}}, "says USDC with 18 decimals"),
        ({"assets": {"DAI": {"address": local.dollar.address, "decimals": 6}}}, "the chain says USDC"),
    ]  # fmt: skip
    for values, sentence in faults:
        with pytest.raises(BadNetwork, match=sentence), changed(name="changed", **values):
            pass


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_NETWORKS", str(tmp_path))
    with pytest.raises(BadNetwork, match="no file base.toml or base.json in"):
        steelyard.connect("base")
    with pytest.raises(BadNetwork, match="is an address; name the file"):
        steelyard.connect("http://127.0.0.1:1")
    (tmp_path / "base.toml").write_text("chain_id = 8453\n")
    with pytest.raises(BadNetwork, match="base.toml: missing .* 'rpc'"):
        steelyard.connect("base")
    (tmp_path / "base.toml").write_text("chain_id = \n")
    with pytest.raises(BadNetwork, match="cannot be read"):
        steelyard.connect("base")


def test_two_tokens_of_one_symbol_are_told_apart(local: LocalDeployment, session: Session, changed: Any) -> None:
    """Anybody may make a market with any symbol: the address decides, in the file or as typed."""
    market, alice = local.markets[0], local.accounts["alice"]
    environment = NodeEnvironment(local.anvil, local.client, alice)
    parameters = market_parameters(
        "Not that one", market.symbol, market.pool, local.uniswap.weth, market.oracle, presets.parameters(2 * WAD)
    )
    other, _ = create_market(environment, local.contracts["factory"], *parameters)
    assert session.token(market.symbol).address == market.token.address  # pinned by the network file
    with (
        changed(markets={"ETHBULL3X": local.dollar.address}) as wrong,
        pytest.raises(UnknownSymbol, match="is no market"),
    ):
        wrong.token("ETHBULL3X")
    with changed(markets={}) as unpinned:
        with pytest.raises(
            AmbiguousSymbol, match=f"2 markets are called ETHBULL3X: {market.token.address}, {other.address}"
        ):
            unpinned.token("ETHBULL3X")
        assert unpinned.token(other.address.lower()).terms.exposure == 2
        with pytest.raises(UnknownSymbol, match="no market is called 'ETHBULL'; there are ETHBEAR3X, ETHBULL3X"):
            unpinned.token("ETHBULL")


def test_what_a_token_does_not_take(session: Session) -> None:
    token = session.token("ETHBULL3X")
    assert token.quote_buy("1000").pays.asset.symbol == "USDC"  # the first of those taken
    wrongs: list[tuple[Any, Any, type[Exception], str]] = [
        ("1000 DAI", None, UnknownSymbol, "'DAI' is none of those taken here: USDC .0x"),
        ("0 USDC", None, BadAmount, "buys nothing"),
        (1000.0, "USDC", BadAmount, "no exact number"),
    ]
    for amount, symbol, error, sentence in wrongs:
        with pytest.raises(error, match=sentence):
            token.quote_buy(amount, symbol)
    slippages: list[Any] = ["1", "-0.1", 0.01]
    for slippage in slippages:
        with pytest.raises(BadAmount, match="is no part from 0 to below 1"):
            token.quote_buy("1000 USDC", slippage=slippage)
    with pytest.raises(BadAmount, match="of whom"):
        token.quote_sell("all")


def test_a_refusal_is_an_exception_in_plain_words(session: Session) -> None:
    with pytest.raises(Reverted) as refused:
        session.token("ETHBULL3X").quote_buy("40000000 USDC")
    assert type(refused.value).__name__ == "LimitExceeded" and len(refused.value.remedy) > 20


def test_a_second_chain_with_dollars_of_18_decimals(tmp_path: Path) -> None:
    """The asynchronous core, on another chain id."""

    async def trade(path: Path, local: LocalDeployment) -> None:
        async with steelyard.aio.connect(str(path)) as session:
            for symbol in ("ETHBULL3X", "ETHBEAR3X"):
                token = await session.token(symbol)
                for asset in (local.dollar, *(market.token for market in local.markets)):
                    asset.transact("approve", session.network.router, 2**255, sender=local.accounts["bob"])
                quote = await token.quote_buy("1000.000000000000000001 USDC")
                receipt = await token.buy(quote, "bob")
                assert (receipt.paid, receipt.received) == (quote.pays, quote.gets)
                assert 99 * 10**17 < quote.gets.units < 100 * 10**17
                sale = await token.quote_sell("all", account="bob")
                receipt = await token.sell(sale, "bob")
                assert (receipt.paid, receipt.received) == (sale.pays, sale.gets)
            pool = await session.pool("USDC")
            assert (await pool.quote_lend("0.000000000001 USDC")).pays.units == 10**6

    with Anvil(chain_id=CHAIN_ID + 1) as anvil:
        local = build(anvil, decimals=18)
        asyncio.run(trade(local.write(tmp_path / "second.json"), local))
