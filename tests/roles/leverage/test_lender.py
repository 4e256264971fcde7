# SPDX-License-Identifier: Apache-2.0
"""Role: Lender"""

from tests.roles.worlds import DEPOSITED, USD, Leveraged
from tests.support.reverts import reverts
from tools.report import functions


def test_lends_and_leaves(leveraged: Leveraged, curator: str) -> None:
    """Can: deposit, withdraw within the free cash, queue."""
    pool, lender = leveraged.pool, leveraged.depositor
    pool.deposit(USD, lender, sender=lender)
    pool.withdraw(USD, lender, lender, sender=lender)
    leveraged.drain(curator)
    shares = pool.balanceOf(lender)
    with reverts("withdraw: no free cash"):
        pool.redeem(shares, lender, lender, sender=lender)
    ticket = pool.enqueue(shares, sender=lender)
    assert tuple(pool.tickets(ticket)) == (lender, shares)
    # repayments of whoever leaves serve it
    token, holder = leveraged.token, leveraged.holder
    token.redeem(token.balanceOf(holder), holder, holder, b"", sender=holder)
    pool.process_queue(1)
    before = leveraged.usdc.balanceOf(lender)
    pool.claim(lender, sender=lender)
    assert leveraged.usdc.balanceOf(lender) - before > DEPOSITED * USD * 99 // 100


def test_takes_no_ticket_back(leveraged: Leveraged, curator: str) -> None:
    """Cannot: cancel a ticket.
    Queued shares are the pool's until they are served; no function gives them back."""
    leveraged.drain(curator)
    pool, lender = leveraged.pool, leveraged.depositor
    shares = pool.balanceOf(lender)
    pool.enqueue(shares, sender=lender)
    with reverts("erc20: transfer amount exceeds balance"):
        pool.transfer(lender, 1, sender=lender)
    with reverts("erc20: insufficient allowance"):
        pool.transferFrom(pool.address, lender, shares, sender=lender)
    assert not [f.name for f in functions("LendingPool") if "cancel" in f.name or "dequeue" in f.name]
    assert shares == pool.balanceOf(pool.address)
