# SPDX-License-Identifier: Apache-2.0
"""Who signs, and what is approved: permits where they work, else exact approvals; unsigned transactions for others."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account as EthAccount
from eth_utils.address import to_checksum_address
from web3.types import Wei

from steelyard.chain.rpc import Question, Rpc
from steelyard.devchain.local import LocalDeployment
from steelyard.reverts.errors import Expired, Reverted, SlippageExceeded
from steelyard.sdk import orders
from steelyard.sdk.accounts import Account, keystore
from steelyard.sdk.errors import NoSigner, UnknownSymbol
from steelyard.sdk.front import Session
from tests.sdk.trader import account_with_key

_COIN = 10**18


def transactions(local: LocalDeployment, account: Account) -> int:
    return int(local.client.web3.eth.get_transaction_count(to_checksum_address(account.address)))


def test_a_key_pays_dollars_by_permit_in_one_transaction(local: LocalDeployment, session: Session) -> None:
    """The dollar's signing domain is of version "2", that of shares and units of "1"."""
    account, token = account_with_key(local), session.token("ETHBULL3X")
    before = transactions(local, account)
    receipt = token.buy(token.quote_buy("1000 USDC", units=True), account)
    assert receipt.received.asset == token.terms.unit and transactions(local, account) == before + 1
    token.sell(token.quote_sell("all", token.terms.unit.address, account=account), account)
    token.buy(token.quote_buy("1000 USDC"), account)
    token.sell(token.quote_sell("1", token.symbol), account)
    assert transactions(local, account) == before + 4
    for asset in (local.markets[0].token, local.markets[0].anchored):
        assert asset.call("allowance", account.address, session.network.router) == 0
    assert local.dollar.call("allowance", account.address, session.network.router) < local.unit  # what was given back


def test_an_unknown_signing_domain_is_not_signed_but_approved(local: LocalDeployment, session: Session) -> None:
    other = local.client.deploy("MockPermitAsset", "USD Coin", "USDC", 6, "3", sender=local.accounts["owner"])
    code = local.anvil.rpc("eth_getCode", other.address, "latest")
    local.anvil.rpc("anvil_setCode", local.dollar.address, code)
    account, token = account_with_key(local), session.token("ETHBULL3X")
    before = transactions(local, account)
    token.buy(token.quote_buy("1000 USDC"), account)
    assert transactions(local, account) == before + 2
    assert local.dollar.call("allowance", account.address, session.network.router) < local.unit


def test_a_permit_that_the_asset_does_not_take_is_not_used(
    local: LocalDeployment, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of DAI's form: the signing domain is the standard's, the permit another. So each is tried before it is sent."""
    permit = orders._PERMIT.selector.hex()
    account, token = account_with_key(local), session.token("ETHBULL3X")
    tried = Rpc.try_ask

    async def refuse(self: Rpc, *questions: Question) -> list[Any]:
        answers = await tried(self, *questions)
        return [
            Reverted("") if permit in str(question.params[0]) else answer
            for question, answer in zip(questions, answers, strict=True)
        ]

    monkeypatch.setattr(Rpc, "try_ask", refuse)
    before = transactions(local, account)
    token.buy(token.quote_buy("1000 USDC"), account)
    assert transactions(local, account) == before + 2


def test_an_account_with_code_is_asked_for_no_signature(local: LocalDeployment, session: Session) -> None:
    account, token = account_with_key(local), session.token("ETHBULL3X")
    local.anvil.rpc("anvil_setCode", account.address, "0xef0100" + local.dollar.address[2:].lower())
    before = transactions(local, account)
    token.buy(token.quote_buy("1000 USDC"), account)
    assert transactions(local, account) == before + 2


def test_zero_comes_first_where_the_asset_wants_it(local: LocalDeployment, session: Session) -> None:
    alice, router = session.account("alice"), session.network.router
    local.dollar.transact("set_zero_first", True, sender=local.accounts["owner"])
    local.dollar.transact("approve", router, 400_000, sender=alice.address)
    token, before = session.token("ETHBULL3X"), transactions(local, alice)
    token.buy(token.quote_buy("2 USDC"), alice)
    assert transactions(local, alice) == before + 3


def test_the_native_coin_needs_nothing(local: LocalDeployment, session: Session) -> None:
    alice, token = session.account("alice"), session.token("ETHBEAR3X")
    before = transactions(local, alice)
    receipt = token.buy(token.quote_buy("0.25 ETH"), alice)
    assert transactions(local, alice) == before + 1 and receipt.paid.asset.symbol == "ETH"


def test_nobody_signs_for_a_stranger_and_nothing_is_sent(session: Session) -> None:
    token, stranger = session.token("ETHBULL3X"), "0x00000000000000000000000000000000000000aA"
    quote = token.quote_buy("1000 USDC")
    with pytest.raises(NoSigner, match="neither this program nor the node signs for 0x0000.*AA; give its key"):
        token.buy(quote, stranger)
    with pytest.raises(UnknownSymbol, match="'nobody' is no address and no name in the network file .*alice"):
        token.buy(quote, "nobody")


def test_an_unsigned_bundle_does_what_the_quote_says(local: LocalDeployment, session: Session) -> None:
    """A Safe has no key and no gas of its own; here the node acts for it."""
    safe, token = "0x5aFE000000000000000000000000000000000001", session.token("ETHBULL3X")
    local.dollar.transact("mint", safe, 1_000 * local.unit, sender=local.accounts["owner"])
    local.anvil.rpc("anvil_setBalance", safe, hex(_COIN))
    local.anvil.rpc("anvil_impersonateAccount", safe)
    quote = token.quote_buy("1000 USDC")
    bundle = json.loads(json.dumps(quote.bundle(safe)))
    assert bundle["chainId"] == "31337" and len(bundle["transactions"]) == 2
    assert bundle["transactions"][1]["data"] == quote.transaction(safe)["data"]
    for one in bundle["transactions"]:
        local.client.send({"to": one["to"], "data": one["data"], "value": Wei(int(one["value"]))}, safe)
    held = session.balance(safe, token.terms.share)
    assert quote.at_least.units <= held.units and abs(held.units - quote.gets.units) * 10**6 < held.units


def test_what_the_trader_set_protects_later(local: LocalDeployment, session: Session) -> None:
    alice, token = session.account("alice"), session.token("ETHBULL3X")
    quote = token.quote_buy("1 ETH", slippage="0.001")
    local.move(3_030)
    with pytest.raises(SlippageExceeded, match="router: too little out"):
        token.buy(quote, alice)
    local.anvil.wait(1_201)
    with pytest.raises(Expired, match="router: too late"):
        token.buy(quote, alice)


def test_a_keystore_opens_and_shows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = (77).to_bytes(32)
    path = tmp_path / "alice"
    path.write_text(json.dumps(EthAccount.encrypt(key, "secret", iterations=2)))
    monkeypatch.setenv("STEELYARD_KEYSTORES", str(tmp_path))
    assert keystore("alice") == path and keystore("bob") is None
    account = Account.from_keystore(path, "secret")
    assert account.address == Account.from_key(key).address
    assert key.hex().lstrip("0") not in repr(account).lower().removeprefix(
        "account(address='" + account.address.lower()
    )
    with pytest.raises(ValueError, match="does not open"):
        Account.from_keystore(path, "wrong")
