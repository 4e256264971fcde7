# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on the pool: its curator, its queue, its losses, its interest."""

import boa

from tests.regression.counterfactuals.leverage import USD
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual
from tests.support.planted import Change
from tests.unit.lending_pool.world import BORROW_LIMIT, DAY, World
from tests.unit.leveraged_token.world import SHARE, TokenTerms, TokenWorld

POOL = "lending/LendingPool.vy"
QUEUE = "lending/queue.vy"


def _lent(accounts: Accounts, borrower: str, *deposits: tuple[str, int]) -> World:
    """A pool that has lent all that was deposited, to a plain account that stands in for a token."""
    world = World(accounts.curator, accounts.guardian)
    total = sum(amount for _, amount in deposits)
    for account, amount in deposits:
        world.deposit(account, amount)
    world.give_limit(borrower, total)
    world.pool.borrow(total, borrower, False, sender=borrower)
    return world


@counterfactual(
    "a curator's own market",
    Change(
        "lending/PoolGovernance.vy",
        "valid_at: uint256 = block.timestamp + delay",
        "valid_at: uint256 = block.timestamp",
    ),
    maximum=0,
    minimum=1,
)
def test_lenders_leave_before_a_curators_own_market(accounts: Accounts) -> float:
    """A first limit waits twice the timelock in the open. Given at once, it empties the pool into a market of the
    curator's own making before a lender who looks every hour has seen it."""
    world = World(accounts.curator, accounts.guardian)
    world.deposit(accounts.depositor, 1_000 * USD)
    world.factory.register(accounts.attacker)
    world.governance.submit(BORROW_LIMIT, accounts.attacker, 1_000 * USD, sender=accounts.curator)
    attempt(world.governance.accept, BORROW_LIMIT, accounts.attacker)
    attempt(world.pool.borrow, 1_000 * USD, accounts.curator, False, sender=accounts.attacker)
    world.wait(3_600)
    rescued = world.pool.maxWithdraw(accounts.depositor)
    attempt(world.pool.withdraw, rescued, accounts.depositor, accounts.depositor, sender=accounts.depositor)
    return 1 - world.asset.balanceOf(accounts.depositor) / (1_000 * USD)


@counterfactual(
    "the run before a known loss",
    Change(
        "leverage/LeveragedToken.vy",
        "    if carried != max_value(uint256):\n",
        "    if False:\n",
    ),
    maximum=0,
    minimum=0.1,
)
def test_nobody_runs_from_a_known_loss(accounts: Accounts) -> float:
    """A loss is booked when it is certain, not when the last collateral is sold. Else the lender who leaves first is
    paid in full by the one who stays. Counted is what the latter gets less than their even part."""
    world = TokenWorld(accounts.curator, accounts.guardian, TokenTerms(lent=200_000))
    world.lending.deposit(accounts.depositor, 200_000 * USD)
    world.mint(accounts.holder, 1_000 * SHARE)
    world.fund(accounts.filler)
    world.wind_down(1_500, accounts.keeper)
    attempt(world.token.impair, sender=accounts.keeper)
    maximum = world.pool.maxRedeem(accounts.depositor)
    world.pool.redeem(maximum, accounts.depositor, accounts.depositor, sender=accounts.depositor)
    world.deleverage(accounts.filler)
    world.token.write_off(sender=accounts.keeper)
    return 1 - world.pool.maxWithdraw(accounts.curator) / (175_000 * USD)


