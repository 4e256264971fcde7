# SPDX-License-Identifier: Apache-2.0
"""One leveraged token on a real pool, with a price that is set by hand: what every test of the token stands on."""

from dataclasses import astuple, dataclass, replace
from typing import Any, NamedTuple

from steelyard.model.leverage.leveraged_token import Fees
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.presets.leverage import TOLERANCE, parameters
from steelyard.model.scenario.leverage import oracle_price
from tests.support.contracts import deploy, deploy_token
from tests.unit.lending_pool.world import DAY, WAD, World
from tests.unit.lending_pool.world import Terms as PoolTerms

E36 = 10**36
HOUR = 3_600
YEAR = 31_536_000
SHARE = WAD
ALL = 2**100  # more than there is of anything
NOBODY = "0x" + "00" * 20
DEAD = "0x000000000000000000000000000000000000dEaD"
RECIPIENT = "0xfefeFEFeFEFEFEFEFeFefefefefeFEfEfefefEfe"
PUSH = b"push"  # any data asks for the callback

(MINT, RELEVERAGE, REDEEM, DELEVERAGE, START, CONFIRM, CANCEL, REPORT, IMPAIR, WRITE_OFF, COLLECT, GIFT, DECLARE) = (
    range(13)
)
OPEN, STARTED, SALE, DEAD_SALE, CLOSED = range(5)
ANSWER, REVERT, SHORT, BURN, COSTLY = range(5)  # modes of FaultyOracle


class State(NamedTuple):
    """The token's one event."""

    operation: int
    account: str
    collateral: int
    debt: int
    supply: int
    collateral_moved: int = 0
    debt_moved: int = 0
    shares_moved: int = 0
    price: int = 0
    state: int = 0
    interest: int = 0
    fee_shares: int = 0


