# SPDX-License-Identifier: Apache-2.0
"""A leveraged token: its balance sheet, quotes, trades, and where a holder's money went."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from steelyard.chain.abi import function
from steelyard.chain.rpc import Block
from steelyard.model.clock import YEAR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.leverage.anchored_token import AnchoredToken
from steelyard.model.leverage.rebalance_rule import ratio_down
from steelyard.model.libraries.rounding import WAD, mul_div_down
from steelyard.sdk import quoting
from steelyard.sdk.accounts import Account
from steelyard.sdk.amounts import ALL, NATIVE, Amount, Asset, Typed, choose, scaled, split, understood
from steelyard.sdk.errors import BadAmount
from steelyard.sdk.exchange import Route, address_of
from steelyard.sdk.explain import explain_token
from steelyard.sdk.orders import BALANCE, Permit, Receipt
from steelyard.sdk.quoting import BEST_SLACK, EXACT_SLACK, Judged, Sides, Traded
from steelyard.sdk.reference import TRADER, ReferenceModel, standing
from steelyard.sdk.shown import wad
from steelyard.sdk.views import BalanceSheet, Explanation, InKind, Market, Order, Quote

if TYPE_CHECKING:
    from steelyard.sdk.session import Session

SLIPPAGE = Decimal("0.005")
"""How much less than quoted a trade may give before the order is refused, as a part."""
PATIENCE = 1_200
"""Seconds for which an order stays good."""

_E36 = 10**36
_FACTOR = function("factor()(uint256)")
_NO_GAP = 2**255 - 1
_DOLLAR_PLACES = 18
_ANY_LEVERAGE = 0
_HINT_MARGIN = 8  # units of debt: roundings move the largest hint by a unit or two from second to second
_INTEREST_MARGIN = 1_000  # a redemption in kind may take one part in so many more debt by the time it is mined


@dataclass(frozen=True)
class Terms:
    """What of a token never changes. Its assets are the quote asset and the coin, whichever is which."""

    address: str
    share: Asset
    unit: Asset  # of its anchored token
    pool: str
    oracle: str
    collateral: Asset
    debt: Asset
    is_bear: bool
    quote_unit: int
    exposure: Decimal

    @property
    def quote(self) -> Asset:
        """The dollars."""
        return self.collateral if self.is_bear else self.debt

    @property
    def coin(self) -> Asset:
        """What the token is leveraged in."""
        return self.debt if self.is_bear else self.collateral

    def dollars(self, price: int) -> Decimal:
        """Dollars a coin at an oracle's price, rounded down to 18 places."""
        coin, scale = 10**self.coin.decimals, 10**_DOLLAR_PLACES
        worth = (
            coin * _E36 * scale // (price * self.quote_unit)
            if self.is_bear and price
            else price * coin * scale // (_E36 * self.quote_unit)
        )
        return scaled(worth, _DOLLAR_PLACES)


