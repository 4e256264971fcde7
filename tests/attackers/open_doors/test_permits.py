# SPDX-License-Identifier: Apache-2.0
"""A permit lies in the open before it is used: whoever uses it first blocks nothing and gets nothing.

A search over what a front-runner may do with a signature that they saw, against each way in which routers take one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boa
import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from tests.attackers.search import attempt
from tests.support.environment import BoaEnvironment
from tests.support.market import WAD
from tests.support.pairing import FT, LT
from tests.support.periphery import RedeemOrder, build_periphery
from tests.support.permit import FOREVER, signed
from tests.support.uniswap import in_process
from tests.support.zaps import ZapIn, ZapOut, Zaps, build_zaps

SIGNER = Account.from_key(b"\x22" * 32)


class SignedFlow:
    """One function of a router, for shares of the signer, who has approved nothing: they sign, and call it."""

    def __init__(self, token: Any, router: Any, amount: int, call: Callable[[Any, str], object]) -> None:
        self.token, self.router, self.amount, self._call = token, router, amount, call
        self.permit = signed(SIGNER, token.address, token.name(), 1, router.address, amount)

    def run(self) -> None:
        """The signer's transaction."""
        before = self.token.balanceOf(SIGNER.address)
        self._call(self.permit, SIGNER.address)
        assert before - self.token.balanceOf(SIGNER.address) == self.amount


@pytest.fixture(scope="module")
def zaps() -> Zaps:
    """A router between paired markets; the owner has plenty."""
    environment = BoaEnvironment()
    boa.env.set_balance(environment.owner, 10**6 * WAD)
    boa.env.set_balance(SIGNER.address, WAD)
    uniswap = environment.uniswap()
    zaps = build_zaps(environment, uniswap, in_process(uniswap.weth))
    zaps.supply(environment.owner)
    return zaps


def redeems(zaps: Zaps) -> SignedFlow:
    """`PairingRouter.zap_redeem`."""
    order = ZapIn(zaps.bull, zaps.weth.address, 10 * WAD, [], SIGNER.address)
    shares = zaps.router.zap_mint(order.encoded(), sender=zaps.environment.owner)
    zap = ZapOut(zaps.bull, zaps.weth.address, shares, [], SIGNER.address)

    def call(permit: Any, sender: str) -> object:
        return zaps.router.zap_redeem(replace(zap, permit=permit).encoded(), sender=sender)

    return SignedFlow(zaps.bull.share(LT), zaps.router, shares, call)


def commits(zaps: Zaps) -> SignedFlow:
    """`PairingRouter.commit_redeem`."""
    market = zaps.ordered
    order = ZapIn(market, zaps.weth.address, 10 * WAD, [], SIGNER.address, FT)
    number, _ = zaps.router.commit_mint(order.encoded(), 0, sender=zaps.environment.owner)
    market.environment.wait(61)
    market.answer(3_000)
    shares = market.delayed_orders.execute(number)

    def call(permit: Any, sender: str) -> object:
        order = (market.pool.address, FT, shares, 0, SIGNER.address, FOREVER, permit)
        return zaps.router.commit_redeem(*order, sender=sender)

    return SignedFlow(market.share(FT), zaps.router, shares, call)


def leveraged() -> SignedFlow:
    """`Router.redeem`."""
    periphery = build_periphery()
    token, shares = periphery.bull.token, 100 * WAD
    token.transfer(SIGNER.address, shares, sender=periphery.environment.owner)
    order = RedeemOrder(token, periphery.usdc.address, shares, periphery.path("v3", periphery.weth), SIGNER.address)

    def call(permit: Any, sender: str) -> object:
        return periphery.router.redeem(replace(order, permit=permit).encoded(), sender=sender)

    return SignedFlow(token, periphery.router, shares, call)


@pytest.mark.parametrize("made", [redeems, commits, None], ids=["zap_redeem", "commit_redeem", "redeem"])
def test_a_front_runner_blocks_no_flow_and_gets_nothing(
    made: Callable[[Zaps], SignedFlow] | None, zaps: Zaps, attacker: str
) -> None:
    flow = made(zaps) if made else leveraged()
    with boa.env.anchor():
        flow.run()

    @given(st.lists(_moves(), min_size=1, max_size=5))
    def play(moves: list[tuple[str, int]]) -> None:
        with boa.env.anchor():
            for name, change in moves:
                with attempt():
                    _MOVES[name](flow, attacker, change)
            assert flow.token.balanceOf(attacker) == 0
            assert flow.token.allowance(SIGNER.address, attacker) == 0
            flow.run()

    play()


def _moves() -> st.SearchStrategy[tuple[str, int]]:
    return st.tuples(st.sampled_from(sorted(_MOVES)), st.sampled_from((0, 0, 1, -1, WAD)))


def _use(flow: SignedFlow, attacker: str, change: int) -> None:
    flow.token.permit(SIGNER.address, flow.router.address, flow.amount + change, *flow.permit, sender=attacker)


def _redirect(flow: SignedFlow, attacker: str, change: int) -> None:
    flow.token.permit(SIGNER.address, attacker, flow.amount + change, *flow.permit, sender=attacker)


def _submit(flow: SignedFlow, attacker: str, change: int) -> None:
    flow._call(flow.permit, attacker)


def _pull(flow: SignedFlow, attacker: str, change: int) -> None:
    flow.token.transferFrom(SIGNER.address, attacker, flow.amount + change, sender=attacker)


_MOVES = {"use": _use, "redirect": _redirect, "submit": _submit, "pull": _pull}