@counterfactual(
    "a queue of dust",
    Change(QUEUE, "shares != 0 and shares * QUEUE_PART >= erc20.totalSupply", "shares != 0"),
    maximum=0,
    minimum=0.99,
)
def test_dust_does_not_clog_the_queue(accounts: Accounts) -> float:
    """A ticket is at least 0.01% of the supply. Tickets of one unit each put any number of calls between a lender and
    their money: counted is what one call, which serves 100 tickets, leaves unpaid of their $500."""
    token = str(boa.env.generate_address("token"))
    world = _lent(accounts, token, (accounts.depositor, 1_000 * USD), (accounts.attacker, 10 * USD))
    unit = world.pool.convertToShares(2)
    for _ in range(100):
        if attempt(world.pool.enqueue, unit, sender=accounts.attacker) is None:
            break
    world.pool.enqueue(world.pool.balanceOf(accounts.depositor) // 2, sender=accounts.depositor)
    world.repay(token, 600 * USD)
    world.pool.process_queue(100)
    return 1 - (world.pool.claims(accounts.depositor) + 1) / (500 * USD)


@counterfactual(
    "queue jumping",
    Change("lending/accounting.vy", "    if b.queued != 0:\n        owed += ", "    if False:\n        owed += "),
    maximum=1e-6,
    minimum=0.8,
)
def test_nobody_jumps_the_queue(accounts: Accounts) -> float:
    """What is repaid belongs to those who wait. Counted is what they do not get of it while another leaves."""
    token = str(boa.env.generate_address("token"))
    world = _lent(accounts, token, (accounts.depositor, 1_000 * USD), (accounts.attacker, 500 * USD))
    world.pool.enqueue(world.pool.balanceOf(accounts.depositor), sender=accounts.depositor)
    world.repay(token, 600 * USD)
    attempt(world.pool.withdraw, 500 * USD, accounts.attacker, accounts.attacker, sender=accounts.attacker)
    attempt(world.pool.process_queue, 1)
    return 1 - world.pool.claims(accounts.depositor) / (600 * USD)


@counterfactual(
    "anyone's service at a passing mark",
    Change(QUEUE, "if b.stops and ticket.owner != msg.sender:", "if False:"),
    maximum=1e-6,
    minimum=0.45,
)
def test_nobody_serves_anothers_ticket_at_a_passing_mark(accounts: Accounts) -> float:
    """A loss is marked at half, half of it comes back, and the lender who does not wait has the ticket of the other
    served before the rest does. Counted is what the one who waits gets less of an asset that is repaid in full."""
    token = str(boa.env.generate_address("token"))
    world = _lent(accounts, token, (accounts.depositor, 1_000 * USD), (accounts.attacker, 1_000 * USD))
    world.pool.enqueue(world.pool.balanceOf(accounts.depositor), sender=accounts.depositor)
    world.pool.begin_wind_down(sender=token)
    world.pool.impair(1_000 * USD, sender=token)
    world.repay(token, 1_000 * USD)
    attempt(world.pool.process_queue, 1, sender=accounts.attacker)
    world.repay(token, 1_000 * USD)
    attempt(world.pool.process_queue, 1, sender=accounts.attacker)
    return 1 - (world.pool.claims(accounts.depositor) + 1) / (1_000 * USD)


@counterfactual(
    "queue loops",
    Change(
        POOL,
        "    b.cash = min(b.cash + amount, accounting.MASK_96)\n",
        "    b.cash = min(b.cash + amount, accounting.MASK_96)\n"
        "    number: uint256 = queue.head\n"
        "    for _: uint256 in range(10_000):\n"
        "        ticket: queue.Ticket = queue.tickets[number]\n"
        "        assets: uint256 = accounting._to_assets_down(b, ticket.shares)\n"
        "        if ticket.shares == 0 or assets > b.cash - b.claimable:\n"
        "            break\n"
        "        erc20._burn(self, ticket.shares)\n"
        "        b.queued -= ticket.shares\n"
        "        b.claimable += assets\n"
        "        queue.claims[ticket.owner] += assets\n"
        "        queue.tickets[number].shares = 0\n"
        "        number += 1\n"
        "    queue.head = number\n",
    ),
    maximum=0,
    minimum=1,
)
def test_no_queue_stands_in_a_holders_exit(accounts: Accounts) -> float:
    """A repayment serves nobody: it loops over no queue. There may be 10,000 tickets; if a redeem has to serve them, a
    hundredth of them already costs it three times its own gas, and all of them more than a block has."""
    world = TokenWorld(accounts.curator, accounts.guardian, TokenTerms(lent=200_000))
    world.mint(accounts.holder, 1_000 * SHARE)
    ticket = world.pool.balanceOf(accounts.curator) // 9_999
    for _ in range(100):
        world.pool.enqueue(ticket, sender=accounts.curator)
    redeem = (1_000 * SHARE - 10**17, accounts.holder, accounts.holder, b"")
    paid = attempt(world.token.redeem, *redeem, sender=accounts.holder, gas=300_000)
    return 0 if paid else 1


@counterfactual(
    "a rate that depends on how often one accrues",
    Change(
        POOL,
        "    if b.time != block.timestamp:\n        accounting._save(b, b.utilization)\n",
        "    if b.time != block.timestamp:\n        accounting._sample_and_save(b)\n",
    ),
    maximum=1e-6,
    minimum=0.01,
)
def test_interest_does_not_follow_the_calls(accounts: Accounts) -> float:
    """Utilization is sampled when cash or principal moves, never by accruing: else whoever calls every week makes
    holders pay more. Counted is the additional debt after a year, just under the kink."""

    def debt_after_a_year(calls: int) -> int:
        token = str(boa.env.generate_address("token"))
        world = World(accounts.curator, accounts.guardian)
        world.deposit(accounts.depositor, 1_000 * USD)
        world.give_limit(token, 899 * USD)
        world.pool.borrow(899 * USD, token, False, sender=token)
        for _ in range(calls):
            world.wait(365 * DAY // calls)
            world.pool.accrue(sender=accounts.attacker)
        return int(world.pool.debt_of(token))

    return debt_after_a_year(50) / debt_after_a_year(1) - 1
