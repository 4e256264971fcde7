# SPDX-License-Identifier: Apache-2.0
"""A lending pool: its balance sheet, what a lender has there, deposits, withdrawals and the queue."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from steelyard.chain.abi import function
from steelyard.chain.rpc import Block
from steelyard.model.clock import YEAR
from steelyard.sdk.accounts import Account
from steelyard.sdk.amounts import ALL, Amount, Asset, Typed, choose, scaled, split, understood
from steelyard.sdk.explain import explain_pool
from steelyard.sdk.orders import BALANCE, Permit, Receipt
from steelyard.sdk.reference import TRADER, ReferenceModel
from steelyard.sdk.shown import wad
from steelyard.sdk.views import Explanation, Order, PoolPosition, PoolQuote, PoolSheet

if TYPE_CHECKING:
    from steelyard.sdk.session import Session

_HEAD, _TAIL = function("head()(uint256)"), function("tail()(uint256)")
_TICKETS = function("tickets(uint256)(address,uint256)")
_CLAIMS = function("claims(address)(uint256)")
_PRICE_PLACES = 18


class Pool:
    """A lending pool of a session; everything it says is of one block."""

    def __init__(self, session: "Session", share: Asset, lent: Asset) -> None:
        self.session, self.share, self.lent = session, share, lent
        self.symbol, self.address = share.symbol, share.address

    def __repr__(self) -> str:
        return f"Pool({self.share} of {self.lent})"

    async def balance_sheet(self) -> PoolSheet:
        """Returns the balance sheet at the latest block."""
        block, model, _ = await self._model("", 0)
        pool = model.pool
        state = pool.pool_state()
        whole = 10**self.share.decimals
        return PoolSheet(
            symbol=self.symbol,
            address=self.address,
            lent=self.lent.symbol,
            total_assets=self.lent.amount(state.total_assets),
            borrowed=self.lent.amount(state.debt),
            reserve=self.lent.amount(state.reserve),
            withdrawable=self.lent.amount(state.free_cash),
            queued=self.share.amount(state.queued),
            room=self.lent.amount(pool.max_deposit(TRADER)),
            share_price=scaled(pool.convert_to_assets(whole * 10**_PRICE_PLACES), self.lent.decimals + _PRICE_PLACES),
            utilization=wad(state.utilization),
            borrow_rate=wad(state.rate * YEAR),
            block=block.number,
            time=block.time,
        )

    async def position(self, account: str | Account) -> PoolPosition:
        """Returns what an account has in the pool, shares in the queue included."""
        owner = self.session.account(account).address
        block, model, _ = await self._model(owner, 0)
        head, tail, claimable, shares = await self.session.rpc.call(
            block,
            (self.address, _HEAD, ()),
            (self.address, _TAIL, ()),
            (self.address, _CLAIMS, (owner,)),
            (self.address, BALANCE, (owner,)),
        )
        tickets = await self.session.rpc.call(block, *((self.address, _TICKETS, (one,)) for one in range(head, tail)))
        pool = model.pool
        return PoolPosition(
            pool=self.symbol,
            shares=self.share.amount(shares),
            worth=self.lent.amount(pool.convert_to_assets(shares)),
            withdrawable=self.lent.amount(pool.max_withdraw(TRADER)),
            queued=self.share.amount(sum(waiting for waiter, waiting in tickets if waiter == owner)),
            claimable=self.lent.amount(claimable),
            block=block.number,
            time=block.time,
        )

    # ------------------------------------------------------------------ quotes

    async def quote_lend(self, amount: Typed, symbol: str | None = None, at: int | None = None) -> PoolQuote:
        """Returns the shares that a deposit of `amount` ("5000 USDC") gives."""
        paid = understood(amount, symbol, (self.lent,))
        block, model, at = await self._model("", at)
        shares = model.pool.deposit(paid.units, TRADER, sender=TRADER)
        return self._quote(
            "lend", block, at, paid, self.share.amount(shares), ("assets", "shares"), "Deposit", (paid,),
            lambda account: ("deposit", paid.units, account),
        )  # fmt: skip

    async def quote_withdraw(
        self, amount: Typed, account: str | Account, symbol: str | None = None, at: int | None = None
    ) -> PoolQuote:
        """Returns what a withdrawal pays and burns: so much of the asset or of the shares, or "all" there is.

        Refused while the pool has less free cash: `enqueue` the shares, or withdraw less.
        """
        owner = self.session.account(account).address
        block, model, at = await self._model(owner, at)
        held = model.pool.shares.balance_of(TRADER)
        is_all = not isinstance(amount, Amount) and split(amount, symbol)[0] == ALL
        wanted = self.share.amount(held) if is_all else understood(amount, symbol, (self.lent, self.share))
        if wanted.asset == self.share:
            shares, assets = wanted.units, model.pool.redeem(wanted.units, TRADER, TRADER, sender=TRADER)
        else:
            shares, assets = model.pool.withdraw(wanted.units, TRADER, TRADER, sender=TRADER), wanted.units
        name = "redeem" if wanted.asset == self.share else "withdraw"
        return self._quote(
            "withdraw", block, at, self.share.amount(shares), self.lent.amount(assets), ("shares", "assets"),
            "Withdraw", (), lambda receiver: (name, wanted.units, receiver, receiver),
        )  # fmt: skip

    async def quote_enqueue(self, amount: Typed, account: str | Account, at: int | None = None) -> PoolQuote:
        """Returns the shares that would wait in the queue, at risk and earning: a number, or "all"."""
        owner = self.session.account(account).address
        block, model, at = await self._model(owner, at)
        number, name = (amount, None) if isinstance(amount, Amount) else split(amount)
        choose(name, (self.share,))
        held = self.share.amount(model.pool.shares.balance_of(TRADER))
        queued = held if number == ALL else understood(amount, None, (self.share,))
        model.pool.enqueue(queued.units, sender=TRADER)
        return self._quote(
            "enqueue", block, at, queued, queued, ("shares", "shares"), "Queue", (), lambda _: ("enqueue", queued.units)
        )

    async def quote_claim(self, account: str | Account) -> PoolQuote:
        """Returns what the queue has served and not yet paid."""
        owner = self.session.account(account).address
        block, model, at = await self._model("", None)
        (claimable,) = await self.session.rpc.call(block, (self.address, _CLAIMS, (owner,)))
        model.pool.claims[TRADER] = claimable
        paid = self.lent.amount(model.pool.claim(TRADER, sender=TRADER))
        return self._quote(
            "claim", block, at, paid, paid, ("assets", "assets"), "Claim", (), lambda receiver: ("claim", receiver)
        )

    # ------------------------------------------------------------------ acts

    async def lend(self, quote: PoolQuote, account: str | Account) -> Receipt:
        """Sends `quote_lend` for `account`, with an exact approval before it if one is needed."""
        return await self._send(quote, account)

    async def withdraw(self, quote: PoolQuote, account: str | Account) -> Receipt:
        """Sends `quote_withdraw` for `account`."""
        return await self._send(quote, account)

    async def enqueue(self, quote: PoolQuote, account: str | Account) -> Receipt:
        """Sends `quote_enqueue` for `account`."""
        return await self._send(quote, account)

    async def claim(self, quote: PoolQuote, account: str | Account) -> Receipt:
        """Sends `quote_claim` for `account`."""
        return await self._send(quote, account)

    async def explain(self, account: str | Account) -> Explanation:
        """Returns where the money of `account` in this pool went, from the chain's logs; adds up to the last unit."""
        return await explain_pool(self.session, self.share, self.lent, self.session.account(account).address)

    # ------------------------------------------------------------------ parts

    async def _send(self, quote: PoolQuote, account: str | Account) -> Receipt:
        return await self.session.execute(quote.order, quote.pays, quote.gets, self.session.account(account))

    async def _model(self, owner: str, at: int | None) -> tuple[Block, ReferenceModel, int]:
        """The pool as it will be at the second `at`, the next block's if None, but never before its block."""
        block = await self.session.rpc.block()
        model = await self.session.loader.pool(block, self.address, owner)
        if at is None:
            at = block.time + self.session.network.block_time
        model.set_time(at)
        return block, model, at

    def _quote(
        self, side: str, block: Block, at: int, pays: Amount, gets: Amount, logged: tuple[str, str], log: str,
        spent: tuple[Amount, ...], call: Callable[[str], tuple[object, ...]],
    ) -> PoolQuote:  # fmt: skip
        def encode(account: str, _: Permit) -> str:
            name, *args = call(account)
            return self.session.pool_interface[str(name)].encode(*args)

        order = Order(
            chain_id=self.session.network.chain_id,
            to=self.address,
            purpose=f"{side} {pays}",
            spent=spent,
            encode=encode,
            log=log,
            logged=logged,
        )
        return PoolQuote(side=side, pool=self.symbol, pays=pays, gets=gets, block=block.number, at=at, order=order)
