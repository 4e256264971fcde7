# SPDX-License-Identifier: Apache-2.0
"""A paired 3x bull whose underlying calls back: new, trading at once or by orders, without a price, and ended."""

from typing import Any

from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.attackers.open_doors.calls import Arguments, Call, HookedEnvironment, Scene, act, bind
from tests.attackers.search import account
from tests.support.contracts import at, deploy
from tests.support.engine import now, wait
from tests.support.pairing import FOREVER, FT, LP, LT, build_pairing_factory, build_pairing_market, live_terms
from tests.support.periphery import NO_PERMIT

PRICE = 2_000
HOUR = 3_600
DAY = 24 * HOUR
UNLIMITED = 2**256 - 1
EMPTY = bytes(32)
STATES = ("new", "at once", "by orders", "without a price", "ended")
SIDES = (LT, FT, LP)
_FEES = Fees(
    cut=20 * PERCENT, management=PERCENT, rebalance=PERCENT // 20, reward=50 * PERCENT, max_reward=10**18 // PRICE
)


class PairingHall:
    """Holder, attacker and the asset itself hold every share, a paid request, one that is due, and two orders."""

    def __init__(self, state: str) -> None:
        environment = HookedEnvironment()
        self.by_orders = state == "by orders"
        self.holder, self.attacker = account("holder"), account("attacker")
        self.factory = build_pairing_factory(environment)
        terms = live_terms(3, commits=self.by_orders, fees=_FEES)
        self.market = build_pairing_market(
            environment,
            self.factory,
            terms,
            PRICE,
            opened=0 if state == "new" else 1_000_000,
            holders=(self.holder, self.attacker),
            fee_recipient=self.attacker,
        )
        self.pool, self.asset = self.market.pool, self.market.asset
        self.unit = self.market.worth(1_000)
        self.router = deploy("PairingRouter", self.factory.address, self.market.dollar.address)
        self.delayed_orders: Any = self.market.delayed_orders if self.by_orders else None
        self.me = str(self.asset.address)
        self.asset.mint(self.me, 10**12 * 10**18)
        doers = {
            self.holder: lambda call: call.by(self.holder),
            self.attacker: lambda call: call.by(self.attacker),
            self.me: lambda call: act(self.asset, call),
        }
        steps = [self._approve] if state == "new" else [self._approve, self._buy, self._queue]
        for enter in steps:
            for who, do in doers.items():
                enter(do, who)
        if state == "new":
            return
        self.pass_time(2 * HOUR)
        for who, do in doers.items():
            self._queue(do, who)
            if self.by_orders:
                self._order(do, who, now() + HOUR)
                self._order(do, who, FOREVER)
        self._come_to(state)

    def _come_to(self, state: str) -> None:
        if state in ("at once", "by orders"):
            self.market.quiet(PRICE, minutes=25 * 60)
            return
        wait(2 * HOUR)
        self.pool.report_stale()
        wait(3 * DAY)
        if state == "ended":
            self.pool.deprecate()

    def pass_time(self, seconds: int) -> None:
        """Rounds come, and whatever is due is done."""
        self.market.quiet(PRICE, minutes=seconds // 60)
        self.pool.rebalance()

    def _approve(self, do: Any, who: str) -> None:
        shares = [self.market.share(side) for side in SIDES]
        for spent in (self.asset, *shares):
            for spender in (
                self.pool.address,
                self.router.address,
                who,
                *([self.delayed_orders.address] if self.delayed_orders else []),
            ):
                do(Call(spent, "approve", (spender, UNLIMITED)))

    def _buy(self, do: Any, who: str) -> None:
        for side in SIDES:
            if self.by_orders:
                do(Call(self.delayed_orders, "commit", (True, side, 10 * self.unit, 0, FOREVER, who)))
                wait(61)
                self.market.answer(PRICE)
                self.delayed_orders.execute(self.delayed_orders.order_count() - 1)
            elif side == LP:
                do(Call(self.pool, "deposit", (10 * self.unit, 0, who, FOREVER)))
            else:
                do(Call(self.pool, "mint", (side, 10 * self.unit, 0, who, FOREVER)))

    def _queue(self, do: Any, who: str) -> None:
        for side in SIDES:
            do(Call(self.market.share(side), "enqueue", (10**20,)))

    def _order(self, do: Any, who: str, deadline: int) -> None:
        do(Call(self.delayed_orders, "commit", (True, FT, self.unit, 0, deadline, who)))

    def _number_of(self, who: str, which: int) -> int:
        """Their first order that waits, which has expired, or their second."""
        if not self.delayed_orders:
            return 0
        owners = [self.delayed_orders.order(number).owner for number in range(self.delayed_orders.order_count())]
        found = [number for number, owner in enumerate(owners) if owner == who]
        return found[which]

    def calls(self, me: str, side: int = LT) -> dict[str, Call]:
        """Everything that an account might call; what it would get goes to itself."""
        holder, pool = self.holder, self.pool.address
        permit: Arguments = (me, holder, 1, FOREVER, 27, EMPTY, EMPTY)
        zap_in: tuple[Any, ...] = (pool, side, self.asset.address, self.unit, [], 0, me, FOREVER, NO_PERMIT)
        zap_out: tuple[Any, ...] = (pool, side, 10**18, True, self.asset.address, [], 0, me, FOREVER, NO_PERMIT)
        contracts = {
            "PairingPool": self.pool,
            "PairingShare": self.market.share(side),
            "DelayedOrders": self.delayed_orders,
            "PairingRouter": self.router,
        }
        orders: dict[str, Arguments] = {
            "DelayedOrders.commit": (True, FT, self.unit, 0, FOREVER, me),
            "DelayedOrders.execute": (self._number_of(me, 1),),
            "DelayedOrders.refund": (self._number_of(me, 0),),
        }
        return bind(
            (orders if self.delayed_orders else {})
            | {
                "PairingPool.open": (self.unit,),
                "PairingPool.mint": (side, self.unit, 0, me, FOREVER),
                "PairingPool.deposit": (self.unit, 0, me, FOREVER),
                "PairingPool.redeem": (side, 10**18, 0, me, True, FOREVER),
                "PairingPool.mint_ordered": (side, self.unit, 0, me, 1),
                "PairingPool.redeem_ordered": (side, 10**18, 0, me, 1),
                "PairingPool.rebalance": (),
                "PairingPool.forward": (contracts["PairingShare"].address,),
                "PairingPool.consolidate": (side,),
                "PairingPool.report_stale": (),
                "PairingPool.deprecate": (),
                "PairingPool.collect_fees": (),
                "PairingPool.set_fee_recipient": (me,),
                "PairingShare.approve": (holder, 1),
                "PairingShare.permit": permit,
                "PairingShare.enqueue": (10**18,),
                "PairingShare.cancel": (1,),
                "PairingShare.claim": (0, me),
                "PairingShare.claim_closed": (me,),
                "PairingShare.mint": (me, 1),
                "PairingShare.burn": (holder, 1),
                "PairingShare.settle": ([1, 0], 1, False, 0, 0),
                "PairingShare.consolidate": (),
                "PairingShare.transfer": (holder, 1),
                "PairingShare.transferFrom": (me, holder, 1),
                "PairingRouter.zap_mint": (zap_in,),
                "PairingRouter.zap_redeem": (zap_out,),
                "PairingRouter.commit_mint": (zap_in, 0),
                "PairingRouter.commit_redeem": (pool, side, 10**18, 0, me, FOREVER, NO_PERMIT),
                "PairingRouter.uniswapV3SwapCallback": (1, 1, b""),
            },
            contracts,
        )

    def others(self) -> dict[str, float]:
        """What the holder owns on each side and in orders, all in U; and that U lies where it is counted."""
        pool, asset = self.pool, self.asset
        assert asset.balanceOf(pool.address) >= pool.position().underlying + pool.fees_owed()[0]
        if not pool.clocks().is_open:
            return {"asset": asset.balanceOf(self.holder)}
        per_share = self._ended() if pool.clocks().is_deprecated else self._living()
        found: dict[str, float] = {"asset": asset.balanceOf(self.holder)}
        for side in SIDES:
            share = self.market.share(side)
            assert asset.balanceOf(share.address) >= share.counted()
            raw, paid = share.raw_balance(self.holder), 0
            for number in range(2):
                shares, _, _, is_paid, amount = share.epoch(number)
                requested = share.request(self.holder, number)
                raw += 0 if is_paid else requested
                paid += amount * requested // shares if is_paid else 0
            found[f"side {side}"] = raw * per_share[side] + paid
        if self.delayed_orders:
            orders = [self.delayed_orders.order(number) for number in range(self.delayed_orders.order_count())]
            found["orders"] = sum(order.amount for order in orders if order.owner == self.holder)
        return found

    def _living(self) -> list[float]:
        engine = at("PairingEngine", self.pool.ENGINE())
        states = [self.market.share(side).state() for side in SIDES]
        price = self.pool.clocks().last_price
        settlements, _ = engine.close_all(self.pool.accrued_position(), self.pool.terms(), price, states, 0)
        return [(s.left + sum(s.paid) + s.cut) / state.supply for s, state in zip(settlements, states, strict=True)]

    def _ended(self) -> list[float]:
        return [amount / supply for _, supply, amount in (self.market.share(side).closed() for side in SIDES)]

    def scene(self, side: int = LT) -> Scene:
        """Where the asset calls back while the attacker acts."""
        calls = self.calls(self.me, side), self.calls(self.attacker, side)
        return Scene(f"side {side}", self.me, calls[0], self.attacker, calls[1], self.others)
