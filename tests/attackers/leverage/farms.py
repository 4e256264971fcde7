# SPDX-License-Identifier: Apache-2.0
"""The same few operations over and over, with the amounts at which most is rounded."""

from tests.attackers.leverage.hand import ALL
from tests.attackers.search import Amount, Attacker, Choice, Plan, Steps, account, attempt
from tests.support.contracts import deploy, deploy_token
from tests.support.market import DAY, WAD
from tests.support.planted import Change, planted
from tests.unit.leveraged_token.world import TokenTerms, TokenWorld

_EXACT = 36  # decimals of the dollars that profits are counted in
_PRICES = (
    2_500,
    3_200,
)  # one is above, one below the band; both of them and their inverses are exact in every decimals
_DECIMALS = ((6, 18), (6, 8), (18, 18), (8, 6))  # of quote and underlying
_CYCLES = 25
_GENEROUS = Change(
    "libraries/rounding.vy",
    "    return unsafe_add(unsafe_sub(product, 1) // divisor, 1)\n",
    "    return product // divisor\n",
)


class _Farm:
    """A token on a pool whose index is no round number, its units after a rebase, and the farmer's two accounts."""

    def __init__(self, decimals: tuple[int, int], is_bear: bool, is_generous: bool) -> None:
        rates = (WAD // 20, 9 * WAD // 10, WAD // 5, WAD)
        terms = TokenTerms(is_bear=is_bear, quote_decimals=decimals[0], underlying_decimals=decimals[1], rates=rates)
        self.world = world = TokenWorld(account("curator"), account("guardian"), terms)
        if is_generous:
            with planted(_GENEROUS):
                world.token = deploy_token(world.parameters())
            world.address = str(world.token.address)
            world.lending.give_limit(world.address, world.pool.cash())
        self.units = deploy("AnchoredToken", world.address, "Anchored", "ANCHORED", 100 * WAD, 99 * WAD, 0)
        self.farmer, self.other = account("attacker"), account("attacker's other account")
        world.mint(account("holder"), 777 * WAD)
        world.fund(self.farmer)
        world.token.approve(self.units.address, ALL, sender=self.farmer)
        world.wait(100 * DAY)
        for _ in range(2):
            world.set_dollars(_PRICES[is_bear])
            self.units.rebase()
            world.wait(600)

    def play(self, dollars: int, seed: int, cycle: list[tuple[str, Plan]]) -> int:
        """Returns what all the cycles earn."""
        self.world.set_dollars(dollars)
        before = self.worth(dollars)
        self.mint(seed)
        for _ in range(_CYCLES):
            for name, terms in cycle:
                with attempt():
                    getattr(self, name)(**terms)
        self.leave()
        return self.worth(dollars) - before

    def worth(self, dollars: int) -> int:
        """Returns what the farmer holds of both assets, exactly."""
        terms = self.world.terms
        held = [int(asset.balanceOf(self.farmer)) for asset in (self.world.collateral, self.world.debt_asset)]
        quote, underlying = held if terms.is_bear else held[::-1]
        in_underlying = underlying * dollars * 10 ** (_EXACT - terms.underlying_decimals)
        return in_underlying + quote * 10 ** (_EXACT - terms.quote_decimals)

    def mint(self, amount: int) -> None:
        self.world.token.mint(amount, self.farmer, self.farmer, b"", sender=self.farmer)

    def redeem(self, amount: int) -> None:
        self.world.redeem(self.farmer, amount)

    def fill(self, amount: int) -> None:
        """In whichever direction is due, at no cost."""
        with attempt():
            self.world.deleverage(self.farmer, amount)
        with attempt():
            self.world.releverage(self.farmer, amount)

    def lend(self, amount: int) -> None:
        self.world.pool.deposit(amount, self.farmer, sender=self.farmer)

    def withdraw(self, amount: int) -> None:
        self.world.pool.withdraw(amount, self.farmer, self.farmer, sender=self.farmer)

    def redeem_lent(self, amount: int) -> None:
        self.world.pool.redeem(amount, self.farmer, self.farmer, sender=self.farmer)

    def wrap(self, amount: int) -> None:
        self.units.wrap(amount, self.farmer, sender=self.farmer)

    def unwrap(self, amount: int) -> None:
        self.units.unwrap(amount, self.farmer, sender=self.farmer)

    def there_and_back(self, amount: int) -> None:
        """Units to another account and back."""
        self.units.transfer(self.other, amount, sender=self.farmer)
        self.units.transfer(self.farmer, amount, sender=self.other)

    def leave(self) -> None:
        """Turns everything back into assets."""
        for who in (self.farmer, self.other):
            if self.units.shares_of(who):
                self.units.unwrap_shares(self.units.shares_of(who), self.farmer, sender=who)
        shares, lent = self.world.token.balanceOf(self.farmer), self.world.pool.maxRedeem(self.farmer)
        if shares:
            self.redeem(shares)
        if lent:
            self.redeem_lent(lent)


class RoundingFarm(Attacker):
    """A cycle of up to four operations, 25 times, on bulls and bears of every pair of decimals."""

    name = "rounding farm"
    story = "repeats mint, redeem, fill at no cost, lend, withdraw, wrap, unwrap and transfer with any amounts"
    bound_means = "nothing"
    weakness = "the token rounds down what it has to round up"
    unit = 10**_EXACT
    evaluations = 120
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        self.farms = [_Farm(decimals, is_bear, weakened) for decimals in _DECIMALS for is_bear in (False, True)]
        amounts = {"amount": Amount(1, 10**20)}
        acts = ("mint", "redeem", "fill", "lend", "withdraw", "redeem_lent", "wrap", "unwrap", "there_and_back")
        self.space = {
            "farm": Choice(*range(len(self.farms))),
            "dollars": Choice(*_PRICES),
            "seed": Amount(10**9, 10**20),
            "cycle": Steps(4, **dict.fromkeys(acts, amounts)),
        }

    def play(self, plan: Plan) -> int:
        return self.farms[plan["farm"]].play(plan["dollars"], plan["seed"], plan["cycle"])
