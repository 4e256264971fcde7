# SPDX-License-Identifier: Apache-2.0
"""A session with one chain: its markets, pools and accounts."""

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Any

from eth_utils.address import to_checksum_address

from steelyard.artifacts import artifact
from steelyard.chain.abi import Interface, function
from steelyard.chain.errors import ChainError
from steelyard.chain.rpc import Block, Question, Rpc
from steelyard.model.libraries.rounding import WAD
from steelyard.sdk.accounts import Account, address_of
from steelyard.sdk.amounts import NATIVE, Amount, Asset
from steelyard.sdk.errors import AmbiguousSymbol, BadNetwork, UnknownSymbol
from steelyard.sdk.network import Network, network
from steelyard.sdk.orders import NO_PERMIT, Receipt, Sender
from steelyard.sdk.pool import Pool
from steelyard.sdk.reference import Loader, standing
from steelyard.sdk.shown import Rows, wad
from steelyard.sdk.token import Terms, Token
from steelyard.sdk.venues import Venues
from steelyard.sdk.views import Market, Order

_SYMBOL, _DECIMALS = function("symbol()(string)"), function("decimals()(uint8)")
_OLD_SYMBOL = function("symbol()(bytes32)")
_ASSET = function("asset()(address)")
_PAGE = 32  # markets that the Lens answers at once
_NATIVE_DECIMALS = 18
_COLUMNS = (
    "symbol", "exposure", "nav", "leverage", "price", "equity", "interest", "capacity left", "redeemable now", "state",
)  # fmt: skip


