# SPDX-License-Identifier: Apache-2.0
"""What no account has: an owner's power, a pause of exits, a setter of parameters or of the oracle."""

import pytest

from steelyard.artifacts.sources import products
from tests.roles.worlds import NOBODY, SHARE, USD, Leveraged
from tests.support.contracts import governance_of
from tests.support.reverts import reverts
from tools.report import functions

# the only functions of all contracts that change what later calls do for others, and who may call them
SETTERS = {
    ("PoolGovernance", "submit"): "submit: not the curator",
    ("PoolGovernance", "revoke"): "revoke: no role",
    ("PoolGovernance", "guard_limit"): "settings: not the guardian",
    ("PoolGovernance", "pause_borrowing"): "settings: not the guardian",
    ("PoolGovernance", "cancel_limit"): "governance: not the pool",
    ("LendingPool", "set_limit"): "settings: not the governance",
    ("LendingPool", "set_rate_model"): "settings: not the governance",
    ("LendingPool", "set_reserve_factor"): "settings: not the governance",
    ("LendingPool", "set_deposit_cap"): "settings: not the governance",
    ("LendingPool", "withdraw_reserve"): "settings: not the governance",
    ("LendingPool", "pause_borrowing"): "settings: not the governance",
    ("LeveragedToken", "set_fee_recipient"): "fees: not the recipient",
    ("PairingPool", "set_fee_recipient"): "fees: not the recipient",
    ("PairingLine", "set_fee_recipient"): "fees: not the recipient",
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
    unsuspicious = {
        ("PoolGovernance", "revoke"),
        ("PoolGovernance", "cancel_limit"),
        ("LendingPool", "withdraw_reserve"),
    }
    assert found == SETTERS.keys() - unsuspicious


def test_strangers_have_no_power(leveraged: Leveraged, attacker: str) -> None:
    """Row: Owner, admin, upgrade, proxy. (GOV-01)
    Those functions refuse whoever has not the role; those of paired pools are in their own modules."""
    pool, token = leveraged.pool, leveraged.token
    calls = {
        "submit": (1, token.address, 0),
        "revoke": (1, token.address),
        "guard_limit": (token.address, 0),
        "pause_borrowing": (),
        "cancel_limit": (token.address,),
        "set_limit": (token.address, 0),
        "set_rate_model": (pool.rate_model(),),
        "set_reserve_factor": (0,),
        "set_deposit_cap": (0,),
        "withdraw_reserve": (attacker, 0),
        "set_fee_recipient": (attacker,),
    }
    contracts = {"PoolGovernance": leveraged.governance, "LendingPool": pool, "LeveragedToken": token}
    for (contract, function), reason in SETTERS.items():
        if contract.startswith("Pairing"):
            continue
        with reverts(reason):
            getattr(contracts[contract], function)(*calls[function], sender=attacker)


@pytest.mark.parametrize(
    "function", ["rule", "POOL", "COLLATERAL", "DEBT_ASSET", "ORACLE", "IS_BEAR", "QUOTE_UNIT", "ENGINE"]
)
def test_parameters_stay(leveraged: Leveraged, curator: str, guardian: str, fee_recipient: str, function: str) -> None:
    """Row: Parameters of a token.
    Row: Oracle of a token.
    All roles at once, at their most hostile, leave them what they were. (GOV-01)"""
    read = getattr(leveraged.token, function)
    before = read()
    leveraged.governance.pause_borrowing(sender=guardian)
    leveraged.governance.guard_limit(leveraged.token.address, 0, sender=guardian)
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
    governance_of(pool).submit(4, NOBODY, 0, sender=curator)
    governance_of(pool).guard_limit(token.address, 0, sender=guardian)
    governance_of(pool).pause_borrowing(sender=guardian)
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
