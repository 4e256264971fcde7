# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on the pool: its curator, its queue, its losses, its interest."""

import boa

from tests.regression.odd_sentences.leveraged import USD
from tests.regression.odd_sentences.obvious import Cast, attempt, odd_sentence
from tests.support.planted import Change
from tests.unit.lending_pool.world import BORROW_LIMIT, DAY, World
from tests.unit.leveraged_token.world import SHARE, TokenTerms, TokenWorld

POOL = "lending/LendingPool.vy"
QUEUE = "lending/queue.vy"


def _lent(cast: Cast, borrower: str, *deposits: tuple[str, int]) -> World:
    """A pool that has lent all that was deposited, to a plain account that stands in for a token."""
    world = World(cast.curator, cast.guardian)
    total = sum(amount for _, amount in deposits)
    for account, amount in deposits:
        world.deposit(account, amount)
    world.give_limit(borrower, total)
    world.pool.borrow(total, borrower, False, sender=borrower)
    return world


@odd_sentence(
    "a curator's own market",
    Change(
        "lending/settings.vy",
        "valid_at: uint256 = block.timestamp + delay",
        "valid_at: uint256 = block.timestamp",
    ),
    most=0,
    least=1,
)
def test_lenders_leave_before_a_curators_own_market(cast: Cast) -> float:
    """A first limit waits twice the timelock in the open. Given at once, it empties the pool into a market of the
    curator's own making before a lender who looks every hour has seen it."""
    world = World(cast.curator, cast.guardian)
    world.deposit(cast.depositor, 1_000 * USD)
    world.factory.register(cast.attacker)
    world.pool.submit(BORROW_LIMIT, cast.attacker, 1_000 * USD, sender=cast.curator)
    attempt(world.pool.accept, BORROW_LIMIT, cast.attacker)
    attempt(world.pool.borrow, 1_000 * USD, cast.curator, False, sender=cast.attacker)
    world.wait(3_600)
    rescued = world.pool.maxWithdraw(cast.depositor)
    attempt(world.pool.withdraw, rescued, cast.depositor, cast.depositor, sender=cast.depositor)
    return 1 - world.asset.balanceOf(cast.depositor) / (1_000 * USD)


@odd_sentence(
    "the run before a known loss",
    Change(
        "leverage/LeveragedToken.vy",
        "extcall ILendingPool(POOL).impair(assets * CARRIED // 100)",
        "extcall ILendingPool(POOL).impair(book.debt)",
    ),
    most=0,
    least=0.1,
)
def test_nobody_runs_from_a_known_loss(cast: Cast) -> float:
    """A loss is booked when it is certain, not when the last collateral is sold. Else the lender who leaves first is
    paid in full by the one who stays. Counted is what the latter gets less than his even part."""
    world = TokenWorld(cast.curator, cast.guardian, TokenTerms(lent=200_000))
    world.lending.deposit(cast.depositor, 200_000 * USD)
    world.mint(cast.holder, 1_000 * SHARE)
    world.fund(cast.filler)
    world.wind_down(1_500, cast.keeper)
    attempt(world.token.impair, sender=cast.keeper)
    most = world.pool.maxRedeem(cast.depositor)
    world.pool.redeem(most, cast.depositor, cast.depositor, sender=cast.depositor)
    world.deleverage(cast.filler)
    world.token.write_off(sender=cast.keeper)
    return 1 - world.pool.maxWithdraw(cast.curator) / (175_000 * USD)