class Session:
    """An open connection to a chain; `connect` makes one. Use it as an asynchronous context manager, or close it."""

    def __init__(self, known: Network) -> None:
        self.network = known
        self.rpc = Rpc(known.rpc)
        self.loader = Loader(self.rpc)
        self.venues = Venues(self.rpc, known.venues)
        self.sender = Sender(self.rpc, known.chain_id)
        self.native = Asset(NATIVE, known.native, _NATIVE_DECIMALS)
        self.router, self.token_interface, self.pool_interface, self._lens, self._factory = (
            Interface(artifact(name).abi)
            for name in ("Router", "LeveragedToken", "LendingPool", "Lens", "MarketFactory")
        )
        self._unlocked: frozenset[str] = frozenset()
        self._assets: dict[str, Asset] = {}
        self._terms: dict[str, Terms] = {}

    async def __aenter__(self) -> "Session":
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connection."""
        await self.rpc.close()

    async def _open(self) -> None:
        """The node is of the chain that the file says, our contracts lie where it says, assets are what it says."""
        known = self.network
        if (found := await self.rpc.chain_id()) != known.chain_id:
            raise BadNetwork(
                f"network: {known.rpc} is chain {found}, {known.name} is {known.chain_id}; name another node"
            )
        block = await self.rpc.block()
        named = {"factory": known.factory, "router": known.router, "lens": known.lens}
        codes = await self.rpc.ask(*(Question("eth_getCode", (address, block.tag)) for address in named.values()))
        for (name, address), code in zip(named.items(), codes, strict=True):
            if code == "0x":
                raise BadNetwork(f"network: there is no {name} at {address} on chain {known.chain_id}; check the file")
        for symbol, entry in known.assets.items():
            asset = await self._asset(block, entry["address"])
            if (asset.symbol, asset.decimals) != (symbol, entry["decimals"]):
                raise BadNetwork(
                    f"network: {known.name} says {symbol} with {entry['decimals']} decimals lies at {asset.address}, "
                    f"the chain says {asset.symbol} with {asset.decimals}; correct the file"
                )
        accounts = (await self.rpc.try_ask(Question("eth_accounts", ())))[0]
        if not isinstance(accounts, Exception):
            self._unlocked = frozenset(map(to_checksum_address, accounts))

    # ------------------------------------------------------------------ what there is

    async def markets(self, addresses: Sequence[str] = ()) -> Rows:
        """Returns every leveraged token of the factory, or those named, at one block, as `views.Market`."""
        block, answers = await self.read_markets(addresses)
        calls = [(one["pool"], self.pool_interface["loan_state"], (one["token"],)) for one in answers]
        loans = await self.rpc.call(block, *calls)
        found = []
        for answer, loan in zip(answers, loans, strict=True):
            terms = await self._terms_of(block, answer)
            sheet, (state, is_open) = answer["sheet"], standing(answer["sheet"])
            found.append(
                Market(
                    symbol=terms.share.symbol,
                    address=terms.address,
                    exposure=terms.exposure,
                    nav=wad(answer["nav"]),
                    unit_nav=wad(answer["unit_nav"]),
                    leverage=wad(answer["ratio"]),
                    price=terms.dollars(answer["price"]),
                    equity=terms.quote.amount(answer["equity_in_quote"] * terms.quote_unit // WAD),
                    interest=wad(answer["interest_cost"]),
                    mintable=terms.share.amount(_mintable(sheet, loan["borrowable"]) if is_open else 0),
                    redeemable=terms.share.amount(sheet["supply"]),
                    state=state,
                )
            )
        return Rows(found, _COLUMNS)

    async def token(self, symbol: str) -> Token:
        """Returns the leveraged token of that symbol or address.

        Anybody may make a market: where several have a symbol, the network file's address decides, else it is refused.
        """
        block, answers = await self.read_markets()
        terms = [await self._terms_of(block, answer) for answer in answers]
        address = self.network.markets.get(symbol, symbol)
        found = [one for one in terms if one.address.lower() == address.lower()]
        if symbol not in self.network.markets:
            found = found or [one for one in terms if one.share.symbol == symbol]
        elif not found:
            raise UnknownSymbol(f"token: the network file says {symbol} is {address}, which is no market; correct it")
        if not found:
            known = ", ".join(sorted({one.share.symbol for one in terms})) or "none"
            raise UnknownSymbol(f"token: no market is called {symbol!r}; there are {known}; write one, or its address")
        if len(found) > 1:
            addresses = ", ".join(one.address for one in found)
            raise AmbiguousSymbol(
                f"token: {len(found)} markets are called {symbol}: {addresses}; write the one you mean"
            )
        return Token(self, found[0])

    async def pools(self) -> list[Pool]:
        """Returns the lending pools of the markets, in their order."""
        block, answers = await self.read_markets()
        return [await self._pool(block, address) for address in dict.fromkeys(answer["pool"] for answer in answers)]

    async def pool(self, symbol: str) -> Pool:
        """Returns the lending pool with that symbol or address, or the one that lends the asset called so."""
        pools = await self.pools()
        found = [one for one in pools if symbol.lower() in (one.address.lower(), one.lent.address.lower())] or [
            one for one in pools if symbol in (one.share.symbol, one.lent.symbol)
        ]
        if not found:
            known = ", ".join(f"{one.share.symbol} of {one.lent.symbol}" for one in pools) or "none"
            raise UnknownSymbol(
                f"pool: none is called {symbol!r} or lends it; there are {known}; write one, or its address"
            )
        if len(found) > 1:
            known = ", ".join(f"{one.address} of {one.lent}" for one in found)
            raise AmbiguousSymbol(
                f"pool: {len(found)} pools fit {symbol}: {known}; write the address of the one you mean"
            )
        return found[0]

    def account(self, account: str | Account) -> Account:
        """Returns an account: one with a key as it is, else the address of that name, for which the node may sign."""
        if isinstance(account, Account):
            return account
        address = address_of(account, dict(self.network.accounts))
        return Account(address, is_unlocked=address in self._unlocked)

    async def balance(self, account: str | Account, asset: Asset) -> Amount:
        """Returns what an account has of an asset or of the native coin."""
        owner, block = self.account(account).address, await self.rpc.block()
        if asset.address == NATIVE:
            answer = (await self.rpc.ask(Question("eth_getBalance", (owner, block.tag))))[0]
            return asset.amount(int(answer, 16))
        (held,) = await self.rpc.call(block, (asset.address, function("balanceOf(address)(uint256)"), (owner,)))
        return asset.amount(held)

    # ------------------------------------------------------------------ for its parts

    async def read_markets(
        self, addresses: Sequence[str] = (), block: Block | None = None
    ) -> tuple[Block, list[Mapping[str, Any]]]:
        """Returns what the Lens answers about every market, or those named, and its block: the latest, unless given."""
        block, lens = block or await self.rpc.block(), self.network.lens
        if addresses:
            (found,) = await self.rpc.call(block, (lens, self._lens["markets_of"], (list(addresses), 0)))
            return block, found
        factory = self.network.factory
        (count,) = await self.rpc.call(block, (factory, self._factory["market_count"], ()))
        pages = [(lens, self._lens["markets"], (factory, start, _PAGE, 0)) for start in range(0, count, _PAGE)]
        return block, [one for page in await self.rpc.call(block, *pages) for one in page if one["ok"]]

    async def execute(self, order: Order, paid: Amount, received: Amount, account: Account) -> Receipt:
        """Sends what an order needs, then the order; returns what its own log says it did.

        A permit is signed where it is known to work, else exact approvals go first. Raises `Reverted` with the reason
        before anything of a failing transaction is sent.
        """
        account.require_signer()
        block, permit = await self.rpc.block(), NO_PERMIT
        for amount in order.spent:
            approvals = await self.sender.allow(block, amount.asset.address, amount.units, account, order.to)
            if approvals and order.takes_permit:
                signed = await self.sender.permit(
                    block, amount.asset.address, amount.units, account, order.to, block.time + _PERMIT_LIFE
                )
                permit, approvals = (signed, []) if signed else (permit, approvals)
            for one in approvals:
                await self.sender.send(one, account)
        receipt = await self.sender.send(order.step(account.address, permit), account)
        gas = int(receipt["gasUsed"])
        moved = self._logged(order, receipt)
        return Receipt(
            transaction=receipt["transactionHash"].to_0x_hex(),
            block=int(receipt["blockNumber"]),
            paid=paid.asset.amount(moved["paid"]),
            received=received.asset.amount(moved["received"]),
            gas_used=gas,
            gas_cost=self.native.amount(gas * int(receipt["effectiveGasPrice"])),
        )

    def _logged(self, order: Order, receipt: Mapping[str, Any]) -> dict[str, int]:
        """What the contract of the order logged of it: units paid and received."""
        for raw in receipt["logs"]:
            if raw["address"].lower() != order.to.lower():
                continue
            plain = {
                "address": raw["address"],
                "topics": [topic.to_0x_hex() for topic in raw["topics"]],
                "data": raw["data"].to_0x_hex(),
                "blockNumber": hex(raw["blockNumber"]),
                "logIndex": hex(raw["logIndex"]),
                "transactionHash": raw["transactionHash"].to_0x_hex(),
            }
            for interface in (self.router, self.token_interface, self.pool_interface):
                log = interface.read(plain)
                if log is not None and log.name == order.log:
                    return order.moved(log.values)
        raise ChainError(
            f"transaction: {receipt['transactionHash'].to_0x_hex()} was mined without the event {order.log}"
        )

    async def _terms_of(self, block: Block, answer: Mapping[str, Any]) -> Terms:
        address = answer["token"]
        if address not in self._terms:
            share, unit, collateral, debt = [
                await self._asset(block, answer[name]) for name in ("token", "anchored", "collateral", "debt_asset")
            ]
            target = wad(answer["rule"]["target"])
            self._terms[address] = Terms(
                address=address,
                share=share,
                unit=unit,
                pool=answer["pool"],
                oracle=answer["oracle"],
                collateral=collateral,
                debt=debt,
                is_bear=answer["is_bear"],
                quote_unit=answer["quote_unit"],
                exposure=_exposure(target, answer["is_bear"]),
            )
        return self._terms[address]

    async def _pool(self, block: Block, address: str) -> Pool:
        (lent,) = await self.rpc.call(block, (address, _ASSET, ()))
        return Pool(self, await self._asset(block, address), await self._asset(block, lent))

    async def _asset(self, block: Block, address: str) -> Asset:
        """What the chain says of an asset; one that says nothing is called by its address."""
        address = to_checksum_address(address)
        if address not in self._assets:
            symbol, decimals = await self.rpc.try_ask(block.call(address, _SYMBOL), block.call(address, _DECIMALS))
            if isinstance(decimals, Exception) or decimals == "0x":
                raise UnknownSymbol(f"asset: {address} does not say its decimals; it is no token to pay with")
            self._assets[address] = Asset(address, _symbol(symbol) or address, _DECIMALS.decode(decimals))
        return self._assets[address]


_PERMIT_LIFE = 1_200  # seconds


def connect(where: str, deployment: str | os.PathLike[str] | None = None) -> Session:
    """Returns the session, to be entered with `async with`, of a network's name or file, or of an RPC address with the
    file that says what lies there."""
    return Session(network(where, deployment))


def _symbol(answer: Any) -> str:
    """A symbol as text, or as the bytes32 that old tokens answer."""
    if isinstance(answer, Exception) or answer == "0x":
        return ""
    if len(answer) == len("0x") + 64:
        return bytes(_OLD_SYMBOL.decode(answer)).rstrip(b"\0").decode("utf-8", "replace")
    return str(_SYMBOL.decode(answer))


def _mintable(sheet: Mapping[str, Any], borrowable: int) -> int:
    """The most shares whose debt the pool lends: floor(D*s/S) <= borrowable; 0 without debt, where nothing says."""
    return ((borrowable + 1) * sheet["supply"] - 1) // sheet["debt"] if sheet["debt"] else 0


def _exposure(target: Decimal, is_bear: bool) -> Decimal:
    """3 of a bull whose leverage is 3, -3 of a bear whose leverage is 4; whole numbers and halves are exact."""
    return wad(-(int(target.scaleb(18)) - WAD)) if is_bear else target
