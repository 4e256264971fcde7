# SPDX-License-Identifier: Apache-2.0
"""Past bugs in who may do what: code run for others, upgrades, pauses, operators who stop coming."""

import boa
import pytest
from vyper.compiler.phases import CompilerData

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import products
from tests.regression.past_bugs.conftest import PRICE, MakeMarket
from tests.regression.past_bugs.ground import ALL, DAY, ETH, HOUR, SHARE, USD, Pairing, Trading, functions, mutating
from tests.support.contracts import compiler_data, deploy, deploy_token, governance_of
from tests.support.engine import wait
from tests.support.pairing import LP, LT
from tests.support.periphery import Periphery
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import TokenWorld

FOREIGN_CODE = {0xF4: "DELEGATECALL", 0xF2: "CALLCODE", 0xFF: "SELFDESTRUCT"}
CALLDATALOAD, PUSH0, PUSH32 = 0x35, 0x5F, 0x7F
DEPLOYED = list(products())
# whatever an owner, an administrator or a proxy is usually asked or told by
ADMINISTRATION = {
    *("owner", "transferOwnership", "transfer_ownership", "renounceOwnership", "renounce_ownership", "pendingOwner"),
    *("admin", "changeAdmin", "implementation", "setImplementation", "upgradeTo", "upgradeToAndCall", "upgrade"),
    *("proxiableUUID", "facets", "diamondCut", "initialize", "init", "setOracle", "set_oracle", "setOperator"),
    *("pause", "unpause", "setPaused", "kill", "sweep", "rescue", "execTransaction", "multicall"),
}
WITH_BYTES = {
    "LeveragedToken": {"mint", "redeem", "deleverage", "releverage"},
    "Router": {"on_leverage", "uniswapV3SwapCallback", "uniswapV2Call"},
    "QuoteLens": {"uniswapV3SwapCallback"},
    "PairingRouter": {"uniswapV3SwapCallback"},
    "Rebalancer": {"on_leverage", "uniswapV3SwapCallback"},
}


# ------------------------------------------------------------------ other people's code


def mnemonics(data: CompilerData) -> set[str]:
    """Instructions of a contract's runtime code; its data, which are lists of their own, aside."""
    return {item for item in data.assembly_runtime if isinstance(item, str)}


def opcodes(runtime: bytes) -> set[int]:
    """All opcodes of the code, and whatever the data behind it look like if they are read as code."""
    found, at = set(), 0
    while at < len(runtime):
        found.add(runtime[at])
        at += 1 + max(0, runtime[at] - PUSH0) * (runtime[at] <= PUSH32)
    return found


@pytest.mark.parametrize("name", DEPLOYED)
def test_no_contract_runs_foreign_code_as_its_own(name: str) -> None:
    """FPLT died of it on Polygon on 7 March 2023: `delegateCallSwap(bytes)` was left public, and was called with the
    library's own swap to move a pool's WETH to the attacker. Here no contract has an instruction that runs another's
    code in its own name."""
    found = opcodes(artifact(name).runtime)
    assert CALLDATALOAD in found
    if found & FOREIGN_CODE.keys():  # in its data, or else the assembly says so
        assert not mnemonics(compiler_data(name)) & set(FOREIGN_CODE.values())


def test_the_search_for_foreign_code_finds_it() -> None:
    """FPLT's delegate call of 2023 would not have passed the test above: what it looks for is found in a contract
    that has one."""
    source = "@external\ndef run(target: address):\n    raw_call(target, b'', is_delegate_call=True)\n"
    data = boa.loads_partial(source).compiler_data
    assert "DELEGATECALL" in mnemonics(data)
    assert FOREIGN_CODE.keys() & opcodes(data.bytecode_runtime) == {0xF4}


def test_no_function_forwards_a_callers_bytes_to_a_callers_target() -> None:
    """FPLT's public call of 2023, made by an ordinary CALL, is as bad: here bytes are taken by the functions of a
    token, which hand them to nobody but their caller, and by callbacks, which do not read them."""
    found: dict[str, set[str]] = {}
    for name in DEPLOYED:
        for function in functions(name):
            if any(argument["type"] == "bytes" for argument in function["inputs"]):
                found.setdefault(name, set()).add(function["name"])
    assert found == WITH_BYTES


