# SPDX-License-Identifier: Apache-2.0
"""What no account has: an owner's power, a pause of exits, a setter of parameters or of the oracle."""

import pytest

from steelyard.artifacts.sources import products
from tests.roles.worlds import NOBODY, SHARE, USD, Leveraged
from tests.support.reverts import reverts
from tools.report import functions

# the only functions of all contracts that change what later calls do for others, and who may call them
SETTERS = {
    ("LendingPool", "submit"): "submit: not the curator",
    ("LendingPool", "revoke"): "revoke: no role",
    ("LendingPool", "guard_limit"): "settings: not the guardian",
    ("LendingPool", "pause_borrowing"): "settings: not the guardian",
    ("LeveragedToken", "set_fee_recipient"): "fees: not the recipient",
    ("PairingPool", "set_fee_recipient"): "fees: not the recipient",
}
RULING = ("owner", "admin", "upgrade", "set_", "pause", "kill", "migrate", "initialize", "sweep", "guard", "submit")


def test_setters_are_those_and_no_other() -> None:
    """Row: Owner, admin, upgrade, proxy.
    Row: Parameters of a token.
    Row: Oracle of a token.
    A new function that sounds like a power must be named here, with its role."""
    found = {
        (name, function.name)
        for name in products()
        for function in functions(name)
        if not function.view and (function.name.startswith(RULING) or function.name.endswith("wner"))
    }
    assert found == SETTERS.keys() - {("LendingPool", "revoke")}


def test_strangers_have_no_power(leveraged: Leveraged, attacker: str) -> None:
    """Row: Owner, admin, upgrade, proxy. (GOV-01)
    Those functions refuse whoever has not the role; the one of a paired pool is in its own module."""
    pool, token = leveraged.pool, leveraged.token
    calls = {
        "submit": (1, token.address, 0),
        "revoke": (1, token.address),
        "guard_limit": (token.address, 0),
        "pause_borrowing": (),
        "set_fee_recipient": (attacker,),
    }
    for (contract, function), reason in SETTERS.items():
        if contract == "PairingPool":
            continue
        with reverts(reason):
            getattr(pool if contract == "LendingPool" else token, function)(*calls[function], sender=attacker)


@pytest.mark.parametrize("function", ["rule", "POOL", "COLLATERAL", "DEBT_ASSET", "ORACLE", "IS_BEAR", "QUOTE_UNIT"])
def test_parameters_stay(leveraged: Leveraged, curator: str, guardian: str, fee_recipient: str, function: str) -> None:
    """Row: Parameters of a token.
    Row: Oracle of a token.
    All roles at once, at their most hostile, leave them what they were. (GOV-01)"""
    read = getattr(leveraged.token, function)
    before = read()
    leveraged.pool.pause_borrowing(sender=guardian)
    leveraged.pool.guard_limit(leveraged.token.address, 0, sender=guardian)
    leveraged.submit(6, curator, 0, curator)
    leveraged.token.set_fee_recipient(curator, sender=fee_recipient)
    assert read() == before


def test_all_roles_together_stop_no_exit(
    leveraged: Leveraged, curator: str, guardian: str, fee_recipient: str, attacker: str
) -> None:
    """Row: Pause of an exit.
    Curator, guardian, fee recipient and the feed's operator are one attacker: holders redeem, unwrap and transfer,
    lenders withdraw, in the same second and ever after. (GOV-01)"""
    pool, token, anchored = leveraged.pool, leveraged.token, leveraged.anchored
    holder, lender = leveraged.holder, leveraged.depositor
    anchored.wrap(10 * SHARE, holder, sender=holder)
    pool.submit(4, NOBODY, 0, sender=curator)
    pool.guard_limit(token.address, 0, sender=guardian)
    pool.pause_borrowing(sender=guardian)
    leveraged.submit(6, attacker, 0, curator)
    leveraged.submit(7, attacker, 0, attacker)
    token.set_fee_recipient(attacker, sender=fee_recipient)
    leveraged.oracle.set_price(0)
    token.report_oracle(sender=attacker)
    with reverts("deposit: above cap"):
        pool.deposit(USD, lender, sender=lender)

    anchored.unwrap_shares(10 * SHARE, holder, sender=holder)
    token.transfer(lender, SHARE, sender=holder)
    token.redeem(token.balanceOf(holder), holder, holder, b"", sender=holder)
    pool.withdraw(pool.maxWithdraw(lender), lender, lender, sender=lender)
    assert token.balanceOf(holder) == 0 and pool.maxWithdraw(lender) == 0
