# SPDX-License-Identifier: Apache-2.0
"""The numbers the idea was explained with, G1 to G8, told on the chain: no fees, no interest, no slippage.

Markets of their own, $200,000 of equity in 2,000 shares, first minted at $3,000 per ETH. Each story begins where the
first mint ended and is undone afterwards. Fills and mints are in kind at the oracle's price, so every number is exact,
but for one unit of USDC where a division does not come out even (each check says so).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from steelyard.demo.checks import Checks
from steelyard.demo.leverage.accounts import FUNDS_USDC, FUNDS_WETH, Accounts
from steelyard.demo.leverage.markets import Market
from steelyard.demo.units import FEED, UNLIMITED, USDC, dollars
from steelyard.model.leverage.leveraged_token import DEAD
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up

SHARES = 2_000


@dataclass(frozen=True)
class Line:
    """A balance sheet per share, in dollars."""

    moment: str
    symbol: str
    price: float
    assets: float
    debt: float
    equity: float
    leverage: float


@dataclass(frozen=True)
class Story:
    """What was told, and the balance sheets on the way."""

    id: str
    title: str
    lines: list[Line]


class Teller:
    """Tells the stories one after the other."""

    def __init__(self, accounts: Accounts, checks: Checks) -> None:
        self.accounts = accounts
        self.environment = accounts.environment
        self.checks = checks
        self.holder = self.environment.fund("story holder", FUNDS_USDC, FUNDS_WETH)
        for market in accounts.markets():
            self.environment.allow(self.holder, market.token.address, self.environment.usdc, self.environment.weth)

    def tell(self) -> Iterator[Story]:
        """Yields each story when it has been told and checked."""
        mark = self.environment.anvil.snapshot()
        self.environment.show_dollar()
        yield self._first_mint()
        stories: list[tuple[str, str, Callable[[str], list[Line]]]] = [
            ("G1", "Bull 3x, ETH +20%: leverage falls to 2.25, a rebalance buys 88.8 and lands at 2.805", self._rise),
            ("G2", "Bull 3x, ETH -20%: leverage rises to 6, a rebalance sells 111.33 and lands at 3.217", self._fall),
            ("G3", "Bull 3x, ETH +50%: 450 of assets, 200 owed, worth 250", self._half),
            ("G4", "Mint one share at $120: pay 120, 200 are lent, 320 of ETH bought", self._mint_one),
            ("G5", "Redeem one share at $110: sell 310, repay 200, get 110", self._redeem_one),
            ("G6", "Bear -3x: ETH +1% is 97, -1% is 103; the -2x bear: +1% is 98", self._bears),
            ("G7", "A unit at $8 is restored to $100: 1,000 units become 80", self._rebase),
        ]
        for id_, title, scenario in stories:
            inner = self.environment.anvil.snapshot()
            yield Story(id_, title, scenario(id_))
            self.environment.anvil.revert(inner)
        self.environment.anvil.revert(mark)

    # ------------------------------------------------------------------ the stories

    def _first_mint(self) -> Story:
        lines = []
        self._set(3_000)
        for market in self.accounts.markets():
            market.token.transact("mint", SHARES * WAD, self.holder, self.holder, b"", sender=self.holder)
            lines.append(self._line("first mint", market, 3_000))
            equity = self._expect("G8", market, 3_000, 100 * market.target, 100 * (market.target - 1))
            self.checks.equal(f"G8 {market.symbol}: $100 a share", equity, 100 * SHARES * USDC, _unit(market))
            seed = market.token.call("balanceOf", DEAD)
            self.checks.equal(f"G8 {market.symbol}: $10 locked", seed, WAD // 10)
        return Story("G8", "The first mint ever: $100 a share at target leverage, $10 locked for ever", lines)

    def _rise(self, id_: str) -> list[Line]:
        bull = self.accounts.bull
        self._set(3_600)
        lines = [self._line("ETH +20%", bull, 3_600)]
        self._expect(id_, bull, 3_600, 360, 200)
        self._expect_leverage(id_, bull, 3_600, 2_250)
        before = self.environment.usdc.call("balanceOf", self.holder)
        bull.token.transact("releverage", UNLIMITED, 0, self.holder, b"", sender=self.holder)
        borrowed = self.environment.usdc.call("balanceOf", self.holder) - before
        self.checks.equal("G1: a rebalance borrows and buys 88.8 a share", borrowed, 888 * SHARES * USDC // 10)
        self._expect_leverage(id_, bull, 3_600, 2_805)
        return [*lines, self._line("rebalanced", bull, 3_600)]

    def _fall(self, id_: str) -> list[Line]:
        bull = self.accounts.bull
        self._set(2_400)
        lines = [self._line("ETH -20%", bull, 2_400)]
        self._expect(id_, bull, 2_400, 240, 200)
        self._expect_leverage(id_, bull, 2_400, 6_000)
        before = self.environment.usdc.call("balanceOf", self.holder)
        bull.token.transact("deleverage", UNLIMITED, 0, self.holder, b"", sender=self.holder)
        repaid = before - self.environment.usdc.call("balanceOf", self.holder)
        self.checks.equal("G2: a rebalance sells 111 1/3 a share and repays", repaid, 334 * SHARES * USDC // 3, 1)
        self._expect_leverage(id_, bull, 2_400, 3_217)
        return [*lines, self._line("rebalanced", bull, 2_400)]

    def _half(self, id_: str) -> list[Line]:
        self._set(4_500)
        self._expect(id_, self.accounts.bull, 4_500, 450, 200)
        return [self._line("ETH +50%", self.accounts.bull, 4_500)]

    def _mint_one(self, id_: str) -> list[Line]:
        bull = self.accounts.bull
        self._set(3_200)
        before = self._purse()
        bull.token.transact("mint", WAD, self.holder, self.holder, b"", sender=self.holder)
        usdc, weth = (new - old for new, old in zip(self._purse(), before, strict=True))
        bought = mul_div_down(-weth, 3_200 * USDC, WAD)
        self.checks.equal("G4: the pool lends 200", usdc, 200 * USDC)
        self.checks.equal("G4: 320 of ETH goes in", bought, 320 * USDC)
        self.checks.equal("G4: the payer pays 120", bought - usdc, 120 * USDC)
        return [self._line("one share minted", bull, 3_200)]

    def _redeem_one(self, id_: str) -> list[Line]:
        bull = self.accounts.bull
        self._set(3_100)
        before = self._purse()
        bull.token.transact("redeem", WAD, self.holder, self.holder, b"", sender=self.holder)
        usdc, weth = (new - old for new, old in zip(self._purse(), before, strict=True))
        sold = mul_div_down(weth, 3_100 * USDC, WAD)
        self.checks.equal("G5: 310 of ETH comes out", sold, 310 * USDC)
        self.checks.equal("G5: 200 is repaid", -usdc, 200 * USDC)
        self.checks.equal("G5: the holder gets 110", sold + usdc, 110 * USDC)
        return [self._line("one share redeemed", bull, 3_100)]

    def _bears(self, id_: str) -> list[Line]:
        lines = []
        bear, bear2 = self.accounts.bear, self.accounts.bear2
        for market, price, debt in ((bear, 3_030, 303), (bear, 2_970, 297), (bear2, 3_030, 202)):
            self._set(price)
            self._expect(id_, market, price, 100 * market.target, debt)
            lines.append(self._line(f"ETH {price / 3_000 - 1:+.0%}", market, price))
        return lines

    def _rebase(self, id_: str) -> list[Line]:
        bull, environment = self.accounts.bull, self.environment
        units = bull.anchored
        environment.allow(self.holder, units.address, bull.token)
        units.transact("wrap", 1_000 * WAD, self.holder, sender=self.holder)
        self._set(2_080)
        self._expect(id_, bull, 2_080, 208, 200)
        lines = [self._line("1,000 units at $8", bull, 2_080)]
        units.transact("rebase", sender=self.holder)
        environment.anvil.wait(600)
        self._set(2_080)
        units.transact("rebase", sender=self.holder)
        self.checks.equal("G7: 1,000 units become 80", units.call("balanceOf", self.holder), 80 * WAD)
        self.checks.equal("G7: they hold what they held", units.call("shares_of", self.holder), 1_000 * WAD)
        self.checks.equal("G7: a unit stands for 12.5 shares", units.call("factor"), 125 * 10**26)
        sheet = self._line("80 units at $100", bull, 2_080)
        factor = units.call("factor") / 10**27
        unit = (sheet.assets * factor, sheet.debt * factor, sheet.equity * factor)
        return [*lines, Line("80 units at $100 (per unit)", bull.symbol, 2_080, *unit, sheet.leverage)]

    # ------------------------------------------------------------------ what is seen and demanded

    def _set(self, price: int) -> None:
        self.environment.show_price(price * FEED)

    def _purse(self) -> tuple[int, int]:
        usdc, weth = (asset.call("balanceOf", self.holder) for asset in (self.environment.usdc, self.environment.weth))
        return usdc, weth

    def _line(self, moment: str, market: Market, price: int) -> Line:
        sheet = market.balance_sheet()
        assets, debt = market.in_usdc(sheet, market.oracle.call("price"))
        shares = sheet.supply / WAD
        per_share = (dollars(assets) / shares, dollars(debt) / shares, dollars(assets - debt) / shares)
        return Line(moment, market.symbol, price, *per_share, assets / (assets - debt))

    def _expect(self, id_: str, market: Market, price: int, assets: int, debt: int) -> int:
        """Demands the balance sheet in whole dollars a share; returns the equity in USDC units."""
        sheet = market.balance_sheet()
        found_assets, found_debt = market.in_usdc(sheet, market.oracle.call("price"))
        name = f"{id_} {market.symbol} at ${price:,}"
        self.checks.equal(f"{name}: assets {assets} a share", found_assets, assets * SHARES * USDC, _unit(market))
        self.checks.equal(f"{name}: debt {debt} a share", found_debt, debt * SHARES * USDC, _unit(market))
        return found_assets - found_debt

    def _expect_leverage(self, id_: str, market: Market, price: int, thousandths: int) -> None:
        assets, debt = market.in_usdc(market.balance_sheet(), market.oracle.call("price"))
        found = mul_div_up(assets, 1_000, assets - debt)
        self.checks.equal(f"{id_} {market.symbol} at ${price:,}: leverage {thousandths / 1_000}", found, thousandths)


def _unit(market: Market) -> int:
    """A bear's debt is in WETH, and a third of a dollar has no last digit: one unit of USDC each way."""
    return 1 if market.is_bear else 0