@odd_sentence(
    "a queue of dust",
    Change(QUEUE, "shares != 0 and shares * QUEUE_PART >= erc20.totalSupply", "shares != 0"),
    most=0,
    least=0.99,
)
def test_dust_does_not_clog_the_queue(cast: Cast) -> float:
    """A ticket is at least 0.01% of the supply. Tickets of one unit each put any number of calls between a lender and
    his money: counted is what one call, which serves 100 tickets, leaves unpaid of his $500."""
    token = str(boa.env.generate_address("token"))
    world = _lent(cast, token, (cast.depositor, 1_000 * USD), (cast.attacker, 10 * USD))
    unit = world.pool.convertToShares(2)
    for _ in range(100):
        if attempt(world.pool.enqueue, unit, sender=cast.attacker) is None:
            break
    world.pool.enqueue(world.pool.balanceOf(cast.depositor) // 2, sender=cast.depositor)
    world.repay(token, 600 * USD)
    world.pool.process_queue(100)
    return 1 - (world.pool.claims(cast.depositor) + 1) / (500 * USD)


@odd_sentence(
    "queue jumping",
    Change("lending/books.vy", "    if b.queued != 0:\n        owed += ", "    if False:\n        owed += "),
    most=1e-6,
    least=0.8,
)
def test_nobody_jumps_the_queue(cast: Cast) -> float:
    """What is repaid belongs to those who wait. Counted is what they do not get of it while another leaves."""
    token = str(boa.env.generate_address("token"))
    world = _lent(cast, token, (cast.depositor, 1_000 * USD), (cast.attacker, 500 * USD))
    world.pool.enqueue(world.pool.balanceOf(cast.depositor), sender=cast.depositor)
    world.repay(token, 600 * USD)
    attempt(world.pool.withdraw, 500 * USD, cast.attacker, cast.attacker, sender=cast.attacker)
    attempt(world.pool.process_queue, 1)
    return 1 - world.pool.claims(cast.depositor) / (600 * USD)


@odd_sentence(
    "queue loops",
    Change(
        POOL,
        "    b.cash = min(b.cash + amount, books.MASK_96)\n",
        "    b.cash = min(b.cash + amount, books.MASK_96)\n"
        "    number: uint256 = queue.head\n"
        "    for _: uint256 in range(10_000):\n"
        "        ticket: queue.Ticket = queue.tickets[number]\n"
        "        assets: uint256 = books._to_assets_down(b, ticket.shares)\n"
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
    most=0,
    least=1,
)
def test_no_queue_stands_in_a_holders_exit(cast: Cast) -> float:
    """A repayment serves nobody: it loops over no queue. There may be 10,000 tickets; if a redeem has to serve them, a
    hundredth of them already costs it three times its own gas, and all of them more than a block has."""
    world = TokenWorld(cast.curator, cast.guardian, TokenTerms(lent=200_000))
    world.mint(cast.holder, 1_000 * SHARE)
    ticket = world.pool.balanceOf(cast.curator) // 9_999
    for _ in range(100):
        world.pool.enqueue(ticket, sender=cast.curator)
    redeem = (1_000 * SHARE - 10**17, cast.holder, cast.holder, b"")
    paid = attempt(world.token.redeem, *redeem, sender=cast.holder, gas=300_000)
    return 0 if paid else 1


@odd_sentence(
    "a rate that depends on how often one accrues",
    Change(
        POOL,
        "    if b.time != block.timestamp:\n        books._save(b, b.utilization)\n",
        "    if b.time != block.timestamp:\n        books._sample_and_save(b)\n",
    ),
    most=1e-6,
    least=0.01,
)
def test_interest_does_not_follow_the_calls(cast: Cast) -> float:
    """Utilization is sampled when cash or principal moves, never by accruing: else whoever calls every week makes
    holders pay more. Counted is the additional debt after a year, just under the kink."""

    def debt_after_a_year(calls: int) -> int:
        token = str(boa.env.generate_address("token"))
        world = World(cast.curator, cast.guardian)
        world.deposit(cast.depositor, 1_000 * USD)
        world.give_limit(token, 899 * USD)
        world.pool.borrow(899 * USD, token, False, sender=token)
        for _ in range(calls):
            world.wait(365 * DAY // calls)
            world.pool.accrue(sender=cast.attacker)
        return int(world.pool.debt_of(token))

    return debt_after_a_year(50) / debt_after_a_year(1) - 1