class Token:
    """A leveraged token of a session; everything it says is of one block."""

    def __init__(self, session: "Session", terms: Terms) -> None:
        self.session, self.terms = session, terms
        self.symbol, self.address = terms.share.symbol, terms.address

    def __repr__(self) -> str:
        return f"Token({self.terms.share})"

    async def balance_sheet(self) -> BalanceSheet:
        """Returns the balance sheet at the latest block."""
        block, (answer,) = await self.session.read_markets([self.address])
        sheet, terms = answer["sheet"], self.terms
        debt, shares = terms.debt, terms.share
        return BalanceSheet(
            token=self.symbol,
            collateral=terms.collateral.amount(sheet["collateral"]),
            debt=debt.amount(sheet["debt"]),
            assets=debt.amount(answer["assets"]),
            equity=debt.amount(answer["equity"]),
            dollars=wad(answer["equity_in_quote"]),
            supply=shares.amount(sheet["supply"]),
            nav=wad(answer["nav"]),
            leverage=wad(answer["ratio"]),
            band=(wad(answer["rule"]["lower"]), wad(answer["rule"]["upper"])),
            cover=wad(mul_div_down(answer["assets"], WAD, sheet["debt"]) if sheet["debt"] else 0),
            price=terms.dollars(answer["price"]),
            interest=debt.amount(sheet["interest"]),
            rebalance_cost=debt.amount(sheet["rebalance_cost"]),
            fees=shares.amount(sheet["fee_shares"]),
            borrow_rate=wad(answer["borrow_rate"]),
            gap_to_zero=_gap(answer["gap_to_zero"]),
            state=standing(sheet)[0],
            block=block.number,
            time=block.time,
        )

    async def market(self) -> Market:
        """Returns its line in the list of markets."""
        found: Market = (await self.session.markets([self.address]))[0]
        return found

    # ------------------------------------------------------------------ quotes

    async def quote_buy(
        self,
        amount: Typed,
        symbol: str | None = None,
        *,
        units: bool = False,
        slippage: str | Decimal = SLIPPAGE,
        thrifty: bool = False,
        at: int | None = None,
    ) -> Quote:
        """Returns what `amount` ("1000 USDC", "0.5 ETH") buys: shares, or anchored units if `units`.

        The assets taken are the token's two and the native coin; a symbol that several of them bear is refused. The
        order finds its best size when it is mined and may give back a thousandth; a `thrifty` one takes the best of the
        block, which saves half the gas, spends all but units, and is refused once the exchange has moved against it.
        `at` is the second for which the quote is firm: the next block's, unless given.
        """
        offered = understood(amount, symbol, self._offered())
        if offered.units == 0:
            raise BadAmount(f"amount: {offered} buys nothing; write more than 0")
        sides = self._sides(offered.asset)
        block, model, at, routes = await self._model_and_routes(at, sides.debt, sides.collateral)
        route, hint = await self._plan(block, model, at, sides, routes, offered.units, thrifty)
        traded = await self.session.venues.reading(
            block, [route], lambda: quoting.buy(model.leveraged, sides, route, offered.units, hint)
        )
        anchored = await self._anchored(block) if units else None
        gets = self._given(traded.received, anchored)
        least = _least(gets, slippage)
        deadline = at + PATIENCE

        def encode(account: str, permit: Permit) -> str:
            order = (
                self.address, units, offered.asset.address, offered.units, list(traded.route.hops), least.units,
                _ANY_LEVERAGE, account, deadline, permit,
            )  # fmt: skip
            router = self.session.router
            return router["mint_amount"].encode(order, traded.hint) if thrifty else router["mint_exact"].encode(order)

        is_native = offered.asset.address == NATIVE
        order = Order(
            chain_id=self.session.network.chain_id,
            to=self.session.network.router,
            purpose=f"buy {self.symbol} for {offered}",
            spent=() if is_native else (offered,),
            encode=encode,
            value=offered.units if is_native else 0,
            takes_permit=not is_native,
            log="Bought",
            logged=("paid", "out"),
        )
        judged = quoting.judge_buy(sides, traded, model.oracle.any_price())
        other = self.terms.collateral if sides.in_debt else self.terms.debt
        change = tuple(
            one for one in (offered.asset.amount(offered.units - traded.paid), other.amount(traded.change)) if one.units
        )
        paid = offered.asset.amount(traded.paid)
        return self._quote("buy", block, at, model, traded, judged, paid, gets, least, change, deadline, order)

    async def quote_sell(
        self,
        amount: Typed,
        symbol: str | None = None,
        *,
        receive: str | None = None,
        account: str | Account | None = None,
        slippage: str | Decimal = SLIPPAGE,
        at: int | None = None,
    ) -> Quote:
        """Returns what `amount` ("10 ETHBULL3X", or of its anchored units) pays out in `receive`, a symbol or address.

        None receives dollars. "all" is everything that `account` has of it.
        """
        asset = choose(receive or self.terms.quote.address, self._offered())
        sides = self._sides(asset)
        block, model, at, routes = await self._model_and_routes(at, sides.collateral, sides.debt)
        sold = await self._held_or_typed(block, amount, symbol, account)
        anchored = await self._anchored(block) if sold.asset == self.terms.unit else None
        shares = anchored.to_shares_down(sold.units) if anchored else sold.units
        moved = quoting.sell(model.leveraged, shares)
        traded = await self.session.venues.reading(block, routes, lambda: quoting.settle(sides, routes, shares, *moved))
        gets = asset.amount(traded.received)
        least, deadline = _least(gets, slippage), at + PATIENCE

        def encode(receiver: str, permit: Permit) -> str:
            hops = list(traded.route.hops)
            return self.session.router["redeem"].encode(
                (
                    self.address,
                    anchored is not None,
                    asset.address,
                    sold.units,
                    hops,
                    least.units,
                    receiver,
                    deadline,
                    permit,
                )
            )

        order = Order(
            chain_id=self.session.network.chain_id,
            to=self.session.network.router,
            purpose=f"sell {sold} for {asset.symbol}",
            spent=(sold,),
            encode=encode,
            takes_permit=True,
            log="Sold",
            logged=("amount", "out"),
        )
        judged = quoting.judge_sell(sides, traded, model.oracle.any_price())
        return self._quote("sell", block, at, model, traded, judged, sold, gets, least, (), deadline, order)

    async def quote_mint_in_kind(self, shares: Typed, at: int | None = None) -> InKind:
        """Returns what the token itself moves for so many shares: collateral in, borrowed debt asset out."""
        amount = understood(shares, None, (self.terms.share,))
        block, model, at = await self._model(at)
        collateral, debt, minted = model.leveraged.mint(amount.units, TRADER, TRADER, sender=TRADER)
        taken = self.terms.collateral.amount(collateral)
        return self._in_kind("mint", block, at, amount, taken, debt, self.terms.share.amount(minted), (taken,))

    async def quote_redeem_in_kind(
        self, shares: Typed, account: str | Account | None = None, at: int | None = None
    ) -> InKind:
        """Returns what the token itself hands out and takes for so many shares: collateral out, debt asset in."""
        block, model, at = await self._model(at)
        amount = await self._held_or_typed(block, shares, self.symbol, account)
        collateral, debt, _ = quoting.sell(model.leveraged, amount.units)
        out, most = self.terms.collateral.amount(collateral), debt + debt // _INTEREST_MARGIN + 1
        return self._in_kind("redeem", block, at, amount, out, debt, out, (self.terms.debt.amount(most),))

    # ------------------------------------------------------------------ trades

    async def buy(self, quote: Quote, account: str | Account) -> Receipt:
        """Sends the order of `quote_buy` for `account`, with a permit or an exact approval if one is needed."""
        return await self._trade(quote, account)

    async def sell(self, quote: Quote, account: str | Account) -> Receipt:
        """Sends the order of `quote_sell` for `account`, with a permit or an exact approval if one is needed."""
        return await self._trade(quote, account)

    async def mint_in_kind(self, quote: InKind, account: str | Account) -> Receipt:
        """Sends `quote_mint_in_kind` for `account`, which gets the shares and the debt asset."""
        return await self._trade(quote, account)

    async def redeem_in_kind(self, quote: InKind, account: str | Account) -> Receipt:
        """Sends `quote_redeem_in_kind` for `account`, which gets the collateral and pays the debt asset."""
        return await self._trade(quote, account)

    async def explain(self, account: str | Account) -> Explanation:
        """Returns where the money of `account` in this token went, from the chain's logs; adds up to the last unit."""
        return await explain_token(self.session, self.terms, self.session.account(account).address)

    async def _trade(self, quote: Quote | InKind, account: str | Account) -> Receipt:
        paid = quote.pays if isinstance(quote, Quote) else quote.collateral if quote.side == "mint" else quote.shares
        return await self.session.execute(quote.order, paid, quote.gets, self.session.account(account))

    # ------------------------------------------------------------------ parts

    def _offered(self) -> tuple[Asset, ...]:
        """What can be paid with and paid out; the native coin where its wrapped one is among them."""
        both = (self.terms.quote, self.terms.coin)
        wrapped = self.session.network.wrapped_native.lower()
        return (*both, self.session.native) if wrapped in [one.address.lower() for one in both] else both

    def _sides(self, asset: Asset) -> Sides:
        address = self.session.network.wrapped_native if asset.address == NATIVE else asset.address
        collateral, debt = self.terms.collateral.address, self.terms.debt.address
        return Sides(collateral, debt, address.lower() == debt.lower())

    async def _model(self, at: int | None, block: Block | None = None) -> tuple[Block, ReferenceModel, int]:
        block = block or await self.session.rpc.block()
        at = block.time + self.session.network.block_time if at is None else at
        model = await self.session.loader.token(block, self.address)
        model.set_time(at)
        return block, model, at

    async def _model_and_routes(
        self, at: int | None, sold: str, bought: str
    ) -> tuple[Block, ReferenceModel, int, list[Route]]:
        block = await self.session.rpc.block()
        loaded, routes = await asyncio.gather(self._model(at, block), self.session.venues.routes(block, sold, bought))
        return *loaded, routes

    async def _plan(
        self,
        block: Block,
        model: ReferenceModel,
        at: int,
        sides: Sides,
        routes: list[Route],
        amount: int,
        thrifty: bool,
    ) -> tuple[Route, int]:
        """The best route and its hint. A thrifty one must work at the block too, where nodes try a transaction."""
        token, read = model.leveraged, self.session.venues.reading
        slack = BEST_SLACK if thrifty else EXACT_SLACK
        route, hint = await read(block, routes, lambda: quoting.plan_buy(token, sides, routes, amount, slack))
        if not thrifty:
            return route, hint
        model.set_time(block.time)
        _, earlier = await read(block, [route], lambda: quoting.plan_buy(token, sides, [route], amount, slack))
        model.set_time(at)
        return route, max(0, min(hint, earlier) - _HINT_MARGIN)

    async def _anchored(self, block: Block) -> AnchoredToken:
        """The conversion of shares and units at a block."""
        anchored = AnchoredToken(Erc20(), Clock(block.time), self.terms.unit.address, anchor=2, floor=1, ceiling=0)
        (anchored.factor,) = await self.session.rpc.call(block, (self.terms.unit.address, _FACTOR, ()))
        return anchored

    def _given(self, shares: int, anchored: AnchoredToken | None) -> Amount:
        return self.terms.unit.amount(anchored.to_units_down(shares)) if anchored else self.terms.share.amount(shares)

    async def _held_or_typed(
        self, block: Block, amount: Typed, symbol: str | None, account: str | Account | None
    ) -> Amount:
        own = (self.terms.share, self.terms.unit)
        number, name = (amount, symbol) if isinstance(amount, Amount) else split(amount, symbol)
        if number != ALL:
            return understood(amount, symbol, own)
        if account is None:
            raise BadAmount('amount: "all" of whom? name the account, or write a number')
        asset, owner = choose(name, own), self.session.account(account).address
        (held,) = await self.session.rpc.call(block, (asset.address, BALANCE, (owner,)))
        return asset.amount(held)

    def _in_kind(
        self, side: str, block: Block, at: int, shares: Amount, collateral: Amount, debt: int, gets: Amount,
        spent: tuple[Amount, ...],
    ) -> InKind:  # fmt: skip
        is_mint = side == "mint"

        def encode(account: str, _: Permit) -> str:
            what = self.session.token_interface[side]
            return what.encode(shares.units, account, account, b"")

        return InKind(
            side=side,
            token=self.symbol,
            shares=shares,
            collateral=collateral,
            debt=self.terms.debt.amount(debt),
            gets=gets,
            block=block.number,
            at=at,
            order=Order(
                chain_id=self.session.network.chain_id,
                to=self.address,
                purpose=f"{side} {shares} in kind",
                spent=spent if is_mint or debt else (),
                encode=encode,
                log="State",
                logged=("collateral_moved", "shares_moved") if is_mint else ("shares_moved", "collateral_moved"),
            ),
        )

    def _quote(
        self, side: str, block: Block, at: int, model: ReferenceModel, traded: Traded, judged: Judged, pays: Amount,
        gets: Amount, least: Amount, change: tuple[Amount, ...], deadline: int, order: Order,
    ) -> Quote:  # fmt: skip
        price = model.oracle.any_price()
        assets = mul_div_down(traded.collateral, price, _E36)
        ratio = ratio_down(assets, traded.debt)
        rate = model.pool.pool_state().rate * YEAR
        return Quote(
            side=side,
            token=self.symbol,
            pays=pays,
            gets=gets,
            at_least=least,
            change=change,
            fee=self.terms.share.amount(traded.fee),
            price=self.terms.dollars(price),
            price_impact=wad(judged.price_impact),
            cost=wad(judged.cost),
            leverage=wad(ratio),
            interest=wad(mul_div_down(max(ratio, WAD) - WAD, rate, WAD)),
            gap_to_zero=_gap_of(self.terms.is_bear, ratio),
            route=tuple(address_of(hop) for hop in traded.route.hops),
            block=block.number,
            at=at,
            deadline=deadline,
            order=order,
        )


def _gap(answered: int) -> Decimal | None:
    return None if answered == _NO_GAP else wad(answered)


def _gap_of(is_bear: bool, ratio: int) -> Decimal | None:
    """The move of the coin to zero equity: a bull's -1/R, a bear's 1/(R - 1); None for a bear without debt."""
    if not is_bear:
        return wad(-(_E36 // max(ratio, WAD)))
    return None if ratio <= WAD else wad(_E36 // (ratio - WAD))


def _least(gets: Amount, slippage: str | Decimal) -> Amount:
    """What must be given at least, rounded up; raises `BadAmount` for a slippage that is no part below one."""
    part = slippage if isinstance(slippage, Decimal) else Decimal(slippage)
    if isinstance(slippage, float) or not 0 <= part < 1:
        raise BadAmount(f'slippage: {slippage} is no part from 0 to below 1; write it like "0.005" for 0.5%')
    digits, scale = part.as_integer_ratio()
    return gets.asset.amount(-(-gets.units * (scale - digits) // scale))