@dataclass(frozen=True)
class TokenTerms:
    """What tests vary. `exposure` is the factor promised: 3 is +3x or -3x."""

    exposure: int = 3
    is_bear: bool = False
    quote_decimals: int = 6
    underlying_decimals: int = 18
    dollars: int = 3_000
    fees: tuple[int, int, int] = (0, 0, 0)  # mint, redeem, management
    recipient: str = RECIPIENT
    landing: int = 0  # on the target, which makes round numbers
    tolerance: Tolerance = TOLERANCE
    rates: tuple[int, int, int, int] = (0, 9 * WAD // 10, 0, 0)  # no interest
    hourly_part: int = WAD
    lent: int = 2_000_000  # dollars' worth in the pool, and the token's limit


class TokenWorld:
    """A token, its pool, its assets and its oracle. Amounts are units of the asset; `dollars` are whole ones."""

    def __init__(
        self,
        curator: str,
        guardian: str,
        terms: TokenTerms | None = None,
        *,
        collateral: Any = None,
        debt_asset: Any = None,
        oracle: Any = None,
    ) -> None:
        self.terms = t = terms or TokenTerms()
        self.quote_unit, self.underlying_unit = 10**t.quote_decimals, 10**t.underlying_decimals
        decimals = (t.quote_decimals, t.underlying_decimals)
        self.lending = World(
            curator,
            guardian,
            PoolTerms(hourly_part=t.hourly_part),
            decimals[t.is_bear],
            deploy("KinkedRateModel", *t.rates),
            debt_asset,
        )
        self.pool, self.debt_asset = self.lending.pool, self.lending.asset
        self.governance = self.lending.governance
        self.collateral = collateral or deploy("MockAsset", decimals[not t.is_bear])
        self.oracle = oracle or deploy("MockOracle", self.price(t.dollars))
        self.token = deploy_token(self.parameters())
        self.address = str(self.token.address)
        lent = t.lent * 10 ** decimals[t.is_bear] // (t.dollars if t.is_bear else 1)
        self.lending.deposit(curator, lent)
        self.lending.give_limit(self.address, lent)

    def parameters(self) -> tuple[Any, ...]:
        """ILeveragedToken.Parameters."""
        t = self.terms
        usual = parameters(t.exposure * WAD, t.is_bear, self.quote_unit, Fees(*t.fees, t.recipient))
        placed = (self.pool.address, self.collateral.address, self.oracle.address)
        return (
            "Steelyard ETH 3x",
            "ETHBULL3X",
            *placed,
            *astuple(replace(usual, landing=t.landing, tolerance=t.tolerance)),
        )

    def price(self, dollars: int) -> int:
        """Debt units per collateral unit, scaled by 1e36, rounded down."""
        return oracle_price(dollars, self.quote_unit, self.underlying_unit, self.terms.is_bear)

    def set_dollars(self, dollars: int) -> None:
        """Moves the price of the underlying, in a new round."""
        self.oracle.set_price(self.price(dollars))

    def break_oracle(self) -> None:
        """No price of any kind from now on."""
        self.oracle.set_answers(0, 0, 0)

    def fund(self, *accounts: str) -> None:
        """Makes accounts rich in both assets, and lets token and pool take them."""
        for account in accounts:
            for asset in (self.collateral, self.debt_asset):
                asset.mint(account, 10**30)
                asset.approve(self.address, 2**256 - 1, sender=account)
                asset.approve(self.pool.address, 2**256 - 1, sender=account)

    def mint(self, account: str, shares: int) -> tuple[int, int, int]:
        """Funds and mints for itself."""
        self.fund(account)
        return tuple(self.token.mint(shares, account, account, b"", sender=account))

    def redeem(self, account: str, shares: int) -> tuple[int, int]:
        """Redeems for itself."""
        return tuple(self.token.redeem(shares, account, account, b"", sender=account))

    def deleverage(self, account: str, maximum: int = ALL, cost: int = 0) -> tuple[int, int]:
        """Fills for itself."""
        return tuple(self.token.deleverage(maximum, cost, account, b"", sender=account))

    def releverage(self, account: str, maximum: int = ALL, cost: int = 0) -> tuple[int, int]:
        """Fills for itself."""
        return tuple(self.token.releverage(maximum, cost, account, b"", sender=account))

    def caller(self, name: str) -> Any:
        """A contract that calls back: rich, and pulled from."""
        caller = deploy(name)
        self.collateral.mint(caller.address, 10**30)
        self.debt_asset.mint(caller.address, 10**30)
        for asset in (self.collateral, self.debt_asset):
            for spender in (self.address, self.pool.address):
                if name == "PushingCaller":
                    caller.approve(asset.address, spender)
                else:
                    caller.act(asset.address, asset.approve.prepare_calldata(spender, 2**256 - 1))
        return caller

    def wind_down(self, dollars: int, account: str) -> None:
        """Starts and confirms at this price."""
        self.set_dollars(dollars)
        self.token.start_wind_down(sender=account)
        self.wait(600)
        self.set_dollars(dollars)
        self.token.confirm_wind_down(sender=account)

    def kill_oracle(self, account: str) -> None:
        """Breaks the oracle and waits until the token has ended by it."""
        self.break_oracle()
        self.wait(1)  # a report in the second of a good price would not count
        self.token.report_oracle(sender=account)
        self.wait(2 * HOUR)
        if self.token.balance_sheet().state == OPEN:
            self.token.report_oracle(sender=account)
        self.wait(7 * DAY - 2 * HOUR)
        self.token.report_oracle(sender=account)

    def refuse(self, account: str, times: int, gap: int = 600) -> None:
        """Fills of one unit, `gap` seconds apart: the clocks of a sale go on, the offer gets better."""
        for _ in range(times):
            self.wait(gap)
            self.deleverage(account, 1)

    def wait(self, seconds: int) -> None:
        """Lets time pass."""
        self.lending.wait(seconds)

    def balance_sheet(self) -> tuple[int, int, int]:
        """Collateral, debt and shares."""
        sheet = self.token.balance_sheet()
        return sheet.collateral, sheet.debt, sheet.supply

    def equity(self, dollars: int) -> int:
        """Equity in quote units at a price, exact where the division is."""
        collateral, debt, _ = self.balance_sheet()
        if self.terms.is_bear:
            return collateral - debt * dollars * self.quote_unit // self.underlying_unit
        return collateral * dollars * self.quote_unit // self.underlying_unit - debt

    def state_event(self) -> State:
        """The State event of the last call, the only one."""
        (event,) = [log for log in self.token.get_logs() if type(log).__name__ == "State"]
        return State(*(getattr(event, name) for name in State._fields))