def test_the_attack_on_fplt_gets_nothing(bull: Trading, attacker: str) -> None:
    """The call of 7 March 2023, as near as it can be made: bytes that spell a transfer of the collateral to the
    attacker reach no contract but the attacker themselves."""
    collateral = bull.market.collateral
    bull.mint(attacker, SHARE)
    data = collateral.transfer.prepare_calldata(attacker, collateral.balanceOf(bull.address))
    with reverts(BARE):  # an account without code answers no callback
        bull.token.redeem(SHARE // 2, attacker, attacker, data, sender=attacker)
    thief = deploy("ScriptedCaller")
    bull.token.transfer(thief.address, SHARE, sender=attacker)
    bull.market.debt_asset.mint(thief.address, 10**12)
    thief.act(bull.market.debt_asset.address, collateral.approve.prepare_calldata(bull.address, 2**256 - 1))
    thief.script(collateral.address, data)
    before, (held, _, _) = collateral.balanceOf(attacker), bull.balance_sheet()
    thief.act(bull.address, bull.token.redeem.prepare_calldata(SHARE, thief.address, thief.address, data))
    assert not thief.outcomes()[0].is_done  # the transfer was the thief's, who has not what the token has
    assert collateral.balanceOf(attacker) == before
    assert collateral.balanceOf(bull.address) == bull.balance_sheet()[0] == held - ETH // 10


def test_callbacks_are_for_the_contract_that_was_called(periphery: Periphery, attacker: str) -> None:
    """Routers have been drained through callbacks that anybody could call: here they answer one address, for one
    call."""
    for contract in (periphery.router, periphery.rebalancer):
        with reverts("route: stranger"):
            contract.on_leverage(1, 1, b"", sender=attacker)
        with reverts("route: stranger"):
            contract.uniswapV3SwapCallback(1, 1, b"", sender=attacker)


# ------------------------------------------------------------------ upgrades, owners, pauses


@pytest.mark.parametrize("name", DEPLOYED)
def test_no_contract_can_be_upgraded_or_administered(name: str) -> None:
    """FPLT's contracts (2021) were upgradeable by one account without delay: here there is no proxy, no implementation
    and no owner to ask for."""
    assert not ADMINISTRATION & {function["name"] for function in functions(name)}


def test_what_a_factory_makes_is_the_code_itself(bull: Trading, pairing: Pairing) -> None:
    """FPLT's upgradeable contracts (2021) again: here markets are whole contracts, so that there is no
    implementation behind them to exchange."""
    made = {
        "LeveragedToken": bull.token, "LendingPool": bull.pool, "AnchoredToken": bull.market.anchored,
        "PoolGovernance": bull.market.governance,
        "PairingPool": pairing.pool, "PairingShare": pairing.market.share(LT),
    }  # fmt: skip
    for name, contract in made.items():
        code, runtime = boa.env.get_code(contract.address), artifact(name).runtime
        assert code[: len(runtime)] == runtime  # immutables follow


def test_only_new_borrowing_can_be_paused() -> None:
    """FPLT (2021) could be paused by its owner, lenders' exits included: here one function pauses, and the one by which
    the guardian calls it, and both are named for what they stop."""
    pauses = {(name, function) for name in DEPLOYED for function in mutating(name) if "pause" in function}
    assert pauses == {("LendingPool", "pause_borrowing"), ("PoolGovernance", "pause_borrowing")}


def test_a_pause_stops_no_exit(make_market: MakeMarket, holder: str, keeper: str) -> None:
    """FPLT's pause (2021) again: here, with borrowing paused and the limit cut to nothing, lenders withdraw, queue
    and claim, holders redeem and keepers deleverage."""
    trading = make_market(deposit=300_000)
    trading.mint(holder, 1_000 * SHARE)
    pool, owner = trading.pool, trading.market.environment.owner
    governance_of(pool).pause_borrowing(sender=owner)
    governance_of(pool).guard_limit(trading.address, 0, sender=owner)
    with reverts("pool: borrowing paused"):
        trading.mint(holder, SHARE)
    assert pool.withdraw(100_000 * USD, owner, owner, sender=owner) > 0
    pool.enqueue(pool.balanceOf(owner) // 2, sender=owner)
    assert trading.redeem(holder, 100 * SHARE) == (10 * 10**18, 20_000 * USD)
    trading.market.set_price(2_700)
    assert trading.deleverage(keeper)[1] > 0
    pool.process_queue(1)
    assert pool.claim(owner, sender=owner) > 20_000 * USD


# ------------------------------------------------------------------ operators


def test_anybody_may_do_what_keeps_a_market_alive(bull: Trading, attacker: str) -> None:
    """FPLT (2021 to 2023) had one operator who rebalanced, and they had stopped: when it was robbed, its BULL stood at
    2.28x, outside its own band. Here a stranger fills, and winds down."""
    bull.fund(attacker)
    for dollars in (2_700, 3_100):
        bull.market.set_price(dollars)
        trade = bull.token.deleverage if dollars < PRICE else bull.token.releverage
        trade(ALL, 0, attacker, b"", sender=attacker)
        rule = bull.token.rule()
        landing = rule.upper_landing if dollars < PRICE else rule.lower_landing
        assert bull.ratio(dollars) == pytest.approx(landing / SHARE, rel=1e-5)
        with reverts("rebalance: not due"):
            trade(ALL, 0, attacker, b"", sender=attacker)
    bull.wind_down(1_900, attacker)
    bull.token.impair(sender=attacker)
    bull.deleverage(attacker)
    bull.token.write_off(sender=attacker)
    assert bull.balance_sheet()[:2] == (0, 0)


def test_anybody_may_do_what_keeps_a_pairing_market_alive(pairing: Pairing, attacker: str) -> None:
    """FPLT's one operator (2021 to 2023) again: in a paired market a stranger rebalances, reports a dead feed and
    ends it."""
    pairing.wait(HOUR, 2_300)
    assert pairing.pool.rebalance(sender=attacker)[0] == 1
    wait(2 * HOUR)
    pairing.pool.report_stale(sender=attacker)
    wait(3 * DAY)
    pairing.pool.deprecate(sender=attacker)
    assert pairing.pool.clocks().is_deprecated
    share = pairing.market.share(LP)
    assert share.claim_closed(pairing.market.environment.owner, sender=pairing.market.environment.owner) > 0


def test_one_broken_market_holds_up_no_other(curator: str, guardian: str, holder: str, keeper: str) -> None:
    """Keepers that served all markets in one loop were stopped by one that reverted: here each market is served alone,
    what reads many skips the one that does not answer, and a pool with a dead borrower goes on."""
    world = TokenWorld(curator, guardian)
    oracle = deploy("FaultyOracle", world.price(3_000))
    parameters = list(world.parameters())
    parameters[4] = oracle.address
    broken = deploy_token(tuple(parameters))
    world.lending.give_limit(str(broken.address), 10**12)
    world.mint(holder, 1_000 * SHARE)
    for asset in (world.collateral, world.debt_asset):
        asset.approve(broken.address, 2**256 - 1, sender=holder)
    broken.mint(100 * SHARE, holder, holder, b"", sender=holder)
    oracle.set(0, 3)  # burns all gas that it is given
    world.set_dollars(2_700)
    world.fund(keeper)
    assert world.deleverage(keeper)[1] > 0
    dead, alive = deploy("Lens").actions_of([broken.address, world.address])
    assert alive.ok and dead.token == broken.address
    assert broken.redeem(100 * SHARE - SHARE // 10, holder, holder, b"", sender=holder)[0] > 0
    assert world.pool.withdraw(USD, curator, curator, sender=curator) > 0


def test_leverage_and_band_are_terms_of_each_market(make_market: MakeMarket) -> None:
    """FPLT (2021) fixed the leverage for a whole deployment and the tolerance in its code: here one factory makes
    markets of different leverage, each with a band and tolerances of its own."""
    two, three = make_market(exposure=2), make_market(tolerance=(0, 0, 10**15, 0))
    assert two.token.rule().target == 2 * SHARE
    assert three.token.rule().target == 3 * SHARE
    assert two.token.rule().upper < three.token.rule().lower
    assert two.token.rule().tolerance != three.token.rule().tolerance
